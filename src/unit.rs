//! Quantities that cannot be mixed up.
//!
//! Each type has one canonical spelling, used in entries; reading is as lenient as an
//! accountant needs (`2.16` mu), writing is always canonical (`2.1600`). Nothing here rounds
//! silently: a value that does not fit its scale is refused.

mod account;
mod area;
mod day;
mod exact;
mod form;
mod id;
mod lang;
mod money;
mod ratio;
mod series;
mod shares;
mod text;
mod words;

pub use account::{AccountFault, account_fault, is_telephone, odd_cards};
pub use area::{AreaM2, AreaMu};
pub use day::{Day, Period, RecordedAt};
pub use exact::{Exact, Rounding};
pub use form::Form;
pub(crate) use form::read as read_form;
pub use id::{
    AssetId, BankId, ClassId, ContractId, DueNo, EntryId, HouseId, HouseholdId, OfficeId, ParcelId, PartyId, PayoutId,
    PersonId, ProjectId, SchemeId, SeriesId, WorkerId,
};
pub use lang::Lang;
pub use money::{Fen, Money};
pub use ratio::Ratio;
pub use series::{SeriesLength, SeriesPeriod};
pub use shares::{Price, Quantity, Shares};
pub use text::{Text, in_table};
pub(crate) use words::both;
pub use words::{Say, Words};

/// Why a text is not a value of the type it was offered to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not {expected}")]
pub struct UnitError {
    /// What the type accepts.
    pub expected: Form,
    /// What was offered, cut to 80 characters.
    pub found: String,
}

impl UnitError {
    pub(crate) fn new(expected: Form, found: impl Into<String>) -> Self {
        let found: String = found.into();
        Self { expected, found: found.chars().take(80).collect() }
    }
}

/// `Serialize` and `Deserialize` through the canonical text, of a form.
macro_rules! text_form {
    ($name:ident, $form:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::unit::read_form($form, d)
            }
        }
    };
}
pub(crate) use text_form;
