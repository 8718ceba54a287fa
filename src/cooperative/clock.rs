//! Where the time comes from: an argument, never a call inside. And when a clock is asked about.
//!
//! Time may stand still: what is recorded by a clock behind the last entry carries that entry's
//! time. It may not leap unasked: one entry in a wrong future year would force all later ones to
//! follow it.

use crate::unit::{Lang, RecordedAt, Say};

pub use crate::store::Moment;

/// Seconds by which clocks of one machine may differ unasked, either way.
pub(super) const CLOCKS_DIFFER: i64 = crate::audit::CLOCKS_DIFFER;
/// Seconds after the last entry that are believed where the machine was off in between, or does
/// not say whether it was: a week.
const AWAY: i64 = 7 * DAY;
/// Ten years of seconds: no ledger begins so long after the program was released.
const OUTDATED: i64 = 3_653 * DAY;
const DAY: i64 = 24 * 3600;

/// 2026-01-01T00:00:00Z. This program is of that year; a clock before it was reset.
const RELEASED: i64 = 1_767_225_600;

/// Something that tells the time.
pub trait Clock: Send + Sync {
    /// Now, in whole seconds.
    fn now(&self) -> RecordedAt;

    /// In which run of the machine, and how long after its start; `None` where nobody can say.
    fn moment(&self) -> Option<Moment> {
        None
    }

    /// The earliest time that a ledger may begin without a question. Tests live earlier.
    fn earliest(&self) -> RecordedAt {
        RecordedAt::from_seconds(RELEASED).unwrap_or(RecordedAt::UNIX_EPOCH)
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> RecordedAt {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since.map(|d| d.as_secs()).unwrap_or_default();
        // beyond what can be written it is the last second that can: never a time long past
        i64::try_from(seconds).ok().and_then(RecordedAt::from_seconds).unwrap_or(RecordedAt::LATEST)
    }

    #[cfg(target_os = "linux")]
    fn moment(&self) -> Option<Moment> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let digits: String = id.chars().filter(char::is_ascii_hexdigit).collect();
        let boot = u128::from_str_radix(digits.get(..32)?, 16).ok()?.to_be_bytes();
        // it goes on while the machine sleeps, and nobody can set it
        let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Some(Moment { boot, seconds: u64::try_from(since.tv_sec).ok()? })
    }
}

/// A clock that stands still: tests and examples.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub RecordedAt);

impl FixedClock {
    /// 2020-01-01T00:00:00Z.
    const EARLIEST: i64 = 1_577_836_800;
}

impl Clock for FixedClock {
    fn now(&self) -> RecordedAt {
        self.0
    }

    fn earliest(&self) -> RecordedAt {
        RecordedAt::from_seconds(FixedClock::EARLIEST).unwrap_or(RecordedAt::UNIX_EPOCH)
    }
}

/// A clock that a person should look at before anything is recorded by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jump {
    /// So many seconds before the last entry: what is recorded carries the last entry's time.
    Behind(i64),
    /// So many seconds after the last entry: no later entry can be recorded before that time.
    Ahead(i64),
}

impl Say for Jump {
    fn say(&self, lang: Lang) -> String {
        let seconds = match self {
            Jump::Behind(seconds) | Jump::Ahead(seconds) => *seconds,
        };
        let (n, zh, en) = match seconds {
            DAY.. => (seconds / DAY, "天", "days"),
            3600.. => (seconds / 3600, "小时", "hours"),
            _ => (seconds / 60, "分钟", "minutes"),
        };
        match self {
            Jump::Behind(_) => lang.pick(format!("早 {n} {zh}"), format!("{n} {en} before")),
            Jump::Ahead(_) => lang.pick(format!("晚 {n} {zh}"), format!("{n} {en} after")),
        }
    }
}

impl std::fmt::Display for Jump {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}

/// Is the clock to be looked at? `then` is the moment of the last entry, where it is known.
pub(super) fn jump(
    (now, moment): (RecordedAt, Option<Moment>),
    (last, then): (RecordedAt, Option<Moment>),
) -> Option<Jump> {
    let ahead = now.seconds() - last.seconds();
    if ahead < -CLOCKS_DIFFER {
        return Some(Jump::Behind(-ahead));
    }
    // within one run of the machine it is known how much time has passed
    let passed = then.zip(moment).filter(|(then, now)| then.boot == now.boot);
    let passed = passed.and_then(|(then, now)| now.seconds.checked_sub(then.seconds));
    let most = passed.map_or(AWAY, |seconds| i64::try_from(seconds).unwrap_or(AWAY).saturating_add(CLOCKS_DIFFER));
    (ahead > most).then_some(Jump::Ahead(ahead))
}

/// May a ledger begin at this time unasked?
pub(super) fn believable(now: RecordedAt, earliest: RecordedAt) -> bool {
    (earliest.seconds()..=earliest.seconds() + OUTDATED).contains(&now.seconds())
}
