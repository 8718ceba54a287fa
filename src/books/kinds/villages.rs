//! Villages of a union: they join, put more in, take some out, leave.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Dated, Instead, Nature,
        postings::{Posted, put_in, taken_out},
        registers::Members,
    },
    event::{Event, RegisterName, VillageChanged, VillageJoined, VillageWhy},
    unit::{AreaMu, Day, Money},
};

impl InBooks for VillageJoined {
    fn nature(&self) -> Nature {
        match self.into {
            Some(_) => Nature::Other(Instead::Village),
            None => Nature::Silent,
        }
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        match &self.into {
            Some(into) => put_in(books, &self.village, self.money, into),
            None => none(),
        }
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(before) = books.registers.households.get_mut(&self.village)
            && let Some(left) = before.retired_from.take()
        {
            before.away.push((left, at.on));
            before.land_mu.change(at.on, self.land_mu);
            before.money.change(at.on, self.money);
            books.rows.bring(RegisterName::Household, self.village.as_str(), at.brings());
            return Ok(());
        }
        books.enrol(&self.village, None, 0, at.on);
        if let Some(village) = books.registers.households.get_mut(&self.village) {
            village.land_mu = Dated::from(at.on, self.land_mu);
            village.money = Dated::from(at.on, self.money);
        }
        books.rows.bring(RegisterName::Household, self.village.as_str(), at.brings());
        books.registers.members = Members::Villages;
        Ok(())
    }
}

impl InBooks for VillageChanged {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Village)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        let money = self.money.unwrap_or(Money::ZERO);
        match (self.why, &self.into) {
            (VillageWhy::Added, Some(into)) => put_in(books, &self.village, money, into),
            (VillageWhy::Added, None) => none(),
            (VillageWhy::TakenOut | VillageWhy::Left, _) => taken_out(books, &self.village, money),
        }
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Some(village) = books.registers.households.get_mut(&self.village) else { return Ok(()) };
        let (land, money) = (self.land_mu.unwrap_or(AreaMu::ZERO), self.money.unwrap_or(Money::ZERO));
        if self.why == VillageWhy::Added {
            village.land_mu.change_from(at.on, AreaMu::ZERO, |there| there.plus(land).unwrap_or(*there));
            let more = |there: &Money| there.fen().plus(money.fen()).and_then(Money::from_fen).unwrap_or(*there);
            village.money.change_from(at.on, Money::ZERO, more);
        } else {
            village.land_mu.change_from(at.on, AreaMu::ZERO, |there| there.minus(land).unwrap_or(AreaMu::ZERO));
            let less = |there: &Money| there.fen().minus(money.fen()).and_then(Money::from_fen).unwrap_or(Money::ZERO);
            village.money.change_from(at.on, Money::ZERO, less);
        }
        if self.why == VillageWhy::Left {
            village.retired_from = Some(at.on);
        }
        Ok(())
    }
}
