//! Facts behind which another one stands: a grant used behind works, shares by head behind members, money of
//! a year behind what was reported of it.

use super::{Code, Refusal, refusal::require};
use crate::{
    books::Books,
    event::{GrantUsed, ReportRecorded},
    unit::{ClassId, Fen, HouseholdId, Shares},
};

type Checked = Result<(), Refusal>;

/// Units of a class that gives each member one share.
const BY_HEAD: [&str; 4] = ["member", "1 per member", "成员", "人"];

/// What a grant becomes was spent on the works of its project; what is spent otherwise is paid out of it.
pub(super) fn grant(books: &Books, g: &GrantUsed) -> Checked {
    let stands = books.accounts.under(&books.chart.assets.works).filter(|(key, _)| key.purpose == g.project.as_str());
    let taken = books.works.get(&g.project).map(|works| works.taken).unwrap_or_default();
    let spent = Fen::capped_total(stands.map(|(_, turnover)| turnover.net())).capped_plus(taken);
    require(
        g.amount.fen() <= spent,
        Code::EarmarkedOverspent,
        &g.project,
        format!("at most {spent} spent on its works"),
        g.amount,
    )
}

/// A household with this many members has no more shares of a class that gives one to each.
pub(super) fn by_head(books: &Books, household: &HouseholdId, class: &ClassId, more: Shares, members: u32) -> Checked {
    let unit = books.registers.classes.get(class).map(|class| class.unit.as_str());
    if !unit.is_some_and(|unit| BY_HEAD.contains(&unit)) {
        return Ok(());
    }
    let held = books.registers.households.get(household).and_then(|h| h.shares.get(class)?.latest()).copied();
    let all = held.unwrap_or(Shares::ZERO).plus(more);
    let fits = all.is_some_and(|all| all.exact() <= crate::unit::Exact::whole(members.into()));
    let found = all.map_or_else(|| more.short(), Shares::short);
    require(
        fits,
        Code::MoreSharesThanHeld,
        format!("{household} {class}"),
        format!("at most {members}, one for each member"),
        found,
    )
}

/// A report is put right until money came by it.
pub(super) fn report(books: &Books, r: &ReportRecorded) -> Checked {
    let Some(contract) = books.contracts.get(&r.contract) else { return Ok(()) };
    let Some(stands) = contract.reports.get(&r.year) else { return Ok(()) };
    let came = books.parts_under(&r.contract).any(|part| part.year == Some(r.year));
    let figures = [
        ("revenue", stands.revenue.map(|m| m.fen()), r.revenue.map(|m| m.fen())),
        ("net_per_mu", stands.net_per_mu, r.net_per_mu),
    ];
    for (name, known, said) in figures {
        if let Some((known, said)) = known.zip(said).filter(|(known, said)| known != said && came) {
            return Err(Refusal::new(
                Code::StatedFigureDiffers,
                format!("{} {} {name}", r.contract, r.year),
                known,
                said,
            ));
        }
    }
    Ok(())
}
