//! The bytes of a slip: numbers as short as they go, texts with their length, hashes as they are.

use super::SlipError;
use crate::{
    log::Hash,
    unit::{Day, Fen, Money},
};
use std::str::FromStr;

/// Writes them.
#[derive(Default)]
pub(super) struct Packed(Vec<u8>);

impl Packed {
    /// Seven bits a byte, the lowest first; the high bit says that more follow (LEB128).
    pub(super) fn number(&mut self, mut n: u64) {
        loop {
            let [.., low] = (n & 0x7f).to_be_bytes();
            n >>= 7;
            if n == 0 {
                return self.0.push(low);
            }
            self.0.push(low | 0x80);
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    /// Year, month and day of the month.
    pub(super) fn day(&mut self, day: Day) {
        self.number(day.year().unsigned_abs().into());
        self.number(day.month().into());
        self.number(day.day_of_month().into());
    }

    pub(super) fn hashes(&mut self, hashes: &[Hash]) {
        self.number(hashes.len() as u64);
        for hash in hashes {
            self.bytes(&hash.0);
        }
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Reads them; what is read was there, so nothing is reserved that a slip only claims.
pub(super) struct Unpacked<'a>(&'a [u8]);

/// Longest text in a slip: an origin.
const TEXT_MAX: u64 = 200;
/// Levels of a tree whose size fits 64 bits.
const PATH_MAX: u64 = 64;

impl<'a> Unpacked<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Unpacked<'a> {
        Unpacked(bytes)
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], SlipError> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or(SlipError::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], SlipError> {
        self.take(N)?.try_into().ok().ok_or(SlipError::Length)
    }

    /// A number in its one spelling, below 2⁶³.
    pub(super) fn number(&mut self) -> Result<u64, SlipError> {
        let mut n = 0;
        for shift in (0..63).step_by(7) {
            let [byte] = self.array()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let short = byte != 0 || shift == 0;
                return if short { Ok(n) } else { Err(SlipError::Value("number")) };
            }
        }
        Err(SlipError::Value("number"))
    }

    /// How many things follow: no more than there are bytes.
    pub(super) fn count(&mut self) -> Result<u64, SlipError> {
        let n = self.number()?;
        if n > self.0.len() as u64 { Err(SlipError::Length) } else { Ok(n) }
    }

    /// A text of a grammar that has one spelling.
    pub(super) fn parsed<T: FromStr>(&mut self, what: &'static str) -> Result<T, SlipError> {
        let n = self.number()?;
        let wrong = SlipError::Value(what);
        let n = usize::try_from(n).ok().filter(|_| n <= TEXT_MAX).ok_or_else(|| wrong.clone())?;
        let text = std::str::from_utf8(self.take(n)?).ok().ok_or_else(|| wrong.clone())?;
        text.parse().ok().ok_or(wrong)
    }

    pub(super) fn day(&mut self) -> Result<Day, SlipError> {
        let [year, month, day] = [self.number()?, self.number()?, self.number()?];
        let wrong = SlipError::Value("day");
        let year = i32::try_from(year).ok().filter(|y| *y <= 9999).ok_or_else(|| wrong.clone())?;
        let short = |n: u64| u32::try_from(n).ok().ok_or_else(|| wrong.clone());
        Day::new(year, short(month)?, short(day)?).ok_or(wrong.clone())
    }

    pub(super) fn money(&mut self) -> Result<Money, SlipError> {
        let fen = i64::try_from(self.number()?).ok();
        fen.and_then(|fen| Money::from_fen(Fen(fen))).ok_or(SlipError::Value("amount"))
    }

    pub(super) fn hashes(&mut self) -> Result<Vec<Hash>, SlipError> {
        let n = self.number()?;
        if n > PATH_MAX {
            return Err(SlipError::Value("path"));
        }
        (0..n).map(|_| Ok(Hash(self.array()?))).collect()
    }

    /// Nothing stands behind it.
    pub(super) fn end(self) -> Result<(), SlipError> {
        if self.0.is_empty() { Ok(()) } else { Err(SlipError::Length) }
    }
}
