//! Expressions with every name resolved.

use super::{
    super::measure::Unit, CarriedAt, ColumnAt, InputAt, Literal, PieceColumn, PlaceRef, RegisterAt, RowRef, Scope,
    Span, StepAt, Type, ValueAt,
};
use crate::unit::Exact;
use serde::Serialize;

/// An expression with its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// What it gives.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

impl Expr {
    /// The unit of a number; a plain number for days and words.
    pub fn unit(&self) -> Unit {
        match &self.ty {
            Type::Number(unit) => unit.clone(),
            _ => Unit::one(),
        }
    }
}

/// The shapes of an expression. "Missing" spreads through everything but 无则 (sentence 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExprKind {
    /// Written in the text.
    Literal(Literal),
    /// A name, resolved.
    Name {
        /// What it refers to.
        what: Name,
        /// As the sheet writes it, `地块.面积`.
        written: String,
    },
    /// + − × ÷ on numbers.
    Arithmetic(Operator, Box<Expr>, Box<Expr>),
    /// `p 的 x`: p·x/100.
    Of(Box<Expr>, Box<Expr>),
    /// A day moved by a whole number of days, months or years (B1).
    Shift {
        /// The day.
        day: Box<Expr>,
        /// How many, a number in 天, 月 or 年.
        by: Box<Expr>,
        /// What of.
        step: CalendarStep,
        /// Minus.
        back: bool,
    },
    /// `a 无则 b`.
    Otherwise(Box<Expr>, Box<Expr>),
    /// `a 无则 停`: a, and the run is refused where there is none (semantics 2).
    Needed(Box<Expr>),
    /// < ≤ = ≥ > ≠ on two values of one type.
    Compare(Relation, Box<Expr>, Box<Expr>),
    /// 且: all.
    All(Vec<Expr>),
    /// 或: any.
    Any(Vec<Expr>),
    /// 非.
    Not(Box<Expr>),
    /// 若 则 否则; only the chosen branch is evaluated.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// 较大, 较晚: two or more arguments.
    Largest(Vec<Expr>),
    /// 较小, 较早: two or more arguments.
    Smallest(Vec<Expr>),
    /// 满(x, s) = ⌊x/s⌋, a plain number; missing if s is 0.
    Whole(Box<Expr>, Box<Expr>),
    /// 四舍五入(x, s); x < 0 refuses the run; s > 0.
    Round(Box<Expr>, Box<Expr>),
    /// 去尾(x, s); x < 0 refuses the run; s > 0.
    RoundDown(Box<Expr>, Box<Expr>),
    /// 复利(x, p, n) = x·(1 + p/100)ⁿ, n whole, 0 to 200.
    Compound(Box<Expr>, Box<Expr>, Box<Expr>),
    /// 换算: the argument times an exact factor.
    Convert {
        /// What.
        of: Box<Expr>,
        /// By which factor.
        factor: Exact,
    },
    /// 天数(a, b): both counted, 0 if b < a.
    Days(Box<Expr>, Box<Expr>),
    /// 年数(a, b, 制) in 年 (sentence 6).
    Years(Box<Expr>, Box<Expr>, YearCount),
    /// 满年(a, b) in 年: greatest n with a + n years ≤ b, 0 if b < a.
    WholeYears(Box<Expr>, Box<Expr>),
    /// 满月(a, b) in 月: greatest n with a + n months ≤ the day after b, 0 if b < a.
    WholeMonths(Box<Expr>, Box<Expr>),
    /// 上一个(月, 日, d): the last such day of the year that is ≤ d.
    LastOn(u32, u32, Box<Expr>),
    /// 月初(d): the first day of its month (semantics 2).
    MonthStart(Box<Expr>),
    /// 月末(d): the last day of its month (semantics 2).
    MonthEnd(Box<Expr>),
    /// 取价(series, day): that day's figure, or missing.
    Price(InputAt, Box<Expr>),
    /// 最近价(series, day, n 天): the last figure of the n days up to the day, or missing.
    Recent(InputAt, Box<Expr>, Box<Expr>),
    /// 余额(P): what P holds when the step begins, in 元.
    Balance(PlaceRef),
    /// 已收(P): moved into P so far in this run.
    Received(PlaceRef),
    /// 已付(P): moved out of P so far in this run.
    Spent(PlaceRef),
    /// 下期值(x): what x will be at the next run (examples only).
    Next(CarriedAt, Option<RowRef>),
    /// 合计(T：e 其中 c).
    Sum(Box<Over>),
    /// 最大(T：e 其中 c): the largest e, or missing where there is no row (semantics 2).
    Highest(Box<Over>),
    /// 最小(T：e 其中 c): the smallest e, or missing (semantics 2).
    Lowest(Box<Over>),
    /// 末次(T：e 按 k 其中 c): e of the row with the greatest k, or missing; that k is one row's (semantics 2).
    Latest(Box<Over>, Box<Expr>),
    /// 查表(T：e 按 列 = x，…): e of the one row of T whose columns are what is asked for, or missing (semantics 2).
    LookUp {
        /// T, e and c; its scope is all rows.
        over: Box<Over>,
        /// A column of T, read in a row of T, and what it must be, read in the current row.
        keys: Vec<(Expr, Expr)>,
    },
    /// 个数(T 其中 c): a plain number.
    Count {
        /// T.
        register: RegisterAt,
        /// Which rows.
        scope: Scope,
        /// c, read in a row of T.
        only: Option<Box<Expr>>,
    },
    /// 此前(T：e 按 k): over rows of the current row's register with smaller k; keys distinct.
    Before(Box<Over>, Box<Expr>),
    /// `名(x)` of a tiered value.
    Tier(ValueAt, Box<Expr>),
    /// `名(w)` of a value by category.
    Category(ValueAt, Box<Expr>),
}

/// A total over rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Over {
    /// T.
    pub register: RegisterAt,
    /// Which rows of T. For 此前 within 每个 T: all rows of T.
    pub scope: Scope,
    /// Read in a row of T.
    pub value: Expr,
    /// 其中, read in a row of T.
    pub only: Option<Expr>,
}

/// What a name refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    /// A column of a row.
    Column(RowRef, ColumnAt),
    /// 起, 止, 满年, 序, 份额 of a piece.
    Piece(RowRef, PieceColumn),
    /// The cell or moved amount of an earlier step that has 每个, of a row of its register.
    StepRow(RowRef, StepAt),
    /// The cell or total moved amount of an earlier step without 每个.
    StepRun(StepAt),
    /// What the receiver `每个 T` of an earlier 分 got, of a row of T.
    StepReceiver(RowRef, StepAt),
    /// A dated value; `at_start`: read at 起 of the current piece, else at 取值日.
    Value {
        /// Which.
        value: ValueAt,
        /// Read at 起.
        at_start: bool,
    },
    /// An input.
    Input(InputAt),
    /// A carried number, of a row where it is kept per row: what the last run left.
    Carried(CarriedAt, Option<RowRef>),
    /// 期初, 期末, 记录日.
    Day(RunDay),
}

/// The days every run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunDay {
    /// 期初: first day of the period.
    PeriodStart,
    /// 期末: last day of the period.
    PeriodEnd,
    /// 记录日: registers are as at its end (A4).
    RecordDay,
}

/// + − × ÷.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Operator {
    /// +
    Plus,
    /// −
    Minus,
    /// ×
    Times,
    /// ÷; by 0 is missing.
    Over,
}

/// < ≤ = ≥ > ≠.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// <
    Less,
    /// ≤
    AtMost,
    /// =
    Equal,
    /// ≥
    AtLeast,
    /// >
    More,
    /// ≠
    Unequal,
}

/// What a day is moved by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CalendarStep {
    /// 天.
    Days,
    /// 月.
    Months,
    /// 年.
    Years,
}

/// How 年数 counts (sentence 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum YearCount {
    /// 历年.
    Calendar,
    /// 周年.
    Anniversary,
    /// 日365.
    Day365,
    /// 日360.
    Day360,
    /// 整月.
    FullMonths,
}
