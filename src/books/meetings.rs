//! Meetings, what they decided, and what was shown publicly.

use crate::{
    event::{ItemDecided, MeetingCalled, MeetingHeld, NoticeShown},
    log::{Hash, KeyId},
    unit::{Day, OfficeId},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that meetings did, by the number of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meetings {
    /// Meetings.
    pub(super) called: BTreeMap<String, Meeting>,
    /// Resolutions.
    pub(super) decided: BTreeMap<String, DecidedItem>,
    /// What was shown.
    pub(super) notices: BTreeMap<String, ShownNotice>,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// As it was called.
    pub called: MeetingCalled,
    /// The day on which the call was recorded.
    pub recorded: Day,
    /// How it was held.
    pub held: Option<MeetingHeld>,
}

/// What a meeting decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedItem {
    /// As it was decided.
    pub decided: ItemDecided,
    /// What it is about.
    pub subject: String,
    /// The entry.
    pub entry: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// The key that recorded it.
    pub key: KeyId,
    /// The entry that annulled it.
    pub annulled: Option<u64>,
    /// Who acknowledged the minutes, with the offices held there.
    pub acknowledged: BTreeMap<String, BTreeSet<OfficeId>>,
}

/// Something that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownNotice {
    /// As it was shown.
    pub shown: NoticeShown,
    /// The day on which that was recorded: its time runs from the later of both.
    pub recorded: Day,
}

impl ShownNotice {
    /// The day on which its time begins: a longer time on the wall before it was recorded counts for nothing.
    pub fn begins(&self) -> Day {
        self.shown.first_day.max(self.recorded)
    }
}

impl Meetings {
    /// Meetings by number.
    pub fn called(&self) -> &BTreeMap<String, Meeting> {
        &self.called
    }

    /// Resolutions by reference.
    pub fn decided(&self) -> &BTreeMap<String, DecidedItem> {
        &self.decided
    }

    /// What was shown, by number.
    pub fn notices(&self) -> &BTreeMap<String, ShownNotice> {
        &self.notices
    }
}
