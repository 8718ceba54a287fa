//! `coop report …`: what the books say as a whole.

use super::{
    Done,
    desk::Desk,
    entry::known_at,
    error::Problem,
    help::{flag, given, option, unit, word},
    listing,
};
use crate::{
    books::Books,
    cooperative::{Sought, rent_asked},
    statement::{AsAt, reports},
    unit::{Day, PayoutId},
};
use clap::{
    ArgMatches, Command,
    builder::{PossibleValuesParser, TypedValueParser},
};

/// What can be reported: whatever is new here the compiler asks for its arguments and for what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    TrialBalance,
    BalanceSheet,
    Income,
    Payouts,
    Registers,
    Expected,
    Dues,
    Arrears,
    Expiring,
    Restatement,
    Union,
    Labour,
    Advances,
    Payables,
    Owed,
    Invoices,
}

/// A register that is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    Households,
    Persons,
    Parcels,
    Houses,
    Contracts,
    Parties,
    Accounts,
    Capital,
    Shares,
    Passings,
    Assets,
    Series,
    Leases,
    Works,
    Objections,
    Plans,
    Resolutions,
    Settings,
    Parts,
    Offices,
}

impl Report {
    const ALL: [Report; 16] = [
        Report::TrialBalance,
        Report::BalanceSheet,
        Report::Income,
        Report::Payouts,
        Report::Registers,
        Report::Expected,
        Report::Dues,
        Report::Arrears,
        Report::Expiring,
        Report::Restatement,
        Report::Union,
        Report::Labour,
        Report::Advances,
        Report::Payables,
        Report::Owed,
        Report::Invoices,
    ];

    fn name(self) -> &'static str {
        match self {
            Report::TrialBalance => "trial-balance",
            Report::BalanceSheet => "balance-sheet",
            Report::Income => "income",
            Report::Payouts => "payouts",
            Report::Registers => "registers",
            Report::Expected => "expected",
            Report::Dues => "dues",
            Report::Arrears => "arrears",
            Report::Expiring => "expiring",
            Report::Restatement => "restatement",
            Report::Union => "union",
            Report::Labour => "labour",
            Report::Advances => "advances",
            Report::Payables => "payables",
            Report::Owed => "owed",
            Report::Invoices => "invoices",
        }
    }

    /// True where it may be asked for days that are still to come.
    fn is_of_days_to_come(self) -> bool {
        matches!(self, Report::Expected | Report::Dues | Report::Arrears | Report::Expiring)
    }

    fn command(self) -> Command {
        let on = option("on", "DAY").value_parser(unit::<Day>);
        let command = Command::new(self.name()).args([on, known_at(), flag("names")]).args(listing::args());
        match self {
            Report::TrialBalance => command.arg(flag("before-closing")),
            Report::Registers => {
                let names = PossibleValuesParser::new(Listed::ALL.map(Listed::name));
                let listed = names.try_map(|word| Listed::named(&word).ok_or("no such register"));
                command.arg(word("which", "REGISTER").value_parser(listed).default_value(Listed::Households.name()))
            }
            Report::BalanceSheet
            | Report::Income
            | Report::Payouts
            | Report::Expected
            | Report::Dues
            | Report::Arrears
            | Report::Expiring
            | Report::Union
            | Report::Labour
            | Report::Advances
            | Report::Payables
            | Report::Owed
            | Report::Invoices => command,
            Report::Restatement => command.arg(word("payout", "PAYOUT").value_parser(unit::<PayoutId>)),
        }
    }
}

impl Listed {
    const ALL: [Listed; 20] = [
        Listed::Households,
        Listed::Persons,
        Listed::Parcels,
        Listed::Houses,
        Listed::Contracts,
        Listed::Parties,
        Listed::Accounts,
        Listed::Capital,
        Listed::Shares,
        Listed::Passings,
        Listed::Assets,
        Listed::Series,
        Listed::Leases,
        Listed::Works,
        Listed::Objections,
        Listed::Plans,
        Listed::Resolutions,
        Listed::Settings,
        Listed::Parts,
        Listed::Offices,
    ];

    fn named(name: &str) -> Option<Listed> {
        Listed::ALL.into_iter().find(|listed| listed.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Listed::Households => "households",
            Listed::Persons => "persons",
            Listed::Parcels => "parcels",
            Listed::Houses => "houses",
            Listed::Contracts => "contracts",
            Listed::Parties => "parties",
            Listed::Accounts => "accounts",
            Listed::Capital => "capital",
            Listed::Shares => "shares",
            Listed::Passings => "passings",
            Listed::Assets => "assets",
            Listed::Series => "series",
            Listed::Leases => "leases",
            Listed::Works => "works",
            Listed::Objections => "objections",
            Listed::Plans => "plans",
            Listed::Resolutions => "resolutions",
            Listed::Settings => "settings",
            Listed::Parts => "parts",
            Listed::Offices => "offices",
        }
    }
}

pub(super) fn command() -> Command {
    Command::new("report")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(Report::ALL.map(Report::command))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let asked = matches.subcommand();
    let asked = asked.and_then(|(name, rest)| Some((Report::ALL.into_iter().find(|r| r.name() == name)?, rest)));
    let Some((report, matches)) = asked else { return Ok(2) };
    let coop = desk.read_at(matches)?;
    let books = coop.books();
    let on = desk.day(matches, books)?;
    let unfit = |e| Problem::bug(&e);
    let recorded_to = books.recorded_at().map(|at| books.civil_day(at));
    // what will be due is asked for days to come
    let later = |last: &Day| *last < on && matches.contains_id("on") && !report.is_of_days_to_come();
    if let Some(last) = recorded_to.filter(later) {
        desk.out.say("report.recorded_to", &[("day", &last.to_string())]);
    }
    let begun = coop.entry(0)?.sealed.effective_on();
    if on < begun {
        desk.out.say("report.begins_on", &[("day", &begun.to_string())]);
    }
    let mut to = listing::Listing::of(desk, matches)?;
    if matches.get_flag("names") {
        to = to.with_names(&coop)?;
    }
    to.mark(&coop)?;
    match report {
        Report::TrialBalance => {
            let closed = !matches.get_flag("before-closing");
            to.tell(&reports::trial_balance(books, on, closed))?;
        }
        Report::BalanceSheet => to.tell(&reports::balance_sheet(books, on).map_err(unfit)?)?,
        Report::Income => to.tell(&reports::income_and_distribution(books, on).map_err(unfit)?)?,
        Report::Payouts => to.tell(&AsAt { on, rows: reports::payout_summaries_on(books, on).as_slice() })?,
        Report::Registers => register(&to, books, on, given::<Listed>(matches, "which")?)?,
        Report::Expected => to.tell(&AsAt { on, rows: &reports::expected_rent(books, on, &rent_asked(books)) })?,
        Report::Dues => to.tell(&AsAt { on, rows: &reports::dues(books, on, &rent_asked(books)) })?,
        Report::Arrears => to.tell(&AsAt { on, rows: &reports::arrears(books, on, &rent_asked(books)) })?,
        Report::Expiring => to.tell(&AsAt { on, rows: &reports::expiring(books, on) })?,
        Report::Restatement => {
            let payout = matches.get_one::<PayoutId>("payout");
            if let Some(unknown) = payout.filter(|payout| books.payout(payout).is_none()) {
                return Err(Problem::absent(Sought::Payout(unknown.clone())));
            }
            to.tell(&AsAt { on, rows: &reports::restated(&coop.restated(payout, on)?, payout.is_some()) })?;
        }
        Report::Union => to.tell(&AsAt { on, rows: &reports::union(books, on, &coop.restated(None, on)?) })?,
        Report::Labour => to.tell(&AsAt { on, rows: &reports::labour(books, on) })?,
        Report::Advances => to.tell(&AsAt { on, rows: &reports::advances(books, on) })?,
        Report::Payables => to.tell(&AsAt { on, rows: &reports::payables(books, on) })?,
        Report::Owed => to.tell(&AsAt { on, rows: &reports::owed(books, on) })?,
        Report::Invoices => to.tell(&AsAt { on, rows: &reports::invoices(books, on) })?,
    }
    Ok(0)
}

/// A register as of a day.
fn register(to: &listing::Listing<'_>, books: &Books, on: Day, which: Listed) -> Result<(), Problem> {
    match which {
        Listed::Households => to.tell(&AsAt { on, rows: &reports::registers(books, on) }),
        Listed::Persons => to.tell(&AsAt { on, rows: &reports::persons(books, on) }),
        Listed::Parcels => to.tell(&AsAt { on, rows: &reports::parcels(books, on) }),
        Listed::Houses => to.tell(&AsAt { on, rows: &reports::houses(books, on) }),
        Listed::Contracts => to.tell(&AsAt { on, rows: &reports::contracts(books, on) }),
        Listed::Parties => to.tell(&AsAt { on, rows: &reports::parties(books, on) }),
        Listed::Accounts => to.tell(&AsAt { on, rows: &reports::accounts(books, on) }),
        Listed::Capital => to.tell(&AsAt { on, rows: &reports::capital(books, on) }),
        Listed::Shares => to.tell(&AsAt { on, rows: &reports::shares(books, on) }),
        Listed::Passings => to.tell(&AsAt { on, rows: &reports::passings(books, on) }),
        Listed::Assets => to.tell(&AsAt { on, rows: &reports::assets(books, on) }),
        Listed::Series => to.tell(&AsAt { on, rows: &reports::series(books, on) }),
        Listed::Leases => to.tell(&AsAt { on, rows: &reports::leased(books, on) }),
        Listed::Works => to.tell(&AsAt { on, rows: &reports::works(books, on) }),
        Listed::Objections => to.tell(&AsAt { on, rows: &reports::objections(books, on) }),
        Listed::Plans => to.tell(&AsAt { on, rows: &reports::plans(books, on) }),
        Listed::Resolutions => to.tell(&AsAt { on, rows: &reports::resolutions(books, on) }),
        Listed::Parts => to.tell(&AsAt { on, rows: &reports::parts(books, on) }),
        Listed::Settings => to.tell(&AsAt { on, rows: &reports::settings(books, on) }),
        Listed::Offices => to.tell(&AsAt { on, rows: &reports::offices(books, on) }),
    }
}
