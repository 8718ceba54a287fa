//! A sheet is declared only on a contract of its kind: one about what the sheet reads. Where it reads nothing
//! of any contract and asks its other side to pay afterwards, it is one about what its purposes say, and about
//! households' land, houses, capital or work in any case.

use super::{
    ContractKind, Refusal,
    ask::Ask,
    dictionary, once,
    refusal::{SheetRule, ensure},
};
use crate::{
    books::{Books, Contract, Parcel},
    scheme::{CheckedSheet, PartyKind, Tag},
};
use std::collections::BTreeSet;

impl ContractKind {
    /// Registers of the dictionary that hold rows of such contracts only.
    fn registers(self) -> &'static [&'static str] {
        match self {
            ContractKind::Land => &["地块", "租期"],
            ContractKind::Houses => &["房屋", "集体房屋"],
            ContractKind::Capital => &["出资", "集体出资"],
            ContractKind::Work => &["工种", "人", "工票"],
        }
    }

    /// Sets of rows of such contracts only, which an adoption may give to a register.
    fn sets(self) -> &'static [&'static str] {
        match self {
            ContractKind::Land => &["parcel", "lease_run"],
            ContractKind::Houses => &["house", "house_run"],
            ContractKind::Capital => &["capital", "capital_run", "collective_capital_run"],
            ContractKind::Work => &[],
        }
    }

    fn is_of(self, books: &Books, contract: &Contract) -> bool {
        let (id, signed) = (&contract.signed.contract, &contract.signed);
        match self {
            ContractKind::Land => {
                let leased = |p: &Parcel| p.leased.iter().any(|(under, _)| under == id);
                signed.area_mu.is_some() || books.registers().parcels().values().any(leased)
            }
            ContractKind::Houses => !signed.houses.is_empty(),
            ContractKind::Capital => {
                signed.terms.capital.is_some() || books.registers().capital().iter().any(|c| c.contract == *id)
            }
            ContractKind::Work => !signed.terms.work_rates.is_empty(),
        }
    }
}

/// The kinds that a sheet reads, by its own words or by what its adoption says they are.
fn read(ask: &Ask<'_>) -> BTreeSet<ContractKind> {
    let reads = |kind: &ContractKind| {
        ask.sheet.registers().iter().any(|r| match dictionary::rows_said(ask.bound, &r.name) {
            Some(set) => kind.sets().contains(&set),
            None => dictionary::register(&r.name).is_some_and(|known| kind.registers().contains(&known.zh)),
        })
    };
    ContractKind::ALL.into_iter().filter(reads).collect()
}

/// The kinds that the purposes of what a sheet pays speak of; any, where they speak of none.
fn named(sheet: &CheckedSheet) -> BTreeSet<ContractKind> {
    let tags = sheet.steps().iter().filter_map(|step| step.moves(true)?.1);
    let kinds: BTreeSet<ContractKind> = tags
        .filter_map(|tag| match tag {
            Tag::LandRent => Some(ContractKind::Land),
            Tag::HouseRent => Some(ContractKind::Houses),
            Tag::Labour => Some(ContractKind::Work),
            Tag::Dividend
            | Tag::InvestmentReturn
            | Tag::Interest
            | Tag::ServiceFee
            | Tag::CollectiveIncome
            | Tag::Reserve
            | Tag::WelfareFund
            | Tag::LossCover
            | Tag::SetOff
            | Tag::Tax
            | Tag::Refund
            | Tag::PatronageReturn
            | Tag::Redemption
            | Tag::Retained
            | Tag::Works
            | Tag::Welfare
            | Tag::PassedOn
            | Tag::Compensation
            | Tag::Sundry => None,
        })
        .collect();
    if kinds.is_empty() { ContractKind::ALL.into_iter().collect() } else { kinds }
}

/// The contract is about something that the sheet reads.
pub(super) fn of_contract(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    fits(books, ask, &read(ask))
}

/// Where it reads nothing of any contract and its other side pays afterwards, about what its purposes say.
pub(super) fn of_purposes(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    let afterwards = ask.sources.is_empty() && once::paid_by(ask.sheet).contains(&PartyKind::Operator);
    match afterwards && read(ask).is_empty() {
        true => fits(books, ask, &named(ask.sheet)),
        false => Ok(()),
    }
}

fn fits(books: &Books, ask: &Ask<'_>, wanted: &BTreeSet<ContractKind>) -> Result<(), Refusal> {
    let Some(contract) = ask.contract else { return Ok(()) };
    let is = |kind: &ContractKind| kind.is_of(books, contract);
    let holds = wanted.is_empty() || wanted.iter().any(is);
    ensure(holds, || SheetRule::OtherKind {
        scheme: ask.sheet.id().clone(),
        contract: contract.signed.contract.clone(),
        wanted: wanted.iter().copied().collect(),
        is: ContractKind::ALL.into_iter().filter(is).collect(),
    })
}
