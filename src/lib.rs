//! The ledger of a rural collective.
//!
//! Data flows one way: [`decide::Request`] → [`decide::Instruction`] → [`event::Event`] → [`log::Draft`] →
//! [`log::SignedEntry`] → [`event::Entry`] → [`books::Books`] → [`statement`].
//! Each stage has its own type, made only by the stage before it.
//!
//! Rooms, from the ground up (a room may use the rooms above it in this list, never below;
//! `tests/it/house.rs` holds the direction):
//!
//! - [`mod@unit`] – money, area, shares, days, ids: quantities that cannot be mixed up;
//! - [`log`] – bytes, hashes, signatures, tree, proofs; it knows no event;
//! - [`scheme`] – a payout sheet as a checked document;
//! - [`event`] – the facts that may be recorded;
//! - [`rules`] – a checked sheet and its facts become a payout with reasons;
//! - [`author`] – what helps whoever writes a sheet; nothing that is paid rests on it;
//! - [`books`] – what the entries add up to;
//! - [`decide`] – an instruction and the books become an event, or a refusal;
//! - [`form`] – what each kind of request is made of, described once, in words for people;
//! - [`intake`] – files of an accountant's become requests, each with its place: lines, tables, lists of a spreadsheet;
//! - [`statement`] – books become what a person reads;
//! - [`audit`] – bytes become findings, every payout recomputed;
//! - `store`, `cooperative`, `cli` – the shell: files, locks, clock, terminal.
//!
//! Without default features only the core is built: it has no clock, file, network,
//! randomness or floating point.
//!
//! A sheet and its facts become a payout, here and in every audit the same:
//!
//! ```
//! use coop_ledger::{
//!     rules::{self, Given, Row, Run},
//!     scheme::{self, shipped},
//!     unit::{Exact, Period},
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = shipped::all().iter().find(|sheet| sheet.id == "bot-rent").ok_or("it ships")?.text;
//! let sheet = scheme::read(text).map_err(|found| format!("{found:?}"))?;
//! let house = Row {
//!     key: "HS-01".into(),
//!     parents: [("户", "H0001".to_owned())].into(),
//!     cells: [("建筑面积", Given::Number("100.5".parse()?)), ("合同止", Given::Day("2036-04-30".parse()?))].into(),
//! };
//! let run = Run {
//!     period: Period::new("2026-05-01".parse()?, "2026-10-31".parse()?).ok_or("days in order")?,
//!     record_day: "2026-10-31".parse()?,
//!     registers: [
//!         ("户".to_owned(), vec![Row { key: "H0001".into(), ..Row::default() }]),
//!         ("房屋".to_owned(), vec![house]),
//!         ("集体房屋".to_owned(), vec![]),
//!     ]
//!     .into(),
//!     inputs: [
//!         ("月租价".to_owned(), Given::Number("5".parse()?)),
//!         ("到账户部分".to_owned(), Given::Number("3015".parse()?)),
//!         ("到账集体部分".to_owned(), Given::Number(Exact::zero())),
//!     ]
//!     .into(),
//!     balances: Default::default(),
//!     carried: Default::default(),
//! };
//! // 100.5 m² × 5 yuan a month × 6 months
//! let outcome = rules::compute(&sheet, &run)?;
//! assert_eq!(outcome.moves[0].fen.to_string(), "3015.00");
//! # Ok(())
//! # }
//! ```
//!
//! What is to be recorded is a request, the same from a form, a file or a program:
//!
//! ```
//! use coop_ledger::{decide::Request, event::HouseholdEnrolled};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let household = HouseholdEnrolled { name: Some("户一".into()), ..HouseholdEnrolled::new("H0001".parse()?, 3) };
//! let request = Request::new("h-1".parse()?, "2024-01-02".parse()?, household);
//! // what is signed is a commitment to the name, never the name
//! let sealing = request.seal(&mut || [7; 32])?;
//! assert_eq!(sealing.openings[0].value, "户一".as_bytes());
//! # Ok(())
//! # }
//! ```
//!
//! `examples/share_rent.rs` goes on with the reasons, `examples/append_and_audit.rs` keeps a ledger in a folder,
//! `examples/audit_a_folder.rs` judges somebody else's.

pub mod audit;
pub mod author;
pub mod bank;
pub mod books;
pub mod decide;
pub mod event;
pub mod finding;
pub mod form;
pub mod intake;
pub mod log;
pub mod page;
pub mod policy;
pub mod rules;
pub mod scheme;
pub mod screen;
pub mod statement;
pub mod unit;
pub mod verify;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "store")]
pub mod cooperative;
#[cfg(feature = "cli")]
mod lists;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "cli")]
mod told;
#[cfg(feature = "cli")]
pub mod web;
#[cfg(feature = "sheets")]
pub mod workbook;
