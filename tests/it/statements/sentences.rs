use super::statement;
use coop_ledger::event::{How, Reason, ReasonRow, Term};
use coop_ledger::statement::{Format, Lang, render};

/// What the terminal says about the first line when its reason is this one.
fn told(how: How, terms: &[(&str, &str, &str)], row: (&str, &str), exact: &str, amount: &str, lang: Lang) -> String {
    let mut s = statement("H0007");
    let terms = terms.iter().map(|(name, value, unit)| Term {
        name: (*name).to_owned(),
        unit: (*unit).to_owned(),
        value: (*value).to_owned(),
    });
    s.lines[0].reasons = vec![Reason {
        amount: amount.parse().unwrap(),
        exact: exact.parse().unwrap(),
        how,
        line: 1,
        rows: vec![ReasonRow {
            key: "P00012".to_owned(),
            register: "租期".to_owned(),
            terms: terms.collect(),
            unit: row.1.to_owned(),
            value: row.0.parse().unwrap(),
        }],
        step: "租金".to_owned(),
    }];
    let text = render(&s, Format::Text, lang);
    let from = text.find("2024-03-26").unwrap();
    text[from..].lines().skip(1).take(3).map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn area_times_rate_times_part_of_a_year_is_told_as_the_household_would_reckon_it() {
    let terms = [("登记亩数", "2.16", "亩"), ("本年租价", "883.5", "元/亩/年"), ("本期年份", "0.5", "年")];
    let zh = told(How::Rate, &terms, ("95418/100", "元"), "95418/100", "954.18", Lang::Zh);
    assert!(zh.starts_with("P00012  2.16 亩 × 883.50 元/亩/年 × 1/2 年 = 954.18 元\n大写"), "{zh}");
    let en = told(How::Rate, &terms, ("95418/100", "元"), "95418/100", "954.18", Lang::En);
    assert!(en.starts_with("P00012  2.16 mu × 883.50 yuan/mu/year × 1/2 year = 954.18 yuan\n"), "{en}");
}

#[test]
fn days_of_days_are_shown_only_where_they_change_the_amount() {
    let part = |days| {
        [
            ("亩数", "2", "亩"),
            ("租价", "900", "元/亩/年"),
            ("年份", "0.5", "年"),
            ("天数", days, "天"),
            ("天数", "183", "天"),
        ]
    };
    let whole = told(How::Rate, &part("183"), ("900", "元"), "900", "900.00", Lang::Zh);
    assert!(whole.starts_with("P00012  2.00 亩 × 900.00 元/亩/年 × 1/2 年 = 900.00 元"), "{whole}");
    let some = told(How::Rate, &part("61"), ("300", "元"), "300", "300.00", Lang::Zh);
    assert!(some.starts_with("P00012  2.00 亩 × 900.00 元/亩/年 × 1/2 年 × 61 天 ÷ 183 天 = 300.00 元"), "{some}");
}

#[test]
fn a_percentage_is_a_hundredth() {
    let terms = [("固定收益率", "6", "%/年"), ("本金", "1000", "元"), ("年数", "0.5", "年")];
    let zh = told(How::Rate, &terms, ("30", "元"), "30", "30.00", Lang::Zh);
    assert!(zh.starts_with("P00012  6%/年 × 1,000.00 元 × 1/2 年 = 30.00 元"), "{zh}");
}

#[test]
fn no_sign_is_shown_that_does_not_give_the_recorded_value() {
    // right in number, wrong in unit; right in unit, wrong in number; a day among the figures
    for (terms, row) in [
        (&[("甲", "2", "亩"), ("乙", "3", "元")][..], ("6", "元")),
        (&[("甲", "2", "亩"), ("乙", "3", "元/亩")], ("7", "元")),
        (&[("甲", "2", "亩"), ("乙", "3", "元/亩"), ("自", "2025-01-01", "")], ("6", "元")),
    ] {
        let zh = told(How::Rate, terms, row, row.0, "7.00", Lang::Zh);
        let first = zh.lines().next().unwrap();
        assert!(!first.contains('×') && first.contains(&format!("得 {}.00 元", row.0)), "{zh}");
    }
}

#[test]
fn a_fen_got_in_sharing_is_called_so_and_a_rounded_one_is_not() {
    let share = How::Share {
        of: "3".parse().unwrap(),
        pool: "100.00".parse().unwrap(),
        unit: "股".to_owned(),
        weight: "1".parse().unwrap(),
    };
    let terms = [("股数", "1", "股")];
    let extra = told(share.clone(), &terms, ("1", "股"), "100/3", "33.34", Lang::Zh);
    assert!(extra.contains("100.00 元 × 1 ÷ 3 = 33.3333… 元\n舍到分是 33.33 元，分余下的分时得 1 分"), "{extra}");
    let none = told(share, &terms, ("1", "股"), "100/3", "33.33", Lang::Zh);
    assert!(none.contains("没有轮到"), "{none}");
    let price = [("亩数", "1", "亩"), ("租价", "3.335", "元/亩")];
    let rounded = told(How::Rate, &price, ("3335/1000", "元"), "3335/1000", "3.34", Lang::Zh);
    assert!(rounded.contains("不足一分的部分进 1 分"), "{rounded}");
    let scaled = told(How::Rate, &price, ("3335/1000", "元"), "3335/1000", "2.00", Lang::Zh);
    assert!(scaled.contains("记入 2.00 元"), "{scaled}");
}
