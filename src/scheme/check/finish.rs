//! What can only be said at the end: pots left full, things never used, look-alikes, missing
//! bad neighbours.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        syntax::RawSheet,
        tree::{Action, CarriedAt, ColumnAt, Example, Expectation, InputAt, PartyAt, RegisterAt, StepAt, ValueAt},
    },
    Checker, Used,
};
use std::collections::{HashMap, HashSet};

impl Checker<'_> {
    pub(super) fn finish(&mut self, raw: &RawSheet, examples: &[Example]) {
        if raw.steps.is_empty() && self.findings.is_empty() {
            self.report(Code::H01, raw.header_span, "单子里没有步骤", "the sheet has no steps");
        }
        self.look_alikes();
        // The rest follows from statements that all have to be there.
        if !self.findings.is_empty() {
            return;
        }
        self.full_pots();
        self.unused();
        self.neighbours(examples);
        self.labels(raw);
    }

    fn full_pots(&mut self) {
        for (pot, state) in self.pots.clone().iter().zip(self.states.clone()) {
            if !state.open {
                continue;
            }
            let name = &pot.name;
            let each = pot.each.map(|r| self.register_name(r).to_owned());
            let (zh, en) = each.map_or_else(Default::default, |r| (format!("每个 {r}："), format!("each {r}: ")));
            let found = Diagnostic::new(
                Code::M05,
                pot.span,
                format!("池 {name} 没有倒空：请用 余 写明剩下的去处"),
                format!("pot {name} is never emptied: say with rest where the remainder goes"),
            )
            .write(format!("{zh}余 … 由 {name}，给 … 记作 …"), format!("{en}rest … from {name}, to … as …"));
            self.findings.push(found);
        }
    }

    fn unused(&mut self) {
        let mut all: Vec<(Used, &'static str, &'static str, String, super::super::tree::Span)> = Vec::new();
        for (at, party) in self.parties.iter().enumerate() {
            all.push((Used::Party(PartyAt(at)), "各方", "party", party.name.clone(), party.span));
        }
        for (at, value) in self.values.iter().enumerate() {
            all.push((Used::Value(ValueAt(at)), "参数", "value", value.name.clone(), value.span));
        }
        for (at, input) in self.inputs.iter().enumerate() {
            if input.held.is_none() {
                all.push((Used::Input(InputAt(at)), "输入", "input", input.name.clone(), input.span));
            }
        }
        for (at, carried) in self.carried.iter().enumerate() {
            all.push((Used::Carried(CarriedAt(at)), "跨期", "carried number", carried.name.clone(), carried.span));
        }
        for (at, register) in self.registers.iter().enumerate() {
            let at = RegisterAt(at);
            all.push((Used::Register(at), "登记", "register", register.name.clone(), register.span));
            for (column, one) in register.columns.iter().enumerate() {
                all.push((Used::Column(at, ColumnAt(column)), "列", "column", one.name.clone(), one.span));
            }
        }
        let used_lines: HashSet<(u32, &str)> = self
            .steps
            .iter()
            .enumerate()
            .filter(|(at, _)| self.used.contains(&Used::Step(StepAt(*at))))
            .map(|(_, step)| (step.line, step.name.as_str()))
            .collect();
        for (at, step) in self.steps.iter().enumerate() {
            if matches!(step.action, Action::Cell(_)) && !used_lines.contains(&(step.line, step.name.as_str())) {
                all.push((Used::Step(StepAt(at)), "算出的", "cell", step.name.clone(), step.span));
            }
        }
        for (thing, zh, en, name, span) in all {
            if !self.used.contains(&thing) {
                self.report(Code::N05, span, format!("{zh} {name} 没有用到"), format!("{en} {name} is never used"));
            }
        }
    }

    /// Names that differ only by characters that look alike.
    fn look_alikes(&mut self) {
        let mut seen: HashMap<String, String> = HashMap::new();
        for name in std::mem::take(&mut self.declared) {
            let folded: String = name.text.chars().map(folded).collect();
            match seen.get(&folded) {
                Some(other) if *other != name.text => {
                    let other = other.clone();
                    self.report(
                        Code::N06,
                        name.span,
                        format!("{} 和 {other} 太像，会看错：请换一个名称", name.text),
                        format!("{} and {other} look alike: choose another name", name.text),
                    );
                }
                Some(_) => {}
                None => {
                    seen.insert(folded, name.text.clone());
                }
            }
        }
    }

    /// Each 要求 has an example that it refuses.
    fn neighbours(&mut self, examples: &[Example]) {
        let refused: Vec<&str> = examples
            .iter()
            .flat_map(|e| &e.expectations)
            .filter_map(|e| match e {
                Expectation::Refused(text, _) if !text.is_empty() => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let mut lonely = Vec::new();
        for step in &self.steps {
            if let Action::Require { text, .. } = &step.action
                && !refused.iter().any(|r| text.contains(r))
            {
                lonely.push((step.span, text.clone()));
            }
        }
        for (span, text) in lonely {
            let shown: String = text.chars().take(20).collect();
            self.findings.push(
                Diagnostic::new(
                    Code::E03,
                    span,
                    "这条要求没有反例：要有一个示例期望被它拒绝",
                    "this requirement has no bad neighbour: an example must expect its refusal",
                )
                .write(format!("期望 拒绝 \"{shown}\""), format!("expect refused \"{shown}\"")),
            );
        }
    }

    fn labels(&mut self, raw: &RawSheet) {
        let mut seen = HashSet::new();
        for (name, _) in &raw.names {
            let known = self.run.contains_key(&name.text) || self.row_names.contains(&name.text);
            if !known {
                let _: Option<()> = self.unknown(name, None);
            } else if !seen.insert(name.text.as_str()) {
                self.twice(name);
            }
        }
    }
}

/// A character as the eye takes it.
fn folded(c: char) -> char {
    match c {
        '帐' => '账',
        '已' | '巳' => '己',
        '末' => '未',
        '士' => '土',
        '曰' => '日',
        '入' | '八' => '人',
        '千' | '于' => '干',
        '佘' => '余',
        '戶' => '户',
        'l' | 'I' => '1',
        'O' | 'o' | '〇' => '0',
        _ => c,
    }
}
