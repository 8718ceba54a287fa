//! What can only be said at the end: pots left full, things never used, look-alikes, missing
//! bad neighbours.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        syntax::RawSheet,
        tree::{
            Action, CarriedAt, ColumnAt, Example, Expectation, InputAt, PartyAt, RegisterAt, Span, Step, StepAt, Tag,
            ValueAt,
        },
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
        self.full_pots(raw);
        self.unused();
        self.neighbours(examples);
        self.labels(raw);
    }

    fn full_pots(&mut self, raw: &RawSheet) {
        let last = raw.steps.last().map_or(self.text.len(), |s| s.whole.end);
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
            );
            // what is left of a row's money is its payee's, else it goes where the sheet sends such money
            let payee = pot.each.and_then(|at| {
                let own = self.registers.get(at.0).filter(|r| r.payee).map(|r| r.name.clone());
                own.or_else(|| self.payee_above(at))
            });
            let (dividend, usual) = (Tag::Dividend, self.somewhere());
            let to = payee.map_or(usual, |payee| {
                Some((format!("给 {payee} 记作 {}", dividend.zh()), format!("to {payee} as {}", dividend.en())))
            });
            let left = self.fresh("余下", "left");
            self.findings.push(match to {
                Some((to_zh, to_en)) => found.add_line(
                    self.text,
                    last,
                    format!("{zh}余 {} 由 {name}，{to_zh}", left.0),
                    format!("{en}rest {} from {name}, {to_en}", left.1),
                ),
                None => found,
            });
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
                let found = Diagnostic::new(
                    Code::N05,
                    span,
                    format!("{zh} {name} 没有用到"),
                    format!("{en} {name} is never used"),
                );
                // a step that only computes goes with its line; of a declaration nobody knows whether it is wanted
                let mut lines = self.text.split('\n').skip(span.line.saturating_sub(1) as usize);
                let line = lines.next();
                let goes_on = lines.next().is_some_and(|next| next.starts_with([' ', '\t']));
                let whole = line.filter(|_| !goes_on && matches!(thing, Used::Step(_))).and_then(|line| {
                    let start = span.start.saturating_sub(line.find(name.as_str()).unwrap_or(0));
                    let said = line.split('#').next().map_or(line, str::trim_end);
                    (self.text.get(start..start + line.len()) == Some(line)).then_some((start, start + said.len()))
                });
                self.findings.push(match whole {
                    Some((start, end)) => found.left_out(self.text, start, end),
                    None => found,
                });
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
                    let found = Diagnostic::new(
                        Code::N06,
                        name.span,
                        format!("{} 和 {other} 太像，会看错：请换一个名称", name.text),
                        format!("{} and {other} look alike: choose another name", name.text),
                    );
                    let found = self.renamed(found, &name);
                    self.findings.push(found);
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
        let texts: Vec<&str> = self.steps.iter().filter_map(required).collect();
        // words that fit several requirements say of none that it refused, unless they are all it says
        let only = |r: &str, text: &str| {
            r == text || (text.contains(r) && texts.iter().all(|other| *other == text || !other.contains(r)))
        };
        let (mut lonely, mut seen): (Vec<Lonely>, HashMap<&str, u32>) = Default::default();
        for step in &self.steps {
            let Some(text) = required(step) else { continue };
            let twin = seen.insert(text, step.line).filter(|line| *line != step.line);
            if twin.is_some() {
                lonely.push((step.span, text.to_owned(), twin, true));
            } else if !refused.iter().any(|r| only(r, text)) {
                let shared = refused.iter().any(|r| text.contains(r));
                let other = self.steps.iter().find(|s| {
                    shared
                        && required(s)
                            .is_some_and(|o| o != text && refused.iter().any(|r| text.contains(r) && o.contains(r)))
                });
                lonely.push((step.span, text.to_owned(), other.map(|s| s.line), false));
            }
        }
        lonely.into_iter().for_each(|one| self.without_neighbour(one));
    }

    fn without_neighbour(&mut self, (span, text, shared, twin): Lonely) {
        let quoted = format!("\"{text}\"");
        let at = self.text.get(span.start..).and_then(|rest| rest.find(&quoted)).map(|at| span.start + at);
        let found = match shared {
            None => Diagnostic::new(
                Code::E03,
                span,
                "这条要求没有反例：要有一个示例期望被它拒绝",
                "this requirement has no bad neighbour: an example must expect its refusal",
            ),
            Some(line) => Diagnostic::new(
                Code::E03,
                span,
                format!(
                    "示例里拒绝的话，第 {line} 行的要求也说：分不清是谁拒绝的；两条要求的话要不同，示例写全这一条的话"
                ),
                format!(
                    "the words of that refusal are also those of line {line}: which of the two refused cannot be told; give each its own words and write all of them in the example"
                ),
            ),
        };
        if let Some(at) = at.filter(|_| twin) {
            let other = |said: &str| {
                let free = (2..1000).find(|n| !self.text.contains(&format!("{said} {n}")));
                format!("\"{said} {}\"", free.unwrap_or(2))
            };
            let (zh, en) = (other("不能分"), other("not to be paid"));
            self.findings.push(found.write_for(at, at + quoted.len(), zh, en));
            return;
        }
        let title = (self.title("反例"), self.title("bad neighbour"));
        let said = (format!("拒绝 \"{text}\""), format!("refused \"{text}\""));
        let (zh, en) = self.an_example(&title, &said);
        let end = self.text.trim_end().len();
        self.findings.push(found.write_for(end, self.text.len(), format!("\n\n{zh}\n"), format!("\n\n{en}\n")).shown());
    }

    /// A title that no example has.
    fn title(&self, wanted: &str) -> String {
        let mut titles = std::iter::once(wanted.to_owned()).chain((2..1000).map(|n| format!("{wanted} {n}")));
        titles.find(|t| !self.text.contains(&format!("\"{t}\""))).unwrap_or_else(|| wanted.to_owned())
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

/// A requirement without a bad neighbour of its own: where, what it says, the line of one whose words are like
/// it, and whether they are the very same.
type Lonely = (Span, String, Option<u32>, bool);

/// What a requirement says where it is not met.
fn required(step: &Step) -> Option<&str> {
    if let Action::Require { text, .. } = &step.action { Some(text) } else { None }
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
