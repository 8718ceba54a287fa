//! What the books offer a form: the codes that may stand in a member, and what stands there until a person says otherwise.

use super::{ChartList, CodeOf, Description, Fields, Fill, Need, members};
use crate::{
    books::{Books, RegisteredParty, known_setting},
    unit::{Day, Lang},
};
use std::collections::{BTreeMap, BTreeSet};

/// A code that may stand in a member, and what it is called where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// As it stands in a request.
    pub code: String,
    /// What it is called; empty where the code says it all.
    pub label: String,
}

fn bare(codes: impl IntoIterator<Item = impl ToString>) -> Vec<Offer> {
    codes.into_iter().map(|code| Offer { code: code.to_string(), label: String::new() }).collect()
}

/// The codes of a register, in order; of those that ended or merged none.
pub fn codes(books: &Books, register: CodeOf) -> Vec<Offer> {
    let registers = books.registers();
    let told = |codes: Vec<(String, String)>| codes.into_iter().map(|(code, label)| Offer { code, label }).collect();
    match register {
        CodeOf::Households => {
            bare(registers.households().iter().filter(|(_, h)| h.merged_into.is_none()).map(|(id, _)| id))
        }
        CodeOf::Persons => {
            let there = registers.persons().iter().filter(|(_, person)| person.left.is_none());
            told(
                there
                    .filter_map(|(id, person)| Some((id.to_string(), person.household.latest()?.to_string())))
                    .collect(),
            )
        }
        CodeOf::Parties => {
            let role = |party: &RegisteredParty| party.role.latest().map_or_else(String::new, ToString::to_string);
            told(registers.parties().iter().map(|(id, party)| (id.to_string(), role(party))).collect())
        }
        CodeOf::Banks => {
            let mut banks = bare(registers.banks().keys());
            banks.push(Offer { code: "CASH".to_owned(), label: String::new() });
            banks
        }
        CodeOf::Classes => {
            told(registers.classes().iter().map(|(id, class)| (id.to_string(), class.unit.to_string())).collect())
        }
        CodeOf::Parcels => bare(registers.parcels().iter().filter(|(_, p)| p.ended.is_none()).map(|(id, _)| id)),
        CodeOf::Houses => bare(registers.houses().keys()),
        CodeOf::Contracts => {
            let one = |c: &crate::books::Contract| format!("{} {}", c.signed.scheme, c.party());
            told(books.contracts().iter().map(|(id, c)| (id.to_string(), one(c))).collect())
        }
        CodeOf::Assets => bare(registers.assets().keys().chain(registers.heaps().keys())),
        CodeOf::Projects => bare(books.works().keys()),
        CodeOf::Payouts => {
            let declared = books.payouts().keys().map(ToString::to_string);
            let due = books.contracts().values().flat_map(|c| &c.instalments).map(|i| i.payout.to_string());
            let sheets = registers.sheets().keys().map(ToString::to_string);
            bare(declared.chain(due).chain(sheets).collect::<BTreeSet<_>>())
        }
        CodeOf::Schemes => bare(books.schemes().keys().map(|(id, _)| id.to_string()).collect::<BTreeSet<_>>()),
        CodeOf::Holders => [CodeOf::Households, CodeOf::Parties, CodeOf::Banks, CodeOf::Contracts]
            .into_iter()
            .flat_map(|register| codes(books, register))
            .collect(),
        CodeOf::Rows => rows(books),
        CodeOf::Objections => bare(books.objections().keys()),
        CodeOf::Series => bare(books.series().keys()),
        CodeOf::Plans => bare(books.plans().keys()),
        CodeOf::Officers => officers(books),
        // workers are registered nowhere; keys are chosen by what they may do, in `coop key list`
        CodeOf::Workers | CodeOf::Keys => Vec::new(),
    }
}

/// Those who are registered, and those who have a key.
fn officers(books: &Books) -> Vec<Offer> {
    let registered = books.governance().persons().keys();
    let keys = books.keys().iter().filter(|(_, key)| key.role.is_some()).map(|(_, key)| &key.person);
    bare(registered.chain(keys).collect::<BTreeSet<_>>())
}

/// The codes of every register whose rows can be revised.
fn rows(books: &Books) -> Vec<Offer> {
    let revised = [
        CodeOf::Households,
        CodeOf::Parties,
        CodeOf::Banks,
        CodeOf::Classes,
        CodeOf::Parcels,
        CodeOf::Houses,
        CodeOf::Assets,
    ];
    revised.into_iter().flat_map(|register| codes(books, register)).filter(|offer| offer.code != "CASH").collect()
}

/// The names that the chart document lists, with what they are called.
pub fn listed(books: &Books, list: ChartList, lang: Lang) -> Vec<Offer> {
    let chart = books.chart();
    let offer = |code: &String, zh: &String, en: &String| Offer {
        code: code.clone(),
        label: if lang == Lang::Zh { zh.clone() } else { en.clone() },
    };
    match list {
        ChartList::Accounts => chart.accounts.iter().map(|(code, a)| offer(code, &a.zh, &a.en)).collect(),
        ChartList::Receipts => chart.receipt.iter().map(|(code, r)| offer(code, &r.zh, &r.en)).collect(),
        ChartList::Payments => chart.payment.iter().map(|(code, r)| offer(code, &r.zh, &r.en)).collect(),
        ChartList::Claims => chart.claim.iter().map(|(code, r)| offer(code, &r.zh, &r.en)).collect(),
        ChartList::Settings => {
            let named = |name: &String| match known_setting(name) {
                Some(known) => offer(name, &known.zh.to_owned(), &known.en.to_owned()),
                None => Offer { code: name.clone(), label: String::new() },
            };
            chart.settings.keys().map(named).collect()
        }
        ChartList::Values => values(books, lang),
    }
}

/// Every value that some setting allows, and what it is called: in each setting that calls it something of its own.
fn values(books: &Books, lang: Lang) -> Vec<Offer> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, allowed) in &books.chart().settings {
        for value in allowed {
            let (zh, en) = books.setting_value(name, value);
            let said = if lang == Lang::Zh { zh } else { en };
            all.entry(value).or_default().extend((said != value).then_some(said));
        }
    }
    let joined = |said: BTreeSet<&str>| said.into_iter().collect::<Vec<_>>().join(" / ");
    all.into_iter().map(|(value, said)| Offer { code: value.to_owned(), label: joined(said) }).collect()
}

/// What stands in a kind's own fields until a person says otherwise, behind what is given.
pub fn beforehand(of: &Description, books: &Books, today: Day, given: Fields) -> Fields {
    let mut fields = Fields::new();
    for member in of.asked() {
        let Need::Usual(fill) = member.need else { continue };
        let value = match fill {
            Fill::NextId => Some(format!("{}.{}", of.kind, books.size())),
            Fill::Today => Some(today.to_string()),
            Fill::NextCode(register) => next(&codes(books, register)),
            Fill::ThisYear => Some(today.year().to_string()),
            Fill::NextVersion => None,
            Fill::Word(word) => Some(word.to_owned()),
        };
        fields.extend(value.map(|value| (member.name.to_owned(), value)));
    }
    // what is taken back is taken back on its own day
    let corrected = given.get("corrects").filter(|_| of.kind == "entry.corrected");
    if let Some(index) = corrected.and_then(|id| books.ids().entry_of(id)) {
        fields.insert(members::ON.name.to_owned(), books.reversal_day(index, None, today).to_string());
    }
    fields.extend(given);
    fields
}

/// The code behind the greatest: `H0029` → `H0030`; `None` where none ends in digits.
fn next(taken: &[Offer]) -> Option<String> {
    let parts = taken.iter().filter_map(|offer| {
        let head = offer.code.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = offer.code.strip_prefix(head)?;
        Some((digits.parse::<u64>().ok()?, digits.len(), head))
    });
    let (greatest, width, head) = parts.max()?;
    Some(format!("{head}{:0width$}", greatest.checked_add(1)?))
}
