//! Which page an address means. An address that means none is answered as one that is nobody's business.

use super::reply::of_step;
use crate::{
    form::{self, Description},
    unit::{HouseholdId, PayoutId, SchemeId},
};

/// A page.
#[derive(Debug, Clone)]
pub enum Route {
    /// What is to be done.
    Today,
    /// What can be recorded.
    Record,
    /// A form.
    Form(&'static Description),
    /// Lists of workbooks.
    Import,
    /// The marked copy of one that was uploaded.
    Marked(usize),
    /// A workbook to be filled in.
    Template(&'static Description),
    /// A register.
    Register(Registered),
    /// One thing of a register.
    Thing(Thing),
    /// A household's statement.
    Household(HouseholdId),
    /// All payouts.
    Payouts,
    /// One.
    Payout(PayoutId),
    /// A household's line of one.
    Line(PayoutId, HouseholdId),
    /// All sheets.
    Sheets,
    /// The newest version of one.
    Sheet(SchemeId),
    /// What the books say.
    Books(BooksPage),
    /// What a row of a statement is made of, by its key.
    Row(BooksPage, String),
    /// One account, by its code.
    Account(String),
    /// Entries, from the newest.
    Entries,
    /// One.
    Entry(u64),
    /// Its proof.
    Proof(u64),
    /// The year's end.
    Year,
    /// An audit of the whole.
    Audit,
    /// Keys, and the session's own.
    Keys,
    /// A person's own key, in her own browser.
    OwnKey,
    /// Opens a session.
    Enter,
    /// Ends it.
    Leave,
    /// The other language.
    Language,
    /// The one style sheet.
    Style,
    /// The one script of every page.
    Script,
    /// That of the page of one's own key.
    KeyScript,
}

/// One thing of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Of which.
    pub register: Registered,
    /// Its code; of pooled capital that of the contract.
    pub code: String,
    /// Of pooled capital: whose.
    pub owner: Option<String>,
}

/// A register that has a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
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

impl Registered {
    /// In the order of their tabs.
    pub const ALL: [Registered; 20] = [
        Registered::Households,
        Registered::Persons,
        Registered::Parcels,
        Registered::Houses,
        Registered::Contracts,
        Registered::Parties,
        Registered::Accounts,
        Registered::Capital,
        Registered::Shares,
        Registered::Passings,
        Registered::Assets,
        Registered::Series,
        Registered::Leases,
        Registered::Works,
        Registered::Objections,
        Registered::Plans,
        Registered::Resolutions,
        Registered::Settings,
        Registered::Parts,
        Registered::Offices,
    ];

    /// As it stands in an address and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Registered::Households => "households",
            Registered::Persons => "persons",
            Registered::Parcels => "parcels",
            Registered::Houses => "houses",
            Registered::Contracts => "contracts",
            Registered::Parties => "parties",
            Registered::Accounts => "accounts",
            Registered::Capital => "capital",
            Registered::Shares => "shares",
            Registered::Passings => "passings",
            Registered::Assets => "assets",
            Registered::Series => "series",
            Registered::Leases => "leases",
            Registered::Works => "works",
            Registered::Objections => "objections",
            Registered::Plans => "plans",
            Registered::Resolutions => "resolutions",
            Registered::Settings => "settings",
            Registered::Parts => "parts",
            Registered::Offices => "offices",
        }
    }
}

/// A report that has a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BooksPage {
    TrialBalance,
    BalanceSheet,
    Income,
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
    Figures,
}

impl BooksPage {
    /// In the order of their tabs.
    pub const ALL: [BooksPage; 15] = [
        BooksPage::TrialBalance,
        BooksPage::BalanceSheet,
        BooksPage::Income,
        BooksPage::Expected,
        BooksPage::Dues,
        BooksPage::Arrears,
        BooksPage::Expiring,
        BooksPage::Restatement,
        BooksPage::Union,
        BooksPage::Labour,
        BooksPage::Advances,
        BooksPage::Payables,
        BooksPage::Owed,
        BooksPage::Invoices,
        BooksPage::Figures,
    ];

    /// As it stands in an address and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            BooksPage::TrialBalance => "trial-balance",
            BooksPage::BalanceSheet => "balance-sheet",
            BooksPage::Income => "income",
            BooksPage::Expected => "expected",
            BooksPage::Dues => "dues",
            BooksPage::Arrears => "arrears",
            BooksPage::Expiring => "expiring",
            BooksPage::Restatement => "restatement",
            BooksPage::Union => "union",
            BooksPage::Labour => "labour",
            BooksPage::Advances => "advances",
            BooksPage::Payables => "payables",
            BooksPage::Owed => "owed",
            BooksPage::Invoices => "invoices",
            BooksPage::Figures => "figures",
        }
    }
}

impl Route {
    /// True where it tells the books as of a day, and as known at an entry.
    pub fn is_of_books(&self) -> bool {
        match self {
            Route::Today
            | Route::Register(_)
            | Route::Thing(_)
            | Route::Household(_)
            | Route::Payouts
            | Route::Payout(_)
            | Route::Line(..)
            | Route::Sheets
            | Route::Sheet(_)
            | Route::Books(_)
            | Route::Row(..)
            | Route::Account(_)
            | Route::Year => true,
            Route::Record
            | Route::Form(_)
            | Route::Import
            | Route::Marked(_)
            | Route::Template(_)
            | Route::Entries
            | Route::Entry(_)
            | Route::Proof(_)
            | Route::Audit
            | Route::Keys
            | Route::OwnKey
            | Route::Enter
            | Route::Leave
            | Route::Language
            | Route::Style
            | Route::Script
            | Route::KeyScript => false,
        }
    }

    /// The page of a path.
    pub fn of(path: &str) -> Option<Route> {
        let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match steps.as_slice() {
            [""] => Route::Today,
            ["record"] => Route::Record,
            ["record", kind] => Route::Form(form::of(kind)?),
            ["import"] => Route::Import,
            ["import", "marked", number] => Route::Marked(number.parse().ok()?),
            ["templates", kind] => Route::Template(form::of(kind)?),
            ["registers"] => Route::Register(Registered::Households),
            ["registers", name] => Route::Register(Registered::ALL.into_iter().find(|r| r.name() == *name)?),
            ["registers", "households", household] => Route::Household(household.parse().ok()?),
            ["registers", name, code, owner @ ..] if owner.len() <= 1 => {
                let register = Registered::ALL.into_iter().find(|r| r.name() == *name)?;
                let owner = owner.first().map(|owner| of_step(owner));
                Route::Thing(Thing { register, code: of_step(code), owner })
            }
            ["households", household] => Route::Household(household.parse().ok()?),
            ["payouts"] => Route::Payouts,
            ["payouts", payout] => Route::Payout(payout.parse().ok()?),
            ["payouts", payout, household] => Route::Line(payout.parse().ok()?, household.parse().ok()?),
            ["sheets"] => Route::Sheets,
            ["sheets", sheet] => Route::Sheet(sheet.parse().ok()?),
            ["books"] => Route::Books(BooksPage::TrialBalance),
            ["books", name] => Route::Books(BooksPage::ALL.into_iter().find(|told| told.name() == *name)?),
            ["books", "accounts", account] => Route::Account(of_step(account)),
            ["books", name, row] => {
                let told = BooksPage::ALL.into_iter().find(|told| told.name() == *name)?;
                Route::Row(told, of_step(row))
            }
            ["entries"] => Route::Entries,
            ["entries", index] => Route::Entry(index.parse().ok()?),
            ["entries", index, "proof"] => Route::Proof(index.parse().ok()?),
            ["year"] => Route::Year,
            ["audit"] => Route::Audit,
            ["keys"] => Route::Keys,
            ["keys", "mine"] => Route::OwnKey,
            ["enter"] => Route::Enter,
            ["leave"] => Route::Leave,
            ["language"] => Route::Language,
            ["style.css"] => Route::Style,
            ["script.js"] => Route::Script,
            ["own-key.js"] => Route::KeyScript,
            _ => return None,
        })
    }
}
