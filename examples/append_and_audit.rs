//! Appends entries one by one, each durable before it is acknowledged, then audits the folder.
//!
//! ```text
//! cargo run --example append_and_audit -- FOLDER [COUNT]
//! ```
//!
//! FOLDER gets `ledger` (may be copied) and `state` (the guard and the ledger's own key; must not).
//! Run it again to go on where it stopped, also after it was killed. The keys come from fixed
//! seeds, as nobody's keys should.

use coop_ledger::{
    audit::Pin,
    cooperative::{Cooperative, FirstKey, Founding, SystemClock, Trouble, audit, remembered},
    decide::Request,
    event::{HouseholdEnrolled, Names},
    log::{Role, SigningKey},
};
use std::{io::Write, path::Path, sync::Arc};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count @ ..] = words.as_slice() else { return Err("give a folder".into()) };
    let count = count.first().map_or(Ok(10), |n| n.parse())?;
    let folder = Path::new(folder);
    append(folder, count, &mut std::io::stdout())?;
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    let pin = Pin { remembered: remembered(&ledger, &state), ..Pin::default() };
    let report = audit(&ledger, &pin, &mut |_, _| {})?.report;
    println!("{:?}: {} entries, root {}", report.verdict, report.size, report.root);
    Ok(())
}

/// Enrols `count` more households. `told` gets a line per entry once it is durable.
///
/// # Errors
/// The ledger cannot be founded, opened to write or appended to, or `told` cannot be written.
pub fn append(folder: &Path, count: u64, told: &mut dyn Write) -> Result<(), Box<dyn std::error::Error>> {
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    let accountant = SigningKey::from_seed([1; 32]);
    let mut cooperative = match ledger.join("checkpoint").exists() {
        true => writable(&ledger, &state)?,
        // a process that was killed while it founded the ledger acknowledged nothing
        false => {
            let _ = std::fs::remove_dir_all(folder);
            std::fs::create_dir_all(folder)?;
            Cooperative::create(&ledger, &state, &founding()?, Arc::new(SystemClock))?
        }
    };
    let first = cooperative.head().size;
    for n in first..first + count {
        let household = HouseholdEnrolled {
            // private: the entry gets a commitment to it, and what opens that stays beside the ledger
            name: Some(format!("户{n}").into()),
            ..HouseholdEnrolled::new(format!("H{n:06}").parse()?, 3)
        };
        let request = Request::new(format!("h-{n}").parse()?, "2024-01-02".parse()?, household);
        for recorded in cooperative.record(&[request], &accountant)? {
            writeln!(told, "acked {} {}", recorded.index, recorded.leaf)?;
            told.flush()?;
        }
    }
    Ok(())
}

fn writable(ledger: &Path, state: &Path) -> Result<Cooperative, Trouble> {
    let opened = Cooperative::open(ledger, state, Arc::new(SystemClock))?;
    opened.writable()?;
    Ok(opened.cooperative)
}

fn founding() -> Result<Founding, Box<dyn std::error::Error>> {
    Ok(Founding {
        host: "coop.example".into(),
        name: "append".into(),
        names: Names { en: "example".parse()?, zh: "示例".parse()? },
        on: "2024-01-01".parse()?,
        chart: None,
        keys: vec![FirstKey {
            person: "K01".into(),
            role: Some(Role::Accountant),
            key: SigningKey::from_seed([1; 32]),
        }],
        recovery_threshold: 0,
        clock_confirmed: false,
        tag: Some([7; 8]),
        ledger_seed: Some([2; 32]),
    })
}
