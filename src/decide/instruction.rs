//! What an accountant asks for. Most instructions are a fact as it will be recorded; payouts ask
//! for a computation.

use super::left_out;
use crate::{
    books::Books,
    event::{
        Attached, Because, Bindings, DrawnOn, Entry, Event, Fact, GivenFigure, Kept, PartRef, PayoutDeclared,
        PayoutLine, RegisterRevised, WrongEntry,
    },
    log::{Hash, Json, JsonError, to_json},
    unit::{BankId, ContractId, Day, EntryId, Money, PayoutId, Period, SchemeId, Text},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The client's id; repeating an instruction under the same id is harmless.
    pub id: EntryId,
    /// When it holds for the cooperative.
    pub on: Day,
    /// What is asked.
    pub order: Order,
    /// Commitment to a free text.
    pub note: Option<Hash>,
    /// Commitments to files.
    pub evidence: Vec<Hash>,
    /// Hides the portions of several households from each other: 32 random bytes of whoever records. Zeros
    /// where nothing is recorded, and where an entry has none.
    pub seed: Hash,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "most orders are facts")]
pub enum Order {
    /// Record this fact; computed members may be left out.
    Record(Fact, Attached),
    /// Compute and declare a payout.
    DeclarePayout(DeclarePayout),
    /// Pay what is open.
    PayPayout(PayPayout),
    /// Open again what the bank sent back.
    ReturnPayout(ReturnPayout),
    /// Change a row of a register, put it right or take it out.
    Revise(RegisterRevised<Hash, WrongEntry>),
    /// Reverse the entry that an instruction became.
    Correct(Correct),
}

/// Compute and declare a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclarePayout {
    /// Under which contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractId>,
    /// Figures that the resolution states and no record has.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub given: Vec<GivenFigure>,
    /// What sealed figures say, from who keeps what opens them; never recorded.
    #[serde(skip)]
    pub opened: Births,
    /// Its code.
    pub payout: PayoutId,
    /// It is one that was recorded, computed again.
    #[serde(skip)]
    pub recorded: bool,
    /// The days it is for; else the instalment's, the receipt's, the work sheet's, the year's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub period: Option<Period>,
    /// Registers as at the end of this day; else the effective day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record_day: Option<Day>,
    /// Which scheme.
    pub scheme: SchemeId,
    /// The lines that were recorded, to be taken as shown where sealed figures cannot be opened again.
    #[serde(skip)]
    pub shown: Option<Box<Shown>>,
    /// Which receipts and claims; else every unshared part of the contract that the sheet reads.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sources: Vec<Source>,
    /// Figures the client expects; any that differs refuses the payout.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stated: Option<Stated>,
    /// Which version; else the newest in force.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
    /// The year whose result or report it shares.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub year: Option<u32>,
}

impl DeclarePayout {
    /// True where it says how much it shares: that may be a part of what is due. One that was recorded said it when it was
    /// declared.
    pub(super) fn may_share_a_part(&self) -> bool {
        let said = |stated: &Stated| stated.pool.is_some() || stated.lines_total.is_some();
        self.recorded || self.stated.as_ref().is_some_and(said)
    }
}

/// Days of birth that opened, by the commitment to each. They stand in no record and in no message.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Births(Arc<BTreeMap<Hash, Day>>);

impl Births {
    /// What is behind these commitments.
    pub fn of(days: BTreeMap<Hash, Day>) -> Births {
        Births(Arc::new(days))
    }

    /// The day behind a commitment; `None` where nothing here opens it.
    pub fn get(&self, commitment: &Hash) -> Option<&Day> {
        self.0.get(commitment)
    }
}

impl fmt::Debug for Births {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} opened", self.0.len())
    }
}

/// Lines of a payout as they were recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What parties gave in the second place.
    pub drawn: Vec<DrawnOn>,
    /// The lines with their reasons.
    pub lines: Vec<PayoutLine>,
    /// What its sheet keeps.
    pub kept: Option<Kept>,
}

/// A receipt or claim: by its id, or exactly one of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// The id of the instruction that recorded it: all parts that the sheet reads.
    Id(EntryId),
    /// One part.
    Part(PartRef),
}

/// Figures the client expects.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// Single lines.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lines: Vec<StatedLine>,
    /// Sum of households' lines.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lines_total: Option<Money>,
    /// What is to be shared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pool: Option<Money>,
    /// What is left over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub residue: Option<Money>,
}

/// One line the client expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedLine {
    /// Its amount.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Money>,
    /// The area it was computed on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub area_mu: Option<crate::unit::AreaMu>,
    /// Whose.
    pub household: crate::unit::HouseholdId,
    /// Of which parcel.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parcel: Option<crate::unit::ParcelId>,
}

/// Pay lines of a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayPayout {
    /// From which account.
    pub from: BankId,
    /// Which lines and how much; none: everything that is open.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lines: Vec<StatedLine>,
    /// Which payout.
    pub payout: PayoutId,
    /// What the client expects to pay in all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total: Option<Money>,
}

/// Paid lines came back from the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnPayout {
    /// Into which account.
    pub into: BankId,
    /// Which lines.
    pub lines: Vec<ReturnedLine>,
    /// Which payout.
    pub payout: PayoutId,
}

/// One line that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnedLine {
    /// Amount.
    pub amount: Money,
    /// Whose.
    pub household: crate::unit::HouseholdId,
    /// The bank's reason as a code: `account_closed`, `name_differs`, `other`.
    pub reason: Text,
}

/// Reverse the entry that an instruction became: a file can name it by its id before the entry has
/// a place and a leaf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    /// The id of the instruction that recorded it.
    pub corrects: EntryId,
    /// Why, as a code: `wrong_amount`, `wrong_account`, `duplicate`, `other`.
    pub reason: Text,
}

impl Instruction {
    /// The instruction that this entry answers, with nothing left to default: deciding it on the
    /// books before the entry must give the entry's event again.
    pub fn of(entry: &Entry) -> Instruction {
        let sealed = &entry.sealed;
        Instruction::of_event(sealed.id().clone(), sealed.effective_on(), &entry.event)
    }

    /// The same from an event and its place in time.
    pub fn of_event(id: EntryId, on: Day, event: &Event) -> Instruction {
        let order = match (&event.fact, &event.attached) {
            (Fact::PayoutDeclared(p), attached) => Order::DeclarePayout(DeclarePayout {
                contract: p.contract.clone(),
                given: p.given.clone(),
                opened: Births::default(),
                shown: shown(p, attached, event),
                payout: p.payout.clone(),
                period: Some(p.period),
                recorded: true,
                record_day: Some(p.record_day),
                scheme: p.scheme.clone(),
                sources: p.sources.iter().cloned().map(Source::Part).collect(),
                stated: None,
                version: Some(p.version),
                year: p.year,
            }),
            (Fact::PayoutPaid(p), Attached::Lines(lines)) => Order::PayPayout(PayPayout {
                from: p.from.clone(),
                lines: lines
                    .iter()
                    .filter_map(|(_, line)| {
                        Some(StatedLine {
                            amount: Some(line.amount),
                            area_mu: None,
                            household: line.to.household()?.clone(),
                            parcel: None,
                        })
                    })
                    .collect(),
                payout: p.payout.clone(),
                total: Some(p.lines.total),
            }),
            (Fact::PayoutReturned(p), Attached::Lines(lines)) => Order::ReturnPayout(ReturnPayout {
                into: p.into.clone(),
                lines: lines.iter().filter_map(|(_, line)| returned_line(line)).collect(),
                payout: p.payout.clone(),
            }),
            // who stands in it is decided again
            (fact, Attached::Portions(_)) => Order::Record(fact.clone(), Attached::Nothing),
            (fact, attached) => Order::Record(fact.clone(), attached.clone()),
        };
        let seed = if let Attached::Portions(portions) = &event.attached { portions.seed() } else { Hash::ZERO };
        Instruction { id, on, order, note: event.note, evidence: event.evidence.clone(), seed }
    }

    /// Its kind as an accountant writes it.
    pub fn kind(&self) -> &str {
        match &self.order {
            Order::Record(fact, _) => fact.name(),
            Order::DeclarePayout(_) => "payout.declare",
            Order::PayPayout(_) => "payout.pay",
            Order::ReturnPayout(_) => "payout.returned",
            Order::Revise(_) => "register.revised",
            Order::Correct(_) => "entry.corrected",
        }
    }
}

impl Instruction {
    /// The instruction as flat members, as an accountant writes it.
    ///
    /// # Errors
    /// A number or a text that canonical JSON cannot hold.
    pub fn members(&self) -> Result<Json, JsonError> {
        let (kind, body) = match &self.order {
            Order::Record(Fact::SchemeAdopted(adopted), Attached::Document(text)) => {
                ("scheme.adopt", adoption(&adopted.resolution, text, adopted.version, &adopted.bindings())?)
            }
            Order::Record(Fact::ChartExtended(_), Attached::Document(text)) => ("chart.extended", extension(text)),
            Order::Record(Fact::PolicyAdopted(adopted), Attached::Document(text)) => {
                ("policy.adopted", policy(&adopted.resolution, text))
            }
            Order::Record(Fact::OrderProposed(p), Attached::Document(text)) => {
                ("order.proposed", proposed(text, p.expires_on, p.urgent))
            }
            Order::Record(Fact::SchemeAdopted(_), _) => ("scheme.adopt", self.body()?),
            Order::Record(..)
            | Order::DeclarePayout(_)
            | Order::PayPayout(_)
            | Order::ReturnPayout(_)
            | Order::Revise(_)
            | Order::Correct(_) => (self.kind(), self.body()?),
        };
        let note = self.note.map(|note| note.to_string());
        Ok(Flat { id: &self.id, on: self.on, kind, note, evidence: &self.evidence }.with(body))
    }

    fn body(&self) -> Result<Json, JsonError> {
        match &self.order {
            Order::Record(fact, _) => fact.body().map_err(|e| JsonError::shape(e.to_string())),
            Order::DeclarePayout(d) => to_json(d),
            Order::PayPayout(p) => to_json(p),
            Order::ReturnPayout(r) => to_json(r),
            Order::Revise(r) => r.said(),
            Order::Correct(c) => to_json(c),
        }
    }

    /// The first member in which this instruction says something else than one recorded before
    /// under the same id, or leaves out what that said. Members it leaves to be computed, private texts that it leaves out,
    /// an entry it corrects by id, and figures that were only checked say nothing.
    pub fn differs_from(&self, recorded: &Instruction, books: &Books) -> Option<String> {
        if let (Order::DeclarePayout(asked), Order::DeclarePayout(stood)) = (&self.order, &recorded.order)
            && !shares_the_same(&asked.sources, &stood.sources, books)
        {
            return Some("sources".to_owned());
        }
        let (Ok(asked), Ok(stood)) = (self.in_order().members(), recorded.in_order().members()) else {
            return Some("kind".to_owned());
        };
        let (Json::Object(asked), Json::Object(stood)) = (&asked, &stood) else { return None };
        let by_id: &[&str] = match &self.order {
            Order::Correct(_) => &["corrects"],
            Order::Revise(r) if matches!(r.row.entry(), Some(WrongEntry::Id(_))) => &["entry"],
            Order::Record(..)
            | Order::DeclarePayout(_)
            | Order::PayPayout(_)
            | Order::ReturnPayout(_)
            | Order::Revise(_) => &[],
        };
        let silent = [&["sources", "stated"], by_id].concat();
        let mut spoken = asked.iter().filter(|(name, _)| !silent.contains(&name.as_str()));
        let other = spoken.find(|(name, said)| !stands(name, said, stood)).map(|(name, _)| name.clone());
        // a payout computes what it is not told, and pays what is open
        let whole = matches!(self.order, Order::Record(..) | Order::Revise(_));
        other.or_else(|| left_out::first(self.kind(), asked, stood).filter(|_| whole))
    }

    /// The same with lines by household: a record keeps them in the order of its tree.
    fn in_order(&self) -> Instruction {
        let mut ordered = self.clone();
        match &mut ordered.order {
            Order::PayPayout(p) => p.lines.sort_by(|a, b| a.household.cmp(&b.household)),
            Order::ReturnPayout(r) => r.lines.sort_by(|a, b| a.household.cmp(&b.household)),
            Order::Record(..) | Order::DeclarePayout(_) | Order::Revise(_) | Order::Correct(_) => {}
        }
        ordered
    }
}

/// The members that every instruction has, to stand beside those of its kind.
pub(super) struct Flat<'a> {
    pub id: &'a EntryId,
    pub on: Day,
    pub kind: &'a str,
    pub note: Option<String>,
    pub evidence: &'a [Hash],
}

impl Flat<'_> {
    /// Backing the members of a body.
    pub fn with(self, body: Json) -> Json {
        let Json::Object(mut members) = body else { return body };
        if let Some(kind) = members.remove("kind") {
            members.insert("key_kind".into(), kind);
        }
        members.insert("id".into(), Json::Text(self.id.to_string()));
        members.insert("on".into(), Json::Text(self.on.to_string()));
        members.insert("kind".into(), Json::Text(self.kind.to_owned()));
        members.extend(self.note.map(|note| ("note".to_owned(), Json::Text(note))));
        if !self.evidence.is_empty() {
            let list = self.evidence.iter().map(|h| Json::Text(h.to_string())).collect();
            members.insert("evidence".into(), Json::Array(list));
        }
        Json::Object(members)
    }
}

/// A sheet by its lines, with what adopts it.
pub(super) fn adoption(resolution: &Text, sheet: &str, version: u32, bound: &Bindings) -> Result<Json, JsonError> {
    let lines = sheet.lines().map(|l| Json::Text(l.to_owned())).collect();
    let mut members = BTreeMap::from([
        ("resolution".to_owned(), Json::Text(resolution.to_string())),
        ("sheet".to_owned(), Json::Array(lines)),
        ("version".to_owned(), Json::Integer(version.into())),
    ]);
    if !bound.accounts.is_empty() {
        members.insert("accounts".to_owned(), to_json(&bound.accounts)?);
    }
    if !bound.parties.is_empty() {
        members.insert("parties".to_owned(), to_json(&bound.parties)?);
    }
    if !bound.reads.is_empty() {
        members.insert("reads".to_owned(), to_json(&bound.reads)?);
    }
    if !bound.rows.is_empty() {
        members.insert("rows".to_owned(), to_json(&bound.rows)?);
    }
    Ok(Json::Object(members))
}

/// What is added to the chart, by its lines.
pub(super) fn extension(text: &str) -> Json {
    let lines = text.lines().map(|line| Json::Text(line.to_owned())).collect();
    Json::Object(BTreeMap::from([("chart".to_owned(), Json::Array(lines))]))
}

/// A policy by its lines, with its resolution.
pub(super) fn policy(resolution: &Text, text: &str) -> Json {
    let lines = text.lines().map(|line| Json::Text(line.to_owned())).collect();
    Json::Object(BTreeMap::from([
        ("policy".to_owned(), Json::Array(lines)),
        ("resolution".to_owned(), Json::Text(resolution.to_string())),
    ]))
}

/// Orders by their lines, with their last day.
pub(super) fn proposed(text: &str, expires_on: Day, urgent: bool) -> Json {
    let lines = text.lines().map(|line| Json::Text(line.to_owned())).collect();
    let mut members = BTreeMap::from([
        ("expires_on".to_owned(), Json::Text(expires_on.to_string())),
        ("orders".to_owned(), Json::Array(lines)),
    ]);
    if urgent {
        members.insert("urgent".to_owned(), Json::Bool(true));
    }
    Json::Object(members)
}

/// The recorded lines of a payout that read sealed figures.
fn shown(p: &PayoutDeclared, attached: &Attached, event: &Event) -> Option<Box<Shown>> {
    let Attached::Lines(lines) = attached else { return None };
    let lines = || lines.iter().map(|(_, line)| line.clone()).collect();
    (!p.opened.is_empty()).then(|| Box::new(Shown { drawn: p.drawn.clone(), lines: lines(), kept: event.kept.clone() }))
}

/// A recorded line as it was asked for.
fn returned_line(line: &PayoutLine) -> Option<ReturnedLine> {
    let Because::Returned(reason) = line.because else { return None };
    Some(ReturnedLine {
        amount: line.amount,
        household: line.to.household()?.clone(),
        reason: reason.code().parse().ok()?,
    })
}

/// True if the sources asked for are those that were recorded, part by part; also if none were
/// asked for.
fn shares_the_same(asked: &[Source], recorded: &[Source], books: &Books) -> bool {
    let names = |asked: &Source, recorded: &Source| match (asked, recorded) {
        (Source::Id(id), Source::Part(part)) => books.ids().entry_of(id.as_str()) == Some(part.index),
        _ => asked == recorded,
    };
    asked.is_empty()
        || (asked.iter().all(|a| recorded.iter().any(|r| names(a, r)))
            && recorded.iter().all(|r| asked.iter().any(|a| names(a, r))))
}

/// Members that are checked and not recorded.
const CHECKED_ONLY: &[&str] = &["this_year", "area_mu", "parcel"];

/// True if what `said` states under this name stands in `before`.
fn stands(name: &str, said: &Json, before: &BTreeMap<String, Json>) -> bool {
    match before.get(name) {
        Some(before) => within(said, before),
        None => CHECKED_ONLY.contains(&name),
    }
}

/// True if everything that `said` states stands in `before`.
fn within(said: &Json, before: &Json) -> bool {
    match (said, before) {
        (Json::Object(said), Json::Object(before)) => said.iter().all(|(name, value)| stands(name, value, before)),
        (Json::Array(said), Json::Array(before)) => {
            said.len() == before.len() && said.iter().zip(before).all(|(a, b)| within(a, b))
        }
        _ => said == before,
    }
}
