//! The steps: what is done for whom, how much, from where, to where. A step has a row for each
//! place that money goes to; what it says of the step stands in the first.

use super::View;
use crate::{
    page::{Heading, Table},
    scheme::{
        Action, Expr, Mode, PlaceRef, Receiver, RowRef, Share, ShareSource, Shortage, Step, Way,
        words::{Clause, Word},
    },
};

pub(super) fn table(view: &View<'_>) -> Table {
    let columns = [
        ("步", "step"),
        ("每个", "for each"),
        ("做什么", "verb"),
        ("名称", "name"),
        ("多少", "how much"),
        ("从哪里出", "from"),
        ("不够时", "if short"),
        ("到哪里", "to"),
        ("记作", "as"),
        ("行", "line"),
    ];
    let right = ["步", "行"];
    let headings = columns.map(|(zh, en)| Heading::of(view.pick(zh, en), right.contains(&zh)));
    let pairs = view.sheet.steps().iter().zip(view.original.steps());
    let rows = pairs.enumerate().flat_map(|(at, (step, original))| rows(view, at + 1, step, original.line));
    Table { wide: true, ..Table::of_lines(view.pick("步骤", "Steps"), headings.into(), rows) }
}

fn rows(view: &View<'_>, number: usize, step: &Step, line: u32) -> Vec<Vec<String>> {
    let clause = |clause: Clause| view.word(Word::Clause(clause)).to_owned();
    let each = step.each.map(|r| view.register(r).to_owned()).unwrap_or_default();
    let mut cells =
        Cells { verb: String::new(), much: String::new(), from: String::new(), short: String::new(), to: Vec::new() };
    match &step.action {
        Action::Cell(expr) => {
            cells.verb = view.pick("算", "compute").to_owned();
            cells.much = view.formula(expr);
        }
        Action::Pay(pay) => {
            cells.verb = clause(Clause::Pay);
            cells.much = view.formula(&pay.amount);
            if pay.rounding != *view.original.rounding() {
                cells.much = format!("{}\n{}", cells.much, view.rounding(&pay.rounding));
            }
            cells.from = view.place(&pay.from);
            cells.short = shortage(view, &pay.shortage);
            cells.receiver(view, &pay.to, "");
        }
        Action::Share(share) => self::share(view, share, &mut cells),
        Action::Rest { from, to } => {
            cells.verb = clause(Clause::Rest);
            cells.much = view.pick("剩下的全部", "all that is left").to_owned();
            cells.from = view.place(from);
            cells.receiver(view, to, "");
        }
        Action::Require { condition, text, .. } => {
            cells.verb = clause(Clause::Require);
            cells.much = view.formula(condition);
            cells.short = format!("{}{text}", view.pick("否则不能分：", "else refused: "));
        }
        Action::Carry { value, .. } => {
            cells.verb = clause(Clause::Carry);
            cells.much = view.formula(value);
        }
    }
    let name = if step.name.is_empty() { String::new() } else { view.named(&step.name) };
    let mut to = cells.to.into_iter();
    let (place, tag) = to.next().unwrap_or_default();
    let first = vec![
        number.to_string(),
        each,
        cells.verb,
        name,
        cells.much,
        cells.from,
        cells.short,
        place,
        tag,
        line.to_string(),
    ];
    let more = |(place, tag): (String, String)| {
        let mut row = vec![String::new(); first.len()];
        for (cell, text) in row.iter_mut().skip(7).zip([place, tag]) {
            *cell = text;
        }
        row
    };
    let others: Vec<Vec<String>> = to.map(more).collect();
    std::iter::once(first).chain(others).collect()
}

/// What a step fills in.
struct Cells {
    verb: String,
    much: String,
    from: String,
    short: String,
    /// Each place and its purpose.
    to: Vec<(String, String)>,
}

impl Cells {
    fn receiver(&mut self, view: &View<'_>, to: &Receiver, before: &str) {
        let clause = |clause: Clause| view.word(Word::Clause(clause));
        let mut said = before.to_owned();
        if to.each.is_some() {
            said.push_str(clause(Clause::Each));
            said.push(' ');
        }
        said.push_str(&view.place_from(&to.place, to.each.as_ref().map(|(r, _)| view.register(*r))));
        for (word, expr) in [(Clause::By, &to.weight), (Clause::Where, &to.only)] {
            if let Some(expr) = expr {
                said.push_str(&format!(" {} {}", clause(word), view.formula(expr)));
            }
        }
        self.to.push((said, to.tag.map(|tag| view.word(Word::Tag(tag)).to_owned()).unwrap_or_default()));
    }
}

fn share(view: &View<'_>, share: &Share, cells: &mut Cells) {
    let clause = |clause: Clause| view.word(Word::Clause(clause));
    cells.verb = clause(Clause::Share).to_owned();
    cells.much = match &share.amount {
        Some(expr) => view.formula(expr),
        None => view.pick("里面的全部", "all it holds").to_owned(),
    };
    let usual = share.rounding.mode == Mode::LargestRemainder && share.rounding.step == crate::unit::Exact::new(1, 100);
    if !usual {
        cells.much = format!("{}\n{}", cells.much, view.rounding(&share.rounding));
    }
    cells.from = match &share.from {
        ShareSource::One(place) => view.place(place),
        ShareSource::Each { register, place, weight, .. } => {
            let place = view.place_from(place, Some(view.register(*register)));
            format!("{} {place} {} {}", clause(Clause::Each), clause(Clause::By), view.formula(weight))
        }
    };
    cells.short = shortage(view, &share.shortage);
    for to in &share.to {
        cells.receiver(view, to, "");
    }
    if let Some(nobody) = &share.nobody {
        cells.receiver(view, nobody, view.pick("没有人可分时：", "if there is nobody: "));
    }
}

fn shortage(view: &View<'_>, all: &[Shortage]) -> String {
    let said = all.iter().map(|answer| match answer {
        Shortage::From(place) => format!("{} {}", view.word(Word::Clause(Clause::From)), view.place(place)),
        Shortage::Scaled => view.pick("按比例少付", "paid pro rata").to_owned(),
        Shortage::Stop => view.pick("不能分", "refused").to_owned(),
    });
    said.collect::<Vec<_>>().join(view.pick("，再", ", then "))
}

impl View<'_> {
    /// A formula as written.
    fn formula(&self, expr: &Expr) -> String {
        let text = self.sheet.text().get(expr.span.start..expr.span.end).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn place(&self, place: &PlaceRef) -> String {
        self.place_from(place, None)
    }

    /// A place as the sheet names it, read in a row of `here`.
    fn place_from(&self, place: &PlaceRef, here: Option<&str>) -> String {
        let of = |name: &str, row: &Option<RowRef>| match row {
            None => name.to_owned(),
            Some(row) => {
                let register = self.register(row.register);
                let own = matches!(&row.way, Way::Up(way) if way.is_empty()) && here.is_none();
                if own { name.to_owned() } else { format!("{register}.{name}") }
            }
        };
        match place {
            PlaceRef::Party(at) => self.sheet.parties().get(at.index()).map_or("", |p| p.name.as_str()).to_owned(),
            PlaceRef::Payee(row) => {
                let register = self.register(row.register);
                match here {
                    Some(here) if here != register => format!("{here}.{register}"),
                    _ => register.to_owned(),
                }
            }
            PlaceRef::Account(at, row) => {
                of(self.sheet.accounts().get(at.index()).map_or("", |a| a.name.as_str()), row)
            }
            PlaceRef::Pot(at, row) => of(self.sheet.pots().get(at.index()).map_or("", |p| p.name.as_str()), row),
        }
    }
}
