//! A ledger of one accountant, begun on a day and recorded on a later one.

use coop_ledger::{
    cooperative::{Cooperative, FirstKey, FixedClock, Founding},
    event::Names,
    log::{Role, SigningKey},
};
use std::sync::Arc;
use tempfile::TempDir;

/// The accountant's.
pub fn key() -> SigningKey {
    SigningKey::from_seed([1; 32])
}

/// With the chart that is the program's own where none is given.
pub fn founded(name: &str, on: &str, chart: Option<String>, recorded: &str) -> (TempDir, Cooperative) {
    let founding = Founding {
        host: "coop.example".into(),
        name: name.into(),
        names: Names { en: name.parse().unwrap(), zh: "试账".parse().unwrap() },
        on: on.parse().unwrap(),
        chart,
        keys: vec![FirstKey { person: "K01".into(), role: Some(Role::Accountant), key: key() }],
        recovery_threshold: 0,
        clock_confirmed: true,
        tag: None,
        ledger_seed: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let clock = Arc::new(FixedClock(recorded.parse().unwrap()));
    let coop = Cooperative::create(&ledger, &state, &founding, clock).unwrap();
    (folder, coop)
}
