//! Things of every class: three years of one village's, each card and each posting to the fen; and what is refused.
//! `tests/cases/assets` has the instructions, what each posts, and the cards at the end of each half year.

use super::*;
use crate::{case::desk::Desk, little::objects};
use coop_ledger::{
    books::{Books, Side, ThingCard},
    log::Json,
    screen::Watch,
    statement::reports,
    unit::{AssetId, Day, Fen},
};
use std::collections::BTreeMap;

const STORY: &str = include_str!("../../cases/assets/story.jsonl");
const POSTED: &str = include_str!("../../cases/assets/posted.csv");
const CARDS: &str = include_str!("../../cases/assets/cards.csv");
const RECORDED: &str = "2026-12-31";

fn village() -> Desk {
    Desk::open("V", "open", "2024-01-01", ("小村", "Little village"))
}

/// The story through the instruction of this id, or the whole of it.
fn told(last: Option<&str>) -> Desk {
    let mut desk = village();
    for instruction in objects(STORY) {
        let id = instruction.member("id").and_then(Json::text).unwrap().to_owned();
        desk.record(RECORDED, &[instruction]).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
        if last == Some(id.as_str()) {
            return desk;
        }
    }
    assert_eq!(last, None);
    desk
}

fn refused(desk: &mut Desk, text: &str) -> Code {
    let before = desk.books.size();
    let refusal = desk.record(RECORDED, &objects(text)).expect_err(text);
    assert_eq!(desk.books.size(), before);
    refusal.code()
}

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn fen(text: &str) -> Fen {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn every_entry_about_things_posts_what_the_case_says() {
    let desk = told(None);
    let mut wanted: BTreeMap<(&str, &str), (Fen, Fen)> = BTreeMap::new();
    for line in lines(POSTED) {
        wanted.insert((line[0], line[1]), (fen(line[2]), fen(line[3])));
    }
    let mut wrong = Vec::new();
    let entries: Vec<&str> = lines(POSTED).map(|line| line[0]).collect();
    for (id, (index, _)) in desk.places.iter().filter(|(id, _)| entries.contains(&id.as_str())) {
        let mut posted: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
        for line in desk.books.vouchers().lines(*index) {
            let sums = posted.entry(line.key.account.as_str()).or_default();
            let side = if line.side == Side::Debit { &mut sums.0 } else { &mut sums.1 };
            *side = side.capped_plus(line.amount);
        }
        let said = wanted.iter().filter(|((of, _), _)| of == id).map(|((_, account), sums)| (*account, *sums));
        if said.collect::<BTreeMap<_, _>>() != posted {
            wrong.push(format!("{id}: {posted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_card_is_what_the_case_says_at_the_end_of_each_half_year() {
    let books = told(None).books;
    let mut wrong = Vec::new();
    for line in lines(CARDS) {
        let on: Day = line[0].parse().unwrap();
        let rows = reports::assets(&books, on);
        let row = rows.iter().find(|row| row.asset.as_str() == line[1]).unwrap_or_else(|| panic!("{line:?}"));
        let quantity =
            row.quantity.map_or(String::new(), |quantity| quantity.to_string().trim_end_matches(".00").into());
        // of a herd that is gone the case tells how many left
        let gone = line[7].parse::<Day>().is_ok();
        let said = [row.class.word(), &quantity, &row.cost.to_string(), &row.charged.to_string(), &row.net.to_string()]
            .map(str::to_owned);
        let same = said.iter().zip(&line[2..7]).enumerate().all(|(n, (is, was))| is == was || (n == 1 && gone));
        if !same {
            wrong.push(format!("{line:?}: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn stores(books: &Books) -> (String, Fen) {
    let Some(ThingCard::Heap(heap)) = books.card(&"化肥".parse::<AssetId>().unwrap()) else { panic!("a heap") };
    (heap.there().to_string(), heap.cost())
}

#[test]
fn a_reversal_gives_the_card_back_as_it_was_and_the_later_entry_goes_first() {
    let mut desk = told(Some("L0186"));
    assert_eq!(stores(&desk.books), ("30.00".to_owned(), fen("2760.00")));
    let undo = |id: &str| {
        format!(r#"{{"id":"u-{id}","on":"2024-05-03","kind":"entry.corrected","corrects":"{id}","reason":"other"}}"#)
    };
    assert_eq!(refused(&mut desk, &undo("L0178")), Code::RestsOnLater);
    desk.record(RECORDED, &objects(&undo("L0186"))).unwrap();
    assert_eq!(stores(&desk.books), ("100.00".to_owned(), fen("9200.00")));
    desk.record(RECORDED, &objects(&undo("L0178"))).unwrap();
    assert!(desk.books.card(&"化肥".parse::<AssetId>().unwrap()).is_none());
}

#[test]
fn what_came_first_leaves_first_where_the_village_chose_it() {
    let mut desk = told(Some("L0178"));
    let more = r#"{"id":"s","on":"2024-04-11","kind":"setting.chosen","name":"stores_cost","value":"fifo"}
{"id":"m","on":"2024-04-12","kind":"asset.acquired","asset":"化肥","class":"stores","how":"donated","cost":"600.00","document":"R-2","quantity":"5","unit":"袋"}
{"id":"t","on":"2024-04-13","kind":"asset.disposed","asset":"化肥","why":"used","document":"C-1","quantity":"101","to_account":"511"}"#;
    for instruction in objects(more) {
        desk.record(RECORDED, &[instruction]).unwrap();
    }
    // a hundred at 92 yuan, one of five at 120
    assert_eq!(stores(&desk.books), ("4.00".to_owned(), fen("480.00")));
}

#[test]
fn another_life_spreads_the_rest_over_the_rest_from_the_month_of_change() {
    let mut desk = told(Some("carry-2024"));
    let life = |months: u32| {
        format!(
            r#"{{"id":"life","on":"2025-05-04","kind":"asset.changed","asset":"办公楼","document":"J-1","set":{{"life_months":{months}}}}}"#
        )
    };
    // 76 months have passed
    assert_eq!(refused(&mut desk, &life(76)), Code::BadValue);
    assert_eq!(refused(&mut desk, &life(240)), Code::NothingChanges);
    desk.record(RECORDED, &objects(&life(192))).unwrap();
    let charge = |books: &Books| {
        let id: AssetId = "办公楼".parse().unwrap();
        books.charges(2025).find(|((asset, _), _)| **asset == id).map(|(_, charge)| charge).unwrap()
    };
    // four months of 950.00, and eight of 228000.00 − 72200.00 over 116
    assert_eq!(charge(&desk.books), fen("14544.83"));
}

#[test]
fn what_is_worn_off_is_gone_once_and_one_thing_is_not_counted() {
    let mut desk = told(Some("L0330"));
    let of = |asset: &str, more: &str| {
        format!(r#"{{"id":"x","on":"2025-08-20","kind":"asset.disposed","asset":"{asset}","document":"x",{more}}}"#)
    };
    assert_eq!(refused(&mut desk, &of("拖拉机", r#""why":"scrapped""#)), Code::AssetEnded);
    assert_eq!(refused(&mut desk, &of("水泵", r#""why":"scrapped","quantity":"1""#)), Code::QuantityAboveStock);
    assert_eq!(
        refused(&mut desk, &of("化肥", r#""why":"used","quantity":"54","to_account":"511""#)),
        Code::QuantityAboveStock
    );
    assert_eq!(refused(&mut desk, &of("化肥", r#""why":"used","quantity":"1","to_account":"515""#)), Code::BadValue);
    assert_eq!(refused(&mut desk, &of("化肥", r#""why":"died""#)), Code::BadValue);
    assert_eq!(refused(&mut desk, &of("没有", r#""why":"scrapped""#)), Code::UnknownReference);
    assert_eq!(
        refused(&mut desk, &of("水泵", r#""why":"scrapped""#).replace("2025-08-20", "2024-11-20")),
        Code::DatesOutOfOrder
    );
}

#[test]
fn a_year_is_not_closed_over_what_is_missing() {
    let mut desk = told(Some("L0366"));
    let close = r#"{"id":"x","on":"2025-12-31","kind":"year.stepped","year":2025,"step":"close"}"#;
    assert_eq!(refused(&mut desk, close), Code::PendingLossesOpen);
    let settled = |amount: &str| {
        format!(
            r#"{{"id":"y","on":"2025-12-31","kind":"claim.recorded","claim":"count_loss","amount":"{amount}","asset":"摄像头"}}"#
        )
    };
    assert_eq!(refused(&mut desk, &settled("900.01")), Code::PaymentAboveWhatIsOwed);
    desk.record(RECORDED, &objects(&settled("900.00"))).unwrap();
    desk.record(RECORDED, &objects(close)).unwrap();
}

#[test]
fn only_what_is_to_be_used_up_becomes_another_class() {
    let mut desk = told(Some("L0229"));
    let to = |asset: &str, quantity: &str| {
        format!(
            r#"{{"id":"x","on":"2024-11-01","kind":"asset.changed","asset":"{asset}","document":"x","to_class":{{"asset":"x","class":"productive","quantity":"{quantity}","use":"office","life_months":12,"salvage":"0"}}}}"#
        )
    };
    assert_eq!(refused(&mut desk, &to("电脑", "1")), Code::ClassChange);
    assert_eq!(refused(&mut desk, &to("化肥", "1")), Code::ClassChange);
    assert_eq!(refused(&mut desk, &to("仔猪", "11")), Code::QuantityAboveStock);
    desk.record(RECORDED, &objects(&to("仔猪", "1"))).unwrap();
}

#[test]
fn a_card_is_revised_where_it_stands_and_what_it_cost_is_put_right_where_it_was_posted() {
    let mut desk = told(Some("L0172"));
    let revised = |id: &str, asset: &str, mode: &str, set: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-03-20","kind":"register.revised","register":"asset","code":"{asset}","mode":"{mode}","set":{{{set}}},"reason":"other","document":"GZ-1"}}"#
        )
    };
    let place = revised("r1", "护路林", "changed", r#""place":"北坡","keeper":"K001""#);
    desk.record(RECORDED, &objects(&place)).unwrap();
    assert_eq!(refused(&mut desk, &place.replace("r1", "r2")), Code::NothingChanges);
    let row = |desk: &Desk, asset: &str| {
        let on = "2024-03-31".parse().unwrap();
        reports::assets(&desk.books, on).into_iter().find(|row| row.asset.as_str() == asset).unwrap()
    };
    assert_eq!(row(&desk, "护路林").place.map(|place| place.to_string()).as_deref(), Some("北坡"));
    let life = revised("r3", "电脑", "changed", r#""life_months":48"#);
    assert_eq!(refused(&mut desk, &life), Code::NotCorrectable);
    // typed 6810 for 6180: the bank paid it, so the difference goes where it came from
    let bank = |desk: &Desk| desk.books.accounts().balance_of("102");
    let before = bank(&desk);
    desk.record(RECORDED, &objects(&revised("r4", "电脑", "wrong", r#""cost":"6100.00""#))).unwrap();
    assert_eq!(row(&desk, "电脑").cost, fen("6100.00"));
    assert_eq!(bank(&desk).capped_minus(before), fen("80.00"));
    assert_eq!(refused(&mut desk, &revised("r5", "护路林", "wrong", r#""cost":"3500.00""#)), Code::InUse);
}

const CHARGED: &str = r#"{"id":"b","on":"2024-01-01","kind":"bank.registered","account":"V-BANK-1","owner":"V","ownership":"collective"}
{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"102","holder":"V-BANK-1","debit":"9000.00"},{"account":"301","credit":"9000.00"}]}
{"id":"a","on":"2024-01-15","kind":"asset.acquired","asset":"水泵","class":"fixed","how":"bought","cost":"1000.00","document":"采购单","from":"V-BANK-1","use":"operating","life_months":24,"salvage":"0"}"#;

fn step(id: &str, on: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"year.stepped","year":{},"step":"depreciation"{more}}}"#,
        on.split('-').next().unwrap()
    )
}

#[test]
fn a_village_that_chose_so_charges_by_months_and_a_year_comes_to_the_same() {
    let mut desk = village();
    desk.record(RECORDED, &objects(CHARGED)).unwrap();
    let worn = |desk: &Desk| desk.books.accounts().balance_of("152").negated();
    assert_eq!(refused(&mut desk, &step("x", "2024-03-31", r#","month":3"#)), Code::BadValue);
    let choose = r#"{"id":"s","on":"2024-03-31","kind":"setting.chosen","name":"depreciation","value":"monthly"}"#;
    desk.record(RECORDED, &objects(choose)).unwrap();
    assert_eq!(desk.books.chosen_by("depreciation", "2024-03-30".parse().unwrap()), None);
    assert_eq!(desk.books.setting_on("depreciation", "2024-03-31".parse().unwrap()), "monthly");
    desk.record(RECORDED, &objects(&step("m3", "2024-03-31", r#","month":3"#))).unwrap();
    // February and March of 24
    assert_eq!(worn(&desk), Fen(8_333));
    let months = [
        ("2024-03-31", r#","month":3"#, Code::YearStepOutOfOrder),
        ("2024-02-29", r#","month":2"#, Code::YearStepOutOfOrder),
        ("2024-04-29", r#","month":4"#, Code::DatesOutOfOrder),
        ("2024-12-31", r#","month":13"#, Code::BadValue),
        ("2025-01-31", r#","month":1"#, Code::YearStepOutOfOrder),
    ];
    for (on, month, code) in months {
        assert_eq!(refused(&mut desk, &step("x", on, month)), code, "{on}");
    }
    let closed = r#"{"id":"x","on":"2024-12-31","kind":"year.stepped","year":2024,"step":"close","month":12}"#;
    assert_eq!(refused(&mut desk, closed), Code::BadValue);
    // a month that was left out comes with the next one; the year's own step charges what is left of it
    desk.record(RECORDED, &objects(&step("m5", "2024-05-31", r#","month":5"#))).unwrap();
    assert_eq!(worn(&desk), Fen(16_667));
    desk.record(RECORDED, &objects(&step("y", "2024-12-31", ""))).unwrap();
    assert_eq!(worn(&desk), Fen(45_833));
    assert_eq!(refused(&mut desk, &step("x", "2024-12-31", r#","month":12"#)), Code::YearStepOutOfOrder);
    desk.record(RECORDED, &objects(&step("n1", "2025-01-31", r#","month":1"#))).unwrap();
    assert_eq!(worn(&desk), Fen(50_000));
    // sold after it was charged through that month: no charge more, and none for months that are over
    let sold = r#"{"id":"d","on":"2025-02-10","kind":"asset.disposed","asset":"水泵","why":"scrapped","document":"x"}"#;
    desk.record(RECORDED, &objects(sold)).unwrap();
    assert_eq!((worn(&desk), desk.books.accounts().balance_of("151")), (Fen::ZERO, Fen::ZERO));
}

#[test]
fn a_card_that_a_hand_went_around_is_asked_about() {
    let mut desk = village();
    desk.record(RECORDED, &objects(CHARGED)).unwrap();
    let asked = |desk: &Desk| -> Vec<String> {
        let all = Watch::default().questions(&desk.books, RECORDED.parse().unwrap());
        all.iter().map(ToString::to_string).filter(|said| said.starts_with("card_and_books_differ")).collect()
    };
    assert_eq!(asked(&desk), Vec::<String>::new());
    let by_hand = r#"{"id":"v","on":"2024-05-01","kind":"voucher.recorded","lines":[{"account":"515","debit":"400.00","purpose":"其他"},{"account":"151","holder":"水泵","credit":"400.00"}]}"#;
    desk.record(RECORDED, &objects(by_hand)).unwrap();
    let said = asked(&desk);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("account 151") && said[0].contains("1000.00") && said[0].contains("600.00"), "{said:?}");
    desk.record(
        RECORDED,
        &objects(r#"{"id":"u","on":"2024-05-02","kind":"entry.corrected","corrects":"v","reason":"other"}"#),
    )
    .unwrap();
    assert_eq!(asked(&desk), Vec::<String>::new());
}

fn asked_of_cards(desk: &Desk) -> Vec<String> {
    let all = Watch::default().questions(&desk.books, RECORDED.parse().unwrap());
    all.iter().map(ToString::to_string).filter(|said| said.starts_with("card_and_books_differ")).collect()
}

/// A building of 480,000.00 in the opening balances of 2024, of which so much was written off, and its card.
fn opened(worn: &str, card: &str) -> Desk {
    let mut desk = village();
    let written = if worn == "0.00" {
        String::new()
    } else {
        format!(r#",{{"account":"152","holder":"楼","credit":"{worn}"}}"#)
    };
    let own = fen("480100.00").minus(fen(worn)).unwrap();
    let opening = format!(
        r#"{{"id":"b","on":"2024-01-01","kind":"bank.registered","account":"V-BANK-1","owner":"V","ownership":"collective"}}
{{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{{"account":"102","holder":"V-BANK-1","debit":"100.00"}},{{"account":"151","holder":"楼","debit":"480000.00"}}{written},{{"account":"301","credit":"{own}"}}]}}"#
    );
    desk.record(RECORDED, &objects(&opening)).unwrap();
    if !card.is_empty() {
        let card = format!(
            r#"{{"id":"a","on":"2024-01-01","kind":"asset.registered","asset":"楼","cost":"480000.00","use":"office","salvage":"0.05",{card}}}"#
        );
        desk.record(RECORDED, &objects(&card)).unwrap();
    }
    desk
}

#[test]
fn what_cards_say_is_written_off_is_what_opening_balances_wrote_off() {
    // 84 of 240 months of 456,000.00
    let fits = r#""first_month":"2024-01-01","life_months":240,"used_months":84"#;
    assert_eq!(asked_of_cards(&opened("159600.00", fits)), Vec::<String>::new());
    let same = r#""first_month":"2017-01-01","life_months":240,"used_months":0"#;
    assert_eq!(asked_of_cards(&opened("159600.00", same)), Vec::<String>::new());
    let differ = [
        // the months used stand in both
        ("159600.00", r#""first_month":"2017-01-01","life_months":240,"used_months":84"#, "152", "319200.00"),
        ("0.00", r#""first_month":"2024-01-01","life_months":24,"used_months":12"#, "152", "228000.00"),
        ("400000.00", r#""first_month":"2024-01-01","life_months":24,"used_months":0"#, "152", "0.00"),
        ("0.00", "", "151", "0.00"),
    ];
    for (worn, card, account, register) in differ {
        let said = asked_of_cards(&opened(worn, card));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(&format!("account {account}")) && said[0].contains(register), "{said:?}");
    }
    // the same behind the year's charge
    let mut desk = opened("159600.00", fits);
    desk.record(RECORDED, &objects(&step("y", "2024-12-31", ""))).unwrap();
    assert_eq!(desk.books.accounts().balance_of("152"), fen("-182400.00"));
    assert_eq!(asked_of_cards(&desk), Vec::<String>::new());
}

#[test]
fn nothing_is_charged_of_what_is_to_be_left() {
    // 480,000.00 less a twentieth: 456,000.00, of which 400,000.00 was written off before
    let mut desk = opened("400000.00", r#""first_month":"2024-01-01","life_months":24,"used_months":0"#);
    desk.record(RECORDED, &objects(&step("y", "2024-12-31", ""))).unwrap();
    assert_eq!(desk.books.accounts().balance_of("152"), fen("-456000.00"));
}

/// An estimate that changes is one of months to come: what is charged stays.
#[test]
fn another_life_is_spread_over_the_months_that_are_not_charged() {
    let mut desk = village();
    desk.record(RECORDED, &objects(CHARGED)).unwrap();
    let choose = r#"{"id":"s","on":"2024-01-31","kind":"setting.chosen","name":"depreciation","value":"monthly"}"#;
    desk.record(RECORDED, &objects(choose)).unwrap();
    desk.record(RECORDED, &objects(&step("m6", "2024-06-30", r#","month":6"#))).unwrap();
    let worn = |desk: &Desk| desk.books.accounts().balance_of("152").negated();
    // February to June: five months of 1,000.00 over 24
    assert_eq!(worn(&desk), Fen(20_833));
    let life = r#"{"id":"life","on":"2024-07-04","kind":"asset.changed","asset":"水泵","document":"J-1","set":{"life_months":44}}"#;
    desk.record(RECORDED, &objects(life)).unwrap();
    // 791.67 over the 39 months that are left
    for (id, on, month, all) in [("m7", "2024-07-31", 7, 22_863), ("m8", "2024-08-31", 8, 24_893)] {
        desk.record(RECORDED, &objects(&step(id, on, &format!(r#","month":{month}"#)))).unwrap();
        assert_eq!(worn(&desk), Fen(all), "{on}");
    }
    assert_eq!(asked_of_cards(&desk), Vec::<String>::new());
}

#[test]
fn another_life_comes_to_the_same_whether_a_year_is_charged_at_once_or_by_months() {
    for monthly in [false, true] {
        let mut desk = village();
        desk.record(RECORDED, &objects(&CHARGED.replace("2024-01-15", "2024-02-15").replace(":24,", ":36,"))).unwrap();
        let life = r#"{"id":"life","on":"2024-09-01","kind":"asset.changed","asset":"水泵","document":"J-1","set":{"life_months":20}}"#;
        if monthly {
            let choose =
                r#"{"id":"s","on":"2024-01-31","kind":"setting.chosen","name":"depreciation","value":"monthly"}"#;
            desk.record(RECORDED, &objects(choose)).unwrap();
            desk.record(RECORDED, &objects(&step("m8", "2024-08-31", r#","month":8"#))).unwrap();
        }
        desk.record(RECORDED, &objects(life)).unwrap();
        let last = if monthly { r#","month":12"# } else { "" };
        desk.record(RECORDED, &objects(&step("y", "2024-12-31", last))).unwrap();
        // March to August 166.67, and four months of 833.33 over 14
        assert_eq!(desk.books.accounts().balance_of("152").negated(), Fen(40_476), "monthly: {monthly}");
    }
}

#[test]
fn more_than_small_change_that_was_counted_wrong_is_voted_on() {
    let mut desk = village();
    desk.record(RECORDED, &objects(CHARGED)).unwrap();
    let counted = |id: &str, book: &str, counted: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-03-01","kind":"asset.counted","keeper":"K001","document":"D","lines":[{{"bank":"V-BANK-1","book":"{book}","counted":"{counted}"}}]}}"#
        )
    };
    let borne = |id: &str, claim: &str, amount: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-03-02","kind":"claim.recorded","document":"D","claim":"{claim}","amount":"{amount}","asset":"V-BANK-1"{more}}}"#
        )
    };
    desk.record(RECORDED, &objects(&counted("c1", "8000.00", "7950.00"))).unwrap();
    desk.record(RECORDED, &objects(&borne("l1", "count_loss", "50.00", ""))).unwrap();
    desk.record(RECORDED, &objects(&counted("c2", "7950.00", "7000.00"))).unwrap();
    for part in ["950.00", "50.00"] {
        assert_eq!(refused(&mut desk, &borne("l2", "count_loss", part, "")), Code::MemberMissing, "{part}");
    }
    let blamed = borne("l3", "count_blamed", "900.00", r#","holder":"K001""#);
    let voted = r#","resolution":"R-1""#;
    assert!(desk.record(RECORDED, &objects(&blamed)).is_ok() || refused(&mut desk, &blamed) != Code::MemberMissing);
    desk.record(RECORDED, &objects(&borne("l4", "count_loss", "50.00", voted))).unwrap();
    desk.record(RECORDED, &objects(&counted("c3", "7000.00", "7500.00"))).unwrap();
    assert_eq!(refused(&mut desk, &borne("g", "count_gain", "500.00", "")), Code::MemberMissing);
    desk.record(RECORDED, &objects(&borne("g", "count_gain", "500.00", voted))).unwrap();
}

/// What is grown is made of what was spent on it.
#[test]
fn nothing_grows_of_costs_that_are_not_there() {
    let mut desk = village();
    desk.record(RECORDED, &objects(CHARGED)).unwrap();
    let grown = r#"{"id":"g","on":"2024-09-01","kind":"asset.acquired","asset":"玉米","class":"stores","how":"grown","cost":"3000.00","quantity":"1000","unit":"公斤","document":"D"}"#;
    assert_eq!(refused(&mut desk, grown), Code::StatedFigureDiffers);
    for (id, amount) in [("s1", "2999.99"), ("s2", "0.01")] {
        assert_eq!(refused(&mut desk, grown), Code::StatedFigureDiffers);
        let spent = format!(
            r#"{{"id":"{id}","on":"2024-05-01","kind":"payment.recorded","from":"V-BANK-1","parts":[{{"part":"expense","account":"401","purpose":"种子","amount":"{amount}"}}]}}"#
        );
        desk.record(RECORDED, &objects(&spent)).unwrap();
    }
    desk.record(RECORDED, &objects(grown)).unwrap();
}
