//! Keys, settings, attestations, corrections, erasure: the ledger about itself.

use super::{
    Correct, Instruction, Order, Refusal, due,
    kinds::{self, By},
    owners,
    refusal::{LedgerRule, MemberRule, ensure},
};
use crate::{
    books::{Books, ChartAdditions},
    event::{
        Attached, AttestationRecorded, ChartExtended, EntryCorrected, EntryRef, Fact, HouseholdErased,
        HouseholdsStated, KeyAdmitted, KeyRetired, KeyRevoked, LedgerKeyReplaced, LedgerOpened, SettingChosen,
    },
    log::{About, Act, Hash, KeyId, KeyKind, PublicKey, Role, stated_root},
    unit::{Day, OfficeId},
};
use std::collections::BTreeSet;

type Checked = Result<(), Refusal>;

/// The signer's key is valid at the next entry, and an office of its person may record this. In a batch that brings a
/// proposal into effect the rows of the policy say whose may.
pub(super) fn may_sign(books: &Books, order: &Instruction, signer: &KeyId, recorded: Day) -> Checked {
    let key = books.keys().valid_at(signer, books.size());
    let key = key.filter(|key| !key.waits(recorded)).ok_or(LedgerRule::KeyNotInForce { key: *signer })?;
    let governance = books.governance();
    let offices = governance.offices_of(books.keys(), &key.person, books.size(), recorded);
    let by_rows = governance.running(books.size()).is_some();
    // who may propose, rows say, too
    let by_rows = by_rows || matches!(&order.order, Order::Record(Fact::OrderProposed(_), _));
    let own = matches!(&order.order, Order::Record(Fact::KeyRetired(retired), _) if retired.key == *signer);
    let allowed = key.kind == KeyKind::Person && (by_rows || own || may(&offices, order));
    ensure(allowed, || LedgerRule::RoleMayNot { kind: order.kind().to_owned(), key: key.kind, role: key.role })
}

/// In a batch that brings a proposal into effect, of an order that no row meets: an office of who records it may, as
/// anywhere else.
pub(super) fn may_record(books: &Books, order: &Instruction, signer: &KeyId, recorded: Day) -> Checked {
    let key = books.keys().valid_at(signer, books.size()).ok_or(LedgerRule::KeyNotInForce { key: *signer })?;
    let offices = books.governance().offices_of(books.keys(), &key.person, books.size(), recorded);
    let allowed = may(&offices, order);
    ensure(allowed, || LedgerRule::RoleMayNot { kind: order.kind().to_owned(), key: key.kind, role: key.role })
}

/// Who may record what. The accountant keeps the books; the cashier records money in and out;
/// everybody else in office speaks through attestations, which any of them may also embed.
fn may(offices: &BTreeSet<OfficeId>, order: &Instruction) -> bool {
    let by = match &order.order {
        Order::PayPayout(_) | Order::ReturnPayout(_) => By::Cashier,
        Order::DeclarePayout(_) | Order::Revise(_) | Order::Correct(_) => By::Accountant,
        Order::Record(fact, _) => kinds::of(fact).by,
    };
    let holds = |word: &str| offices.iter().any(|office| office.as_str() == word);
    match by {
        By::Accountant => holds("accountant"),
        By::Cashier => holds("accountant") || holds("cashier"),
        By::Officers => !offices.is_empty(),
    }
}

pub(super) fn setting(books: &Books, s: &SettingChosen) -> Checked {
    let allowed = books.chart().settings.get(s.name.as_str());
    let allowed = allowed.ok_or_else(|| {
        let names = books.chart().settings.keys().cloned().collect::<Vec<_>>().join(", ");
        LedgerRule::NoSetting { name: s.name.clone(), known: names }
    })?;
    let fits = allowed.iter().any(|v| v == s.value.as_str());
    ensure(fits, || MemberRule::NoneOf {
        at: s.name.to_string(),
        known: allowed.join(", "),
        found: s.value.to_string(),
    })
}

/// What is added to the chart: something new, no line of it otherwise, and nobody's money another's by it.
pub(super) fn extend(books: &Books, c: &ChartExtended, order: &Order) -> Checked {
    let Order::Record(_, Attached::Document(text)) = order else {
        return Err(LedgerRule::NoChartText { chart: c.chart.blob }.into());
    };
    let same = Hash::of(&[text.as_bytes()]) == c.chart.blob && text.len() as u64 == c.chart.bytes;
    ensure(same, || LedgerRule::NoChartText { chart: c.chart.blob })?;
    let unfit = |why| LedgerRule::ChartUnfit { why };
    let more = ChartAdditions::read(text).map_err(unfit)?;
    ensure(!more.is_empty(), || LedgerRule::ChartStays)?;
    let chart = books.chart().extended(&more).map_err(unfit)?;
    if let Some(key) = books.reowned(&chart) {
        let key = [&key.account, &key.holder, &key.purpose].map(String::as_str).join(" ");
        return Err(LedgerRule::ChartReowns { key: key.trim_end().to_owned() }.into());
    }
    owners::within(books, &chart)
}

/// A new key: not weak, not known under any kind, and its owner has it.
pub(super) fn admit(books: &Books, k: &KeyAdmitted) -> Checked {
    admissible(k, books.origin())?;
    let id = PublicKey::from_bytes(&k.public.0).map(|p| p.id());
    let known = id.is_ok_and(|id| books.keys().get(&id).is_some());
    let is_ledger = books.opened().vkey.public().as_bytes() == &k.public.0;
    ensure(!known && !is_ledger, || LedgerRule::KeyKnown { person: k.person.clone(), key: k.public })
}

/// What must hold of an admitted key whatever the books say.
///
/// # Errors
/// The first of these that does not hold: the suite is Ed25519, the public key is one, the kind may be admitted,
/// the role goes with the kind, the possession is shown by this very key for this person and role, and in this
/// ledger where `origin` says which.
pub fn admissible(k: &KeyAdmitted, origin: Option<&crate::log::Origin>) -> Checked {
    ensure(k.alg.as_str() == "ed25519", || LedgerRule::OtherSuite { alg: k.alg.clone() })?;
    let public =
        PublicKey::from_bytes(&k.public.0).map_err(|why| LedgerRule::Unsound { person: k.person.clone(), why })?;
    let kinds = matches!(k.kind, KeyKind::Person | KeyKind::Recovery);
    ensure(kinds, || LedgerRule::NotAdmitted { kind: k.kind })?;
    let role_fits = (k.kind == KeyKind::Person) == k.role.is_some();
    ensure(role_fits, || LedgerRule::RoleOfKind { kind: k.kind })?;
    let said = k.possession.testimony();
    let wanted = About::own_key(k.person.to_string(), public, k.kind, k.role);
    let fits = said.act == Act::Possess
        && said.about == wanted
        && origin.is_none_or(|o| said.origin == *o)
        && k.possession.verify(&public).is_ok();
    ensure(fits, || LedgerRule::NotPossessed { person: k.person.clone() })
}

/// No public key stands twice in entry 0, under whatever kind, the ledger's own included.
///
/// # Errors
/// The first key that stands there a second time.
pub fn distinct(opened: &LedgerOpened) -> Checked {
    let mut seen = vec![Hash(*opened.vkey.public().as_bytes())];
    for key in &opened.keys {
        ensure(!seen.contains(&key.public), || LedgerRule::KeyKnown { person: key.person.clone(), key: key.public })?;
        seen.push(key.public);
    }
    Ok(())
}

/// The books are kept in yuan and by calendar years: an entry 0 that says otherwise says what nobody does.
///
/// # Errors
/// Another currency than the yuan, or a year that starts on another day than 1 January.
pub fn kept_as(opened: &LedgerOpened) -> Checked {
    ensure(opened.currency.as_str() == "CNY", || LedgerRule::KeptOtherwise {
        member: "currency",
        kept: "CNY",
        said: opened.currency.clone(),
    })?;
    ensure(opened.year_starts.as_str() == "01-01", || LedgerRule::KeptOtherwise {
        member: "year_starts",
        kept: "01-01",
        said: opened.year_starts.clone(),
    })
}

/// How many recovery keys act together: one at least of those there are, none where there are none.
/// More than there are could never act.
///
/// # Errors
/// Any number but 0 where there are no recovery keys; 0, or more than there are, where there are some.
pub fn threshold(opened: &LedgerOpened) -> Checked {
    let keys = opened.keys.iter().filter(|k| k.kind == KeyKind::Recovery).count() as u64;
    let said = u64::from(opened.recovery_threshold);
    if keys == 0 {
        return ensure(said == 0, || LedgerRule::NoRecoveryKeys { said });
    }
    ensure((1..=keys).contains(&said), || LedgerRule::Threshold { keys, said })
}

pub(super) fn retire(books: &Books, k: &KeyRetired) -> Checked {
    let valid = books.keys().valid_at(&k.key, books.size()).is_some();
    ensure(valid, || LedgerRule::KeyNotInForce { key: k.key })?;
    let accountants = books.keys().iter().filter(|(_, key)| key.role == Some(Role::Accountant) && key.until.is_none());
    let others = accountants.filter(|(id, _)| **id != k.key).count();
    ensure(others > 0, || LedgerRule::LastAccountant { key: k.key })
}

/// A key of this ledger, whether it was retired before or not, that is not revoked yet.
pub(super) fn revoke(books: &Books, k: &KeyRevoked) -> Checked {
    let known = books.keys().get(&k.key).is_some_and(|key| key.distrusted_from.is_none());
    ensure(known, || LedgerRule::KeyNotInForce { key: k.key })?;
    ensure(k.from < books.size(), || LedgerRule::NoEntry { index: k.from })
}

/// The format has the hand-over; its note with both lines, and the approvals where the old key is
/// lost, are not made here yet. Taking the entry without them would leave a ledger that nobody
/// can sign for.
pub(super) fn replace(_: &Books, r: &LedgerKeyReplaced) -> Checked {
    Err(LedgerRule::HandOver { vkey: Box::new(r.vkey.clone()) }.into())
}

pub(super) fn attest(books: &Books, a: &AttestationRecorded, recorded: Day) -> Checked {
    ensure((1..=16).contains(&a.attestations.len()), || LedgerRule::Attestations { count: a.attestations.len() })?;
    for attestation in &a.attestations {
        let id = attestation.key();
        let key = books.keys().valid_at(&id, books.size());
        let key = key.filter(|key| !key.waits(recorded)).ok_or(LedgerRule::KeyNotInForce { key: id })?;
        attestation.verify(&key.public).map_err(|e| LedgerRule::FalseSignature { key: id, why: Box::new(e) })?;
        let said = attestation.testimony();
        let same = books.origin().is_some_and(|o| *o == said.origin);
        ensure(same, || LedgerRule::OtherLedger { origin: Box::new(said.origin.clone()) })?;
        if let About::Entry { index, .. } = said.about {
            ensure(index < books.size(), || LedgerRule::NoEntry { index })?;
        }
    }
    Ok(())
}

/// The root over the households' digests is a pure function of the journal.
pub(super) fn stated(books: &Books, s: &HouseholdsStated) -> Checked {
    let (count, root) = state(books);
    let computed = HouseholdsStated { count, root, size: books.size() };
    ensure(*s == computed, || LedgerRule::OtherRoot { computed: root, stated: s.root })
}

/// Count and root over every household's digest in order of enrolment.
pub fn state(books: &Books) -> (u64, crate::log::Hash) {
    let order = books.registers().order().iter();
    stated_root(order.map(|h| (h.as_str(), books.digest(h))))
}

pub(super) fn erased(books: &Books, e: &HouseholdErased) -> Checked {
    super::known::household(books, &e.household)?;
    let reasons = ["request", "left", "law"];
    ensure(reasons.contains(&e.reason.as_str()), || MemberRule::NoneOf {
        at: "reason".to_owned(),
        known: reasons.join(", "),
        found: e.reason.to_string(),
    })?;
    let counted = books.texts_of(&e.household);
    ensure(e.openings == counted, || LedgerRule::OtherOpenings { counted, said: e.openings })?;
    let Some(missing) = e.missing else { return Ok(()) };
    let most = books.texts().open();
    ensure((1..=most).contains(&missing), || LedgerRule::MissingTexts { most, said: missing })
}

/// The correction of the entry that an id stands for.
pub(super) fn correct_by_id(books: &Books, c: &Correct) -> Result<EntryCorrected, Refusal> {
    let index = books.ids().entry_of(c.corrects.as_str());
    let index = index.ok_or_else(|| LedgerRule::NoSuchId { id: c.corrects.clone() })?;
    let leaf = books.vouchers().leaf(index).unwrap_or(Hash::ZERO);
    let corrected = EntryCorrected { corrects: EntryRef { index, leaf }, reason: c.reason.clone() };
    correct(books, &corrected).map(|()| corrected)
}

pub(super) fn correct(books: &Books, c: &EntryCorrected) -> Checked {
    let index = c.corrects.index;
    let reasons = ["wrong_amount", "wrong_account", "duplicate", "other"];
    ensure(reasons.contains(&c.reason.as_str()), || MemberRule::NoneOf {
        at: "reason".to_owned(),
        known: reasons.join(", "),
        found: c.reason.to_string(),
    })?;
    if let Some(by) = books.corrected_by(index) {
        return Err(LedgerRule::Reversed { entry: index, by }.into());
    }
    if let Some(instead) = books.fixed(index) {
        return Err(LedgerRule::NotReversed { entry: index, instead: *instead }.into());
    }
    let leaf = books.vouchers().leaf(index);
    let leaf = leaf.ok_or(LedgerRule::NothingToReverse { entry: index })?;
    ensure(leaf == c.corrects.leaf, || LedgerRule::OtherEntry { entry: index, leaf, said: c.corrects.leaf })?;
    let shared = books.parts_of_entry(index).find(|p| p.shared_by.is_some());
    if let Some(by) = shared.and_then(|p| p.shared_by.as_ref()) {
        return Err(LedgerRule::MoneyShared { entry: index, by: by.clone() }.into());
    }
    if let Some(by) = books.work_of(index).and_then(|work| work.paid_by.as_ref()) {
        return Err(LedgerRule::WorkPaid { entry: index, by: by.clone() }.into());
    }
    match books.standing_on(index).or_else(|| due::ahead_without(books, index)) {
        Some(later) => {
            let id = books.ids().id_of(later).unwrap_or_default().to_owned();
            Err(LedgerRule::RestsOn { entry: index, later, id }.into())
        }
        None => Ok(()),
    }
}
