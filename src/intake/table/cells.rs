//! What stands in a cell, as the text of a field: a number that was a code, a number that is a day, a formula.

use super::{
    RecordFound, Spot, TableFault, TableRemark,
    profile::{DayForm, Profile},
};
use crate::{
    form::{FieldColumn, Shape},
    intake::sheet::{CellIs, SheetCell},
    unit::{Day, account_fault, is_telephone, odd_cards},
};

/// A cell as a field's text, perhaps with something to be said of it.
pub(super) type CellRead = Result<(String, Option<TableRemark>), TableFault>;

/// From so many digits on a spreadsheet has rounded a number.
const ROUNDED: usize = 16;

/// The text of a field.
pub(super) fn text_of(cell: &SheetCell, column: &FieldColumn, profile: Option<&Profile>) -> CellRead {
    let text = cell.text.trim();
    match &cell.is {
        CellIs::Formula(formula) => Err(TableFault::Formula { formula: formula.to_string(), value: text.to_owned() }),
        CellIs::Error => Err(TableFault::Failed { found: text.to_owned() }),
        _ if column.member.shape.is_day() => day(cell, text, profile.and_then(|profile| profile.days)),
        CellIs::Day => Ok((text.to_owned(), None)),
        is if column.member.shape.is_words() => {
            let number = *is == CellIs::Number;
            if exponent(text) || (number && digits(text) >= ROUNDED) || other_person(column, text) {
                return Err(TableFault::Spoiled { found: text.to_owned() });
            }
            let sealed = matches!(column.member.shape, Shape::Private) && column.member.name != "note";
            let rounded = sealed && digits(text) >= ROUNDED && text.ends_with("000");
            let remark = rounded.then_some(TableRemark::MayBeRounded);
            Ok((text.to_owned(), remark.or_else(|| by_form(column, text).filter(|_| sealed))))
        }
        CellIs::Text | CellIs::Number | CellIs::Truth => Ok((text.to_owned(), None)),
    }
}

impl Shape {
    fn is_day(self) -> bool {
        matches!(self, Shape::Day | Shape::PrivateDay)
    }

    /// True where digits are signs and no number.
    fn is_words(self) -> bool {
        matches!(
            self,
            Shape::Id
                | Shape::IdOf
                | Shape::Text
                | Shape::Private
                | Shape::NewCode(_)
                | Shape::Code(_)
                | Shape::Holder
                | Shape::Suggested(_)
                | Shape::PublicKey
                | Shape::Digest
                | Shape::OfChart(_)
                | Shape::Codes(_)
                | Shape::Texts
                | Shape::Words(_)
                | Shape::Sources
                | Shape::Evidence
        )
    }
}

/// What is said of an account or telephone number that is none by its form.
fn by_form(column: &FieldColumn, text: &str) -> Option<TableRemark> {
    match column.member.name {
        _ if text.is_empty() => None,
        "account" | "number" => account_fault(text).map(TableRemark::AccountForm),
        "phone" => (!is_telephone(text)).then_some(TableRemark::TelephoneForm),
        _ => None,
    }
}

/// The cells of cards whose check digit does not fit, where it fits those of the other rows of the sheet.
pub(super) fn odd_accounts(sheet: usize, records: &[RecordFound]) -> Vec<Spot> {
    let of_it = records.iter().filter(|record| record.spot.sheet == sheet);
    let accounts: Vec<&(Spot, String)> = of_it.filter_map(|record| record.cells.get("account")).collect();
    let odd = odd_cards(accounts.iter().map(|(_, number)| number.as_str()));
    accounts.iter().filter(|(_, number)| odd.contains(number.as_str())).map(|(spot, _)| *spot).collect()
}

/// How many digits, where there is nothing else.
fn digits(text: &str) -> usize {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.len() } else { 0 }
}

/// `1.1E+18`: a number of which a spreadsheet shows the head alone.
fn exponent(text: &str) -> bool {
    let Some((head, power)) = text.split_once(['E', 'e']) else { return false };
    let Some(power) = power.strip_prefix('+') else { return false };
    let whole = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let head = head.split_once('.').map_or_else(|| whole(head), |(whole_part, rest)| whole(whole_part) && whole(rest));
    head && whole(power)
}

/// An identity number that ends in 000 and whose last digit does not fit the others (GB 11643: MOD 11-2).
fn other_person(column: &FieldColumn, text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    if column.member.name != "identity" || digits(text) != 18 || !text.ends_with("000") {
        return false;
    }
    let sum: u32 = text.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    CHECK.into_iter().zip(0..).any(|(check, rest)| rest == sum % 11 && !text.ends_with(check))
}

/// A day: as it is written, or the days since the end of 1899 that a spreadsheet counts.
fn day(cell: &SheetCell, text: &str, form: Option<DayForm>) -> CellRead {
    if let Some(form) = form.filter(|_| cell.is != CellIs::Day) {
        let read = form.year_first(text);
        if read != text {
            return Ok((read, None));
        }
    }
    match cell.is {
        // with a time of day
        CellIs::Day if text.len() != 10 => Err(TableFault::NoDay { found: text.to_owned() }),
        CellIs::Number | CellIs::Text if digits(text) == 5 => match serial(text) {
            Some(day) => {
                let day = day.to_string();
                Ok((day.clone(), Some(TableRemark::DayFromNumber { found: text.to_owned(), day })))
            }
            None => Err(TableFault::NoDay { found: text.to_owned() }),
        },
        CellIs::Number if digits(text) == 0 => Err(TableFault::NoDay { found: text.to_owned() }),
        CellIs::Text | CellIs::Number | CellIs::Day | CellIs::Truth | CellIs::Error | CellIs::Formula(_) => {
            Ok((text.to_owned(), None))
        }
    }
}

/// The day of a number: 45000 is 2023-03-15. Spreadsheets count a 29 February 1900 that never was.
pub fn serial(text: &str) -> Option<Day> {
    let days: i64 = text.parse().ok().filter(|days| *days > 60)?;
    Day::new(1900, 1, 1)?.plus_days(days - 2)
}
