//! Private texts of a request become commitments before anything is decided.
//!
//! The salt comes in as an argument: nothing here is random.

use super::{AdoptPolicy, Asks, ExtendChart, ProposeOrders, Request, identity};
use crate::{
    decide::{
        Instruction, Order, Refusal,
        refusal::{OrderRule, PolicyRule, ReadingRule, ensure},
    },
    event::{
        Attached, BlobRef, ChartExtended, Fact, HasPrivate, OrderProposed, PolicyAdopted, Private, RegisterRevised,
        RowRevised, SchemeAdopted,
    },
    log::{Hash, Json, commit},
    policy::Policy,
};

/// What opens one commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Field name.
    pub field: String,
    /// The salt.
    pub salt: [u8; 32],
    /// The value.
    pub value: Vec<u8>,
    /// The commitment they open.
    pub commitment: Hash,
}

/// An instruction with commitments in place of private texts, and what opens them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// The instruction.
    pub instruction: Instruction,
    /// One per private text.
    pub openings: Vec<Opening>,
}

impl Request {
    /// Puts a commitment in the place of each private text. `random` gives 32 random bytes at each call, for a
    /// commitment or for what hides the portions of several households from each other.
    ///
    /// # Errors
    /// A private text that its member cannot be.
    pub fn seal(self, random: &mut dyn FnMut() -> [u8; 32]) -> Result<Sealing, Refusal> {
        self.sound()?;
        let mut openings = Vec::new();
        let mut sealed = |field: &'static str, private: Private| match private {
            Private::Sealed(commitment) => commitment,
            Private::Text(text) => {
                let salt = random();
                let commitment = commit(field, &salt, text.as_bytes());
                openings.push(Opening { field: field.to_owned(), salt, value: text.into_bytes(), commitment });
                commitment
            }
        };
        let order = match self.asks {
            Asks::Record(fact) => Order::Record(fact, Attached::Nothing),
            Asks::Enrol(body) => recorded(body.each_private(&mut sealed)),
            Asks::ChangeMembers(body) => recorded(body.each_private(&mut sealed)),
            Asks::RegisterParcel(body) => recorded(body.each_private(&mut sealed)),
            Asks::RegisterBank(body) => recorded(body.each_private(&mut sealed)),
            Asks::Revise(body) => Order::Revise(body.each_private(&mut sealed)),
            Asks::AdoptScheme(adopt) => {
                let text = adopt.sheet.text().to_owned();
                let fact = SchemeAdopted {
                    accounts: adopt.bound.accounts,
                    parties: adopt.bound.parties,
                    reads: adopt.bound.reads,
                    resolution: adopt.resolution,
                    rows: adopt.bound.rows,
                    scheme: adopt.sheet.id().clone(),
                    semantics: adopt.sheet.semantics(),
                    sheet: BlobRef::of(text.as_bytes()),
                    version: adopt.version,
                };
                Order::Record(fact.into(), Attached::Document(text))
            }
            Asks::ExtendChart(ExtendChart { text }) => {
                let fact = ChartExtended { chart: BlobRef::of(text.as_bytes()) };
                Order::Record(fact.into(), Attached::Document(text))
            }
            Asks::AdoptPolicy(AdoptPolicy { resolution, text }) => {
                let name = Policy::read(&text).map_err(|why| PolicyRule::Unreadable { why })?.name;
                let fact = PolicyAdopted { name, policy: BlobRef::of(text.as_bytes()), resolution };
                Order::Record(fact.into(), Attached::Document(text))
            }
            Asks::ProposeOrders(propose) => proposed(propose)?,
            Asks::DeclarePayout(declare) => Order::DeclarePayout(declare),
            Asks::PayPayout(pay) => Order::PayPayout(pay),
            Asks::ReturnPayout(returned) => Order::ReturnPayout(returned),
            Asks::Correct(correct) => Order::Correct(correct),
        };
        let note = self.note.map(|note| sealed("note", note));
        let seed = Hash(random());
        let instruction = Instruction { id: self.id, on: self.on, order, note, evidence: self.evidence, seed };
        Ok(Sealing { instruction, openings })
    }

    /// What can be said of private texts only while they are in the clear: the official code of a parcel has 19
    /// digits (GB/T 35958), an identity number its check digit and the day of birth.
    ///
    /// # Errors
    /// The first of them that is not.
    pub fn sound(&self) -> Result<(), Refusal> {
        self.new_persons().try_for_each(identity::sound)?;
        if let Asks::Enrol(body) = &self.asks {
            identity::of_household(&body.household, body.identity.as_ref())?;
        }
        if let Asks::Revise(RegisterRevised { row: RowRevised::Person(person, revision), .. }) = &self.asks {
            revision.restated().map_or(Ok(()), |said| identity::restated(person, &said.set))?;
        }
        let official = |asks: &Asks| match asks {
            Asks::Revise(body) => match &body.row {
                RowRevised::Parcel(_, revision) => revision.restated()?.set.official.clone(),
                RowRevised::Household(..)
                | RowRevised::Party(..)
                | RowRevised::Bank(..)
                | RowRevised::Class(..)
                | RowRevised::House(..)
                | RowRevised::Asset(..)
                | RowRevised::Person(..)
                | RowRevised::Series(..) => None,
            },
            Asks::RegisterParcel(parcel) => parcel.official.clone(),
            Asks::Record(_)
            | Asks::Enrol(_)
            | Asks::ChangeMembers(_)
            | Asks::RegisterBank(_)
            | Asks::AdoptScheme(_)
            | Asks::ExtendChart(_)
            | Asks::AdoptPolicy(_)
            | Asks::ProposeOrders(_)
            | Asks::DeclarePayout(_)
            | Asks::PayPayout(_)
            | Asks::ReturnPayout(_)
            | Asks::Correct(_) => None,
        };
        let Some(Private::Text(text)) = official(&self.asks) else { return Ok(()) };
        let digits = text.len() == 19 && text.bytes().all(|b| b.is_ascii_digit());
        ensure(digits, || ReadingRule::NotNineteenDigits {
            member: "official".to_owned(),
            characters: text.chars().count(),
        })
    }
}

fn recorded(body: impl Into<Fact>) -> Order {
    Order::Record(body.into(), Attached::Nothing)
}

/// What the line of an order says that it would do, by hash.
fn result_of(line: &str, number: usize) -> Result<Hash, Refusal> {
    let unread = |why: String| OrderRule::NoOrder { line: number, why };
    let json = Json::parse(line.as_bytes()).map_err(|e| unread(e.to_string()))?;
    let said = json.member("result").and_then(Json::text).and_then(|text| text.parse().ok());
    Ok(said.ok_or_else(|| unread("result".to_owned()))?)
}

/// The document with the orders, and what it comes to.
fn proposed(propose: ProposeOrders) -> Result<Order, Refusal> {
    let ProposeOrders { expires_on, orders, urgent } = propose;
    let text = orders.iter().map(|line| format!("{line}\n")).collect::<String>();
    let numbered = orders.iter().enumerate();
    let results = numbered.map(|(at, line)| result_of(line, at + 1)).collect::<Result<Vec<_>, _>>()?;
    let parts: Vec<&[u8]> = results.iter().map(|result| result.0.as_slice()).collect();
    let fact = OrderProposed {
        count: u32::try_from(results.len()).unwrap_or(u32::MAX),
        entries: BlobRef::of(text.as_bytes()),
        expires_on,
        result: Hash::of(&parts),
        urgent,
    };
    Ok(Order::Record(fact.into(), Attached::Document(text)))
}
