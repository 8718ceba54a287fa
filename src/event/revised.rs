//! What is changed in a row of a register, put right in it, or taken out of it (变更、更正、作废).
//!
//! One kind with three modes: the world changed on a day; the record was never true; the thing never existed.

use super::{AssetUse, BankKind, Basis, EntryRef, Holder, LandKind, Ownership};
use crate::{
    log::{Fault, Hash, Json, JsonError, from_json, to_json},
    unit::{
        AreaM2, AreaMu, AssetId, BankId, ClassId, Day, EntryId, HouseId, HouseholdId, Money, ParcelId, PartyId,
        PersonId, Ratio, SeriesId, Shares, Text,
    },
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _},
    ser::Error as _,
};
use std::collections::BTreeMap;

/// A row of a register is revised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRevised<P = Hash, E = EntryRef> {
    /// Which row, and what becomes of it.
    pub row: RowRevised<P, E>,
    /// Why.
    pub reason: RevisionReason,
    /// Reference of the paper that proves it.
    pub document: Text,
    /// Reference of the entrustment of who holds a leased parcel after all.
    pub entrustment: Option<Text>,
    /// The resolution behind it: of an area that is a fifth more or less than was recorded.
    pub resolution: Option<Text>,
}

/// Why a row is revised; words go into the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionReason {
    /// A slip of whoever typed it.
    TypedWrong,
    /// It was heard otherwise than it was said.
    Misheard,
    /// A paper says otherwise.
    DocumentFound,
    /// Somebody or something moved.
    Moved,
    /// Another account from now on.
    NewAccount,
    /// Anything else.
    Other,
}

/// What a revision does, without its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RevisionMode {
    /// 变更: the world changed, from the effective day on.
    Changed,
    /// 更正: the record was never true; it is read as if the named entry had always said so.
    Wrong,
    /// 作废: the thing never existed; it is read as if the named entry were not there.
    Void,
}

impl RevisionMode {
    /// The word that stands in an entry.
    pub fn word(self) -> &'static str {
        match self {
            RevisionMode::Changed => "changed",
            RevisionMode::Wrong => "wrong",
            RevisionMode::Void => "void",
        }
    }
}

/// What becomes of one row: `S` is what may be said of rows of its register, `E` names the entry that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revision<S, E = EntryRef> {
    /// From the effective day on this holds.
    Changed(Restated<S>),
    /// The named entry had said otherwise.
    Wrong(E, Restated<S>),
    /// The named entry brought what is not there.
    Void(E),
}

/// The values of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restated<S> {
    /// Members that have another value.
    pub set: S,
    /// Members that have none any more.
    pub clear: Vec<Clearable>,
}

macro_rules! clearable {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A member that a row need not have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Clearable {
            $(
                #[doc = $name]
                #[serde(rename = $name)]
                $variant
            ),*
        }

        impl Clearable {
            /// The member's name.
            pub fn member(self) -> &'static str {
                match self { $(Clearable::$variant => $name),* }
            }
        }
    };
}

clearable! {
    Account = "account",
    AccountKind = "account_kind",
    Condition = "condition",
    Grade = "grade",
    Group = "group",
    Name = "name",
    Number = "number",
    Official = "official",
    Phone = "phone",
    Place = "place",
}

macro_rules! registers {
    ($($(#[$doc:meta])* $register:ident = $word:literal: $id:ty, $set:ty;)*) => {
        /// A register with rows that can be revised. A new one is a line here, and the compiler leads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RegisterName {
            $(
                $(#[$doc])*
                #[serde(rename = $word)]
                $register
            ),*
        }

        impl RegisterName {
            /// The word that stands in an entry.
            pub fn word(self) -> &'static str {
                match self { $(RegisterName::$register => $word),* }
            }
        }

        /// A row by its register and code, and what becomes of it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum RowRevised<P = Hash, E = EntryRef> {
            $($(#[$doc])* $register($id, Revision<$set, E>)),*
        }

        impl<P, E> RowRevised<P, E> {
            /// Of which register.
            pub fn register(&self) -> RegisterName {
                match self { $(RowRevised::$register(..) => RegisterName::$register),* }
            }

            /// The row's code.
            pub fn code(&self) -> &str {
                match self { $(RowRevised::$register(code, _) => code.as_str()),* }
            }

            /// What is done.
            pub fn mode(&self) -> RevisionMode {
                match self { $(RowRevised::$register(_, revision) => revision.mode()),* }
            }

            /// How the entry that was wrong is named.
            pub fn entry(&self) -> Option<&E> {
                match self { $(RowRevised::$register(_, revision) => revision.entry()),* }
            }

            /// Members that have no value any more.
            pub fn clear(&self) -> &[Clearable] {
                match self { $(RowRevised::$register(_, revision) => revision.clear()),* }
            }

            /// The same with the entry named otherwise.
            ///
            /// # Errors
            /// What `name` says of it.
            pub fn try_name<F, X>(self, name: impl FnOnce(E) -> Result<F, X>) -> Result<RowRevised<P, F>, X> {
                Ok(match self {
                    $(RowRevised::$register(code, revision) => RowRevised::$register(code, revision.try_name(name)?)),*
                })
            }
        }

        impl<P: Serialize, E> RowRevised<P, E> {
            fn set(&self) -> Result<Json, JsonError> {
                match self {
                    $(RowRevised::$register(_, Revision::Changed(said) | Revision::Wrong(_, said)) => to_json(&said.set),)*
                    $(RowRevised::$register(_, Revision::Void(_)))|* => Ok(Json::Object(BTreeMap::new())),
                }
            }
        }

        impl<P: DeserializeOwned, E: NamesEntry> RowRevised<P, E> {
            fn read(flat: &FlatRevision, code: &Json, set: Option<&Json>) -> Result<Self, JsonError> {
                Ok(match flat.register {
                    $(RegisterName::$register => {
                        let code = from_json::<$id>(code).map_err(|e| e.inside("code"))?;
                        RowRevised::$register(code, Revision::read(flat, set)?)
                    })*
                })
            }
        }
    };
}

registers! {
    /// Households.
    Household = "household": HouseholdId, RevisedHousehold<P>;
    /// Parties.
    Party = "party": PartyId, RevisedParty;
    /// Bank accounts.
    Bank = "bank": BankId, RevisedBank<P>;
    /// Classes of shares.
    Class = "class": ClassId, RevisedClass;
    /// Parcels.
    Parcel = "parcel": ParcelId, RevisedParcel<P>;
    /// Houses.
    House = "house": HouseId, RevisedHouse;
    /// Asset cards.
    Asset = "asset": AssetId, RevisedAsset;
    /// Persons of households.
    Person = "person": PersonId, RevisedPerson<P>;
    /// Values that were published.
    Series = "series": SeriesId, RevisedSeries;
}

macro_rules! revised {
    ($($(#[$doc:meta])* $name:ident $(<$p:ident>)? { $($(#[$of:meta])* $member:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            $(#[serde(bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
            #[doc = concat!("Private texts are ", stringify!($p), ".")])?
            pub struct $name $(<$p = Hash>)? {
                $(
                    $(#[$of])*
                    #[serde(skip_serializing_if = "Option::is_none", default)]
                    pub $member: Option<$type>,
                )*
            }

            impl $(<$p>)? Default for $name $(<$p>)? {
                fn default() -> Self {
                    $name { $($member: None),* }
                }
            }
        )*
    };
}

revised! {
    /// What may be said of a household otherwise. Shares, members and land have kinds of their own.
    RevisedHousehold<P> {
        /// Account for payments.
        account: P,
        /// Residents' group.
        group: Text,
        /// The head, by his code.
        head: PersonId,
        /// Name of the head.
        name: P,
        /// Telephone number.
        phone: P,
    }
    /// What may be said of a party otherwise.
    RevisedParty {
        /// The name of a company or body; never of a person.
        name: Text,
        /// What it does.
        role: Text,
    }
    /// What may be said of a bank account otherwise.
    RevisedBank<P> {
        /// What kind of account.
        account_kind: BankKind,
        /// The account number.
        number: P,
        /// How far it may be overdrawn; 0.00 where it may no longer be.
        overdraft: Money,
        /// Code of the owner.
        owner: Text,
        /// Collective or personal.
        ownership: Ownership,
    }
    /// What may be said of a class of shares otherwise.
    RevisedClass {
        /// All shares of a closed class.
        total: Shares,
        /// What one share stands for.
        unit: Text,
    }
    /// What may be said of a parcel otherwise. A new survey is `parcel.remeasured`.
    RevisedParcel<P> {
        /// Certified square metres.
        area_m2: AreaM2,
        /// Certified mu.
        area_mu: AreaMu,
        /// Last day of the household's land contract.
        contract_end: Day,
        /// Its grade.
        grade: Text,
        /// The household that holds it, or the collective.
        household: Holder,
        /// Under what right.
        land_kind: LandKind,
        /// The official 19-digit code.
        official: P,
        /// Where it lies.
        place: Text,
    }
    /// What may be said of a house otherwise.
    RevisedHouse {
        /// Its condition.
        condition: Text,
        /// Floor area, m².
        floor_m2: AreaM2,
        /// Household or collective.
        owner: Holder,
    }
    /// What may be said of an asset's card otherwise.
    RevisedAsset {
        /// Cost.
        cost: Money,
        /// First day of the first month that is depreciated here.
        first_month: Day,
        /// Who keeps it.
        keeper: Text,
        /// Useful life, months.
        life_months: u32,
        /// Where it stands.
        place: Text,
        /// Part of the cost that is never depreciated.
        salvage: Ratio,
        /// What it is used for.
        r#use: AssetUse,
        /// Months already depreciated before `first_month`.
        used_months: u32,
    }
    /// What may be said of a person otherwise. Who comes, moves and goes is `members.changed`.
    RevisedPerson<P> {
        /// On what ground.
        basis: Basis,
        /// The day of birth.
        birth: P,
        /// The identity number.
        identity: P,
        /// What the identity number is compared by; it goes with the number.
        #[serde(rename = "match")]
        matching: P,
        /// The name.
        name: P,
        /// What the person is to the head.
        relation: Text,
        /// First day.
        since: Day,
    }
    /// What may be said otherwise of a row that a `series.recorded` said: its period is that entry's.
    RevisedSeries {
        /// The row's key; absent where a period has one row.
        key: Text,
        /// In the order of the columns, as in `series.recorded`.
        values: Vec<Text>,
    }
}

/// How a revision names the entry that was wrong.
pub trait NamesEntry: Sized {
    /// Out of what stands in the member, if anything does.
    ///
    /// # Errors
    /// What it is instead.
    fn read_entry(said: Option<&Json>) -> Result<Self, JsonError>;

    /// What stands in the member.
    ///
    /// # Errors
    /// A number that JSON cannot hold exactly.
    fn entry_said(&self) -> Result<Option<Json>, JsonError>;
}

impl NamesEntry for EntryRef {
    fn read_entry(said: Option<&Json>) -> Result<Self, JsonError> {
        let said = said.ok_or_else(|| Fault::Missing("entry").here())?;
        from_json(said).map_err(|e| e.inside("entry"))
    }

    fn entry_said(&self) -> Result<Option<Json>, JsonError> {
        to_json(self).map(Some)
    }
}

/// As a request names an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongEntry {
    /// The one that said last what is wrong.
    Last,
    /// That of this id.
    Id(EntryId),
    /// This one.
    At(EntryRef),
}

impl NamesEntry for WrongEntry {
    fn read_entry(said: Option<&Json>) -> Result<Self, JsonError> {
        Ok(match said {
            None => WrongEntry::Last,
            Some(id @ Json::Text(_)) => WrongEntry::Id(from_json(id).map_err(|e| e.inside("entry"))?),
            Some(at) => WrongEntry::At(from_json(at).map_err(|e| e.inside("entry"))?),
        })
    }

    fn entry_said(&self) -> Result<Option<Json>, JsonError> {
        match self {
            WrongEntry::Last => Ok(None),
            WrongEntry::Id(id) => Ok(Some(Json::Text(id.to_string()))),
            WrongEntry::At(at) => at.entry_said(),
        }
    }
}

impl<S, E> Revision<S, E> {
    /// What is done.
    pub fn mode(&self) -> RevisionMode {
        match self {
            Revision::Changed(_) => RevisionMode::Changed,
            Revision::Wrong(..) => RevisionMode::Wrong,
            Revision::Void(_) => RevisionMode::Void,
        }
    }

    /// How the entry that was wrong is named.
    pub fn entry(&self) -> Option<&E> {
        match self {
            Revision::Changed(_) => None,
            Revision::Wrong(entry, _) | Revision::Void(entry) => Some(entry),
        }
    }

    /// What is said otherwise; nothing of a row that is taken out.
    pub fn restated(&self) -> Option<&Restated<S>> {
        match self {
            Revision::Changed(said) | Revision::Wrong(_, said) => Some(said),
            Revision::Void(_) => None,
        }
    }

    /// The same, to be completed.
    pub fn restated_mut(&mut self) -> Option<&mut Restated<S>> {
        match self {
            Revision::Changed(said) | Revision::Wrong(_, said) => Some(said),
            Revision::Void(_) => None,
        }
    }

    fn clear(&self) -> &[Clearable] {
        self.restated().map_or(&[], |said| &said.clear)
    }

    fn try_name<F, X>(self, name: impl FnOnce(E) -> Result<F, X>) -> Result<Revision<S, F>, X> {
        Ok(match self {
            Revision::Changed(said) => Revision::Changed(said),
            Revision::Wrong(entry, said) => Revision::Wrong(name(entry)?, said),
            Revision::Void(entry) => Revision::Void(name(entry)?),
        })
    }

    /// The same with other values.
    pub(super) fn map<T>(self, with: impl FnOnce(S) -> T) -> Revision<T, E> {
        let mapped = |said: Restated<S>| Restated { set: with(said.set), clear: said.clear };
        match self {
            Revision::Changed(said) => Revision::Changed(mapped(said)),
            Revision::Wrong(entry, said) => Revision::Wrong(entry, mapped(said)),
            Revision::Void(entry) => Revision::Void(entry),
        }
    }
}

impl<S: DeserializeOwned + Default, E: NamesEntry> Revision<S, E> {
    fn read(flat: &FlatRevision, set: Option<&Json>) -> Result<Self, JsonError> {
        let said = || -> Result<Restated<S>, JsonError> {
            let set = set.map_or_else(|| Ok(S::default()), |set| from_json(set).map_err(|e| e.inside("set")))?;
            Ok(Restated { set, clear: flat.clear.clone() })
        };
        let unknown = |member: &str| Err(Fault::Unknown(member.to_owned(), &[]).here());
        Ok(match flat.mode {
            RevisionMode::Changed if flat.entry.is_some() => return unknown("entry"),
            RevisionMode::Void if set.is_some() => return unknown("set"),
            RevisionMode::Void if !flat.clear.is_empty() => return unknown("clear"),
            RevisionMode::Changed => Revision::Changed(said()?),
            RevisionMode::Wrong => Revision::Wrong(E::read_entry(flat.entry.as_ref())?, said()?),
            RevisionMode::Void => Revision::Void(E::read_entry(flat.entry.as_ref())?),
        })
    }
}

/// The members as they stand in an entry, without the code and the values, whose forms follow from the register.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatRevision {
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    clear: Vec<Clearable>,
    document: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    entry: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    entrustment: Option<Text>,
    mode: RevisionMode,
    reason: RevisionReason,
    register: RegisterName,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
}

impl<P: DeserializeOwned, E: NamesEntry> RegisterRevised<P, E> {
    /// Reads the members of a body.
    ///
    /// # Errors
    /// The first member that is missing, unknown or of another form.
    pub fn read(body: &Json) -> Result<Self, JsonError> {
        let mut flat = body.clone();
        let (code, set) = match &mut flat {
            Json::Object(members) => (members.remove("code"), members.remove("set")),
            Json::Array(_) | Json::Text(_) | Json::Bool(_) | Json::Integer(_) => (None, None),
        };
        let flat: FlatRevision = from_json(&flat)?;
        let code = code.ok_or_else(|| Fault::Missing("code").here())?;
        let row = RowRevised::read(&flat, &code, set.as_ref())?;
        let FlatRevision { reason, document, entrustment, resolution, .. } = flat;
        Ok(RegisterRevised { row, reason, document, entrustment, resolution })
    }
}

impl<P: Serialize, E: NamesEntry> RegisterRevised<P, E> {
    /// The members of the body.
    ///
    /// # Errors
    /// A number that JSON cannot hold exactly.
    pub fn said(&self) -> Result<Json, JsonError> {
        let flat = FlatRevision {
            clear: self.row.clear().to_vec(),
            document: self.document.clone(),
            entry: self.row.entry().map(NamesEntry::entry_said).transpose()?.flatten(),
            entrustment: self.entrustment.clone(),
            mode: self.row.mode(),
            reason: self.reason,
            register: self.row.register(),
            resolution: self.resolution.clone(),
        };
        let mut body = to_json(&flat)?;
        if let Json::Object(members) = &mut body {
            members.insert("code".to_owned(), Json::Text(self.row.code().to_owned()));
            let set = self.row.set()?;
            if !matches!(&set, Json::Object(values) if values.is_empty()) {
                members.insert("set".to_owned(), set);
            }
        }
        Ok(body)
    }

    /// The members that have another value, or none any more, by name.
    ///
    /// # Errors
    /// As [`RegisterRevised::said`].
    pub fn restates(&self) -> Result<Vec<String>, JsonError> {
        let mut names: Vec<String> = match self.row.set()? {
            Json::Object(values) => values.into_keys().collect(),
            Json::Array(_) | Json::Text(_) | Json::Bool(_) | Json::Integer(_) => Vec::new(),
        };
        names.extend(self.row.clear().iter().map(|member| member.member().to_owned()));
        Ok(names)
    }
}

impl<P: Serialize, E: NamesEntry> Serialize for RegisterRevised<P, E> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.said().map_err(S::Error::custom)?.serialize(to)
    }
}

impl<'de, P: DeserializeOwned, E: NamesEntry> Deserialize<'de> for RegisterRevised<P, E> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        RegisterRevised::read(&Json::deserialize(from)?).map_err(D::Error::custom)
    }
}
