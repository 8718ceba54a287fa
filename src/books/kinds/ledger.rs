//! The ledger itself: its keys, choices and corrections, and what a later version says.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Chosen, DigestsStated, Instead, Nature,
        postings::{Posted, PostingError},
    },
    event::{
        Attached, AttestationRecorded, ChartExtended, EntryCorrected, Event, HouseholdErased, HouseholdsStated,
        Informed, KeyAdmitted, KeyRetired, KeyRevoked, LedgerKeyReplaced, LedgerOpened, SettingChosen,
    },
    unit::Day,
};
use std::sync::Arc;

/// Entry 0 is folded by [`Books::open`], and nothing else opens a ledger.
impl InBooks for LedgerOpened {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, _: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        Ok(())
    }
}

impl InBooks for SettingChosen {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let chosen = Chosen { value: self.value.to_string(), on: at.on, entry: at.index };
        books.settings.entry(self.name.to_string()).or_default().push(chosen);
        Ok(())
    }
}

impl InBooks for ChartExtended {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Attached::Document(text) = &at.event.attached else {
            return Err(PostingError::Unknown("chart".to_owned()).into());
        };
        Ok(books.extend(at.index, text)?)
    }
}

impl InBooks for KeyAdmitted {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let waits = books.governance.recovered(at.index, at.recorded);
        books.admit(self, at.batch_end + 1, waits);
        Ok(())
    }
}

impl InBooks for KeyRetired {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.keys.retire(&self.key, at.batch_end);
        Ok(())
    }
}

impl InBooks for KeyRevoked {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.keys.revoke(&self.key, at.batch_end, self.from);
        Ok(())
    }
}

impl InBooks for LedgerKeyReplaced {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        books.opened.vkey = self.vkey.clone();
        Ok(())
    }
}

impl InBooks for AttestationRecorded {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        super::governance::heard(books, &self.attestations, at);
        Ok(())
    }
}

impl InBooks for HouseholdsStated {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.stated = Some((at.index, self.size, self.root));
        let digests = Arc::new(books.digests_in_order());
        books.history.state(DigestsStated { entry: at.index, size: self.size, root: self.root, digests });
        Ok(())
    }
}

impl InBooks for HouseholdErased {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.erased.insert(self.household.clone(), at.index);
        books.erase_texts(&self.household, at.index);
        Ok(())
    }
}

impl InBooks for EntryCorrected {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Correction)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        let index = self.corrects.index;
        if books.can_be_withdrawn(index) {
            return none();
        }
        let wrong = books.vouchers.get(index).ok_or_else(|| PostingError::Unknown(format!("entry {index}")))?;
        Ok(wrong.voucher().reversed(books.setting("correction") != "swap"))
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.corrected.insert(self.corrects.index, at.index);
        books.unfold(self.corrects.index);
        books.undraw(self.corrects.index);
        books.history.take_back(self.corrects.index);
        Ok(())
    }
}

/// Of a later version, and by definition without any effect here.
impl InBooks for Informed {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, _: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        Ok(())
    }
}
