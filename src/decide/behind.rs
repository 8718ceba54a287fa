//! Facts behind which another one stands: a grant used behind works, shares by head behind members, money of
//! a year behind what was reported of it, asset cards behind the assets in the books.

use super::{
    Refusal,
    refusal::{ContractRule, MoneyRule, ShareRule, ensure},
};
use crate::{
    books::{Books, ShareClass, Side, ThingCard, Voucher, WornClass, is_detail},
    event::{ClaimPart, ClaimRecorded, Fact, GrantUsed, Regime, ReportRecorded, VoucherLine},
    unit::{AssetId, ClassId, Day, Fen, HouseholdId, ProjectId, Shares},
};
use std::collections::BTreeMap;

type Checked = Result<(), Refusal>;

/// What a grant becomes was spent on the works of its project, with what was used before; what is spent
/// otherwise is paid out of it.
pub(super) fn grant(books: &Books, g: &GrantUsed) -> Checked {
    let (spent, used) = (books.spent_on(g.project.as_str()), books.used_for(g.project.as_str()));
    let fits = used.capped_plus(g.amount.fen()) <= spent;
    ensure(fits, || MoneyRule::GrantBeforeWorks {
        project: g.project.clone(),
        spent: spent.capped_minus(used).max(Fen::ZERO),
        amount: g.amount,
    })
}

/// A levy that becomes the fund's was spent on the works of its project, and all of them together on works: with the grants
/// and levies that were used before.
pub(super) fn levies(books: &Books, c: &ClaimRecorded) -> Checked {
    let levies = |part: &&ClaimPart| books.chart().claim.get(part.claim.as_str()).is_some_and(|rule| rule.by_project);
    let mut left = books.works_uncovered();
    for part in c.parts.iter().filter(levies) {
        let own = part.project.as_ref().map(ProjectId::as_str);
        let of = own.map(|project| books.spent_on(project).capped_minus(books.used_for(project)));
        let spent = of.map_or(left, |of| of.min(left)).max(Fen::ZERO);
        ensure(part.amount.fen() <= spent, || MoneyRule::LevyBeforeWorks {
            at: own.unwrap_or(part.claim.as_str()).to_owned(),
            spent,
            amount: part.amount,
        })?;
        left = left.capped_minus(part.amount.fen());
    }
    Ok(())
}

/// Works for which a grant was used stay spent: no line takes them away again, but those that make them assets.
pub(super) fn works_stay(books: &Books, fact: &Fact, voucher: &Voucher) -> Checked {
    if matches!(fact, Fact::WorksAccepted(_)) {
        return Ok(());
    }
    let mut moved: BTreeMap<&str, Fen> = BTreeMap::new();
    for line in voucher.lines().iter().filter(|line| line.key.account == books.chart().assets.works) {
        let sum = moved.entry(line.key.purpose.as_str()).or_default();
        *sum = sum.capped_plus(if line.side == Side::Debit { line.amount } else { line.amount.negated() });
    }
    for (project, moved) in moved.into_iter().filter(|(_, moved)| *moved < Fen::ZERO) {
        let (spent, used) = (books.spent_on(project), books.used_for(project));
        let most = spent.capped_minus(used).max(Fen::ZERO);
        let fits = used == Fen::ZERO || moved.negated() <= most;
        ensure(fits, || MoneyRule::WorksOfGrant { project: project.to_owned(), most, taken: moved.negated() })?;
    }
    Ok(())
}

fn is_by_head(books: &Books, class: &ClassId) -> bool {
    books.registers().classes().get(class).is_some_and(ShareClass::by_head)
}

/// Shares that are given to a household of a class that gives each member one, with `come` members who come
/// in the same entry: on that day and on every later one it holds no more than it has members, and nobody is
/// given a share again because his first one was passed on.
pub(super) fn given(
    books: &Books,
    household: &HouseholdId,
    class: &ClassId,
    more: Shares,
    (on, come): (Day, u32),
) -> Checked {
    if !is_by_head(books, class) {
        return Ok(());
    }
    no_more_than_heads(books, household, class, more, (on, come))?;
    let members = books.registers().households().get(household).map_or(0, |h| h.members_now()).saturating_add(come);
    let all = books.registers().given(household, class).plus(more);
    let fits = all.is_some_and(|all| all <= Shares::whole(members));
    ensure(fits, || ShareRule::MoreThanGiven {
        household: household.clone(),
        class: class.clone(),
        members,
        all: all.unwrap_or(more),
    })
}

/// Shares that come to a household from another one. A class by head that is open follows the heads: who
/// takes one in has a member without; a closed one is bounded by its total.
pub(super) fn passed(books: &Books, household: &HouseholdId, class: &ClassId, more: Shares, on: Day) -> Checked {
    let open = books.registers().classes().get(class).is_some_and(|c| c.regime == Regime::Open);
    if open && is_by_head(books, class) { no_more_than_heads(books, household, class, more, (on, 0)) } else { Ok(()) }
}

/// Shares that members take with them into a new household.
pub(super) fn taken_along(books: &Books, household: &HouseholdId, class: &ClassId, taken: Shares, go: u32) -> Checked {
    let fits = !is_by_head(books, class) || taken <= Shares::whole(go);
    ensure(fits, || ShareRule::MoreThanHeads {
        household: household.clone(),
        class: class.clone(),
        members: go,
        all: taken,
    })
}

fn no_more_than_heads(
    books: &Books,
    household: &HouseholdId,
    class: &ClassId,
    more: Shares,
    (on, come): (Day, u32),
) -> Checked {
    let known = books.registers().households().get(household);
    let held = known.and_then(|h| h.shares.get(class));
    let changes = held.into_iter().flat_map(|held| held.days_from(on));
    let days = known.into_iter().flat_map(|h| h.members.days_from(on)).chain(changes).chain([on]);
    for day in days {
        let members = known.map_or(0, |h| h.members_at(day)).saturating_add(come);
        let all = held.and_then(|held| held.as_at(day)).copied().unwrap_or(Shares::ZERO).plus(more);
        let fits = all.is_some_and(|all| all <= Shares::whole(members));
        ensure(fits, || ShareRule::MoreThanHeads {
            household: household.clone(),
            class: class.clone(),
            members,
            all: all.unwrap_or(more),
        })?;
    }
    Ok(())
}

/// A card for an asset that the books have: its cost stands under its name, or is there under none.
pub(super) fn card(books: &Books, asset: &AssetId, cost: Fen) -> Checked {
    let own = books.cost_of(asset.as_str());
    let most = if own == Fen::ZERO { books.cost_without_card() } else { own };
    let fits = if own == Fen::ZERO { cost <= most } else { cost == own };
    ensure(fits, || match own {
        Fen::ZERO => MoneyRule::CardBeyondBooks { asset: asset.clone(), most, cost },
        own => MoneyRule::StatedDiffers { at: asset.to_string(), computed: own, stated: cost },
    })
}

/// What stands in the books under a thing's name is what its card says.
pub(super) fn stands(asset: &AssetId, there: Fen, cost: Fen) -> Checked {
    ensure(there == cost, || MoneyRule::StatedDiffers { at: asset.to_string(), computed: there, stated: cost })
}

/// The same of a card whose cost was wrong.
pub(super) fn revised_card(books: &Books, asset: &AssetId, was: Fen, cost: Fen) -> Checked {
    match books.cost_of(asset.as_str()) {
        Fen::ZERO => {
            let most = books.cost_without_card().capped_plus(was);
            ensure(cost <= most, || MoneyRule::CardBeyondBooks { asset: asset.clone(), most, cost })
        }
        own => ensure(cost == own, || MoneyRule::StatedDiffers { at: asset.to_string(), computed: own, stated: cost }),
    }
}

/// Opening balances hold what the cards say that were registered before them.
pub(super) fn cards(books: &Books, lines: &[VoucherLine]) -> Checked {
    let costs = || lines.iter().filter(|line| is_detail(line.account.as_str(), &books.chart().assets.cost));
    let sum = |lines: &mut dyn Iterator<Item = &VoucherLine>| {
        Fen::capped_total(lines.filter_map(|line| line.debit).map(|amount| amount.fen()))
    };
    let named = |asset: &str| costs().any(|line| line.holder.as_ref().is_some_and(|holder| holder.as_str() == asset));
    let mut unnamed = sum(&mut costs().filter(|line| line.holder.is_none()));
    for (asset, card) in books.registers().assets().iter().filter(|(_, card)| card.class == WornClass::Fixed) {
        let own = sum(&mut costs().filter(|line| line.holder.as_ref().is_some_and(|h| h.as_str() == asset.as_str())));
        let cost = card.cost.fen();
        let found = if named(asset.as_str()) { own } else { unnamed };
        let fits = if named(asset.as_str()) { own == cost } else { cost <= unnamed };
        ensure(fits, || MoneyRule::StatedDiffers { at: asset.to_string(), computed: cost, stated: found })?;
        if !named(asset.as_str()) {
            unnamed = unnamed.capped_minus(cost);
        }
    }
    let registers = books.registers();
    let others = registers.assets().keys().chain(registers.heaps().keys()).filter_map(|asset| {
        let card = books.card(asset)?;
        let of = books.accounts_of(card.class())?;
        // those were looked at, and of a deferred expense there stands what is left of it
        let other = |worn: &WornClass| matches!(worn, WornClass::Fixed | WornClass::Deferred);
        let looked = matches!(&card, ThingCard::Worn(worn) if other(&worn.class));
        (!looked).then(|| (asset, card.cost(), of.cost.to_owned()))
    });
    for (asset, cost, account) in others {
        let own = lines.iter().filter(|line| is_detail(line.account.as_str(), &account));
        let own = own.filter(|line| line.holder.as_ref().is_some_and(|holder| holder.as_str() == asset.as_str()));
        stands(asset, sum(&mut { own }), cost)?;
    }
    Ok(())
}

/// A report is put right until money came by it.
pub(super) fn report(books: &Books, r: &ReportRecorded) -> Checked {
    let Some(contract) = books.contract(&r.contract) else { return Ok(()) };
    let Some(stands) = contract.reports.get(&r.year) else { return Ok(()) };
    let came = books.parts_under(&r.contract).any(|part| part.year == Some(r.year));
    let figures = [
        ("revenue", stands.revenue.map(|m| m.fen()), r.revenue.map(|m| m.fen())),
        ("net_per_mu", stands.net_per_mu, r.net_per_mu),
    ];
    for (name, known, said) in figures {
        if let Some((known, said)) = known.zip(said).filter(|(known, said)| known != said && came) {
            let (contract, year) = (r.contract.clone(), r.year);
            return Err(ContractRule::ReportedOtherwise { contract, year, figure: name, known, said }.into());
        }
    }
    Ok(())
}
