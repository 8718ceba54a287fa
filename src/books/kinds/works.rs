//! Work of people, and works built with orders and grants.

use super::{At, InBooks, next_month, none};
use crate::{
    books::{
        AccountKey, ApplyError, Asset, Books, Nature, Undo, Voucher, WorkSheet, WorksStep,
        postings::{Posted, accepted},
    },
    event::{Event, GrantUsed, RegisterName, WorkRecorded, WorksAccepted, WorksOrdered},
    unit::{Day, Fen, Period},
};

impl InBooks for WorkRecorded {
    fn nature(&self) -> Nature {
        Nature::Withdrawn
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Some(period) = Period::new(self.first_day, self.last_day) else { return Ok(()) };
        let lines = self.lines.iter().map(|l| (l.worker.clone(), l.class.clone(), l.quantity));
        let paid_by = books.registers.sheets.get(&self.sheet).and_then(|before| before.paid_by.clone());
        let sheet = WorkSheet { contract: self.contract.clone(), period, lines: lines.collect(), paid_by };
        books.registers.sheets.insert(self.sheet.clone(), sheet);
        books.undo.insert(at.index, Undo::Work(self.sheet.clone()));
        Ok(())
    }
}

/// A step that has done nothing yet.
fn step(at: &At<'_>) -> WorksStep {
    WorksStep { entry: at.index, on: at.on, ordered: Fen::ZERO, taken: None, used: Fen::ZERO }
}

impl InBooks for WorksOrdered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let works = books.works.entry(self.project.clone()).or_default();
        works.place = self.place.clone();
        works.ordered = works.ordered.plus(self.amount.fen()).ok_or(ApplyError::TooMuch)?;
        works.steps.push(WorksStep { ordered: self.amount.fen(), ..step(at) });
        Ok(())
    }
}

impl InBooks for WorksAccepted {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        accepted(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let before = books.works.get(&self.project).map(|works| works.accepted);
        let cost = Fen::capped_total(self.assets.iter().map(|a| a.cost.fen()));
        let works = books.works.entry(self.project.clone()).or_default();
        works.accepted = true;
        works.taken = works.taken.capped_plus(cost);
        works.steps.push(WorksStep { taken: Some(cost), ..step(at) });
        let cards = self.assets.iter().map(|a| a.asset.clone()).collect();
        books.undo.insert(at.index, Undo::Accepted(self.project.clone(), before, cost, cards));
        for asset in &self.assets {
            let life = (asset.life_months, asset.salvage);
            let card = Asset::fixed(asset.cost, asset.used_for, life, next_month(at.on), at.on);
            books.registers.assets.insert(asset.asset.clone(), card);
            books.rows.bring(RegisterName::Asset, asset.asset.as_str(), at.brings());
        }
        Ok(())
    }
}

impl InBooks for GrantUsed {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        let mut v = Voucher::default();
        let used = &books.chart.fixed.grant_used;
        v.debit(AccountKey::new(&books.chart.fixed.grant, "", self.project.as_str()), self.amount.fen());
        v.credit(books.place(used, "")?, self.amount.fen());
        Ok(v)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let works = books.works.entry(self.project.clone()).or_default();
        works.used = works.used.capped_plus(self.amount.fen());
        works.steps.push(WorksStep { used: self.amount.fen(), ..step(at) });
        books.undo.insert(at.index, Undo::Granted(self.project.clone(), self.amount.fen()));
        Ok(())
    }
}
