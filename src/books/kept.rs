//! What a snapshot of the books holds a hundred thousand times, in a form that is read quickly.

use crate::{log::Hash, unit::Day};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
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
pub(super) mod hashes {
    use super::*;

    pub(in crate::books) fn serialize<S: Serializer>(hashes: &[Hash], to: S) -> Result<S::Ok, S::Error> {
        Bytes(hashes.iter().flat_map(|hash| hash.0).collect()).serialize(to)
    }

    pub(in crate::books) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Hash>, D::Error> {
        let Bytes(bytes) = Bytes::deserialize(from)?;
        match bytes.as_chunks::<32>() {
            (hashes, []) => Ok(hashes.iter().copied().map(Hash).collect()),
            _ => Err(D::Error::custom("hashes of 32 bytes")),
        }
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
