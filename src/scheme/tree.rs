//! The tree of a payout sheet: every name resolved, every unit known, so that whoever computes
//! with it infers nothing.
//!
//! Positions (`RegisterAt`, `StepAt`, …) index the lists of one [`CheckedSheet`](super::CheckedSheet)
//! and are only made by the checker.

use super::measure::Unit;
use crate::unit::{Day, Exact, Period};
use serde::Serialize;

/// A place in the text: one line, display columns (a Han character is two wide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Span {
    /// Line, from 1.
    pub line: u32,
    /// Display column, from 1.
    pub column: u32,
    /// Display width, at least 1.
    pub length: u32,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(pub(in crate::scheme) usize);
        impl $name {
            /// The position in the sheet's list, from 0.
            pub fn index(self) -> usize {
                self.0
            }
        }
    )*};
}
positions!(
    /// A party in `parties()`.
    PartyAt,
    /// An account in `accounts()`.
    AccountAt,
    /// A pot in `pots()`.
    PotAt,
    /// A carried number in `carried()`.
    CarriedAt,
    /// A value in `values()`.
    ValueAt,
    /// A register in `registers()`.
    RegisterAt,
    /// A column in its register's `columns`.
    ColumnAt,
    /// An input in `inputs()`.
    InputAt,
    /// A step in `steps()`.
    StepAt,
);

/// What kind of thing an expression gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// A number with its unit.
    Number(Unit),
    /// A day; `D 24:00` is D, `D 00:00` the day before (sentence 5).
    Day,
    /// 是 or 否.
    YesNo,
    /// One word of a stated list.
    Word(Vec<String>),
}

/// A value written in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Literal {
    /// A number in a unit.
    Number(Exact, Unit),
    /// A day, after sentence 5.
    Day(Day),
    /// Yes or no.
    YesNo(bool),
    /// A word of a list.
    Word(String),
}

// ---------------------------------------------------------------- declarations

/// 各方: a place outside the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Name in the sheet.
    pub name: String,
    /// What it is to the cooperative.
    pub kind: PartyKind,
    /// Where it is declared.
    pub span: Span,
}

/// What a party is to the cooperative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// 运营方: the operator.
    Operator,
    /// 集体: the collective itself.
    Collective,
    /// 担保: a guarantor.
    Guarantor,
    /// 单位: another organization.
    Organization,
    /// 账面: an account of the books, no outside party.
    Books,
    /// 税务: the tax office.
    TaxOffice,
    /// 联社: a union of cooperatives.
    Union,
}

/// 账户: money kept between runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Name in the sheet.
    pub name: String,
    /// One per row of this register, else one.
    pub each: Option<RegisterAt>,
    /// Where it is declared.
    pub span: Span,
}

/// 跨期: a number kept between runs of this scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// Name in the sheet.
    pub name: String,
    /// One per row of this register, else one.
    pub each: Option<RegisterAt>,
    /// Its type.
    pub ty: Type,
    /// 首期: its value at the first run (and for a row never seen before).
    pub first: Literal,
    /// 可负.
    pub signed: bool,
    /// Where it is declared.
    pub span: Span,
}

/// 参数: what the meeting decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    /// Name in the sheet.
    pub name: String,
    /// Type of the value itself.
    pub ty: Type,
    /// What it says.
    pub kind: ValueKind,
    /// 限 … 至 …: lowest and highest allowed, in its unit.
    pub range: Option<(Exact, Exact)>,
    /// 据: where it comes from.
    pub basis: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The three shapes of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// One or several, each from its day on (sentence 11), days rising; the first may have none.
    Dated(Vec<Dated>),
    /// By size: the first tier whose bound lies above the argument; bounds rise, the last is open.
    Tiered {
        /// Unit of the argument.
        by: Unit,
        /// In order.
        tiers: Vec<Tier>,
    },
    /// By word of a 类 column; every word has a value.
    ByCategory {
        /// Name of the column.
        by: String,
        /// Word and value.
        values: Vec<(String, Literal)>,
    },
}

/// One value and the day it holds from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dated {
    /// 自; `None`: always before the next.
    pub from: Option<Day>,
    /// The value.
    pub value: Literal,
    /// Where it is written.
    pub span: Span,
}

/// One tier: arguments below `below` (不满), or all the rest (其余).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tier {
    /// Upper bound, itself outside the tier.
    pub below: Option<Exact>,
    /// The value.
    pub value: Literal,
}

/// 登记: rows the sheet reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Name in the sheet.
    pub name: String,
    /// 收款: its rows may be paid.
    pub payee: bool,
    /// 属: each row belongs to one row of each of these.
    pub parents: Vec<RegisterAt>,
    /// Its columns; for a 逐段 register see [`Pieces`].
    pub columns: Vec<Column>,
    /// 逐段: rows are cut from another register's (sentence 8); then `parents` is that register.
    pub pieces: Option<Pieces>,
    /// Where it is declared.
    pub span: Span,
}

/// 逐段 R 自 x 至 y.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pieces {
    /// The register whose rows are cut.
    pub of: RegisterAt,
    /// Its column with the first day.
    pub from: ColumnAt,
    /// Its column with the last day.
    pub to: ColumnAt,
}

/// What every row of a 逐段 register has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PieceColumn {
    /// 起: first day.
    Start,
    /// 止: last day.
    End,
    /// 满年: whole years of x completed at 起, a plain number.
    Completed,
    /// 序: 满年 + 1, a plain number.
    Ordinal,
    /// 份额: the piece on x's anniversary scale, in 年.
    Portion,
}

/// A column of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Name in the sheet.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What its figures may be.
    pub bounds: Bounds,
    /// Where it is declared.
    pub span: Span,
}

/// What a figure from outside may be. A figure that breaks it refuses the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Bounds {
    /// 必正: above zero.
    pub positive: bool,
    /// 可负: may be below zero.
    pub signed: bool,
    /// 可缺: may be missing.
    pub optional: bool,
    /// 可超: a percentage may exceed 100.
    pub above_hundred: bool,
}

/// 输入: one figure per run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Name in the sheet.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it may be.
    pub bounds: Bounds,
    /// 逐日: one figure per day, read only by 取价 and 最近价.
    pub daily: bool,
    /// 待分: also a pot of that name, holding the amount at the start (whole fen, ≥ 0).
    pub held: Option<PotAt>,
    /// 来自.
    pub source: Option<(SourceKind, String)>,
    /// Where it is declared.
    pub span: Span,
}

/// Where an input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// 登记簿.
    Register,
    /// 合同.
    Contract,
    /// 报表.
    Report,
    /// 科目.
    BookAccount,
    /// 指数.
    Index,
    /// 凭单.
    Voucher,
    /// 上次: the run before.
    LastRun,
}

/// A pot: money of this run only, empty at the end (sentence 22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pot {
    /// Name in the sheet.
    pub name: String,
    /// One per row of this register, else one.
    pub each: Option<RegisterAt>,
    /// The 待分 input it opens with; `None`: born by its first 入.
    pub held: Option<InputAt>,
    /// Where it is born.
    pub span: Span,
}

// ---------------------------------------------------------------- steps

/// One step, in order. A statement for several registers is several steps with one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name; empty for 要求 (which has none).
    pub name: String,
    /// Line in the text, from 1.
    pub line: u32,
    /// 每个: once per row of this register, else once.
    pub each: Option<RegisterAt>,
    /// What is done.
    pub action: Action,
    /// The step's name in the text, or its verb.
    pub span: Span,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// 名 = 算式.
    Cell(Expr),
    /// 付 (sentence 14).
    Pay(Pay),
    /// 分 (sentences 15, 17).
    Share(Share),
    /// 余 (sentence 18).
    Rest {
        /// The pot or account emptied.
        from: Place,
        /// Where it goes; no weight; `only` never set.
        to: Receiver,
    },
    /// 要求 (sentence 20).
    Require {
        /// Must be yes for every row.
        condition: Expr,
        /// What the refusal says.
        text: String,
        /// The pot whose balance the condition says is 0 (amendment A3).
        empties: Option<PotAt>,
    },
    /// 下期 (sentence 21); the step's name is the carried number's.
    Carry {
        /// Which.
        carried: CarriedAt,
        /// Its value at the next run, read in the step's row.
        value: Expr,
    },
}

/// 付: a computed amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pay {
    /// In 元, never negative, never missing.
    pub amount: Expr,
    /// From where.
    pub from: Place,
    /// What follows, in order, if `from` does not hold enough; empty where it always does.
    pub shortage: Vec<Shortage>,
    /// To where; no `each`, no weight. `only` is the 其中 over the step's own rows.
    pub to: Receiver,
    /// Of the line, else of the header.
    pub rounding: Rounding,
}

/// 分: a pool by weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// In 元; `None`: all the source holds (all its rows hold).
    pub amount: Option<Expr>,
    /// From where.
    pub from: ShareSource,
    /// What follows if the source does not hold `amount`.
    pub shortage: Vec<Shortage>,
    /// In order; ties fall by this order, then by key bytes. All have a weight unless
    /// `from` is [`ShareSource::Each`], where the one receiver has none and each row of the
    /// source gives its part to the receiver read in that same row.
    pub to: Vec<Receiver>,
    /// 无则: where the amount goes if the weights add up to 0.
    pub nobody: Option<Receiver>,
    /// Of the line, else largest remainder in 0.01 元. Never half up.
    pub rounding: Rounding,
}

/// Where a 分 takes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareSource {
    /// One place (per row of the step).
    One(Place),
    /// 由 每个 T.A 按 w: each row of T (below the step's row) gives its part (sentence 17).
    Each {
        /// T.
        register: RegisterAt,
        /// Registers from T up to the step's (see [`Scope`]).
        scope: Scope,
        /// A, read in a row of T.
        place: Place,
        /// w, read in a row of T.
        weight: Expr,
    },
}

/// What follows a shortage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shortage {
    /// 不足 由.
    From(Place),
    /// 不足 减付.
    Scaled,
    /// 不足 停.
    Stop,
}

/// Where money goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receiver {
    /// 每个 T: one receiver per row of T (below the step's row).
    pub each: Option<(RegisterAt, Scope)>,
    /// Read in a row of `each`, else of the step.
    pub place: Place,
    /// 按, read in a row of `each`, else of the step.
    pub weight: Option<Expr>,
    /// 其中, read like `weight`.
    pub only: Option<Expr>,
    /// 记作.
    pub tag: Option<Tag>,
    /// The place in the text.
    pub span: Span,
}

/// A place that holds or takes money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Outside, pays without limit.
    Party(PartyAt),
    /// A row that may be paid.
    Payee(Row),
    /// An account, of a row where it is kept per row.
    Account(AccountAt, Option<Row>),
    /// A pot, of a row where there is one per row.
    Pot(PotAt, Option<Row>),
}

/// Which row a name is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The register of the row.
    pub register: RegisterAt,
    /// How to get there.
    pub way: Way,
}

/// How a row is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// From the current row upwards, one 属 at a time, through these registers; the last is the
    /// row's own. Empty: the current row itself.
    Up(Vec<RegisterAt>),
    /// `T[key]`, in examples only.
    Key(String),
}

/// Which rows of T a 合计, 个数, 此前 or 每个 runs over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// All rows of T.
    All,
    /// The rows that reach the current row by these registers upwards from T (the last is the
    /// current row's register).
    Below(Vec<RegisterAt>),
}

/// How an amount becomes a multiple of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// The rule.
    pub mode: Mode,
    /// The step in 元, a positive multiple of 0.01.
    pub step: Exact,
}

/// Rules of rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// 四舍五入: ⌊x/s + ½⌋·s.
    HalfUp,
    /// 去尾: ⌊x/s⌋·s.
    Down,
    /// 最大余数: sentences 14 (A1) and 15.
    LargestRemainder,
}

/// 记作: why money goes somewhere; the books need nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// 承包地租金.
    LandRent,
    /// 房租.
    HouseRent,
    /// 成员分红.
    Dividend,
    /// 投资收益.
    InvestmentReturn,
    /// 利息.
    Interest,
    /// 劳务费.
    Labour,
    /// 服务费.
    ServiceFee,
    /// 集体收益.
    CollectiveIncome,
    /// 公积金.
    Reserve,
    /// 公益金.
    WelfareFund,
    /// 弥补亏损.
    LossCover,
    /// 抵扣.
    SetOff,
    /// 扣税.
    Tax,
    /// 退还.
    Refund,
    /// 返还.
    PatronageReturn,
    /// 赎回.
    Redemption,
    /// 留存.
    Retained,
    /// 工程.
    Works,
    /// 往来.
    Sundry,
}

// ---------------------------------------------------------------- expressions

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
    /// < ≤ = ≥ > ≠ on two values of one type.
    Compare(Comparison, Box<Expr>, Box<Expr>),
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
    Years(Box<Expr>, Box<Expr>, DayCount),
    /// 满年(a, b) in 年: greatest n with a + n years ≤ b, 0 if b < a.
    WholeYears(Box<Expr>, Box<Expr>),
    /// 满月(a, b) in 月: greatest n with a + n months ≤ the day after b, 0 if b < a.
    WholeMonths(Box<Expr>, Box<Expr>),
    /// 上一个(月, 日, d): the last such day of the year that is ≤ d.
    LastOn(u32, u32, Box<Expr>),
    /// 取价(series, day): that day's figure, or missing.
    Price(InputAt, Box<Expr>),
    /// 最近价(series, day, n 天): the last figure of the n days up to the day, or missing.
    Recent(InputAt, Box<Expr>, Box<Expr>),
    /// 余额(P): what P holds when the step begins, in 元.
    Balance(Place),
    /// 已收(P): moved into P so far in this run.
    Received(Place),
    /// 已付(P): moved out of P so far in this run.
    Spent(Place),
    /// 下期值(x): what x will be at the next run (examples only).
    Next(CarriedAt, Option<Row>),
    /// 合计(T：e 其中 c).
    Sum(Box<Over>),
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
    Column(Row, ColumnAt),
    /// 起, 止, 满年, 序, 份额 of a piece.
    Piece(Row, PieceColumn),
    /// The cell or moved amount of an earlier step that has 每个, of a row of its register.
    StepRow(Row, StepAt),
    /// The cell or total moved amount of an earlier step without 每个.
    StepRun(StepAt),
    /// What the receiver `每个 T` of an earlier 分 got, of a row of T.
    StepReceiver(Row, StepAt),
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
    Carried(CarriedAt, Option<Row>),
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
pub enum Comparison {
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
pub enum DayCount {
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

// ---------------------------------------------------------------- examples

/// 示例: figures in, figures expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Its title.
    pub title: String,
    /// 期.
    pub period: Period,
    /// 记录日; if the example has none, the period's last day.
    pub record_day: Day,
    /// Rows, in the order written.
    pub rows: Vec<ExampleRow>,
    /// 取 of an input.
    pub inputs: Vec<(InputAt, Literal)>,
    /// 取 `series[day]` of a daily input.
    pub daily: Vec<(InputAt, Day, Literal)>,
    /// 取 of a value: replaces it for all days.
    pub overrides: Vec<(ValueAt, Literal)>,
    /// `账户 = …`: opening balances, row key where kept per row; others open at 0.
    pub openings: Vec<(AccountAt, Option<String>, Exact)>,
    /// `跨期 = …`: what the last run left; others have 首期.
    pub carried: Vec<(CarriedAt, Option<String>, Literal)>,
    /// 期望.
    pub expectations: Vec<Expectation>,
    /// Where it begins.
    pub span: Span,
}

/// One line of a table of rows; a range `H1..H9` is several rows alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExampleRow {
    /// The register.
    pub register: RegisterAt,
    /// First to last key; equal for one row.
    pub keys: Keys,
    /// Key of the row it belongs to, per parent register.
    pub parents: Vec<(RegisterAt, String)>,
    /// One per column of the register, in its order; `None` is missing (可缺).
    pub cells: Vec<Option<Literal>>,
    /// The line.
    pub span: Span,
}

/// A run of keys that differ only in their last digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keys {
    /// What stands before the digits; for a single key the whole key.
    pub(in crate::scheme) head: String,
    /// First and last number and the width they are written with; `None`: a single key.
    pub(in crate::scheme) numbers: Option<(u32, u32, usize)>,
}

impl Keys {
    /// Every key, in order.
    pub fn iter(&self) -> impl Iterator<Item = String> + '_ {
        let (first, last, width) = self.numbers.unwrap_or((0, 0, 0));
        (first..=last).map(move |n| match self.numbers {
            Some(_) => format!("{}{n:0width$}", self.head),
            None => self.head.clone(),
        })
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.numbers.map_or(1, |(first, last, _)| (last.saturating_sub(first) + 1) as usize)
    }
}

/// One thing an example expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// 期望 condition: read after the run, outside every row.
    Holds(Expr),
    /// 期望 拒绝 "…": the run is refused and its text holds this.
    Refused(String, Span),
}
