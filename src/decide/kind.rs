//! A sheet is declared only on a contract of its kind: one about what the sheet reads. Where it reads nothing
//! of any contract and asks its other side to pay afterwards, it is one about what its purposes say, and about
//! households' land, houses, capital or work in any case.

use super::{Code, Refusal, dictionary, facts::Ask, once, refusal::require};
use crate::{
    books::{Books, Contract, postings},
    scheme::{CheckedSheet, PartyKind, Tag},
};
use std::collections::BTreeSet;

/// What a contract may be about, and what a sheet then reads of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Land,
    Houses,
    Capital,
    Work,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Land, Kind::Houses, Kind::Capital, Kind::Work];

    /// Registers of the dictionary that hold rows of such contracts only.
    fn registers(self) -> &'static [&'static str] {
        match self {
            Kind::Land => &["地块", "租期"],
            Kind::Houses => &["房屋", "集体房屋"],
            Kind::Capital => &["出资", "集体出资"],
            Kind::Work => &["工种", "人", "工票"],
        }
    }

    fn told(self) -> &'static str {
        match self {
            Kind::Land => "a lease of parcels",
            Kind::Houses => "a lease of houses",
            Kind::Capital => "a contract of pooled capital",
            Kind::Work => "an employment with work_rates",
        }
    }

    fn is_of(self, books: &Books, contract: &Contract) -> bool {
        let (id, signed) = (&contract.signed.contract, &contract.signed);
        match self {
            Kind::Land => books.registers.parcels.values().any(|p| p.leased.iter().any(|(under, _)| under == id)),
            Kind::Houses => !signed.houses.is_empty(),
            Kind::Capital => {
                signed.terms.capital.is_some() || books.registers.capital.iter().any(|c| c.contract == *id)
            }
            Kind::Work => !signed.terms.work_rates.is_empty(),
        }
    }
}

/// The kinds that a sheet reads.
fn read(sheet: &CheckedSheet) -> BTreeSet<Kind> {
    let names = || sheet.registers().iter().filter_map(|r| dictionary::register(&r.name)).map(|r| r.zh);
    Kind::ALL.into_iter().filter(|kind| names().any(|zh| kind.registers().contains(&zh))).collect()
}

/// The kinds that the purposes of what a sheet pays speak of; any, where they speak of none.
fn named(sheet: &CheckedSheet) -> BTreeSet<Kind> {
    let tags = sheet.steps().iter().filter_map(|step| postings::moved(step, true)?.1);
    let kinds: BTreeSet<Kind> = tags
        .filter_map(|tag| match tag {
            Tag::LandRent => Some(Kind::Land),
            Tag::HouseRent => Some(Kind::Houses),
            Tag::Labour => Some(Kind::Work),
            _ => None,
        })
        .collect();
    if kinds.is_empty() { Kind::ALL.into_iter().collect() } else { kinds }
}

/// The contract is about something that the sheet reads.
pub(super) fn of_contract(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    fits(books, ask, &read(ask.sheet))
}

/// Where it reads nothing of any contract and its other side pays afterwards, about what its purposes say.
pub(super) fn of_purposes(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    let afterwards = ask.sources.is_empty() && once::paid_by(ask.sheet).contains(&PartyKind::Operator);
    match afterwards && read(ask.sheet).is_empty() {
        true => fits(books, ask, &named(ask.sheet)),
        false => Ok(()),
    }
}

fn fits(books: &Books, ask: &Ask<'_>, wanted: &BTreeSet<Kind>) -> Result<(), Refusal> {
    let Some(contract) = ask.contract else { return Ok(()) };
    let is = |kind: &Kind| kind.is_of(books, contract);
    let told = |kinds: &mut dyn Iterator<Item = Kind>| kinds.map(Kind::told).collect::<Vec<_>>().join(", ");
    let found = || match told(&mut Kind::ALL.into_iter().filter(is)) {
        none if none.is_empty() => "a contract of another kind".to_owned(),
        some => some,
    };
    let holds = wanted.is_empty() || wanted.iter().any(is);
    let subject = format!("{} {}", ask.sheet.id(), contract.signed.contract);
    require(holds, Code::ContractOfAnotherKind, subject, told(&mut wanted.iter().copied()), found())
}
