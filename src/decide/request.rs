//! A request: an instruction as whoever asks has it, private texts in the clear.
//!
//! Every shell builds it and every ledger takes it. [`Request::seal`] makes the [`Instruction`](super::Instruction) of it that is decided:
//! from there on a private text is a commitment, and nothing else.

mod identity;
mod reading;
mod seal;

pub use seal::{Opening, Sealing};

use super::{
    Correct, DeclarePayout, PayPayout, ReturnPayout,
    instruction::{Flat, adoption, extension, policy, proposed},
};
use crate::{
    event::{
        BankRegistered, Bindings, Fact, HasPrivate, HouseholdEnrolled, MembersChanged, ParcelRegistered, Person,
        Private, RegisterRevised, WrongEntry,
    },
    log::{Hash, Json, JsonError, to_json},
    scheme::CheckedSheet,
    unit::{Day, EntryId, Text},
};

/// What is asked of a ledger: one entry, under the client's own id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The client's id; repeating a request under the same id is harmless.
    pub id: EntryId,
    /// When it holds for the cooperative.
    pub on: Day,
    /// What is asked.
    pub asks: Asks,
    /// A free text, for those who have to do with the entry alone.
    pub note: Option<Private>,
    /// Commitments to files that whoever asks keeps.
    pub evidence: Vec<Hash>,
}

/// A payout sheet comes into force; its id is the sheet's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptScheme {
    /// What its words mean in this ledger.
    pub bound: Bindings,
    /// Which resolution adopted it.
    pub resolution: Text,
    /// The sheet.
    pub sheet: Box<CheckedSheet>,
    /// Its version, from 1.
    pub version: u32,
}

/// A policy comes into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptPolicy {
    /// Which resolution adopted it.
    pub resolution: Text,
    /// The document; its name is its own.
    pub text: String,
}

/// Orders are proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposeOrders {
    /// The last day on which they may take effect.
    pub expires_on: Day,
    /// A line each ([`OrderLine::text`](super::OrderLine::text)).
    pub orders: Vec<String>,
    /// They cannot wait for all seats.
    pub urgent: bool,
}

/// Additions to the chart, which stand in a document of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendChart {
    /// The document.
    pub text: String,
}

macro_rules! asks {
    ($($(#[$doc:meta])* $variant:ident($body:ty)),* $(,)?) => {
        /// What is asked: a fact to be recorded, or a computation.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(clippy::large_enum_variant, reason = "most requests record a fact")]
        pub enum Asks {
            $($(#[$doc])* $variant($body),)*
        }

        $(impl From<$body> for Asks {
            fn from(body: $body) -> Asks {
                Asks::$variant(body)
            }
        })*
    };
}

asks! {
    /// Record this fact; computed members may be left out, private members are commitments already.
    Record(Fact),
    /// Enrol a household.
    Enrol(HouseholdEnrolled<Private>),
    /// Members of a household change.
    ChangeMembers(MembersChanged<Private>),
    /// Register a parcel.
    RegisterParcel(ParcelRegistered<Private>),
    /// Register a bank account.
    RegisterBank(BankRegistered<Private>),
    /// Change a row of a register, put it right or take it out.
    Revise(RegisterRevised<Private, WrongEntry>),
    /// Adopt a payout sheet.
    AdoptScheme(AdoptScheme),
    /// Add to the chart.
    ExtendChart(ExtendChart),
    /// Adopt a policy.
    AdoptPolicy(AdoptPolicy),
    /// Propose orders.
    ProposeOrders(ProposeOrders),
    /// Compute and declare a payout.
    DeclarePayout(DeclarePayout),
    /// Pay what is open.
    PayPayout(PayPayout),
    /// Open again what the bank sent back.
    ReturnPayout(ReturnPayout),
    /// Reverse the entry that a request became.
    Correct(Correct),
}

impl Asks {
    /// Its kind as an accountant writes it.
    pub fn kind(&self) -> &str {
        match self {
            Asks::Record(fact) => fact.name(),
            Asks::Enrol(_) => "household.enrolled",
            Asks::ChangeMembers(_) => "members.changed",
            Asks::RegisterParcel(_) => "parcel.registered",
            Asks::RegisterBank(_) => "bank.registered",
            Asks::Revise(_) => "register.revised",
            Asks::AdoptScheme(_) => "scheme.adopt",
            Asks::ExtendChart(_) => "chart.extended",
            Asks::AdoptPolicy(_) => "policy.adopted",
            Asks::ProposeOrders(_) => "order.proposed",
            Asks::DeclarePayout(_) => "payout.declare",
            Asks::PayPayout(_) => "payout.pay",
            Asks::ReturnPayout(_) => "payout.returned",
            Asks::Correct(_) => "entry.corrected",
        }
    }
}

impl Request {
    /// A request without note and evidence.
    pub fn new(id: EntryId, on: Day, asks: impl Into<Asks>) -> Request {
        Request { id, on, asks: asks.into(), note: None, evidence: Vec::new() }
    }

    /// The persons who come into a household by it for the first time.
    pub fn new_persons(&self) -> Box<dyn Iterator<Item = &Person<Private>> + '_> {
        match &self.asks {
            Asks::Enrol(body) => Box::new(body.who.persons().iter()),
            Asks::ChangeMembers(body) => Box::new(body.change.new_persons()),
            Asks::Record(_)
            | Asks::RegisterParcel(_)
            | Asks::RegisterBank(_)
            | Asks::Revise(_)
            | Asks::AdoptScheme(_)
            | Asks::ExtendChart(_)
            | Asks::AdoptPolicy(_)
            | Asks::ProposeOrders(_)
            | Asks::DeclarePayout(_)
            | Asks::PayPayout(_)
            | Asks::ReturnPayout(_)
            | Asks::Correct(_) => Box::new(std::iter::empty()),
        }
    }

    /// The same with a free text.
    pub fn noted(self, note: impl Into<Private>) -> Request {
        Request { note: Some(note.into()), ..self }
    }

    /// Its kind as an accountant writes it.
    pub fn kind(&self) -> &str {
        self.asks.kind()
    }

    /// The request as flat members, as an accountant writes it: [`Request::read`] gives it again.
    ///
    /// # Errors
    /// A number that JSON cannot hold exactly.
    pub fn members(&self) -> Result<Json, JsonError> {
        let body = match &self.asks {
            Asks::Record(fact) => fact.body().map_err(|e| JsonError::shape(e.to_string()))?,
            Asks::Enrol(body) => to_json(body)?,
            Asks::ChangeMembers(body) => to_json(body)?,
            Asks::RegisterParcel(body) => to_json(body)?,
            Asks::RegisterBank(body) => to_json(body)?,
            // not through its text: a private one may have any character
            Asks::Revise(body) => body.said()?,
            Asks::AdoptScheme(adopt) => adoption(&adopt.resolution, adopt.sheet.text(), adopt.version, &adopt.bound)?,
            Asks::ExtendChart(extend) => extension(&extend.text),
            Asks::AdoptPolicy(adopt) => policy(&adopt.resolution, &adopt.text),
            Asks::ProposeOrders(propose) => proposed(&propose.orders.join("\n"), propose.expires_on, propose.urgent),
            Asks::DeclarePayout(declare) => to_json(declare)?,
            Asks::PayPayout(pay) => to_json(pay)?,
            Asks::ReturnPayout(returned) => to_json(returned)?,
            Asks::Correct(correct) => to_json(correct)?,
        };
        let note = self.note.clone().map(String::from);
        Ok(Flat { id: &self.id, on: self.on, kind: self.kind(), note, evidence: &self.evidence }.with(body))
    }

    /// The same with something else in place of each private text, by the name of its member.
    pub fn each_private(self, mut with: impl FnMut(&'static str, Private) -> Private) -> Request {
        let asks = match self.asks {
            Asks::Enrol(body) => Asks::Enrol(body.each_private(&mut with)),
            Asks::ChangeMembers(body) => Asks::ChangeMembers(body.each_private(&mut with)),
            Asks::RegisterParcel(body) => Asks::RegisterParcel(body.each_private(&mut with)),
            Asks::RegisterBank(body) => Asks::RegisterBank(body.each_private(&mut with)),
            Asks::Revise(body) => Asks::Revise(body.each_private(&mut with)),
            Asks::Record(_)
            | Asks::AdoptScheme(_)
            | Asks::ExtendChart(_)
            | Asks::AdoptPolicy(_)
            | Asks::ProposeOrders(_)
            | Asks::DeclarePayout(_)
            | Asks::PayPayout(_)
            | Asks::ReturnPayout(_)
            | Asks::Correct(_) => self.asks,
        };
        Request { asks, note: self.note.map(|note| with("note", note)), ..self }
    }
}
