//! A template: one sheet a kind, heads in the reader's language above machine names that are hidden, drop-downs of what
//! the books have, checks of days and numbers, text for codes and accounts; a sheet that explains each column; and a
//! hidden sheet that says for which ledger it was made.

use super::list::{begun, figure, sheet_name, words};
use crate::{
    books::Books,
    form::{self, Description, FieldColumn, Shape},
    intake::{ABOUT, EXAMPLES, json_lines},
    page::{Cell, csv_rows},
    unit::{Day, Lang, Say},
};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

/// Rows that are checked while they are filled in.
const CHECKED_ROWS: u32 = 20_000;
/// The hidden sheet of long lists.
pub(super) const LISTS: &str = "_lists";

/// What a template is made of.
#[derive(Debug)]
pub struct Template<'a> {
    /// Its sheets.
    pub sheets: Vec<TemplateSheet>,
    /// Of which ledger.
    pub origin: &'a str,
    /// Whose codes are offered.
    pub books: Option<&'a Books>,
    /// How many entries the ledger had when its rows were taken from it; none for one that is empty.
    pub filled: Option<u64>,
    /// In which language its heads are.
    pub lang: Lang,
}

impl Template<'_> {
    /// The columns of a kind; where its rows are filled in, those that say of a change what a row cannot.
    fn columns(&self, of: &Description) -> Vec<FieldColumn> {
        let changes = if self.filled.is_some() { of.change_columns() } else { Vec::new() };
        [of.columns(), changes].concat()
    }
}

/// One sheet: a kind, and the rows that stand in it already, in the order of its columns.
#[derive(Debug)]
pub struct TemplateSheet {
    /// What each record is.
    pub of: &'static Description,
    /// What stands there; an example where there is none.
    pub rows: Vec<Vec<String>>,
}

/// The workbook.
///
/// # Errors
/// Where there are more rows than a sheet has.
pub fn template(of: &Template<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = begun()?;
    let mut checker = Checker::of(of.books, of.lang);
    let mut about: Vec<[String; 3]> = [
        ["coop-template", "1", ""],
        ["program", env!("CARGO_PKG_VERSION"), ""],
        ["ledger", of.origin, ""],
        ["language", of.lang.tag(), ""],
    ]
    .map(|row| row.map(str::to_owned))
    .into();
    about.extend(of.filled.map(|size| ["filled".to_owned(), size.to_string(), String::new()]));
    for sheet in &of.sheets {
        let name = sheet_name(&sheet.of.label.say(of.lang));
        about.push(["sheet".to_owned(), name.clone(), sheet.of.kind.to_owned()]);
        let page = workbook.add_worksheet();
        page.set_name(name)?;
        Page { of, sheet, checker: &mut checker }.fill(page)?;
    }
    let guide = of.lang.pick("填写说明", "How to fill in");
    about.push(["beside".to_owned(), guide.to_owned(), String::new()]);
    explain(workbook.add_worksheet().set_name(guide)?, of)?;
    checker.write_lists(&mut workbook)?;
    let page = workbook.add_worksheet();
    page.set_name(ABOUT)?.set_hidden(true);
    for (row, line) in (0..).zip(&about) {
        for (column, text) in (0..).zip(line) {
            page.write_string(row, column, words(text))?;
        }
    }
    workbook.save_to_buffer()
}

/// The first sheet alone as separated values: heads, and the example. What a workbook keeps unseen, of which ledger and kind it
/// is and how far that was, has no place there, and neither have rows that are to come back as changes.
pub fn separated(of: &Template<'_>) -> String {
    let Some(sheet) = of.sheets.first() else { return String::new() };
    let columns = of.columns(sheet.of);
    let words = |cells: Vec<String>| cells.into_iter().map(Cell::words).collect::<Vec<_>>();
    let heads = columns.iter().map(|column| titled(column, of.lang)).collect();
    let rows = example(sheet.of, &columns, of.lang);
    let all: Vec<Vec<Cell>> = std::iter::once(heads).chain(rows).map(words).collect();
    csv_rows(all.iter())
}

/// What stands above a column: what must be said has a star.
fn titled(column: &FieldColumn, lang: Lang) -> String {
    let star = if column.needed && column.name != "id" { " *" } else { "" };
    format!("{}{star}", column.title(lang))
}

/// The kind's example, its rows marked so that nobody takes them for records.
fn example(of: &Description, columns: &[FieldColumn], lang: Lang) -> Vec<Vec<String>> {
    let mark = lang.pick(EXAMPLES[0], EXAMPLES[1]);
    let json = form::example(of.kind).and_then(|line| json_lines(line).pop()?.1.ok());
    let mut rows = json.map_or_else(Vec::new, |json| of.rows(&of.fields(&json)));
    if rows.is_empty() {
        rows.push(vec![String::new(); columns.len()]);
    }
    for row in &mut rows {
        if let Some(first) = row.first_mut() {
            *first = mark.to_owned();
        }
    }
    rows
}

/// Lists that are too long to stand in a check.
#[derive(Default)]
struct Lists {
    lists: Vec<Vec<String>>,
}

impl Lists {
    /// A check that offers these words.
    fn offer(&mut self, words: Vec<String>) -> Result<DataValidation, XlsxError> {
        const LONGEST: usize = 250;
        let whole: usize = words.iter().map(|word| word.chars().count() + 1).sum();
        if whole <= LONGEST && words.iter().all(|word| !word.contains(',')) {
            return DataValidation::new().allow_list_strings(&words);
        }
        let rows = words.len();
        let column = match self.lists.iter().position(|list| *list == words) {
            Some(column) => column,
            None => {
                self.lists.push(words);
                self.lists.len() - 1
            }
        };
        let letters = crate::intake::letters(u16::try_from(column).unwrap_or(u16::MAX));
        Ok(DataValidation::new().allow_list_formula(Formula::new(format!("={LISTS}!${letters}$1:${letters}${rows}"))))
    }

    fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let page = workbook.add_worksheet();
        page.set_name(LISTS)?.set_hidden(true);
        for (column, list) in (0..).zip(&self.lists) {
            for (row, word) in (0..).zip(list) {
                page.write_string(row, column, words(word))?;
            }
        }
        Ok(())
    }
}

/// One sheet that is being written.
struct Page<'a, 'b> {
    of: &'a Template<'a>,
    sheet: &'a TemplateSheet,
    checker: &'b mut Checker<'a>,
}

impl Page<'_, '_> {
    fn fill(self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.of.lang;
        let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        let head = head.set_background_color(Color::RGB(0xE8EEF7)).set_border_bottom(FormatBorder::Medium);
        let small = Format::new().set_font_size(8);
        let columns = self.of.columns(self.sheet.of);
        for (at, column) in (0..).zip(&columns) {
            let title = titled(column, lang);
            self.checker.put(page, at, column)?;
            page.set_column_width(at, u32::try_from((title.width() + 3).clamp(11, 26)).unwrap_or(11))?;
            page.write_string_with_format(0, at, title, &head)?;
            page.write_string_with_format(1, at, column.name.as_str(), &small)?;
        }
        page.set_row_height(0, 34)?.set_row_hidden(1)?.set_freeze_panes(2, 1)?;
        if self.sheet.rows.is_empty() {
            let rows = example(self.sheet.of, &columns, lang);
            let grey = Format::new().set_italic().set_font_color(Color::Gray);
            return self.rows(page, &columns, &rows, &grey);
        }
        self.rows(page, &columns, &self.sheet.rows, &Format::new())
    }

    fn rows(
        &self,
        page: &mut Worksheet,
        columns: &[FieldColumn],
        rows: &[Vec<String>],
        over: &Format,
    ) -> Result<(), XlsxError> {
        // one format a column: a workbook of ten thousand rows has few of them
        let formats: Vec<Format> = columns.iter().map(|column| format(column.member.shape).merge(over)).collect();
        for (at, cells) in (2..).zip(rows) {
            for (((to, text), column), format) in (0..).zip(cells).zip(columns).zip(&formats) {
                if !text.is_empty() {
                    self.cell(page, (at, to), text, column, format)?;
                }
            }
        }
        Ok(())
    }

    fn cell(
        &self,
        page: &mut Worksheet,
        (row, column): (u32, u16),
        text: &str,
        field: &FieldColumn,
        format: &Format,
    ) -> Result<(), XlsxError> {
        match field.member.shape {
            Shape::Day | Shape::PrivateDay => match text.parse::<Day>().ok().and_then(shown_day) {
                Some(day) => page.write_datetime_with_format(row, column, &day, format)?,
                None => page.write_string_with_format(row, column, words(text), format)?,
            },
            shape if is_figure(shape) => figure(page, row, column, text, format)?,
            Shape::Word(choices) | Shape::Suggested(choices) => {
                let choice = choices.iter().find(|choice| choice.word == text);
                let shown = choice.map_or(text, |choice| self.of.lang.pick(choice.label.zh, choice.word));
                page.write_string_with_format(row, column, words(shown), format)?
            }
            _ => page.write_string_with_format(row, column, words(text), format)?,
        };
        Ok(())
    }
}

/// What is checked in the columns of a template: anew for each sheet, long lists once for all.
pub(super) struct Checker<'a> {
    books: Option<&'a Books>,
    lang: Lang,
    lists: Lists,
}

impl<'a> Checker<'a> {
    pub(super) fn of(books: Option<&'a Books>, lang: Lang) -> Checker<'a> {
        Checker { books, lang, lists: Lists::default() }
    }

    /// The sheet of long lists, behind all others that ask for them.
    pub(super) fn write_lists(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        self.lists.write(workbook)
    }

    /// Puts the format and the check of a column on a sheet.
    pub(super) fn put(&mut self, page: &mut Worksheet, at: u16, column: &FieldColumn) -> Result<(), XlsxError> {
        page.set_column_format(at, &format(column.member.shape))?;
        if let Some(check) = self.check(column)? {
            page.add_data_validation(2, at, CHECKED_ROWS, at, &check)?;
        }
        Ok(())
    }

    /// What is checked while a cell is filled in, with the column's help beside it.
    fn check(&mut self, column: &FieldColumn) -> Result<Option<DataValidation>, XlsxError> {
        const LONGEST_HELP: usize = 250;
        const LONGEST_TITLE: usize = 30;
        let lang = self.lang;
        let offered = self.offered(column.member.shape);
        let open = matches!(column.member.shape, Shape::Suggested(_) | Shape::Code(_) | Shape::OfChart(_));
        let check = match column.member.shape {
            _ if !offered.is_empty() => self.lists.offer(offered)?,
            Shape::Day => {
                let [first, last] = [ExcelDateTime::from_ymd(1900, 3, 1)?, ExcelDateTime::from_ymd(2199, 12, 31)?];
                DataValidation::new().allow_date(DataValidationRule::Between(first, last))
            }
            Shape::Signed => DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThan(-1e13)),
            Shape::Count | Shape::Year => {
                DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
            }
            Shape::Ratio => DataValidation::new().allow_any_value(),
            shape if is_figure(shape) => {
                DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            }
            _ => DataValidation::new().allow_any_value(),
        };
        let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
        // a code may be registered by another sheet of the same workbook
        let style = if open { DataValidationErrorStyle::Warning } else { DataValidationErrorStyle::Stop };
        let stands = form::stands(column.member.shape).say(lang);
        let check = check
            .set_input_title(cut(column.member.label.say(lang), LONGEST_TITLE))?
            .set_input_message(cut(column.member.help.say(lang), LONGEST_HELP))?
            .set_error_title(cut(column.member.label.say(lang), LONGEST_TITLE))?
            .set_error_message(cut(format!("{stands}: {}", column.member.help.say(lang)), LONGEST_HELP))?
            .set_error_style(style);
        Ok(Some(check))
    }

    /// What may be chosen, where that is a list.
    fn offered(&self, shape: Shape) -> Vec<String> {
        let lang = self.lang;
        let codes = |offers: Vec<form::Offer>| offers.into_iter().map(|offer| offer.code).collect();
        match (shape, self.books) {
            (Shape::Word(choices) | Shape::Suggested(choices), _) => {
                choices.iter().map(|choice| lang.pick(choice.label.zh, choice.word).to_owned()).collect()
            }
            (Shape::Code(register), Some(books)) => codes(form::codes(books, register)),
            (Shape::OfChart(list), Some(books)) => codes(form::listed(books, list, lang)),
            _ => Vec::new(),
        }
    }
}

/// True where a number stands.
fn is_figure(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Year
            | Shape::Count
            | Shape::Money
            | Shape::Signed
            | Shape::Price
            | Shape::AreaMu
            | Shape::AreaM2
            | Shape::Shares
            | Shape::Quantity
    )
}

/// How the cells of a column are shown: text where digits are signs.
fn format(shape: Shape) -> Format {
    let shown = match shape {
        Shape::Day | Shape::PrivateDay => "yyyy-mm-dd",
        Shape::Money | Shape::Signed => "#,##0.00",
        shape if is_figure(shape) => "General",
        _ => "@",
    };
    Format::new().set_num_format(shown)
}

/// A day as a spreadsheet counts it.
pub(super) fn shown_day(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let [month, of_month] = [day.month(), day.day_of_month()].map(|n| u8::try_from(n).ok());
    // before March 1900 spreadsheets count a day that never was
    (year > 1900).then(|| ExcelDateTime::from_ymd(year, month?, of_month?).ok()).flatten()
}

/// What each column is for.
fn explain(page: &mut Worksheet, of: &Template<'_>) -> Result<(), XlsxError> {
    let lang = of.lang;
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let heads = lang.pick(["表", "栏", "", "填什么", "说明"], ["Sheet", "Column", "", "What stands there", "Help"]);
    for (at, (head, wide)) in (0..).zip(heads.into_iter().zip([18_u32, 24, 14, 22, 80])) {
        page.write_string_with_format(0, at, head, &bold)?.set_column_width(at, wide)?;
    }
    let mut row = 1;
    for sheet in &of.sheets {
        let label = sheet.of.label.say(lang);
        page.write_string_with_format(row, 0, label.as_str(), &bold)?;
        page.write_string_with_format(row, 4, sheet.of.help.say(lang), &wrap)?;
        row += 1;
        for column in of.columns(sheet.of) {
            let told = [
                label.clone(),
                column.title(lang),
                form::need(&column).say(lang),
                form::stands(column.member.shape).say(lang),
                column.member.help.say(lang),
            ];
            for (at, text) in (0..).zip(told) {
                page.write_string_with_format(row, at, words(&text), &wrap)?;
            }
            row += 1;
        }
    }
    let rest = lang.pick(
        [
            "带 * 的栏必填。自编号可以不填：程序按内容编号，同一行导入两次只记一次。",
            "一笔有几项的，下面各行只填明细栏。灰色斜体的示例行不会被导入。",
            "填好后：coop import 文件.xlsx",
        ],
        [
            "Columns with * must be filled in. The own number may be left out: the program makes it of the content, and a row that is imported twice is recorded once.",
            "Where a record has several items, the rows below it have the columns of the items alone. The example in grey is never imported.",
            "Then: coop import FILE.xlsx",
        ],
    );
    for line in rest {
        row += 1;
        page.write_string(row, 0, line)?;
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}
