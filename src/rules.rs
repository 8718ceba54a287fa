//! A checked sheet and its facts become a payout with reasons. Pure: the same sheet and facts
//! give the same fen, and this is the only place where money is divided.
//!
//! Sentence numbers in this folder are those of 语义 = 1; A and B are its amendments. The order
//! of reading: [`fn@compute`] runs the steps, `reading` and `formula` say what a formula gives,
//! `draw` where money comes from, `sharing` how it is divided, `holdings` where it is.

mod by_name;
mod calendar;
mod compute;
mod computing;
mod demanded;
mod draw;
mod example;
mod explain;
mod formula;
mod holdings;
mod number;
mod outcome;
mod reading;
mod run;
mod share;
mod sharing;
mod solve;
mod stop;
mod table;
mod value;

pub use by_name::ByName;
pub(crate) use calendar::whole_years as full_years;
pub use compute::compute;
pub use computing::Reasons;
pub(crate) use demanded::as_demanded;
pub use demanded::{AsDemanded, Demanded, demanded};
pub(crate) use example::run_of;
pub use example::{ExampleResult, Seen, Unmet, examples};
pub use explain::explained;
pub use outcome::{Cells, Move, Outcome, Place};
pub use run::{Given, Row, Run};
pub use sharing::Indivisible;
pub(crate) use sharing::by_weight;
pub use solve::solve;
pub(crate) use solve::{settle, whole_fen};
pub use stop::{Bound, Got, Limited, RowName, Stop, Wanted};
pub(crate) use value::shown;
