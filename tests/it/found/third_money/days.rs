//! Days, units, versions and cards: what a computation reads is what was agreed, and once.

use super::{Village, result_sheet, stepped, voucher};
use crate::found::once::rents::{HALF, receipt, village};
use coop_ledger::{decide::Code, unit::Fen};

/// A sheet that an operator pays: twenty a household, for nothing that was recorded.
fn flat(tag: &str) -> String {
    "【方案】\n编号 = flat\n语义 = 1\n标题 = \"按户\"\ntitle = \"Flat\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n\
     【各方】\n用工单位：运营方\n\n【登记】\n户 收款\n\n【步骤】\n每个 户：付 补贴 = 20 元 由 用工单位，给 户 记作 TAG\n\n\
     【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 |\n  H1 |\n期望 户[H1].补贴 = 20 元\n"
        .replace("TAG", tag).replace("编号 = flat", if tag == "劳务费" { "编号 = flat" } else { "编号 = crop" })
}

#[test]
fn t9_what_an_employer_is_to_pay_is_for_work_that_was_recorded() {
    let mut village = village();
    village.adopt("flat", &flat("劳务费"));
    village.adopt("crop", &flat("承包地租金"));
    let work = |code: &str, first: &str, last: &str| {
        format!(
            r#"{{"id":"{code}","on":"2025-07-01","kind":"work.recorded","contract":"LAB-1","sheet":"{code}","first_day":"{first}","last_day":"{last}","lines":[{{"class":"general","worker":"H0001-1","quantity":"10.00"}}]}}"#
        )
    };
    let declare = |code: &str, scheme: &str, more: &str| {
        format!(
            r#"{{"id":"d-{code}","on":"2025-07-02","kind":"payout.declare","payout":"{code}","scheme":"{scheme}"{more}}}"#
        )
    };
    village.record(&work("W1", "2025-05-01", "2025-05-31"));
    village.record(&work("W2", "2025-06-01", "2025-06-30"));
    let days = r#","period":{"first_day":"2025-05-01","last_day":"2025-05-31"}"#;
    for contract in ["LAB-1", "ROT-1"] {
        let more = format!(r#","contract":"{contract}"{days}"#);
        assert_eq!(village.refused(&declare("F1", "flat", &more)), Code::UnknownReference, "{contract}");
    }
    // nor under the code of a work sheet that it does not read, or under another contract
    assert_eq!(village.refused(&declare("W1", "flat", "")), Code::UnknownReference);
    assert_eq!(village.refused(&declare("W1", "flat", r#","contract":"ROT-1""#)), Code::UnknownReference);
    // what is no pay for work is owed once for the days of a contract
    let crop =
        |code: &str, contract: &str, days: &str| declare(code, "crop", &format!(r#","contract":"{contract}"{days}"#));
    let june = r#","period":{"first_day":"2025-06-01","last_day":"2025-06-30"}"#;
    let both = r#","period":{"first_day":"2025-05-31","last_day":"2025-06-01"}"#;
    village.record(&crop("C1", "ROT-1", days));
    for again in [days, both] {
        assert_eq!(village.refused(&crop("C2", "ROT-1", again)), Code::IncomeDistributedTwice);
    }
    village.record(&crop("C2", "ROT-1", june));
    village.record(&declare("W1", "wages", ""));
    village.record(&declare("W2", "wages", r#","contract":"LAB-1""#));
    assert_eq!(village.balance("112", "OP1", "劳务费"), Fen(2 * 91_800 + 2 * 4_000));
}

#[test]
fn t10_a_price_is_in_the_unit_in_which_it_is_read() {
    let mut village = Village::of_little(3);
    let signed = |things: &str, unit: &str| {
        format!(
            r#"{{"id":"k","on":"2024-03-03","kind":"contract.signed","contract":"K-1","party":"OP1","scheme":"X","signed":"2024-03-03","first_day":"2024-04-01","last_day":"2034-03-31",{things},"terms":{{"price":{{"amount":"5.0000","unit":"{unit}"}}}}}}"#
        )
    };
    village.record(r#"{"id":"hs1","on":"2024-03-02","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"100.00"}"#);
    let (land, house) = (r#""parcels":["P01"]"#, r#""houses":["HS-01"]"#);
    for unit in ["yuan/mu/month", "yuan/m2/month", "yuan/m2/year", "x", "YUAN/mu/year"] {
        assert_eq!(village.refused(&signed(land, unit)), Code::BadValue, "{unit}");
        assert!(village.said.contains("yuan/mu/year"), "{}", village.said);
    }
    for unit in ["yuan/mu/year", "yuan/m2/year", "yuan/month"] {
        assert_eq!(village.refused(&signed(house, unit)), Code::BadValue, "{unit}");
    }
    village.record(&signed(house, "yuan/m2/month"));
    village.record(&signed(land, "yuan/mu/year").replace("K-1", "K-2").replace(r#""id":"k""#, r#""id":"k2""#));
}

#[test]
fn t11_days_that_run_across_others_are_not_paid_a_second_time() {
    let mut village = village();
    let rent = |id: &str, days: (&str, &str), parts: &[&str]| {
        let days = format!(r#","period":{{"first_day":"{}","last_day":"{}"}}"#, days.0, days.1);
        receipt(id, "BOT-1", &days, parts)
    };
    let all = ["house_rent=4800.00", "collective_house_rent=2400.00"];
    village.record(&receipt("h1", "BOT-1", HALF, &all));
    for days in [("2024-05-02", "2024-11-01"), ("2024-04-30", "2024-10-30"), ("2024-10-31", "2024-11-30")] {
        assert_eq!(village.refused(&rent("r", days, &all)), Code::DatesOutOfOrder, "{days:?}");
    }
    // days within them, and days that hold them, are judged together
    assert_eq!(village.refused(&rent("r", ("2024-06-01", "2024-06-30"), &["house_rent=0.01"])), Code::MoreThanDue);
    let year = ("2024-05-01", "2025-04-30");
    assert_eq!(village.refused(&rent("r", year, &["house_rent=4800.01"])), Code::MoreThanDue);
    village.record(&rent("h2", year, &["house_rent=4800.00"]));
    assert_eq!(village.refused(&rent("r", ("2025-01-01", "2025-01-31"), &["house_rent=0.01"])), Code::MoreThanDue);
    // nor the same part for a calendar year of which days came
    let of_year = |year: u32| receipt("r", "BOT-1", &format!(r#","year":{year}"#), &["house_rent=0.01"]);
    for year in [2024, 2025] {
        assert_eq!(village.refused(&of_year(year)), Code::DatesOutOfOrder, "{year}");
    }
    // the next days are another matter; what was reversed did not come
    village.record(&rent("h3", ("2025-05-01", "2025-10-31"), &all));
    village.record(r#"{"id":"u","on":"2025-07-05","kind":"entry.corrected","corrects":"h3","reason":"other"}"#);
    village.record(&rent("h4", ("2025-05-02", "2025-11-01"), &all));
}

#[test]
fn t11_nor_are_days_across_an_instalment() {
    let mut village = village();
    let days = |first: &str, last: &str| format!(r#","period":{{"first_day":"{first}","last_day":"{last}"}}"#);
    for (first, last) in [("2024-04-02", "2024-10-01"), ("2024-03-31", "2024-09-30"), ("2024-04-01", "2025-03-31")] {
        let text = receipt("r", "ROT-1", &days(first, last), &["land_rent=2025.00"]);
        assert_eq!(village.refused(&text), Code::DatesOutOfOrder, "{text}");
    }
    // days within one are part of it
    village.record(&receipt("r1", "ROT-1", &days("2024-04-01", "2024-04-30"), &["land_rent=300.00"]));
    let rest = r#","instalment":"P01""#;
    assert_eq!(village.refused(&receipt("r", "ROT-1", rest, &["land_rent=1725.01"])), Code::MoreThanDue);
    village.record(&receipt("r2", "ROT-1", rest, &["land_rent=1725.00", "service_fee=60.75"]));
}

#[test]
fn t12_a_card_is_for_an_asset_that_the_books_have() {
    let mut village = Village::rich();
    let card = |id: &str, cost: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-06-01","kind":"asset.registered","asset":"{id}","cost":"{cost}","first_month":"2024-01-01","life_months":12,"salvage":"0/1","use":"office","used_months":0}}"#
        )
    };
    assert_eq!(village.refused(&card("Z", "1200.00")), Code::StatedFigureDiffers);
    village.record(&voucher("buy", "2024-05-01", &["151|Z||1200.00", "102|A-BANK-1||-1200.00"]));
    for cost in ["1199.99", "1200.01", "99999999999999.99"] {
        assert_eq!(village.refused(&card("Z", cost)), Code::StatedFigureDiffers, "{cost}");
    }
    // the same building under another name
    village.record(&card("Z", "1200.00"));
    assert_eq!(village.refused(&card("Z2", "1200.00")), Code::StatedFigureDiffers);
    // costs that stand under no name are there for as many cards
    village.record(&voucher("buy2", "2024-05-01", &["151|||300.00", "102|A-BANK-1||-300.00"]));
    village.record(&card("Y", "200.00"));
    assert_eq!(village.refused(&card("X", "100.01")), Code::StatedFigureDiffers);
    village.record(&card("X", "100.00"));
    village.record(&stepped("depreciation", ""));
    assert_eq!(village.balance("513", "", "折旧"), Fen(150_000));
}

#[test]
fn t12_opening_balances_hold_what_the_cards_before_them_say() {
    let card = |id: &str, cost: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-01-02","kind":"asset.registered","asset":"{id}","cost":"{cost}","first_month":"2024-01-01","life_months":12,"salvage":"0/1","use":"office","used_months":0}}"#
        )
    };
    let opening = |lines: &[&str]| voucher("o", "2024-01-02", lines).replace("voucher.recorded", "opening.recorded");
    let mut village = Village::of_little(2);
    village.record(&card("Z", "1200.00"));
    village.record(&card("Y", "300.00"));
    for lines in [
        ["151|Z||1200.00", "301|||-1200.00"].as_slice(),
        &["151|Z||1199.00", "151|Y||300.00", "301|||-1499.00"],
        &["151|||1499.99", "301|||-1499.99"],
        &["102|A-BANK-1||10.00", "301|||-10.00"],
    ] {
        assert_eq!(village.refused(&opening(lines)), Code::StatedFigureDiffers, "{lines:?}");
    }
    village.record(&opening(&["151|Z||1200.00", "151||设备|300.00", "301|||-1500.00"]));

    // where they never come there is nothing to depreciate, and the year ends all the same
    let mut village = Village::of_little(2);
    village.record(&card("Z", "99999999999999.99"));
    village.record(&voucher("in", "2024-05-01", &["102|A-BANK-1||100.00", "504|||-100.00"]));
    village.record(&stepped("close", ""));
}

#[test]
fn t15_an_instalment_is_of_the_lease_year_in_which_its_days_are() {
    let mut village = Village::of_little(2);
    let rise = r#""escalation":{"kind":"compound","lease_year_1_from":"2024-04-01","rate":"0.02"}"#;
    let one = |code: &str, first: &str, last: &str, year: u32| {
        format!(
            r#"{{"due":"{first}","first_day":"{first}","last_day":"{last}","lease_year":{year},"part_of_year":"1/2","payout":"{code}"}}"#
        )
    };
    let signed = |instalment: &str| {
        format!(
            r#"{{"id":"k","on":"2024-03-03","kind":"contract.signed","contract":"K-1","party":"OP1","scheme":"X","signed":"2024-03-03","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01"],"terms":{{{rise},"instalments":[{instalment}],"price":{{"amount":"900","unit":"yuan/mu/year"}}}}}}"#
        )
    };
    for year in [0, 2, 3] {
        let text = signed(&one("Q1", "2024-10-01", "2025-03-31", year));
        assert_eq!(village.refused(&text), Code::StatedFigureDiffers, "{text}");
    }
    village.record(&signed(&one("Q1", "2024-10-01", "2025-03-31", 1)));
    let amended = |id: &str, instalment: &str| {
        format!(
            r#"{{"id":"{id}","on":"2025-01-05","kind":"contract.amended","contract":"K-1","document":"A","instalments":[{instalment}]}}"#
        )
    };
    for year in [1, 2, 4] {
        let text = amended("a", &one("Q5", "2026-04-01", "2026-09-30", year));
        assert_eq!(village.refused(&text), Code::StatedFigureDiffers, "{text}");
    }
    village.record(&amended("a1", &one("Q5", "2026-04-01", "2026-09-30", 3)));
    // half in one, half in the next: where the middle lies, whatever the paper says
    let across = |year: u32| amended("a2", &one("Q6", "2026-12-31", "2027-06-30", year));
    for year in [3, 5] {
        assert_eq!(village.refused(&across(year).replace("2026-12-31", "2027-01-01")), Code::StatedFigureDiffers);
    }
    assert_eq!(village.refused(&across(4).replace("2026-12-31", "2026-10-01")), Code::StatedFigureDiffers);
    village.record(&amended("a2", &one("Q6", "2027-01-01", "2027-06-30", 4)));
}

#[test]
fn t18_a_version_that_was_replaced_shares_nothing_any_more() {
    let declare = |id: &str, version: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-12-31","kind":"payout.declare","payout":"{id}","scheme":"s","year":2024{version}}}"#
        )
    };
    let reserve = |version: &str| {
        format!(
            r#"{{"id":"y-r","on":"2024-12-31","kind":"year.stepped","step":"reserve","year":2024,"scheme":"s"{version}}}"#
        )
    };
    let mut village = Village::rich();
    village.adopt("a1", &result_sheet("s", "收益分配"));
    let second = result_sheet("s", "收益分配").replace("30 %", "50 %");
    village.adopt_version("a2", "2024-06-01", 2, &second);
    village.record(&stepped("close", ""));
    village.record(&stepped("carry", ""));
    assert_eq!(village.refused(&reserve(r#","version":1"#)), Code::RuleNotAdopted);
    village.record(&reserve(""));
    assert_eq!(village.refused(&declare("D1", r#","version":1"#)), Code::RuleNotAdopted);
    assert!(village.said.contains("version 2, in force on 2024-12-31"), "{}", village.said);
    village.record(&declare("D2", r#","version":2"#));

    // a year that ended before the change is shared by what was in force then
    let mut village = Village::rich();
    village.adopt("a1", &result_sheet("s", "收益分配"));
    village.record(&stepped("close", ""));
    village.record(&stepped("carry", ""));
    village.adopt_version("a2", "2025-02-01", 2, &second);
    village.record(&reserve(""));
    village.record(&declare("D1", r#","version":1"#).replace("2024-12-31", "2025-03-01"));
}
