//! Registers: parties, banks, shares, houses and assets.

use super::{At, InBooks, next_month, none};
use crate::{
    books::{
        AccountKey, ApplyError, Asset, Bank, Books, Dated, House, Nature, RegisteredParty, ShareClass, Undo, Voucher,
        postings::Posted,
    },
    event::{
        AssetRegistered, BankRegistered, BuildingReceived, ClassSet, Event, Holder, HouseRegistered, HouseReturned,
        PartyRegistered, RegisterName, SharesGranted, SharesTransferred,
    },
    unit::{Day, Money, Period, Shares},
};

impl InBooks for PartyRegistered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let party = RegisteredParty {
            name: Dated::from(at.on, self.name.clone()),
            role: Dated::from(at.on, self.role.clone()),
            is: self.is,
            kin_of: self.kin_of.clone(),
        };
        books.registers.parties.insert(self.party.clone(), party);
        books.rows.bring(RegisterName::Party, self.party.as_str(), at.brings());
        Ok(())
    }
}

impl InBooks for BankRegistered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let bank = Bank {
            ownership: self.ownership,
            kind: Dated::from(at.on, self.account_kind),
            owner: self.owner.clone(),
            overdraft: Dated::from(at.on, self.overdraft.unwrap_or(Money::ZERO)),
        };
        books.registers.banks.insert(self.account.clone(), bank);
        let sealed = [("number", self.number.is_some())];
        books.rows.bring_sealed(RegisterName::Bank, self.account.as_str(), at.brings(), &sealed);
        Ok(())
    }
}

impl InBooks for ClassSet {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(class) = books.registers.classes.get_mut(&self.class) {
            class.said.change(at.on, self.clone());
            (class.regime, class.total) = (self.regime, self.total);
            for member in ["total", "unit"] {
                books.rows.say(RegisterName::Class, self.class.as_str(), member, at.says());
            }
            return Ok(());
        }
        let class = ShareClass {
            regime: self.regime,
            total: self.total,
            unit: self.unit.clone(),
            granted: Shares::ZERO,
            said: Dated::from(at.on, self.clone()),
        };
        books.registers.classes.insert(self.class.clone(), class);
        books.rows.bring(RegisterName::Class, self.class.as_str(), at.brings());
        Ok(())
    }
}

impl InBooks for SharesGranted {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.registers.grant(&self.holder, &self.class, self.shares, at.on);
        if let Some(household) = self.holder.household() {
            books.registers.give(household, &self.class, self.shares);
        }
        Ok(())
    }
}

impl InBooks for SharesTransferred {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.registers.withdraw(&self.from, &self.class, self.shares, at.on);
        if let Ok(to) = self.to.as_str().parse() {
            books.registers.grant(&Holder::Household(to), &self.class, self.shares, at.on);
        }
        Ok(())
    }
}

impl InBooks for HouseRegistered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let house = House {
            owner: Dated::from(at.on, self.owner.clone()),
            floor_m2: Dated::from(at.on, self.floor_m2),
            condition: Dated::from(at.on, self.condition.clone()),
            let_under: Vec::new(),
        };
        books.registers.houses.insert(self.house.clone(), house);
        books.rows.bring(RegisterName::House, self.house.as_str(), at.brings());
        Ok(())
    }
}

impl InBooks for HouseReturned {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        let house = books.registers.houses.get_mut(&self.house);
        for (under, days) in house.into_iter().flat_map(|h| &mut h.let_under) {
            if *under == self.contract {
                *days = Period::new(days.first_day(), self.last_day).unwrap_or(*days);
            }
        }
        Ok(())
    }
}

impl InBooks for AssetRegistered {
    fn nature(&self) -> Nature {
        Nature::Withdrawn
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let life = (self.life_months, self.salvage);
        let new = Asset::fixed(self.cost, self.used_for, life, self.first_month, at.on);
        let asset = Asset { used_months: self.used_months, ..new };
        books.registers.assets.insert(self.asset.clone(), asset);
        books.rows.bring(RegisterName::Asset, self.asset.as_str(), at.brings());
        books.undo.insert(at.index, Undo::Card(self.asset.clone()));
        Ok(())
    }
}

impl InBooks for BuildingReceived {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        let mut v = Voucher::default();
        v.debit(AccountKey::new(&books.chart.assets.cost, self.asset.as_str(), ""), self.value.fen());
        v.credit(books.place(&books.chart.fixed.received_assets, "")?, self.value.fen());
        Ok(v)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let life = (self.life_months, self.salvage);
        let card = Asset::fixed(self.value, self.used_for, life, next_month(at.on), at.on);
        books.registers.assets.insert(self.asset.clone(), card);
        books.rows.bring(RegisterName::Asset, self.asset.as_str(), at.brings());
        books.undo.insert(at.index, Undo::Card(self.asset.clone()));
        Ok(())
    }
}
