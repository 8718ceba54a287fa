//! Parts of receipts and claims that payouts will share, advances, and capital that starts to work.

use crate::{
    books::{
        Advance, ApplyError, Books, Class, DueEffect, DueHow, DueMove, InvoiceSide, InvoiceUse, OWN_LAND, Part, Undo,
        postings,
    },
    event::{ClaimPart, ClaimRecorded, DueAmount, PartRef, PaymentRecorded, ReceiptPart, ReceiptRecorded},
    unit::{ContractId, Day, DueNo, Fen, Period, Text},
};
use std::collections::BTreeMap;

impl Books {
    pub(in crate::books) fn receive(&mut self, index: u64, on: Day, r: &ReceiptRecorded) -> Result<(), ApplyError> {
        let period = self.period_of(r);
        for (number, part) in (0_u32..).zip(&r.parts) {
            let credited = postings::credited(self, on, r, part)?;
            let Some(rule) = self.chart.receipt.get(part.part.as_str()) else { continue };
            let reference = PartRef { index, part: part.part.clone() };
            if rule.input.is_some() || rule.shared || self.is_own_land(r, part) {
                self.take_part(Part {
                    reference,
                    amount: part.amount,
                    input: rule.input.clone(),
                    shared: rule.shared,
                    waits: credited.key.clone(),
                    contract: r.contract.clone(),
                    instalment: r.instalment.clone(),
                    period,
                    year: r.year,
                    on,
                    revenue: r.revenue,
                    shared_by: None,
                    back: BTreeMap::new(),
                });
            }
            let contract = r.contract.as_ref().and_then(|c| self.contracts.get_mut(c));
            let Some(((waits, _), contract)) = credited.later.zip(contract) else { continue };
            for span in credited.spans.into_iter().filter(|span| span.now != span.amount.fen()) {
                contract.advances.push(Advance {
                    entry: index,
                    part: number,
                    due: span.due,
                    first: span.now,
                    waits: waits.clone(),
                    income: credited.key.clone(),
                    amount: span.amount,
                    period: span.period,
                    earned: span.now,
                });
            }
        }
        let names: Vec<&Text> = r.parts.iter().map(|part| &part.part).collect();
        self.pay_dues(r.contract.as_ref(), &r.dues, &names, (index, on));
        for (invoice, amount) in r.parts.iter().filter_map(|part| Some((part.invoice.as_ref()?, part.amount.fen()))) {
            self.draw_on(invoice, InvoiceSide::Issued, InvoiceUse { entry: index, on, amount });
        }
        let draws = |part: &&ReceiptPart| self.chart.receipt.get(part.part.as_str()).is_some_and(|rule| rule.draws);
        let drawn = Fen::capped_total(r.parts.iter().filter(draws).map(|part| part.amount.fen()));
        let contract = r.contract.as_ref().and_then(|c| self.contracts.get_mut(c));
        if let Some(contract) = contract.filter(|_| drawn > Fen::ZERO) {
            contract.dues.draw(index, on, drawn);
        }
        let principal = r.parts.iter().filter(|part| postings::brings_principal(self, part.part.as_str()));
        let principal = Fen::capped_total(principal.map(|part| part.amount.fen()));
        let contract = r.contract.as_ref().and_then(|c| self.contracts.get_mut(c));
        if let Some(contract) = contract.filter(|_| principal > Fen::ZERO) {
            contract.principal.come(index, principal);
        }
        Ok(())
    }

    /// True for rent of the collective's land that comes for an instalment of households' land, too.
    fn is_own_land(&self, r: &ReceiptRecorded, part: &ReceiptPart) -> bool {
        let own = part.part.as_str() == OWN_LAND && r.instalment.is_some();
        let contract = r.contract.as_ref().filter(|_| own).and_then(|id| self.contracts.get(id));
        contract.is_some_and(|contract| self.lets_both(contract))
    }

    /// Dues are paid by their own part, or as the claim that they became.
    pub(in crate::books) fn pay_dues(
        &mut self,
        contract: Option<&ContractId>,
        dues: &[DueAmount],
        parts: &[&Text],
        (entry, on): (u64, Day),
    ) {
        let Some(contract) = contract.and_then(|c| self.contracts.get_mut(c)) else { return };
        for paid in dues {
            let own = contract.dues.get(&paid.no).is_some_and(|due| parts.contains(&&due.part));
            let how = if own { DueHow::Paid } else { DueHow::Collected };
            let (no, amount) = (paid.no.clone(), paid.amount.fen());
            contract.dues.happened(DueMove { entry, on, no, amount, how });
        }
    }

    pub(in crate::books) fn invest(&mut self, index: u64, p: &PaymentRecorded, on: Day) {
        let rule = |part: &str| self.chart.payment.get(part).is_some_and(|r| r.invests);
        if !p.parts.iter().any(|part| rule(part.part.as_str())) {
            return;
        }
        let mut begun = Vec::new();
        for capital in &mut self.registers.capital {
            if Some(&capital.contract) == p.contract.as_ref() && capital.since.is_none() {
                capital.since = Some(on);
                begun.push(capital.key.clone());
            }
        }
        if let Some(contract) = &p.contract {
            self.undo.insert(index, Undo::Invested(contract.clone(), begun));
        }
    }

    pub(in crate::books) fn claim(&mut self, index: u64, on: Day, c: &ClaimRecorded) -> Result<(), ApplyError> {
        // before an invoice is drawn on: as it was posted
        for (part, ahead) in postings::ahead(self, on, c)? {
            let Some(contract) = self.contracts.get_mut(&ahead.contract) else { continue };
            contract.advances.push(Advance {
                entry: index,
                part,
                due: Some(ahead.due),
                first: ahead.now,
                waits: ahead.waits,
                income: ahead.income,
                amount: ahead.amount,
                period: ahead.period,
                earned: ahead.now,
            });
        }
        c.parts.iter().try_for_each(|part| self.claim_part(index, on, part))?;
        for (part, invoice) in c.parts.iter().filter_map(|part| Some((part, part.invoice.as_ref()?))) {
            let (_, credit) = postings::claim_waits(self, part)?;
            let sold = self.chart.accounts.get(&credit.account).is_some_and(|account| account.class == Class::Income);
            let side = if sold { InvoiceSide::Issued } else { InvoiceSide::Received };
            self.draw_on(invoice, side, InvoiceUse { entry: index, on, amount: part.amount.fen() });
        }
        Ok(())
    }

    fn claim_part(&mut self, index: u64, on: Day, c: &ClaimPart) -> Result<(), ApplyError> {
        let Some(rule) = self.chart.claim.get(c.claim.as_str()) else { return Ok(()) };
        let how = match rule.due {
            Some(DueEffect::Claimed) => Some(DueHow::Claimed),
            Some(DueEffect::Deposit) => Some(DueHow::Deposit),
            Some(DueEffect::WrittenOff) => Some(DueHow::WrittenOff),
            Some(DueEffect::Back | DueEffect::BackShared) | None => None,
        };
        let contract = c.contract.as_ref().and_then(|id| self.contracts.get_mut(id));
        if let (Some(how), Some(no), Some(contract)) = (how, c.no.clone(), contract) {
            contract.dues.happened(DueMove { entry: index, on, no, amount: c.amount.fen(), how });
        }
        let (effect, shared, input, of) = (rule.due, rule.shared, rule.input.clone(), rule.of.clone());
        if let (Some(effect), Some(contract), Some(no)) = (effect, c.contract.as_ref(), c.no.as_ref()) {
            self.claim_of_instalment((index, on), c, (contract, no), (effect, of.as_deref()))?;
        }
        if !shared {
            return Ok(());
        }
        let (_, waits) = postings::claim_waits(self, c)?;
        let reference = PartRef { index, part: c.claim.clone() };
        let year = c.year.and_then(|year| Period::year(i32::try_from(year).ok()?));
        let claimed = year.zip(c.contract.as_ref());
        let claimed = claimed.and_then(|(year, contract)| {
            self.return_days(contract, &c.claim, year, c.last_day.unwrap_or(year.last_day()))
        });
        self.take_part(Part {
            reference,
            amount: c.amount,
            input,
            shared: true,
            waits,
            contract: c.contract.clone(),
            instalment: None,
            // what is claimed of a whole year is for that year
            period: claimed.filter(|days| Some(*days) != year),
            year: c.year,
            on,
            revenue: None,
            shared_by: None,
            back: BTreeMap::new(),
        });
        Ok(())
    }

    /// A deposit that pays an instalment waits to be shared as its rent does; what is owed back of one waits no more.
    fn claim_of_instalment(
        &mut self,
        (index, on): (u64, Day),
        c: &ClaimPart,
        (id, no): (&ContractId, &DueNo),
        (effect, of): (DueEffect, Option<&str>),
    ) -> Result<(), ApplyError> {
        let Some(contract) = self.contracts.get(id) else { return Ok(()) };
        let Some((instalment, part)) = self.rent_of(contract, no.as_str()).zip(of.or(contract.rent_part())) else {
            return Ok(());
        };
        let (code, period) = (instalment.payout.clone(), instalment.period());
        if matches!(effect, DueEffect::Back | DueEffect::BackShared) {
            let mut left = c.amount.fen();
            let own =
                |came: &&mut Part| came.is_of(part, id, &instalment) && came.waits_yet() == (effect == DueEffect::Back);
            for waits in self.parts.values_mut().rev().filter(own) {
                left = left.capped_minus(waits.give_back(index, left));
            }
            return Ok(());
        }
        let Some(part) = part.parse().ok().filter(|_| effect == DueEffect::Deposit) else { return Ok(()) };
        let (_, waits) = postings::claim_waits(self, c)?;
        let reference = PartRef { index, part };
        let input = self.chart.receipt.get(reference.part.as_str()).and_then(|rule| rule.input.clone());
        self.take_part(Part {
            reference,
            amount: c.amount,
            input,
            shared: true,
            waits,
            contract: Some(id.clone()),
            instalment: Some(code),
            period,
            year: None,
            on,
            revenue: None,
            shared_by: None,
            back: BTreeMap::new(),
        });
        Ok(())
    }
}
