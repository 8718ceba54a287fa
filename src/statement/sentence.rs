//! A reason as sentences that a household can follow with a pencil.
//!
//! A reason names its figures in the order in which the sheet reads them, but not the signs
//! between them. A sentence therefore shows × and ÷ only where that chain of figures gives the
//! recorded value exactly, in number and in unit; otherwise it lists the figures and the result
//! and claims nothing about the way from one to the other.

use super::figures::{exact, quantity};
use super::labels::Labels;
use super::value::StatementLine;
use crate::event::{How, Reason, ReasonRow, Term};
use crate::page::{plain, yuan};
use crate::unit::{Exact, Fen, Rounding};
use std::collections::BTreeMap;

/// The sentences of one reason.
pub(super) struct Sentences {
    /// The step in the reader's language where the sheet gives it a name there.
    pub step: String,
    /// One for each row: key, then the arithmetic.
    pub rows: Vec<(String, String)>,
    /// The share of the pool, or the sum of several rows; empty where one row says it all.
    pub whole: String,
    /// What happened below one fen; empty where the amount is whole.
    pub fen: String,
}

pub(super) fn sentences(reason: &Reason, line: &StatementLine, labels: &Labels) -> Sentences {
    let names = Names { labels, en: &line.names_en };
    let rows = reason.rows.iter().map(|row| (plain(&row.key, false).into_owned(), row_sentence(row, &names))).collect();
    Sentences { step: names.of(&reason.step), rows, whole: whole(reason, &names), fen: below_a_fen(reason, labels) }
}

struct Names<'a> {
    labels: &'a Labels,
    en: &'a BTreeMap<String, String>,
}

impl Names<'_> {
    fn of(&self, word: &str) -> String {
        let english = self.en.get(word).map_or(word, String::as_str);
        plain(self.labels.pick(word, english), false).into_owned()
    }

    fn quantity(&self, value: &Exact, unit: &str) -> String {
        plain(&quantity(value, unit, self.labels), false).into_owned()
    }

    /// A figure that says what it is: the name where there is no unit to tell it.
    fn term(&self, term: &Term) -> String {
        match term.value.parse::<Exact>() {
            Ok(value) if term.unit.is_empty() => {
                let figure = exact(&value, 0);
                self.labels.fill("reason.named", &[("name", &self.of(&term.name)), ("figure", &figure)])
            }
            Ok(value) => self.quantity(&value, &term.unit),
            Err(_) => {
                let figure = plain(&term.value, false);
                self.labels.fill("reason.named", &[("name", &self.of(&term.name)), ("figure", &figure)])
            }
        }
    }
}

fn row_sentence(row: &ReasonRow, names: &Names<'_>) -> String {
    let result = names.quantity(&row.value, &row.unit);
    match Chain::of(row) {
        Some(chain) => {
            if let [(_, only)] = chain.steps.as_slice() {
                return names.term(only);
            }
            let mut text = String::new();
            for (i, (divides, term)) in chain.steps.iter().enumerate() {
                if i > 0 {
                    text.push_str(if *divides { " ÷ " } else { " × " });
                }
                text.push_str(&names.term(term));
            }
            format!("{text} = {result}")
        }
        None if row.terms.is_empty() => result,
        None => {
            let list: Vec<String> = row.terms.iter().map(|t| listed(t, names)).collect();
            let list = list.join(names.labels.text("reason.and"));
            names.labels.fill("reason.gives", &[("list", &list), ("result", &result)])
        }
    }
}

/// In a list every figure carries its name: no sign tells what it does.
fn listed(term: &Term, names: &Names<'_>) -> String {
    let figure = match term.value.parse::<Exact>() {
        Ok(value) => names.quantity(&value, &term.unit),
        Err(_) => plain(&term.value, false).into_owned(),
    };
    names.labels.fill("reason.named", &[("name", &names.of(&term.name)), ("figure", &figure)])
}

fn whole(reason: &Reason, names: &Names<'_>) -> String {
    let result = names.quantity(&reason.exact, "元");
    match &reason.how {
        How::Share { of, pool, unit, weight } => names.labels.fill(
            "reason.share",
            &[
                ("weight", &names.quantity(weight, unit)),
                ("of", &names.quantity(of, unit)),
                ("w", &names.quantity(weight, "")),
                ("o", &names.quantity(of, "")),
                ("pool", &yuan(pool.fen())),
                ("result", &result),
            ],
        ),
        How::Rate if reason.rows.len() > 1 => names.labels.fill("reason.sum", &[("result", &result)]),
        How::Rate => String::new(),
    }
}

/// A share hands its left-over fen to the largest remainders, so an extra fen was got in sharing.
/// A rate may be rounded half up or by largest remainder, and a reason does not say which: there
/// the sentence only tells what became of the part of a fen.
fn below_a_fen(reason: &Reason, labels: &Labels) -> String {
    let amount = reason.amount.fen();
    let Some(cut) = reason.exact.to_fen(Rounding::Down) else { return String::new() };
    let whole = cut.yuan() == reason.exact;
    if whole && cut == amount {
        return String::new();
    }
    let shared = matches!(reason.how, How::Share { .. });
    let key = match amount.minus(cut) {
        Some(Fen(0)) if shared => "reason.share_no_fen",
        Some(Fen(0)) => "reason.no_fen",
        Some(Fen(1)) if shared && !whole => "reason.share_one_fen",
        Some(Fen(1)) if !whole => "reason.one_fen",
        // cut down for want of money, or a rounding to whole yuan: say only what came out
        _ => "reason.rounded",
    };
    labels.fill(key, &[("cut", &yuan(cut)), ("amount", &yuan(amount))])
}

/// Figures joined by × and ÷ that give the row's value exactly.
struct Chain<'a> {
    /// True where the figure divides; the first never does.
    steps: Vec<(bool, &'a Term)>,
}

impl<'a> Chain<'a> {
    fn of(row: &'a ReasonRow) -> Option<Chain<'a>> {
        const MOST: usize = 8;
        let figures: Vec<(Exact, &Term)> =
            row.terms.iter().map(|t| Some((scale(t.value.parse().ok()?, &t.unit), t))).collect::<Option<_>>()?;
        if figures.is_empty() || figures.len() > MOST {
            return None;
        }
        let wanted = scale(row.value.clone(), &row.unit);
        let unit = dimension(&row.unit);
        // fewest divisors first, and those last in the row: the plainest sentence that is true
        let mut masks: Vec<u32> = (0..1_u32 << (figures.len() - 1)).map(|m| m << 1).collect();
        masks.sort_by_key(|m| (m.count_ones(), std::cmp::Reverse(*m)));
        let mask = masks.into_iter().find(|m| gives(&figures, *m, &wanted, &unit))?;
        let mut steps: Vec<(bool, &Term)> =
            figures.iter().enumerate().map(|(i, (_, t))| (mask >> i & 1 == 1, *t)).collect();
        drop_ones(&mut steps);
        Some(Chain { steps })
    }
}

fn gives(figures: &[(Exact, &Term)], mask: u32, wanted: &Exact, unit: &BTreeMap<String, i32>) -> bool {
    let mut value = Exact::whole(1);
    let mut found: BTreeMap<String, i32> = BTreeMap::new();
    for (i, (figure, term)) in figures.iter().enumerate() {
        let divides = mask >> i & 1 == 1;
        let next = if divides { value.over(figure) } else { Some(&value * figure) };
        let Some(next) = next else { return false };
        value = next;
        for (name, power) in dimension(&term.unit) {
            *found.entry(name).or_default() += if divides { -power } else { power };
        }
    }
    found.retain(|_, power| *power != 0);
    value == *wanted && found == *unit
}

/// `× 183 天 ÷ 183 天` says nothing and is left out.
fn drop_ones(steps: &mut Vec<(bool, &Term)>) {
    while let Some((a, b)) = (1..steps.len()).find_map(|b| {
        let divisor = steps.get(b).filter(|s| s.0)?.1;
        (1..b).find(|&a| steps.get(a).is_some_and(|s| !s.0 && same(s.1, divisor))).map(|a| (a, b))
    }) {
        steps.remove(b);
        steps.remove(a);
    }
}

fn same(a: &Term, b: &Term) -> bool {
    a.unit == b.unit && a.value == b.value
}

/// Percentages are hundredths in arithmetic.
fn scale(value: Exact, unit: &str) -> Exact {
    if unit.starts_with('%') { value * Exact::new(1, 100) } else { value }
}

/// `元/亩/年` is 元¹ 亩⁻¹ 年⁻¹; % and 1 count for nothing.
fn dimension(unit: &str) -> BTreeMap<String, i32> {
    let mut powers = BTreeMap::new();
    for (i, part) in unit.split('/').enumerate() {
        for name in part.split('·').filter(|n| !n.is_empty() && *n != "%" && *n != "1") {
            *powers.entry(name.to_owned()).or_insert(0) += if i == 0 { 1 } else { -1 };
        }
    }
    powers.retain(|_, power| *power != 0);
    powers
}
