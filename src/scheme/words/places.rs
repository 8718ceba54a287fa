//! Kinds of party, sources of inputs, rules of rounding.

use super::{
    super::tree::{Mode, PartyKind, SourceKind},
    Spelling, Word,
};

const fn word(
    word: Word,
    zh: &'static [&'static str],
    en: &'static str,
    says_zh: &'static str,
    says_en: &'static str,
) -> Spelling {
    Spelling { word, zh, en, signature: "", says_zh, says_en }
}

pub(super) const WORDS: &[Spelling] = &[
    word(Word::Party(PartyKind::Operator), &["运营方"], "operator", "运营的一方", "the operator"),
    word(Word::Party(PartyKind::Collective), &["集体"], "collective", "集体自己", "the collective itself"),
    word(Word::Party(PartyKind::Guarantor), &["担保"], "guarantor", "担保的一方", "a guarantor"),
    word(Word::Party(PartyKind::Organization), &["单位"], "organization", "别的单位", "another organization"),
    word(Word::Party(PartyKind::Books), &["账面"], "books", "账上的科目，不是外人", "an account of the books"),
    word(Word::Party(PartyKind::TaxOffice), &["税务"], "tax_office", "税务机关", "the tax office"),
    word(Word::Party(PartyKind::Union), &["联社"], "union", "联合社", "a union of cooperatives"),
    word(Word::Source(SourceKind::Register), &["登记簿"], "register", "登记簿", "a register"),
    word(Word::Source(SourceKind::Contract), &["合同"], "contract", "合同", "the contract"),
    word(Word::Source(SourceKind::Report), &["报表"], "report", "报表", "a report"),
    word(Word::Source(SourceKind::BookAccount), &["科目"], "ledger", "账上的科目", "an account of the books"),
    word(Word::Source(SourceKind::Index), &["指数"], "index", "公布的价格", "a published price"),
    word(Word::Source(SourceKind::Voucher), &["凭单"], "voucher", "收款的凭单", "a receipt"),
    word(Word::Source(SourceKind::LastRun), &["上次"], "last_run", "上一次分配", "the run before"),
    word(Word::Mode(Mode::HalfUp), &["四舍五入"], "half_up", "半个单位进一", "half a step goes up"),
    word(Word::Mode(Mode::Down), &["去尾"], "down", "不足一个单位舍去", "parts of a step are dropped"),
    word(
        Word::Mode(Mode::LargestRemainder),
        &["最大余数"],
        "largest_remainder",
        "先去尾，差的从余数最大的补起",
        "floors, then single steps to the largest remainders",
    ),
];
