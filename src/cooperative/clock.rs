//! Where the time comes from: an argument, never a call inside.

use crate::unit::RecordedAt;

/// Something that tells the time.
pub trait Clock: Send + Sync {
    /// Now, in whole seconds.
    fn now(&self) -> RecordedAt;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> RecordedAt {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since.map(|d| d.as_secs()).unwrap_or_default();
        let seconds = i64::try_from(seconds).unwrap_or_default();
        RecordedAt::from_seconds(seconds).unwrap_or(FixedClock::EPOCH.0)
    }
}

/// A clock that stands still: tests and examples.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub RecordedAt);

impl FixedClock {
    const EPOCH: FixedClock = FixedClock(RecordedAt::UNIX_EPOCH);
}

impl Clock for FixedClock {
    fn now(&self) -> RecordedAt {
        self.0
    }
}
