//! What stands behind an order beside the people who approve it: a resolution, a notice, and no open objection.

use super::{OrderLine, effect::Effect, row_name};
use crate::{
    books::{DecidedItem, ProposalState},
    decide::{
        DeclarePayout, Instruction, Order, Refusal,
        refusal::{ApprovalRule, NoticeRule, ResolutionRule, ensure},
    },
    event::{Displayed, Fact},
    log::Json,
    policy::{NoticeSort, PolicyRow, Seat, Sitting, missing},
    unit::{Fen, Money, Text},
};
use std::collections::BTreeMap;

type Checked = Result<(), Refusal>;

/// The resolution that an order names.
fn named(line: &OrderLine) -> Option<&str> {
    line.beside.resolution.as_ref().map(Text::as_str).or_else(|| line.asked.member("resolution").and_then(Json::text))
}

/// A resolution of one of the row's subjects, with minutes, that shows what the order does and has room for it.
pub(super) fn resolved(effect: &Effect<'_>, row: &PolicyRow) -> Checked {
    if row.resolution.is_empty() {
        return Ok(());
    }
    let decided = named(effect.line).and_then(|name| effect.books.governance().meetings().decided().get(name));
    let item = decided.ok_or_else(|| ApprovalRule::NoResolution {
        row: row_name(row),
        subjects: row.resolution.iter().cloned().collect::<Vec<_>>().join(", "),
    })?;
    let resolution = || item.decided.resolution.clone();
    ensure(row.resolution.contains(&item.subject), || ResolutionRule::OtherSubject {
        row: row_name(row),
        resolution: resolution(),
        subject: item.subject.clone(),
    })?;
    if let Some(by) = item.annulled {
        return Err(ResolutionRule::Annulled { resolution: resolution(), by }.into());
    }
    minutes(effect, item)?;
    let is = values(effect);
    for name in &row.bind {
        let shown = item.decided.binds.iter().find(|shown| shown.name.as_str() == name);
        let (shown, found) = (shown.map(|shown| &shown.value), is.get(name));
        ensure(found.is_some() && shown == found, || ResolutionRule::ShowsOther {
            resolution: resolution(),
            name: name.clone(),
            shown: shown.cloned(),
            found: found.cloned(),
        })?;
    }
    if let Some(last) = item.decided.until {
        ensure(effect.recorded <= last, || ResolutionRule::Over {
            resolution: resolution(),
            last,
            found: effect.recorded,
        })?;
    }
    has_room(effect, item)
}

/// Those whom the policy names, and not who recorded it, have acknowledged the minutes.
fn minutes(effect: &Effect<'_>, item: &DecidedItem) -> Checked {
    let governance = effect.books.governance();
    let seats: &[Seat] = governance.policy(effect.books.size()).map_or(&[], |policy| &policy.minutes);
    let author = super::person_of(effect.books, &item.key);
    let others = item.acknowledged.iter().filter(|(person, _)| *person != author);
    let people: Vec<Sitting<'_>> = others.map(|(person, offices)| (person.as_str(), offices)).collect();
    let left = missing(seats, &people);
    ensure(left.is_empty(), || ResolutionRule::MinutesUnsigned {
        resolution: item.decided.resolution.clone(),
        seats: left.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    })
}

/// A ceiling over all orders that name it; without one it carries one proposal of a kind.
fn has_room(effect: &Effect<'_>, item: &DecidedItem) -> Checked {
    let name = item.decided.resolution.as_str();
    let mut spent = spends(effect.order);
    for (index, proposal) in effect.books.governance().proposals() {
        let ProposalState::InEffect(..) = proposal.state else { continue };
        let own = std::ptr::eq(proposal, effect.proposal);
        let lines = proposal.orders.iter().filter_map(|line| OrderLine::read(line).ok());
        for line in lines.filter(|line| named(line) == Some(name)) {
            let other = line.instruction(proposal.recorded)?;
            let before = !own && other.id != effect.order.id;
            if item.decided.at_most.is_none() && before && other.kind() == effect.order.kind() {
                let resolution = item.decided.resolution.clone();
                return Err(ResolutionRule::Used { resolution, by: *index }.into());
            }
            // within one proposal those in front of this one
            let in_front = own && effect.books.ids().entry_of(other.id.as_str()).is_some();
            if before || in_front {
                spent = spent.capped_plus(spends(&other));
            }
        }
    }
    let Some(most) = item.decided.at_most else { return Ok(()) };
    ensure(spent <= most.fen(), || ResolutionRule::AboveCeiling {
        resolution: item.decided.resolution.clone(),
        most: most.to_string(),
        found: Money::from_fen(spent).map_or_else(|| spent.to_string(), |money| money.to_string()),
    })
}

/// What an order takes of a ceiling.
fn spends(order: &Instruction) -> Fen {
    let Order::Record(fact, _) = &order.order else { return Fen::ZERO };
    if let Fact::PaymentRecorded(p) = fact {
        return Fen::capped_total(p.parts.iter().map(|part| part.amount.fen()));
    }
    if let Fact::WorksOrdered(w) = fact {
        return w.amount.fen();
    }
    Fen::ZERO
}

/// What an order does that a resolution or a notice must show, by name.
fn values(effect: &Effect<'_>) -> BTreeMap<String, Text> {
    let mut all = BTreeMap::new();
    let mut say = |name: &str, value: String| {
        all.extend(value.parse::<Text>().ok().map(|value| (name.to_owned(), value)));
    };
    match &effect.order.order {
        Order::DeclarePayout(d) => {
            if let Some(hash) = sheet_of(effect, d) {
                say("sheet", hash);
            }
            if let Some(pool) = d.stated.as_ref().and_then(|stated| stated.pool) {
                say("pool", pool.to_string());
            }
        }
        Order::PayPayout(p) => {
            if let Some(payout) = effect.books.payouts().get(&p.payout) {
                say("lines", payout.declared.lines.root.to_string());
            }
        }
        Order::Record(Fact::PolicyAdopted(p), _) => say("policy", p.policy.blob.to_string()),
        Order::Record(Fact::SchemeAdopted(s), _) => say("sheet", s.sheet.blob.to_string()),
        Order::Record(Fact::ContractSigned(c), _) => say("contract", c.contract.to_string()),
        Order::Record(Fact::ContractAmended(c), _) => say("contract", c.contract.to_string()),
        Order::Record(..) | Order::ReturnPayout(_) | Order::Revise(_) | Order::Correct(_) => {}
    }
    all
}

fn sheet_of(effect: &Effect<'_>, d: &DeclarePayout) -> Option<String> {
    let versions = effect
        .books
        .schemes()
        .iter()
        .filter(|((scheme, version), _)| *scheme == d.scheme && d.version.is_none_or(|wanted| wanted == *version));
    versions.map(|(_, adopted)| adopted.hash.to_string()).next_back()
}

/// What the row wants on the wall was there long enough.
pub(super) fn shown(effect: &Effect<'_>, row: &PolicyRow) -> Checked {
    let Some(sort) = row.notice else { return Ok(()) };
    let word = || format!("{sort:?}").to_lowercase();
    let is = values(effect);
    let displayed = |name: &String| Some(Displayed { name: name.parse().ok()?, value: is.get(name)?.clone() });
    let wanted: Vec<Displayed> = row.bind_notice.iter().filter_map(displayed).collect();
    let notices = || {
        let all = effect.books.governance().meetings().notices().values();
        all.filter(|notice| notice.shown.sort == sort)
    };
    ensure(notices().next().is_some(), || NoticeRule::Missing { row: row_name(row), sort: word() })?;
    let whole = wanted.len() == row.bind_notice.len();
    let same = notices().filter(|notice| whole && notice.shown.shows(&wanted));
    let Some(begins) = same.map(|notice| notice.begins()).min() else {
        return Err(NoticeRule::Other { row: row_name(row), sort: word() }.into());
    };
    let policy = effect.books.governance().policy(effect.books.size());
    let days = policy.map_or(0, |policy| match sort {
        NoticeSort::Plan => policy.days.plan,
        NoticeSort::Roll | NoticeSort::Result | NoticeSort::Accounts | NoticeSort::Contract => policy.days.result,
    });
    let first = begins.plus_days(i64::from(days)).unwrap_or(begins);
    let found = effect.recorded;
    ensure(found >= first, || NoticeRule::Short { row: row_name(row), first, found })
}

/// No open objection holds what the order pays.
pub(super) fn not_held(effect: &Effect<'_>, row: &PolicyRow) -> Checked {
    let Order::PayPayout(pay) = &effect.order.order else { return Ok(()) };
    if !row.objections {
        return Ok(());
    }
    let open = effect.books.objections().values().filter(|objection| objection.answered.is_none());
    for objection in open.filter(|objection| objection.raised.payout.as_ref() == Some(&pay.payout)) {
        let household = &objection.raised.household;
        let paid = pay.lines.is_empty() || pay.lines.iter().any(|line| line.household == *household);
        ensure(!paid, || NoticeRule::HoldsLine {
            objection: objection.raised.objection.clone(),
            household: household.clone(),
        })?;
    }
    Ok(())
}
