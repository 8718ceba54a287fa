//! Things of the collective: they come, change, leave and are counted.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Nature, Undo,
        postings::{Posted, acquired, changed, counted, disposed},
    },
    event::{AssetAcquired, AssetCame, AssetChanged, AssetCounted, AssetDisposed, Event, RegisterName},
    unit::Day,
};

impl InBooks for AssetAcquired {
    fn nature(&self) -> Nature {
        match self.came {
            AssetCame::Opening => Nature::Withdrawn,
            AssetCame::Bought(_) | AssetCame::Donated | AssetCame::Allocated | AssetCame::Grown | AssetCame::Found => {
                Nature::Whole
            }
        }
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        match self.came {
            AssetCame::Opening => none(),
            AssetCame::Bought(_) | AssetCame::Donated | AssetCame::Allocated | AssetCame::Grown | AssetCame::Found => {
                acquired(books, self)
            }
        }
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let before = vec![(self.asset.clone(), books.card(&self.asset))];
        let added = books.take_in(self, at.on).ok_or(ApplyError::TooMuch)?;
        if !added {
            books.rows.bring(RegisterName::Asset, self.asset.as_str(), at.brings());
        }
        books.undo.insert(at.index, Undo::Cards(before));
        Ok(())
    }
}

impl InBooks for AssetChanged {
    fn nature(&self) -> Nature {
        if self.add_cost.is_some() || self.to_class.is_some() { Nature::Whole } else { Nature::Withdrawn }
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        changed(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let mut before = vec![(self.asset.clone(), books.card(&self.asset))];
        if let Some(to) = &self.to_class {
            before.push((to.asset.clone(), books.card(&to.asset)));
            if !books.registers.has_card(to.asset.as_str()) {
                books.rows.bring(RegisterName::Asset, to.asset.as_str(), at.brings());
            }
        }
        let after = books.changed_cards(self, at.on).ok_or(ApplyError::TooMuch)?;
        books.put_cards(after, at.on);
        books.undo.insert(at.index, Undo::Cards(before));
        Ok(())
    }
}

impl InBooks for AssetDisposed {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        disposed(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let before = vec![(self.asset.clone(), books.card(&self.asset))];
        let parting = books.parting(&self.asset, self.quantity, self.leaves.why(), at.on).ok_or(ApplyError::TooMuch)?;
        books.put_cards(vec![(self.asset.clone(), parting.after)], at.on);
        books.undo.insert(at.index, Undo::Cards(before));
        Ok(())
    }
}

impl InBooks for AssetCounted {
    fn nature(&self) -> Nature {
        if self.lines.iter().any(|line| line.book != line.counted) { Nature::Whole } else { Nature::Withdrawn }
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        counted(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let after = books.counted_cards(self, at.on).ok_or(ApplyError::TooMuch)?;
        let before = after.iter().map(|(asset, _)| (asset.clone(), books.card(asset))).collect();
        books.put_cards(after, at.on);
        books.undo.insert(at.index, Undo::Cards(before));
        Ok(())
    }
}
