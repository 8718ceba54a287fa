//! What a household holds, folded again out of the entries that its statement carries.
//!
//! The registers of books that hold nothing but these entries give members, shares, areas, houses and
//! capital as the ledger's do. Not shown by them, and told only: under which lease a parcel or house
//! stands, and since when capital earns; others' entries decide that.

use super::Check;
use crate::{
    audit::FindingCode,
    books::{Books, CN_2023, Chart},
    event::{Attached, BlobSource, Entry, Event},
    log::{Draft, Hash, Json, SigningKey, UnverifiedEntry},
    statement::{Teller, value::Holdings},
    unit::{ContractId, ParcelId},
};

/// Kinds that change what a household holds.
const HOLDING: [&str; 13] = [
    "household.enrolled/1",
    "village.joined/1",
    "members.changed/1",
    "shares.granted/1",
    "shares.transferred/1",
    "parcel.registered/1",
    "parcel.remeasured/1",
    "house.registered/1",
    "entrustment.given/1",
    "entrustment.ended/1",
    "subscription.recorded/1",
    "household.split/1",
    "household.merged/1",
];

/// Kinds by which something comes from, or goes to, another household whose entries are not here.
const BETWEEN: [&str; 2] = ["household.split/1", "household.merged/1"];

struct NoBlobs;

impl BlobSource for NoBlobs {
    fn blob(&self, _: &Hash) -> Option<Vec<u8>> {
        None
    }
}

impl Check<'_> {
    /// The holdings are those that the entries give. True if that could be shown.
    pub(super) fn holdings(&mut self) -> bool {
        let statement = self.statement;
        let changing = statement.concerns.iter().filter(|c| HOLDING.contains(&c.kind.as_str()));
        let carried = |index: u64| self.carried.iter().any(|entry| entry.index() == index);
        let all_here = changing.into_iter().all(|c| carried(c.index) && !BETWEEN.contains(&c.kind.as_str()));
        let Some(held) = self.folded().filter(|_| all_here) else { return false };
        let Some((held, group)) = held else { return false };
        let group_said = statement.group.as_ref().map(ToString::to_string).unwrap_or_default();
        if group != group_said {
            self.find(FindingCode::StatementDiffers, "group", group, group_said);
        }
        for parcel in &statement.holdings.parcels {
            let Some(contract) = &parcel.contract else { continue };
            if !self.leased(contract, &parcel.parcel) {
                let found = format!("{} under {contract}", parcel.parcel);
                self.find(FindingCode::StatementDiffers, "parcels", "a lease that a carried contract gives", found);
            }
        }
        for ((what, expected), (_, found)) in lines(&held).into_iter().zip(lines(&statement.holdings)) {
            if expected != found {
                self.find(FindingCode::StatementDiffers, what, expected, found);
            }
        }
        true
    }

    /// True if a carried contract, or a change of it, names the parcel.
    fn leased(&self, contract: &ContractId, parcel: &ParcelId) -> bool {
        let names = |entry: &UnverifiedEntry| {
            let text = |name: &str| entry.body().member(name).and_then(Json::text).unwrap_or_default();
            let listed = |all: &Json| match all {
                Json::Array(all) => all.iter().any(|one| one.text() == Some(parcel.as_str())),
                _ => false,
            };
            text("contract") == contract.as_str() && entry.body().member("parcels").is_some_and(listed)
        };
        self.carried.iter().any(names)
    }

    /// The holdings and the group on registers made of the carried entries alone. The outer `None`
    /// where such registers cannot be begun.
    #[allow(clippy::option_option)]
    fn folded(&self) -> Option<Option<(Holdings, String)>> {
        let mut books = Books::of_chart(self.opening.clone()?, Chart::read(CN_2023).ok()?);
        // a throw-away key makes entries of what is proven to stand in the ledger
        let key = SigningKey::from_seed([7; 32]);
        let mut all: Vec<&UnverifiedEntry> = self.carried.iter().collect();
        all.sort_by_key(|entry| entry.index());
        for entry in all.into_iter().filter(|e| HOLDING.contains(&e.kind().to_string().as_str())) {
            let event = Event::read(&entry.kind().to_string(), entry.body(), &NoBlobs).ok()?;
            debug_assert!(matches!(event.attached, Attached::Nothing));
            let draft = Draft {
                about: entry.about().to_vec(),
                batch: (0, 1),
                body: entry.body().clone(),
                effective_on: entry.effective_on(),
                id: entry.id().clone(),
                index: entry.index(),
                key: key.public().id(),
                kind: entry.kind().clone(),
                origin: entry.origin().clone(),
                prev: Hash::ZERO,
                recorded_at: entry.recorded_at(),
            };
            let sealed = draft.sign(&key).ok()?.into_entry();
            books.apply(&Entry { sealed, event }).ok()?;
        }
        let household = &self.statement.household;
        let entered = books.registers.households.get(household);
        let group = entered.and_then(|h| h.group.as_ref()).map(ToString::to_string).unwrap_or_default();
        let teller = Teller::new(&books, Hash::ZERO, &NoBlobs);
        Some(teller.held(household, self.statement.as_of).map(|held| (held, group)))
    }
}

/// What is compared, one line for each kind of holding.
fn lines(held: &Holdings) -> [(&'static str, String); 5] {
    let day = |day: Option<crate::unit::Day>| day.map(|d| d.to_string()).unwrap_or_default();
    let shares = held.shares.iter().map(|s| format!("{} {}", s.class, s.shares));
    let parcels = held.parcels.iter().map(|p| {
        let (entrusted, ends) = (day(p.entrusted_until), day(p.land_contract_end));
        format!("{} {} {} {entrusted} {ends}", p.parcel, p.area_mu, p.area_m2)
    });
    let houses = held.houses.iter().map(|h| format!("{} {}", h.house, h.floor_m2));
    let capital = held.capital.iter().map(|c| format!("{} {}", c.contract, c.amount));
    let joined = |all: Vec<String>| all.join(", ");
    [
        ("members", held.members.to_string()),
        ("shares", joined(shares.collect())),
        ("parcels", joined(parcels.collect())),
        ("houses", joined(houses.collect())),
        ("capital", joined(capital.collect())),
    ]
}
