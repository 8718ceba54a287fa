//! Keys, settings, attestations, corrections, erasure: the ledger about itself.

use super::{Code, Correct, Instruction, Order, Refusal, due, refusal::require};
use crate::{
    books::Books,
    event::{
        AttestationRecorded, EntryCorrected, EntryRef, Fact, HouseholdErased, HouseholdsStated, KeyAdmitted,
        KeyRetired, LedgerKeyReplaced, LedgerOpened, SettingChosen,
    },
    log::{About, Act, Hash, KeyId, KeyKind, PublicKey, Role, stated_root},
};

type Checked = Result<(), Refusal>;

/// The signer's key is valid at the next entry and its role may record this.
pub(super) fn may_sign(books: &Books, order: &Instruction, signer: &KeyId) -> Checked {
    let key = books.keys.valid_at(signer, books.size);
    let key = key.ok_or_else(|| Refusal::new(Code::KeyNotValid, signer, "a key in force", signer))?;
    let allowed = key.kind == KeyKind::Person && may(key.role, order);
    let role = key.role.map_or_else(|| key.kind.to_string(), |r| r.to_string());
    require(allowed, Code::RoleNotAllowed, order.kind(), "a role that may record this", role)
}

/// Who may record what. The accountant keeps the books; the cashier records money in and out;
/// chair and supervisor speak through attestations, which any of the two may also embed.
fn may(role: Option<Role>, order: &Instruction) -> bool {
    match role {
        Some(Role::Accountant) => true,
        Some(Role::Cashier) => matches!(
            &order.order,
            Order::PayPayout(_)
                | Order::ReturnPayout(_)
                | Order::Record(
                    Fact::ReceiptRecorded(_)
                        | Fact::PaymentRecorded(_)
                        | Fact::SubscriptionRecorded(_)
                        | Fact::AttestationRecorded(_),
                    _
                )
        ),
        Some(Role::Chair | Role::Supervisor) => {
            matches!(&order.order, Order::Record(Fact::AttestationRecorded(_), _))
        }
        None => false,
    }
}

pub(super) fn setting(books: &Books, s: &SettingChosen) -> Checked {
    let allowed = books.chart.settings.get(s.name.as_str());
    let allowed = allowed.ok_or_else(|| {
        let names = books.chart.settings.keys().cloned().collect::<Vec<_>>().join(", ");
        Refusal::new(Code::UnknownReference, &s.name, names, &s.name)
    })?;
    let fits = allowed.iter().any(|v| v == s.value.as_str());
    require(fits, Code::BadValue, &s.name, allowed.join(", "), &s.value)
}

/// A new key: not weak, not known under any kind, and its owner has it.
pub(super) fn admit(books: &Books, k: &KeyAdmitted) -> Checked {
    admissible(k, books.origin.as_ref())?;
    let id = PublicKey::from_bytes(&k.public.0).map(|p| p.id());
    let known = id.is_ok_and(|id| books.keys.get(&id).is_some());
    let is_ledger = books.opened.vkey.public().as_bytes() == &k.public.0;
    require(!known && !is_ledger, Code::AlreadyRegistered, &k.person, "a key not seen before", k.public)
}

/// What must hold of an admitted key whatever the books say.
pub fn admissible(k: &KeyAdmitted, origin: Option<&crate::log::Origin>) -> Checked {
    require(k.alg.as_str() == "ed25519", Code::BadValue, "alg", "ed25519", &k.alg)?;
    let public = PublicKey::from_bytes(&k.public.0)
        .map_err(|e| Refusal::new(Code::KeyNotValid, &k.person, "a sound Ed25519 key", e))?;
    let kinds = matches!(k.kind, KeyKind::Person | KeyKind::Recovery);
    require(kinds, Code::BadValue, "kind", "person or recovery", k.kind)?;
    let role_fits = (k.kind == KeyKind::Person) == k.role.is_some();
    require(role_fits, Code::BadValue, "role", "a role for a person's key, none else", k.kind)?;
    let said = k.possession.testimony();
    let wanted = About::own_key(k.person.to_string(), public, k.kind, k.role);
    let fits = said.act == Act::Possess
        && said.about == wanted
        && origin.is_none_or(|o| said.origin == *o)
        && k.possession.verify(&public).is_ok();
    require(fits, Code::KeyNotValid, &k.person, "possession proved by this very key", "another statement")
}

/// No public key stands twice in entry 0, under whatever kind, the ledger's own included.
pub fn distinct(opened: &LedgerOpened) -> Checked {
    let mut seen = vec![Hash(*opened.vkey.public().as_bytes())];
    for key in &opened.keys {
        require(
            !seen.contains(&key.public),
            Code::AlreadyRegistered,
            &key.person,
            "a key not seen before",
            key.public,
        )?;
        seen.push(key.public);
    }
    Ok(())
}

/// The books are kept in yuan and by calendar years: an entry 0 that says otherwise says what nobody does.
pub fn kept_as(opened: &LedgerOpened) -> Checked {
    require(opened.currency.as_str() == "CNY", Code::BadValue, "currency", "CNY", &opened.currency)?;
    require(opened.year_starts.as_str() == "01-01", Code::BadValue, "year_starts", "01-01", &opened.year_starts)
}

/// How many recovery keys act together: one at least of those there are, none where there are none.
/// More than there are could never act.
pub fn threshold(opened: &LedgerOpened) -> Checked {
    let keys = opened.keys.iter().filter(|k| k.kind == KeyKind::Recovery).count() as u64;
    let said = u64::from(opened.recovery_threshold);
    if keys == 0 {
        return require(said == 0, Code::BadValue, "recovery_threshold", "0, since there are no recovery keys", said);
    }
    let expected = format!("1 to {keys}, the number of recovery keys");
    require((1..=keys).contains(&said), Code::BadValue, "recovery_threshold", expected, said)
}

pub(super) fn retire(books: &Books, k: &KeyRetired) -> Checked {
    let valid = books.keys.valid_at(&k.key, books.size).is_some();
    require(valid, Code::KeyNotValid, k.key, "a key in force", k.key)?;
    let accountants = books.keys.iter().filter(|(_, key)| key.role == Some(Role::Accountant) && key.until.is_none());
    let others = accountants.filter(|(id, _)| **id != k.key).count();
    require(others > 0, Code::KeyNotValid, k.key, "another accountant's key that stays", "none")
}

/// The format has the hand-over; its note with both lines, and the approvals where the old key is
/// lost, are not made here yet. Taking the entry without them would leave a ledger that nobody
/// can sign for.
pub(super) fn replace(_: &Books, r: &LedgerKeyReplaced) -> Checked {
    let expected = "a version of this program that hands the ledger's key over";
    Err(Refusal::new(Code::UnknownKind, "ledger.key.replaced", expected, &r.vkey))
}

pub(super) fn attest(books: &Books, a: &AttestationRecorded) -> Checked {
    require((1..=16).contains(&a.attestations.len()), Code::BadValue, "attestations", "1 to 16", a.attestations.len())?;
    for attestation in &a.attestations {
        let id = attestation.key();
        let key = books.keys.valid_at(&id, books.size);
        let key = key.ok_or_else(|| Refusal::new(Code::KeyNotValid, id, "a key in force", id))?;
        attestation
            .verify(&key.public)
            .map_err(|e| Refusal::new(Code::KeyNotValid, id, "a signature that verifies", e))?;
        let said = attestation.testimony();
        let same = books.origin.as_ref().is_some_and(|o| *o == said.origin);
        require(same, Code::BadValue, "origin", "this ledger", &said.origin)?;
        if let About::Entry { index, .. } = said.about {
            require(index < books.size, Code::UnknownReference, index, "an entry of this ledger", index)?;
        }
    }
    Ok(())
}

/// The root over the households' digests is a pure function of the journal.
pub(super) fn stated(books: &Books, s: &HouseholdsStated) -> Checked {
    let (count, root) = state(books);
    let computed = HouseholdsStated { count, root, size: books.size };
    require(*s == computed, Code::StatedFigureDiffers, "households.stated", root, s.root)
}

/// Count and root over every household's digest in order of enrolment.
pub fn state(books: &Books) -> (u64, crate::log::Hash) {
    let order = books.registers.order.iter();
    stated_root(order.map(|h| (h.as_str(), books.digest(h))))
}

pub(super) fn erased(books: &Books, e: &HouseholdErased) -> Checked {
    super::checks::household(books, &e.household)?;
    let reasons = ["request", "left", "law"];
    require(reasons.contains(&e.reason.as_str()), Code::BadValue, "reason", reasons.join(", "), &e.reason)?;
    let counted = books.texts_of(&e.household);
    require(e.openings == counted, Code::StatedFigureDiffers, "openings", counted, e.openings)?;
    let Some(missing) = e.missing else { return Ok(()) };
    let most = books.texts.open();
    require((1..=most).contains(&missing), Code::BadValue, "missing", format!("1 to {most}, or nothing"), missing)
}

/// The correction of the entry that an id stands for.
pub(super) fn correct_by_id(books: &Books, c: &Correct) -> Result<EntryCorrected, Refusal> {
    let index = books.ids.entry_of(c.corrects.as_str());
    let index = index.ok_or_else(|| Refusal::new(Code::UnknownReference, "corrects", "a recorded id", &c.corrects))?;
    let leaf = books.vouchers.leaf(index).unwrap_or(Hash::ZERO);
    let corrected = EntryCorrected { corrects: EntryRef { index, leaf }, reason: c.reason.clone() };
    correct(books, &corrected).map(|()| corrected)
}

pub(super) fn correct(books: &Books, c: &EntryCorrected) -> Checked {
    let index = c.corrects.index;
    let reasons = ["wrong_amount", "wrong_account", "duplicate", "other"];
    require(reasons.contains(&c.reason.as_str()), Code::BadValue, "reason", reasons.join(", "), &c.reason)?;
    if let Some(by) = books.corrected.get(&index) {
        let expected = "an entry not yet reversed";
        return Err(Refusal::new(Code::AlreadyReversed, format!("entry {index}"), expected, format!("entry {by}")));
    }
    if let Some(instead) = books.fixed.get(&index) {
        return Err(Refusal::new(Code::NotCorrectable, format!("entry {index}"), instead.remedy(), instead.name()));
    }
    let leaf = books.vouchers.leaf(index);
    let leaf = leaf.ok_or_else(|| {
        Refusal::new(
            Code::NotCorrectable,
            format!("entry {index}"),
            "an entry with postings, work or an asset card",
            "none",
        )
    })?;
    require(leaf == c.corrects.leaf, Code::UnknownReference, format!("entry {index}"), leaf, c.corrects.leaf)?;
    let shared = books.parts.values().find(|p| p.reference.index == index && p.shared_by.is_some());
    if let Some(by) = shared.and_then(|p| p.shared_by.as_ref()) {
        return Err(Refusal::new(Code::NotCorrectable, format!("entry {index}"), "money not yet shared", by));
    }
    if let Some(by) = books.work_of(index).and_then(|sheet| sheet.paid_by.as_ref()) {
        return Err(Refusal::new(Code::NotCorrectable, format!("entry {index}"), "work not yet paid out", by));
    }
    match books.standing_on(index).or_else(|| due::ahead_without(books, index)) {
        Some(later) => {
            let id = books.ids.id_of(later).unwrap_or_default();
            Err(Refusal::new(Code::RestsOnLater, format!("entry {index}"), format!("entry {later}"), id))
        }
        None => Ok(()),
    }
}
