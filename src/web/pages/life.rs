//! The whole life of one thing as a line of dates: every entry that names it, in words, each leading to that entry.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is no code and no word is read as it stands")]

use super::{super::visit::Visit, codes};
use crate::{
    books::Side,
    cooperative::Trouble,
    event::{Attached, Entry, Holder},
    form::{self, CodeOf, Description, Fields, Shape},
    page::yuan,
    unit::{Day, Say},
};
use maud::{Markup, html};

/// Lines that are read at once.
const AT_ONCE: u64 = 2_000;
/// Members of an entry that are told on one line of the life.
const MOST: usize = 10;

/// Whose life.
#[derive(Debug, Clone, Copy)]
pub struct Living<'a> {
    /// In which register.
    pub of: CodeOf,
    /// Its code there.
    pub code: &'a str,
    /// Who else must be named: the owner of an account of pooled capital.
    pub with: Option<&'a str>,
}

/// One entry of it.
#[derive(Debug)]
struct Lived {
    index: u64,
    on: Day,
    kind: String,
    words: Vec<(String, Markup)>,
}

/// The life as a list of dates, the oldest first.
///
/// # Errors
/// What keeps the journal from being read.
pub fn life(visit: &Visit<'_>, of: Living<'_>) -> Result<Markup, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let mut all = Vec::new();
    for index in entries(visit, of)? {
        all.extend(lived(visit, of, &visit.coop.entry(index)?));
    }
    all.sort_by_key(|lived| (lived.on, lived.index));
    Ok(html! {
        @if all.is_empty() { p.soft { (labels.text("desk.empty")) } }
        ol.life { @for lived in &all {
            li.later[lived.on > visit.on()] {
                time datetime=(lived.on) { (lived.on) } " "
                a href={ "/entries/" (lived.index) } { (lived.kind) }
                @for (title, value) in &lived.words { " · " span.soft { (title) } " " (value) }
                @if let Some(by) = books.corrected_by(lived.index) {
                    " · " span.late { (labels.text("show.reversed_by")) " " a href={ "/entries/" (by) } { (by) } }
                }
            }
        } }
    })
}

/// The entries that may name it: those that concern a household are known, all others have its code in their bytes or in
/// the lists that stand beside them.
fn entries(visit: &Visit<'_>, of: Living<'_>) -> Result<Vec<u64>, Trouble> {
    let books = visit.coop.books();
    if let (CodeOf::Households, Ok(household)) = (of.of, of.code.parse()) {
        return Ok(books.concerns(&household).to_vec());
    }
    let quoted = format!("\"{}\"", of.code);
    let (size, mut from, mut found) = (books.size(), 0, Vec::new());
    while from < size {
        let upto = size.min(from + AT_ONCE);
        for (index, line) in (from..).zip(visit.coop.lines(from, upto)?) {
            let apart = || books.history().entry(index).is_some_and(|happened| happened.portions.is_some());
            if std::str::from_utf8(&line).is_ok_and(|line| line.contains(&quoted)) || apart() {
                found.push(index);
            }
        }
        from = upto;
    }
    Ok(found)
}

/// What an entry says of it; nothing where it does not name it.
fn lived(visit: &Visit<'_>, living: Living<'_>, entry: &Entry) -> Option<Lived> {
    let lang = visit.session.lang;
    let of = form::of_recorded(entry.event.fact.of_kind())?;
    let fields = of.fields(&entry.event.fact.body().ok()?);
    let named = |code: &str, register: CodeOf| -> Vec<&String> {
        fields.iter().filter(|(path, value)| names(of, path, value, register, code)).map(|(path, _)| path).collect()
    };
    let hits = named(living.code, living.of);
    let concerned = living.of == CodeOf::Households;
    let others = living.with.map(|with| named(with, CodeOf::Households));
    if (hits.is_empty() && !concerned) || others.as_ref().is_some_and(|others| others.is_empty()) {
        return None;
    }
    let items = others.as_ref().unwrap_or(&hits).iter().filter_map(|path| item(path)).collect::<Vec<_>>();
    let mut words = Vec::new();
    if let Some(amount) = line_of(entry, living.code).filter(|_| concerned) {
        words.push((visit.labels().text("paying.amount").to_owned(), html! { (amount) }));
    }
    let voucher = visit.coop.books().vouchers().get(entry.sealed.index()).filter(|_| !concerned);
    if let Some(amount) = voucher.and_then(|posted| posted.voucher().total(Side::Debit)) {
        words.push((visit.labels().text("paying.amount").to_owned(), html! { (yuan(amount)) }));
    }
    words.extend(told(visit, entry, of, &fields, &items, &hits));
    Some(Lived { index: entry.sealed.index(), on: entry.sealed.effective_on(), kind: of.label.say(lang), words })
}

/// The household's amount in a payout.
fn line_of(entry: &Entry, household: &str) -> Option<String> {
    let Attached::Lines(lines) = &entry.event.attached else { return None };
    let own = |to: &Holder| to.household().is_some_and(|own| own.as_str() == household);
    lines.iter().find(|(_, line)| own(&line.to)).map(|(_, line)| yuan(line.amount.fen()))
}

/// Does this field name the code?
fn names(of: &Description, path: &str, value: &str, register: CodeOf, code: &str) -> bool {
    let holds = |own: CodeOf| own == register || matches!(own, CodeOf::Holders | CodeOf::Rows);
    let Some(column) = of.column_of(path) else { return false };
    match column.member.shape {
        Shape::Code(own) | Shape::NewCode(own) => holds(own) && value == code,
        Shape::Codes(own) => holds(own) && value.split([',', '，', ' ']).any(|one| one.trim() == code),
        Shape::Holder => register == CodeOf::Households && value == code,
        _ => false,
    }
}

/// The item of a list that a path leads into: `parts.3`.
fn item(path: &str) -> Option<&str> {
    let mut end = 0;
    for step in path.split('.') {
        end += step.len();
        if step.parse::<usize>().is_ok() {
            return path.get(..end);
        }
        end += 1;
    }
    None
}

/// The entry's own members and those of the items, but for the codes that were sought.
fn told(
    visit: &Visit<'_>,
    entry: &Entry,
    of: &'static Description,
    fields: &Fields,
    items: &[&str],
    hits: &[&String],
) -> Vec<(String, Markup)> {
    let lang = visit.session.lang;
    let columns = of.columns();
    let own = fields.iter().filter(|(path, _)| match item(path) {
        Some(list) => items.contains(&list),
        None => !["id", "on", "evidence"].contains(&path.as_str()),
    });
    let own = own.filter(|(path, _)| !hits.contains(path));
    let mut told: Vec<_> = own
        .filter_map(|(path, value)| {
            let column = of.column_of(path)?;
            let shape = column.member.shape;
            if matches!(shape, Shape::Sources | Shape::Sheet | Shape::Attestations(_) | Shape::Evidence) {
                return None;
            }
            let place = columns.iter().position(|each| each.name == column.name);
            Some((place, path, column.member.label.say(lang), short(visit, entry, shape, path, value)))
        })
        .collect();
    told.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    told.into_iter().take(MOST).map(|(_, _, title, value)| (title, value)).collect()
}

/// The same, but of many codes only how many.
fn short(visit: &Visit<'_>, entry: &Entry, shape: Shape, path: &str, value: &str) -> Markup {
    let many = value.split([',', '，', ' ']).filter(|code| !code.is_empty()).count();
    match shape {
        Shape::Codes(_) if many > MOST => html! { (many) },
        _ => shaped(visit, entry, shape, path, value),
    }
}

/// What stands in a member, as people read it.
pub fn shaped(visit: &Visit<'_>, entry: &Entry, shape: Shape, path: &str, value: &str) -> Markup {
    match shape {
        Shape::Private | Shape::PrivateDay => {
            html! { (visit.private(entry.sealed.index(), path.rsplit('.').next().unwrap_or(path), value)) }
        }
        Shape::Code(of) | Shape::NewCode(of) => codes::code(visit, of, value),
        Shape::Codes(of) => {
            let all: Vec<&str> = value.split([',', '，', ' ']).map(str::trim).filter(|code| !code.is_empty()).collect();
            html! { @for (n, code) in all.iter().enumerate() { @if n > 0 { ", " } (codes::code(visit, of, code)) } }
        }
        Shape::Holder => codes::code(visit, CodeOf::Holders, value),
        Shape::Word(choices) | Shape::Suggested(choices) => {
            let known = choices.iter().find(|choice| choice.word == value);
            html! { (known.map_or_else(|| value.to_owned(), |choice| choice.label.say(visit.session.lang))) }
        }
        Shape::OfChart(list) => {
            let offers = form::listed(visit.coop.books(), list, visit.session.lang);
            let known = offers.into_iter().find(|offer| offer.code == value && !offer.label.is_empty());
            html! { (value) @if let Some(known) = known { " " span.name { (known.label) } } }
        }
        _ => html! { (value) },
    }
}
