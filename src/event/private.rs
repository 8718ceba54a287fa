//! Where private texts stand: in the entry a commitment (FORMAT.md section 11), elsewhere what opens it.

use crate::log::{Hash, Json};

/// Where personal data may stand beside the note that any kind may have: kind, member, which is also
/// the field's name in the commitment.
pub const PRIVATE_FIELDS: &[(&str, &str)] = &[
    ("parcel.registered", "official"),
    ("bank.registered", "number"),
    ("household.enrolled", "name"),
    ("household.enrolled", "identity"),
    ("household.enrolled", "phone"),
    ("household.enrolled", "account"),
];

/// The private members that a kind (without its number) may have, the note last.
pub fn private_fields(kind: &str) -> impl Iterator<Item = &'static str> {
    let own = PRIVATE_FIELDS.iter().filter(move |(k, _)| *k == kind).map(|(_, field)| *field);
    own.chain(["note"])
}

/// The private texts of an entry: field and commitment. Evidence is not among them: whoever hands it
/// in keeps the file.
pub fn private_texts(kind: &str, body: &Json) -> impl Iterator<Item = (&'static str, Hash)> {
    private_fields(kind).filter_map(|field| Some((field, body.member(field)?.text()?.parse().ok()?)))
}
