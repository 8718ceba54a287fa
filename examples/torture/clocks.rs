//! Clocks behind, ahead and jumping: nothing is dated back silently, nothing stops for ever.

use crate::child;
use crate::desk::Desk;
use crate::little::{Little, accountant, read};
use crate::report::{Line, Options, Wrong};
use coop_ledger::cooperative::{Clock, Cooperative};
use coop_ledger::unit::RecordedAt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that is set.
struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> RecordedAt {
        RecordedAt::from_seconds(self.0.load(Ordering::SeqCst)).expect("a time")
    }
}

const DAY: i64 = 86_400;

fn at(text: &str) -> i64 {
    text.parse::<RecordedAt>().expect("a time").seconds()
}

/// Times that clocks of machines without a battery, or past their end, show.
fn odd_times() -> Vec<i64> {
    let times = [
        "1970-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2024-02-29T12:00:00Z",
        "2028-02-29T23:59:59Z",
        "2038-01-19T03:14:07Z",
        "2038-01-19T03:14:08Z",
        "2106-02-07T06:28:15Z",
        "2106-02-07T06:28:16Z",
        "2199-12-31T23:59:59Z",
    ];
    times.map(at).to_vec()
}

/// Sequences of jumps, with and without a person's word, each followed by a right clock.
pub fn run(options: &Options) -> Vec<Line> {
    let name = "clocks";
    let mut dice = options.dice(name);
    let (mut wrong, mut jumps, mut asked, mut recorded, mut confirmed) = (Wrong::default(), 0_u64, 0_u64, 0_u64, 0_u64);
    for round in 0..options.rounds(12, 400) {
        let little = Little::upto(2, 0x66);
        let (ledger, state, folder) = (little.ledger(), little.state(), little.folder);
        drop(little.cooperative);
        let clock = Arc::new(Set(AtomicI64::new(at("2024-04-22T08:00:00Z"))));
        let mut right = at("2024-04-22T08:00:00Z");
        for step in 0..6 {
            jumps += 1;
            right += 3_600 + dice.roll(DAY as u64) as i64;
            let near =
                [-3 * DAY, -DAY, -121, -119, -1, 0, 1, 121, DAY, 8 * DAY, 41 * DAY, -20 * 365 * DAY, 20 * 365 * DAY];
            let odd = odd_times();
            let now = if dice.roll(2) == 0 { right + dice.pick(&near) } else { *dice.pick(&odd) };
            let word = dice.roll(2) == 0;
            clock.0.store(now, Ordering::SeqCst);
            match entry(&ledger, &state, &clock, word, &format!("r{round}-{step}")) {
                Ok((time, before)) => {
                    recorded += 1;
                    confirmed += u64::from(word);
                    if time < before {
                        wrong.add(name, format!("round {round}: an entry of {time} behind one of {before}"));
                    }
                    if time != now.max(before) {
                        wrong.add(name, format!("round {round}: clock {now}, last {before}, recorded {time}"));
                    }
                    // days ahead of the last entry, unasked
                    if !word && time - before > 41 * DAY {
                        wrong.add(name, format!("round {round}: {} days ahead, unasked", (time - before) / DAY));
                    }
                }
                Err(said) if said == "clock_jumped" => asked += 1,
                Err(said) => wrong.add(name, format!("round {round}: {said}")),
            }
            // the clock is right again, and a person says so: it must go on
            clock.0.store(right, Ordering::SeqCst);
            let plain = entry(&ledger, &state, &clock, false, &format!("g{round}-{step}"));
            let after =
                if plain.is_err() { entry(&ledger, &state, &clock, true, &format!("c{round}-{step}")) } else { plain };
            if let Err(said) = after {
                wrong.add(name, format!("round {round}: stopped for ever after a clock of {now}: {said}"));
                break;
            }
        }
        let mut audit = child::coop(&ledger, &state, &["audit"]);
        let audit = child::within(audit.env("COOP_TEST_CLOCK", child::LATE), Duration::from_secs(60));
        if audit.code != Some(0) {
            wrong.add(name, format!("round {round}: audit: {}{}", audit.told(), audit.out));
        }
        drop(folder);
    }
    let line = Line::new(name, options)
        .with("jumps", jumps)
        .with("recorded", recorded)
        .with("confirmed", confirmed)
        .with("asked", asked)
        .with("violations", wrong.count)
        .passes(wrong.count == 0 && asked > 0);
    vec![line, beginnings(options)]
}

/// The time of a new entry and of the one before it.
fn entry(
    ledger: &std::path::Path,
    state: &std::path::Path,
    clock: &Arc<Set>,
    word: bool,
    id: &str,
) -> Result<(i64, i64), String> {
    let mut opened = crate::little::open(ledger, state, clock.clone()).map_err(|trouble| trouble.to_string())?;
    if !opened.opening.writable() {
        return Err(format!("{:?}", opened.opening));
    }
    let coop = &mut opened.cooperative;
    let time = |coop: &Cooperative, index: u64| {
        coop.entry(index).map(|e| e.sealed.recorded_at().seconds()).map_err(|trouble| trouble.to_string())
    };
    let before = time(coop, coop.head().size - 1)?;
    if word {
        coop.confirm_clock();
    }
    let code = id.to_uppercase().replace('-', "X");
    let text = format!(r#"{{"id":"{id}","on":"2024-04-20","kind":"party.registered","party":"{code}","role":"x"}}"#);
    let recorded = coop.record(&read(&text), &accountant()).map_err(|trouble| trouble.code().to_owned())?;
    Ok((time(coop, recorded[0].index)?, before))
}

/// A ledger is not begun in 1970 or 2199 without asking.
fn beginnings(options: &Options) -> Line {
    let name = "clocks";
    let mut wrong = Wrong::default();
    let times = ["1970-01-01T00:00:10Z", "2100-01-01T00:00:00Z", "2199-12-31T23:59:59Z"];
    for time in times {
        let desk = Desk::empty();
        let args = [
            "init",
            "--zh",
            "村",
            "--en",
            "Village",
            "--host",
            "coop.example",
            "--name",
            "v",
            "--no-passphrase",
            "--yes",
        ];
        let mut command = desk.command(&args);
        let ended = child::within(command.env("COOP_TEST_CLOCK", time), Duration::from_secs(20));
        if ended.code == Some(0) || ended.broke() {
            wrong.add(name, format!("init at {time}: {}", ended.told()));
        }
    }
    Line::new(name, options).with("begun_at_odd_times", wrong.count).with("of", times.len()).passes(wrong.count == 0)
}
