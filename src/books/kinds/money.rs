//! Money in and out, claims, vouchers and debts set off.

use super::{At, InBooks};
use crate::{
    books::{
        ApplyError, Books, Instead, InvoiceSide, InvoiceUse, Nature, PaidTo, Undo,
        postings::{Posted, claim_on, free, payment, receipt, released, set_off},
    },
    event::{
        ClaimRecorded, DebtSetOff, Event, IncomeReleased, OpeningRecorded, PaymentPart, PaymentRecorded,
        ReceiptRecorded, VoucherRecorded,
    },
    unit::{Day, Fen},
};

impl InBooks for OpeningRecorded {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Opening)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        free(books, &self.lines)
    }
    /// They are the balances of the day before.
    fn posted_on(&self, on: Day) -> (Day, Option<u32>) {
        (on.plus_days(-1).unwrap_or(on), None)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.opening_on = Some(at.on);
        Ok(())
    }
}

impl InBooks for VoucherRecorded {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        free(books, &self.lines)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.by_hand.insert(at.index);
        Ok(())
    }
}

impl InBooks for ReceiptRecorded {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        receipt(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.receive(at.index, at.on, self)?;
        books.history.receive(at.index, at.on, self);
        Ok(())
    }
}

impl InBooks for PaymentRecorded {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        payment(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.invest(at.index, self, at.on);
        let names: Vec<_> = self.parts.iter().map(|part| &part.part).collect();
        books.pay_dues(self.contract.as_ref(), &self.dues, &names, (at.index, at.on));
        let draws = |part: &&PaymentPart| books.chart.payment.get(part.part.as_str()).is_some_and(|rule| rule.draws);
        let drawn = Fen::capped_total(self.parts.iter().filter(draws).map(|part| part.amount.fen()));
        let contract = self.contract.as_ref().and_then(|c| books.contracts.get_mut(c));
        if let Some(contract) = contract.filter(|_| drawn > Fen::ZERO) {
            contract.dues.draw(at.index, at.on, drawn);
        }
        for (invoice, amount) in self.parts.iter().filter_map(|part| Some((part.invoice.as_ref()?, part.amount.fen())))
        {
            books.draw_on(invoice, InvoiceSide::Received, InvoiceUse { entry: at.index, on: at.on, amount });
        }
        let party = self.contract.as_ref().and_then(|contract| books.contract(contract)).map(|c| c.party().to_string());
        let paid = self.parts.iter().filter_map(|part| {
            let payee = part.holder.as_ref().map(ToString::to_string).or_else(|| party.clone())?;
            Some(PaidTo { recorded: at.recorded, payee, amount: part.amount.fen() })
        });
        books.governance.pays(at.index, paid);
        Ok(())
    }
}

impl InBooks for ClaimRecorded {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        claim_on(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.claim(at.index, at.on, self)
    }
}

impl InBooks for IncomeReleased {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        released(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let mut taken = Vec::new();
        for advance in books.contracts.get_mut(&self.contract).iter_mut().flat_map(|c| &mut c.advances) {
            let due = advance.due(at.on);
            advance.earned = advance.earned.capped_plus(due);
            taken.push((advance.entry, advance.part, advance.due.clone(), due));
        }
        books.undo.insert(at.index, Undo::Released(self.contract.clone(), taken));
        Ok(())
    }
}

impl InBooks for DebtSetOff {
    fn nature(&self) -> Nature {
        Nature::Whole
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        set_off(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Some(payout) = books.payouts.get_mut(&self.payout) else { return Ok(()) };
        let before = payout.lines.get(&self.household).and_then(|owed| owed.paid_on);
        payout.settle(&self.household, self.amount.fen(), at.on);
        if let Some(owed) = payout.lines.get_mut(&self.household) {
            owed.set_off = owed.set_off.capped_plus(self.amount.fen());
            let undo = Undo::SetOff {
                payout: self.payout.clone(),
                household: self.household.clone(),
                amount: self.amount.fen(),
                on: at.on,
                before,
                paid: owed.paid,
            };
            books.undo.insert(at.index, undo);
        }
        Ok(())
    }
}
