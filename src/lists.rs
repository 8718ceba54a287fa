//! Lists of a spreadsheet and one ledger: what a file brings is judged against the books and told by its cell, and what is
//! recorded comes out as the rows of a template. The terminal and the browser take in and give out the same.

#![warn(clippy::wildcard_enum_match_arm)]

mod alike;
mod batch;
mod edited;
mod filled;
mod imported;
mod sealed;

pub(crate) use batch::PaymentBatch;
pub(crate) use edited::{Changing, changes, settle, told_changes};
pub(crate) use filled::{sealed_elsewhere, separated_template_of, template_of};
pub(crate) use imported::{ImportedFile, refuse, requests, unreadable};
pub(crate) use sealed::Sealed;
