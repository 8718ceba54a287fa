//! A payout declared: what each household has of it, and what its sheet keeps.

use crate::{
    books::{AccountKey, ApplyError, Books, DebtLine, Owed, Payout, Side, Voucher, postings::PostingError},
    event::{AccountHolder, Bindings, Holder, How, Kept, Opens, PayoutDeclared, PayoutLine, Reason},
    log::Hash,
    scheme,
    unit::{Day, Fen},
};
use std::collections::BTreeMap;

impl Books {
    pub(in crate::books) fn declare(
        &mut self,
        index: u64,
        on: Day,
        p: &PayoutDeclared,
        lines: &[(Hash, PayoutLine)],
    ) -> Result<(), ApplyError> {
        let mut payout = Payout {
            declared: p.clone(),
            index,
            on,
            lines: Default::default(),
            asked: Default::default(),
            collective: Fen::ZERO,
            in_part: in_part(p, lines),
            settled: Default::default(),
        };
        for (leaf, line) in lines {
            match &line.to {
                Holder::Collective | Holder::Outside(_) => {
                    payout.collective = payout.collective.capped_plus(line.amount.fen());
                }
                Holder::Household(h) if p.asks => {
                    payout.asked.insert(h.clone(), DebtLine { amount: line.amount.fen(), leaf: *leaf });
                }
                Holder::Household(h) => {
                    let stands = self.stands(p, line)?;
                    let (paid, set_off) = (Fen::ZERO, Fen::ZERO);
                    let owed = Owed { amount: line.amount.fen(), paid, paid_on: None, set_off, stands, leaf: *leaf };
                    payout.lines.insert(h.clone(), owed);
                }
            }
        }
        for source in &p.sources {
            if let Some(part) = self.parts.get_mut(source) {
                part.shared_by = Some(p.payout.clone());
            }
        }
        if let Some(sheet) = self.registers.sheets.get_mut(&p.payout) {
            sheet.paid_by = Some(p.payout.clone());
        }
        if let (Some(year), true) = (p.year, p.sources.is_empty() && !p.asks) {
            let year = self.years.entry(year).or_default();
            if year.net_income.is_some() {
                year.distributed_by = Some(p.payout.clone());
            }
        }
        self.payouts.insert(p.payout.clone(), payout);
        Ok(())
    }

    /// What a payout distributes of a year's result is gone for the years behind it.
    pub(in crate::books) fn distribute(&mut self, p: &PayoutDeclared, voucher: &Voucher) {
        let account = &self.chart.payout.result.account;
        let lines = voucher.lines().iter().filter(|line| line.side == Side::Debit && line.key.account == *account);
        let out = Fen::capped_total(lines.map(|line| line.amount));
        if let Some(year) = p.year {
            self.is_gone(year, out);
        }
    }

    /// What goes out of a year's result is no longer there at the start of a later year that is closed already.
    pub(in crate::books) fn is_gone(&mut self, year: u32, out: Fen) {
        let later = self.years.iter_mut().filter(|(other, state)| **other > year && state.net_income.is_some());
        later.for_each(|(_, state)| state.opening_undistributed = state.opening_undistributed.capped_minus(out));
    }

    /// What an account of a sheet holds before a run, by row: what the last run left, or what the books have at the
    /// place that the adoption says. `party`: the other side of the payout's contract.
    pub fn kept_before(&self, bound: &Bindings, name: &str, party: Option<&str>) -> BTreeMap<String, Fen> {
        let left = || self.kept.get(name).map_or_else(BTreeMap::new, Clone::clone);
        let Some(account) = bound.account(name).filter(|account| account.opens == Opens::Book) else { return left() };
        let (code, purpose) = account.place();
        let under = self.accounts.under(code).filter(|(key, _)| key.purpose == purpose);
        let mut rows: BTreeMap<String, Fen> = BTreeMap::new();
        for (key, turnover) in under {
            let row = match account.under {
                Some(AccountHolder::Row) => key.holder.clone(),
                Some(AccountHolder::Party) if Some(key.holder.as_str()) != party => continue,
                Some(AccountHolder::Party) | None => String::new(),
            };
            let sum = rows.entry(row).or_default();
            *sum = sum.capped_minus(turnover.net());
        }
        rows.retain(|_, held| *held > Fen::ZERO);
        rows
    }

    /// What the sheet keeps for its next run.
    pub(in crate::books) fn keep(&mut self, p: &PayoutDeclared, kept: Option<&Kept>) {
        let Some(kept) = kept else { return };
        let key = |key: &Option<crate::unit::Text>| key.as_ref().map(ToString::to_string).unwrap_or_default();
        let sheet = self.adopted(&p.scheme, p.version).map(|a| a.sheet.clone());
        let names: Vec<&str> = sheet.iter().flat_map(|s| s.accounts()).map(|a| a.name.as_str()).collect();
        self.kept.retain(|name, _| !names.contains(&name.as_str()));
        for money in &kept.accounts {
            let rows = self.kept.entry(money.name.to_string()).or_default();
            rows.insert(key(&money.key), money.amount.fen());
        }
        let mut carried: std::collections::BTreeMap<String, std::collections::BTreeMap<String, _>> = Default::default();
        for number in &kept.carried {
            carried.entry(number.name.to_string()).or_default().insert(key(&number.key), number.value.clone());
        }
        self.carried.insert(p.scheme.clone(), carried);
    }

    /// Where a household's line stands in the books, one amount per purpose.
    pub(in crate::books) fn stands(
        &self,
        p: &PayoutDeclared,
        line: &PayoutLine,
    ) -> Result<Vec<(AccountKey, Fen)>, ApplyError> {
        let mut stands: Vec<(AccountKey, Fen)> = Vec::new();
        for reason in line.because.steps() {
            let key = self.credited_by(p, &line.to, reason)?;
            match stands.iter_mut().find(|(k, _)| *k == key) {
                Some((_, amount)) => *amount = amount.capped_plus(reason.amount.fen()),
                None => stands.push((key, reason.amount.fen())),
            }
        }
        Ok(stands)
    }

    /// Where the amount of one reason was credited: account and purpose under the holder.
    ///
    /// # Errors
    /// [`PostingError::Unknown`] where the books have no such version of the scheme,
    /// [`PostingError::UnknownPart`] where the chart credits nothing under the step's tag,
    /// [`PostingError::UnknownAccount`] where it credits an account that is not in it.
    pub fn credited_by(&self, p: &PayoutDeclared, to: &Holder, reason: &Reason) -> Result<AccountKey, PostingError> {
        let name = || PostingError::Unknown(format!("{}@{}", p.scheme, p.version));
        let sheet = &self.adopted(&p.scheme, p.version).ok_or_else(name)?.sheet;
        let step = sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step);
        let tag = step.and_then(|s| s.moves(true)).and_then(|(_, tag)| tag);
        let word = tag.map(scheme::Tag::zh).unwrap_or_default();
        let place = self.chart.credited.get(word);
        let place = place.ok_or_else(|| PostingError::UnknownPart(word.to_owned()))?;
        Ok(AccountKey::new(self.account(&place.account)?, to.to_string(), &place.purpose))
    }
}

/// True where no line of a household names a row: what came was a part of what is due, or what was left of it.
fn in_part(p: &PayoutDeclared, lines: &[(Hash, PayoutLine)]) -> bool {
    let mut theirs = lines.iter().filter(|(_, line)| line.to.household().is_some()).peekable();
    let bare = |reason: &Reason| reason.how == How::Rate && reason.rows.is_empty();
    !p.sources.is_empty() && theirs.peek().is_some() && theirs.all(|(_, line)| line.because.steps().iter().all(bare))
}
