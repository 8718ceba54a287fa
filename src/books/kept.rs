//! What a snapshot of the books holds a hundred thousand times, in a form that is read quickly.

use super::accounts::{AccountKey, Posting, Side, Voucher};
use crate::{
    log::Hash,
    unit::{Day, Fen},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Every account key stands once and lines name it by its number: a hundred thousand vouchers name
/// a few hundred accounts.
pub(super) mod vouchers {
    use super::*;

    /// Key, true for a credit, amount.
    type Line = (u32, bool, Fen);

    #[derive(Serialize, Deserialize)]
    struct Kept<K> {
        keys: Vec<K>,
        vouchers: Vec<(u64, Vec<Line>)>,
    }

    pub(in crate::books) fn serialize<S: Serializer>(
        vouchers: &BTreeMap<u64, Voucher>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<&AccountKey> = Vec::new();
        let mut numbers: HashMap<&AccountKey, u32> = HashMap::new();
        let mut kept = Vec::with_capacity(vouchers.len());
        for (entry, voucher) in vouchers {
            let lines = voucher.lines().iter().map(|line| {
                let number = *numbers.entry(&line.key).or_insert_with(|| {
                    keys.push(&line.key);
                    keys.len() as u32 - 1
                });
                (number, line.side == Side::Credit, line.amount)
            });
            kept.push((*entry, lines.collect()));
        }
        Kept { keys, vouchers: kept }.serialize(to)
    }

    pub(in crate::books) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<u64, Voucher>, D::Error> {
        let Kept { keys, vouchers } = Kept::<Arc<AccountKey>>::deserialize(from)?;
        let line = |(number, credit, amount): Line| {
            let key =
                keys.get(number as usize).cloned().ok_or_else(|| D::Error::custom("no account key of this number"))?;
            Ok(Posting { key, side: if credit { Side::Credit } else { Side::Debit }, amount })
        };
        let voucher = |(entry, lines): (u64, Vec<Line>)| {
            Ok((entry, Voucher::of(lines.into_iter().map(line).collect::<Result<_, D::Error>>()?)))
        };
        vouchers.into_iter().map(voucher).collect()
    }
}

/// Days as numbers: days after the first of the calendar.
pub(super) mod days {
    use super::*;

    pub(in crate::books) fn serialize<S: Serializer>(days: &[Day], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().map(|day| day.days_since(Day::FIRST)))
    }

    pub(in crate::books) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Day>, D::Error> {
        let day = |number: i64| Day::FIRST.plus_days(number).ok_or_else(|| D::Error::custom("a day of the calendar"));
        Vec::<i64>::deserialize(from)?.into_iter().map(day).collect()
    }
}

/// Hashes one behind the other in one piece of bytes.
pub(super) mod leaves {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Kept {
        entries: Vec<u64>,
        hashes: Bytes,
    }

    pub(in crate::books) fn serialize<S: Serializer>(leaves: &BTreeMap<u64, Hash>, to: S) -> Result<S::Ok, S::Error> {
        let hashes = Bytes(leaves.values().flat_map(|leaf| leaf.0).collect());
        Kept { entries: leaves.keys().copied().collect(), hashes }.serialize(to)
    }

    pub(in crate::books) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<u64, Hash>, D::Error> {
        let Kept { entries, hashes: Bytes(bytes) } = Kept::deserialize(from)?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() != entries.len() || !rest.is_empty() {
            return Err(D::Error::custom("as many hashes as entries"));
        }
        Ok(entries.into_iter().zip(hashes.iter().copied().map(Hash)).collect())
    }

    struct Bytes(Vec<u8>);

    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_bytes(&self.0)
        }
    }

    impl<'de> Deserialize<'de> for Bytes {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
            from.deserialize_byte_buf(ReadBytes)
        }
    }

    struct ReadBytes;

    impl Visitor<'_> for ReadBytes {
        type Value = Bytes;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
            Ok(Bytes(bytes.to_vec()))
        }
        fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
            Ok(Bytes(bytes))
        }
    }
}
