//! `coop payout …`: from a preview to money in households' accounts, with reasons.

pub(super) mod ask;
mod batch;
mod tried;

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{code, flag, given, option, unit, whole, word},
    listing::{self, Listing},
    recording,
};
use crate::{
    cooperative::{Cooperative, Sought},
    decide::{Asks, PayPayout, Request, ReturnPayout, ReturnedLine, StatedLine},
    event::{Attached, Entry, Event, Fact, PayoutLine},
    lists::PaymentBatch,
    page::yuan,
    scheme::CheckedSheet,
    statement::{self, reports},
    told::{lines_table, sheet_behind},
    unit::{BankId, Day, EntryId, Fen, HouseholdId, Money, PayoutId, SchemeId, Text},
};
use ask::{LineArg, declaration, lines};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    let payout = || word("payout", "PAYOUT").value_parser(unit::<PayoutId>);
    let lines = |required: bool| {
        option("line", "HOUSEHOLD=YUAN").value_parser(unit::<LineArg>).action(ArgAction::Append).required(required)
    };
    let stamp = || -> [Arg; 2] {
        [option("on", "DAY").value_parser(unit::<Day>), option("id", "ID").value_parser(unit::<EntryId>)]
    };
    let scheme = || option("scheme", "ID").value_parser(unit::<SchemeId>);
    let version = || option("version", "N").value_parser(whole(1..=u32::MAX));
    let total = || option("total", "YUAN").value_parser(ask::yuan);
    Command::new("payout").subcommand_required(true).arg_required_else_help(true).subcommands([
        Command::new("preview")
            .args([
                payout().required(true),
                scheme().required_unless_present("sheet"),
                version().conflicts_with("sheet"),
                option("sheet", "FILE").value_parser(value_parser!(PathBuf)).conflicts_with("scheme"),
            ])
            .args(ask::what())
            .args(ask::when())
            .args([total()].into_iter().chain(stamp()).chain(listing::args()))
            // what is only tried has no day of effect and no figure that could refuse it
            .mut_args(|arg| match arg.get_id().as_str() {
                "total" | "on" | "id" => arg.conflicts_with_all(tried::TRIED),
                _ => arg,
            }),
        Command::new("declare")
            .args([payout().required(true), scheme().required(true), version()])
            .args(ask::what())
            .args([total()])
            .args(stamp()),
        Command::new("pay")
            .args([
                payout().required(true),
                option("from", "ACCOUNT").required(true).value_parser(unit::<BankId>),
                lines(false),
                total(),
                flag("known-only").conflicts_with("line"),
            ])
            .args(stamp()),
        Command::new("return")
            .args([
                payout().required(true),
                option("into", "ACCOUNT").required(true).value_parser(unit::<BankId>),
                lines(true),
                option("reason", "REASON").required(true).value_parser(code([
                    "account_closed",
                    "name_differs",
                    "other",
                ])),
            ])
            .args(stamp()),
        Command::new("explain")
            .args([word("household", "HOUSEHOLD").required(true).value_parser(unit::<HouseholdId>), payout()]),
        batch::command(payout()),
        Command::new("list").args(listing::args()),
        Command::new("show").arg(payout().required(true)).args(listing::args()),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("preview", m)) => preview(desk, m),
        Some(("declare", m)) => declare(desk, m),
        Some(("pay", m)) => pay(desk, m),
        Some(("return", m)) => returned(desk, m),
        Some(("explain", m)) => explain(desk, m),
        Some(("batch", m)) => batch::run(desk, m),
        Some(("list", m)) => list(desk, m),
        Some(("show", m)) => show(desk, m),
        _ => Ok(2),
    }
}

fn payout(matches: &ArgMatches) -> Result<PayoutId, Problem> {
    given(matches, "payout")
}

fn preview(desk: &Desk, matches: &ArgMatches) -> Done {
    if tried::is_asked(matches) {
        return tried::preview(desk, matches);
    }
    let declare = declaration(matches)?;
    let coop = desk.read()?;
    let request = recording::request(matches, &coop, desk.day(matches, coop.books())?, declare)?;
    let previews = coop.preview(&[request], &desk.signer_id()?)?;
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    for p in &previews {
        tell_lines(&to, &coop, &p.decision.event)?;
    }
    desk.out.say("say.previewed", &[("n", &previews.len().to_string())]);
    Ok(0)
}

fn declare(desk: &Desk, matches: &ArgMatches) -> Done {
    let declare = declaration(matches)?;
    let mut coop = desk.write()?;
    let request = recording::request(matches, &coop, desk.day(matches, coop.books())?, declare)?;
    if !desk.yes {
        let previews = coop.preview(std::slice::from_ref(&request), &desk.signer_id()?)?;
        let total = previews.first().map(|p| lines_of(&p.decision.event).1).unwrap_or_default();
        let asks =
            previews.first().is_some_and(|p| matches!(&p.decision.event.fact, Fact::PayoutDeclared(p) if p.asks));
        let question = desk.out.fill(if asks { "ask.declare_asks" } else { "ask.declare" }, &[("total", &yuan(total))]);
        if desk.out.confirm(&question) == Some(false) {
            desk.out.say("say.not_done", &[]);
            return Ok(0);
        }
    }
    let recorded = recording::record(desk, &mut coop, &[request])?;
    for r in &recorded {
        let (lines, total) = lines_of(&r.event);
        let asks = matches!(&r.event.fact, Fact::PayoutDeclared(p) if p.asks);
        desk.out.say(
            if asks { "say.asked" } else { "say.declared" },
            &[("lines", &lines.to_string()), ("total", &yuan(total))],
        );
    }
    Ok(0)
}

fn pay(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let line = |(household, amount)| StatedLine { amount: Some(amount), area_mu: None, household, parcel: None };
    let pay = PayPayout {
        from: given(matches, "from")?,
        lines: lines(matches).map(line).collect(),
        payout: payout(matches)?,
        total: matches.get_one::<Money>("total").copied(),
    };
    let mut request = recording::request(matches, &coop, on, pay)?;
    known_alone(desk, &coop, matches, &mut request)?;
    recording::record(desk, &mut coop, &[request])?;
    if let Some(paid) = coop.books().payout(&payout(matches)?) {
        let kept = paid
            .lines
            .iter()
            .filter(|(household, owed)| owed.open() > Fen::ZERO && coop.books().is_withheld(paid, household, on));
        let kept: Vec<&str> = kept.map(|(household, _)| household.as_str()).collect();
        if !kept.is_empty() {
            desk.out.say("say.kept_back", &[("households", &kept.join(", "))]);
        }
    }
    Ok(0)
}

/// Nobody is recorded as paid by a bank who has no account among others that have one; `--known-only` pays those others.
fn known_alone(desk: &Desk, coop: &Cooperative, matches: &ArgMatches, request: &mut Request) -> Result<(), Problem> {
    let Some(batch) = PaymentBatch::beside_others(coop, request, desk.out.labels)? else { return Ok(()) };
    if !matches.get_flag("known-only") {
        return Err(Problem::usage("paid_without_account", batch.without_told(), "", ""));
    }
    desk.out.say("batch.left_open", &[("households", &batch.without_told())]);
    if let Asks::PayPayout(pay) = &mut request.asks {
        pay.lines = batch.paid()?;
    }
    Ok(())
}

fn returned(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let reason: Text = given(matches, "reason")?;
    let line = |(household, amount)| ReturnedLine { amount, household, reason: reason.clone() };
    let returned = ReturnPayout {
        into: given(matches, "into")?,
        lines: lines(matches).map(line).collect(),
        payout: payout(matches)?,
    };
    let request = recording::request(matches, &coop, on, returned)?;
    recording::record(desk, &mut coop, &[request])?;
    Ok(0)
}

/// How many lines there are and what they add up to.
fn lines_of(event: &Event) -> (u64, Fen) {
    event.fact.lines().map_or((0, Fen::ZERO), |l| (l.head.count, l.head.total.fen()))
}

/// Lines in the order of their receivers; a table or one object a line.
fn tell_lines(to: &Listing<'_>, coop: &Cooperative, event: &Event) -> Result<(), Problem> {
    let Attached::Lines(placed) = &event.attached else { return Ok(()) };
    list_lines(to, placed.iter().map(|(_, line)| line).collect(), sheet_behind(coop.books(), event))
}

fn list_lines(to: &Listing<'_>, mut lines: Vec<&PayoutLine>, sheet: Option<&CheckedSheet>) -> Result<(), Problem> {
    lines.sort_by(|a, b| a.to.cmp(&b.to));
    to.list(&lines, || lines_table(lines.iter().copied(), sheet, to.desk.out.labels))
}

fn explain(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let Some(household) = matches.get_one::<HouseholdId>("household") else { return Ok(2) };
    let payout = matches.get_one::<PayoutId>("payout");
    let today = desk.today(coop.books().zone_minutes())?;
    let mut told = coop.unproven_statement(household, today)?;
    told.lines.retain(|l| l.is_computed() && payout.is_none_or(|p| l.payout.as_ref() == Some(p)));
    if told.lines.is_empty() {
        return Err(Problem::absent(Sought::Line(payout.cloned(), Some(household.clone()))));
    }
    desk.mark(&coop)?;
    desk.out.either(&told.lines, || statement::explain(&told, desk.out.labels.lang()))?;
    Ok(0)
}

fn list(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    to.tell(reports::payout_summaries(coop.books()).as_slice())?;
    Ok(0)
}

fn show(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let payout = payout(matches)?;
    let declared = coop.books().payout(&payout);
    let index = declared.ok_or_else(|| Problem::absent(Sought::Payout(payout.clone())))?.index;
    let Entry { event, .. } = coop.entry(index)?;
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    if to.is_read_here() {
        let mut one = reports::payout_summaries(coop.books());
        one.retain(|p| p.payout == payout);
        desk.out.table(one.as_slice())?;
        desk.out.data("\n")?;
    }
    tell_lines(&to, &coop, &event)?;
    Ok(0)
}
