//! Meetings, what they decide, and what is shown publicly.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Nature,
        meetings::{DecidedItem, Meeting, ShownNotice},
        postings::Posted,
    },
    event::{Event, ItemDecided, MeetingCalled, MeetingHeld, NoticeShown, ResolutionAnnulled},
    unit::Day,
};

impl InBooks for MeetingCalled {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let meeting = Meeting { called: self.clone(), recorded: at.recorded, held: None };
        books.governance.meetings.called.insert(self.meeting.to_string(), meeting);
        Ok(())
    }
}

impl InBooks for MeetingHeld {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        if let Some(meeting) = books.governance.meetings.called.get_mut(self.meeting.as_str()) {
            meeting.held = Some(self.clone());
        }
        Ok(())
    }
}

impl InBooks for ItemDecided {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let called = books.governance.meetings.called.get(self.meeting.as_str());
        let item = called.and_then(|meeting| meeting.called.items.iter().find(|item| item.item == self.item));
        // what no meeting was called to decide carries nothing
        let Some(item) = item else { return Ok(()) };
        let item = DecidedItem {
            decided: self.clone(),
            subject: item.subject.to_string(),
            entry: at.index,
            leaf: at.leaf,
            key: at.key,
            annulled: None,
            acknowledged: Default::default(),
        };
        books.governance.meetings.decided.insert(self.resolution.to_string(), item);
        Ok(())
    }
}

impl InBooks for ResolutionAnnulled {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(item) = books.governance.meetings.decided.get_mut(self.resolution.as_str()) {
            item.annulled = Some(at.index);
        }
        Ok(())
    }
}

impl InBooks for NoticeShown {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let notice = ShownNotice { shown: self.clone(), recorded: at.recorded };
        books.governance.meetings.notices.insert(self.notice.to_string(), notice);
        Ok(())
    }
}
