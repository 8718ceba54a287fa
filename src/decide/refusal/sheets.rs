//! Payout sheets: adopted as they are written, read by the dictionary, run on a contract of their kind.

use super::{Code, Grounds, Rule, grounds, nothing};
use crate::{
    books::postings::{ASKED_AS, Unasked},
    decide::ContractKind,
    event::EscalationKind,
    log::Hash,
    rules::Stop,
    scheme::{Diagnostic, Tag, shipped::in_english},
    unit::{ContractId, Day, Exact, Fen, Lang, Say, SchemeId, Words, both},
};

/// A rule about payout sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetRule {
    /// The sheet does not pass the checker: its first mistake.
    Refused { first: Box<Diagnostic> },
    /// Another return of the days is claimed than the sheet makes of them.
    OtherReturn { scheme: SchemeId, due: Fen, claimed: Fen },
    /// Nothing is written that could be a sheet.
    Nothing,
    /// A sheet is adopted without its text.
    NoText { scheme: SchemeId },
    /// The text is not the one that the entry names.
    OtherText { scheme: SchemeId, sheet: Hash },
    /// The sheet names itself otherwise.
    OtherScheme { sheet: SchemeId, said: SchemeId },
    /// The sheet is written in another version of the language.
    OtherSemantics { sheet: u32, said: u32 },
    /// An adopted version cannot change.
    Changed { scheme: SchemeId, version: u32, sheet: Hash },
    /// The version is adopted as it is.
    Adopted { scheme: SchemeId, version: u32, sheet: Hash },
    /// Versions follow each other.
    NotTheNext { scheme: SchemeId, version: u32, next: u32 },
    /// A new version drops an account that is not empty.
    AccountVanishes { account: String, held: Fen },
    /// A new version drops a carried number that is not zero.
    NumberVanishes { number: String, carried: Exact },
    /// The scheme, or this version of it, does not hold yet.
    NotAdopted { scheme: SchemeId, version: Option<u32>, on: Day },
    /// Another version is in force for the days.
    Superseded { scheme: SchemeId, version: u32, due: u32, since: Day },
    /// The sheet reads something that the ledger does not keep.
    NotInDictionary { name: String, nearest: &'static str },
    /// A sheet by which members owe, and which moves other money, too.
    AsksAndMoves { scheme: SchemeId, asking: String, other: String },
    /// What a step asks members for has no place in the books.
    Unasked { scheme: SchemeId, step: String, why: Unasked },
    /// The adoption speaks of a word that the sheet does not have.
    NotInSheet { scheme: SchemeId, name: String },
    /// A column of a register whose rows the adoption says, and nothing says what reads it.
    NotRead { scheme: SchemeId, at: String },
    /// A column or input in another unit than what reads it.
    OtherUnitThanReader { at: String, from: String, unit: String, found: String },
    /// What reads an input finds nothing recorded.
    ReaderFindsNothing { scheme: SchemeId, at: String, from: String },
    /// A word of a sheet bound twice, or a figure stated twice.
    BoundTwice { name: String },
    /// Sealed figures that nothing here opens.
    Sealed { scheme: SchemeId, needed: usize, opened: usize },
    /// A stated figure that the sheet's input cannot be.
    StatedMisread { name: String, wanted: String, found: String },
    /// A register under another one than in the dictionary.
    OtherParents { register: String, parents: &'static [&'static str], found: String },
    /// A column or input in another unit than in the dictionary.
    OtherUnit { word: &'static str, unit: &'static str, found: String },
    /// What an input reads is not recorded; `from` is what records it.
    InputMissing { scheme: SchemeId, input: &'static str, from: &'static str },
    /// The year whose result a sheet reads is not closed.
    YearNotClosed { scheme: SchemeId, input: &'static str, from: &'static str },
    /// A row that counts for a part of the days, and a sheet that does not read which.
    DaysNotRead { scheme: SchemeId, column: &'static str, row: String },
    /// A sheet that goes by the rent of each household, before that rent is shared.
    RentNotShared { scheme: SchemeId, column: &'static str },
    /// A term of the contract that the sheet computes otherwise, or not at all.
    TermNotRead { scheme: SchemeId, contract: ContractId, term: ContractTerm },
    /// A sheet under a contract about something else.
    OtherKind { scheme: SchemeId, contract: ContractId, wanted: Vec<ContractKind>, is: Vec<ContractKind> },
    /// The sheet itself refuses: a requirement, a shortage, a missing value.
    Stops { scheme: SchemeId, stop: Box<Stop> },
}

/// A term that a sheet must read where a contract has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractTerm {
    /// Rent by measured square metres.
    AreaBasis,
    /// Interest by the days of each year.
    DayCount,
    /// A price for each year.
    PricesByYear,
    /// How the price rises.
    Escalation(EscalationKind),
    /// A price that changes within days of which something counts for a part only.
    PriceWithin,
}

impl ContractTerm {
    /// The member of the contract's terms.
    fn member(self) -> &'static str {
        match self {
            ContractTerm::AreaBasis => "area_basis",
            ContractTerm::DayCount => "day_count",
            ContractTerm::PricesByYear => "prices_by_year",
            ContractTerm::Escalation(_) => "escalation",
            ContractTerm::PriceWithin => "price",
        }
    }

    /// What may be agreed, or how a sheet reads it.
    fn expected(self) -> Words {
        match self {
            ContractTerm::AreaBasis => {
                both!("registered_mu, or a sheet that reads 测量面积", "registered_mu，或读测量面积的分配单")
            }
            ContractTerm::DayCount => {
                both!("actual/365, or a sheet that counts years with 历年", "actual/365，或用“历年”算年数的分配单")
            }
            ContractTerm::PricesByYear => both!(
                "price, or a sheet with a dated value for the price of each year",
                "price，或把各年的租价写成按日期取值的分配单",
            ),
            ContractTerm::Escalation(EscalationKind::Compound) => {
                both!("original_base, or a sheet that reads 年递增率", "original_base，或读“年递增率”的分配单")
            }
            ContractTerm::Escalation(EscalationKind::OriginalBase) => {
                both!("compound, or a sheet that reads 原价年递增率", "compound，或读“原价年递增率”的分配单")
            }
            ContractTerm::PriceWithin => both!(
                "one price where something counts for a part of the days",
                "有地块或房屋只算一部分天数的，期内租价不变",
            ),
        }
    }

    /// What is agreed.
    fn found(self) -> &'static str {
        match self {
            ContractTerm::AreaBasis => "exact_m2",
            ContractTerm::DayCount => "actual/actual",
            ContractTerm::PricesByYear => "prices_by_year",
            ContractTerm::Escalation(EscalationKind::Compound) => "compound",
            ContractTerm::Escalation(EscalationKind::OriginalBase) => "original_base",
            ContractTerm::PriceWithin => "price",
        }
    }
}

/// What a contract is about, as it is told.
fn kind(kind: ContractKind) -> Words {
    match kind {
        ContractKind::Land => both!("a lease of parcels", "地块的流转合同"),
        ContractKind::Houses => both!("a lease of houses", "房屋租赁合同"),
        ContractKind::Capital => both!("a contract of pooled capital", "合股出资协议"),
        ContractKind::Work => both!("an employment with work_rates", "写明工价（work_rates）的用工协议"),
    }
}

fn kinds(all: &[ContractKind]) -> Words {
    let said = |lang: Lang| all.iter().map(|one| kind(*one).say(lang)).collect::<Vec<_>>();
    Words::new(said(Lang::En).join(", "), said(Lang::Zh).join("、"))
}

impl SheetRule {
    /// The first of what a check of the sheet found.
    pub(in crate::decide) fn refused(found: &[Diagnostic]) -> SheetRule {
        match found.first() {
            Some(first) => SheetRule::Refused { first: Box::new(first.clone()) },
            None => SheetRule::Nothing,
        }
    }
}

impl Rule for SheetRule {
    fn grounds(&self) -> Grounds {
        match self {
            SheetRule::Refused { first } => {
                let subject = format!("{}:{}:{}", first.code, first.line(), first.column());
                let passes = both!("a sheet that passes the checker", "能通过检查的分配单");
                let write = |lang: Lang| first.instead(lang).map_or_else(|| passes.say(lang), str::to_owned);
                let found = Words::new(&first.message_en, &first.message_zh);
                grounds(Code::SheetRefused, subject, Words::new(write(Lang::En), write(Lang::Zh)), found)
            }
            SheetRule::OtherReturn { scheme, due, claimed } => {
                let expected = both!(
                    "{due}, what it makes of the days: more may be principal",
                    "{due}（按这些天算的收益，多出的可能是本金）"
                );
                grounds(Code::SheetStops, scheme, expected, claimed)
            }
            SheetRule::Nothing => grounds(Code::SheetRefused, "sheet", both!("a payout sheet", "分配单"), nothing()),
            SheetRule::NoText { scheme } => {
                grounds(Code::MemberMissing, scheme, both!("the sheet's text", "分配单原文"), nothing())
            }
            SheetRule::OtherText { scheme, sheet } => {
                grounds(Code::StatedFigureDiffers, scheme, sheet, both!("another text", "另一份原文"))
            }
            SheetRule::OtherScheme { sheet, said } => grounds(Code::StatedFigureDiffers, "scheme", sheet, said),
            SheetRule::OtherSemantics { sheet, said } => grounds(Code::StatedFigureDiffers, "semantics", sheet, said),
            SheetRule::Changed { scheme, version, sheet } => {
                grounds(Code::RuleChangedAfterAdoption, format!("{scheme}@{version}"), after(*version), sheet)
            }
            SheetRule::Adopted { scheme, version, sheet } => {
                grounds(Code::AlreadyRegistered, format!("{scheme}@{version}"), after(*version), sheet)
            }
            SheetRule::NotTheNext { scheme, version, next } => {
                let expected = both!("version {next}", "第 {next} 版");
                grounds(Code::BadValue, format!("{scheme}@{version}"), expected, version)
            }
            SheetRule::AccountVanishes { account, held } => {
                grounds(Code::KeptWouldVanish, account, format!("账户 {account}"), held)
            }
            SheetRule::NumberVanishes { number, carried } => {
                grounds(Code::KeptWouldVanish, number, format!("跨期 {number}"), carried)
            }
            SheetRule::NotAdopted { scheme, version, on } => {
                let name = version.map_or_else(|| scheme.to_string(), |version| format!("{scheme}@{version}"));
                let found = both!("not adopted", "还没有通过");
                grounds(Code::RuleNotAdopted, name, both!("adopted by {on}", "{on} 以前通过"), found)
            }
            SheetRule::Superseded { scheme, version, due, since } => grounds(
                Code::RuleNotAdopted,
                scheme,
                both!("version {due}, in force on {since}", "{since} 有效的第 {due} 版"),
                both!("version {version}", "第 {version} 版"),
            ),
            SheetRule::NotInDictionary { name, nearest } => grounds(Code::NotInDictionary, name, nearest, name),
            SheetRule::AsksAndMoves { scheme, asking, other } => grounds(
                Code::CannotBeOwed,
                format!("{scheme} {asking}"),
                both!(
                    "two sheets: one by which members owe, one for the rest",
                    "两份分配单：成员应交的一份，其余的一份"
                ),
                both!("{other} moves other money", "{other} 动的是别的钱"),
            ),
            SheetRule::Unasked { scheme, step, why } => unasked(format!("{scheme} {step}"), why),
            SheetRule::NotInSheet { scheme, name } => {
                let expected = both!("a word of the sheet", "分配单里的词");
                grounds(Code::NotInDictionary, format!("{scheme} {name}"), expected, name)
            }
            SheetRule::NotRead { scheme, at } => {
                let expected = both!("a reader (reads)", "写明从哪里读（reads）");
                grounds(Code::NotInDictionary, format!("{scheme} {at}"), expected, nothing())
            }
            SheetRule::OtherUnitThanReader { at, from, unit, found } => {
                grounds(Code::UnitDiffers, format!("{at} ← {from}"), unit, found)
            }
            SheetRule::ReaderFindsNothing { scheme, at, from } => {
                grounds(Code::MemberMissing, format!("{scheme} {at}"), from, nothing_recorded())
            }
            SheetRule::BoundTwice { name } => {
                grounds(Code::RowsTwice, name, both!("said once", "只写一次"), both!("said twice", "写了两次"))
            }
            SheetRule::Sealed { scheme, needed, opened } => grounds(
                Code::SealedNotHere,
                scheme,
                both!("{needed} sealed figures opened", "打开 {needed} 项加密的数"),
                both!("{opened} opened", "打开 {opened} 项"),
            ),
            SheetRule::StatedMisread { name, wanted, found } => grounds(Code::UnitDiffers, name, wanted, found),
            SheetRule::OtherParents { register, parents, found } => {
                grounds(Code::NotInDictionary, register, parents.join("，"), found)
            }
            SheetRule::OtherUnit { word, unit, found } => grounds(Code::NotInDictionary, word, unit, found),
            SheetRule::InputMissing { scheme, input, from } => {
                grounds(Code::MemberMissing, format!("{scheme} {input}"), from, nothing_recorded())
            }
            SheetRule::YearNotClosed { scheme, input, from } => {
                grounds(Code::YearStepOutOfOrder, format!("{scheme} {input}"), from, nothing_recorded())
            }
            SheetRule::RentNotShared { scheme, column } => {
                let expected = both!("payout.declared of the instalment", "这一期的 payout.declared");
                grounds(Code::MemberMissing, format!("{scheme} {column}"), expected, nothing_recorded())
            }
            SheetRule::DaysNotRead { scheme, column, row } => {
                let expected = both!("a sheet that reads {column}", "读取“{column}”的分配单");
                let found = both!("{row} counts for a part of the days", "{row} 只算其中一部分天数");
                grounds(Code::TermNotRead, format!("{scheme} {column}"), expected, found)
            }
            SheetRule::TermNotRead { scheme, contract, term } => {
                let subject = format!("{scheme} {contract} {}", term.member());
                grounds(Code::TermNotRead, subject, term.expected(), term.found())
            }
            SheetRule::OtherKind { scheme, contract, wanted, is } => {
                let found = match is.as_slice() {
                    [] => both!("a contract of another kind", "别的合同"),
                    some => kinds(some),
                };
                grounds(Code::ContractOfAnotherKind, format!("{scheme} {contract}"), kinds(wanted), found)
            }
            SheetRule::Stops { scheme, stop } => stopped(scheme, stop),
        }
    }
}

/// Why what a step asks for has no place in the books.
fn unasked(at: String, why: &Unasked) -> Grounds {
    let words = |lang: Lang| {
        let word = |tag: &Tag| lang.pick(tag.zh(), tag.en());
        ASKED_AS.iter().map(word).collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    match why {
        Unasked::Several => grounds(
            Code::CannotBeOwed,
            at,
            both!("one party in each step that asks", "每个要钱的步骤只给一方"),
            both!("several", "给了几方"),
        ),
        Unasked::ToAResult => grounds(
            Code::CannotBeOwed,
            at,
            both!("the collective or somebody outside", "集体或外面的一方"),
            both!("a closed year's result", "已结账年度的收益"),
        ),
        Unasked::Purpose(tag) => {
            let found = tag.map_or_else(nothing, |tag| Words::new(tag.en(), tag.zh()));
            grounds(Code::CannotBeOwed, at, Words::new(words(Lang::En), words(Lang::Zh)), found)
        }
        Unasked::Chart(why) => {
            grounds(Code::CannotBeOwed, at, both!("a place in the chart", "科目表里有的"), Words::of(why))
        }
    }
}

/// The version that a change would be.
fn after(version: u32) -> Words {
    let next = version.saturating_add(1);
    both!("version {next} for a change", "改动用第 {next} 版")
}

fn nothing_recorded() -> Words {
    both!("nothing recorded", "没有记录")
}

/// A sheet's own refusal: at the line of the sheet, and the step where there is one.
fn stopped(scheme: &SchemeId, stop: &Stop) -> Grounds {
    let line = format!("{scheme}:{}", stop.line());
    match stop {
        Stop::Required { text, .. } => {
            let found = Words::new(in_english(text), text);
            grounds(Code::SheetStops, line, both!("what the sheet requires", "分配单要求的成立"), found)
        }
        Stop::Short { step, place, need, held, .. } => {
            let wanted = both!("{need} yuan ({place})", "{need} 元（{place}）");
            grounds(Code::SheetStops, format!("{line} {step}"), wanted, held)
        }
        Stop::PartsNotWhole { step, found, parts, .. } => {
            grounds(Code::SheetStops, format!("{line} {step}"), "100 %", format!("{found} %: {parts}"))
        }
        Stop::PotNotEmpty { .. }
        | Stop::Missing { .. }
        | Stop::NobodyToShare { .. }
        | Stop::BadInput { .. }
        | Stop::Negative { .. }
        | Stop::NoValueOn { .. }
        | Stop::ChangesInside { .. }
        | Stop::NotAMultiple { .. }
        | Stop::Limit { .. }
        | Stop::Unbalanced { .. } => {
            grounds(Code::SheetStops, line, both!("a run that ends", "分配单算得完"), Words::of(stop))
        }
    }
}
