use super::{folder, read};
use coop_ledger::statement::capitals::{self, CapitalsError};
use coop_ledger::unit::{Fen, Money};
use proptest::prelude::*;

#[test]
fn every_amount_of_the_cases_is_printed_so_and_read_in_every_other_right_spelling() {
    let mut rows = 0;
    for case in ["tianfu-small", "tianfu-full"] {
        for line in read(&folder("cases/amounts-in-words").join(format!("{case}.csv"))).lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [amount, words, also] = cells[..] else { panic!("{case}: {line}") };
            let amount: Money = amount.parse().unwrap();
            assert_eq!(capitals::money(amount), words, "{case}: {amount}");
            for spelling in also.split(" / ").filter(|s| !s.is_empty()).chain([words]) {
                assert_eq!(capitals::parse(spelling), Ok(amount.fen()), "{case}: {spelling}");
            }
            rows += 1;
        }
    }
    assert_eq!(rows, 70);
}

#[test]
fn the_settlement_rules_examples_are_read() {
    for (fen, spellings) in [
        (140_950, &["人民币壹仟肆佰零玖元伍角", "人民币壹仟肆佰零玖元伍角整"][..]),
        (600_714, &["人民币陆仟零柒元壹角肆分"]),
        (168_032, &["人民币壹仟陆佰捌拾元零叁角贰分", "人民币壹仟陆佰捌拾元叁角贰分"]),
        (10_700_053, &["人民币壹拾万柒仟元零伍角叁分", "人民币壹拾万零柒仟元伍角叁分", "人民币壹拾万柒仟元伍角叁分"]),
        (1_640_902, &["人民币壹万陆仟肆佰零玖元零贰分"]),
        (32_504, &["人民币叁佰贰拾伍元零肆分", "叁佰贰拾伍圆零肆分"]),
    ] {
        for spelling in spellings {
            assert_eq!(capitals::parse(spelling), Ok(Fen(fen)), "{spelling}");
        }
    }
}

#[test]
fn large_and_odd_amounts_have_their_zeros_where_a_cashier_puts_them() {
    for (amount, words) in [
        ("0.00", "零元整"),
        ("-0.05", "负伍分"),
        ("1000000.00", "壹佰万元整"),
        ("100005000.00", "壹亿零伍仟元整"),
        ("105000000.00", "壹亿零伍佰万元整"),
        ("1000000000000.00", "壹万亿元整"),
        ("1000000010005.07", "壹万亿零壹万零伍元零柒分"),
        ("20000300000400.10", "贰拾万零叁亿零肆佰元壹角"),
        ("99999999999999.99", "玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ] {
        let amount: Fen = amount.parse().unwrap();
        assert_eq!(capitals::fen(amount), words);
        assert_eq!(capitals::parse(words), Ok(amount));
    }
}

#[test]
fn a_wrong_spelling_is_refused_and_the_right_one_is_named() {
    for wrong in [
        "壹拾元叁分",
        "伍分整",
        "零伍分",
        "壹元零整",
        "壹仟伍元整",
        "壹万伍佰元整",
        "壹元",
        "叁佰贰拾伍元叁角零贰分",
        "零零元整",
        "壹仟肆佰零玖元零伍角",
        "负零元整",
    ] {
        assert!(matches!(capitals::parse(wrong), Err(CapitalsError::Spelling { .. })), "{wrong}");
    }
    for nonsense in
        ["", "整", "拾元整", "壹佰", "五元整", "壹贰元整", "1元整", "壹元伍分叁角", "万万万万万万万万", "亿亿亿亿元整"]
    {
        assert!(capitals::parse(nonsense).is_err(), "{nonsense}");
    }
    let error = capitals::parse("壹拾元叁分").unwrap_err().to_string();
    assert_eq!(error, "`壹拾元叁分` is not how 10.03 yuan is written, expected `壹拾元零叁分`");
}

#[test]
fn reading_what_was_printed_gives_the_amount_for_every_fen_up_to_a_thousand_yuan() {
    for fen in 0..=100_000 {
        assert_eq!(capitals::parse(&capitals::fen(Fen(fen))), Ok(Fen(fen)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn reading_what_was_printed_gives_the_amount_up_to_a_million_million_yuan(fen in 0..=100_000_000_000_000_i64) {
        prop_assert_eq!(capitals::parse(&capitals::fen(Fen(fen))), Ok(Fen(fen)));
    }

    #[test]
    fn amounts_full_of_zeros_come_back_too(digits in proptest::collection::vec(prop_oneof![6 => Just(0_i64), 1 => 1..10_i64], 16)) {
        let fen = digits.iter().fold(0, |n, d| n * 10 + d);
        prop_assert_eq!(capitals::parse(&capitals::fen(Fen(fen))), Ok(Fen(fen)));
    }

    #[test]
    fn no_text_of_such_characters_breaks_the_reader(text in "[零壹贰拾佰仟万亿元角分整正负]{0,40}") {
        if let Ok(amount) = capitals::parse(&text) {
            prop_assert_eq!(capitals::parse(&capitals::fen(amount)), Ok(amount));
        }
    }
}
