//! What opening may sign after a crash, what time it may say, and how a ledger begins.

mod beginning;
mod clock;
mod files;
mod tail;

use coop_ledger::{
    audit::{Pin, Report},
    cooperative::{Clock, Moment, audit},
    unit::RecordedAt,
};
use std::{
    path::Path,
    sync::{Arc, Mutex},
};

const JOURNAL: &str = "journal/000000000000.jsonl";

/// A clock that is set by hand, on a machine that is started by hand.
#[derive(Debug)]
pub struct ByHand(Mutex<(RecordedAt, Option<Moment>)>);

impl ByHand {
    pub fn at(now: &str) -> Arc<ByHand> {
        Arc::new(ByHand(Mutex::new((now.parse().unwrap(), None))))
    }

    pub fn set(&self, now: &str) {
        self.0.lock().unwrap().0 = now.parse().unwrap();
    }

    /// In which run of the machine, how many seconds after its start.
    pub fn running(&self, boot: u8, seconds: u64) {
        self.0.lock().unwrap().1 = Some(Moment { boot: [boot; 16], seconds });
    }
}

impl Clock for ByHand {
    fn now(&self) -> RecordedAt {
        self.0.lock().unwrap().0
    }

    fn moment(&self) -> Option<Moment> {
        self.0.lock().unwrap().1
    }

    fn earliest(&self) -> RecordedAt {
        "2024-01-01T00:00:00Z".parse().unwrap()
    }
}

fn audited(ledger: &Path) -> Report {
    audit(ledger, &Pin::default(), &mut |_, _| {}).unwrap().report
}
