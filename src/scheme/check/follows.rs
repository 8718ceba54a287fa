//! 接: an example that follows another.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        parser::join,
        syntax::RawExample,
        tree::{Example, ExampleRow, Expectation, RegisterAt, Span},
        words::distance,
    },
    Checker, RunName,
    example::{Known, MOST_ROWS},
};
use std::collections::HashSet;

impl Checker<'_> {
    /// 接: the example before, whose payout this one follows.
    pub(super) fn before(
        &mut self,
        (title, span): &(String, Span),
        raw: &RawExample,
        done: &[Example],
    ) -> Option<usize> {
        let Some(at) = done.iter().rposition(|example| example.title == *title) else {
            if self.poisoned.contains(title) {
                return None;
            }
            let found = Diagnostic::new(
                Code::E01,
                *span,
                format!("前面没有叫 {title} 的示例"),
                format!("no example before this one is called {title}"),
            );
            let near = done.iter().min_by_key(|example| distance(title, &example.title)).map(|e| &e.title);
            return self.fail(match near {
                Some(near) => found.write(format!("接 \"{near}\""), format!("after \"{near}\"")),
                None => found,
            });
        };
        let example = done.get(at)?;
        let refused = example.expectations.iter().any(|e| matches!(e, Expectation::Refused(..)));
        if refused {
            self.report(
                Code::E01,
                *span,
                format!("{title} 不能分，后面接不上"),
                format!("{title} is refused: nothing can follow it"),
            );
            return None;
        }
        if let Some((name, value)) = raw.openings.first() {
            let whole = join(name.span, value.span);
            let found = Diagnostic::new(
                Code::E01,
                whole,
                format!("接着 {title} 分，期初就是它留下的，不另写"),
                format!("what {title} leaves is what this one opens with: nothing else is stated"),
            );
            let found = found.left_out(self.text, whole.start, whole.end);
            return self.fail(found);
        }
        Some(at)
    }

    /// Rows of the example before, of registers that this one has no table of.
    pub(super) fn rows_before(
        &mut self,
        raw: &RawExample,
        before: &Example,
        known: &mut Known,
        rows: &mut Vec<ExampleRow>,
        count: &mut usize,
    ) -> Option<()> {
        let own: HashSet<RegisterAt> = raw
            .tables
            .iter()
            .filter_map(|table| match self.run.get(&table.register.text) {
                Some(RunName::Register(at)) => Some(*at),
                _ => None,
            })
            .collect();
        for row in before.rows.iter().filter(|row| !own.contains(&row.register)) {
            *count += row.keys.count();
            if *count > MOST_ROWS {
                return self.too_many_rows(raw.span);
            }
            known.entry(row.register).or_default().extend(row.keys.iter());
            rows.push(ExampleRow { span: raw.span, ..row.clone() });
        }
        Some(())
    }
}
