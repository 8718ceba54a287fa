//! What of a payout is open, as a file for the bank: one line a household with its account out of the private store, how many
//! lines and how much they add up to at the head. Nothing is recorded by it.

use super::Sealed;
use crate::{
    books::Payout,
    cooperative::{Cooperative, Trouble},
    decide::{Asks, Request, StatedLine},
    page::guarded,
    statement::Labels,
    unit::{BankId, Day, Fen, HouseholdId, Money, PayoutId, account_fault, odd_cards},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesStart, BytesText, Event},
};
use std::io;

/// What the bank is asked to pay.
pub(crate) struct PaymentBatch {
    payout: PayoutId,
    /// Who pays, as the record has it.
    payer: String,
    /// The number of the account that it is paid from.
    from: String,
    on: Day,
    /// One line a household.
    pub lines: Vec<BatchLine>,
    /// All lines together.
    pub total: Fen,
    /// Households with something open of which no account is known here that a bank can read.
    pub without: Vec<HouseholdId>,
    /// Households whose lines are kept back, for what they come of is held fast, or nobody is left there.
    pub kept: Vec<HouseholdId>,
}

/// One household.
pub(crate) struct BatchLine {
    pub household: HouseholdId,
    name: String,
    account: String,
    pub amount: Fen,
}

impl PaymentBatch {
    /// What of a payout is open and has a known account; `None` where the number of the account that pays is not known here.
    ///
    /// # Errors
    /// What keeps the journal from being read.
    pub(crate) fn of(
        coop: &Cooperative,
        owed: &Payout,
        from: &BankId,
        on: Day,
        labels: &Labels,
    ) -> Result<Option<PaymentBatch>, Trouble> {
        let sealed = Sealed::of(coop, on)?;
        let Some(number) = sealed.banks.get(from.as_str()).cloned() else { return Ok(None) };
        let mut without = Vec::new();
        let mut lines = Vec::new();
        let mut kept = Vec::new();
        for (household, line) in owed.lines.iter().filter(|(_, line)| line.open() > Fen::ZERO) {
            // the bank pays nothing that the books keep back
            if coop.books().is_withheld(owed, household, on) || coop.books().registers().has_died_out(household, on) {
                kept.push(household.clone());
                continue;
            }
            // a line of a household that was merged goes to the one that took it in
            let payee = coop.books().registers().succeeded_by(household);
            let readable = |account: &&String| account_fault(account).is_none();
            match sealed.accounts.get(payee.as_str()).filter(readable) {
                Some(account) => lines.push(BatchLine {
                    household: household.clone(),
                    name: sealed.names.get(payee.as_str()).cloned().unwrap_or_else(|| payee.to_string()),
                    account: account.clone(),
                    amount: line.open(),
                }),
                None => without.push(household.clone()),
            }
        }
        // a card that was typed wrong is of nobody, or of somebody else
        let numbers: Vec<String> = lines.iter().map(|line: &BatchLine| line.account.clone()).collect();
        let odd = odd_cards(numbers.iter().map(String::as_str));
        let (odd, lines): (Vec<BatchLine>, _) = lines.into_iter().partition(|line| odd.contains(line.account.as_str()));
        without.extend(odd.into_iter().map(|line| line.household));
        without.sort_unstable();
        let names = &coop.books().opened().names;
        let payer = labels.pick(names.zh.as_str(), names.en.as_str()).to_owned();
        let total = Fen::capped_total(lines.iter().map(|line| line.amount));
        let payout = owed.declared.payout.clone();
        Ok(Some(PaymentBatch { payout, payer, from: number, on, lines, total, without, kept }))
    }

    /// What a bank can pay, where a payment names no household and there are others that it cannot pay: whoever has no account
    /// among those who have one is not on the bank's list, and was not paid by it.
    ///
    /// # Errors
    /// As [`PaymentBatch::of`].
    pub(crate) fn beside_others(
        coop: &Cooperative,
        request: &Request,
        labels: &Labels,
    ) -> Result<Option<PaymentBatch>, Trouble> {
        let Asks::PayPayout(pay) = &request.asks else { return Ok(None) };
        let Some(owed) = coop.books().payout(&pay.payout).filter(|_| pay.lines.is_empty()) else { return Ok(None) };
        let batch = PaymentBatch::of(coop, owed, &pay.from, request.on, labels)?;
        Ok(batch.filter(|batch| !batch.without.is_empty() && !batch.lines.is_empty()))
    }

    /// Its lines as they are recorded once the bank has paid them.
    ///
    /// # Errors
    /// None is known: what is open of a line is an amount.
    pub(crate) fn paid(&self) -> Result<Vec<StatedLine>, Trouble> {
        let stated = |line: &BatchLine| {
            let amount = Money::from_fen(line.amount).ok_or_else(|| Trouble::Bug(line.household.to_string()))?;
            Ok(StatedLine { amount: Some(amount), area_mu: None, household: line.household.clone(), parcel: None })
        };
        self.lines.iter().map(stated).collect()
    }

    /// The households without an account, in words.
    pub(crate) fn without_told(&self) -> String {
        self.without.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// How many and how much on the first line, then one line a household.
    pub(crate) fn csv(&self, labels: &Labels) -> String {
        let quoted = |text: &str| format!("\"{}\"", guarded(text).replace('"', "\"\""));
        let row = |cells: &[&str]| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
        let many = self.lines.len().to_string();
        let mut lines =
            vec![row(&[labels.text("batch.count"), &many, labels.text("batch.total"), &self.total.to_string()])];
        let heads = ["batch.household", "batch.name", "batch.account", "batch.amount", "batch.purpose"];
        lines.push(row(&heads.map(|key| labels.text(key))));
        lines.extend(self.lines.iter().map(|line| {
            row(&[line.household.as_str(), &line.name, &line.account, &line.amount.to_string(), self.payout.as_str()])
        }));
        format!("\u{feff}{}\r\n", lines.join("\r\n"))
    }

    /// ISO 20022 pain.001.001.09: one instruction with a transfer a household.
    ///
    /// # Errors
    /// None is known: it is written to memory.
    pub(crate) fn pain001(&self) -> io::Result<String> {
        let mut xml = Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
        xml.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let (many, total) = (self.lines.len().to_string(), self.total.to_string());
        let id: String = format!("{}-{}", self.payout, self.on).chars().take(35).collect();
        let document = [("xmlns", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09")];
        xml.within("Document", &document, |xml| {
            xml.within("CstmrCdtTrfInitn", &[], |xml| {
                xml.within("GrpHdr", &[], |xml| {
                    xml.text("MsgId", &id)?;
                    xml.text("CreDtTm", &format!("{}T00:00:00", self.on))?;
                    xml.text("NbOfTxs", &many)?;
                    xml.text("CtrlSum", &total)?;
                    xml.party("InitgPty", &self.payer)
                })?;
                xml.within("PmtInf", &[], |xml| {
                    xml.text("PmtInfId", &id)?;
                    xml.text("PmtMtd", "TRF")?;
                    xml.text("NbOfTxs", &many)?;
                    xml.text("CtrlSum", &total)?;
                    xml.within("ReqdExctnDt", &[], |xml| xml.text("Dt", &self.on.to_string()))?;
                    xml.party("Dbtr", &self.payer)?;
                    xml.account("DbtrAcct", &self.from)?;
                    // which bank that is the bank knows by the account
                    let agent = |xml: &mut Xml| xml.within("Othr", &[], |xml| xml.text("Id", "NOTPROVIDED"));
                    xml.within("DbtrAgt", &[], |xml| xml.within("FinInstnId", &[], agent))?;
                    self.lines.iter().try_for_each(|line| self.transfer(xml, line))
                })
            })
        })?;
        String::from_utf8(xml.writer.into_inner()).map_err(io::Error::other)
    }

    fn transfer(&self, xml: &mut Xml, line: &BatchLine) -> io::Result<()> {
        let end: String = format!("{}-{}", self.payout, line.household).chars().take(35).collect();
        xml.within("CdtTrfTxInf", &[], |xml| {
            xml.within("PmtId", &[], |xml| xml.text("EndToEndId", &end))?;
            xml.within("Amt", &[], |xml| xml.with("InstdAmt", &[("Ccy", "CNY")], &line.amount.to_string()))?;
            xml.party("Cdtr", &line.name)?;
            xml.account("CdtrAcct", &line.account)?;
            xml.within("RmtInf", &[], |xml| xml.text("Ustrd", &format!("{} {}", self.payout, line.household)))
        })
    }
}

/// Elements in elements; what a person wrote is escaped.
struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    fn within(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Xml) -> io::Result<()>,
    ) -> io::Result<()> {
        let tag = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.writer.write_event(Event::Start(tag.borrow()))?;
        inside(self)?;
        self.writer.write_event(Event::End(tag.to_end()))
    }

    fn with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        let tag = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.writer.write_event(Event::Start(tag.borrow()))?;
        self.writer.write_event(Event::Text(BytesText::new(text)))?;
        self.writer.write_event(Event::End(tag.to_end()))
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.with(name, &[], text)
    }

    fn party(&mut self, name: &str, called: &str) -> io::Result<()> {
        const LONGEST: usize = 140;
        let called: String = called.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        self.within(name, &[], |xml| xml.text("Nm", &called))
    }

    fn account(&mut self, name: &str, number: &str) -> io::Result<()> {
        const LONGEST: usize = 34;
        let number: String = number.chars().filter(|c| !c.is_whitespace()).take(LONGEST).collect();
        let id = |xml: &mut Xml| xml.within("Othr", &[], |xml| xml.text("Id", &number));
        self.within(name, &[], |xml| xml.within("Id", &[], id))
    }
}
