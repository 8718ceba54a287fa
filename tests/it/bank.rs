//! A bank's statement beside what is expected: each good line has a neighbour that looks like it and is none.

use coop_ledger::{
    bank::{self, Awaited, BankLine, BankProfile, Evidence, JudgedLine, LineStanding, SHIPPED, Unmatched, Waits},
    intake::Sheet,
    unit::{Fen, Period},
    workbook,
};
use std::collections::BTreeSet;

fn sheets(text: &str) -> Vec<Sheet> {
    workbook::read(text.as_bytes(), "a.csv", None).unwrap().sheets
}

fn lines(profile: &str, text: &str) -> Vec<BankLine> {
    let read = bank::read(&sheets(text), &bank::shipped(profile).unwrap()).unwrap();
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    read.lines
}

/// Rent of 2322.00 by one company, a payout's line of 1160.00 to one household, and 300.00 that may come back.
fn awaited() -> Vec<Awaited> {
    let rent = |once, contract: &str, name: &str, amount: i64| Awaited {
        once,
        waits: Waits::Rent {
            contract: contract.parse().unwrap(),
            instalment: Some("P02".parse().unwrap()),
            days: Period::new("2024-10-01".parse().unwrap(), "2025-03-31".parse().unwrap()).unwrap(),
            parts: vec![("land_rent".into(), Fen(amount))],
        },
        amount: Fen(amount),
        names: vec![name.into()],
        account: None,
        references: vec![contract.into()],
        from: "2024-10-08".parse().unwrap(),
    };
    let line = |once, household: &str, account: &str, amount: i64, back: bool| {
        let (payout, household_id) = ("P01".parse().unwrap(), household.parse().unwrap());
        let waits = match back {
            true => Waits::Back { payout, household: household_id },
            false => Waits::Line { payout, household: household_id },
        };
        Awaited {
            once,
            waits,
            amount: Fen(amount),
            names: vec![format!("户{household}")],
            account: Some(account.into()),
            references: vec![household.into()],
            from: "2024-04-10".parse().unwrap(),
        }
    };
    vec![
        rent(0, "ROT-1", "甲农业公司", 232_200),
        rent(1, "ROT-2", "乙农业公司", 100_000),
        rent(2, "ROT-3", "丙农业公司", 100_000),
        line(3, "H0001", "6222000000000011", -116_000, false),
        line(4, "H0002", "6222000000000022", 30_000, true),
    ]
}

const HEAD: &str = "交易日期,收入金额,支出金额,对方户名,对方账号,摘要,流水号\n";

fn judged(rows: &str) -> Vec<JudgedLine> {
    bank::judge(&lines("in-out", &format!("{HEAD}{rows}")), &awaited(), &BTreeSet::new())
}

/// Of which expected thing the only line of a statement is.
fn matched(row: &str) -> Option<usize> {
    match &judged(row)[0].standing {
        LineStanding::Matched(candidate) => Some(candidate.awaited),
        LineStanding::Suggested(_) | LineStanding::Unknown(_) | LineStanding::Recorded => None,
    }
}

#[test]
fn what_fits_alone_is_matched_and_its_neighbour_is_not() {
    let cases = [
        ("2024-10-08,2322.00,,甲农业公司,,租金,1", Some(0)),
        // the other direction, a fen less and more, another payer, long before
        ("2024-10-08,,2322.00,甲农业公司,,租金,1", None),
        ("2024-10-08,2321.99,,甲农业公司,,租金,1", None),
        ("2024-10-08,2322.01,,甲农业公司,,租金,1", None),
        ("2024-10-08,2322.00,,丁公司,,租金,1", None),
        ("2024-01-08,2322.00,,甲农业公司,,租金,1", None),
        // the same amount from two payers is that of who paid; where nobody says who, a person does
        ("2024-10-08,1000.00,,乙农业公司,,,1", Some(1)),
        ("2024-10-08,1000.00,,丙农业公司,,,1", Some(2)),
        ("2024-10-08,1000.00,,,,,1", None),
        ("2024-10-08,1000.00,,,,ROT-3 租金,1", Some(2)),
        ("2024-04-12,,1160.00,户H0001,6222000000000011,分配款,1", Some(3)),
        ("2024-04-12,,1160.00,户H0001,6222 0000 0000 0011,分配款,1", Some(3)),
        ("2024-04-12,,1160.00,户H0001,6222000000000012,分配款,1", None),
        ("2024-04-12,1160.00,,户H0001,6222000000000011,分配款,1", None),
        // what comes back says so, or comes from the account
        ("2024-04-15,300.00,,,,退票 户名不符,1", Some(4)),
        ("2024-04-15,300.00,,户H0002,6222000000000022,,1", Some(4)),
        ("2024-04-15,300.00,,,,利息,1", None),
        ("2024-04-15,,5.00,,,手续费,1", None),
    ];
    for (row, expected) in cases {
        assert_eq!(matched(row), expected, "{row}: {:?}", judged(row)[0].standing);
    }
}

#[test]
fn a_line_says_why_it_is_what_it_is_or_is_not() {
    let one = |row: &str| judged(row).remove(0).standing;
    let LineStanding::Suggested(all) = one("2024-10-08,2321.99,,甲农业公司,,租金,1") else { panic!() };
    assert_eq!(all[0].evidence, [Evidence::OtherAmount(Fen(-1)), Evidence::Payer]);
    let LineStanding::Suggested(all) = one("2024-10-08,1000.00,,,,,1") else { panic!() };
    assert_eq!(all.iter().map(|candidate| candidate.awaited).collect::<Vec<_>>(), [1, 2]);
    assert!(all.iter().all(|candidate| candidate.fits() && !candidate.is_sure()));
    assert_eq!(one("2024-04-15,,5.00,,,短信手续费,1"), LineStanding::Unknown(Unmatched::Fee));
    assert_eq!(one("2024-04-15,77.00,,,,转账,1"), LineStanding::Unknown(Unmatched::Unexpected));
}

#[test]
fn two_equal_payments_are_two_lines_and_one_expectation_is_met_once() {
    let twice = "2024-10-08,2322.00,,甲农业公司,,租金,\n2024-10-08,2322.00,,甲农业公司,,租金,\n";
    let of = judged(twice);
    assert!(matches!(of[0].standing, LineStanding::Matched(_)), "{:?}", of[0].standing);
    assert_eq!(of[1].standing, LineStanding::Unknown(Unmatched::Again(2)));
    let account = "A-BANK-1".parse().unwrap();
    assert_ne!(bank::id(&account, &of[0].line), bank::id(&account, &of[1].line));
    assert_eq!(bank::id(&account, &of[0].line), bank::id(&account, &judged(twice)[0].line), "the same file again");
    // what is recorded is met already
    let known = BTreeSet::from([2]);
    let lines = lines("in-out", &format!("{HEAD}{twice}"));
    assert_eq!(bank::judge(&lines, &awaited(), &known)[0].standing, LineStanding::Recorded);
}

#[test]
fn a_line_that_was_taken_back_meets_nothing() {
    let rows = "2024-10-08,2322.00,,甲农业公司,,租金,1\n2024-10-08,,2322.00,甲农业公司,,冲正,2\n2024-10-09,2322.00,,甲农业公司,,租金,3\n";
    let of = judged(rows);
    assert_eq!(of[0].standing, LineStanding::Unknown(Unmatched::Reversed(3)));
    assert_eq!(of[1].standing, LineStanding::Unknown(Unmatched::Reversed(2)));
    assert!(matches!(of[2].standing, LineStanding::Matched(_)));
}

#[test]
fn days_are_read_in_twenty_forms_and_what_is_no_day_is_told() {
    let good = [
        "2024-03-05",
        "2024-3-5",
        "2024/03/05",
        "2024/3/5",
        "2024.03.05",
        "2024.3.5",
        "20240305",
        "20240305101112",
        "20240305 101112",
        "20240305 10:11",
        "2024-03-05 10:11:12",
        "2024/3/5 10:11",
        "2024-03-05T10:11:12",
        "2024年3月5日",
        "2024年03月05日",
        "２０２４-０３-０５",
        "2024 03 05",
        "45356",
        "5-Mar-2024",
        "\"Mar 5, 2024\"",
    ];
    for day in good {
        let text = format!("{HEAD}{day},1.00,,,,,\n");
        assert_eq!(lines("in-out", &text)[0].day.to_string(), "2024-03-05", "{day}");
    }
    for day in ["2024-02-30", "5/3", "24-03-05", "03-05-2024", "12345678", "昨天", "2024-13-01"] {
        let read = bank::read(&sheets(&format!("{HEAD}{day},1.00,,,,,\n")), &bank::shipped("in-out").unwrap()).unwrap();
        assert!(read.lines.is_empty() && read.faults.len() == 1, "{day}: {:?}", read.lines);
    }
}

#[test]
fn amounts_keep_their_sign_in_every_form_of_a_statement() {
    let amounts = |profile: &str, text: &str| lines(profile, text).iter().map(|line| line.amount.0).collect::<Vec<_>>();
    let signed = "Date,Amount,Name\n2024-03-05,\"1,234.50\",a\n2024-03-05,-12,b\n2024-03-05,(3.10),c\n2024-03-05,+7.5,d\n2024-03-05,¥8.00,e\n";
    assert_eq!(amounts("signed", signed), [123_450, -1_200, -310, 750, 800]);
    let ways = "日期,金额,借贷标志\n2024-03-05,5.00,贷\n2024-03-05,6.00,借\n2024-03-05,-6.00,借\n";
    assert_eq!(amounts("direction", ways), [500, -600, 600]);
    let two = "日期,借方发生额,贷方发生额\n2024-03-05,5.00,-\n2024-03-05,,6.00\n2024-03-05,0.00,0.00\n";
    assert_eq!(amounts("in-out", two), [-500, 600], "a debit of ours went out, and what moves nothing is no line");
    for (profile, text) in [
        ("in-out", "日期,借方发生额,贷方发生额\n2024-03-05,5.00,6.00\n"),
        ("in-out", "日期,借方发生额,贷方发生额\n2024-03-05,五元,\n"),
        ("in-out", "日期,借方发生额,贷方发生额\n2024-03-05,5.005,\n"),
        ("direction", "日期,金额,借贷标志\n2024-03-05,5.00,?\n"),
    ] {
        let read = bank::read(&sheets(text), &bank::shipped(profile).unwrap()).unwrap();
        assert!(read.lines.is_empty() && read.faults.len() == 1, "{text}: {:?}", read.lines);
    }
}

#[test]
fn heads_are_found_above_the_list_in_one_row_or_two_and_sums_are_passed_over() {
    let text = "某某银行对账单,,,\n户名：天府合作社,,,\n交易日期,发生额,,对方户名\n,借方,贷方,\n2024-03-05,5.00,,a\n2024-03-06,,6.00,b\n合计,5.00,6.00,\n";
    let read = bank::read(&sheets(text), &bank::shipped("in-out").unwrap()).unwrap();
    let amounts: Vec<i64> = read.lines.iter().map(|line| line.amount.0).collect();
    assert_eq!((amounts, read.passed), (vec![-500, 600], vec![7]));
    assert_eq!(read.lines[1].payer, "b");
    assert!(bank::read(&sheets("一,二\n1,2\n"), &bank::shipped("in-out").unwrap()).is_none());
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let book = workbook::read(&gb, "a.csv", None).unwrap();
    assert_eq!(bank::read(&book.sheets, &bank::shipped("in-out").unwrap()).unwrap().lines.len(), 2);
}

#[test]
fn profiles_are_data_and_those_that_are_shipped_say_that_no_bank_confirmed_them() {
    for (name, text) in SHIPPED {
        let profile = BankProfile::read(name, text).unwrap();
        assert!(profile.label.zh.contains("未经核实") && profile.label.en.contains("not verified"), "{name}");
    }
    for wrong in [
        "",
        "label = 1",
        "[label]\nzh=\"a\"\nen=\"a\"\n[columns]\nday=[\"d\"]\n[parts]\nland=\"l\"\nhouses=\"h\"\nfee=\"f\"\n",
    ] {
        assert!(BankProfile::read("p.toml", wrong).is_err(), "{wrong}");
    }
    let own = "out_is_positive = true\ndays = \"d/m/y\"\nskip = [\"页次\"]\n[label]\nzh=\"甲\"\nen=\"a\"\n[columns]\nday=[\"日\"]\namount=[\"额\"]\n[parts]\nland=\"l\"\nhouses=\"h\"\nfee=\"f\"\n";
    let profile = BankProfile::read("p.toml", own).unwrap();
    let read = bank::read(&sheets("日,额\n5/3/2024,7.00\n页次 1,\n"), &profile).unwrap();
    assert_eq!(
        read.lines.iter().map(|l| (l.day.to_string(), l.amount.0)).collect::<Vec<_>>(),
        [("2024-03-05".into(), -700)]
    );
}

#[test]
fn a_debt_of_a_household_is_what_it_pays_and_less_of_it_is_suggested() {
    let debt = Awaited {
        once: 9,
        waits: Waits::Debt {
            household: "H0003".parse().unwrap(),
            purpose: "W-2026-1".into(),
            part: "member_debt".into(),
        },
        amount: Fen(19_643),
        names: vec!["户H0003".into()],
        account: Some("6222000000000033".into()),
        references: vec!["H0003".into(), "W-2026-1".into()],
        from: "2024-10-01".parse().unwrap(),
    };
    let all = [awaited(), vec![debt]].concat();
    let line = |row: &str| lines("in-out", &format!("{HEAD}{row}")).remove(0);
    let judged = |row: &str| bank::judge(&[line(row)], &all, &BTreeSet::new()).remove(0).standing;
    let paid = "2024-10-09,196.43,,户H0003,6222000000000033,水费,1";
    let LineStanding::Matched(candidate) = judged(paid) else { panic!("{:?}", judged(paid)) };
    assert_eq!(candidate.awaited, 5);
    let request = bank::request(&"A-BANK-1".parse().unwrap(), &line(paid), &all[5]).unwrap();
    let written = String::from_utf8(crate::little::written(&request)).unwrap();
    for said in [
        r#""kind":"receipt.recorded""#,
        r#""holder":"H0003""#,
        r#""part":"member_debt""#,
        r#""purpose":"W-2026-1""#,
        r#""amount":"196.43""#,
    ] {
        assert!(written.contains(said), "{written}");
    }
    // a part of it, and from somebody else, a person decides; what goes out is none
    for row in ["2024-10-09,100.00,,户H0003,6222000000000033,水费,1", "2024-10-09,196.43,,戊公司,,水费,1"] {
        assert!(matches!(judged(row), LineStanding::Suggested(_)), "{row}: {:?}", judged(row));
    }
    assert!(matches!(judged("2024-10-09,,196.43,户H0003,6222000000000033,水费,1"), LineStanding::Unknown(_)));
}
