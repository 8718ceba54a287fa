//! Organizations merge and divide: what is given stands there, what is taken is what was given, and who gave everything is over.

use super::{
    Instruction, Order, Refusal, known, ledger,
    money::amounts_above_zero,
    refusal::{LedgerRule, MemberRule, OrganizationRule, ReadingRule, ensure, posting, too_large},
    registers::in_order,
};
use crate::{
    books::{AccountKey, Books, Side, voucher},
    event::{Event, Fact, FactKind, OrganizationAct, OrganizationChanged, Roll},
    unit::{Day, Fen},
};
use std::collections::BTreeMap;

type Checked = Result<(), Refusal>;

/// An organization that was taken in by another records nothing more but what its keys and its households' texts need.
pub(super) fn not_over(books: &Books, order: &Instruction) -> Checked {
    let Some(cut) = books.over() else { return Ok(()) };
    let kind = match &order.order {
        Order::Record(fact, _) => Some(fact.of_kind()),
        Order::DeclarePayout(_)
        | Order::PayPayout(_)
        | Order::ReturnPayout(_)
        | Order::Revise(_)
        | Order::Correct(_) => None,
    };
    let still = matches!(
        kind,
        Some(
            FactKind::KeyAdmitted
                | FactKind::KeyRetired
                | FactKind::KeyRevoked
                | FactKind::LedgerKeyReplaced
                | FactKind::AttestationRecorded
                | FactKind::HouseholdsStated
                | FactKind::HouseholdErased
                | FactKind::Informed
        )
    );
    ensure(still, || OrganizationRule::Over { kind: order.kind().to_owned(), cut })
}

/// Checks what is given or taken, and fills in what the giving ledger says of it.
pub(super) fn change(books: &Books, on: Day, o: &OrganizationChanged) -> Result<OrganizationChanged, Refusal> {
    ensure(!o.lines.is_empty(), || MemberRule::Without { at: "organization".to_owned(), member: "lines" })?;
    amounts_above_zero("organization", &o.lines)?;
    mirrored(o)?;
    let own = books.origin().is_some_and(|own| *own == o.other.origin);
    ensure(!own, || OrganizationRule::Itself { origin: o.other.origin.clone() })?;
    once(books, o)?;
    known::own_accounts_only(books, &o.lines_here())?;
    in_order("cut", o.cut, on)?;
    let event = Event::plain(Fact::OrganizationChanged(o.clone()));
    let lines = voucher(books, on, &event).map_err(|e| posting(&event, e))?;
    let (debit, credit) = (lines.total(Side::Debit), lines.total(Side::Credit));
    let (debit, credit) = debit.zip(credit).ok_or_else(|| too_large("organization"))?;
    ensure(debit == credit, || OrganizationRule::Unbalanced { debit, credit })?;
    if o.act.is_in() {
        return Ok(o.clone());
    }
    let mut moved: BTreeMap<&AccountKey, Fen> = BTreeMap::new();
    for line in lines.lines() {
        let amount = if line.side == Side::Debit { line.amount } else { line.amount.negated() };
        let sum = moved.entry(&line.key).or_default();
        *sum = sum.capped_plus(amount);
    }
    for (key, moved) in moved.iter().filter(|(_, moved)| **moved != Fen::ZERO) {
        let side = if *moved > Fen::ZERO { Side::Credit } else { Side::Debit };
        let most = books.left_from(key, on, side, moved.absolute()).max(Fen::ZERO);
        ensure(moved.absolute() <= most, || OrganizationRule::AboveBalance {
            key: format!("{} {} {}", key.account, key.holder, key.purpose).trim_end().replace("  ", " "),
            most,
            moved: moved.absolute(),
        })?;
    }
    if o.act == OrganizationAct::MergedOut {
        nothing_stays(books, &moved)?;
    }
    given(books, o)
}

/// What went over goes over once, and whoever was taken in has nothing left that could come. A ledger has one root at
/// each size.
fn once(books: &Books, o: &OrganizationChanged) -> Checked {
    let mirror = OrganizationChanged::mirror_of(&o.lines).map_err(unwritable)?;
    for before in books.handed_over().iter().filter(|before| before.other.origin == o.other.origin) {
        let (entry, same_size) = (before.entry, before.other.size == o.other.size);
        let same = before.act == o.act && before.mirror == mirror && (before.cut == o.cut || same_size);
        let nothing_left = before.act == OrganizationAct::MergedIn && o.act.is_in();
        ensure(!same && !nothing_left, || OrganizationRule::Twice { entry, act: o.act, mirror })?;
        ensure(!same_size || before.other.root == o.other.root, || OrganizationRule::OtherRoot {
            entry,
            root: before.other.root,
            found: o.other.root,
        })?;
    }
    Ok(())
}

/// Who is taken in gives all that stands in its books.
fn nothing_stays(books: &Books, moved: &BTreeMap<&AccountKey, Fen>) -> Checked {
    for account in books.chart().accounts.keys() {
        for (key, turnover) in books.accounts().under(account) {
            let stays = turnover.net().capped_plus(moved.get(key).map_or(Fen::ZERO, |moved| *moved));
            ensure(stays == Fen::ZERO, || OrganizationRule::Stays {
                key: format!("{} {} {}", key.account, key.holder, key.purpose).trim_end().replace("  ", " "),
                stays,
            })?;
        }
    }
    Ok(())
}

/// What is taken has the digest that the other's entry says of it; what is given may say it, and then rightly.
fn mirrored(o: &OrganizationChanged) -> Checked {
    let lines = OrganizationChanged::mirror_of(&o.lines).map_err(unwritable)?;
    match o.mirror {
        None if o.act.is_in() => Err(MemberRule::Missing { at: "organization".to_owned(), member: "mirror" }.into()),
        Some(other) if other != lines => Err(OrganizationRule::Differs { other, lines }.into()),
        None | Some(_) => Ok(()),
    }
}

fn unwritable(why: crate::log::JsonError) -> Refusal {
    let why = crate::event::EventError::Body("organization.changed".to_owned(), why.to_string());
    ReadingRule::Unwritable { kind: "organization.changed".to_owned(), why: Box::new(why) }.into()
}

fn given(books: &Books, o: &OrganizationChanged) -> Result<OrganizationChanged, Refusal> {
    let (count, root) = ledger::state(books);
    let roll = (count > 0).then_some(Roll { count, root });
    if let Some(stated) = o.roll.filter(|stated| Some(*stated) != roll) {
        return Err(LedgerRule::OtherRoot { computed: root, stated: stated.root }.into());
    }
    let mirror = OrganizationChanged::mirror_of(&o.lines).map_err(unwritable)?;
    Ok(OrganizationChanged { mirror: Some(mirror), roll, ..o.clone() })
}
