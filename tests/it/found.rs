//! What readers from outside proved wrong in November 2026, held mended: one test per number of
//! that list, named by it. The table in `docs/reliability.md` says what each was and how it was
//! found. Each of them failed before its mend.

mod architect;
mod figures;
mod forgotten;
mod fourth;
mod fourth_statement;
mod honest;
mod input;
mod memory;
pub mod once;
mod order;
mod privacy;
mod recovery;
mod sheets;
mod tail;
mod third;
mod third_desk;
mod third_money;
mod third_terms;
pub mod whose;
