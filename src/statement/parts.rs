//! The tables inside a household's statement, the same for terminal and page.

use super::figures;
use super::glance::{purpose, purpose_word};
use super::labels::Labels;
use super::value::{Called, Holdings, HouseholdStatement, PastStep, StatementLine, Towards};
use crate::page::{Cell, Heading, Table, TableRow, plain};
use crate::unit::{ContractId, Day, Exact, Text};
use std::fmt::Display;

pub(super) fn persons(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held.persons.iter().map(|p| {
        let shares = p.shares.iter().map(|s| format!("{} {}", l.word("classes", s.class.as_str()), s.shares.short()));
        vec![
            named(p.person.as_str(), words.persons.get(&p.person).map(|name| name.value.as_str())),
            Cell::words(l.word("basis", p.basis.word())),
            Cell::words(p.since.to_string()),
            Cell::words(if p.shares.is_empty() { "–".to_owned() } else { shares.collect::<Vec<_>>().join(" · ") }),
        ]
    });
    let headings = ["holdings.person", "holdings.basis", "holdings.person_since", "holdings.lies"];
    table(headings.map(|key| Heading::left(l.text(key))).into(), rows)
}

pub(super) fn kept(held: &Holdings, l: &Labels) -> Option<Table> {
    let rows = held.kept.iter().map(|k| {
        vec![
            Cell::words(l.word("classes", k.class.as_str())),
            Cell::words(k.shares.short()),
            Cell::words(k.until.to_string()),
        ]
    });
    let headings = vec![
        Heading::left(l.text("holdings.kept")),
        Heading::right(l.text("holdings.kept_shares")),
        Heading::left(l.text("holdings.kept_until")),
    ];
    table(headings, rows)
}

pub(super) fn parcels(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held.parcels.iter().map(|p| {
        vec![
            named(p.parcel.as_str(), words.parcels.get(&p.parcel).map(|official| official.value.as_str())),
            Cell::words(p.area_mu.short()),
            Cell::words(p.area_m2.short()),
            contract(p.contract.as_ref(), words),
            or_dash(p.entrusted_until),
            or_dash(p.land_contract_end),
        ]
    });
    let headings = vec![
        Heading::left(l.text("holdings.parcel")),
        Heading::right(l.text("holdings.mu")),
        Heading::right(l.text("holdings.m2")),
        Heading::left(told(l.text("holdings.contract"), l)),
        Heading::left(l.text("holdings.entrusted_until")),
        Heading::left(l.text("holdings.land_contract_end")),
    ];
    table(headings, rows)
}

pub(super) fn houses(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held.houses.iter().map(|h| {
        vec![
            Cell::words(h.house.as_str()),
            Cell::words(h.floor_m2.short()),
            contract(h.contract.as_ref(), words),
            or_dash(h.until),
        ]
    });
    let headings = vec![
        Heading::left(l.text("holdings.house")),
        Heading::right(l.text("holdings.floor_m2")),
        Heading::left(told(l.text("holdings.contract"), l)),
        Heading::left(told(l.text("holdings.until"), l)),
    ];
    table(headings, rows)
}

pub(super) fn capital(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held
        .capital
        .iter()
        .map(|c| vec![contract(Some(&c.contract), words), Cell::Yuan(c.amount.fen()), or_dash(c.since)]);
    let headings = vec![
        Heading::left(l.text("holdings.capital")),
        Heading::right(l.text("holdings.amount")),
        Heading::left(told(l.text("holdings.since"), l)),
    ];
    table(headings, rows)
}

/// Members of rows whose values are private texts.
const SEALED: [&str; 6] = ["account", "birth", "identity", "name", "official", "phone"];
/// The column of what stood there, which is struck through.
pub(super) const STOOD: usize = 4;

/// What was changed and put right, with both days.
pub(super) fn revised(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    let rows = s.revised.iter().map(|r| {
        let member = r.member.as_ref().map(Text::as_str);
        let sealed = member.is_some_and(|member| SEALED.contains(&member));
        let value = |value: Option<&Text>| match value {
            Some(text) => Cell::words(text.as_str()),
            None if sealed => Cell::words(l.text("revised.sealed")),
            None => Cell::words("–"),
        };
        let what = member.map_or_else(String::new, |member| format!(" · {}", l.word("revised_members", member)));
        vec![
            Cell::words(r.date.to_string()),
            Cell::words(r.from.to_string()),
            Cell::words(l.word("revised_modes", r.mode.word())),
            Cell::words(format!("{}{what}", r.code)),
            value(r.was.as_ref()),
            value(r.is.as_ref()),
        ]
    });
    let headings = ["date", "from", "mode", "what", "was", "is"];
    let headings = headings.map(|key| Heading::left(l.text(&format!("revised.{key}")))).into();
    table(headings, rows)
}

/// What came to pass: what one entry says of one thing, or the same of several, is one row.
pub(super) struct Came {
    pub(super) date: Day,
    pub(super) entry: u64,
    /// What was done, beside which list it is of.
    pub(super) act: String,
    pub(super) code: String,
    /// What else the entry says of it.
    pub(super) said: String,
}

/// How what is held came to be, list by list.
pub(super) fn came(s: &HouseholdStatement, l: &Labels) -> Vec<Came> {
    let mut all: Vec<Came> = Vec::new();
    for (list, steps) in s.steps() {
        // what was paid for another is no capital of its own, though one entry may say both
        let of = |step: &PastStep| (step.entry, step.code.clone(), step.act.as_str() == "subscribed_for");
        let runs = steps.chunk_by(|one, other| of(one) == of(other));
        for (first, run) in runs.filter_map(|run| Some((run.first()?, run))) {
            let act = l.word("past_acts", first.act.as_str());
            let act = match first.undone {
                None => act.to_owned(),
                Some(entry) => l.fill("past.undone", &[("act", act), ("entry", &entry.to_string())]),
            };
            let act = l.fill("past.of_list", &[("list", l.text(&format!("past.{list}"))), ("act", &act)]);
            let said = run.iter().map(|step| step_says(list, step, l)).filter(|said| !said.is_empty());
            let said: Vec<String> = said.collect();
            let document = first.document.iter().map(|paper| format!("{} {paper}", l.text("past.document")));
            let said: Vec<String> = said.into_iter().chain(document).collect();
            let said = said.join(l.text("past.between"));
            let (date, entry, code) = (first.date, first.entry, first.code.to_string());
            match all.last_mut() {
                // the same of several things: a row together
                Some(last) if (last.entry, &last.act, &last.said) == (entry, &act, &said) => {
                    last.code.push(' ');
                    last.code.push_str(&code);
                }
                _ => all.push(Came { date, entry, act, code, said }),
            }
        }
    }
    all
}

/// What a step says beside what was done, of what, and by which paper.
fn step_says(list: &str, step: &PastStep, l: &Labels) -> String {
    let named = |key: &str, said: Option<String>| {
        said.filter(|said| !said.is_empty()).map(|said| format!("{} {said}", l.text(&format!("past.{key}"))))
    };
    let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
    let number = |text: &Option<Text>| text.as_ref().map(|text| past_figure(text.as_str(), false));
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    let codes = |codes: &[Text]| Some(codes.iter().map(Text::as_str).collect::<Vec<_>>().join(" "));
    let word = |text: &Option<Text>| text.as_ref().map(|text| l.word("past_whys", text.as_str()).to_owned());
    // a term is its name, its figure and in what it is; the year that a price is of stands behind
    let term = (step.act.as_str() == "term").then(|| {
        let unit = step.unit.as_ref().map_or(String::new(), |unit| format!(" {}", l.word("past_units", unit.as_str())));
        let name = step.name.as_ref().map_or("", |name| l.word("past_terms", name.as_str()));
        let in_unit = step.unit.is_some();
        let value = step.value.as_ref().map_or_else(String::new, |value| past_figure(value.as_str(), in_unit));
        let year = step.quantity.as_ref().map_or(String::new(), |year| format!(" {year}"));
        format!("{name}{year} {value}{unit}")
    });
    let apart = term.is_none();
    let beside = |said: Option<String>| said.filter(|_| apart);
    let value = match &step.value {
        Some(value) if l.word("past_whys", value.as_str()) != value.as_str() => word(&step.value),
        _ => number(&step.value),
    };
    let all = [
        term,
        named("of", codes(&step.of)),
        named("into", codes(&step.into)),
        named("from", text(&step.from)),
        named("to", text(&step.to)),
        named("party", text(&step.party)),
        named("quantity", beside(number(&step.quantity).map(|much| format!("{much} {}", in_what(list, step, l))))),
        named("price", number(&step.price)),
        named("name", beside(text(&step.name))),
        named("value", beside(value)),
        named("since", day(step.since)),
        named("until", day(step.until)),
        named("why", word(&step.why)),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// In what a step says how much: by its list, and of holdings by what they are of. Codes of contracts begin with a capital
/// letter, those of classes of shares have none.
fn in_what<'a>(list: &str, step: &PastStep, l: &'a Labels) -> &'a str {
    let of_class = !step.code.as_str().starts_with(|c: char| c.is_ascii_uppercase());
    let unit = match list {
        "land" => "mu",
        "organizations" => "entry",
        _ if step.act.as_str() == "registered" => "m2",
        _ if of_class => "share",
        _ => "yuan",
    };
    l.word("past_units", unit)
}

/// `24000.00` is `24,000.00`, `1.6400` is `1.64`, `7/200` is `3.5%`, and `1100/1` of a unit `1,100.00`; what is no such
/// figure stays.
fn past_figure(text: &str, in_unit: bool) -> String {
    let value = text.parse::<Exact>().ok();
    let fraction = text.contains('/');
    let part = value.as_ref().filter(|_| fraction && !in_unit);
    let part = part.and_then(|value| (value * &Exact::whole(100)).decimal(6));
    let figure = value.filter(|_| text.contains('.') || (fraction && in_unit)).map(|value| figures::exact(&value, 2));
    part.map(|part| format!("{part}%")).or(figure).unwrap_or_else(|| text.to_owned())
}

/// How what is held came to be, as a table.
pub(super) fn past(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    let rows = came(s, l).into_iter().map(|one| {
        vec![Cell::words(one.date.to_string()), Cell::words(one.act), Cell::words(one.code), Cell::words(one.said)]
    });
    let headings = ["past.date", "past.act", "past.code", "past.said"];
    table(headings.map(|key| Heading::left(l.text(key))).into(), rows)
}

/// Movements of what the collective owes the household.
pub(super) fn moves(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    movements(s, Towards::ToHousehold, ["moves.in", "moves.out", "moves.open_after"], l)
}

/// Movements of what the household owes the collective.
pub(super) fn debts(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    movements(s, Towards::FromHousehold, ["moves.charged", "moves.settled", "moves.owed_after"], l)
}

fn movements(s: &HouseholdStatement, side: Towards, figures: [&str; 3], l: &Labels) -> Option<Table> {
    let mut headings: Vec<Heading> =
        ["moves.date", "moves.what", "moves.what_for", "moves.payout"].map(|key| Heading::left(l.text(key))).into();
    headings.extend(figures.map(|key| Heading::right(l.text(key))));
    table(headings, s.lines.iter().filter(|line| line.what.side() == side).map(|line| movement(line, l)))
}

fn movement(line: &StatementLine, l: &Labels) -> Vec<Cell> {
    let size = Cell::Yuan(line.size());
    let (more, less) = if line.amount.0 < 0 { (Cell::Empty, size) } else { (size, Cell::Empty) };
    vec![
        Cell::words(line.date.to_string()),
        Cell::words(l.word("kind", line.what.key())),
        Cell::words(purpose(line, l)),
        line.payout.as_ref().map_or(Cell::Empty, |p| Cell::words(p.as_str())),
        more,
        less,
        Cell::Yuan(line.open_after),
    ]
}

pub(super) fn years(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    // most households never have a set-off: no column of zeros for them
    let set_off = s.years.iter().any(|y| y.set_off.0 != 0);
    let mut headings = vec![
        Heading::left(l.text("years.year")),
        Heading::right(l.text("years.credited")),
        Heading::right(l.text("years.paid")),
    ];
    if set_off {
        headings.push(Heading::right(l.text("years.set_off")));
    }
    headings.push(Heading::right(l.text("years.open")));
    let rows = s.years.iter().map(|y| {
        let mut cells = vec![Cell::words(y.year.to_string()), Cell::Yuan(y.credited), Cell::Yuan(y.paid)];
        if set_off {
            cells.push(Cell::Yuan(y.set_off));
        }
        cells.push(Cell::Yuan(y.open));
        cells
    });
    table(headings, rows)
}

pub(super) fn open(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    let headings = vec![
        Heading::left(l.text("open.purpose")),
        Heading::right(l.text("open.to_household")),
        Heading::right(l.text("open.from_household")),
    ];
    let rows = s.open.iter().map(|o| {
        vec![open_for(s, o.purpose.as_str(), l), Cell::Yuan(o.to_household.fen()), Cell::Yuan(o.from_household.fen())]
    });
    table(headings, rows)
}

/// What something open is for: of what is owed by a payout the books say its code, and the sheet says what that is.
fn open_for(s: &HouseholdStatement, purpose: &str, l: &Labels) -> Cell {
    let by = s.lines.iter().find(|line| line.payout.as_ref().is_some_and(|payout| payout.as_str() == purpose));
    match by.and_then(|line| line.scheme.as_ref()) {
        Some(scheme) => {
            let title = plain(l.pick(scheme.title_zh.as_str(), scheme.title_en.as_str()), false);
            named(purpose, Some(&title))
        }
        None => Cell::words(purpose_word(purpose, l)),
    }
}

/// `None` without a row: an empty table tells a household nothing.
fn table(headings: Vec<Heading>, rows: impl Iterator<Item = Vec<Cell>>) -> Option<Table> {
    let rows: Vec<TableRow> = rows.map(TableRow::plain).collect();
    (!rows.is_empty()).then(|| Table { headings, rows, ..Table::default() })
}

/// What no proof in the statement shows is told, and its column says so.
fn told(heading: &str, l: &Labels) -> String {
    format!("{heading}{}", l.text("page.told"))
}

/// A code, and in words what it stands for.
fn named(code: &str, name: Option<&str>) -> Cell {
    Cell::words(name.map_or_else(|| code.to_owned(), |name| format!("{code} · {name}")))
}

/// A contract with the name of its other side.
fn contract(contract: Option<&ContractId>, words: &Called) -> Cell {
    contract.map_or(Cell::words("–"), |c| named(c.as_str(), words.partners.get(c).map(Text::as_str)))
}

fn or_dash(value: Option<impl Display>) -> Cell {
    value.map_or_else(|| Cell::words("–"), |v| Cell::words(v.to_string()))
}

#[cfg(test)]
mod tests {
    use super::past_figure;

    #[test]
    fn a_price_is_no_percentage() {
        assert_eq!(past_figure("1100/1", true), "1,100.00");
        assert_eq!(past_figure("13/2", true), "6.50");
        assert_eq!(past_figure("7/200", false), "3.5%");
    }
}
