//! `coop export …`: the books for other tools.

use super::{Done, desk::Desk, error::Problem, help::option};
use crate::{
    audit::{Finding, LineFault},
    books::{Books, Class, PostedLine, posted_on},
    cooperative::{Cooperative, Trouble},
    event::Event,
    log::UnverifiedEntry,
    statement::Labels,
};
use clap::{ArgMatches, Command, value_parser};
use std::{fmt::Write as _, path::PathBuf};

pub(super) fn command() -> Command {
    let out = || option("out", "FILE").value_parser(value_parser!(PathBuf));
    Command::new("export")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([Command::new("hledger").arg(out()), Command::new("journal").arg(out())])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let Some((what, matches)) = matches.subcommand() else { return Ok(2) };
    desk.mark_beside(&coop);
    let bytes = match what {
        "hledger" => {
            let mark = desk.doubt(&coop).map(|line| format!("; {line}\n")).unwrap_or_default();
            (mark + &hledger(&coop, desk.out.labels)?).into_bytes()
        }
        _ => coop.lines(0, coop.books().size())?.concat(),
    };
    desk.out.file_or_stdout(matches.get_one::<PathBuf>("out").map(PathBuf::as_path), &bytes)?;
    Ok(0)
}

/// A journal for hledger: each entry's voucher as one transaction, the entry's number as its code.
fn hledger(coop: &Cooperative, labels: &Labels) -> Result<String, Problem> {
    let books = coop.books();
    let mut out = format!("; {} {}\ncommodity CNY 1,000.00\n\n", coop.origin(), coop.head().root);
    for (code, account) in &books.chart().accounts {
        let _ = writeln!(out, "account {}:{code}", top(account.class));
        let _ = writeln!(out, "  ; {}", labels.pick(&account.zh, &account.en));
    }
    out.push('\n');
    for (index, stored) in (0..).zip(coop.lines(0, books.size())?) {
        let entry = UnverifiedEntry::parse(&stored).map_err(|e| Trouble::line(index, e))?;
        let Some(posted) = books.vouchers().get(entry.index()) else { continue };
        // the day is the fact's, and lists of several households stand in a blob
        let event = Event::read(entry.kind().as_str(), entry.body(), coop);
        let event = event.map_err(|e| Trouble::from(Finding::entry(entry.index(), LineFault::NoEvent(e))))?;
        let (on, _) = posted_on(&event.fact, entry.effective_on());
        let _ = writeln!(out, "{on} ({}) {} {}", entry.index(), entry.kind().name(), entry.id());
        for posting in posted.lines() {
            let _ = writeln!(out, "    {}  {} CNY", account(books, &posting), posting.debit());
        }
        out.push('\n');
    }
    Ok(out)
}

fn top(class: Class) -> &'static str {
    match class {
        Class::Asset => "assets",
        Class::Liability => "liabilities",
        Class::Equity => "equity",
        Class::Cost | Class::Expense => "expenses",
        Class::Income => "income",
    }
}

/// `assets:113:H0001:土地流转款`; two blanks would end an account's name.
fn account(books: &Books, posting: &PostedLine<'_>) -> String {
    let class = books.chart().accounts.get(&posting.key.account).map_or("equity", |a| top(a.class));
    let parts = [class, &posting.key.account, &posting.key.holder, &posting.key.purpose];
    let parts: Vec<String> = parts.iter().filter(|p| !p.is_empty()).map(|p| clean(p)).collect();
    parts.join(":")
}

fn clean(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    words.join(" ").replace([':', ';'], "-")
}
