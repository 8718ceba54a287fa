//! An order as rows see it.

use super::interest;
use crate::{
    books::Books,
    decide::{DeclarePayout, Instruction, Order, Refusal, refusal::NeedRule},
    event::{Attached, Bindings, ContractSigned, Direction, Fact},
    log::Json,
    policy::{Facet, Otherwise, Policy, Selected},
    scheme::{self, CheckedSheet, PartyKind},
    unit::{Day, Fen},
};

/// What rows read of an order: one for each part of a payment, else one.
pub(super) fn of(books: &Books, policy: &Policy, order: &Instruction, recorded: Day) -> Vec<Facet> {
    let kind = match &order.order {
        Order::Record(fact, _) => fact.name(),
        Order::DeclarePayout(_) => "payout.declared",
        Order::PayPayout(_) => "payout.paid",
        Order::ReturnPayout(_) => "payout.returned",
        Order::Revise(_) => "register.revised",
        Order::Correct(_) => "entry.corrected",
    };
    let mut facet = Facet::of(kind);
    if let Ok(Json::Object(members)) = order.members() {
        for (name, value) in &members {
            said(&mut facet, name, value);
        }
    }
    match &order.order {
        Order::DeclarePayout(d) => facet = classed(books, d, facet),
        Order::Revise(r) => facet = facet.with(Selected::Register, r.row.register().word()),
        Order::Record(fact, _) => return of_fact((books, policy, recorded), order, fact, facet),
        Order::PayPayout(_) | Order::ReturnPayout(_) | Order::Correct(_) => {}
    }
    vec![facet]
}

/// What the members of an order say that rows select by.
fn said(facet: &mut Facet, name: &str, value: &Json) {
    let what = match name {
        "part" => Selected::Part,
        "account" => Selected::Account,
        "reason" => Selected::Reason,
        "office" => Selected::Office,
        "mode" => Selected::Mode,
        "act" | "change" | "what" => Selected::Act,
        "set" | "clear" => return members_of(facet, value),
        "lines" | "parts" | "came" | "went" | "retained" => return inside(facet, value),
        _ => return,
    };
    if let Some(word) = value.text() {
        facet.traits.entry(what).or_default().insert(word.to_owned());
    }
}

/// The members that a revision says otherwise, or takes out.
fn members_of(facet: &mut Facet, value: &Json) {
    let names: Vec<String> = match value {
        Json::Object(members) => members.keys().cloned().collect(),
        Json::Array(all) => all.iter().filter_map(Json::text).map(ToOwned::to_owned).collect(),
        Json::Text(_) | Json::Integer(_) | Json::Bool(_) => Vec::new(),
    };
    facet.traits.entry(Selected::Member).or_default().extend(names);
}

fn inside(facet: &mut Facet, value: &Json) {
    match value {
        Json::Object(members) => members.iter().for_each(|(name, value)| said(facet, name, value)),
        Json::Array(all) => all.iter().for_each(|value| inside(facet, value)),
        Json::Text(_) | Json::Integer(_) | Json::Bool(_) => {}
    }
}

/// What rows read of a fact.
fn of_fact(
    (books, policy, recorded): (&Books, &Policy, Day),
    order: &Instruction,
    fact: &Fact,
    mut facet: Facet,
) -> Vec<Facet> {
    if let Fact::PaymentRecorded(p) = fact {
        let payees = interest::payees(books, order);
        let before = payees.iter().map(|payee| lately(books, policy, payee, recorded)).max();
        let before = before.unwrap_or(Fen::ZERO);
        let own = Fen::capped_total(p.parts.iter().map(|part| part.amount.fen()));
        let part = |part: &str| Facet {
            amount: Some(own.capped_plus(before)),
            ..Facet::of("payment.recorded").with(Selected::Part, part)
        };
        return p.parts.iter().map(|said| part(said.part.as_str())).collect();
    }
    if let Fact::WorksOrdered(w) = fact {
        facet.amount = Some(w.amount.fen());
    }
    if let (Fact::SchemeAdopted(adopted), Order::Record(_, Attached::Document(text))) = (fact, &order.order)
        && let Ok(sheet) = scheme::read(text)
        && let Some(class) = class(&sheet, &adopted.bindings())
    {
        facet = facet.with(Selected::Class, class);
    }
    if let Fact::ContractSigned(c) = fact {
        facet = contract(facet, c, c.last_day);
    }
    if let Fact::ContractAmended(a) = fact
        && let Some(signed) = books.contract(&a.contract)
    {
        facet = contract(facet, &signed.signed, a.last_day.or(signed.signed.last_day));
    }
    vec![facet]
}

/// What a contract is about, which way its money goes, for how long.
fn contract(mut facet: Facet, c: &ContractSigned, last: Option<Day>) -> Facet {
    let direction = match c.direction {
        Direction::Out => "out",
        Direction::In => "in",
    };
    facet = facet.with(Selected::Direction, direction);
    let about = [
        ("parcels", !c.parcels.is_empty()),
        ("houses", !c.houses.is_empty()),
        ("assets", !c.assets.is_empty()),
        ("principal", c.principal.is_some()),
    ];
    for (subject, _) in about.into_iter().filter(|(_, is)| *is) {
        facet = facet.with(Selected::Subject, subject);
    }
    facet.collective = c.direction == Direction::Out && (c.area_mu.is_some() || !c.assets.is_empty());
    facet.farmland = c.area_mu.is_some() || !c.parcels.is_empty();
    // whoever stands in a contract is registered as a party, and no member is
    facet.outsider = true;
    facet.years = c.first_day.zip(last).and_then(|(first, last)| years(first, last));
    facet
}

/// Whole years of a term, rounded up.
fn years(first: Day, last: Day) -> Option<u32> {
    (1_u32..200).find(|years| {
        let months = i32::try_from(years.saturating_mul(12)).ok();
        months.and_then(|months| first.plus_months(months)).is_some_and(|end| last < end)
    })
}

fn classed(books: &Books, d: &DeclarePayout, facet: Facet) -> Facet {
    let versions = books
        .schemes()
        .iter()
        .filter(|((scheme, version), _)| *scheme == d.scheme && d.version.is_none_or(|wanted| wanted == *version));
    let adopted = versions.map(|(_, adopted)| adopted).next_back();
    match adopted.and_then(|adopted| class(&adopted.sheet, &adopted.bound)) {
        Some(class) => facet.with(Selected::Class, class),
        None => facet,
    }
}

/// What a sheet is for, as rows of a policy call it: it shares a year's result, or compensation for land.
fn class(sheet: &CheckedSheet, bound: &Bindings) -> Option<&'static str> {
    const COMPENSATION: [&str; 2] = ["到账补偿款", "compensation_received"];
    let reads = |from: &str| bound.reads.iter().any(|read| read.from.as_str() == from);
    let built_in = sheet.inputs().iter().any(|input| COMPENSATION.contains(&input.name.as_str()));
    if built_in || reads("part.land_compensation_shared") {
        return Some("compensation");
    }
    let of_result = sheet.parties().iter().any(|party| party.kind == PartyKind::Books);
    (of_result || reads("statement.distributable")).then_some("distribution")
}

/// What a payee, or another party of the same officer's kin, got in the days that count with a payment.
fn lately(books: &Books, policy: &Policy, payee: &str, recorded: Day) -> Fen {
    let from = recorded.plus_days(-i64::from(policy.sum_days)).unwrap_or(recorded);
    let parties = books.registers().parties();
    let kin_of = |code: &str| parties.get(code).and_then(|party| party.kin_of.clone());
    let same = |other: &str| other == payee || kin_of(other).is_some_and(|kin| Some(kin) == kin_of(payee));
    let paid = books.governance().paid().iter();
    let counted = paid.filter(|paid| paid.recorded > from && same(&paid.payee)).map(|paid| paid.amount);
    Fen::capped_total(counted)
}

/// Orders that no row meets: as a policy says.
pub(super) fn unmet(policy: &Policy, order: &Instruction) -> Result<(), Refusal> {
    match policy.otherwise {
        Otherwise::Role => Ok(()),
        Otherwise::Two => Err(NeedRule::NeedsSecond { kind: order.kind().to_owned() }.into()),
        Otherwise::Refuse => Err(NeedRule::NoRow { kind: order.kind().to_owned() }.into()),
    }
}
