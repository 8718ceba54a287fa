//! What a household holds, folded again out of the entries that its statement carries.
//!
//! The registers of books that hold nothing but these entries give members, shares, areas, houses and
//! capital as the ledger's do. Not shown by them, and told only: under which lease a parcel or house
//! stands, and since when capital earns; others' entries decide that.

use super::{
    Check, Unshown, bare,
    carried::Carried,
    finding::{Field, Passage, StatementFault},
    land::{self, LandCourse},
};
use crate::{
    books::{Books, CN_2023, Chart},
    event::{Entry, Event, Fact, FactKind},
    log::{Draft, Hash, Json, Kind, SigningKey, UnverifiedEntry, to_json},
    statement::{
        OwnEntry, held, is_told, past, revised,
        value::{HeldRevision, Holdings, ParcelHeld, PastStep},
    },
    unit::{ContractId, Day, Fen, HouseholdId, Text},
};
use std::collections::BTreeMap;

/// What a kind does to what a household holds. Facts of those that change it name no blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// It changes nothing there.
    Nothing,
    /// It changes it.
    Changed,
    /// Something comes from, or goes to, another household whose entries are not here.
    Between,
}

/// What a kind does; one that this program does not know is not folded by any books.
fn holds(kind: &str) -> Holds {
    let Some(kind) = FactKind::of(kind) else { return Holds::Nothing };
    match kind {
        FactKind::HouseholdEnrolled
        | FactKind::VillageJoined
        | FactKind::MembersChanged
        | FactKind::SharesGranted
        | FactKind::SharesTransferred
        | FactKind::HoldingPassed
        | FactKind::ParcelRegistered
        | FactKind::ParcelRemeasured
        | FactKind::HouseRegistered
        | FactKind::RegisterRevised
        | FactKind::EntrustmentGiven
        | FactKind::EntrustmentEnded
        | FactKind::LandChanged
        | FactKind::SubscriptionRecorded => Holds::Changed,
        FactKind::HouseholdSplit | FactKind::HouseholdMerged => Holds::Between,
        // what a village has in a union is not of its holdings
        FactKind::VillageChanged
        | FactKind::OrganizationChanged
        | FactKind::LedgerOpened
        | FactKind::SettingChosen
        | FactKind::ChartExtended
        | FactKind::KeyAdmitted
        | FactKind::KeyRetired
        | FactKind::KeyRevoked
        | FactKind::LedgerKeyReplaced
        | FactKind::AttestationRecorded
        | FactKind::HouseholdsStated
        | FactKind::HouseholdErased
        | FactKind::EntryCorrected
        | FactKind::PartyRegistered
        | FactKind::BankRegistered
        | FactKind::ClassSet
        | FactKind::AssetRegistered
        | FactKind::AssetAcquired
        | FactKind::AssetChanged
        | FactKind::AssetDisposed
        | FactKind::AssetCounted
        | FactKind::ContractSigned
        | FactKind::ContractAmended
        | FactKind::ContractEnded
        | FactKind::ReportRecorded
        | FactKind::SeriesSet
        | FactKind::SeriesRecorded
        | FactKind::OpeningRecorded
        | FactKind::ReceiptRecorded
        | FactKind::PaymentRecorded
        | FactKind::ClaimRecorded
        | FactKind::VoucherRecorded
        | FactKind::IncomeReleased
        | FactKind::WorkRecorded
        | FactKind::WorksOrdered
        | FactKind::WorksAccepted
        | FactKind::GrantUsed
        | FactKind::SchemeAdopted
        | FactKind::PayoutDeclared
        | FactKind::PayoutPaid
        | FactKind::PayoutReturned
        | FactKind::YearStepped
        | FactKind::HouseReturned
        | FactKind::BuildingReceived
        | FactKind::HoldingHeld
        | FactKind::DebtSetOff
        | FactKind::ObjectionRaised
        | FactKind::ObjectionAnswered
        | FactKind::PlanPublished
        | FactKind::ResolutionPassed
        | FactKind::PersonRegistered
        | FactKind::KinDeclared
        | FactKind::OfficeTaken
        | FactKind::OfficeLeft
        | FactKind::PolicyAdopted
        | FactKind::OrderProposed
        | FactKind::OrderEffected
        | FactKind::OrderWithdrawn
        | FactKind::MeetingCalled
        | FactKind::MeetingHeld
        | FactKind::ItemDecided
        | FactKind::ResolutionAnnulled
        | FactKind::NoticeShown
        | FactKind::Informed => Holds::Nothing,
    }
}

/// A person comes in out of another household, whose entries are not here.
fn moves_in(household: &HouseholdId, kind: &str, body: &Json) -> bool {
    let sides = |list: &str, member: &str| -> Vec<&str> {
        let Some(Json::Array(items)) = body.member(list) else { return Vec::new() };
        items.iter().filter_map(|item| item.member(member).and_then(Json::text)).collect()
    };
    let here = body.member("household").and_then(Json::text) == Some(household.as_str());
    FactKind::of(kind) == Some(FactKind::MembersChanged)
        && ((here && !sides("came", "from_household").is_empty())
            || sides("went", "to_household").contains(&household.as_str()))
}

/// A house comes from another, whose entries say how large it is.
fn is_bought(household: &HouseholdId, kind: &str, body: &Json) -> bool {
    let Some(Json::Array(lines)) = body.member("lines") else { return false };
    let comes = |line: &Json| line.member("to").and_then(Json::text) == Some(household.as_str());
    FactKind::of(kind) == Some(FactKind::HoldingPassed) && body.member("house").is_some() && lines.iter().any(comes)
}

/// The kind that may make a row another's from the beginning.
const REVISED: &str = "register.revised/1";

/// True if a revision puts right what an entry of somebody else says of a parcel.
fn is_of_others(body: &Json, carried: impl Fn(u64) -> bool) -> bool {
    let of_parcel = body.member("register").and_then(Json::text) == Some("parcel");
    let wrong = body.member("entry").and_then(|entry| entry.member("index")).and_then(Json::integer);
    of_parcel && wrong.is_some_and(|index| !carried(index))
}

/// True if a revision says that land or a house was another's: whose it was, an entry of the other's may say.
fn is_moved(body: &Json) -> bool {
    let of_thing = matches!(body.member("register").and_then(Json::text), Some("parcel" | "house"));
    let set = body.member("set");
    of_thing && ["household", "owner"].iter().any(|member| set.and_then(|set| set.member(member)).is_some())
}

impl Check<'_> {
    /// How all this came to be is what the entries say, step by step.
    pub(super) fn past(&mut self) {
        if self.statement.past.is_none() {
            self.told.insert(Unshown::NoPast);
            return;
        }
        // an entry that is not proven is found elsewhere
        let here = |index: u64| self.carried.iter().any(|carried| carried.index() == index);
        if self.statement.concerns.iter().any(|concern| is_told(&concern.kind) && !here(concern.index)) {
            return;
        }
        let all: Vec<(u64, Day, String, &Json)> =
            self.in_order().iter().map(|c| (c.index(), c.entry.effective_on(), c.kind(), &c.body)).collect();
        let household = self.statement.household.as_str();
        let entries =
            all.iter().map(|(index, on, kind, body)| OwnEntry { household, index: *index, on: *on, kind, body });
        let right = past(entries, self.statement.as_of);
        let fields = [Field::Passings, Field::Land, Field::Contracts, Field::Organizations];
        for ((field, (_, right)), (_, found)) in fields.into_iter().zip(right.lists()).zip(self.statement.steps()) {
            if right != found {
                let only = |these: &[PastStep], others: &[PastStep]| {
                    let own = these.iter().filter(|step| !others.contains(step));
                    own.filter_map(|step| serde_json::to_string(step).ok()).collect::<Vec<_>>().join(" ")
                };
                self.differs(Passage::Part(field), only(right, found), only(found, right));
            }
        }
    }

    /// The carried entries in the order of the ledger.
    fn in_order(&self) -> Vec<&Carried> {
        let mut all: Vec<&Carried> = self.carried.iter().collect();
        all.sort_by_key(|carried| carried.index());
        all
    }

    /// The holdings are those that the entries give. True if that could be shown.
    pub(super) fn holdings(&mut self) -> bool {
        let statement = self.statement;
        let changing = statement.concerns.iter().filter(|c| holds(&c.kind) != Holds::Nothing);
        let here = |index: u64| self.carried.iter().any(|carried| carried.index() == index);
        let all_here = changing.into_iter().all(|c| here(c.index) && holds(&c.kind) != Holds::Between);
        let own = &statement.household;
        let moved = |carried: &Carried| {
            moves_in(own, &carried.kind(), &carried.body)
                || is_bought(own, &carried.kind(), &carried.body)
                || (carried.kind() == REVISED && is_moved(&carried.body))
                || (carried.kind() == REVISED && is_of_others(&carried.body, here))
        };
        let all_here = all_here && !self.carried.iter().any(moved);
        let Some(held) = self.folded().filter(|_| all_here) else { return false };
        let Some((held, group, put_right)) = held else { return false };
        if put_right != statement.revised {
            let said = |all: &[HeldRevision]| all.iter().map(revision_line).collect::<Vec<_>>().join(", ");
            self.differs(Passage::Part(Field::Revised), said(&put_right), said(&statement.revised));
        }
        let group_said = statement.group.as_ref().map(ToString::to_string).unwrap_or_default();
        if group != group_said {
            self.differs(Passage::Part(Field::Group), group, group_said);
        }
        let course = LandCourse::of(own, self.in_order().into_iter());
        let (others, parcels): (Vec<&ParcelHeld>, Vec<&ParcelHeld>) =
            statement.holdings.parcels.iter().partition(|held| course.is_elsewhere(held.parcel.as_str()));
        self.told.extend(others.iter().map(|held| Unshown::OthersLand { of: held.parcel.to_string() }));
        let parcels = parcels
            .into_iter()
            .map(|held| ((Field::Parcels, "parcels"), held.parcel.to_string(), held.contract.as_ref()));
        let houses = statement.holdings.houses.iter();
        let houses = houses.map(|held| ((Field::Houses, "houses"), held.house.to_string(), held.contract.as_ref()));
        for (what, code, said) in parcels.chain(houses) {
            self.lease(what, code, said, &course);
        }
        if !statement.holdings.capital.is_empty() {
            self.told.insert(Unshown::Since);
        }
        let said = lines(&statement.holdings, &course);
        for ((what, expected), (_, found)) in lines(&held, &course).into_iter().zip(said) {
            if expected != found {
                self.differs(Passage::Part(what), expected, found);
            }
        }
        true
    }

    /// The lease under which a parcel or house is said to stand is one that a carried contract, or a
    /// change of it, gives. That it ended earlier or runs on, an entry about others may say: it is told.
    fn lease(&mut self, (what, list): (Field, &str), code: String, said: Option<&ContractId>, course: &LandCourse) {
        // what was let before it was cut up is let under the code that it had then
        let codes = course.line(&code);
        let day = self.statement.as_of;
        let given = |carried: &Carried| -> Option<(String, Day, Option<Day>)> {
            let text = |name: &str| carried.body.member(name).and_then(Json::text);
            let named = match carried.body.member(list) {
                Some(Json::Array(all)) => {
                    all.iter().filter_map(Json::text).any(|one| codes.iter().any(|code| code == one))
                }
                _ => false,
            };
            let on = |name: &str| text(name).and_then(|day| day.parse().ok());
            let first = on("first_day").unwrap_or_else(|| carried.entry.effective_on());
            Some((text("contract").filter(|_| named)?.to_owned(), first, on("last_day")))
        };
        let given: Vec<_> = self.carried.iter().filter_map(given).filter(|(_, first, _)| *first <= day).collect();
        match said {
            Some(contract) if given.iter().any(|(given, ..)| given == contract.as_str()) => {
                self.told.insert(Unshown::LeaseDays);
            }
            Some(contract) => {
                let fault = StatementFault::NoSuchLease { of: code, contract: contract.to_string() };
                self.find(Passage::Part(what), fault);
            }
            None => {
                let runs = given.into_iter().find(|(_, _, last)| last.is_none_or(|last| day <= last));
                self.told.extend(runs.map(|(contract, ..)| Unshown::NoLease { of: code, contract }));
            }
        }
    }

    /// The holdings and the group on registers made of the carried entries alone. The outer `None`
    /// where such registers cannot be begun.
    fn folded(&self) -> Option<Option<(Holdings, String, Vec<HeldRevision>)>> {
        let mut books = Books::of_chart(self.opening.clone()?, Chart::read(CN_2023).ok()?);
        // a throw-away key makes entries of what is proven to stand in the ledger
        let key = SigningKey::from_seed([7; 32]);
        for carried in self.in_order().into_iter().filter(|c| holds(&c.kind()) != Holds::Nothing) {
            let body = bare(&carried.body);
            if carried.kind() == land::CHANGED {
                let known = |code: &str| books.registers().parcels().contains_key(code);
                for parcel in land::unregistered(&body, known) {
                    let (kind, said) = (land::REGISTERED.parse().ok()?, to_json(&parcel).ok()?);
                    let draft = draft_of(&carried.entry, &key, kind, said);
                    let sealed = draft.sign(&key).ok()?.into_entry();
                    books.apply(&Entry { sealed, event: Event::plain(Fact::ParcelRegistered(parcel)) }).ok()?;
                }
            }
            // written in its one form, as the ledger's own reader wants it
            let fact =
                Fact::read(&carried.kind(), &body).ok().filter(|fact| fact.body().is_ok_and(|own| own == body))?;
            let draft = draft_of(&carried.entry, &key, carried.entry.kind().clone(), carried.entry.body().clone());
            let sealed = draft.sign(&key).ok()?.into_entry();
            books.apply(&Entry { sealed, event: Event::plain(fact) }).ok()?;
        }
        let household = &self.statement.household;
        let entered = books.registers().households().get(household);
        let group = entered.and_then(|h| h.group_at(self.statement.as_of)).map(ToString::to_string).unwrap_or_default();
        let entries = self.statement.concerns.iter().map(|concern| concern.index);
        let put_right = revised(&books, entries, self.statement.as_of);
        Some(held(&books, household, self.statement.as_of).map(|held| (held, group, put_right)))
    }
}

/// An entry anew, as a throw-away key signs it.
fn draft_of(entry: &UnverifiedEntry, key: &SigningKey, kind: Kind, body: Json) -> Draft {
    Draft {
        about: entry.about().to_vec(),
        batch: (0, 1),
        body,
        effective_on: entry.effective_on(),
        id: entry.id().clone(),
        index: entry.index(),
        key: key.public().id(),
        kind,
        origin: entry.origin().clone(),
        prev: Hash::ZERO,
        recorded_at: entry.recorded_at(),
    }
}

/// A revision as one text.
fn revision_line(r: &HeldRevision) -> String {
    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, ToString::to_string);
    let what = format!("{} {} {} {}", r.register.word(), r.code, r.mode.word(), text(&r.member));
    format!("{} {} {} {what} {} {}", r.entry, r.date, r.from, text(&r.was), text(&r.is))
}

/// What is compared, one line for each kind of holding.
fn lines(held: &Holdings, course: &LandCourse) -> [(Field, String); 7] {
    let day = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
    let shares = held.shares.iter().map(|s| format!("{} {}", s.class, s.shares));
    let parcels = held.parcels.iter().map(|p| {
        let entrusted = p.entrusted_until.filter(|_| !course.is_elsewhere(p.parcel.as_str()));
        let (entrusted, ends) = (day(entrusted), day(p.land_contract_end));
        format!("{} {} {} {entrusted} {ends}", p.parcel, p.area_mu, p.area_m2)
    });
    let houses = held.houses.iter().map(|h| format!("{} {}", h.house, h.floor_m2));
    // how much there is in each: in how many rows it stands, others' entries decide
    let mut capital: BTreeMap<&ContractId, Fen> = BTreeMap::new();
    for held in &held.capital {
        let sum = capital.entry(&held.contract).or_default();
        *sum = sum.capped_plus(held.amount.fen());
    }
    let capital = capital.into_iter().map(|(contract, amount)| format!("{contract} {amount}"));
    let persons = held.persons.iter().map(|p| {
        let lies: Vec<String> = p.shares.iter().map(|s| format!("{} {}", s.class, s.shares)).collect();
        format!("{} {} {} {}", p.person, p.basis.word(), p.since, lies.join(" ")).trim_end().to_owned()
    });
    let kept = held.kept.iter().map(|k| format!("{} {} {}", k.class, k.shares, k.until));
    let joined = |all: Vec<String>| all.join(", ");
    [
        (Field::Members, held.members.to_string()),
        (Field::Persons, joined(persons.collect())),
        (Field::Kept, joined(kept.collect())),
        (Field::Shares, joined(shares.collect())),
        (Field::Parcels, joined(parcels.collect())),
        (Field::Houses, joined(houses.collect())),
        (Field::Capital, joined(capital.collect())),
    ]
}
