//! SHA-256 values, written as 64 lower-case hex digits.

use sha2::{Digest, Sha256};

/// A SHA-256 value: a leaf, a root, the name of a blob.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// 32 zero bytes: `prev` of the first entry, the digest of a household without items.
    pub const ZERO: Hash = Hash([0; 32]);

    /// SHA-256 of the parts one after the other.
    pub fn of(parts: &[&[u8]]) -> Hash {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update(part);
        }
        Hash(sha.finalize().into())
    }

    /// RFC 6962 leaf hash: SHA-256(0x00 ‖ bytes).
    pub fn leaf(bytes: &[u8]) -> Hash {
        Hash::of(&[&[0], bytes])
    }

    /// RFC 6962 node hash: SHA-256(0x01 ‖ left ‖ right).
    pub fn node(left: &Hash, right: &Hash) -> Hash {
        Hash::of(&[&[1], &left.0, &right.0])
    }

    /// Standard base64 with padding, as C2SP texts write it.
    pub fn base64(&self) -> String {
        data_encoding::BASE64.encode(&self.0)
    }

    /// From strict standard base64.
    pub fn from_base64(text: &str) -> Option<Hash> {
        from_base64(text)?.try_into().ok().map(Hash)
    }
}

/// Padded base64 in its one spelling. The decoder also takes several padded texts one behind the
/// other, which would be another spelling of the same bytes.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let bytes = data_encoding::BASE64.decode(text.as_bytes()).ok()?;
    (data_encoding::BASE64.encode(&bytes) == text).then_some(bytes)
}

/// A value written as lower-case hex digits, and as nothing else.
macro_rules! hex_form {
    ($name:ident, $form:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::unit::UnitError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let bytes =
                    data_encoding::HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
                bytes.map($name).ok_or_else(|| $crate::unit::UnitError::new($crate::unit::Form::$form, text))
            }
        }
        $crate::unit::text_form!($name, $crate::unit::Form::$form);
    };
}
pub(super) use hex_form;
hex_form!(Hash, Hex64);
