//! A household's statement for a terminal: no colour, no box drawing, 80 columns.

use super::figures::long_day;
use super::glance::{glance, purpose};
use super::labels::Labels;
use super::parts;
use super::phrases::{clauses, complete, land, not_yet_covered, proof_data, share_class, source};
use super::sentence::sentences;
use super::value::{Called, HouseholdStatement, LineKind, StatementLine};
use crate::page::{Table, plain, wrapped, yuan};
use unicode_width::UnicodeWidthStr;

const WIDTH: usize = 80;

pub(super) fn household(statement: &HouseholdStatement, words: &Called, labels: &Labels) -> String {
    let mut page = Page { labels, out: String::new() };
    page.head(statement, words);
    page.glance(statement);
    page.holdings(statement);
    page.lines(statement);
    page.clauses(statement);
    page.moves(statement);
    page.completeness(statement);
    page.proof(statement);
    page.out
}

/// Only how each amount was computed, with the sheets' own words.
pub(super) fn explained(statement: &HouseholdStatement, labels: &Labels) -> String {
    let mut page = Page { labels, out: String::new() };
    page.lines(statement);
    page.clauses(statement);
    page.out
}

struct Page<'a> {
    labels: &'a Labels,
    out: String,
}

impl Page<'_> {
    fn say(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn title(&mut self, key: &str) {
        let title = self.labels.text(key).to_owned();
        self.say("");
        self.say(&title);
        self.say(&"=".repeat(title.width()));
    }

    /// Left text and a figure at the right edge.
    fn ends(&mut self, left: &str, right: &str) {
        let gap = WIDTH.saturating_sub(left.width() + right.width()).max(2);
        self.say(&format!("{left}{}{right}", " ".repeat(gap)));
    }

    /// Text broken at the right edge, each line set in.
    fn wrapped(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            for part in wrapped(line, WIDTH - indent) {
                self.say(&format!("{}{part}", " ".repeat(indent)));
            }
        }
    }

    fn table(&mut self, table: Option<Table>) {
        if let Some(table) = table {
            self.say("");
            self.out.push_str(&table.grid());
        }
    }

    /// A table under its own title, or nothing.
    fn titled(&mut self, key: &str, table: Option<Table>) {
        if let Some(table) = table {
            self.title(key);
            self.out.push_str(&table.grid());
        }
    }

    fn head(&mut self, s: &HouseholdStatement, words: &Called) {
        let l = self.labels;
        let name = l.pick(s.ledger.name_zh.as_str(), s.ledger.name_en.as_str());
        self.say(&plain(name, false));
        let mut who = format!("{} {}", l.text("page.household_title"), s.household);
        if let Some(name) = &words.name {
            who.push_str(" · ");
            who.push_str(&name.value);
        }
        if let Some(group) = &s.group {
            who.push_str(" · ");
            who.push_str(&l.fill("page.group", &[("group", group.as_str())]));
        }
        let when = l.fill("page.as_of", &[("day", &long_day(s.as_of, l))]);
        self.ends(&plain(&who, false), &when);
        let upto = s.upto.size.saturating_sub(1).to_string();
        let read = l.fill("page.up_to_entry", &[("entry", &upto)]);
        self.ends("", &read);
    }

    fn glance(&mut self, s: &HouseholdStatement) {
        let l = self.labels;
        let glance = glance(s, l);
        let year = glance.year.year.to_string();
        let unit = l.text("page.yuan");
        self.say("");
        self.ends(&l.fill("glance.paid", &[("year", &year)]), &format!("{} {unit}", yuan(glance.year.paid)));
        if glance.year.set_off.0 != 0 {
            self.ends(&l.fill("glance.set_off", &[("year", &year)]), &format!("{} {unit}", yuan(glance.year.set_off)));
        }
        let open = if glance.open.0 == 0 {
            l.text("glance.nothing_open").to_owned()
        } else {
            format!("{} {unit}", yuan(glance.open))
        };
        self.ends(l.text("glance.open"), &open);
        if glance.open.0 != 0 {
            self.ends("", &format!("{} {}", l.text("page.in_capitals"), super::capitals::fen(glance.open)));
        }
        if glance.debts.0 != 0 {
            self.ends(l.text("glance.debts"), &format!("{} {unit}", yuan(glance.debts)));
        }
        self.ends(&l.fill("glance.credited", &[("year", &year)]), &format!("{} {unit}", yuan(glance.year.credited)));
        for (name, amount) in &glance.parts {
            self.ends(&format!("    {name}"), &format!("{} {unit}", yuan(*amount)));
        }
    }

    fn holdings(&mut self, s: &HouseholdStatement) {
        let l = self.labels;
        let held = &s.holdings;
        self.title("holdings.title");
        self.ends(l.text("holdings.members"), &l.fill("holdings.members_value", &[("n", &held.members.to_string())]));
        for share in &held.shares {
            self.ends(&share_class(share, l), &l.fill("holdings.shares_value", &[("shares", &share.shares.short())]));
        }
        if !held.parcels.is_empty() {
            self.ends(l.text("holdings.land"), &land(held, l));
        }
        // codes alone: 80 columns have no room for names beside them
        let codes = &Called::default();
        let land = [parts::parcels(held, codes, l), parts::houses(held, codes, l), parts::capital(held, codes, l)];
        for table in [parts::persons(held, codes, l), parts::kept(held, l)].into_iter().chain(land) {
            self.table(table);
        }
        self.titled("revised.title", parts::revised(s, l));
        let came = parts::came(s, l);
        if !came.is_empty() {
            self.title("past.title");
        }
        for one in came {
            self.wrapped(0, &format!("{} {} {}", one.date, one.act, one.code));
            self.wrapped(11, &one.said);
        }
    }

    fn lines(&mut self, s: &HouseholdStatement) {
        let credits: Vec<&StatementLine> = s.lines.iter().filter(|l| l.what == LineKind::Credited).collect();
        let asked: Vec<&StatementLine> = s.lines.iter().filter(|l| l.is_asked()).collect();
        if !credits.is_empty() || asked.is_empty() {
            self.title("lines.title");
        }
        if credits.is_empty() && asked.is_empty() {
            let none = self.labels.text("lines.none").to_owned();
            self.say(&none);
        }
        self.computed(&credits);
        if !asked.is_empty() {
            self.title("lines.asked");
        }
        self.computed(&asked);
    }

    fn computed(&mut self, lines: &[&StatementLine]) {
        for (i, line) in lines.iter().enumerate() {
            if i > 0 {
                self.say("");
            }
            self.credit(line);
        }
    }

    fn credit(&mut self, line: &StatementLine) {
        let l = self.labels;
        let mut head = format!("{}  {}", line.date, purpose(line, l));
        if let Some(payout) = &line.payout {
            head.push_str(&format!("  {payout}"));
        }
        self.ends(&head, &format!("{} {}", yuan(line.amount), l.text("page.yuan")));
        for reason in &line.reasons {
            let told = sentences(reason, line, l);
            if line.reasons.len() > 1 {
                self.wrapped(4, &told.step);
            }
            for (key, sum) in &told.rows {
                self.wrapped(4, &format!("{key}  {sum}"));
            }
            for text in [&told.whole, &told.fen] {
                self.wrapped(4, text);
            }
        }
        self.wrapped(4, &format!("{} {}", l.text("page.in_capitals"), plain(&line.in_words, false)));
        if let (Some(total), Some(lines)) = (line.payout_total, line.payout_lines) {
            let (total, lines) = (yuan(total.fen()), lines.to_string());
            self.wrapped(4, &l.fill("lines.whole_payout", &[("lines", &lines), ("total", &total)]));
        }
        self.wrapped(4, &source(line, l));
    }

    fn clauses(&mut self, s: &HouseholdStatement) {
        let clauses = clauses(s, self.labels);
        if !clauses.is_empty() {
            self.title("lines.clauses");
        }
        for (title, clause) in clauses {
            self.wrapped(0, &title);
            self.wrapped(4, &clause);
        }
    }

    fn moves(&mut self, s: &HouseholdStatement) {
        let l = self.labels;
        self.titled("moves.title", parts::moves(s, l));
        self.titled("moves.debts_title", parts::debts(s, l));
        self.titled("years.title", parts::years(s, l));
        self.titled("open.title", parts::open(s, l));
        if s.open.iter().any(|o| o.from_household.fen().0 != 0) {
            self.wrapped(0, l.text("open.apart"));
        }
    }

    fn completeness(&mut self, s: &HouseholdStatement) {
        self.title("complete.title");
        let l = self.labels;
        self.wrapped(0, &complete(s, l));
        if let Some(later) = not_yet_covered(s, l) {
            self.wrapped(0, &later);
        }
        self.wrapped(0, l.text("complete.check"));
        self.wrapped(0, l.text("complete.limit"));
    }

    fn proof(&mut self, s: &HouseholdStatement) {
        self.title("proof.title");
        let l = self.labels;
        for (key, value) in proof_data(s) {
            self.say(&format!("{}: {}", l.text(key), plain(&value, false)));
        }
        let concerns: Vec<String> =
            s.concerns.iter().map(|c| format!("{} {} {}", c.index, plain(&c.kind, false), c.date)).collect();
        self.wrapped(0, &format!("{}: {}", l.text("proof.concerns"), concerns.join("; ")));
        if !s.proofs.is_empty() {
            self.say(&format!("{}:", l.text("proof.payouts")));
            self.wrapped(0, l.text("proof.neighbour"));
        }
        for proof in &s.proofs {
            self.say("");
            self.say(proof.payout.as_str());
            // proof lines are data: never broken, never set in
            let text = plain(&proof.text, true).into_owned();
            self.say(&text);
        }
    }
}
