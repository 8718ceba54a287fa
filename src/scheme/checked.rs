//! A sheet that passed every check.

use super::{
    diagnostic::{Code, Diagnostic, Findings},
    lexer::lines,
    tree::{
        Carried, Example, Input, Party, Pot, Register, RegisterAt, RoundingRule, RunDay, SheetAccount, Span, Step,
        Value, way_up,
    },
};
use crate::unit::SchemeId;
use serde::Serialize;
use std::collections::BTreeSet;

/// A payout sheet that passed every check; made only by [`read`](super::read).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedSheet {
    pub(super) id: SchemeId,
    pub(super) semantics: u32,
    pub(super) title_zh: Option<String>,
    pub(super) title_en: Option<String>,
    pub(super) basis: Option<String>,
    pub(super) supersedes: Option<String>,
    pub(super) rounding: RoundingRule,
    pub(super) reading_day: Option<RunDay>,
    pub(super) purpose: Purpose,
    pub(super) declared_units: Vec<String>,
    pub(super) more_never_less: Vec<(RegisterAt, String)>,
    pub(super) parties: Vec<Party>,
    pub(super) accounts: Vec<SheetAccount>,
    pub(super) carried: Vec<Carried>,
    pub(super) values: Vec<Value>,
    pub(super) registers: Vec<Register>,
    pub(super) inputs: Vec<Input>,
    pub(super) pots: Vec<Pot>,
    pub(super) steps: Vec<Step>,
    pub(super) names: Vec<(String, String)>,
    pub(super) examples: Vec<Example>,
    #[serde(skip)]
    pub(super) text: String,
    /// Registers in which figures are looked up.
    #[serde(skip)]
    pub(super) looked_up: BTreeSet<RegisterAt>,
    /// Built-in words and where they stand.
    #[serde(skip)]
    pub(super) roles: Vec<(usize, usize, super::words::Word)>,
}

/// 用途: what a run of the sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A payout that is posted.
    Payout,
    /// 测算: a report that runs and prints and posts nothing.
    Estimate,
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $item:ty),* $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(&self) -> &[$item] {
            &self.$name
        }
    )*};
}

impl CheckedSheet {
    /// Its words and where they stand: from byte, up to byte, and which.
    pub(crate) fn roles(&self) -> &[(usize, usize, super::words::Word)] {
        &self.roles
    }

    /// 编号.
    pub fn id(&self) -> &SchemeId {
        &self.id
    }

    /// 语义: the number of the semantics, 1.
    pub fn semantics(&self) -> u32 {
        self.semantics
    }

    /// 标题.
    pub fn title_zh(&self) -> Option<&str> {
        self.title_zh.as_deref()
    }

    /// title.
    pub fn title_en(&self) -> Option<&str> {
        self.title_en.as_deref()
    }

    /// 依据: what the sheet as a whole rests on.
    pub fn basis(&self) -> Option<&str> {
        self.basis.as_deref()
    }

    /// 取代: the sheet it supersedes, as written.
    pub fn supersedes(&self) -> Option<&str> {
        self.supersedes.as_deref()
    }

    /// 舍入 of the header; 四舍五入 0.01 元 where none is written.
    pub fn rounding(&self) -> &RoundingRule {
        &self.rounding
    }

    /// 取值日: the day dated values are read at. `None`: 期初, and a change inside the period
    /// refuses the run (sentence 11).
    pub fn reading_day(&self) -> Option<RunDay> {
        self.reading_day
    }

    /// 用途.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    lists! {
        /// 计量: units declared by the sheet.
        declared_units: String,
        /// 多者不少: columns (register and name) of which more never pays less.
        more_never_less: (RegisterAt, String),
        /// 各方.
        parties: Party,
        /// 账户.
        accounts: SheetAccount,
        /// 跨期.
        carried: Carried,
        /// 参数.
        values: Value,
        /// 登记; a register stands after all it belongs to.
        registers: Register,
        /// 输入.
        inputs: Input,
        /// Pots, 待分 inputs first.
        pots: Pot,
        /// 步骤.
        steps: Step,
        /// 名称: name and its other-language label.
        names: (String, String),
        /// 示例.
        examples: Example,
    }

    /// True for a sheet that asks members for money (semantics 2).
    pub fn asks_members(&self) -> bool {
        self.steps.iter().any(|step| step.asks().is_some())
    }

    /// The first step of a sheet that asks members for money, and the first one that moves money otherwise.
    pub fn asks_and_moves(&self) -> Option<(&Step, &Step)> {
        let asking = self.steps.iter().find(|step| step.asks().is_some())?;
        let other = self.steps.iter().find(|step| step.asks().is_none() && !step.givers().is_empty())?;
        Some((asking, other))
    }

    /// True for a table of figures that are looked up and that stands by itself: it is as long in a large village as in a
    /// small one, and has one row for each of what is looked for.
    pub fn is_table(&self, name: &str) -> bool {
        let Some(register) = self.register(name) else { return false };
        let stands = self.registers.get(register.index()).is_some_and(|r| !r.payee && r.parents.is_empty());
        let under = |r: &Register| r.parents.contains(&register) || r.pieces.as_ref().is_some_and(|p| p.of == register);
        stands && self.looked_up.contains(&register) && !self.registers.iter().any(under)
    }

    /// What keeps a sheet that reads from being proved: that nobody has worked it by hand.
    pub fn unproved(&self) -> Option<Diagnostic> {
        if !self.examples.is_empty() {
            return None;
        }
        let line = u32::try_from(self.text.trim_end().split('\n').count()).unwrap_or(u32::MAX);
        let end = self.text.trim_end().len();
        let span = Span { line, column: 1, length: 1, start: end, end };
        Some(Diagnostic::new(
            Code::E05,
            span,
            "单子没有示例：没有人手算过，写什么都通得过",
            "the sheet has no example: nobody has worked it by hand, and anything passes",
        ))
    }

    /// The text exactly as read: what is hashed and signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands between the bounds of `span`, on one line: blanks folded, comments left out.
    pub fn written(&self, span: Span) -> String {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        let mut written = String::new();
        for line in lines(text, &mut Findings::default()) {
            let (Some(first), Some(last)) = (line.tokens.first(), line.tokens.last()) else { continue };
            let piece = text.get(first.span.start..last.span.end).unwrap_or_default();
            if !written.is_empty() && !written.ends_with(['，', '、', '；', '：', '（']) {
                written.push(' ');
            }
            written.extend(piece.split_whitespace().flat_map(|word| [word, " "]));
            written.truncate(written.trim_end().len());
        }
        written
    }

    /// The other-language label of a name, if the sheet gives one.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, label)| label.as_str())
    }

    /// The position of a register by name.
    pub fn register(&self, name: &str) -> Option<RegisterAt> {
        self.registers.iter().position(|r| r.name == name).map(RegisterAt)
    }

    /// The registers passed on the one way upwards from `from` to `to`; empty if they are the
    /// same, `None` if `from` does not belong to `to`.
    pub fn way_up(&self, from: RegisterAt, to: RegisterAt) -> Option<Vec<RegisterAt>> {
        way_up(&self.registers, from, to)
    }
}
