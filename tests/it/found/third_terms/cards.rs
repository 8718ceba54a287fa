//! T12: what is written off stands in the cost account, once. T16: no card stops a year for ever.

use super::*;
use crate::found::whose::{village, voucher};
use coop_ledger::books::Books;

fn card(id: &str, asset: &str, cost: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-05-06","kind":"asset.registered","asset":"{asset}","cost":"{cost}","first_month":"2024-01-01","life_months":12,"salvage":"0/1","use":"office","used_months":0}}"#
    )
}

fn written_off(village: &mut Village) -> Fen {
    village.record(&step("dep", "2024-12-31", r#""step":"depreciation","year":2024"#));
    total(village.books(), "152").negated()
}

fn total(books: &Books, account: &str) -> Fen {
    books.accounts().balance_of(account)
}

fn opening(lines: &[(&str, &str)]) -> String {
    let sum: i64 = lines.iter().map(|(_, amount)| amount.replace('.', "").parse::<i64>().unwrap()).sum();
    let debit = |(holder, amount): &(&str, &str)| {
        let holder = if holder.is_empty() { String::new() } else { format!(r#","holder":"{holder}""#) };
        format!(r#"{{"account":"151"{holder},"debit":"{amount}"}}"#)
    };
    let debits: Vec<String> = lines.iter().map(debit).collect();
    format!(
        r#"{{"id":"o","on":"2024-05-06","kind":"opening.recorded","lines":[{},{{"account":"301","purpose":"集体资本","credit":"{}.{:02}"}}]}}"#,
        debits.join(","),
        sum / 100,
        sum % 100
    )
}

#[test]
fn t12_a_card_is_of_something_that_stands_in_the_cost_account_once() {
    let mut village = Village::rich();
    assert_eq!(village.refused(&card("z", "Z", "120000.00")), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&card("z", "Z", "0.01")), Code::StatedFigureDiffers);
    // bought, under its name, for no less than the card says
    village.record(&voucher("buy", "2024-05-05", &["151|水泵||1200.00", "102|A-BANK-1||-1200.00"]));
    assert_eq!(village.refused(&card("z", "水泵", "1200.01")), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&card("z", "水泵", "1199.99")), Code::StatedFigureDiffers);
    village.record(&card("z", "水泵", "1200.00"));
    assert_eq!(village.refused(&card("y", "水泵2", "1200.00")), Code::StatedFigureDiffers);
    // what stands there under no name is for cards under whose names nothing stands, once
    village.record(&voucher("buy2", "2024-05-05", &["151|||500.00", "102|A-BANK-1||-500.00"]));
    village.record(&card("y", "桌椅", "300.00"));
    assert_eq!(village.refused(&card("x", "电脑", "200.01")), Code::StatedFigureDiffers);
    village.record(&card("x", "电脑", "200.00"));
    assert_eq!(village.refused(&card("w", "又一台", "0.01")), Code::StatedFigureDiffers);
    assert_eq!(written_off(&mut village), Fen(170_000));
}

#[test]
fn t12_cards_may_come_just_before_the_opening_balances_which_then_hold_them() {
    let mut village = Village::of_little(1);
    village.record(&card("a", "办公用房", "4800.00"));
    village.record(&card("b", "办公设备", "360.00"));
    let all = [("办公用房", "4800.00"), ("办公设备", "359.99")];
    assert_eq!(village.refused(&opening(&all)), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&opening(&[("办公用房", "4800.00"), ("", "359.99")])), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&opening(&[("", "5159.99")])), Code::StatedFigureDiffers);
    // T12, T17: a card that is wrong is taken back, and recorded anew
    village.record(&village::correct("b").replace("2025-07-05", "2024-05-06"));
    village.record(&card("b2", "办公设备", "359.99"));
    village.record(&opening(&all));
    assert_eq!(written_off(&mut village), Fen(515_999));
    assert_eq!(village.refused(&village::correct("b2")), Code::RestsOnLater);
}

#[test]
fn t12_what_left_the_cost_account_is_written_off_no_further() {
    let mut village = Village::of_little(1);
    village.record(&opening(&[("车", "1200.00"), ("泵", "600.00")]));
    village.record(&card("a", "车", "1200.00"));
    village.record(&card("b", "泵", "600.00"));
    village.record(&voucher("sold", "2024-06-01", &["515|||1200.00", "151|车||-1200.00"]));
    // what never came stands no longer either
    village.record(&voucher("buy", "2024-06-01", &["151|车床||240.00", "504|||-240.00"]));
    village.record(&card("c", "车床", "240.00").replace("2024-05-06", "2024-06-01"));
    village.record(&village::correct("buy").replace("2025-07-05", "2024-06-02"));
    assert_eq!(written_off(&mut village), Fen(60_000));
}

#[test]
fn t16_a_card_that_nobody_can_carry_is_refused_and_stops_no_year() {
    const MOST: &str = "99999999999999.99";
    let mut village = Village::rich();
    assert_eq!(village.refused(&card("z", "Z", MOST)), Code::StatedFigureDiffers);
    // before anything is posted it waits for the opening balances; nothing of it is written off
    let mut village = Village::of_little(3);
    village.record(&card("z", "Z", MOST));
    village.record(&card("y", "Y", MOST).replace("\"life_months\":12", "\"life_months\":1"));
    assert_eq!(village.refused(&opening(&[("Z", "100.00")])), Code::StatedFigureDiffers);
    village.record(r#"{"id":"in","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"1000.00"}]}"#);
    village.record(&step("dep", "2024-12-31", r#""step":"depreciation","year":2024,"amount":"0.00""#));
    village.record(&step("close", "2024-12-31", r#""step":"close","year":2024"#));
    village.record(&step("carry", "2024-12-31", r#""step":"carry","year":2024"#));
    assert_eq!(village.books().net_income(2024), Some(Fen(100_000)));
    // and it goes
    for id in ["z", "y"] {
        village.record(&village::correct(id));
    }
    assert!(village.books().registers().assets().is_empty());
}

#[test]
fn t12_a_signed_card_of_nothing_is_a_finding_of_the_audit() {
    let mut little = Little::upto(5, 0x12);
    let bought = voucher("buy", "2024-04-21", &["151|泵||120.00", "504|||-120.00"]);
    little.cooperative.record(&read(&bought), &accountant()).unwrap();
    let card = card("z", "泵", "120.00").replace("2024-05-06", "2024-04-21");
    little.cooperative.record(&read(&card), &accountant()).unwrap();
    is_found(&little, Code::StatedFigureDiffers, |event| {
        if let coop_ledger::event::Fact::AssetRegistered(a) = &mut event.fact {
            a.cost = "120.01".parse().unwrap();
        }
    });
}
