//! `coop payout batch`: what of a payout is open, as a file for the bank: one line a household with its account out of the
//! private store, how many lines and how much they add up to at the head. Nothing is recorded by it.

use super::payout;
use crate::{
    cli::{
        Done,
        desk::Desk,
        error::Problem,
        help::{flag, given, option, unit},
        sealed::Sealed,
    },
    cooperative::Sought,
    page::guarded,
    statement::Labels,
    unit::{BankId, Day, Fen, HouseholdId, PayoutId},
};
use clap::{Arg, ArgMatches, Command, value_parser};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesStart, BytesText, Event},
};
use std::{io, path::PathBuf};

/// What the bank is asked to pay.
struct Batch {
    payout: PayoutId,
    /// Who pays, as the record has it.
    payer: String,
    /// The number of the account that it is paid from.
    from: String,
    on: Day,
    lines: Vec<BatchLine>,
    total: Fen,
}

/// One household.
struct BatchLine {
    household: HouseholdId,
    name: String,
    account: String,
    amount: Fen,
}

pub(super) fn command(payout: Arg) -> Command {
    Command::new("batch").args([
        payout.required(true),
        option("from", "ACCOUNT").required(true).value_parser(unit::<BankId>),
        option("format", "FORMAT").value_parser(["csv", "pain001"]).default_value("csv"),
        option("output", "FILE").short('o').required(true).value_parser(value_parser!(PathBuf)),
        option("on", "DAY").value_parser(unit::<Day>),
        flag("known-only"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let payout = payout(matches)?;
    let owed = coop.books().payout(&payout).ok_or_else(|| Problem::absent(Sought::Payout(payout.clone())))?;
    let on = desk.day(matches, coop.books())?;
    let from: BankId = given(matches, "from")?;
    let sealed = Sealed::of(&coop)?;
    let mut without = Vec::new();
    let mut lines = Vec::new();
    for (household, line) in owed.lines.iter().filter(|(_, line)| line.open() > Fen::ZERO) {
        match sealed.accounts.get(household.as_str()) {
            Some(account) => lines.push(BatchLine {
                household: household.clone(),
                name: sealed.names.get(household.as_str()).cloned().unwrap_or_else(|| household.to_string()),
                account: account.clone(),
                amount: line.open(),
            }),
            None => without.push(household.to_string()),
        }
    }
    if !without.is_empty() && !matches.get_flag("known-only") {
        return Err(Problem::usage("no_account_known", without.join(" "), "", ""));
    }
    if lines.is_empty() {
        desk.out.say("batch.nothing", &[("payout", payout.as_str())]);
        return Ok(0);
    }
    let names = &coop.books().opened().names;
    let payer = desk.out.labels.pick(names.zh.as_str(), names.en.as_str()).to_owned();
    let number = sealed.banks.get(from.as_str()).cloned();
    let number = number.ok_or_else(|| Problem::usage("no_number_known", &from, "", ""))?;
    let total = Fen::capped_total(lines.iter().map(|line| line.amount));
    let batch = Batch { payout, payer, from: number, on, lines, total };
    let text = match matches.get_one::<String>("format").map(String::as_str) {
        Some("pain001") => batch.pain001().map_err(|e| Problem::file("pain.001", &e))?,
        _ => batch.csv(desk.out.labels),
    };
    desk.out.new_file(&given::<PathBuf>(matches, "output")?, text.as_bytes())?;
    let many = batch.lines.len().to_string();
    desk.out.say("batch.written", &[("n", &many), ("total", &batch.total.to_string())]);
    if !without.is_empty() {
        desk.out.say("batch.without", &[("households", &without.join(" "))]);
    }
    Ok(0)
}

impl Batch {
    /// How many and how much on the first line, then one line a household.
    fn csv(&self, labels: &Labels) -> String {
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
    fn pain001(&self) -> io::Result<String> {
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
