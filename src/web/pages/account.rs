//! One account over a period: what stood before, every entry in it, what stands now.

use super::{
    super::{
        Reply,
        shell::{self, DeskPart, page},
        visit::Visit,
    },
    asof::{as_of, from_field},
    codes,
    export::{exported, exports},
};
use crate::{
    books::{Side, is_detail},
    cooperative::Trouble,
    event::FactKind,
    form::{self, CodeOf},
    log::{Json, UnverifiedEntry},
    page::{Cell, Heading, Table, TableRow, yuan},
    statement::purpose_word,
    unit::{Day, Fen, Say},
};
use maud::{Markup, html};

/// Lines on a page; a spreadsheet has all.
const MOST: usize = 1_000;

/// A line of the account.
struct Line {
    entry: u64,
    on: Day,
    account: String,
    holder: String,
    purpose: String,
    debit: Fen,
    credit: Fen,
    /// Debit less credit behind it.
    balance: Fen,
}

/// The lines of an account and its details from `?from=`, else from the year's first day; `?holder=` and `?purpose=` leave
/// out the others.
///
/// # Errors
/// What keeps the journal from being read.
pub fn account(visit: &Visit<'_>, code: &str) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let Some(of) = books.chart().accounts.get(code) else {
        return Ok(Reply::page(404, shell::nothing(visit.session.lang)));
    };
    let from = visit.when.from.or_else(|| first_day(visit)).unwrap_or(visit.on());
    let (before, lines) = lines(visit, code, from);
    let title = format!("{code} {}", labels.pick(&of.zh, &of.en));
    if let Some(reply) = exported(visit, &format!("account-{code}"), &|| table(visit, &title, before, &lines))? {
        return Ok(reply);
    }
    let told = told(visit, &lines)?;
    let sum = |of: fn(&Line) -> Fen| Fen::capped_total(lines.iter().map(of));
    let now = lines.last().map_or(before, |line| line.balance);
    let narrowed = ["holder", "purpose"].into_iter().filter_map(|name| visit.asked(name)).collect::<Vec<_>>();
    let body = html! {
        section.wide {
            (as_of(visit, &from_field(visit, from)))
            @if !narrowed.is_empty() { p { (labels.text("desk.only")) " " (narrowed.join(" · ")) " · "
                a href=(visit.at(&format!("/books/accounts/{code}"), &[("from", &from.to_string())])) { (labels.text("desk.all_of_it")) } } }
            div.scroll tabindex="0" role="region" aria-label=(title) { table {
                thead { tr {
                    th scope="col" { (labels.text("show.on")) } th scope="col" { (labels.text("show.entry")) }
                    th scope="col" { (labels.text("voucher.holder")) } th scope="col" { (labels.text("voucher.purpose")) }
                    th scope="col" { (labels.text("desk.note")) }
                    th.n scope="col" { (labels.text("voucher.debit")) } th.n scope="col" { (labels.text("voucher.credit")) }
                    th.n scope="col" { (labels.text("desk.balance")) }
                } }
                tbody {
                    tr { td { (from) } td { (labels.text("desk.balance_before")) } td {} td {} td {} td.n {} td.n {} td.n { (sided(visit, before)) } }
                    @for (line, (kind, note)) in lines.iter().zip(&told) { tr {
                        td { (line.on) } td { a href={ "/entries/" (line.entry) } { (line.entry) " " (kind) } }
                        td { (codes::code(visit, CodeOf::Holders, &line.holder)) } td { (purpose_word(&line.purpose, labels)) } td { (note) }
                        td.n { @if line.debit != Fen::ZERO { (yuan(line.debit)) } } td.n { @if line.credit != Fen::ZERO { (yuan(line.credit)) } }
                        td.n { (sided(visit, line.balance)) }
                    } }
                    tr.total { td { (visit.on()) } td { (labels.text("page.total")) } td {} td {} td {}
                        td.n { (yuan(sum(|line| line.debit))) } td.n { (yuan(sum(|line| line.credit))) } td.n { (sided(visit, now)) } }
                }
            } }
            @if lines.len() > MOST { p { (labels.fill("desk.more_lines", &[("n", &(lines.len() - MOST).to_string())])) } }
            (exports(visit))
        }
    };
    let same = visit.same("coop report trial-balance");
    Ok(Reply::page(200, page(visit, DeskPart::Books, &title, &same, &body)))
}

/// The year's first day; where the books begin in that year, the day of the opening balances.
fn first_day(visit: &Visit<'_>) -> Option<Day> {
    let opened = visit.coop.books().opening_on().filter(|on| on.year() == visit.on().year());
    opened.and_then(|on| on.plus_days(-1)).or_else(|| Day::new(visit.on().year(), 1, 1))
}

/// What stood under the account before a day, and its lines from then to the day of the page.
fn lines(visit: &Visit<'_>, code: &str, from: Day) -> (Fen, Vec<Line>) {
    let books = visit.coop.books();
    let wanted = |name: &str, own: &str| visit.asked(name).is_none_or(|asked| asked == own);
    let mut all: Vec<Line> = Vec::new();
    for (entry, posted) in books.vouchers().all() {
        let Some(on) = posted_on(visit, entry).filter(|on| *on <= visit.on()) else { continue };
        let own = posted.lines().filter(|line| {
            is_detail(&line.key.account, code)
                && wanted("holder", &line.key.holder)
                && wanted("purpose", &line.key.purpose)
        });
        all.extend(own.map(|line| {
            let amount = |side| if line.side == side { line.amount } else { Fen::ZERO };
            let key = line.key;
            let (account, holder, purpose) = (key.account.clone(), key.holder.clone(), key.purpose.clone());
            let (debit, credit) = (amount(Side::Debit), amount(Side::Credit));
            Line { entry, on, account, holder, purpose, debit, credit, balance: Fen::ZERO }
        }));
    }
    all.sort_by_key(|line| (line.on, line.entry));
    let mut balance = Fen::ZERO;
    for line in &mut all {
        balance = balance.capped_plus(line.debit).capped_minus(line.credit);
        line.balance = balance;
    }
    let behind = all.partition_point(|line| line.on < from);
    let before = behind.checked_sub(1).and_then(|at| all.get(at)).map_or(Fen::ZERO, |line| line.balance);
    (before, all.split_off(behind))
}

/// The day under which an entry's lines stand: opening balances are of the day before.
fn posted_on(visit: &Visit<'_>, entry: u64) -> Option<Day> {
    let books = visit.coop.books();
    let on = books.day_of(entry)?;
    let is_opening = || {
        let line = visit.coop.lines(entry, entry + 1).ok()?.pop()?;
        Some(UnverifiedEntry::parse(&line).ok()?.kind().name() == "opening.recorded")
    };
    match books.opening_on() == Some(on) && is_opening() == Some(true) {
        true => on.plus_days(-1),
        false => Some(on),
    }
}

/// Of each entry on the page: what it is, and its note where this session may see it.
fn told(visit: &Visit<'_>, lines: &[Line]) -> Result<Vec<(String, String)>, Trouble> {
    let mut told = Vec::new();
    for line in lines.iter().take(MOST) {
        let Some(stored) = visit.coop.lines(line.entry, line.entry + 1)?.pop() else { continue };
        let entry = UnverifiedEntry::parse(&stored).map_err(|e| Trouble::line(line.entry, e))?;
        let of = FactKind::of(entry.kind().as_str()).and_then(form::of_recorded);
        let kind = of.map_or_else(|| entry.kind().to_string(), |of| of.label.say(visit.session.lang));
        let note = entry.body().member("note").and_then(Json::text);
        told.push((kind, note.map_or_else(String::new, |note| visit.private(line.entry, "note", note))));
    }
    Ok(told)
}

/// A balance with its side.
fn sided(visit: &Visit<'_>, balance: Fen) -> Markup {
    let labels = visit.labels();
    let side = match balance.0.signum() {
        1 => labels.text("voucher.debit"),
        -1 => labels.text("voucher.credit"),
        _ => "",
    };
    html! { (side) " " (yuan(balance.absolute())) }
}

/// For a spreadsheet: codes, no names and no notes.
fn table(visit: &Visit<'_>, title: &str, before: Fen, lines: &[Line]) -> Table {
    let labels = visit.labels();
    let row = |line: &Line| {
        TableRow::plain(vec![
            Cell::words(line.on.to_string()),
            Cell::words(line.entry.to_string()),
            Cell::words(&line.account),
            Cell::words(&line.holder),
            Cell::words(&line.purpose),
            Cell::Yuan(line.debit),
            Cell::Yuan(line.credit),
            Cell::Yuan(line.balance),
        ])
    };
    let first = TableRow::plain(vec![
        Cell::Empty,
        Cell::words(labels.text("desk.balance_before")),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Yuan(before),
    ]);
    Table {
        title: title.to_owned(),
        headings: vec![
            Heading::left(labels.text("show.on")),
            Heading::left(labels.text("show.entry")),
            Heading::left(labels.text("voucher.account")),
            Heading::left(labels.text("voucher.holder")),
            Heading::left(labels.text("voucher.purpose")),
            Heading::right(labels.text("voucher.debit")),
            Heading::right(labels.text("voucher.credit")),
            Heading::right(labels.text("desk.balance")),
        ],
        rows: std::iter::once(first).chain(lines.iter().map(row)).collect(),
        ..Table::default()
    }
}
