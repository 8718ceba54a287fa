//! What an instruction would change beside its voucher: registers and contracts of whom it names, read before it and after
//! it, and told where they differ. One comparison serves every kind: no kind says by itself what it changes.

mod compared;
mod faces;

pub use compared::{Aspect, ChangedThing, Stood, WouldChange};

use crate::{
    books::Books,
    event::{EventError, Fact, FactKind, private_member},
    log::Json,
};
use compared::{Faces, compared};
use faces::{Named, faces};

/// Instructions of which is told what they change: a list of more is a first register, and says itself what it brings.
pub(super) const MOST: usize = 50;

/// True for a kind that changes what registers or contracts say of something that is there.
pub(super) fn changes_what_is_there(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::SharesGranted
            | FactKind::VillageChanged
            | FactKind::EntrustmentEnded
            | FactKind::ContractAmended
            | FactKind::ContractEnded
            | FactKind::HouseholdSplit
            | FactKind::HouseholdMerged
            | FactKind::MembersChanged
            | FactKind::SharesTransferred
            | FactKind::HoldingPassed
            | FactKind::RegisterRevised
            | FactKind::LandChanged
            | FactKind::ParcelRemeasured
            | FactKind::HouseReturned
            | FactKind::BuildingReceived
    )
}

/// What stood before a fact of whom it names.
pub(super) struct Before {
    named: Named,
    faces: Faces,
    sealed: Vec<WouldChange>,
}

impl Before {
    /// Reads it.
    pub(super) fn of(books: &Books, fact: &Fact) -> Result<Before, EventError> {
        let body = fact.body()?;
        let mut named = Named::of(&body);
        named.beside(books);
        let sealed = if fact.of_kind() == FactKind::RegisterRevised { sealed(fact.name(), &body) } else { Vec::new() };
        Ok(Before { faces: faces(books, &named), named, sealed })
    }

    /// What differs behind it.
    pub(super) fn and(self, after: &Books) -> Vec<WouldChange> {
        let Before { named, faces: before, sealed } = self;
        compared(&before, &faces(after, &named)).into_iter().chain(sealed).collect()
    }
}

/// Texts that are sealed: what stands in them nobody is told, and that they change is.
fn sealed(kind: &str, body: &Json) -> Vec<WouldChange> {
    let text = |member: &str| body.member(member).and_then(Json::text);
    let Some((thing, code)) = text("register").and_then(ChangedThing::of).zip(text("code")) else { return Vec::new() };
    let cleared = |field: &str| match body.member("clear") {
        Some(Json::Array(all)) => all.iter().any(|item| item.text() == Some(field)),
        _ => false,
    };
    let fields = [
        (Aspect::Name, "name"),
        (Aspect::Account, "account"),
        (Aspect::Phone, "phone"),
        (Aspect::Number, "number"),
        (Aspect::Official, "official"),
        (Aspect::Birth, "birth"),
        (Aspect::Identity, "identity"),
    ];
    let change = |(field, name): (Aspect, &str)| {
        let after = match private_member(kind, body, name) {
            Some(_) => Stood::Sealed,
            None if cleared(name) => Stood::Nothing,
            None => return None,
        };
        Some(WouldChange {
            thing,
            code: code.to_owned(),
            field,
            item: String::new(),
            from: None,
            before: Stood::Other,
            after,
        })
    };
    fields.into_iter().filter_map(change).collect()
}
