//! What in a policy cannot be meant, before anybody adopts it.

use super::{Policy, PolicyRow, Seat, Selected, Selector, Sitting, facet::Facet, fill, missing};
use crate::{
    finding::{self, Contrast, Finding, said, stable_codes},
    unit::{Fen, Lang, Money, OfficeId as Office, Say},
};
use std::collections::{BTreeMap, BTreeSet};

stable_codes! {
    /// What can be wrong with a policy.
    PolicyCode {
        /// An office that neither the policy's own rows of offices nor its seats of approval know.
        UnknownOffice = "unknown_office",
        /// A kind of entry that the program does not record.
        UnknownKind = "unknown_kind",
        /// A part that the chart has not, or another word that nothing says.
        UnknownWord = "unknown_word",
        /// A subject that the document does not list.
        UnknownSubject = "unknown_subject",
        /// A body that the document does not list.
        UnknownBody = "unknown_body",
        /// Two rows of one name.
        RowTwice = "row_twice",
        /// Money can leave by an order that no row meets.
        MoneyOutUnmet = "money_out_unmet",
        /// Some amounts of an order are met by no row, or by two of its bands.
        BandGap = "band_gap",
        /// Who may let a larger amount pass may not let a smaller one.
        BandNotRising = "band_not_rising",
        /// The people in office do not fill the seats of a row.
        PolicyUnreachable = "policy_unreachable",
        /// A row with several kinds and several subjects: each subject is enough for each kind.
        SubjectsAndOrdersMixed = "subjects_and_orders_mixed",
    }
}

/// What is wrong, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyFault {
    /// An office that nobody can hold.
    UnknownOffice(Office),
    /// A kind that is not recorded.
    UnknownKind(String),
    /// A word for this trait that nothing says.
    UnknownWord(Selected, String),
    /// A subject that is not listed.
    UnknownSubject(String),
    /// A body that is not listed.
    UnknownBody(String),
    /// A name that stands twice.
    RowTwice,
    /// No row meets it.
    Unmet(Box<Facet>),
    /// No row meets it at this amount, other amounts are met.
    Gap(Box<Facet>, Fen),
    /// Both rows meet it at this amount.
    Overlap(String, Box<Facet>, Fen),
    /// These offices pass the larger amount and not the smaller one.
    NotRising {
        /// Who signs.
        signers: Vec<Office>,
        /// What they may let pass.
        larger: Fen,
        /// What they may not.
        smaller: Fen,
    },
    /// Seats that nobody in office is left for.
    Unreachable(Vec<Seat>),
    /// Each subject is enough for each kind.
    Mixed,
}

/// Something wrong with a row of the document, or with the document.
pub type PolicyFinding = Finding<PolicyPlace, PolicyFault>;

/// Where in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPlace {
    /// A row, by its name.
    Row(String),
    /// A subject.
    DecidedSubject(String),
    /// A body.
    DecidingBody(String),
    /// The rows together.
    Rows,
}

impl Say for PolicyPlace {
    fn say(&self, lang: Lang) -> String {
        match self {
            PolicyPlace::Row(id) => lang.pick(format!("条款 {id}"), format!("row {id}")),
            PolicyPlace::DecidedSubject(word) => lang.pick(format!("事项 {word}"), format!("subject {word}")),
            PolicyPlace::DecidingBody(word) => lang.pick(format!("机构 {word}"), format!("body {word}")),
            PolicyPlace::Rows => lang.pick("全部条款", "the rows").to_owned(),
        }
    }
}

fn told(order: &Facet) -> String {
    let words = order.traits.iter().flat_map(|(what, words)| words.iter().map(move |w| format!("{}={w}", what.name())));
    std::iter::once(order.kind.clone()).chain(words).collect::<Vec<_>>().join(" ")
}

fn yuan(fen: Fen) -> String {
    Money::from_fen(fen).map_or_else(|| fen.to_string(), |money| money.to_string())
}

impl finding::Fault for PolicyFault {
    type Code = PolicyCode;

    fn code(&self) -> PolicyCode {
        match self {
            PolicyFault::UnknownOffice(_) => PolicyCode::UnknownOffice,
            PolicyFault::UnknownKind(_) => PolicyCode::UnknownKind,
            PolicyFault::UnknownWord(..) => PolicyCode::UnknownWord,
            PolicyFault::UnknownSubject(_) => PolicyCode::UnknownSubject,
            PolicyFault::UnknownBody(_) => PolicyCode::UnknownBody,
            PolicyFault::RowTwice => PolicyCode::RowTwice,
            PolicyFault::Unmet(_) => PolicyCode::MoneyOutUnmet,
            PolicyFault::Gap(..) | PolicyFault::Overlap(..) => PolicyCode::BandGap,
            PolicyFault::NotRising { .. } => PolicyCode::BandNotRising,
            PolicyFault::Unreachable(_) => PolicyCode::PolicyUnreachable,
            PolicyFault::Mixed => PolicyCode::SubjectsAndOrdersMixed,
        }
    }

    fn said(&self, lang: Lang) -> Contrast {
        match self {
            PolicyFault::UnknownOffice(office) => {
                said(lang.pick("制度里写明的职务", "an office that the document has"), office)
            }
            PolicyFault::UnknownKind(kind) => said(lang.pick("本程序记录的种类", "a kind that is recorded"), kind),
            PolicyFault::UnknownWord(what, word) => said(
                lang.pick(format!("{} 的一个已知的值", what.name()), format!("a known word for {}", what.name())),
                word,
            ),
            PolicyFault::UnknownSubject(word) => {
                said(lang.pick("[subjects] 里的事项", "a subject of [subjects]"), word)
            }
            PolicyFault::UnknownBody(word) => said(lang.pick("[bodies] 里的机构", "a body of [bodies]"), word),
            PolicyFault::RowTwice => {
                said(lang.pick("每条一个名字", "a name of its own"), lang.pick("同名的两条", "the name of another row"))
            }
            PolicyFault::Unmet(order) => said(
                lang.pick("付钱的事至少有一条管", "a row for every way in which money leaves"),
                lang.pick(format!("没有条款管 {}", told(order)), format!("none for {}", told(order))),
            ),
            PolicyFault::Gap(order, at) => said(
                lang.pick("金额各段首尾相接", "bands that follow each other"),
                lang.pick(
                    format!("{} 元的 {} 没有条款管", yuan(*at), told(order)),
                    format!("no row for {} of {} yuan", told(order), yuan(*at)),
                ),
            ),
            PolicyFault::Overlap(other, order, at) => said(
                lang.pick("金额各段不重叠", "bands that do not overlap"),
                lang.pick(
                    format!("{} 元的 {} 也归条款 {other}", yuan(*at), told(order)),
                    format!("row {other} too has {} of {} yuan", told(order), yuan(*at)),
                ),
            ),
            PolicyFault::NotRising { signers, larger, smaller } => {
                let signers = signers.iter().map(Office::as_str).collect::<Vec<_>>().join(", ");
                said(
                    lang.pick("能批大额的人也能批小额", "whoever lets a larger amount pass lets a smaller one pass"),
                    lang.pick(
                        format!("{signers} 能批 {} 元，不能批 {} 元", yuan(*larger), yuan(*smaller)),
                        format!("{signers}: {} yuan pass, {} do not", yuan(*larger), yuan(*smaller)),
                    ),
                )
            }
            PolicyFault::Unreachable(seats) => said(
                lang.pick("在任的人坐满各席", "people in office for every seat"),
                seats.iter().map(Seat::to_string).collect::<Vec<_>>().join(", "),
            ),
            PolicyFault::Mixed => said(
                lang.pick("一条里一个种类，或一个事项", "one kind, or one subject, in a row"),
                lang.pick("任一事项都够任一种类用", "each subject is enough for each kind"),
            ),
        }
    }
}

/// What a policy is held against: what can be recorded here, and who is in office.
#[derive(Debug, Clone, Default)]
pub struct Territory {
    /// Kinds of entries, without version.
    pub kinds: BTreeSet<String>,
    /// Words that are known for a trait; a trait that is absent here takes any word.
    pub words: BTreeMap<Selected, BTreeSet<String>>,
    /// Every way in which money leaves, or somebody comes to be owed: without amount.
    pub money_out: Vec<Facet>,
    /// Who is in office, with the offices; empty where that is not known yet.
    pub people: BTreeMap<String, BTreeSet<Office>>,
}

/// The offices that ship; a policy may name others by a row in `[offices]`.
pub const OFFICES: &[&str] = &[
    "accountant",
    "cashier",
    "chair",
    "director",
    "supervisor",
    "finance_group",
    "representative",
    "township_agent",
    "manager",
];

/// Kinds without which nobody could put anything right any more.
const VITAL: &[&str] = &["key.admitted", "key.retired", "key.revoked", "office.taken", "office.left", "policy.adopted"];

/// Everything in it that cannot be meant; what only is unusual comes with it ([`is_advice`]).
pub fn check(policy: &Policy, here: &Territory) -> Vec<PolicyFinding> {
    let mut all = Vec::new();
    words(policy, here, &mut all);
    subjects(policy, &mut all);
    for order in &here.money_out {
        bands(policy, order, &mut all);
    }
    if !here.people.is_empty() {
        reachable(policy, here, &mut all);
    }
    all
}

/// True for what is only a warning.
pub fn is_advice(code: PolicyCode) -> bool {
    code == PolicyCode::SubjectsAndOrdersMixed
}

fn at(row: &PolicyRow) -> PolicyPlace {
    PolicyPlace::Row(row.id.clone())
}

/// OfficeRules, kinds and words that nothing is.
fn words(policy: &Policy, here: &Territory, all: &mut Vec<PolicyFinding>) {
    let mut names = BTreeSet::new();
    let known = |office: &Office| OFFICES.contains(&office.as_str()) || policy.offices.rules.contains_key(office);
    for row in &policy.needs {
        let mut found = |fault| all.push(Finding::new(at(row), fault));
        if !names.insert(&row.id) {
            found(PolicyFault::RowTwice);
        }
        let seats = row.approve.iter().flat_map(|seat| &seat.offices);
        let offices: BTreeSet<&Office> = seats.chain(&row.propose).chain(&row.execute).chain(&row.veto).collect();
        offices
            .into_iter()
            .filter(|office| !known(office))
            .for_each(|office| found(PolicyFault::UnknownOffice(office.clone())));
        let kinds = row.order.iter().filter(|kind| !here.kinds.contains(*kind));
        kinds.for_each(|kind| found(PolicyFault::UnknownKind(kind.clone())));
        for selector in &row.select {
            let (Selector::Is(what, words) | Selector::IsNot(what, words)) = selector;
            let Some(known) = here.words.get(what) else { continue };
            words.difference(known).for_each(|word| found(PolicyFault::UnknownWord(*what, word.clone())));
        }
        let subjects = row.resolution.iter().filter(|subject| !policy.subjects.contains_key(*subject));
        subjects.for_each(|subject| found(PolicyFault::UnknownSubject(subject.clone())));
        if row.order.len() > 1 && row.resolution.len() > 1 {
            found(PolicyFault::Mixed);
        }
    }
}

/// Bodies and subjects that point at nothing.
fn subjects(policy: &Policy, all: &mut Vec<PolicyFinding>) {
    for (word, subject) in &policy.subjects {
        let unknown = subject.bodies.iter().filter(|body| !policy.bodies.contains_key(*body));
        all.extend(unknown.map(|body| {
            Finding::new(PolicyPlace::DecidedSubject(word.clone()), PolicyFault::UnknownBody(body.clone()))
        }));
    }
    for (word, body) in &policy.bodies {
        let place = || PolicyPlace::DecidingBody(word.clone());
        let unknown = body.never.iter().filter(|subject| !policy.subjects.contains_key(*subject));
        all.extend(unknown.map(|subject| Finding::new(place(), PolicyFault::UnknownSubject(subject.clone()))));
    }
}

/// The amounts at which something changes, and one fen beside each.
fn probes(policy: &Policy) -> Vec<Fen> {
    let borders = policy.needs.iter().flat_map(|row| [row.from, row.below]).flatten().map(Money::fen);
    let mut all: BTreeSet<Fen> =
        borders.flat_map(|fen| [fen.capped_minus(Fen(1)), fen, fen.capped_plus(Fen(1))]).collect();
    all.insert(Fen(1));
    all.insert(Fen(100_000_000_000));
    all.into_iter().filter(|fen| *fen > Fen::ZERO).collect()
}

/// Holes, overlaps and bands that do not rise, of one way in which money leaves.
fn bands(policy: &Policy, order: &Facet, all: &mut Vec<PolicyFinding>) {
    let amounts = probes(policy);
    let rows: Vec<(Fen, Vec<&PolicyRow>)> =
        amounts.iter().map(|amount| (*amount, policy.rows_for(order, Some(*amount)).collect())).collect();
    if rows.iter().all(|(_, rows)| rows.is_empty()) {
        all.push(Finding::new(PolicyPlace::Rows, PolicyFault::Unmet(Box::new(order.clone()))));
        return;
    }
    let mut named = BTreeSet::new();
    for (amount, rows) in &rows {
        if rows.is_empty() && named.insert("gap".to_owned()) {
            all.push(Finding::new(PolicyPlace::Rows, PolicyFault::Gap(Box::new(order.clone()), *amount)));
        }
        let banded: Vec<&&PolicyRow> = rows.iter().filter(|row| row.from.is_some() || row.below.is_some()).collect();
        for (one, other) in banded.iter().zip(banded.iter().skip(1)) {
            // bands of one ladder: what else they select is the same
            if one.select == other.select && one.order == other.order && named.insert(other.id.clone()) {
                let overlap = PolicyFault::Overlap(other.id.clone(), Box::new(order.clone()), *amount);
                all.push(Finding::new(at(one), overlap));
            }
        }
    }
    rising(&rows, all);
}

/// Most sets of signers that are tried for a row; a row of eight seats for two offices has 256.
const SETS_MOST: usize = 4096;

/// Who fills the seats of a larger amount fills those of each smaller one.
fn rising(rows: &[(Fen, Vec<&PolicyRow>)], all: &mut Vec<PolicyFinding>) {
    for (at_larger, (larger, upper)) in rows.iter().enumerate() {
        let Some(last) = upper.last() else { continue };
        for signers in signers(upper) {
            let people: Vec<(String, BTreeSet<Office>)> = signers
                .iter()
                .enumerate()
                .map(|(n, office)| (n.to_string(), BTreeSet::from([office.clone()])))
                .collect();
            let sitting: Vec<Sitting<'_>> = people.iter().map(|(who, offices)| (who.as_str(), offices)).collect();
            let smaller = rows
                .iter()
                .take(at_larger)
                .find(|(_, lower)| !lower.is_empty() && lower.iter().any(|row| !fill(&row.approve, &sitting)));
            let known = |finding: &PolicyFinding| {
                finding.place == at(last) && matches!(*finding.fault, PolicyFault::NotRising { .. })
            };
            if let Some((smaller, _)) = smaller.filter(|_| !all.iter().any(known)) {
                all.push(Finding::new(
                    at(last),
                    PolicyFault::NotRising { signers, larger: *larger, smaller: *smaller },
                ));
                return;
            }
        }
    }
}

/// The smallest sets of offices that fill all of these rows, each held by a person of its own.
fn signers(rows: &[&PolicyRow]) -> Vec<Vec<Office>> {
    let mut sets: Vec<BTreeMap<Office, u8>> = vec![BTreeMap::new()];
    for row in rows {
        let seats: Vec<&Seat> = row.approve.iter().flat_map(|seat| (0..seat.count).map(move |_| seat)).collect();
        let mut chosen: BTreeSet<BTreeMap<Office, u8>> = BTreeSet::from([BTreeMap::new()]);
        for seat in seats {
            let mut wider = BTreeSet::new();
            for (set, office) in chosen.iter().flat_map(|set| seat.offices.iter().map(move |office| (set, office))) {
                let mut set = set.clone();
                let held = set.entry(office.clone()).or_insert(0);
                *held = held.saturating_add(1);
                wider.insert(set);
                if wider.len() >= SETS_MOST {
                    break;
                }
            }
            chosen = wider;
        }
        // the same people sit in several rows
        let mut together = Vec::new();
        for (set, more) in sets.iter().flat_map(|set| chosen.iter().map(move |more| (set, more))).take(SETS_MOST) {
            let mut set = set.clone();
            for (office, many) in more {
                let held = set.entry(office.clone()).or_insert(0);
                *held = (*held).max(*many);
            }
            together.push(set);
        }
        sets = together;
    }
    let spelt = |set: BTreeMap<Office, u8>| -> Vec<Office> {
        set.into_iter().flat_map(|(office, many)| (0..many).map(move |_| office.clone())).collect()
    };
    sets.into_iter().map(spelt).collect()
}

/// The rows without which nobody could put anything right, beside who is in office.
fn reachable(policy: &Policy, here: &Territory, all: &mut Vec<PolicyFinding>) {
    let vital = |row: &&PolicyRow| row.order.iter().any(|kind| VITAL.contains(&kind.as_str()));
    for row in policy.needs.iter().filter(vital) {
        if let Some(seats) = unreached(row, &here.people) {
            all.push(Finding::new(at(row), PolicyFault::Unreachable(seats)));
        }
    }
}

/// The seats that stay empty whoever of these people proposes; `None` where some proposer leaves enough others.
pub fn unreached(row: &PolicyRow, people: &BTreeMap<String, BTreeSet<Office>>) -> Option<Vec<Seat>> {
    let mut best: Option<Vec<Seat>> = None;
    let proposers = people.iter().filter(|(_, offices)| !row.propose.is_disjoint(offices));
    let mut proposers: Vec<&String> = proposers.map(|(who, _)| who).collect();
    if proposers.is_empty() {
        return Some(vec![Seat { count: 1, offices: row.propose.clone() }]);
    }
    proposers.sort();
    for proposer in proposers {
        let others: Vec<Sitting<'_>> =
            people.iter().filter(|(who, _)| *who != proposer).map(|(who, offices)| (who.as_str(), offices)).collect();
        let left = missing(&row.approve, &others);
        let empty = |seats: &[Seat]| seats.iter().map(|seat| u32::from(seat.count)).sum::<u32>();
        if left.is_empty() {
            return None;
        }
        if best.as_ref().is_none_or(|so_far| empty(&left) < empty(so_far)) {
            best = Some(left);
        }
    }
    best
}
