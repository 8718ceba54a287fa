//! Examples: figures in, figures expected.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        syntax::{Ident, RawCell, RawExample, RawKind, RawSheet, RawTable, RawTableRow},
        tree::{Action, ColumnAt, Example, ExampleRow, Literal, RegisterAt, RowKeys, Span, Step, Type},
        words::{Declare, Word, distance, meaning},
    },
    Checker, RowName, RunName,
    remedy::sample,
};
use crate::unit::Period;
use std::collections::{HashMap, HashSet};

/// Most rows of all examples together.
pub(super) const MOST_ROWS: usize = 100_000;
/// Most figures of one example: what its rows hold and what the steps make of each.
const MOST_FIGURES: usize = 2_000_000;

/// The keys of an example's rows, per register.
pub(super) type Known = HashMap<RegisterAt, HashSet<String>>;

/// A column of a table: the register above, or a column of the register itself.
enum Head {
    Parent(RegisterAt),
    Column(ColumnAt),
}

impl Checker<'_> {
    pub(super) fn examples(&mut self, raw: &RawSheet) -> Vec<Example> {
        let (mut rows, mut all) = (0, Vec::new());
        for example in &raw.examples {
            match self.example(example, &all, &mut rows) {
                Some(checked) => all.push(checked),
                // what follows it is not looked at either
                None => {
                    self.poisoned.insert(example.title.clone());
                }
            }
        }
        all
    }

    fn example(&mut self, raw: &RawExample, done: &[Example], count: &mut usize) -> Option<Example> {
        let Some((first, last, span)) = raw.period else {
            if raw.broken {
                return None;
            }
            let found = Diagnostic::new(Code::E02, raw.span, "示例要写 期 … 至 …", "an example needs period … upto …");
            let (zh, en) = ("期 2025-01-01 至 2025-12-31", "period 2025-01-01 upto 2025-12-31");
            let found = found.add_line(self.text, raw.span.end, zh, en);
            return self.fail(found);
        };
        let Some(period) = Period::new(first, last) else {
            let found = Diagnostic::new(Code::E01, span, "期 的两头颠倒了", "the period is upside down");
            return self.fail(found.write(format!("期 {last} 至 {first}"), format!("period {last} upto {first}")));
        };
        let after = match &raw.after {
            Some(named) => Some(self.before(named, raw, done)?),
            None => None,
        };
        let mut known = Known::new();
        let mut rows = Vec::new();
        for table in &raw.tables {
            self.table(table, &mut known, &mut rows, count)?;
        }
        if let Some(before) = after.and_then(|at| done.get(at)) {
            self.rows_before(raw, before, &mut known, &mut rows, count)?;
        }
        self.bounded(&rows, raw.span)?;
        self.belongs(&rows, &known);
        let heads = rows.iter().rev().filter_map(|row| Some((row.register, row.keys.iter().next()?)));
        self.example_rows = heads.collect();
        let mut example = Example {
            title: raw.title.clone(),
            after,
            period,
            record_day: raw.record_day.unwrap_or(last),
            rows,
            inputs: Vec::new(),
            daily: Vec::new(),
            overrides: Vec::new(),
            openings: Vec::new(),
            carried: Vec::new(),
            expectations: Vec::new(),
            span: raw.span,
        };
        for (name, value, verb) in &raw.given {
            self.statement = *verb;
            self.given(&mut example, name, value);
        }
        for (name, value) in &raw.openings {
            self.opening(&mut example, name, value, &known);
        }
        self.all_given(&example, raw);
        self.expected(raw, &mut example, &known);
        self.proves(&example);
        Some(example)
    }

    /// A figure that the example gives twice: the second line stays as a remark.
    pub(super) fn again(&mut self, name: &Ident, from: usize, to: usize) {
        let found = self.said_twice(name).left_out(self.text, from, to);
        self.findings.push(found);
    }

    pub(super) fn too_many_rows<T>(&mut self, span: Span) -> Option<T> {
        self.fail(Diagnostic::new(
            Code::L04,
            span,
            format!("示例的行太多：最多 {MOST_ROWS}"),
            format!("too many rows in examples: {MOST_ROWS} at most"),
        ))
    }

    fn table(
        &mut self,
        raw: &RawTable,
        known: &mut Known,
        rows: &mut Vec<ExampleRow>,
        count: &mut usize,
    ) -> Option<()> {
        let at = self.register_named(&raw.register)?;
        if self.is_pieces(at) {
            return self.fail(Diagnostic::new(
                Code::E01,
                raw.register.span,
                "逐段 的行是切出来的，示例里不写",
                "rows of pieces are cut, not written",
            ));
        }
        let mut heads = Vec::new();
        let head_end = raw.columns.last().map_or(raw.register.span.end, |c| c.span.end);
        for column in &raw.columns {
            heads.push(self.head(at, column)?);
        }
        let register = self.registers.get(at.0)?.clone();
        for parent in &register.parents {
            if !heads.iter().any(|h| matches!(h, Head::Parent(p) if p == parent)) {
                let name = self.register_name(*parent).to_owned();
                let key = known.get(parent).and_then(|keys| keys.iter().min().cloned());
                let found = self.lacking(raw, &name, head_end, key);
                return self.fail(found);
            }
        }
        for (index, column) in register.columns.iter().enumerate() {
            let there = heads.iter().any(|h| matches!(h, Head::Column(c) if c.0 == index));
            if !there && !column.bounds.optional {
                let figure = self.cell_of(at, ColumnAt(index)).map(|(figure, _)| figure);
                let found = self.lacking(raw, &column.name, head_end, figure);
                return self.fail(found);
            }
        }
        for row in &raw.rows {
            if self.findings.is_full() {
                return None;
            }
            if let Some(row) = self.table_row(at, &heads, row, known, count) {
                rows.push(row);
            }
        }
        Some(())
    }

    /// A column that a table lacks, with a figure in each of its rows.
    fn lacking(&self, raw: &RawTable, name: &str, head_end: usize, figure: Option<String>) -> Diagnostic {
        let found = Diagnostic::new(
            Code::E02,
            raw.register.span,
            format!("表里缺 {name} 一列"),
            format!("the table lacks the column {name}"),
        );
        let added = format!("| {name}");
        let mut found = found.add(head_end, added.clone(), added);
        for row in raw.rows.iter().filter(|row| row.cells.len() <= raw.columns.len() + 1) {
            if let Some(figure) = &figure {
                let end =
                    row.span.start + self.slice(row.span).trim_end().trim_end_matches(['|', '｜']).trim_end().len();
                found = found.and(end, end, format!(" | {figure}"), format!(" | {figure}"));
            }
        }
        found
    }

    fn head(&mut self, register: RegisterAt, column: &Ident) -> Option<Head> {
        if let Some(RowName::Column(at)) = self.rows.get(&(register, column.text.clone())) {
            return Some(Head::Column(*at));
        }
        let parents = self.registers.get(register.0)?.parents.clone();
        match self.run.get(&column.text) {
            Some(RunName::Register(at)) if parents.contains(at) => Some(Head::Parent(*at)),
            _ if self.poisoned.contains(&column.text) => None,
            _ => {
                let name = self.register_name(register).to_owned();
                let found = Diagnostic::new(
                    Code::E01,
                    column.span,
                    format!("{name} 没有 {} 这一列", column.text),
                    format!("{name} has no column {}", column.text),
                );
                let columns = self.registers.get(register.0).map(|r| r.columns.iter().map(|c| c.name.as_str()));
                let above = parents.iter().map(|p| self.register_name(*p));
                let all = columns.into_iter().flatten().chain(above);
                let near = all.map(|name| (distance(&column.text, name), name)).min().map(|(_, name)| name.to_owned());
                self.fail(match near {
                    Some(near) => found.write(near.clone(), near),
                    None => found,
                })
            }
        }
    }

    fn table_row(
        &mut self,
        at: RegisterAt,
        heads: &[Head],
        raw: &RawTableRow,
        known: &mut Known,
        count: &mut usize,
    ) -> Option<ExampleRow> {
        let mut cells = raw.cells.iter();
        let key = cells.next()?;
        let keys = self.keys(key)?;
        *count += keys.count();
        if *count > MOST_ROWS {
            return self.too_many_rows(key.span);
        }
        let all = known.entry(at).or_default();
        let mut repeated = None;
        for key in keys.iter() {
            if !all.insert(key.clone()) {
                repeated = Some(key);
            }
        }
        if let Some(twice) = repeated {
            let found =
                Diagnostic::new(Code::E04, key.span, format!("{twice} 写了两次"), format!("{twice} stands twice"));
            let stem = twice.trim_end_matches(|c: char| c.is_ascii_digit());
            let (free, count) = (|n: usize| !all.contains(&format!("{stem}{n}")), keys.count());
            let first = (1..=MOST_ROWS).find(|n| free(*n) && (count == 1 || (*n..*n + count).all(free)));
            let written = first.map(|n| match count {
                1 => format!("{stem}{n}"),
                _ => format!("{stem}{n}..{stem}{}", n + count - 1),
            });
            return self.fail(match written {
                Some(free) => found.write(free.clone(), free),
                None => found,
            });
        }
        let filled = raw.cells.len().saturating_sub(1);
        let trailing = filled == heads.len() + 1 && raw.cells.last().is_some_and(|c| c.text.is_empty());
        if filled != heads.len() && !trailing {
            let found = Diagnostic::new(
                Code::E01,
                raw.span,
                format!("这一行有 {filled} 项，表头有 {} 项", heads.len()),
                format!("this row has {filled} cells, the head {}", heads.len()),
            );
            let cells: Option<Vec<String>> = heads
                .iter()
                .skip(filled)
                .map(|head| match head {
                    Head::Column(column) => self.cell_of(at, *column).map(|(figure, _)| figure),
                    Head::Parent(parent) => known.get(parent).and_then(|keys| keys.iter().min().cloned()),
                })
                .collect();
            return self.fail(match cells {
                Some(cells) if filled < heads.len() => {
                    let more = format!("| {}", cells.join(" | "));
                    found.add(raw.span.end, more.clone(), more)
                }
                _ => found,
            });
        }
        let mut row = ExampleRow {
            register: at,
            keys,
            parents: Vec::new(),
            cells: vec![None; self.registers.get(at.0)?.columns.len()],
            span: raw.span,
        };
        for (head, cell) in heads.iter().zip(cells) {
            match head {
                Head::Parent(parent) => row.parents.push((*parent, cell.text.clone())),
                Head::Column(column) => {
                    let value = self.cell(at, *column, cell)?;
                    if let Some(place) = row.cells.get_mut(column.0) {
                        *place = value;
                    }
                }
            }
        }
        Some(row)
    }

    fn cell(&mut self, register: RegisterAt, column: ColumnAt, cell: &RawCell) -> Option<Option<Literal>> {
        let column = self.registers.get(register.0)?.columns.get(column.0)?.clone();
        let missing = cell.text.is_empty()
            || meaning(&cell.text, |w| (w == Word::Declare(Declare::Missing)).then_some(())).is_some();
        if missing {
            if column.bounds.optional {
                if !cell.text.is_empty() {
                    self.roles.push((cell.span.start, cell.span.end, Word::Declare(Declare::Missing)));
                }
                return Some(None);
            }
            let found = Diagnostic::new(
                Code::E02,
                cell.span,
                format!("{} 不能缺", column.name),
                format!("{} may not be missing", column.name),
            );
            let (zh, en) = sample(&column.ty);
            return self.fail(if cell.text.is_empty() { found } else { found.write(zh, en) });
        }
        if let Type::Word(words) = &column.ty
            && words.contains(&cell.text)
        {
            return Some(Some(Literal::Word(cell.text.clone())));
        }
        let Some(raw) = &cell.literal else {
            let found = Diagnostic::new(
                Code::E01,
                cell.span,
                format!("{} 不是 {} 的值", cell.text, column.name),
                format!("{} is not a value of {}", cell.text, column.name),
            );
            let (zh, en) = sample(&column.ty);
            return self.fail(found.write(zh, en));
        };
        // In a table the head says the unit; it need not be repeated.
        if let (RawKind::Number(number, None), Type::Number(unit)) = (&raw.kind, &column.ty) {
            return Some(Some(Literal::Number(number.clone(), unit.clone())));
        }
        Some(Some(self.fitted(raw, &column.ty)?))
    }

    /// `H1` or `H1..H20`.
    fn keys(&mut self, cell: &RawCell) -> Option<RowKeys> {
        let text = cell.text.as_str();
        let in_key = |c: char| super::super::lexer::in_name(c) || matches!(c, '-' | '.');
        let wrong = |text: &str| text.is_empty() || text.chars().count() > 40 || !text.chars().all(in_key);
        let Some((first, last)) = text.split_once("..") else {
            if wrong(text) {
                let found = Diagnostic::new(Code::E01, cell.span, "行的编号写得不对", "malformed row key");
                let key: String = text.chars().filter(|c| in_key(*c)).take(40).collect();
                let key = if key.is_empty() { "H1".to_owned() } else { key };
                return self.fail(if text.is_empty() { found } else { found.write(key.clone(), key) });
            }
            return Some(RowKeys { head: text.to_owned(), numbers: None });
        };
        let split = |text: &str| {
            let head = text.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
            let digits = text.get(head.len()..).unwrap_or_default().to_owned();
            (head, digits)
        };
        let ((head, from), (other, to)) = (split(first.trim()), split(last.trim()));
        let numbers = from.parse::<u32>().ok().zip(to.parse::<u32>().ok()).filter(|(a, b)| {
            a <= b
                && head == other
                && (from.len() == to.len() || !from.starts_with('0'))
                && from.len() <= 9
                && (head.is_empty() || !wrong(&head.replace(' ', "x")))
        });
        match numbers {
            Some((a, b)) if (b - a) as usize <= MOST_ROWS => {
                let width = if from.starts_with('0') { from.len() } else { 1 };
                Some(RowKeys { head, numbers: Some((a, b, width)) })
            }
            _ => self.fail(
                Diagnostic::new(
                    Code::E01,
                    cell.span,
                    "一串编号要写成 H1..H20，只有数字不同",
                    "a run of keys is written H1..H20, only the digits differ",
                )
                .write("H1..H20", "H1..H20"),
            ),
        }
    }

    /// An example is for people: what it makes is bounded, whatever the sheet does with a row.
    fn bounded(&mut self, rows: &[ExampleRow], span: Span) -> Option<()> {
        let each = |at: RegisterAt| {
            let cut =
                |r: RegisterAt| r == at || self.registers.get(r.0).and_then(|r| r.pieces).is_some_and(|p| p.of == at);
            let shared = |step: &Step| match &step.action {
                Action::Share(share) => {
                    share.to.iter().filter(|r| r.each.as_ref().is_some_and(|(e, _)| *e == at)).count()
                }
                _ => 0,
            };
            self.steps.iter().map(|step| shared(step) + usize::from(step.each.is_some_and(cut))).sum::<usize>()
        };
        let figures = rows.iter().map(|row| row.keys.count().saturating_mul(1 + row.cells.len() + each(row.register)));
        let figures = figures.fold(0, usize::saturating_add);
        if figures <= MOST_FIGURES {
            return Some(());
        }
        self.fail(Diagnostic::new(
            Code::L04,
            span,
            format!("示例太大：各行的列和每行的步骤一共 {figures} 个数，最多 {MOST_FIGURES}；少写几行"),
            format!("the example is too large: its rows and what the steps make of each are {figures} figures, {MOST_FIGURES} at most; write fewer rows"),
        ))
    }

    fn belongs(&mut self, rows: &[ExampleRow], known: &Known) {
        for row in rows {
            for (parent, key) in &row.parents {
                if !known.get(parent).is_some_and(|keys| keys.contains(key)) {
                    let name = self.register_name(*parent).to_owned();
                    let found = Diagnostic::new(
                        Code::E04,
                        row.span,
                        format!("{name} 里没有 {key}"),
                        format!("there is no {key} in {name}"),
                    );
                    let near = known.get(parent).and_then(|keys| keys.iter().min_by_key(|k| (distance(k, key), *k)));
                    let cell = self.cell_at(row.span, key);
                    self.findings.push(match near.zip(cell) {
                        Some((near, (from, to))) => found.write_for(from, to, near.clone(), near.clone()),
                        None => found,
                    });
                }
            }
        }
    }

    /// Where a row of a table says this in one of its cells.
    fn cell_at(&self, row: Span, said: &str) -> Option<(usize, usize)> {
        let mut at = row.start;
        for cell in self.slice(row).split(['|', '｜']) {
            let from = at + (cell.len() - cell.trim_start().len());
            if cell.trim() == said && at != row.start {
                return Some((from, from + said.len()));
            }
            at += cell.len() + self.behind(at + cell.len()).chars().next().map_or(1, char::len_utf8);
        }
        None
    }
}
