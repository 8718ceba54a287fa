//! Time may stand still, and may not leap unasked.

use super::{ByHand, audited};
use crate::little::{accountant, founding, open, read};
use coop_ledger::{
    audit::Verdict,
    cooperative::{Cooperative, Jump, Trouble},
};
use std::{path::PathBuf, sync::Arc};

struct Machine {
    folder: tempfile::TempDir,
    clock: Arc<ByHand>,
    recorded: u64,
}

impl Machine {
    /// A ledger that was opened at a time, in the first run of its machine.
    fn opened(at: &str) -> Machine {
        let folder = tempfile::tempdir().unwrap();
        let clock = ByHand::at(at);
        clock.running(1, 1_000);
        let machine = Machine { folder, clock, recorded: 0 };
        drop(Cooperative::create(&machine.ledger(), &machine.state(), &founding(0x51), machine.clock.clone()).unwrap());
        machine
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Records one more entry in a process of its own, and says when it was recorded.
    fn record(&mut self, confirmed: bool) -> Result<String, Trouble> {
        let mut coop = open(&self.ledger(), &self.state(), self.clock.clone())?.cooperative;
        if confirmed {
            coop.confirm_clock();
        }
        let n = self.recorded;
        let text =
            format!(r#"{{"id":"p{n}","on":"2024-04-20","kind":"party.registered","party":"OP{n}","role":"operator"}}"#);
        let done = coop.record(&read(&text), &accountant())?;
        self.recorded += 1;
        Ok(coop.entry(done[0].index)?.sealed.recorded_at().to_string())
    }

    /// Refused with `clock_jumped` and exit code 3, and says how far.
    #[track_caller]
    fn asks(&mut self, jump: Jump) {
        let refused = self.record(false).unwrap_err();
        assert_eq!((refused.code(), refused.exit_code()), ("clock_jumped", 3), "{refused}");
        assert!(matches!(refused, Trouble::Clock { jump: said, .. } if said == jump), "{refused:?}");
    }

    #[track_caller]
    fn records(&mut self, confirmed: bool, at: &str) {
        assert_eq!(self.record(confirmed).unwrap(), at);
    }
}

const DAY: i64 = 24 * 3600;

#[test]
fn h10_a_confirmed_clock_behind_records_with_the_last_time() {
    let mut machine = Machine::opened("2024-04-20T08:00:00Z");
    machine.clock.running(2, 10);
    // one entry by a clock a day ahead
    machine.clock.set("2024-04-21T08:00:00Z");
    machine.records(false, "2024-04-21T08:00:00Z");
    // the clock is put right: asked once, the ledger is not blocked
    machine.clock.set("2024-04-20T09:00:00Z");
    machine.asks(Jump::Behind(23 * 3600));
    machine.records(true, "2024-04-21T08:00:00Z");
    machine.records(true, "2024-04-21T08:00:00Z");
    // up to two minutes behind nobody is asked
    machine.clock.set("2024-04-21T07:58:00Z");
    machine.records(false, "2024-04-21T08:00:00Z");
    machine.clock.set("2024-04-21T07:57:59Z");
    machine.asks(Jump::Behind(121));
    assert_eq!(audited(&machine.ledger()).verdict, Verdict::Pass);
}

#[test]
fn h10_one_confirmed_entry_of_2106_does_not_end_the_ledger() {
    let mut machine = Machine::opened("2024-04-20T08:00:00Z");
    machine.clock.set("2106-02-07T06:28:15Z");
    let refused = machine.record(false).unwrap_err();
    assert!(refused.to_string().contains("29876 days after"), "the figure is said in days: {refused}");
    machine.records(true, "2106-02-07T06:28:15Z");
    machine.clock.set("2024-04-20T10:00:00Z");
    machine.records(true, "2106-02-07T06:28:15Z");
    assert_eq!(audited(&machine.ledger()).verdict, Verdict::Pass);
}

#[test]
fn h10_within_one_run_of_the_machine_the_clock_may_not_leap() {
    let mut machine = Machine::opened("2024-04-20T08:00:00Z");
    // an hour has passed, and the clock says an hour and two minutes
    machine.clock.running(1, 1_000 + 3_600);
    machine.clock.set("2024-04-20T09:02:00Z");
    machine.records(false, "2024-04-20T09:02:00Z");
    machine.clock.running(1, 1_000 + 3_600 + 60);
    machine.clock.set("2024-04-20T09:05:01Z");
    machine.asks(Jump::Ahead(181));
    machine.records(true, "2024-04-20T09:05:01Z");
    // half a year in one run is no leap
    machine.clock.running(1, 1_000 + 3_600 + 60 + 180 * DAY as u64);
    machine.clock.set("2024-10-17T09:05:01Z");
    machine.records(false, "2024-10-17T09:05:01Z");
}

#[test]
fn h10_across_runs_a_week_is_believed_and_no_more() {
    let mut machine = Machine::opened("2024-04-20T08:00:00Z");
    machine.clock.running(2, 5);
    machine.clock.set("2024-04-27T08:00:01Z");
    machine.asks(Jump::Ahead(7 * DAY + 1));
    machine.clock.set("2024-04-27T08:00:00Z");
    machine.records(false, "2024-04-27T08:00:00Z");
    // a machine that started its count anew under the same name is another run
    machine.clock.running(2, 4);
    machine.clock.set("2024-05-04T08:00:00Z");
    machine.records(false, "2024-05-04T08:00:00Z");
}

#[test]
fn h10_no_time_is_recorded_that_has_no_day_for_the_audit() {
    let mut machine = Machine::opened("2024-04-20T08:00:00Z");
    machine.clock.set("2199-12-31T20:00:00Z");
    let refused = machine.record(true).unwrap_err();
    assert_eq!(refused.code(), "clock_jumped", "in the ledger's zone it is 2200: {refused}");
    machine.clock.set("2024-04-20T08:00:01Z");
    machine.records(false, "2024-04-20T08:00:01Z");
}
