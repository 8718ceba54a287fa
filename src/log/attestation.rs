//! How people who are not at the machine sign: an act about a named thing, with the newest
//! checkpoint their own device had verified. A later entry embeds it.
//!
//! One canonical JSON object, `sig` its last member as in an entry. Canonical form does not depend
//! on what surrounds it, so the embedded bytes are the signed bytes.

use super::json::{from_json, to_json};
use super::{Hash, Head, Json, JsonError, KeyId, KeyKind, Origin, PublicKey, Role, SigningKey};
use crate::unit::RecordedAt;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize, de::Error as _};

const PURPOSE: &[u8] = b"coop-ledger/attestation/v1\n";
const FORMAT: u64 = 1;
/// `,"sig":"` + 128 hex digits + `"}`; no newline, since entries embed it.
const TAIL_LEN: usize = 138;

/// What the signer does about the thing named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// 同意
    Approve,
    /// 异议
    Object,
    /// 答复
    Answer,
    /// 知悉
    Acknowledge,
    /// Takes back an earlier act about the same thing.
    Withdraw,
    /// Shows that the private half of a key is there.
    Possess,
}

/// The thing named.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "made and read one at a time, never kept in bulk")]
pub enum About {
    /// An entry by place and leaf hash.
    Entry {
        /// Position in the ledger, from 0.
        index: u64,
        /// Its RFC 6962 leaf hash.
        leaf: Hash,
    },
    /// A document or plan by its SHA-256.
    Blob(Hash),
    /// The signer's own key, at its admission.
    Key {
        /// Local code of the person, `K001`.
        person: String,
        /// The key.
        public: PublicKey,
        /// The role's word, or the key kind's where it has no role.
        role: String,
    },
}

/// What is said, not yet signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Testimony {
    /// The thing named.
    pub about: About,
    /// What is done about it.
    pub act: Act,
    /// When, by the signer's clock.
    pub at: RecordedAt,
    /// Which ledger, which epoch.
    pub origin: Origin,
    /// Commitment to a text, if there is more to say.
    pub say: Option<Hash>,
    /// The newest checkpoint the signer's device verified; [`Head::empty`] before there was one.
    pub seen: Head,
}

/// A testimony with its signature, whose form is right. Whether the signature counts, the
/// registry of keys and [`Attestation::verify`] say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "nothing in it may be believed before `verify`"]
pub struct Attestation {
    testimony: Testimony,
    key: KeyId,
    signature: [u8; 64],
}

/// Why an object is not an attestation, or not one of this key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// Not canonical JSON, or not this object.
    #[error("attestation: {0}")]
    Json(#[from] JsonError),
    /// A format this program does not know.
    #[error("attestation: `format`: expected 1, found {0}")]
    Format(u64),
    /// The act does not go with the thing named, or a member does not fit.
    #[error("attestation: expected {0}")]
    About(&'static str),
    /// It names another key than the one it was offered to.
    #[error("the attestation names key {named}, offered was key {offered}")]
    Key {
        /// In the attestation.
        named: KeyId,
        /// Of the caller.
        offered: KeyId,
    },
    /// It was not signed by the key, or was changed since.
    #[error("the signature of the attestation does not verify under key {0}")]
    Signature(KeyId),
}

impl About {
    /// The signer's own key, named by its role, or by its kind where it has none.
    pub fn own_key(person: impl Into<String>, public: PublicKey, kind: KeyKind, role: Option<Role>) -> About {
        let role = role.map_or_else(|| kind.to_string(), |role| role.to_string());
        About::Key { person: person.into(), public, role }
    }
}

impl Attestation {
    /// Signs, and refuses what the reader would refuse.
    ///
    /// # Errors
    /// [`AttestationError::About`] where the act does not go with the thing named, or a member has not its
    /// form; [`AttestationError::Json`] where a text or a number has no canonical spelling.
    pub fn sign(testimony: Testimony, key: &SigningKey) -> Result<Attestation, AttestationError> {
        let mut attestation = Attestation { testimony, key: key.public().id(), signature: [0; 64] };
        attestation.signature = key.sign(&attestation.message()?);
        Attestation::parse(&attestation.to_json()?)
    }

    /// Reads the object.
    ///
    /// # Errors
    /// [`AttestationError::Json`] where it is not this object, [`AttestationError::Format`] where its format is
    /// another, [`AttestationError::About`] where the act does not go with the thing named, or a member has not
    /// its form.
    pub fn parse(json: &Json) -> Result<Attestation, AttestationError> {
        let form: Form = from_json(json)?;
        let attestation = form.read()?;
        if attestation.to_json()? != *json {
            return Err(AttestationError::About("the one spelling of an attestation"));
        }
        Ok(attestation)
    }

    /// Reads the object from its canonical bytes, as they travel between machines; one newline at
    /// the end is allowed there.
    ///
    /// # Errors
    /// [`AttestationError::Json`] where the bytes are not canonical, otherwise as [`Attestation::parse`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Attestation, AttestationError> {
        Attestation::parse(&Json::parse(bytes.strip_suffix(b"\n").unwrap_or(bytes))?)
    }

    /// The object.
    ///
    /// # Errors
    /// [`AttestationError::Json`] where a text or a number in it has no canonical spelling.
    pub fn to_json(&self) -> Result<Json, AttestationError> {
        Ok(to_json(&Form::of(self))?)
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`AttestationError::Key`] where it names another key, [`AttestationError::Signature`] where this one did
    /// not sign it.
    pub fn verify(&self, key: &PublicKey) -> Result<(), AttestationError> {
        if key.id() != self.key {
            return Err(AttestationError::Key { named: self.key, offered: key.id() });
        }
        if !key.verify(&self.message()?, &self.signature) {
            return Err(AttestationError::Signature(self.key));
        }
        Ok(())
    }

    /// What is said.
    pub fn testimony(&self) -> &Testimony {
        &self.testimony
    }

    /// The signer's key.
    pub fn key(&self) -> KeyId {
        self.key
    }

    /// Stands for "this key, this act, about this": it occurs once in a ledger.
    pub fn deed(&self) -> Hash {
        let form = Form::of(self);
        let json = to_json(&(form.key, form.act, form.about));
        Hash::of(&[&json.map(|json| json.to_bytes()).unwrap_or_default()])
    }

    /// Purpose ‖ the object's bytes without their tail ‖ `}`.
    fn message(&self) -> Result<Vec<u8>, AttestationError> {
        let bytes = self.to_json()?.to_bytes();
        let head = bytes.get(..bytes.len().saturating_sub(TAIL_LEN)).unwrap_or_default();
        Ok([PURPOSE, head, b"}"].concat())
    }
}

impl Serialize for Attestation {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Form::of(self).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Attestation {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Attestation::parse(&Json::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// The members as they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    about: AboutForm,
    act: Act,
    at: RecordedAt,
    format: u64,
    key: KeyId,
    origin: Origin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    say: Option<Hash>,
    seen: SeenForm,
    sig: String,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AboutForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blob: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leaf: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public: Option<PublicKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeenForm {
    root: Hash,
    size: u64,
}

impl Form {
    fn of(attestation: &Attestation) -> Form {
        let Testimony { about, act, at, origin, say, seen } = &attestation.testimony;
        Form {
            about: AboutForm::of(about),
            act: *act,
            at: *at,
            format: FORMAT,
            key: attestation.key,
            origin: origin.clone(),
            say: *say,
            seen: SeenForm { root: seen.root, size: seen.size },
            sig: HEXLOWER.encode(&attestation.signature),
        }
    }

    fn read(self) -> Result<Attestation, AttestationError> {
        if self.format != FORMAT {
            return Err(AttestationError::Format(self.format));
        }
        let signature = HEXLOWER.decode(self.sig.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        let signature = signature.ok_or(AttestationError::About("`sig` of 128 lower-case hex digits"))?;
        let seen = Head { size: self.seen.size, root: self.seen.root };
        if seen.size == 0 && seen != Head::empty() {
            return Err(AttestationError::About("`seen` of size 0 with the root of the empty tree"));
        }
        let about = self.about.read()?;
        match (&about, self.act) {
            (About::Key { public, .. }, Act::Possess) if public.id() == self.key => {}
            (About::Key { .. }, Act::Possess) => {
                return Err(AttestationError::About("possession shown by the key itself"));
            }
            (About::Key { .. }, _) => return Err(AttestationError::About("act `possess` about a key")),
            (_, Act::Possess) => return Err(AttestationError::About("a key under act `possess`")),
            (About::Entry { .. } | About::Blob(_), _) => {}
        }
        let Form { act, at, origin, say, key, .. } = self;
        Ok(Attestation { testimony: Testimony { about, act, at, origin, say, seen }, key, signature })
    }
}

impl AboutForm {
    fn of(about: &About) -> AboutForm {
        match about {
            About::Entry { index, leaf } => {
                AboutForm { index: Some(*index), leaf: Some(*leaf), ..AboutForm::default() }
            }
            About::Blob(blob) => AboutForm { blob: Some(*blob), ..AboutForm::default() },
            About::Key { person, public, role } => AboutForm {
                alg: Some("ed25519".into()),
                person: Some(person.clone()),
                public: Some(*public),
                role: Some(role.clone()),
                ..AboutForm::default()
            },
        }
    }

    fn read(self) -> Result<About, AttestationError> {
        match self {
            AboutForm {
                index: Some(index),
                leaf: Some(leaf),
                alg: None,
                blob: None,
                person: None,
                public: None,
                role: None,
            } => Ok(About::Entry { index, leaf }),
            AboutForm {
                blob: Some(blob),
                alg: None,
                index: None,
                leaf: None,
                person: None,
                public: None,
                role: None,
            } => Ok(About::Blob(blob)),
            AboutForm {
                alg: Some(alg),
                person: Some(person),
                public: Some(public),
                role: Some(role),
                blob: None,
                index: None,
                leaf: None,
            } if alg == "ed25519" && is_person(&person) && is_word(&role) => Ok(About::Key { person, public, role }),
            _ => Err(AttestationError::About(
                "`about` as {index,leaf}, {blob}, or {alg,person,public,role} with alg ed25519 and a person code such as K001",
            )),
        }
    }
}

/// `K` and 1–8 digits.
fn is_person(code: &str) -> bool {
    code.strip_prefix('K').is_some_and(|n| (1..=8).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

fn is_word(word: &str) -> bool {
    (1..=32).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
}
