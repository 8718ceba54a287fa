//! A village's own roster, as it lies there: a row for each person, shares in a column a class, sums and lines to be signed.

use coop_ledger::{
    decide::Asks,
    form,
    intake::{self, Expected, Profile, Sheet, SheetCell, SheetRow, TableFault, TableFound, TableRemark},
    unit::{Lang, Say},
};

const PROFILE: &str = r#"
kind = "household.enrolled"
ignore = ["序号"]
[fixed]
on = "2025-01-03"
"persons.since" = "2025-01-01"
"persons.basis" = "初次确认"
[columns]
"户号" = "household"
"编号" = "persons.person"
"出生" = "persons.birth"
"关系" = "persons.relation"
"身份证" = "persons.identity"
"人口股" = "shares.population"
"农龄股" = "shares.labour"
"账号" = "account"
"#;

fn sheet(text: &str) -> Sheet {
    let row = |(at, line): (usize, &str)| {
        let cells = line.split(',').enumerate().filter(|(_, text)| !text.is_empty());
        let cells: Vec<_> = cells.map(|(n, text)| (u16::try_from(n).unwrap(), SheetCell::text(text))).collect();
        SheetRow { number: u32::try_from(at).unwrap() + 1, cells }
    };
    let rows = text.lines().enumerate().map(row).filter(|row| !row.cells.is_empty()).collect();
    Sheet { name: "花名册".to_owned(), hidden: false, rows, merged: Vec::new() }
}

fn read_by(profile: Option<&str>, kind: &str, text: &str) -> TableFound {
    let profile = profile.map(|text| Profile::read("对照.toml", text).unwrap());
    let expected = Expected { origin: "x", kind: form::of(kind), profile: profile.as_ref(), lang: Lang::En };
    intake::read_tables(&[sheet(text)], &expected)
}

fn read(text: &str) -> TableFound {
    read_by(Some(PROFILE), "household.enrolled", text)
}

fn codes(found: &TableFound) -> Vec<(u32, &'static str)> {
    found.faults.iter().map(|(spot, fault)| (spot.row, fault.code())).collect()
}

fn remarks(found: &TableFound) -> Vec<(u32, &'static str)> {
    found.remarks.iter().map(|(spot, remark)| (spot.row, remark.code())).collect()
}

#[test]
fn a_roster_is_read_with_what_is_the_same_for_all_and_a_column_a_class() {
    let found = read(
        "序号,户号,编号,出生,关系,人口股,农龄股\n1,H0001,H0001-1,1960-05-01,户主,２,1,\n,,H0001-2,1962-07-09,配偶\n2,H0002,H0002-1,1970-01-01,户主,1,0\n",
    );
    assert_eq!(codes(&found), []);
    let Asks::Enrol(first) = &found.records[0].request.asks else { panic!("{:?}", found.records) };
    let json = found.records[0].request.members().unwrap();
    let text = String::from_utf8(json.to_bytes()).unwrap();
    assert!(text.contains(r#""shares":{"labour":"1.000000","population":"2.000000"}"#), "{text}");
    assert!(text.contains(r#""head":"H0001-1""#) && text.matches(r#""since":"2025-01-01""#).count() == 2, "{text}");
    assert_eq!(first.household.as_str(), "H0001");
    // a nought in a column of a class is no share of it
    let second = String::from_utf8(found.records[1].request.members().unwrap().to_bytes()).unwrap();
    assert!(second.contains(r#""shares":{"population":"1.000000"}"#), "{second}");
}

#[test]
fn a_cell_goes_before_what_is_the_same_for_all() {
    let with_day = PROFILE.replace("\"关系\"", "\"起\" = \"persons.since\"\n\"关系\"");
    let found = read_by(
        Some(&with_day),
        "household.enrolled",
        "户号,编号,出生,关系,起\nH0001,H0001-1,1960-05-01,户主,2025-02-02\n,H0001-2,1962-07-09,配偶\n",
    );
    assert_eq!(codes(&found), []);
    let text = String::from_utf8(found.records[0].request.members().unwrap().to_bytes()).unwrap();
    assert!(text.contains(r#""since":"2025-02-02""#) && text.contains(r#""since":"2025-01-01""#), "{text}");
}

#[test]
fn a_profile_names_no_class_of_what_has_none() {
    for (wrong, name) in [("shares.population", "members.population"), ("shares.population", "shares.Popu lation")] {
        let text = PROFILE.replace(wrong, name);
        let refused = Profile::read("对照.toml", &text).unwrap_err();
        assert_eq!(refused[0].1.code().name(), "unknown_member", "{name}");
    }
}

#[test]
fn a_household_that_is_named_in_every_row_is_one_and_another_one_is_another() {
    let found = read(
        "户号,编号,出生,关系,人口股\nH0001,H0001-1,1960-05-01,户主,2\nH0001,H0001-2,1962-07-09,配偶,2\nH0002,H0002-1,1970-01-01,户主,1\n",
    );
    assert_eq!((codes(&found).len(), found.records.len()), (0, 2));
    // one that says something else of it the second time is told by the ledger as registered twice
    let found = read("户号,编号,出生,关系,人口股\nH0001,H0001-1,1960-05-01,户主,2\nH0001,H0001-2,1962-07-09,户主,1\n");
    assert_eq!(found.records.len(), 2);
    // rows that are alike and have no code of their own may be two
    let rows = "日期,付款方,款项明细 · 款项,款项明细 · 金额\n2025-02-01,OP1,other,10.00\n2025-02-01,OP1,other,10.00\n";
    let found = read_by(None, "receipt.recorded", rows);
    assert!(codes(&found).iter().all(|(_, code)| *code != "beyond_heads"), "{:?}", found.faults);
}

#[test]
fn what_must_be_said_and_has_no_column_is_told_as_that() {
    let without = PROFILE.replace("\"persons.since\" = \"2025-01-01\"\n", "");
    let rows = "户号,编号,出生,关系\nH0001,H0001-1,1960-05-01,子\n";
    let found = read_by(Some(&without), "household.enrolled", rows);
    assert_eq!(codes(&found), [(2, "column_wanted")]);
    // nobody is called the head, and the list has no column for it
    let found = read(rows);
    assert_eq!(codes(&found), [(2, "column_wanted")]);
    let TableFault::ColumnWanted { beside: Some(beside), .. } = &found.faults[0].1 else {
        panic!("{:?}", found.faults)
    };
    assert_eq!(beside.word, "户主");
    // two are: nobody knows which
    let two = "户号,编号,出生,关系\nH0001,H0001-1,1960-05-01,户主\n,H0001-2,1961-05-01,户主\n";
    assert_eq!(codes(&read(two)), [(2, "column_wanted")]);
}

#[test]
fn lines_to_be_signed_and_rows_beside_are_no_persons_and_full_rows_are_not_empty() {
    let found = read("序号,户号,编号,出生,关系\n1,H0001,H0001-1,1960-05-01,户主\n,,,,\n7,,,,\n制表人：,,审核人：,,\n");
    assert_eq!(codes(&found), []);
    let rest: Vec<_> = remarks(&found).into_iter().filter(|(row, _)| *row > 2).collect();
    assert_eq!(rest, [(3, "rows_empty"), (4, "row_beside"), (5, "signature_line")]);
    // a record whose text only sounds like it is one
    let found = read("户号,编号,出生,关系\nH0001,H0001-1,1960-05-01,户主\n,会计：张,1961-01-01,子\n");
    assert!(remarks(&found).iter().any(|(_, code)| *code == "signature_line"));
    let found = read("户号,编号,出生,关系\nH0001,H0001-1,1960-05-01,户主\n,H0001-2,1961-01-01,会计：\n");
    assert!(remarks(&found).iter().all(|(_, code)| *code != "signature_line"), "{:?}", found.remarks);
}

#[test]
fn a_head_that_nobody_knows_is_compared_by_pairs_of_characters() {
    let found =
        read_by(None, "household.enrolled", "序号,户编号,日期,成员数,银行账号,组别\n1,H0001,2025-01-03,2,6,1\n");
    let near: Vec<_> = found
        .faults
        .iter()
        .filter_map(|(_, fault)| match fault {
            TableFault::HeadUnknown { found, nearest } => Some((found.as_str(), nearest.is_some())),
            _ => None,
        })
        .collect();
    assert_eq!(near, [("序号", false), ("银行账号", false), ("组别", false)]);
    let words = |head: &str| {
        let text = format!("{head},户编号,日期,成员数\n");
        let expected = Expected { origin: "x", kind: form::of("household.enrolled"), profile: None, lang: Lang::Zh };
        let found = intake::read_tables(&[sheet(&text)], &expected);
        found.faults.into_iter().find_map(|(_, fault)| match fault {
            TableFault::HeadUnknown { nearest, .. } => Some(nearest),
            _ => None,
        })
    };
    assert_eq!(words("序号"), Some(None));
    assert_eq!(words("银行账号"), Some(Some("收款账号".to_owned())));
    assert_eq!(words("联系电话"), Some(Some("电话".to_owned())));
}

#[test]
fn one_card_that_fits_not_among_many_that_do_is_named() {
    let card = |n: u32| {
        let bare = format!("621700{n:012}");
        let sum: u32 = bare
            .chars()
            .rev()
            .enumerate()
            .map(|(at, c)| {
                let digit = c.to_digit(10).unwrap() * if at % 2 == 0 { 2 } else { 1 };
                if digit > 9 { digit - 9 } else { digit }
            })
            .sum();
        format!("{bare}{}", (10 - sum % 10) % 10)
    };
    let row = |n: u32, card: &str| format!("H{n:04},H{n:04}-1,1960-05-01,户主,{card}\n");
    let mut text = "户号,编号,出生,关系,账号\n".to_owned();
    for n in 1..=12 {
        text += &row(n, &card(n));
    }
    let odd =
        |text: &str| remarks(&read(text)).into_iter().filter(|(_, code)| *code == "card_digit").collect::<Vec<_>>();
    assert_eq!(odd(&text), []);
    let wrong = format!("{}{}", &card(13)[..18], (card(13)[18..].parse::<u32>().unwrap() + 1) % 10);
    assert_eq!(odd(&format!("{text}{}", row(13, &wrong))), [(14, "card_digit")]);
    assert_eq!(TableRemark::CardDigit.code(), "card_digit");
}

#[test]
fn one_code_for_two_is_told_with_what_they_differ_in() {
    let two = "户号,编号,出生,关系,姓名,账号\nH0501,H0501-1,1970-01-01,户主,户甲,6222000000000000004\n";
    let profile = PROFILE.replace("\"账号\"", "\"姓名\" = \"name\"\n\"账号\"");
    let read = |second: &str| read_by(Some(&profile), "household.enrolled", &format!("{two}{second}"));
    let said =
        |found: &TableFound| found.faults.iter().map(|(_, f)| (f.code(), f.said().say(Lang::En))).collect::<Vec<_>>();
    // all the same but what is sealed: two, and no row to delete
    let found = read("H0501,H0501-1,1980-01-01,户主,户乙,6222000000000000004\n");
    let told = "the code H0501 stands for another in row 2: they differ in Head of household, Persons · Born";
    assert_eq!(said(&found), [("code_twice", told.to_owned())]);
    assert!(!found.faults[0].1.instead().say(Lang::En).contains("delete"));
    // the account alone
    let found = read("H0501,H0501-1,1970-01-01,户主,户甲,6222000000000000012\n");
    assert_eq!(codes(&found), [(3, "code_twice")]);
    // the same in another spelling is the same
    let rows = "户编号,日期,成员数,户主姓名\nH0001,2025-01-01,3,户甲\nH0001,2025年1月1日,3,户甲\n";
    assert_eq!(codes(&read_by(None, "household.enrolled", rows)), [(3, "row_twice")]);
    assert_eq!(codes(&read_by(None, "household.enrolled", &rows.replacen("户甲", "户乙", 1))), [(3, "code_twice")]);
    // with a code of its own it is another
    let found = read("H0502,H0502-1,1980-01-01,户主,户乙,6222000000000000004\n");
    assert_eq!((codes(&found), found.records.len()), (Vec::new(), 2));
    // what has no code of its own
    let rows = "日期,从,款项,金额,附注\n2025-02-01,CASH,other,10.00,甲\n2025-02-01,CASH,other,10.00,乙\n";
    let profile = "kind = \"payment.recorded\"\n[columns]\n\"日期\" = \"on\"\n\"从\" = \"from\"\n\"款项\" = \"parts.part\"\n\"金额\" = \"parts.amount\"\n\"附注\" = \"note\"\n";
    let found = read_by(Some(profile), "payment.recorded", rows);
    assert_eq!(codes(&found), [(3, "row_alike")], "{:?}", found.faults);
}

#[test]
fn a_day_of_eight_digits_is_a_day_where_there_is_one() {
    let births = |birth: &str| read(&format!("户号,编号,出生,关系\nH0001,H0001-1,{birth},户主\n"));
    for birth in ["19720705", "１９７２０７０５", "1972-07-05"] {
        let found = births(birth);
        assert_eq!(codes(&found), [], "{birth}");
        let text = String::from_utf8(found.records[0].request.members().unwrap().to_bytes()).unwrap();
        assert!(text.contains(r#""birth":"1972-07-05""#), "{text}");
    }
    for none in ["19721345", "19720230", "1972070", "197207055", "07051972", "1972070a"] {
        assert_eq!(codes(&births(none)), [(2, "date_does_not_exist")], "{none}");
    }
}

#[test]
fn a_column_of_codes_is_never_hinted_to_be_the_same_in_all_rows() {
    let instead = |heads: &str, row: &str| {
        let found = read(&format!("{heads}\n{row}\n"));
        found.faults.iter().map(|(_, fault)| (fault.code(), fault.instead().say(Lang::En))).collect::<Vec<_>>()
    };
    let told = instead("户号,出生,关系", "H0001,1960-05-01,户主");
    let of_code = told.iter().find(|(code, _)| *code == "column_wanted").unwrap();
    assert!(of_code.1.contains("`persons.person`") && of_code.1.contains("H0"), "{told:?}");
    assert!(!of_code.1.contains("[fixed]"), "{told:?}");
    // what may be the same for all is still hinted at
    let without = PROFILE.replace("\"persons.since\" = \"2025-01-01\"\n", "");
    let found = read_by(Some(&without), "household.enrolled", "户号,编号,出生,关系\nH0001,H0001-1,1960-05-01,户主\n");
    assert!(found.faults[0].1.instead().say(Lang::En).contains("[fixed]"), "{:?}", found.faults);
}

#[test]
fn a_line_of_sums_is_compared_with_the_rows() {
    let differs = |rows: &str| {
        let found = read(&format!("序号,户号,编号,出生,关系,人口股,农龄股\n{rows}"));
        assert_eq!(codes(&found), [], "{rows}");
        let all = found.remarks.iter().filter_map(|(spot, remark)| match remark {
            TableRemark::TotalDiffers { said, sum, .. } => {
                Some((spot.row, spot.column.unwrap(), said.clone(), sum.clone()))
            }
            _ => None,
        });
        all.collect::<Vec<_>>()
    };
    let two =
        "1,H0001,H0001-1,1960-05-01,户主,2,1.5\n,,H0001-2,1962-07-09,配偶,,\n2,H0002,H0002-1,1970-01-01,户主,1,0\n";
    let three = "3,H0003,H0003-1,1970-01-01,户主,4,\n";
    assert_eq!(differs(&format!("{two}合计,,,,,3,1.50\n")), []);
    assert_eq!(differs(&format!("{two}合计,2户,,,,,\n")), []);
    let other = [(5, 5, "4".to_owned(), "3".to_owned())];
    assert_eq!(differs(&format!("{two}合计,,,,,4,1.5\n")), other);
    assert_eq!(differs(&format!("{two}Total,,,,,4,1.5\n")), other);
    // sums of parts, and of all
    assert_eq!(differs(&format!("{two}小计,,,,,3,1.5\n{three}小计,,,,,4,\n合计,,,,,7,1.5\n")), []);
    let part = [(7, 5, "5".to_owned(), "4".to_owned()), (8, 5, "8".to_owned(), "7".to_owned())];
    assert_eq!(differs(&format!("{two}小计,,,,,3,1.5\n{three}小计,,,,,5,\n合计,,,,,8,1.5\n")), part);
    // where a cell cannot be read nobody knows the sum
    let found = read("户号,编号,出生,关系,人口股\nH0001,H0001-1,1960-05-01,户主,两\n合计,,,,3\n");
    assert!(remarks(&found).iter().all(|(_, code)| *code != "total_differs"), "{:?}", found.remarks);
}
