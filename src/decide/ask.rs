//! What a run of a sheet is asked about.

use super::Births;
use crate::{
    books::{Contract, Part, WorkSheet},
    event::{Bindings, GivenFigure, Instalment},
    scheme::CheckedSheet,
    unit::{Day, Exact, Period},
};
use std::collections::BTreeMap;

/// What a run is asked about.
pub(super) struct Ask<'a> {
    /// The sheet.
    pub sheet: &'a CheckedSheet,
    /// What its words mean in this ledger.
    pub bound: &'a Bindings,
    /// Under which contract.
    pub contract: Option<&'a Contract>,
    /// Which instalment.
    pub instalment: Option<&'a Instalment>,
    /// The days it is for.
    pub period: Period,
    /// Registers as at the end of this day.
    pub record_day: Day,
    /// The parts it shares.
    pub sources: Vec<&'a Part>,
    /// The work sheet it pays.
    pub work: Option<&'a WorkSheet>,
    /// The year whose result or report it shares.
    pub year: Option<u32>,
    /// Figures that its resolution states.
    pub given: &'a [GivenFigure],
    /// What sealed figures say.
    pub opened: Births,
    /// Amounts of a receipt or claim that is only being decided.
    pub tried: BTreeMap<String, Exact>,
}
