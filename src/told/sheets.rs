//! Two payout sheets side by side, for a meeting: what changes in the text, and on the ledger's books who would gain or
//! lose how much. And what is claimed of a sheet that was tried on drawn registers.

use crate::{
    author::{self, Change, Claim, Comparison},
    cooperative::{Cooperative, SheetsCompared, Tried, TriedSheet},
    decide::DeclarePayout,
    page::Paper,
    scheme::CheckedSheet,
    statement::Labels,
    unit::{Fen, Say},
};
use std::sync::Arc;

/// One of the two, found.
pub(crate) struct ComparedSheet {
    /// As it is called in the tables.
    pub name: String,
    /// Which it is.
    pub sheet: TriedSheet,
    /// What it says.
    pub checked: Arc<CheckedSheet>,
}

/// What could be compared.
pub(crate) enum SheetsBeside {
    /// Text and payouts.
    Both(Box<SheetsCompared>),
    /// The text alone.
    Text(Vec<Change>, TextAlone),
}

/// Why nothing was tried: a stable code and a sentence.
pub(crate) struct TextAlone {
    /// For a program.
    pub code: String,
    /// For people.
    pub sentence: String,
}

/// The text alone, and why.
pub(crate) fn text_alone([a, b]: &[ComparedSheet; 2], code: &str, sentence: &str) -> SheetsBeside {
    let why = TextAlone { code: code.to_owned(), sentence: sentence.to_owned() };
    SheetsBeside::Text(author::changes(&a.checked, &b.checked), why)
}

/// A request for a payout as it was declared, where it was: with its contract, its days, and what was known then.
/// `own_day` is true where registers of another day are asked for.
pub(crate) fn as_declared(
    coop: &Cooperative,
    mut request: DeclarePayout,
    own_day: bool,
    known_at: Option<u64>,
) -> (DeclarePayout, Option<u64>) {
    let Some((declared, entry)) = coop.asked_again(&request.payout) else { return (request, known_at) };
    request.contract = request.contract.or(declared.contract);
    // a day of one's own asks for other registers than the declared ones
    request.record_day = request.record_day.or(declared.record_day.filter(|_| !own_day));
    if request.year.is_none() {
        // other days ask for the same year's result, another year for its own days
        (request.year, request.period) = (declared.year, request.period.or(declared.period));
    }
    // later the sheet's own accounts hold what this payout put there
    (request, known_at.or(Some(entry)))
}

/// As tables for the meeting.
pub(crate) fn beside_paper(labels: &Labels, a: &ComparedSheet, b: &ComparedSheet, found: &SheetsBeside) -> Paper {
    let lang = labels.lang();
    let title = labels.fill("diff.title", &[("before", &a.name), ("after", &b.name)]);
    let named = |side: &ComparedSheet| {
        let (zh, en) = (side.checked.title_zh(), side.checked.title_en());
        match zh.or(en).zip(en.or(zh)) {
            Some((zh, en)) => format!("{} {}", side.name, labels.pick(zh, en)),
            None => side.name.clone(),
        }
    };
    let mut under =
        vec![labels.fill("diff.before", &[("sheet", &named(a))]), labels.fill("diff.after", &[("sheet", &named(b))])];
    let (on, changes) = match found {
        SheetsBeside::Text(changes, why) => (labels.fill("diff.text_only", &[("why", &why.sentence)]), changes),
        SheetsBeside::Both(compared) => (tried_on(labels, &compared.after), &compared.comparison.changes),
    };
    under.push(on);
    if let SheetsBeside::Both(compared) = found {
        let last = compared.after.trial.period.last_day();
        under.extend(author::not_yet(&a.checked, &b.checked, last).into_iter().map(|(name, from)| {
            labels.fill("diff.later", &[("name", name), ("from", &from.to_string()), ("last", &last.to_string())])
        }));
        under.extend(shared(labels, compared));
        under.extend(assumed(labels, &compared.comparison));
    }
    under.extend(changes.is_empty().then(|| labels.text("diff.same").to_owned()));
    match found {
        SheetsBeside::Text(..) => author::changes_paper(changes, &title, under, lang),
        SheetsBeside::Both(compared) => compared.comparison.paper(&title, under, lang),
    }
}

/// What came in for each sheet to share, where one shares money that the other leaves.
fn shared(labels: &Labels, compared: &SheetsCompared) -> Option<String> {
    let [before, after] = [&compared.before, &compared.after].map(Tried::came_in);
    let sum = |all: &[(&str, Fen)]| Fen::capped_total(all.iter().map(|(_, fen)| *fen));
    let told = |all: &[(&str, Fen)]| {
        let each: Vec<String> = all.iter().map(|(input, fen)| format!("{input} {fen}")).collect();
        if each.is_empty() { labels.text("diff.shares_nothing").to_owned() } else { each.join(labels.text("diff.and")) }
    };
    let figures = [("before", told(&before)), ("after", told(&after))];
    let figures = figures.each_ref().map(|(name, value)| (*name, value.as_str()));
    (sum(&before) != sum(&after)).then(|| labels.fill("diff.shares_other", &figures))
}

/// Which sheet is tried on amounts that did not come in, and why.
pub(crate) fn assumed(labels: &Labels, comparison: &Comparison) -> Vec<String> {
    let sides =
        [("diff.assumed_before", &comparison.before_assumed), ("diff.assumed_after", &comparison.after_assumed)];
    let mut said = Vec::new();
    for (key, assumed) in sides {
        let Some(assumed) = assumed else { continue };
        said.push(labels.fill(key, &[("stop", &assumed.stop.say(labels.lang()))]));
    }
    said
}

/// On what both were tried.
fn tried_on(labels: &Labels, tried: &Tried) -> String {
    let period = tried.trial.period;
    labels.fill(
        "diff.tried_on",
        &[
            ("payout", tried.payout.as_str()),
            ("first", &period.first_day().to_string()),
            ("last", &period.last_day().to_string()),
            ("day", &tried.trial.record_day.to_string()),
            ("entry", &tried.known_at.to_string()),
        ],
    )
}

/// Stable name of a claim.
pub(crate) fn claim_code(claim: &Claim) -> &'static str {
    match claim {
        Claim::Conserved => "conserved",
        Claim::OrderOfRows => "order_of_rows",
        Claim::NoNegativeLine => "no_negative_line",
        Claim::MoreNeverLess { .. } => "more_never_less",
        Claim::PartsMakeOne { .. } => "parts_make_one",
        Claim::LargeAmounts => "large_amounts",
        Claim::ManyHouseholds { .. } => "many_households",
        Claim::Translation => "translation",
    }
}

/// What a claim says.
pub(crate) fn claim_words(labels: &Labels, claim: &Claim) -> String {
    match claim {
        Claim::MoreNeverLess { register, column } => {
            labels.fill("claim.more_never_less", &[("register", register), ("column", column)])
        }
        Claim::PartsMakeOne { step, .. } => labels.fill("claim.parts_make_one", &[("step", step)]),
        Claim::ManyHouseholds { households } => labels.fill("claim.many_households", &[("n", &households.to_string())]),
        Claim::Conserved | Claim::OrderOfRows | Claim::NoNegativeLine | Claim::LargeAmounts | Claim::Translation => {
            labels.word("claim", claim_code(claim)).to_owned()
        }
    }
}
