//! Private members of an instruction become commitments before anything is decided.
//!
//! The salt comes in as an argument: nothing here is random.

use super::{
    Refusal,
    refusal::{ReadingRule, ensure},
};
use crate::{
    event::private_fields,
    log::{Hash, commit, json::Json},
};

/// What opens one commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Field name.
    pub field: String,
    /// The salt.
    pub salt: [u8; 32],
    /// The value.
    pub value: Vec<u8>,
    /// The commitment they open.
    pub commitment: Hash,
}

/// An instruction with commitments in place of private members, and what opens them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// The instruction.
    pub instruction: Json,
    /// One per private member.
    pub openings: Vec<Opening>,
}

/// Replaces private members and the note by commitments. A member that already is a commitment
/// (64 hex digits) is left alone.
pub fn seal(instruction: &Json, salt: &mut dyn FnMut() -> [u8; 32]) -> Result<Sealing, Refusal> {
    let mut sealed = instruction.clone();
    let mut openings = Vec::new();
    let Json::Object(members) = &mut sealed else {
        return Ok(Sealing { instruction: sealed, openings });
    };
    let kind = members.get("kind").and_then(Json::text).unwrap_or_default().to_owned();
    for field in private_fields(&kind) {
        let Some(Json::Text(text)) = members.get_mut(field) else { continue };
        if text.parse::<Hash>().is_ok() {
            continue;
        }
        check(&kind, field, text)?;
        let salt = salt();
        let commitment = commit(field, &salt, text.as_bytes());
        openings.push(Opening { field: field.to_owned(), salt, value: std::mem::take(text).into_bytes(), commitment });
        *text = commitment.to_string();
    }
    Ok(Sealing { instruction: sealed, openings })
}

/// The official code of a parcel has 19 digits (GB/T 35958).
fn check(kind: &str, field: &str, text: &str) -> Result<(), Refusal> {
    if (kind, field) != ("parcel.registered", "official") {
        return Ok(());
    }
    let digits = text.len() == 19 && text.bytes().all(|b| b.is_ascii_digit());
    let (member, characters) = (field.to_owned(), text.chars().count());
    ensure(digits, || ReadingRule::NotNineteenDigits { member, characters })
}
