//! What the program says, beside what was computed apart from it.

use super::play::Played;
use crate::case::{
    expected::{self, Balance, Cut, Lines, fen},
    folder::{Fact, Row, text},
};
use coop_ledger::{
    books::{AsOf, Books, Posting, Side},
    decide::rent_due,
    event::{Attached, Because, Holder, PayoutLine, Reason},
    statement::reports::{self, DueRow, DueState, RentOf},
    unit::{AreaMu, Day, Exact, Fen, HouseholdId, Money, PersonId, Shares},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// One thing that is not as it should be.
pub struct Difference {
    /// Which row.
    pub row: String,
    /// What is expected and what was found.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.row, self.what)
    }
}

fn differ(row: impl Into<String>, expected: impl fmt::Debug, found: impl fmt::Debug) -> Difference {
    Difference { row: row.into(), what: format!("expected {expected:?}, found {found:?}") }
}

/// Rows of two tables that are not the same.
fn between<K: Ord + fmt::Debug, V: PartialEq + fmt::Debug>(
    expected: &BTreeMap<K, V>,
    found: &BTreeMap<K, V>,
) -> Vec<Difference> {
    let keys: BTreeSet<&K> = expected.keys().chain(found.keys()).collect();
    let wrong = keys.into_iter().filter(|key| expected.get(key) != found.get(key));
    wrong.map(|key| differ(format!("{key:?}"), expected.get(key), found.get(key))).collect()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn yuan(fen: Fen) -> String {
    fen.to_string().replace(',', "")
}

/// Names of the case that the program calls otherwise, each with a reason in the case's README.
const NAMED: &[(&str, &str)] = &[
    ("date_out_of_window", "dates_out_of_order"),
    ("more_than_distributable", "income_distributed_twice"),
    // of an instalment the sheet says what is due
    ("due_overpaid", "more_than_due"),
];

fn same_reason(expected: &str, found: &str) -> bool {
    expected == found || NAMED.contains(&(expected, found))
}

pub fn refusals(played: &Played) -> Vec<Difference> {
    let wrong = |offered: &super::play::Offered| match &offered.answer {
        Err(why) => Some(format!("expected {}, cannot be asked: {why}", offered.expected)),
        Ok(None) => Some(format!("expected {}, but it was recorded", offered.expected)),
        Ok(Some((code, said))) if !same_reason(&offered.expected, code.name()) => {
            Some(format!("expected {}, answered {}: {said}", offered.expected, code.name()))
        }
        Ok(Some(_)) => (!offered.unchanged).then(|| "refused, but something changed".to_owned()),
    };
    let wrong = played.offered.iter().filter_map(|o| Some((o, wrong(o)?)));
    wrong.map(|(o, what)| Difference { row: format!("{} {}", o.id, o.area), what }).collect()
}

/// What each fact posted, by account, holder and side.
pub fn postings(played: &Played) -> (usize, Vec<Difference>) {
    let mut expected: BTreeMap<String, Lines> = BTreeMap::new();
    let rows = played.folder.table("postings.csv");
    for row in &rows {
        let lines = expected.entry(row["fact"].clone()).or_default();
        for (side, column) in [(Side::Debit, "debit"), (Side::Credit, "credit")] {
            if !row[column].is_empty() {
                let key = (row["account"].clone(), held(&row["account"], &row["holder"]), side);
                let sum: &mut Fen = lines.entry(key).or_default();
                *sum = sum.plus(fen(&row[column])).unwrap();
            }
        }
    }
    let mut found: BTreeMap<String, Lines> = BTreeMap::new();
    for (fact, (book, entries)) in &played.told {
        let books = played.books(book);
        let under = played.folder.facts.iter().find(|told| told.id == *fact).and_then(contract_of);
        let mut lines = Lines::new();
        for voucher in entries.clone().filter_map(|index| books.vouchers().get(index)) {
            for Posting { key, side, amount } in voucher.voucher().lines() {
                // decision 52: an advance waits under the party, in the case under its contract
                let waits = books.chart().receipt.values().any(|rule| rule.later.as_ref() == Some(&key.purpose));
                let holder = under.as_ref().filter(|_| waits).unwrap_or(&key.holder);
                let key = (key.account.clone(), held(&key.account, holder), *side);
                let sum: &mut Fen = lines.entry(key).or_default();
                *sum = sum.plus(*amount).unwrap();
            }
        }
        if !lines.is_empty() {
            found.insert(fact.clone(), lines);
        }
    }
    expected.values_mut().chain(found.values_mut()).for_each(net_result);
    (rows.len(), between(&expected, &found))
}

/// The contract that a fact is about.
fn contract_of(fact: &Fact) -> Option<String> {
    let of_parts = || fact.list("parts").iter().find_map(|part| text(part, "contract"));
    fact.text("contract").or_else(of_parts).map(str::to_owned)
}

/// The case closes a year into the result with one line, the program with one for income and one for expenses.
fn net_result(lines: &mut Lines) {
    let key = |side| ("321".to_owned(), String::new(), side);
    let mut of = |side| lines.remove(&key(side)).unwrap_or_default();
    let (debit, credit) = (of(Side::Debit), of(Side::Credit));
    let net = debit.minus(credit).unwrap();
    if net != Fen::ZERO {
        let (side, amount) = if net > Fen::ZERO { (Side::Debit, net) } else { (Side::Credit, net.negated()) };
        lines.insert(key(side), amount);
    }
}

/// Holders bind where the case says so; elsewhere the account alone.
fn held(account: &str, holder: &str) -> String {
    let binds = matches!(account, "113" | "211" | "221" | "301");
    match (binds, holder) {
        (true, "collective") => "COLLECTIVE".to_owned(),
        (true, holder) => holder.to_owned(),
        (false, _) => String::new(),
    }
}

pub fn trial_balances(played: &Played) -> (usize, Vec<Difference>) {
    let mut tables: BTreeMap<(String, String, String), BTreeMap<String, Balance>> = BTreeMap::new();
    let rows = played.folder.table("trial-balance.csv");
    for row in &rows {
        let table = tables.entry((row["on"].clone(), row["stage"].clone(), row["book"].clone())).or_default();
        let balance = Balance {
            year_debit: fen(&row["year_debit"]),
            year_credit: fen(&row["year_credit"]),
            debit: fen(&row["balance_debit"]),
            credit: fen(&row["balance_credit"]),
        };
        table.insert(row["account"].clone(), balance);
    }
    let mut wrong = Vec::new();
    for ((on, stage, book), expected) in tables {
        let books = &played.at_end_of[&on][&book];
        let mut found = expected::trial_balance(books, day(&on), stage != "before_close");
        // the case closes a year into the result with one line: what was posted on both sides is not its turnover
        for row in found.get_mut(&books.chart().year.result).iter_mut().filter(|_| stage == "closed") {
            let both = closed_on_both_sides(books, day(&on));
            (row.year_debit, row.year_credit) =
                (row.year_debit.minus(both).unwrap(), row.year_credit.minus(both).unwrap());
        }
        for mut one in between(&expected, &found) {
            one.row = format!("{on} {stage} {book} {}", one.row);
            wrong.push(one);
        }
    }
    (rows.len(), wrong)
}

/// What the step that closes a year posts to the result on both sides.
fn closed_on_both_sides(books: &Books, on: Day) -> Fen {
    let of_day = books.vouchers().all().filter(|(entry, _)| books.day_of(*entry) == Some(on));
    let both = of_day.map(|(_, posted)| {
        let side = |side| {
            let lines = posted.lines().filter(|line| line.key.account == books.chart().year.result);
            Fen::total(lines.filter(|line| line.side == side).map(|line| line.amount)).unwrap()
        };
        side(Side::Debit).min(side(Side::Credit))
    });
    Fen::total(both).unwrap()
}

pub fn payout_lines(played: &Played) -> (usize, Vec<Difference>) {
    let mut expected: BTreeMap<String, BTreeMap<String, Cut>> = BTreeMap::new();
    let rows = played.folder.table("payout-lines.csv");
    for row in &rows {
        expected.entry(row["payout"].clone()).or_default().insert(row["row"].clone(), Cut::of_row(row));
    }
    let mut wrong = Vec::new();
    for (code, expected) in expected {
        let mut found = payout(played, &code, expected.contains_key("COLLECTIVE"));
        // of a line that adds up rounded amounts the case tells no more than their sum
        for (row, cut) in &mut found {
            let whole = expected.get(row).is_some_and(|cut| cut.remainder.is_zero() && cut.extra == 0);
            if whole {
                *cut = Cut { floor: cut.amount, remainder: Exact::zero(), extra: 0, amount: cut.amount };
            }
        }
        for mut one in between(&expected, &found) {
            one.row = format!("{code} {}", one.row);
            wrong.push(one);
        }
    }
    (rows.len(), wrong)
}

/// Lines of a payout, in whichever book it is.
fn payout(played: &Played, code: &str, with_own: bool) -> BTreeMap<String, Cut> {
    let declared = played.ledgers.values().find_map(|ledger| {
        let payout = ledger.cooperative.books().payouts().get(code)?;
        Some((&ledger.cooperative, payout.index))
    });
    let Some((cooperative, index)) = declared else { return BTreeMap::new() };
    let entry = cooperative.entry(index).unwrap();
    let Attached::Lines(lines) = &entry.event.attached else { return BTreeMap::new() };
    let listed = lines.iter().filter(|(_, line)| with_own || line.to.household().is_some());
    let registers = cooperative.books().registers();
    let mut found = BTreeMap::new();
    for (_, line) in listed {
        let payee = line.to.household().map_or("COLLECTIVE".to_owned(), ToString::to_string);
        // decision 52: one line a payee, whose reasons name the row of a household that was taken in
        let row = |reason: &Reason| {
            let named = reason.rows.iter().filter_map(|row| row.key.parse::<HouseholdId>().ok());
            let mut others = named.filter(|id| Some(registers.succeeded_by(id)) == line.to.household());
            others.find(|id| id.to_string() != payee).map_or(payee.clone(), |id| id.to_string())
        };
        let mut rows: BTreeMap<String, Vec<Reason>> = BTreeMap::new();
        for reason in line.because.steps() {
            rows.entry(row(reason)).or_default().push(reason.clone());
        }
        for (row, reasons) in rows {
            let amount = Fen::total(reasons.iter().map(|reason| reason.amount.fen())).unwrap();
            let (amount, because) = (Money::from_fen(amount).unwrap(), Because::Computed(reasons));
            found.insert(row, Cut::of_line(&PayoutLine { amount, because, ..line.clone() }));
        }
    }
    found
}

/// What each village of the union put in and got, by year.
pub fn contribution_and_benefit(played: &Played) -> (usize, Vec<Difference>) {
    let rows = played.folder.table("contribution-and-benefit.csv");
    let key = |row: &Row| (row["year"].clone(), row["village"].clone());
    let columns = ["mu_days", "yuan_days", "weight", "declared"];
    let expected = rows.iter().map(|row| (key(row), columns.map(|column| row[column].clone()))).collect();
    let (union, on) = (&played.ledgers["U"].cooperative, day("2026-12-31"));
    let found = reports::union(union.books(), on, &union.restated(None, on).unwrap());
    let days = |exact: &Exact| format!("{}.00", exact.decimal(0).unwrap());
    let told = |row: &reports::UnionRow| {
        let weight = row.weight.as_ref().map(ToString::to_string).unwrap_or_default();
        let cells = [days(&row.mu_days), days(&row.yuan_days), weight, yuan(row.declared)];
        ((row.year.to_string(), row.village.to_string()), cells)
    };
    (rows.len(), between(&expected, &found.iter().map(told).collect()))
}

/// Payouts as they would have been with what is known at the end.
pub fn restated(played: &Played) -> (usize, Vec<Difference>) {
    let rows = played.folder.table("restated.csv");
    let key = |row: &Row| (row["payout"].clone(), row["household"].clone());
    let columns = ["declared", "restated", "difference"];
    let expected: BTreeMap<_, _> =
        rows.iter().map(|row| (key(row), columns.map(|column| row[column].clone()))).collect();
    let village = &played.ledgers["V"].cooperative;
    let mut found = BTreeMap::new();
    for payout in expected.keys().map(|(payout, _)| payout).collect::<BTreeSet<_>>() {
        let payout = payout.parse().unwrap();
        let again = village.restated(Some(&payout), day("2026-12-31")).unwrap();
        for row in reports::restated(&again, true) {
            let (Some(household), Some(restated), Some(difference)) = (row.household, row.restated, row.difference)
            else {
                found.insert((row.payout.to_string(), row.stopped.unwrap()), [(); 3].map(|()| String::new()));
                continue;
            };
            let cells = [yuan(row.declared), yuan(restated), yuan(difference)];
            found.insert((row.payout.to_string(), household.to_string()), cells);
        }
    }
    (rows.len(), between(&expected, &found))
}

pub fn dues(played: &Played) -> (usize, Vec<Difference>) {
    let rows = played.folder.table("dues.csv");
    // those that cannot be known yet have no amount
    let known: Vec<&Row> = rows.iter().filter(|row| !row["amount_due"].is_empty()).collect();
    let (mut wrong, mut told) = (Vec::new(), BTreeMap::new());
    for row in &known {
        let (on, contract) = (&row["on"], &row["contract"]);
        let named = format!("{on} {contract} {}", row["no"]);
        let rows = told.entry(on.as_str()).or_insert_with(|| {
            let books = &played.at_end_of[on]["V"];
            let of = |of: RentOf<'_>| rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto);
            reports::dues(books, day(on), &of)
        });
        let no = played.converter.due(contract, &row["no"]);
        let Some(stands) = rows.iter().find(|told| told.contract.as_str() == contract && told.no.as_str() == no) else {
            wrong.push(differ(named, "a due", "none"));
            continue;
        };
        for (column, found) in due(stands) {
            if row[column] != found {
                wrong.push(differ(format!("{named} {column}"), &row[column], found));
            }
        }
    }
    (known.len(), wrong)
}

fn due(row: &DueRow) -> Vec<(&'static str, String)> {
    let status = match row.state {
        DueState::FellAway => "dropped",
        DueState::Settled => "settled",
        DueState::Late | DueState::Arrears => "late",
        DueState::Coming => "coming",
    };
    vec![
        ("party", row.party.to_string()),
        ("part", row.part.to_string()),
        ("due", row.due.to_string()),
        ("from", row.first_day.to_string()),
        ("to", row.last_day.to_string()),
        ("amount_due", row.asked.map(yuan).unwrap_or_default()),
        ("paid", yuan(row.paid)),
        ("from_deposit", yuan(row.from_deposit)),
        ("written_off", yuan(row.written_off)),
        ("open", yuan(row.open.unwrap_or_default())),
        ("to_give_back", yuan(row.to_give_back)),
        ("status", status.to_owned()),
        ("days_late", row.days_late.to_string()),
        ("late_interest_to_date", yuan(row.late_interest)),
    ]
}

pub fn household_balances(played: &Played) -> (usize, Vec<Difference>) {
    type Open = BTreeMap<(String, String, String), Vec<Fen>>;
    let rows = played.folder.table("household-balances.csv");
    let mut expected = Open::new();
    for row in &rows {
        let key = (row["on"].clone(), row["household"].clone(), row["account"].clone());
        expected.entry(key).or_default().push(fen(&row["debit"]).minus(fen(&row["credit"])).unwrap());
    }
    let days: BTreeSet<String> = rows.iter().map(|row| row["on"].clone()).collect();
    let mut found = Open::new();
    for on in days {
        let books = &played.at_end_of[&on]["V"];
        let upto = AsOf { day: day(&on), closed: true };
        for (key, _, balance) in books.accounts().as_of(upto.day, upto) {
            if books.registers().households().contains_key(key.holder.as_str()) && balance != Fen::ZERO {
                found.entry((on.clone(), key.holder.clone(), key.account.clone())).or_default().push(balance);
            }
        }
    }
    expected.values_mut().chain(found.values_mut()).for_each(|amounts| amounts.sort());
    (rows.len(), between(&expected, &found))
}

/// What a register says of a row of its table, column by column; nothing where it is not there.
type Said = Option<Vec<(&'static str, String)>>;

/// A register as of a day and known at a fact.
pub fn register(played: &Played, table: &str, found: fn(&Played, &Books, &Row) -> Said) -> (usize, Vec<Difference>) {
    let rows = played.folder.table(&format!("{table}.csv"));
    let mut wrong = Vec::new();
    for row in &rows {
        let codes = ["contract", "person", "household", "holder", "parcel", "house"];
        let code = codes.iter().find_map(|column| row.get(*column)).map(String::as_str).unwrap_or_default();
        let named = format!("{} {} {code}", row["as_of"], row["known_at"]);
        let Some(found) = found(played, played.known_at(&row["known_at"]), row) else {
            wrong.push(differ(named, "a row", "none"));
            continue;
        };
        for (column, found) in found {
            if row[column] != found {
                wrong.push(differ(format!("{named} {column}"), &row[column], found));
            }
        }
    }
    (rows.len(), wrong)
}

fn whole(shares: Shares) -> String {
    shares.short().trim_end_matches("00").trim_end_matches('.').to_owned()
}

pub fn persons(played: &Played, books: &Books, row: &Row) -> Said {
    let on = day(&row["as_of"]);
    let person = books.registers().persons().get(row["person"].as_str())?;
    let left = person.left_by(on);
    Some(vec![
        ("household", person.household_on(on)?.to_string()),
        ("birth", played.ledgers["V"].cooperative.opened("birth", &person.birth).unwrap_or_default()),
        ("since", person.since.to_string()),
        ("basis", person.basis.word().to_owned()),
        ("until", left.map(|(day, _)| day.to_string()).unwrap_or_default()),
        ("why", left.map(|(_, why)| why.word().to_owned()).unwrap_or_default()),
        ("member", if person.is_member(on) { "yes" } else { "no" }.to_owned()),
        ("population_shares", whole(person.shares_of("population", on))),
    ])
}

pub fn households(_: &Played, books: &Books, row: &Row) -> Said {
    let on = day(&row["as_of"]);
    let registers = books.registers();
    let collective = row["household"] == "COLLECTIVE";
    let shares = |class: &str| match collective {
        true => registers.of_collective().get(class).and_then(|held| held.as_at(on)).copied().unwrap_or(Shares::ZERO),
        false => registers.shares_of(&row["household"].parse::<HouseholdId>().unwrap(), class, on),
    };
    let mut said = vec![("land_shares", two(shares("land"))), ("capital_shares", whole(shares("capital")))];
    if collective {
        return Some(said);
    }
    let id: HouseholdId = row["household"].parse().unwrap();
    let household = registers.households().get(&id)?;
    let merged = household.retired_from.is_some_and(|from| from < on);
    let kept = household.retained.iter().filter(|(from, _, _, until)| *from <= on && on <= *until);
    let kept = kept.fold(Shares::ZERO, |sum, (_, _, shares, _)| sum.plus(*shares).unwrap());
    let land = registers.parcels().values().filter(|parcel| parcel.household_on(on) == Some(&id));
    let areas: Vec<AreaMu> = land.filter_map(|parcel| Some(parcel.area.as_at(on)?.1)).collect();
    let mu = areas.iter().fold(AreaMu::ZERO, |sum, mu| sum.plus(*mu).unwrap());
    let into = household.merged_into.as_ref().filter(|_| merged);
    let status = into.map_or_else(|| "active".to_owned(), |into| format!("merged into {into}"));
    said.extend([
        ("group", household.group_at(on).map(ToString::to_string).unwrap_or_default()),
        ("status", status),
        ("members", household.members_at(on).to_string()),
        ("population_shares", whole(shares("population"))),
        ("kept_population_shares", whole(kept)),
        ("parcels", areas.len().to_string()),
        ("contracted_mu", mu.short()),
    ]);
    if !merged {
        said.push(("head", household.head.as_at(on).map(PersonId::to_string).unwrap_or_default()));
    }
    Some(said)
}

fn two(shares: Shares) -> String {
    let text = shares.short();
    if text == "0" { "0".to_owned() } else { text }
}

pub fn parcels(played: &Played, books: &Books, row: &Row) -> Said {
    let on = day(&row["as_of"]);
    let parcel = books.registers().parcels().get(played.converter.local(&row["parcel"]).as_str())?;
    let (m2, mu) = parcel.area.as_at(on)?;
    Some(vec![
        ("holder", holder(parcel.holder_on(on)?)),
        ("land_kind", parcel.kind.as_at(on)?.to_string()),
        ("area_m2", m2.to_string()),
        ("area_mu", mu.short()),
        ("contract_end", parcel.contract_end_on(on).map(|end| end.to_string()).unwrap_or_default()),
        ("leased_under", parcel.leased_under(on).map(ToString::to_string).unwrap_or_default()),
    ])
}

/// Cards and stores at the end of each half year, as known then.
pub fn assets(played: &Played) -> (usize, Vec<Difference>) {
    let rows = played.folder.table("assets.csv");
    let wrong = rows.iter().filter_map(|row| {
        let books = &played.at_end_of.get(&row["on"])?[row["book"].as_str()];
        let found =
            reports::assets(books, day(&row["on"])).into_iter().find(|card| card.asset.as_str() == row["asset"]);
        // of a herd that is gone the case tells how many left
        let gone = row["status"].parse::<Day>().is_ok();
        let expected = [&row["class"], &row["cost"], &row["charged"], &row["net"], &row["quantity"]].map(String::clone);
        let said = found.map(|card| {
            let counted = card.quantity.filter(|_| !gone).map(|quantity| quantity.to_string());
            let counted = counted.map(|text| text.trim_end_matches(".00").to_owned());
            let counted = if gone { row["quantity"].clone() } else { counted.unwrap_or_default() };
            [card.class.word().to_owned(), yuan(card.cost), yuan(card.charged), yuan(card.net), counted]
        });
        let label = format!("{} {}", row["on"], row["asset"]);
        (said.as_ref() != Some(&expected)).then(|| differ(label, &expected, &said))
    });
    (rows.len(), wrong.collect())
}

pub fn houses(_: &Played, books: &Books, row: &Row) -> Said {
    let on = day(&row["as_of"]);
    let house = books.registers().houses().get(row["house"].as_str())?;
    Some(vec![("owner", holder(house.owner.as_at(on)?)), ("floor_m2", house.floor_m2.as_at(on)?.to_string())])
}

pub fn capital(_: &Played, books: &Books, row: &Row) -> Said {
    let on = day(&row["as_of"]);
    let held = books.registers().capital().iter().filter(|capital| {
        capital.contract.as_str() == row["contract"]
            && capital.owner.as_at(on).is_some_and(|o| holder(o) == row["holder"])
    });
    let amounts: Vec<Fen> = held.map(|capital| capital.amount_at(on).fen()).filter(|a| *a != Fen::ZERO).collect();
    (!amounts.is_empty()).then(|| vec![("amount", yuan(Fen::total(amounts).unwrap()))])
}

fn holder(holder: &Holder) -> String {
    match holder {
        Holder::Household(id) => id.to_string(),
        _ => "COLLECTIVE".to_owned(),
    }
}
