//! A checked sheet and its facts become a payout with reasons. Pure: the same bytes give the
//! same fen. Sentence numbers are those of 语义 = 1.

mod calendar;
mod number;
mod sharing;
