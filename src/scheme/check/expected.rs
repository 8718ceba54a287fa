//! What an example expects, and whether it proves anything.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        syntax::{RawExample, RawExpectation},
        tree::{Action, Example, Expectation, Expr, ExprKind, Name, PlaceRef, RowRef, Step, Way},
    },
    Checker, Here,
    example::Known,
};

impl Checker<'_> {
    /// What the example expects.
    pub(super) fn expected(&mut self, raw: &RawExample, example: &mut Example, known: &Known) {
        if raw.expectations.is_empty() && !raw.broken {
            let found = Diagnostic::new(Code::E02, raw.span, "示例没有写 期望", "the example expects nothing");
            let found = match self.an_expectation() {
                Some((zh, en)) => {
                    let (zh, en) = (format!("期望 {zh}"), format!("expect {en}"));
                    found.add_line(self.text, self.example_end(raw.span.end), zh, en)
                }
                None => found,
            };
            self.findings.push(found);
        }
        let here = Here { row: None, example: true };
        for expectation in &raw.expectations {
            match expectation {
                RawExpectation::Refused(text, span) if text.trim().is_empty() => {
                    let found = Diagnostic::new(
                        Code::E07,
                        *span,
                        "期望 拒绝 要写拒绝时说的话：空的什么拒绝都算",
                        "say with which words the run is refused: empty ones fit every refusal",
                    );
                    let says = self.steps.iter().find_map(|s| match &s.action {
                        Action::Require { text, .. } => Some(format!("\"{text}\"")),
                        _ => None,
                    });
                    self.findings.push(match says {
                        Some(says) => found.write(says.clone(), says),
                        None => found.write("\"不足\"", "\"needs\""),
                    });
                }
                RawExpectation::Refused(text, span) => {
                    example.expectations.push(Expectation::Refused(text.clone(), *span));
                }
                RawExpectation::Holds(condition) => {
                    if let Some(condition) = self.condition(condition, here) {
                        self.keys_exist(&condition, known);
                        example.expectations.push(Expectation::Holds(condition));
                    }
                }
            }
        }
    }

    /// What is expected is something that the sheet works out: a step, or money that moved. Beside that an
    /// example may add up its own rows, but not figures that are written out.
    pub(super) fn proves(&mut self, example: &Example) {
        let held = example
            .expectations
            .iter()
            .filter_map(|e| if let Expectation::Holds(held) = e { Some(held) } else { None });
        let (held, all): (Vec<&Expr>, usize) = (held.collect(), example.expectations.len());
        let written = held.iter().find(|held| super::constant::is_written(held));
        let nothing = || held.first().filter(|_| held.len() == all && !held.iter().any(|held| computed(held)));
        let Some(span) = written.or_else(nothing).map(|held| held.span) else { return };
        let found = Diagnostic::new(
            Code::E06,
            span,
            "这条期望里没有一个是单子算出来的：写什么都通得过",
            "nothing in this expectation is worked out by the sheet: it proves nothing",
        );
        let found = match self.an_expectation() {
            Some((zh, en)) => found.write(zh, en),
            None => found,
        };
        self.findings.push(found);
    }

    /// `租金 = 0 元`: an expectation that reads, of the first amount that the sheet pays.
    fn an_expectation(&self) -> Option<(String, String)> {
        let paid =
            |step: &&Step| !step.name.is_empty() && !matches!(step.action, Action::Cell(_) | Action::Carry { .. });
        let of = |step: &Step| match step.each {
            None => Some(step.name.clone()),
            Some(register) => {
                let key = self.row_of_example(register)?;
                Some(format!("{}[{key}].{}", self.register_name(register), step.name))
            }
        };
        let name = self.steps.iter().filter(paid).find_map(of)?;
        Some((format!("{name} = 0 元"), format!("{name} = 0 yuan")))
    }

    /// The end of the last line of the example whose heading ends at that byte.
    fn example_end(&self, byte: usize) -> usize {
        let example = self.behind(byte).split("\n【").next().and_then(|own| own.split("\n[").next());
        byte + example.map_or(0, |own| own.trim_end().len())
    }

    /// Rows named by key stand in the example's tables.
    fn keys_exist(&mut self, expr: &Expr, known: &Known) {
        let mut named: Vec<&RowRef> = Vec::new();
        rows_named(expr, &mut named);
        let missing = named.iter().find_map(|row| match &row.way {
            Way::Key(key) if !self.is_pieces(row.register) => {
                let there = known.get(&row.register).is_some_and(|keys| keys.contains(key));
                (!there).then(|| key.clone())
            }
            _ => None,
        });
        if let Some(key) = missing {
            self.report(Code::E04, expr.span, format!("没有 {key} 这一行"), format!("there is no row {key}"));
        }
    }
}

/// True if something in an expectation is worked out by the steps.
fn computed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name { what: Name::StepRun(_) | Name::StepRow(..) | Name::StepReceiver(..), .. }
        | ExprKind::Balance(_)
        | ExprKind::Received(_)
        | ExprKind::Spent(_)
        | ExprKind::Next(..) => true,
        ExprKind::Literal(_) | ExprKind::Name { .. } => false,
        ExprKind::Sum(over) | ExprKind::Highest(over) | ExprKind::Lowest(over) => {
            computed(&over.value) || over.only.as_ref().is_some_and(computed)
        }
        ExprKind::Before(over, by) | ExprKind::Latest(over, by) => {
            computed(&over.value) || over.only.as_ref().is_some_and(computed) || computed(by)
        }
        ExprKind::LookUp { over, keys } => {
            computed(&over.value)
                || over.only.as_ref().is_some_and(computed)
                || keys.iter().any(|(column, wanted)| computed(column) || computed(wanted))
        }
        // rows of pieces are cut by the sheet
        ExprKind::Count { .. } => true,
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Of(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Whole(a, b)
        | ExprKind::Round(a, b)
        | ExprKind::RoundDown(a, b)
        | ExprKind::Days(a, b)
        | ExprKind::WholeYears(a, b)
        | ExprKind::WholeMonths(a, b)
        | ExprKind::Years(a, b, _)
        | ExprKind::Shift { day: a, by: b, .. } => computed(a) || computed(b),
        ExprKind::Recent(_, a, b) => computed(a) || computed(b),
        ExprKind::All(parts) | ExprKind::Any(parts) | ExprKind::Largest(parts) | ExprKind::Smallest(parts) => {
            parts.iter().any(computed)
        }
        ExprKind::If(a, b, c) | ExprKind::Compound(a, b, c) => computed(a) || computed(b) || computed(c),
        ExprKind::Not(a)
        | ExprKind::Needed(a)
        | ExprKind::LastOn(_, _, a)
        | ExprKind::MonthStart(a)
        | ExprKind::MonthEnd(a)
        | ExprKind::Price(_, a)
        | ExprKind::Convert { of: a, .. }
        | ExprKind::Tier(_, a)
        | ExprKind::Category(_, a) => computed(a),
    }
}

/// Rows an expression names outside totals.
fn rows_named<'a>(expr: &'a Expr, out: &mut Vec<&'a RowRef>) {
    match &expr.kind {
        ExprKind::Name {
            what:
                Name::Column(row, _)
                | Name::Piece(row, _)
                | Name::StepRow(row, _)
                | Name::StepReceiver(row, _)
                | Name::Carried(_, Some(row)),
            ..
        } => out.push(row),
        ExprKind::Balance(place) | ExprKind::Received(place) | ExprKind::Spent(place) => match place {
            PlaceRef::Payee(row) | PlaceRef::Account(_, Some(row)) | PlaceRef::Pot(_, Some(row)) => out.push(row),
            _ => {}
        },
        ExprKind::Next(_, Some(row)) => out.push(row),
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Of(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Whole(a, b)
        | ExprKind::Round(a, b)
        | ExprKind::RoundDown(a, b) => {
            rows_named(a, out);
            rows_named(b, out);
        }
        ExprKind::All(parts) | ExprKind::Any(parts) | ExprKind::Largest(parts) | ExprKind::Smallest(parts) => {
            parts.iter().for_each(|p| rows_named(p, out));
        }
        ExprKind::Not(a) | ExprKind::Needed(a) => rows_named(a, out),
        ExprKind::If(a, b, c) => {
            rows_named(a, out);
            rows_named(b, out);
            rows_named(c, out);
        }
        _ => {}
    }
}
