//! A payout sheet, the facts it reads, who gets how much, and why: without a ledger, a file or a key.
//!
//! ```text
//! cargo run --example share_rent
//! ```

use coop_ledger::{
    rules::{self, Given, Place, Row, Run},
    scheme::{self, shipped},
    unit::{Day, Exact, Lang, Period},
};
use std::{collections::BTreeMap, error::Error, io::Write};

fn main() -> Result<(), Box<dyn Error>> {
    share(&mut std::io::stdout())
}

/// Half a year's rent of two farm houses goes to their owners, by area.
///
/// # Errors
/// The sheet or a fact does not read, the run stops, or `told` cannot be written.
pub fn share(told: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let text = shipped::all().iter().find(|sheet| sheet.id == "bot-rent").ok_or("it ships")?.text;
    // what a reader of the sheet would stumble over is told with line, column and what to write instead
    let sheet = scheme::read(text).map_err(|found| {
        let each = found.iter().map(|d| d.render("bot-rent", text, Lang::En));
        each.collect::<String>()
    })?;

    let run = Run {
        period: Period::new("2026-05-01".parse()?, "2026-10-31".parse()?).ok_or("days in order")?,
        record_day: "2026-10-31".parse()?,
        registers: BTreeMap::from([
            ("户".to_owned(), vec![household("H0001"), household("H0002")]),
            ("房屋".to_owned(), vec![house("HS-01", "H0001", "100.5")?, house("HS-02", "H0002", "80.33")?]),
            ("集体房屋".to_owned(), Vec::new()),
        ]),
        inputs: BTreeMap::from([
            ("月租价".to_owned(), Given::Number("5".parse()?)),
            ("到账户部分".to_owned(), Given::Number("5424.90".parse()?)),
            ("到账集体部分".to_owned(), Given::Number(Exact::zero())),
        ]),
        balances: BTreeMap::new(),
        carried: BTreeMap::new(),
    };

    // the same sheet and facts give the same fen, everywhere and always
    let (outcome, reasons) = rules::explained(&sheet, &run)?;
    for moved in &outcome.moves {
        let Place::Payee { register, key } = &moved.to else { continue };
        writeln!(told, "{key} {} ({})", moved.fen, moved.step)?;
        for reason in reasons.get(&(register.clone(), key.clone())).into_iter().flatten() {
            for row in &reason.rows {
                let terms: Vec<String> =
                    row.terms.iter().map(|term| format!("{} {}{}", term.name, term.value, term.unit)).collect();
                writeln!(told, "  {}: {}", row.key, terms.join(", "))?;
            }
        }
    }
    Ok(())
}

fn household(code: &str) -> Row {
    Row { key: code.to_owned(), ..Row::default() }
}

fn house(code: &str, owner: &str, area: &str) -> Result<Row, Box<dyn Error>> {
    let leased_until: Day = "2036-04-30".parse()?;
    Ok(Row {
        key: code.to_owned(),
        parents: [("户", owner.to_owned())].into(),
        cells: [("建筑面积", Given::Number(area.parse()?)), ("合同止", Given::Day(leased_until))].into(),
    })
}
