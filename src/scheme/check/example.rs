//! Examples: figures in, figures expected.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        parser::join,
        syntax::{Ident, RawCell, RawExample, RawKind, RawSheet, RawTable, RawTableRow},
        tree::{Action, ColumnAt, Example, ExampleRow, Literal, RegisterAt, RowKeys, Span, Step, Type, ValueKind},
        words::{Declare, Word, distance, meaning},
    },
    Checker, RowName, RunName,
    remedy::sample,
};
use crate::unit::{Exact, Period};
use std::collections::{HashMap, HashSet};

/// Most rows of all examples together.
const MOST_ROWS: usize = 100_000;
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
        let mut rows = 0;
        raw.examples.iter().filter_map(|e| self.example(e, &mut rows)).collect()
    }

    fn example(&mut self, raw: &RawExample, count: &mut usize) -> Option<Example> {
        let Some((first, last, span)) = raw.period else {
            let found = Diagnostic::new(Code::E02, raw.span, "示例要写 期 … 至 …", "an example needs period … upto …");
            let (zh, en) = ("期 2025-01-01 至 2025-12-31", "period 2025-01-01 upto 2025-12-31");
            let found = found.add_line(self.text, raw.span.end, zh, en);
            return self.fail(found);
        };
        let Some(period) = Period::new(first, last) else {
            let found = Diagnostic::new(Code::E01, span, "期 的两头颠倒了", "the period is upside down");
            return self.fail(found.write(format!("期 {last} 至 {first}"), format!("period {last} upto {first}")));
        };
        let mut known = Known::new();
        let mut rows = Vec::new();
        for table in &raw.tables {
            self.table(table, &mut known, &mut rows, count)?;
        }
        self.bounded(&rows, raw.span)?;
        self.belongs(&rows, &known);
        let heads = rows.iter().rev().filter_map(|row| Some((row.register, row.keys.iter().next()?)));
        self.example_rows = heads.collect();
        let mut example = Example {
            title: raw.title.clone(),
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
            return self.fail(Diagnostic::new(
                Code::L04,
                key.span,
                format!("示例的行太多：最多 {MOST_ROWS}"),
                format!("too many rows in examples: {MOST_ROWS} at most"),
            ));
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
            let free = (1..=MOST_ROWS).map(|n| format!("{stem}{n}")).find(|key| !all.contains(key));
            return self.fail(match free.filter(|_| keys.count() == 1) {
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
                    self.report(
                        Code::E04,
                        row.span,
                        format!("{name} 里没有 {key}"),
                        format!("there is no {key} in {name}"),
                    );
                }
            }
        }
    }

    fn given(
        &mut self,
        example: &mut Example,
        name: &super::super::syntax::RawName,
        value: &super::super::syntax::RawExpr,
    ) {
        match self.run.get(&name.name.text).copied() {
            Some(RunName::Input(at)) => {
                let Some(input) = self.inputs.get(at.0).cloned() else { return };
                let day = match &name.key {
                    Some((key, span)) => match key.parse() {
                        Ok(day) => Some(day),
                        Err(_) => {
                            let (zh, en) = ("方括号里要写日期", "a day is needed in the brackets");
                            let found = Diagnostic::new(Code::E01, *span, zh, en);
                            self.findings.push(found.write(
                                format!("[{}]", example.period.first_day()),
                                format!("[{}]", example.period.first_day()),
                            ));
                            return;
                        }
                    },
                    None => None,
                };
                if input.daily != day.is_some() {
                    let day = if input.daily { format!("[{}]", example.period.first_day()) } else { String::new() };
                    let named = name.key.as_ref().map_or(name.span, |(_, key)| join(name.span, *key));
                    let (zh, en) = (format!("{}{day}", name.name.text), format!("{}{day}", name.name.text));
                    self.findings.push(
                        Diagnostic::new(
                            Code::E01,
                            name.span,
                            if input.daily {
                                "逐日的数要写明哪一天"
                            } else {
                                "只有逐日的数才写日期"
                            },
                            if input.daily { "a daily figure needs its day" } else { "only daily figures have a day" },
                        )
                        .write_for(named.start, named.end, zh, en),
                    );
                    return;
                }
                let Some(literal) = self.fitted(value, &input.ty) else { return };
                match day {
                    Some(day) if !example.daily.iter().any(|(i, d, _)| *i == at && *d == day) => {
                        example.daily.push((at, day, literal));
                    }
                    None if !example.inputs.iter().any(|(i, _)| *i == at) => example.inputs.push((at, literal)),
                    _ => self.twice(&name.name),
                }
            }
            Some(RunName::Value(at)) => {
                let Some(known) = self.values.get(at.0).cloned() else { return };
                if !matches!(known.kind, ValueKind::Dated(_)) {
                    self.report(
                        Code::E01,
                        name.span,
                        "分档、分类的参数不能在示例里改",
                        "a value with several figures cannot be replaced",
                    );
                    return;
                }
                let Some(literal) = self.fitted(value, &known.ty) else { return };
                if example.overrides.iter().any(|(v, _)| *v == at) {
                    self.twice(&name.name);
                    return;
                }
                example.overrides.push((at, literal));
            }
            Some(what) => {
                let found =
                    Diagnostic::new(Code::E01, name.span, "取 后面要写输入或参数", "given is for inputs and values");
                let kept = matches!(what, RunName::Account(_) | RunName::Carried(_));
                let text = name.name.text.clone();
                self.findings.push(match kept {
                    true => found.write_for(self.statement.start, name.span.end, text.clone(), text),
                    false => found,
                });
            }
            None => {
                let _: Option<()> = self.unknown(&name.name, None);
            }
        }
    }

    fn opening(
        &mut self,
        example: &mut Example,
        name: &super::super::syntax::RawName,
        value: &super::super::syntax::RawExpr,
        known: &Known,
    ) {
        let key = name.key.as_ref().map(|(key, _)| key.clone());
        let register = match &name.register {
            Some(register) => match self.register_named(register) {
                Some(at) => Some(at),
                None => return,
            },
            None => None,
        };
        if let (Some(register), Some(key)) = (register, &key)
            && !known.get(&register).is_some_and(|keys| keys.contains(key))
        {
            self.report(Code::E04, name.span, format!("没有 {key} 这一行"), format!("there is no row {key}"));
            return;
        }
        match self.run.get(&name.name.text).copied() {
            Some(RunName::Account(at)) if self.accounts.get(at.0).is_some_and(|a| a.each == register) => {
                let yuan = Type::Number(super::super::measure::Unit::yuan());
                let Some(Literal::Number(amount, _)) = self.fitted(value, &yuan) else { return };
                let fen = amount.clone() * Exact::whole(100);
                if amount.is_negative() || fen.floor().map(Exact::whole) != Some(fen.clone()) {
                    let (zh, en) = ("余额要是整分，不为负", "a balance is whole fen, not negative");
                    let found = Diagnostic::new(Code::E01, value.span, zh, en);
                    let near = fen.floor().map_or_else(Exact::zero, Exact::whole).max(Exact::zero());
                    let near = near.over(&Exact::whole(100)).and_then(|yuan| yuan.decimal(2));
                    self.findings.push(match near {
                        Some(near) => found.write(format!("{near} 元"), format!("{near} yuan")),
                        None => found,
                    });
                    return;
                }
                if example.openings.iter().any(|(a, k, _)| *a == at && *k == key) {
                    self.twice(&name.name);
                    return;
                }
                example.openings.push((at, key, amount));
            }
            Some(RunName::Carried(at)) if self.carried.get(at.0).is_some_and(|c| c.each == register) => {
                let Some(ty) = self.carried.get(at.0).map(|c| c.ty.clone()) else { return };
                let Some(literal) = self.fitted(value, &ty) else { return };
                if example.carried.iter().any(|(c, k, _)| *c == at && *k == key) {
                    self.twice(&name.name);
                    return;
                }
                example.carried.push((at, key, literal));
            }
            Some(what) => self.misplaced(name, what),
            None => {
                let _: Option<()> = self.unknown(&name.name, None);
            }
        }
    }

    /// Neither an account nor a carried number, or not one of that row.
    fn misplaced(&mut self, name: &super::super::syntax::RawName, what: RunName) {
        let found = Diagnostic::new(
            Code::E01,
            name.span,
            "这里要写账户或跨期的数；输入和参数前面要写 取",
            "accounts and carried numbers stand here; inputs and values need given",
        );
        let per_row = match what {
            RunName::Account(at) => self.accounts.get(at.0).and_then(|a| a.each),
            RunName::Carried(at) => self.carried.get(at.0).and_then(|c| c.each),
            _ => None,
        };
        let (text, written) = (name.name.text.clone(), name.written());
        let key = per_row.and_then(|at| self.row_of_example(at).map(|key| (self.register_name(at), key)));
        self.findings.push(match (what, key) {
            (RunName::Input(_) | RunName::Value(_), _) => {
                found.write(format!("取 {written}"), format!("given {written}"))
            }
            (RunName::Account(_) | RunName::Carried(_), Some((register, key))) => {
                found.write(format!("{register}[{key}].{text}"), format!("{register}[{key}].{text}"))
            }
            (RunName::Account(_) | RunName::Carried(_), None) if per_row.is_none() => found.write(text.clone(), text),
            _ => found,
        });
    }

    /// Every input has a figure; 逐日 and 可缺 ones may have none.
    fn all_given(&mut self, example: &Example, raw: &RawExample) {
        for (index, input) in self.inputs.clone().iter().enumerate() {
            // what is given and was refused is not missing as well
            let named = raw.given.iter().map(|(name, ..)| name).chain(raw.openings.iter().map(|(name, _)| name));
            let unknown = |name: &Ident| !self.run.contains_key(&name.text);
            let tried = named.into_iter().any(|name| name.name.text == input.name || unknown(&name.name));
            let there = tried
                || (raw.broken && self.poisoned.contains(&input.name))
                || example.inputs.iter().any(|(at, _)| at.0 == index);
            if !there && !input.daily && !input.bounds.optional {
                let name = &input.name;
                let found = Diagnostic::new(
                    Code::E02,
                    example.span,
                    format!("示例没有给 {name}"),
                    format!("the example does not give {name}"),
                );
                let (zh, en) = sample(&input.ty);
                let (zh, en) = (format!("取 {name} = {zh}"), format!("given {name} = {en}"));
                self.findings.push(found.add_line(self.text, example.span.end, zh, en));
            }
        }
    }
}
