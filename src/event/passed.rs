//! What passes from one to another: shares of a class, capital in a pooled investment, a house; and what of it is
//! held fast by a court or a creditor.

use super::Holder;
use crate::unit::{
    BankId, ClassId, ContractId, Day, Form, HouseId, HouseholdId, Money, PartyId, PersonId, Shares, Text, UnitError,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, str::FromStr};

/// Who may hold something of the organization: `collective`, a household `H0001`, a person `H0007-2`, or a party
/// outside who inherited it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entitled {
    /// The collective itself.
    Collective,
    /// A household.
    Household(HouseholdId),
    /// A person of a household.
    Person(PersonId),
    /// Somebody outside.
    Party(PartyId),
}

impl Entitled {
    /// The household, if it is one.
    pub fn household(&self) -> Option<&HouseholdId> {
        match self {
            Entitled::Household(household) => Some(household),
            Entitled::Collective | Entitled::Person(_) | Entitled::Party(_) => None,
        }
    }

    /// As the owner of capital or of a house: households and the collective are.
    pub fn owner(&self) -> Option<Holder> {
        match self {
            Entitled::Collective => Some(Holder::Collective),
            Entitled::Household(household) => Some(Holder::Household(household.clone())),
            Entitled::Person(_) | Entitled::Party(_) => None,
        }
    }
}

impl FromStr for Entitled {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        if text == "collective" {
            return Ok(Entitled::Collective);
        }
        let household = || text.parse().ok().map(Entitled::Household);
        let person = || text.parse().ok().map(Entitled::Person);
        let party = || text.parse().ok().map(Entitled::Party);
        household().or_else(person).or_else(party).ok_or_else(|| UnitError::new(Form::Household, text))
    }
}

impl fmt::Display for Entitled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Entitled::Collective => f.pad("collective"),
            Entitled::Household(household) => household.fmt(f),
            Entitled::Person(person) => person.fmt(f),
            Entitled::Party(party) => party.fmt(f),
        }
    }
}

impl Serialize for Entitled {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Entitled {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        crate::unit::read_form(Form::Household, d)
    }
}

/// What is held: shares of a class, capital under a contract, a house.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HeldThing {
    /// Shares of a class.
    Class(ClassId),
    /// Capital in a pooled investment, by its contract.
    Capital(ContractId),
    /// A house.
    House(HouseId),
}

impl fmt::Display for HeldThing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeldThing::Class(class) => class.fmt(f),
            HeldThing::Capital(contract) => contract.fmt(f),
            HeldThing::House(house) => house.fmt(f),
        }
    }
}

/// The members that say what is held: exactly one of them.
fn thing<E: Error>(
    class: Option<ClassId>,
    contract: Option<ContractId>,
    house: Option<HouseId>,
) -> Result<HeldThing, E> {
    match (class, contract, house) {
        (Some(class), None, None) => Ok(HeldThing::Class(class)),
        (None, Some(contract), None) => Ok(HeldThing::Capital(contract)),
        (None, None, Some(house)) => Ok(HeldThing::House(house)),
        (None, None, None) => Err(E::missing_field("class")),
        (Some(_), Some(_), _) => Err(E::unknown_field("contract", &["class"])),
        (Some(_), None, Some(_)) | (None, Some(_), Some(_)) => Err(E::unknown_field("house", &["class", "contract"])),
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            /// As it stands in an entry.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    };
}

words! {
    /// Why something passes.
    PassReason {
        /// New shares.
        Issued = "issued",
        /// Sold or handed over.
        Transfer = "transfer",
        /// Given for nothing.
        Gift = "gift",
        /// Inherited.
        Inheritance = "inheritance",
        /// Taken back by the collective.
        Redemption = "redemption",
        /// The principal came back.
        Returned = "returned",
        /// Capital that is lost.
        Lost = "lost",
        /// By order of a court.
        Court = "court",
    }
}

/// From whom to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ends {
    /// It comes into being.
    Issued(Entitled),
    /// It passes.
    Passed {
        /// From whom.
        from: Entitled,
        /// To whom.
        to: Entitled,
    },
    /// It is no more.
    Cancelled(Entitled),
}

impl Ends {
    /// Who has less of it.
    pub fn from(&self) -> Option<&Entitled> {
        match self {
            Ends::Issued(_) => None,
            Ends::Passed { from, .. } | Ends::Cancelled(from) => Some(from),
        }
    }

    /// Who has more of it.
    pub fn to(&self) -> Option<&Entitled> {
        match self {
            Ends::Cancelled(_) => None,
            Ends::Passed { to, .. } | Ends::Issued(to) => Some(to),
        }
    }
}

/// So much passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass<Q> {
    /// From whom to whom.
    pub ends: Ends,
    /// What is paid: for each share, for all of the capital.
    pub price: Option<Money>,
    /// How much.
    pub quantity: Q,
}

/// What passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passed {
    /// Shares of a class.
    Shares(ClassId, Vec<Pass<Shares>>),
    /// Capital under a contract.
    Capital(ContractId, Vec<Pass<Money>>),
    /// A house.
    House {
        /// Which.
        house: HouseId,
        /// From whom.
        from: Entitled,
        /// To whom.
        to: Entitled,
        /// What is paid for it.
        price: Option<Money>,
    },
}

/// Shares, capital or a house pass from one to another, come into being or are no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldingPassed {
    /// Reference of the paper.
    pub document: Text,
    /// Into which account of ours money came for it.
    pub into: Option<BankId>,
    /// What.
    pub passed: Passed,
    /// The resolution by which it is done.
    pub resolution: Option<Text>,
    /// Why.
    pub why: PassReason,
}

impl HoldingPassed {
    /// What it is about.
    pub fn thing(&self) -> HeldThing {
        match &self.passed {
            Passed::Shares(class, _) => HeldThing::Class(class.clone()),
            Passed::Capital(contract, _) => HeldThing::Capital(contract.clone()),
            Passed::House { house, .. } => HeldThing::House(house.clone()),
        }
    }

    /// From whom to whom, line by line.
    pub fn ends(&self) -> Vec<(Option<&Entitled>, Option<&Entitled>)> {
        match &self.passed {
            Passed::Shares(_, lines) => lines.iter().map(|line| (line.ends.from(), line.ends.to())).collect(),
            Passed::Capital(_, lines) => lines.iter().map(|line| (line.ends.from(), line.ends.to())).collect(),
            Passed::House { from, to, .. } => vec![(Some(from), Some(to))],
        }
    }
}

/// [`HoldingPassed`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassedWritten {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    class: Option<ClassId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    contract: Option<ContractId>,
    document: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    house: Option<HouseId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    into: Option<BankId>,
    lines: Vec<PassWritten>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
    why: PassReason,
}

/// A line of it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassWritten {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    from: Option<Entitled>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    price: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shares: Option<Shares>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    to: Option<Entitled>,
}

impl PassWritten {
    fn of(ends: Ends, price: Option<Money>, shares: Option<Shares>, amount: Option<Money>) -> PassWritten {
        let (from, to) = match ends {
            Ends::Issued(to) => (None, Some(to)),
            Ends::Passed { from, to } => (Some(from), Some(to)),
            Ends::Cancelled(from) => (Some(from), None),
        };
        PassWritten { amount, from, price, shares, to }
    }

    /// Its ends, as its reason wants them.
    fn ends<E: Error>(&self, why: PassReason) -> Result<Ends, E> {
        let wants = |from: bool, to: bool| match (self.from.is_some(), self.to.is_some()) {
            (there, _) if there != from => {
                Err(if from { E::missing_field("from") } else { E::unknown_field("from", &["to"]) })
            }
            (_, there) if there != to => {
                Err(if to { E::missing_field("to") } else { E::unknown_field("to", &["from"]) })
            }
            _ => Ok(()),
        };
        match why {
            PassReason::Issued => wants(false, true)?,
            PassReason::Transfer | PassReason::Gift | PassReason::Inheritance | PassReason::Court => wants(true, true)?,
            PassReason::Returned | PassReason::Lost => wants(true, false)?,
            PassReason::Redemption => wants(true, self.to.is_some())?,
        }
        match (self.from.clone(), self.to.clone()) {
            (Some(from), Some(to)) => Ok(Ends::Passed { from, to }),
            (Some(from), None) => Ok(Ends::Cancelled(from)),
            (None, Some(to)) => Ok(Ends::Issued(to)),
            (None, None) => Err(E::missing_field("from")),
        }
    }
}

impl<'de> Deserialize<'de> for HoldingPassed {
    fn deserialize<D: Deserializer<'de>>(read: D) -> Result<Self, D::Error> {
        let said = PassedWritten::deserialize(read)?;
        let of = thing(said.class, said.contract, said.house)?;
        let why = said.why;
        let known = |fits: bool, known: &'static str| {
            let unknown = || D::Error::unknown_variant(why.word(), &["transfer", "gift", "inheritance", "court"]);
            if fits { Ok(()) } else { Err(if known.is_empty() { unknown() } else { D::Error::missing_field(known) }) }
        };
        let passed = match of {
            HeldThing::Class(class) => {
                known(!matches!(why, PassReason::Returned | PassReason::Lost), "contract")?;
                let line = |line: &PassWritten| {
                    let quantity = line.shares.ok_or_else(|| D::Error::missing_field("shares"))?;
                    if line.amount.is_some() {
                        return Err(D::Error::unknown_field("amount", &["shares"]));
                    }
                    Ok(Pass { ends: line.ends(why)?, price: line.price, quantity })
                };
                Passed::Shares(class, said.lines.iter().map(line).collect::<Result<_, _>>()?)
            }
            HeldThing::Capital(contract) => {
                known(why != PassReason::Issued, "class")?;
                let line = |line: &PassWritten| {
                    let quantity = line.amount.ok_or_else(|| D::Error::missing_field("amount"))?;
                    if line.shares.is_some() {
                        return Err(D::Error::unknown_field("shares", &["amount"]));
                    }
                    Ok(Pass { ends: line.ends(why)?, price: line.price, quantity })
                };
                Passed::Capital(contract, said.lines.iter().map(line).collect::<Result<_, _>>()?)
            }
            HeldThing::House(house) => {
                let sold = [PassReason::Transfer, PassReason::Gift, PassReason::Inheritance, PassReason::Court];
                known(sold.contains(&why), "")?;
                let [line] = said.lines.as_slice() else {
                    return Err(D::Error::invalid_length(said.lines.len(), &"1"));
                };
                if line.amount.is_some() || line.shares.is_some() {
                    return Err(D::Error::unknown_field("amount", &["from", "to", "price"]));
                }
                let Ends::Passed { from, to } = line.ends(why)? else { return Err(D::Error::missing_field("to")) };
                Passed::House { house, from, to, price: line.price }
            }
        };
        Ok(HoldingPassed { document: said.document, into: said.into, passed, resolution: said.resolution, why })
    }
}

impl Serialize for HoldingPassed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut written = PassedWritten {
            class: None,
            contract: None,
            document: self.document.clone(),
            house: None,
            into: self.into.clone(),
            lines: Vec::new(),
            resolution: self.resolution.clone(),
            why: self.why,
        };
        match &self.passed {
            Passed::Shares(class, lines) => {
                written.class = Some(class.clone());
                let line = |l: &Pass<Shares>| PassWritten::of(l.ends.clone(), l.price, Some(l.quantity), None);
                written.lines = lines.iter().map(line).collect();
            }
            Passed::Capital(contract, lines) => {
                written.contract = Some(contract.clone());
                let line = |l: &Pass<Money>| PassWritten::of(l.ends.clone(), l.price, None, Some(l.quantity));
                written.lines = lines.iter().map(line).collect();
            }
            Passed::House { house, from, to, price } => {
                written.house = Some(house.clone());
                let ends = Ends::Passed { from: from.clone(), to: to.clone() };
                written.lines = vec![PassWritten::of(ends, *price, None, None)];
            }
        }
        written.serialize(to)
    }
}

words! {
    /// Whether who holds something is paid what it brings.
    Benefits {
        /// Paid as before.
        Paid = "paid",
        /// Kept back: what a payout credits stays open.
        Withheld = "withheld",
    }
}

words! {
    /// Why something is held fast.
    Fastened {
        /// By a court.
        Frozen = "frozen",
        /// For a creditor.
        Pledged = "pledged",
    }
}

/// How much of it is held fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HowMuch {
    /// All that the holder has, now and later.
    All,
    /// So many shares.
    Shares(Shares),
    /// So much capital.
    Amount(Money),
}

/// What is said of a holding that is held fast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fast {
    /// What it brings.
    pub benefits: Benefits,
    /// How much of it.
    pub how_much: HowMuch,
    /// Why.
    pub state: Fastened,
    /// The last day, where one is said.
    pub until: Option<Day>,
}

impl Fast {
    /// True on days up to the last one.
    pub fn holds_on(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// A holding is frozen or pledged, and cannot pass; or it is free again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldingHeld {
    /// Reference of the paper; never the number of a court's case.
    pub document: Text,
    /// Whose.
    pub holder: Entitled,
    /// How it is held fast; nothing where it is free again.
    pub fast: Option<Fast>,
    /// What.
    pub thing: HeldThing,
}

/// [`HoldingHeld`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldWritten {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    benefits: Option<Benefits>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    class: Option<ClassId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    contract: Option<ContractId>,
    document: Text,
    holder: Entitled,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    house: Option<HouseId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shares: Option<Shares>,
    state: StateWritten,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    until: Option<Day>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StateWritten {
    Frozen,
    Pledged,
    Free,
}

impl<'de> Deserialize<'de> for HoldingHeld {
    fn deserialize<D: Deserializer<'de>>(read: D) -> Result<Self, D::Error> {
        let said = HeldWritten::deserialize(read)?;
        let thing = thing(said.class, said.contract, said.house)?;
        let how_much = match (&thing, said.shares, said.amount) {
            (_, None, None) => HowMuch::All,
            (HeldThing::Class(_), Some(shares), None) => HowMuch::Shares(shares),
            (HeldThing::Capital(_), None, Some(amount)) => HowMuch::Amount(amount),
            (_, Some(_), _) => return Err(D::Error::unknown_field("shares", &["holder", "state"])),
            (_, None, Some(_)) => return Err(D::Error::unknown_field("amount", &["holder", "state"])),
        };
        let fast = |state: Fastened| {
            let benefits = said.benefits.ok_or_else(|| D::Error::missing_field("benefits"))?;
            Ok(Some(Fast { benefits, how_much, state, until: said.until }))
        };
        let fast = match said.state {
            StateWritten::Frozen => fast(Fastened::Frozen)?,
            StateWritten::Pledged => fast(Fastened::Pledged)?,
            StateWritten::Free if said.benefits.is_some() => {
                return Err(D::Error::unknown_field("benefits", &["document", "holder", "state"]));
            }
            StateWritten::Free if said.until.is_some() => {
                return Err(D::Error::unknown_field("until", &["document", "holder", "state"]));
            }
            StateWritten::Free if how_much != HowMuch::All => {
                return Err(D::Error::unknown_field("shares", &["document", "holder", "state"]));
            }
            StateWritten::Free => None,
        };
        Ok(HoldingHeld { document: said.document, holder: said.holder, fast, thing })
    }
}

impl Serialize for HoldingHeld {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (mut class, mut contract, mut house) = (None, None, None);
        match &self.thing {
            HeldThing::Class(id) => class = Some(id.clone()),
            HeldThing::Capital(id) => contract = Some(id.clone()),
            HeldThing::House(id) => house = Some(id.clone()),
        }
        let (mut shares, mut amount) = (None, None);
        match self.fast.as_ref().map(|fast| fast.how_much) {
            Some(HowMuch::Shares(of)) => shares = Some(of),
            Some(HowMuch::Amount(of)) => amount = Some(of),
            Some(HowMuch::All) | None => {}
        }
        let state = match self.fast.as_ref().map(|fast| fast.state) {
            Some(Fastened::Frozen) => StateWritten::Frozen,
            Some(Fastened::Pledged) => StateWritten::Pledged,
            None => StateWritten::Free,
        };
        let written = HeldWritten {
            amount,
            benefits: self.fast.as_ref().map(|fast| fast.benefits),
            class,
            contract,
            document: self.document.clone(),
            holder: self.holder.clone(),
            house,
            shares,
            state,
            until: self.fast.as_ref().and_then(|fast| fast.until),
        };
        written.serialize(to)
    }
}
