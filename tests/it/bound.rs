//! Sheets of the library on a ledger: each is adopted with what its words mean there, its example's figures are recorded as
//! facts, and what the ledger computes from them is what the example says.

use crate::founded::{founded, key};
use coop_ledger::{
    audit::{Pin, Verdict},
    cooperative::{Cooperative, audit},
    decide::{DeclarePayout, Request, trial},
    event::Bindings,
    log::Json,
    rules::{self, Given, Row, Run},
    scheme::{self, CheckedSheet, Example, Literal, Type},
    statement::{Format, render_table, reports},
    unit::{Day, Exact, Lang, Rounding, SeriesPeriod},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A sheet of the library, the rows of its registers and what its words read.
type Bound = (&'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

const LIBRARY: &[Bound] = &[
    ("wheat-rent", &[], &[("地块.面积", "parcel.area_mu"), ("小麦价", "series.wheat")]),
    ("hurdle", &[], &[("地块.面积", "parcel.area_mu"), ("净利", "series.profit")]),
    (
        "savings-coop",
        &[("member", "household"), ("movement", "series.movement")],
        &[
            ("member.opening", "series.opening.amount"),
            ("movement.amount", "series.movement.amount"),
            ("movement.on_day", "series.movement.on_day"),
        ],
    ),
    (
        "capped-compensation",
        &[("占用", "series.occupied")],
        &[
            ("占用.面积", "series.occupied.面积"),
            ("占用.占用起", "series.occupied.占用起"),
            ("占用.占用止", "series.occupied.占用止"),
            ("占用.申报额", "series.occupied.申报额"),
        ],
    ),
    ("registered-area", &[], &[("地块.登记面积", "parcel.area_mu"), ("地块.申报面积", "series.claimed.area")]),
    ("qianfeng", &[], &[("地块.流转面积", "parcel.area_mu")]),
    (
        "zhangluo-audit",
        &[("占用", "series.occupied")],
        &[
            ("占用.面积", "series.occupied.面积"),
            ("占用.占用年数", "series.occupied.占用年数"),
            ("占用.申报额", "series.occupied.申报额"),
        ],
    ),
    (
        "wages-trade-piece",
        &[("人", "person"), ("工票", "series.ticket")],
        &[
            ("工票.工种", "series.ticket.trade"),
            ("工票.工日数", "series.ticket.days"),
            ("工票.斤数", "series.ticket.jin"),
            ("工票.加班", "series.ticket.overtime"),
        ],
    ),
    (
        "preferred-return",
        &[("member", "household")],
        &[("member.capital", "series.capital.amount"), ("profit", "series.profit")],
    ),
];

fn sheet(id: &str) -> CheckedSheet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/rules/{id}/{id}.sheet"));
    scheme::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn bindings((_, rows, reads): &Bound) -> Bindings {
    let reads: Vec<Value> = reads.iter().map(|(at, from)| json!({"at": at, "from": from})).collect();
    let rows: Vec<Value> = rows.iter().map(|(register, rows)| json!({"register": register, "rows": rows})).collect();
    serde_json::from_value(json!({"reads": reads, "rows": rows})).unwrap()
}

/// The set of a register's rows: as bound, else what its word means.
fn set_of<'b>(bound: &'b Bound, register: &str) -> &'b str {
    let said = bound.1.iter().find(|(name, _)| *name == register).map(|(_, set)| *set);
    said.unwrap_or_else(|| match register {
        "户" => "household",
        "地块" => "parcel",
        "人" => "person",
        other => panic!("{}: {other}", bound.0),
    })
}

fn given(literal: &Literal) -> Given {
    match literal {
        Literal::Number(number, _) => Given::Number(number.clone()),
        Literal::Day(day) => Given::Day(*day),
        Literal::YesNo(said) => Given::Truth(*said),
        Literal::Word(word) => Given::Word(word.clone()),
    }
}

/// What an example states, under the codes that the ledger gives its households and parcels.
struct Stated {
    run: Run,
    /// Facts from which the ledger comes to the same.
    facts: Vec<Value>,
}

fn unit_of(ty: &Type) -> String {
    match ty {
        Type::Number(unit) => unit.to_string(),
        Type::Day => "日期".to_owned(),
        Type::YesNo => "是否".to_owned(),
        Type::Word(_) => "类".to_owned(),
    }
}

fn written(value: &Given) -> String {
    match value {
        Given::Number(number) => number.to_string(),
        Given::Day(day) => day.to_string(),
        Given::Truth(true) => "yes".to_owned(),
        Given::Truth(false) => "no".to_owned(),
        Given::Word(word) => word.clone(),
        Given::Missing => "-".to_owned(),
        Given::Series(_) => panic!("a series by day stands in no row"),
    }
}

/// Codes of a set in the order of the example's keys, so that ties fall the same way.
fn codes(keys: BTreeSet<String>, set: &str) -> BTreeMap<String, String> {
    let code = |(n, key): (usize, String)| match set {
        "household" => (key, format!("H{n:04}")),
        "parcel" => (key, format!("P{n:05}")),
        _ => (key.clone(), key),
    };
    (1..).zip(keys).map(code).collect()
}

fn stated(bound: &Bound, sheet: &CheckedSheet, example: &Example) -> Stated {
    let registers = sheet.registers();
    let mut rows: BTreeMap<String, Vec<Row>> =
        registers.iter().filter(|r| r.pieces.is_none()).map(|r| (r.name.clone(), Vec::new())).collect();
    let keys = |name: &str| {
        let of = example.rows.iter().filter(|row| registers[row.register.index()].name == name);
        codes(of.flat_map(|row| row.keys.iter().collect::<Vec<_>>()).collect(), set_of(bound, name))
    };
    let mut all: BTreeMap<String, BTreeMap<String, String>> =
        rows.keys().map(|name| (name.clone(), keys(name))).collect();
    // a person goes by the code of the household in which he came
    for row in example.rows.iter().filter(|row| set_of(bound, &registers[row.register.index()].name) == "person") {
        let (household, key) = &row.parents[0];
        let household = all[&registers[household.index()].name][key].clone();
        let persons = all.get_mut(&registers[row.register.index()].name).unwrap();
        for key in row.keys.iter() {
            let n = 1 + persons.values().filter(|code| code.starts_with(&format!("{household}-"))).count();
            persons.insert(key, format!("{household}-{n}"));
        }
    }
    for row in &example.rows {
        let register = &registers[row.register.index()];
        let parents = || {
            row.parents.iter().map(|(at, key)| {
                let name = registers[at.index()].name.as_str();
                (name, all[name][key].clone())
            })
        };
        let cells = || {
            register
                .columns
                .iter()
                .zip(&row.cells)
                .map(|(column, cell)| (column.name.as_str(), cell.as_ref().map_or(Given::Missing, given)))
        };
        for key in row.keys.iter() {
            let key = all[&register.name][&key].clone();
            rows.get_mut(&register.name).unwrap().push(Row {
                key,
                parents: parents().collect(),
                cells: cells().collect(),
            });
        }
    }
    let mut inputs: BTreeMap<String, Given> =
        example.inputs.iter().map(|(at, literal)| (sheet.inputs()[at.index()].name.clone(), given(literal))).collect();
    for (at, day, literal) in &example.daily {
        let Given::Number(price) = given(literal) else { panic!("{literal:?}") };
        let entry = inputs.entry(sheet.inputs()[at.index()].name.clone()).or_insert(Given::Series(Vec::new()));
        let Given::Series(all) = entry else { panic!("{entry:?}") };
        all.push((*day, price));
    }
    let run = Run {
        period: example.period,
        record_day: example.record_day,
        registers: rows,
        inputs,
        balances: BTreeMap::new(),
        carried: BTreeMap::new(),
    };
    let facts = facts(bound, sheet, &run);
    Stated { run, facts }
}

/// A series that a sheet's words read: its columns with their units, and its rows by key.
#[derive(Default)]
struct Table {
    columns: Vec<(String, String, Vec<String>)>,
    parent: Option<String>,
    key: Option<&'static str>,
    daily: Vec<(Day, String)>,
    rows: BTreeMap<String, (Option<String>, Vec<String>)>,
}

fn facts(bound: &Bound, sheet: &CheckedSheet, run: &Run) -> Vec<Value> {
    let mut facts = Vec::new();
    let mut tables: BTreeMap<&str, Table> = BTreeMap::new();
    let on = "1990-01-02";
    let read = |at: &str| bound.2.iter().find(|(word, _)| *word == at).map(|(_, from)| *from);
    let own = |name: &str| set_of(bound, name);
    for register in sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let set = own(&register.name);
        for row in run.registers[&register.name].iter().filter(|_| set == "household") {
            let mut enrolled = json!({"on": on, "kind": "household.enrolled", "household": row.key});
            let persons = sheet.registers().iter().find(|r| r.pieces.is_none() && own(&r.name) == "person");
            let persons: Vec<&Row> = persons.map_or(Vec::new(), |r| run.registers[&r.name].iter().collect());
            let own: Vec<_> = persons.iter().filter(|p| p.key.starts_with(&format!("{}-", row.key))).collect();
            match own.first() {
                Some(head) => {
                    enrolled["head"] = json!(head.key);
                    let person =
                        |p: &&&Row| json!({"person": p.key, "birth": "1970-01-01", "since": on, "basis": "first_roll"});
                    enrolled["persons"] = own.iter().map(person).collect();
                }
                None => enrolled["members"] = json!(1),
            }
            facts.push(enrolled);
        }
        if set == "parcel" && register.parents.is_empty() {
            facts.push(json!({"on": on, "kind": "household.enrolled", "household": "H0001", "members": 1}));
        }
        for row in run.registers[&register.name].iter().filter(|_| set == "parcel") {
            let area = register
                .columns
                .iter()
                .find(|c| read(&format!("{}.{}", register.name, c.name)) == Some("parcel.area_mu"));
            let Some(Given::Number(mu)) = row.cells.get(&area.unwrap().name) else { panic!("{row:?}") };
            let holder = register.parents.first().map(|at| &sheet.registers()[at.index()].name);
            let holder = holder.map_or("H0001", |name| row.parents.get(name).unwrap());
            let m2 = (mu * &Exact::new(2000, 3)).to_fen(Rounding::HalfUp).unwrap();
            let hundredths = mu.decimal(2).unwrap();
            facts.push(json!({"on": on, "kind": "parcel.registered", "parcel": row.key, "household": holder, "area_mu": hundredths,
                "area_m2": m2.to_string(), "contract_end": "2060-12-31"}));
        }
        for column in &register.columns {
            let at = format!("{}.{}", register.name, column.name);
            let Some(rest) = read(&at).and_then(|from| from.strip_prefix("series.")) else { continue };
            let (code, name) = rest.split_once('.').unwrap();
            let table = tables.entry(code).or_default();
            let words = if let Type::Word(words) = &column.ty { words.clone() } else { Vec::new() };
            table.columns.push((name.to_owned(), unit_of(&column.ty), words));
            let of_series = set == format!("series.{code}");
            table.key = Some(if of_series {
                "row"
            } else if set == "parcel" {
                "parcel"
            } else {
                "household"
            });
            table.parent = register
                .parents
                .first()
                .filter(|_| of_series)
                .map(|at| own(&sheet.registers()[at.index()].name).to_owned());
            let parent = register.parents.first().map(|at| sheet.registers()[at.index()].name.as_str());
            for row in &run.registers[&register.name] {
                let of = parent.filter(|_| of_series).map(|name| row.parents.get(name).unwrap().clone());
                let entry = table.rows.entry(row.key.clone()).or_insert((of, Vec::new()));
                entry.1.push(written(row.cells.get(&column.name).unwrap_or(&Given::Missing)));
            }
        }
    }
    for input in sheet.inputs() {
        let Some(code) = read(&input.name).and_then(|from| from.strip_prefix("series.")) else { continue };
        let table = tables.entry(code).or_default();
        table.columns.push(("value".to_owned(), unit_of(&input.ty), Vec::new()));
        match run.inputs.get(&input.name) {
            Some(Given::Series(all)) => {
                table.daily = all.iter().map(|(day, price)| (*day, price.to_string())).collect()
            }
            Some(value) => _ = table.rows.insert(String::new(), (None, vec![written(value)])),
            None => {}
        }
    }
    let year = run.period.last_day().year().to_string();
    for (code, table) in tables {
        let per = if table.daily.is_empty() { if table.key.is_some() { "once" } else { "year" } } else { "day" };
        let mut set = json!({"on": on, "kind": "series.set", "series": code, "per": per, "published_by": "example",
            "columns": table.columns.iter().map(|(name, unit, words)| {
                let mut column = json!({"name": name, "unit": unit, "may_be_negative": true, "may_be_missing": true});
                if !words.is_empty() { column["words"] = json!(words); }
                column
            }).collect::<Vec<_>>()});
        if let Some(key) = table.key {
            set["key"] = json!(key);
        }
        if let Some(parent) = &table.parent {
            set["parents"] = json!([parent]);
        }
        facts.push(set);
        for (day, price) in table.daily {
            facts.push(json!({"on": day.to_string(), "kind": "series.recorded", "series": code, "period": day.to_string(), "source": "example", "rows": [{"values": [price]}]}));
        }
        if !table.rows.is_empty() {
            let rows: Vec<Value> = table
                .rows
                .iter()
                .map(|(key, (of, values))| {
                    let mut row = json!({"values": values});
                    if !key.is_empty() {
                        row["key"] = json!(key);
                    }
                    if let Some(of) = of {
                        row["parents"] = json!([of]);
                    }
                    row
                })
                .collect();
            let mut fact =
                json!({"on": on, "kind": "series.recorded", "series": code, "source": "example", "rows": rows});
            if per == "year" {
                fact["period"] = json!(year);
            }
            facts.push(fact);
        }
    }
    facts
}

/// A ledger with these facts, recorded long after the examples' days.
fn village(facts: &[Value]) -> (tempfile::TempDir, Cooperative) {
    let (folder, mut coop) = founded("bound", "2024-01-01", None, "2035-01-01T08:00:00Z");
    let numbered = facts.iter().zip(0..).map(|(fact, n)| {
        let mut fact = fact.clone();
        fact["id"] = json!(format!("f{n}"));
        Request::read(&Json::parse(serde_json::to_string(&fact).unwrap().as_bytes()).unwrap()).unwrap()
    });
    coop.record(&numbered.collect::<Vec<_>>(), &key()).unwrap_or_else(|trouble| panic!("{trouble}"));
    (folder, coop)
}

#[test]
fn what_the_ledger_reads_for_a_sheet_is_what_its_example_says() {
    let mut examples = 0;
    for bound in LIBRARY {
        let sheet = sheet(bound.0);
        for example in
            sheet.examples().iter().filter(|e| e.openings.is_empty() && e.carried.is_empty() && e.overrides.is_empty())
        {
            let stated = stated(bound, &sheet, example);
            let Ok(expected) = rules::compute(&sheet, &stated.run) else { continue };
            let (_folder, coop) = village(&stated.facts);
            let request = json!({"payout": "X1", "scheme": sheet.id(), "period": example.period,
                "record_day": example.record_day});
            let request: DeclarePayout = serde_json::from_value(request).unwrap();
            let bound = bindings(bound);
            let found = trial(coop.books(), example.record_day, &request, (&sheet, &bound))
                .unwrap_or_else(|refusal| panic!("{} {}: {refusal}", sheet.id(), example.title));
            let found = found.outcome.unwrap_or_else(|stop| panic!("{} {}: {stop:?}", sheet.id(), example.title));
            assert_eq!(found.moves, expected.moves, "{} {}", sheet.id(), example.title);
            examples += 1;
        }
    }
    println!("library on a ledger: sheets={} examples={examples}", LIBRARY.len());
    assert!(examples >= LIBRARY.len(), "{examples}");
}

/// Facts as the ledger takes them, with the sheet of the library under its bindings.
fn adopted(bound: &Bound, on: &str) -> Value {
    let pairs = |all: &[(&str, &str)], first: &str, second: &str| -> Vec<Value> {
        all.iter().map(|(a, b)| json!({first: a, second: b})).collect()
    };
    let lines: Vec<String> = sheet(bound.0).text().lines().map(str::to_owned).collect();
    let mut fact = json!({"on": on, "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "sheet": lines});
    for (member, all) in [("rows", pairs(bound.1, "register", "rows")), ("reads", pairs(bound.2, "at", "from"))] {
        if !all.is_empty() {
            fact[member] = json!(all);
        }
    }
    fact
}

#[test]
fn a_rent_that_follows_the_price_of_wheat_is_declared_paid_and_audited() {
    let bound = LIBRARY.iter().find(|bound| bound.0 == "wheat-rent").unwrap();
    let mut facts = vec![
        json!({"on": "2024-01-01", "kind": "bank.registered", "account": "A-BANK-1", "owner": "A", "ownership": "collective"}),
        json!({"on": "2024-01-01", "kind": "party.registered", "party": "OP1", "role": "tenant"}),
    ];
    for (household, parcel, m2, mu) in [("H0001", "P00001", "666.67", "1.00"), ("H0002", "P00002", "1666.67", "2.50")] {
        facts.push(json!({"on": "2024-01-01", "kind": "household.enrolled", "household": household, "members": 1}));
        facts.push(json!({"on": "2024-01-01", "kind": "parcel.registered", "parcel": parcel, "household": household,
            "area_m2": m2, "area_mu": mu, "contract_end": "2050-12-31"}));
        facts.push(json!({"on": "2024-01-01", "kind": "entrustment.given", "household": household, "document": "W-1",
            "parcels": [parcel], "first_day": "2024-01-01", "last_day": "2030-12-31"}));
    }
    facts.extend([
        json!({"on": "2024-01-02", "kind": "contract.signed", "contract": "WHEAT-1", "party": "OP1", "scheme": "wheat",
            "signed": "2024-01-02", "first_day": "2024-01-02", "last_day": "2030-12-31", "parcels": ["P00001", "P00002"]}),
        json!({"on": "2024-01-02", "kind": "series.set", "series": "wheat", "per": "day", "published_by": "market",
            "columns": [{"name": "price", "unit": "元/斤"}]}),
        adopted(bound, "2024-01-03"),
        json!({"on": "2026-05-09", "kind": "series.recorded", "series": "wheat", "period": "2026-05-09", "source": "notice",
            "rows": [{"values": ["1.60"]}]}),
        json!({"on": "2026-05-10", "kind": "series.recorded", "series": "wheat", "period": "2026-05-10", "source": "notice",
            "rows": [{"values": ["1.45"]}]}),
        json!({"on": "2026-12-31", "kind": "payout.declare", "payout": "W2026", "scheme": "wheat-rent", "contract": "WHEAT-1",
            "period": {"first_day": "2026-01-01", "last_day": "2026-12-31"}}),
    ]);
    let (folder, coop) = village(&facts);
    let payout = coop.books().payout(&"W2026".parse().unwrap()).unwrap();
    let lines: Vec<(String, String)> =
        payout.lines.iter().map(|(household, owed)| (household.to_string(), owed.amount.to_string())).collect();
    // the sheet's own example: 1.00 and 2.50 mu at 900 × 1.45 ÷ 1.30
    assert_eq!(lines, [("H0001".to_owned(), "1003.85".to_owned()), ("H0002".to_owned(), "2509.62".to_owned())]);
    let published = reports::series(coop.books(), "2026-05-09".parse().unwrap());
    let told = render_table(&published, Format::Csv, Lang::Zh);
    assert!(told.contains("wheat,2026-05-09,,,price 1.6 元/斤,"), "{told}");
    assert_eq!((published.len(), reports::series(coop.books(), "2026-12-31".parse().unwrap()).len()), (1, 2));
    drop(coop);
    let report = audit(&folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
    assert_eq!(report.proven.payouts, 1);
}

#[test]
fn a_stretch_of_a_series_has_one_spelling_and_its_days() {
    let days = [
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-Q2", "2024-04-01", "2024-06-30"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
    ];
    for (text, first, last) in days {
        let period: SeriesPeriod = text.parse().unwrap();
        let held = period.days().unwrap();
        assert_eq!((period.to_string(), held.first_day().to_string()), (text.to_owned(), first.to_owned()));
        assert_eq!(held.last_day().to_string(), last, "{text}");
        assert_eq!(SeriesPeriod::around(held.last_day(), period.length()), Some(period));
    }
    for wrong in
        ["", "24", "2024-13", "2024-Q0", "2024-Q5", "2024-q2", "2023-02-29", "2024-2", "2024 ", "202a", "2024-02-29x"]
    {
        assert!(wrong.parse::<SeriesPeriod>().is_err(), "{wrong}");
    }
}

#[test]
fn what_reads_a_row_is_not_adopted_for_an_input_nor_the_other_way() {
    let wheat = LIBRARY.iter().find(|bound| bound.0 == "wheat-rent").unwrap();
    let facts =
        [json!({"on": "2024-01-02", "kind": "series.set", "series": "wheat", "per": "day", "published_by": "market",
        "columns": [{"name": "price", "unit": "元/斤"}]})];
    let (_folder, mut coop) = village(&facts);
    let mut adopt = |area: &'static str, price: &'static str| {
        let reads: &'static [(&str, &str)] = Box::leak(Box::new([("地块.面积", area), ("小麦价", price)]));
        let mut fact = adopted(&(wheat.0, wheat.1, reads), "2024-01-03");
        fact["id"] = json!("x");
        let json = Json::parse(serde_json::to_string(&fact).unwrap().as_bytes()).unwrap();
        coop.record(&[Request::read(&json).unwrap()], &key()).map(|_| ()).map_err(|e| e.to_string())
    };
    for (area, price) in
        [("statement.result", "series.wheat"), ("part.land_rent", "series.wheat"), ("parcel.area_mu", "members")]
    {
        let refused = adopt(area, price).unwrap_err();
        assert!(refused.contains("not_in_dictionary"), "{refused}");
    }
    adopt("parcel.area_mu", "series.wheat").unwrap();
}
