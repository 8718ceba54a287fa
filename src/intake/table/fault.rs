//! What is wrong in a table, and what was passed over or read otherwise than it is written: each by its cell, with a
//! code that stays, what is wrong and what to write instead.

use crate::{
    decide::Refusal,
    unit::{AccountFault, Lang, Say, Words, both},
};

/// A place in the sheets of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which sheet, from 0.
    pub sheet: usize,
    /// Which row, from 1; 0 for the sheet as a whole.
    pub row: u32,
    /// Which column, from 0; none for the row as a whole.
    pub column: Option<u16>,
}

/// What a column of the items may say instead of a column that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordBeside {
    /// The column.
    pub title: String,
    /// What to write in it.
    pub word: &'static str,
}

/// What each row says for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnValue {
    /// Whatever it is.
    Any,
    /// A code such as this one.
    Like(String),
}

/// What must be put right before anything is recorded.
#[derive(Debug, Clone, PartialEq)]
pub enum TableFault {
    /// The template was made for another ledger.
    OtherLedger { is: String, said: String },
    /// Nothing says what the rows of a sheet are.
    NoKind,
    /// No row has the heads of the columns.
    NoHead,
    /// A head that no column has; perhaps the nearest that one has.
    HeadUnknown { found: String, nearest: Option<String> },
    /// A column that must be there and is not.
    HeadMissing { title: String },
    /// Two columns with one head.
    HeadTwice { title: String, other: String },
    /// A head over several columns.
    HeadMerged { found: String },
    /// Cells of the list are shown as one.
    Merged { found: String },
    /// A cell that is computed.
    Formula { formula: String, value: String },
    /// An error of the spreadsheet's.
    Failed { found: String },
    /// A code or number that the spreadsheet made into another.
    Spoiled { found: String },
    /// A day with a time, or a number that is no day.
    NoDay { found: String },
    /// The same as an earlier row, and neither has an id.
    RowTwice { row: u32 },
    /// The same as an earlier row in all that is public, and something else in what is sealed: one code, or one id, for two.
    CodeTwice { code: Option<String>, row: u32, titles: Vec<String> },
    /// The id of an earlier row.
    IdTwice { id: String, row: u32 },
    /// A cell to the right of all heads.
    BeyondHeads { found: String },
    /// A row that begins with the mark of an example and is not the one that is shipped.
    ExampleEdited { mark: String, found: String },
    /// A cell that must be filled in.
    Empty { title: String },
    /// What must be said, and the list has no column for it.
    /// `own` where each row has one of its own.
    ColumnWanted { title: String, name: String, beside: Option<WordBeside>, own: Option<OwnValue> },
    /// A cell of a recorded row was edited, and no kind of request changes that from a row; perhaps one asked for by itself.
    NoChange { title: String, was: String, now: String, entry: u64, by: Option<&'static str> },
    /// The register went on since the template was filled, and says something else there now.
    Moved { title: String, was: String, now: String },
    /// What a change of the row must say.
    ChangeEmpty { title: String },
    /// What the ledger refuses.
    Refused(Refusal),
}

/// What was read otherwise than it is written, or not at all; nothing need be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableRemark {
    /// A number in a column of days.
    DayFromNumber { found: String, day: String },
    /// Rows without anything between others.
    EmptyRows { upto: u32 },
    /// A line of sums below the list.
    TotalLine { found: String },
    /// A line of sums says another sum of a column than the rows that were read.
    TotalDiffers { title: String, said: String, sum: String },
    /// A line below the list that is to be signed.
    SignatureLine { found: String },
    /// A row that says something in columns alone that are not read.
    RowBeside,
    /// What is read of a member out of another column of the list.
    Implied { title: String, said: String },
    /// Lines above the heads.
    Above { rows: usize },
    /// A sheet that neither the template nor the profile names.
    SheetPassed,
    /// A column that the profile passes over.
    ColumnPassed { found: String },
    /// Digits that a spreadsheet may have rounded.
    MayBeRounded,
    /// An account number that is none by its form.
    AccountForm(AccountFault),
    /// A card whose check digit does not fit, where it fits those of the other rows.
    CardDigit,
    /// A telephone number that is none by its form.
    TelephoneForm,
    /// Rows of the template that are there no more.
    RowsGone { rows: usize, first: String },
    /// A day or reason of a change beside a row that is as it was.
    NothingChanged,
}

impl TableFault {
    /// A word that stays.
    pub fn code(&self) -> &'static str {
        match self {
            TableFault::OtherLedger { .. } => "other_ledger",
            TableFault::NoKind => "kind_unknown",
            TableFault::NoHead => "head_absent",
            TableFault::HeadUnknown { .. } => "head_unknown",
            TableFault::HeadMissing { .. } => "head_missing",
            TableFault::HeadTwice { .. } => "head_twice",
            TableFault::HeadMerged { .. } => "head_merged",
            TableFault::Merged { .. } => "cells_merged",
            TableFault::Formula { .. } => "cell_formula",
            TableFault::Failed { .. } => "cell_failed",
            TableFault::Spoiled { .. } => "code_spoiled",
            TableFault::NoDay { .. } => "day_unreadable",
            TableFault::RowTwice { .. } => "row_twice",
            TableFault::CodeTwice { code: Some(_), .. } => "code_twice",
            TableFault::CodeTwice { code: None, .. } => "row_alike",
            TableFault::IdTwice { .. } => "id_twice",
            TableFault::BeyondHeads { .. } => "beyond_heads",
            TableFault::ExampleEdited { .. } => "example_edited",
            TableFault::Empty { .. } => "cell_empty",
            TableFault::ColumnWanted { .. } => "column_wanted",
            TableFault::NoChange { .. } => "no_such_change",
            TableFault::Moved { .. } => "moved_since",
            TableFault::ChangeEmpty { .. } => "change_unsaid",
            TableFault::Refused(refusal) => refusal.code().name(),
        }
    }

    /// What is wrong; of a refusal what it says of itself.
    pub fn said(&self) -> Words {
        match self {
            TableFault::OtherLedger { is, said } => both!(
                "this template was made for the ledger {said}; here is {is}",
                "这份模板属于账本 {said}，而这里是 {is}"
            ),
            TableFault::NoKind => both!("nothing says what these rows are", "看不出这些行是哪一种记录"),
            TableFault::NoHead => both!("no row has the heads of the columns", "没有找到表头行"),
            TableFault::HeadUnknown { found, nearest } => head_unknown(found, nearest.as_deref()),
            TableFault::HeadMissing { title } => both!("the column “{title}” is missing", "缺少“{title}”栏"),
            TableFault::HeadTwice { title, other } => {
                both!("“{title}” stands in column {other} already", "“{title}”在 {other} 列已经出现过")
            }
            TableFault::HeadMerged { found } => {
                both!("the head “{found}” spans several cells", "表头“{found}”是合并单元格")
            }
            TableFault::Merged { found } => {
                both!("“{found}” spans several cells of the list", "名单中的“{found}”是合并单元格")
            }
            TableFault::Formula { formula, value } => both!(
                "the cell is computed by ={formula} and showed {value} last",
                "单元格是公式 ={formula}，上次的结果是 {value}"
            ),
            TableFault::Failed { found } => both!("the spreadsheet says {found}", "表格软件报错：{found}"),
            TableFault::Spoiled { found } => both!(
                "{found} is a number of which the spreadsheet kept 15 digits",
                "{found} 是数字格式，表格软件只保留前 15 位"
            ),
            TableFault::NoDay { found } => both!("{found} is no day", "{found} 不是日期"),
            TableFault::RowTwice { row } => both!("the row says the same as row {row}", "这一行和第 {row} 行完全相同"),
            TableFault::CodeTwice { code, row, titles } => code_twice(code.as_deref(), *row, titles),
            TableFault::IdTwice { id, row } => {
                both!("row {row} has the id {id} already", "第 {row} 行已经用了自编号 {id}")
            }
            TableFault::BeyondHeads { found } => {
                both!("“{found}” stands to the right of all heads", "“{found}”在所有表头的右边")
            }
            TableFault::ExampleEdited { mark, found } => both!(
                "the row begins with “{mark}”, and “{found}” is not of the example",
                "这一行以“{mark}”开头，但“{found}”不是示例里的内容"
            ),
            TableFault::Empty { title } => both!("“{title}” is empty and must be filled in", "“{title}”没有填写"),
            TableFault::ColumnWanted { title, .. } => {
                both!("“{title}” must be said, and the list has no column for it", "须有“{title}”，而名单里没有这一栏")
            }
            TableFault::NoChange { title, was, now, .. } => both!(
                "“{title}” of a recorded row was {was} and is to be {now}: no row can say that",
                "已记录的一行“{title}”原为 {was}，改成了 {now}：这一项不能在表里改"
            ),
            TableFault::Moved { title, was, now } => both!(
                "“{title}” was {was} when the template was filled and is {now} in the register since",
                "导出模板时“{title}”为 {was}，登记簿里现在已是 {now}"
            ),
            TableFault::ChangeEmpty { title } => {
                both!("the row was edited, and “{title}” is empty", "这一行改动过，“{title}”没有填写")
            }
            TableFault::Refused(refusal) => Words::of(&Said(refusal)),
        }
    }

    /// What to write or do; empty for a refusal, whose hint belongs to its code.
    pub fn instead(&self) -> Words {
        match self {
            TableFault::OtherLedger { .. } => {
                both!("make a template of this ledger and copy the rows into it", "请用本账本的模板，把各行复制过去")
            }
            TableFault::NoKind => both!(
                "begin with `coop template KIND`, or name the kind: `--kind household.enrolled`",
                "请从 `coop template KIND` 生成的模板开始，或用 `--kind household.enrolled` 指明种类"
            ),
            TableFault::NoHead => both!(
                "put the heads of the template above the list, or say in a profile (`--map`) what your heads mean, and which sheet is the list",
                "请在名单上方写上模板的表头，或用 `--map` 的对照文件说明您的表头、名单是哪一张表"
            ),
            TableFault::HeadUnknown { .. } => both!(
                "write the head of the template, take the column out, or name it in a profile: `--map`",
                "请改成模板里的表头，或删去此栏，或在对照文件（`--map`）里说明"
            ),
            TableFault::HeadMissing { .. } => both!("add the column with this head", "请加上这一栏"),
            TableFault::HeadTwice { .. } => both!("leave one of the two", "请只留一栏"),
            TableFault::HeadMerged { .. } | TableFault::Merged { .. } => {
                both!("take the merging back and write into each cell", "请取消合并，在每个单元格里分别填写")
            }
            TableFault::Formula { .. } => {
                both!("copy the cell and paste its value", "请复制该单元格，选择性粘贴为数值")
            }
            TableFault::Failed { .. } => both!("write what should stand there", "请写上应有的内容"),
            TableFault::Spoiled { .. } => both!(
                "set the cell to text and type the number again from the paper",
                "请把单元格设为文本格式，照原件重新输入"
            ),
            TableFault::NoDay { .. } => both!("write the day as 2024-03-26", "请写成 2024-03-26"),
            TableFault::RowTwice { .. } => both!(
                "delete one of the rows; if both are meant give each an id of its own",
                "请删去一行；如果确是两笔，请各写一个自编号"
            ),
            TableFault::CodeTwice { code, .. } => own_code(code.is_some()),
            TableFault::IdTwice { .. } => both!("give each row an id of its own", "请给每行各写一个自编号"),
            TableFault::BeyondHeads { .. } => both!(
                "write an amount without commas between its digits, put texts with commas in quotes, or give the column a head",
                "金额里不要写逗号；带逗号的文字用引号括起来；确有这一栏的，请写上表头"
            ),
            TableFault::ExampleEdited { mark, .. } => both!(
                "empty the cell with “{mark}” where the row is meant; delete the row where it is not",
                "这一行要导入的，请清空“{mark}”那一格；不要的，请删去整行"
            ),
            TableFault::Empty { .. } => both!("fill the cell in", "请填写这一格"),
            TableFault::ColumnWanted { name, beside, own, .. } => column_wanted(name, beside.as_ref(), own.as_ref()),
            TableFault::NoChange { entry, by, .. } => no_change(*entry, *by),
            TableFault::Moved { .. } => {
                both!("fill a new template and edit that: `--filled`", "请用 `--filled` 重新导出，在新表上改")
            }
            TableFault::ChangeEmpty { .. } => both!(
                "fill the cell in; a day for all rows may be given by `--on 2025-03-01`",
                "请填写这一格；各行同一天的，可用 `--on 2025-03-01` 给出日期"
            ),
            TableFault::Refused(_) => both!("", ""),
        }
    }
}

fn head_unknown(found: &str, nearest: Option<&str>) -> Words {
    match nearest {
        None => both!("no column is called “{found}”", "没有名为“{found}”的栏"),
        Some(nearest) => {
            both!("no column is called “{found}”; perhaps “{nearest}”", "没有名为“{found}”的栏，也许是“{nearest}”")
        }
    }
}

/// What two rows differ in that have one code, or no id of their own.
fn code_twice(code: Option<&str>, row: u32, titles: &[String]) -> Words {
    let (en, zh) = (titles.join(", "), titles.join("、"));
    match code {
        Some(code) => both!(
            "the code {code} stands for another in row {row}: they differ in {en}",
            "编号 {code} 在第 {row} 行已用于另一个：两行的{zh}不同"
        ),
        None => both!("the row says the same as row {row} in all but {en}", "这一行除{zh}外和第 {row} 行相同"),
    }
}

/// What to do where one code, or no id of their own, stands for two rows.
fn own_code(coded: bool) -> Words {
    if coded {
        return both!(
            "give each of the two a code of its own; where they are one, leave one row and put it right",
            "请给两者各用一个编号；如果确是同一个，请只留一行并改正内容"
        );
    }
    both!(
        "give each row an id of its own; where they are one, leave one row and put it right",
        "请给每行各写一个自编号；如果确是同一笔，请只留一行并改正内容"
    )
}

/// What to do where what must be said has no column.
fn column_wanted(name: &str, beside: Option<&WordBeside>, own: Option<&OwnValue>) -> Words {
    match (beside, own) {
        (None, Some(OwnValue::Any)) => {
            both!("add the column, `{name}`: each row has one of its own", "请加上这一栏（`{name}`），各行填各自的")
        }
        (None, Some(OwnValue::Like(example))) => both!(
            "add the column, `{name}`, and write in each row one of its own, such as {example}",
            "请加上这一栏（`{name}`），各行填各自的，例如 {example}"
        ),
        (Some(WordBeside { title, word }), _) => both!(
            "write “{word}” in “{title}” for one of them, or add the column",
            "请在“{title}”栏给其中一人写“{word}”，或加上这一栏"
        ),
        (None, None) => both!(
            "add the column, or say it for all rows in a profile (`--map`), under [fixed]: \"{name}\" = \"…\"",
            "请加上这一栏；各行相同的，可在对照文件（`--map`）的 [fixed] 下写：\"{name}\" = \"…\""
        ),
    }
}

fn account_form(fault: AccountFault) -> Words {
    match fault {
        AccountFault::NotDigits => both!(
            "this is no account number: there is something beside digits; no bank can pay to it",
            "这不是账号：除数字外还有别的字，银行无法付款"
        ),
        AccountFault::Length(digits) => both!(
            "an account number has 8 to 32 digits, this has {digits}; no bank can pay to it",
            "账号应为 8 至 32 位数字，这里是 {digits} 位，银行无法付款"
        ),
    }
}

/// What to do where no row can say a change.
fn no_change(entry: u64, by: Option<&'static str>) -> Words {
    match by {
        Some(by) => both!(
            "put the old text back, and record the change by itself: `coop new {by}`",
            "请恢复原来的内容，另行记录这一变动：`coop new {by}`"
        ),
        None => both!(
            "put the old text back: a row does not say this change; `coop kinds` has the kind that does, and what was posted is reversed by `coop correct {entry}` and recorded anew",
            "请恢复原来的内容：这样的变动不能在行里改；用哪一种记录见 `coop kinds`，记了账的用 `coop correct {entry}` 冲销，再重新记录"
        ),
    }
}

/// A refusal in words: what is expected, what was found.
struct Said<'a>(&'a Refusal);

impl Say for Said<'_> {
    fn say(&self, lang: Lang) -> String {
        let grounds = self.0.grounds();
        let [subject, expected, found] =
            [&grounds.subject, &grounds.expected, &grounds.found].map(|words| words.say(lang));
        match lang {
            Lang::En => format!("{subject}: expected {expected}, found {found}"),
            Lang::Zh => format!("{subject}：应为{expected}，实为{found}"),
        }
    }
}

impl TableRemark {
    /// A word that stays.
    pub fn code(&self) -> &'static str {
        match self {
            TableRemark::DayFromNumber { .. } => "day_from_number",
            TableRemark::EmptyRows { .. } => "rows_empty",
            TableRemark::TotalLine { .. } => "total_line",
            TableRemark::TotalDiffers { .. } => "total_differs",
            TableRemark::SignatureLine { .. } => "signature_line",
            TableRemark::RowBeside => "row_beside",
            TableRemark::Implied { .. } => "read_beside",
            TableRemark::Above { .. } => "lines_above",
            TableRemark::SheetPassed => "sheet_passed_over",
            TableRemark::ColumnPassed { .. } => "column_passed_over",
            TableRemark::MayBeRounded => "digits_rounded",
            TableRemark::AccountForm(_) => "account_form",
            TableRemark::CardDigit => "card_digit",
            TableRemark::TelephoneForm => "telephone_form",
            TableRemark::RowsGone { .. } => "rows_gone",
            TableRemark::NothingChanged => "nothing_changed",
        }
    }

    /// What was done.
    pub fn said(&self) -> Words {
        match self {
            TableRemark::DayFromNumber { found, day } => {
                both!("{found} is read as the day {day}", "{found} 按日期 {day} 读入")
            }
            TableRemark::EmptyRows { upto } => {
                both!("rows up to {upto} are empty and passed over", "到第 {upto} 行为空行，已跳过")
            }
            TableRemark::TotalLine { found } => {
                both!("the line “{found}” is a sum and passed over", "“{found}”是合计行，已跳过")
            }
            TableRemark::TotalDiffers { title, said, sum } => both!(
                "the line of sums has {said} for “{title}”, and the rows that were read come to {sum}: compare them with the paper",
                "合计行的“{title}”是 {said}，读入各行之和是 {sum}：请与原件核对"
            ),
            TableRemark::SignatureLine { found } => {
                both!("the line “{found}” is to be signed and passed over", "“{found}”是签字行，已跳过")
            }
            TableRemark::RowBeside => both!(
                "the row says something in columns alone that are not read, and is passed over",
                "这一行只在未读入的栏里有内容，已跳过"
            ),
            TableRemark::Implied { title, said } => {
                both!("“{title}” is {said}, as the list says", "按名单，“{title}”为 {said}")
            }
            TableRemark::Above { rows } => {
                both!("{rows} lines above the heads are passed over", "表头上方 {rows} 行已跳过")
            }
            TableRemark::SheetPassed => {
                both!(
                    "the sheet is none of those that are to be read, and is passed over",
                    "这张表不在要读的表之内，已跳过"
                )
            }
            TableRemark::ColumnPassed { found } => both!("the column “{found}” is passed over", "“{found}”栏已跳过"),
            TableRemark::RowsGone { rows, first } => both!(
                "{rows} rows of the template ({first} first) are no longer in the file; nothing is changed by that",
                "模板中有 {rows} 行（首行 {first}）已不在文件里；删去的行不改变任何登记"
            ),
            TableRemark::NothingChanged => both!(
                "a change is described, and the register says the same as the row: nothing is changed",
                "填写了变动说明，而登记簿与这一行相同：不作变动"
            ),
            TableRemark::AccountForm(fault) => account_form(*fault),
            TableRemark::CardDigit => both!(
                "the last digit of this card does not fit the others, as it does in the other rows: compare it with the card",
                "这个卡号的校验位不对，其余各行都对：请与银行卡核对"
            ),
            TableRemark::TelephoneForm => both!(
                "this is no telephone number: a mobile one has 11 digits, a fixed one 7 or 8 behind its area",
                "这不是电话号码：手机号 11 位，固定电话 7 至 8 位，前面可加区号"
            ),
            TableRemark::MayBeRounded => both!(
                "the number ends in 000: a spreadsheet may have rounded it; compare it with the paper",
                "号码以 000 结尾，可能被表格软件改过，请与原件核对"
            ),
        }
    }
}
