//! Days, counts of days, and what follows them.

use super::{
    super::tree::{PieceColumn, RunDay, YearCount},
    Function, Spelling, Word,
};

const fn word(
    word: Word,
    zh: &'static [&'static str],
    en: &'static str,
    signature: &'static str,
    says_zh: &'static str,
    says_en: &'static str,
) -> Spelling {
    Spelling { word, zh, en, signature, says_zh, says_en }
}

pub(super) const WORDS: &[Spelling] = &[
    word(Word::Day(RunDay::PeriodStart), &["期初"], "period_start", "", "本期第一天", "first day of the period"),
    word(Word::Day(RunDay::PeriodEnd), &["期末"], "period_end", "", "本期最后一天", "last day of the period"),
    word(
        Word::Day(RunDay::RecordDay),
        &["记录日"],
        "record_day",
        "",
        "登记表截至这一天终了",
        "registers are as at the end of this day",
    ),
    word(Word::Piece(PieceColumn::Start), &["起"], "start", "", "这一段的第一天", "first day of the piece"),
    word(Word::Piece(PieceColumn::End), &["止"], "end", "", "这一段的最后一天", "last day of the piece"),
    word(
        Word::Piece(PieceColumn::Completed),
        &["满年"],
        "completed",
        "",
        "到这一段时已满几年",
        "years completed at its start",
    ),
    word(Word::Piece(PieceColumn::Ordinal), &["序"], "ordinal", "", "第几年", "which year it is"),
    word(Word::Piece(PieceColumn::Portion), &["份额"], "portion", "", "这一段占一年的几分之几", "its part of a year"),
    word(
        Word::Count(YearCount::Calendar),
        &["历年"],
        "calendar",
        "",
        "每个公历年各按自己的天数",
        "each calendar year by its own length",
    ),
    word(
        Word::Count(YearCount::Anniversary),
        &["周年"],
        "anniversary",
        "",
        "整周年，加上零天占那一年的几分之几",
        "whole anniversaries, then days over that year's length",
    ),
    word(Word::Count(YearCount::Day365), &["日365"], "day365", "", "天数 ÷ 365", "days over 365"),
    word(Word::Count(YearCount::Day360), &["日360"], "day360", "", "天数 ÷ 360", "days over 360"),
    word(Word::Count(YearCount::FullMonths), &["整月"], "fullmonths", "", "满月 ÷ 12", "whole months over 12"),
    word(
        Word::Function(Function::Days),
        &["天数"],
        "days",
        "天数(甲，乙) → 天",
        "两头都算，乙在甲前是零",
        "both days counted, 0 if backwards",
    ),
    word(
        Word::Function(Function::Years),
        &["年数"],
        "years",
        "年数(甲，乙，制) → 年",
        "按写明的制算年数",
        "years by the day count written",
    ),
    word(
        Word::Function(Function::Age),
        &["满年"],
        "age",
        "满年(甲，乙) → 年",
        "从甲到乙满了几年",
        "whole years from a to b",
    ),
    word(
        Word::Function(Function::Months),
        &["满月"],
        "months",
        "满月(甲，乙) → 月",
        "从甲到乙（乙当天也算）满了几个月",
        "whole months from a through b",
    ),
    word(
        Word::Function(Function::LastOn),
        &["上一个"],
        "laston",
        "上一个(月，日，日期)",
        "不晚于这一天的最近一个几月几日",
        "the last such day not after the date",
    ),
    word(
        Word::Function(Function::Price),
        &["取价"],
        "price",
        "取价(逐日数，日期)，可能没有",
        "当天的数",
        "the figure of that day",
    ),
    word(
        Word::Function(Function::Recent),
        &["最近价"],
        "recent",
        "最近价(逐日数，日期，30 天)，可能没有",
        "这几天里最近的数",
        "the latest figure within so many days",
    ),
];
