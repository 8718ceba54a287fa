//! Parts of receipts and claims that payouts will share, advances, and capital that starts to work.

use crate::{
    books::{Advance, ApplyError, Books, Part, Undo, postings},
    event::{ClaimRecorded, PartRef, PaymentRecorded, ReceiptRecorded},
    unit::Day,
};

impl Books {
    pub(in crate::books) fn receive(&mut self, index: u64, on: Day, r: &ReceiptRecorded) -> Result<(), ApplyError> {
        let period = self.period_of(r);
        for (number, part) in (0_u32..).zip(&r.parts) {
            let credited = postings::credited(self, on, r, part)?;
            let Some(rule) = self.chart.receipt.get(part.part.as_str()) else { continue };
            let reference = PartRef { index, part: part.part.clone() };
            if rule.input.is_some() || rule.shared {
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
                });
            }
            let contract = r.contract.as_ref().and_then(|c| self.contracts.get_mut(c));
            if let (Some((waits, _)), Some(period), Some(contract)) = (credited.later, period, contract) {
                contract.advances.push(Advance {
                    entry: index,
                    part: number,
                    first: credited.now,
                    waits,
                    income: credited.key,
                    amount: part.amount,
                    period,
                    earned: credited.now,
                });
            }
        }
        Ok(())
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
        let Some(rule) = self.chart.claim.get(c.claim.as_str()) else { return Ok(()) };
        if !rule.shared {
            return Ok(());
        }
        let (_, waits) = postings::claim_waits(self, c)?;
        let reference = PartRef { index, part: c.claim.clone() };
        self.take_part(Part {
            reference,
            amount: c.amount,
            input: rule.input.clone(),
            shared: true,
            waits,
            contract: c.contract.clone(),
            instalment: None,
            period: None,
            year: c.year,
            on,
            revenue: None,
            shared_by: None,
        });
        Ok(())
    }
}
