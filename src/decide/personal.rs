//! No number that names a person may stand in text that is signed: it would be readable for ever, in
//! every copy. Looked for are the forms of identity numbers of 18 and 15 digits (GB 11643) and of
//! mobile numbers of the mainland, also with full-width digits and with blanks or hyphens between.

use super::{Instruction, Order, PersonalNumber, Refusal, refusal::ReadingRule};
use crate::{
    event::{Attached, EventError},
    log::json::Json,
    unit::Day,
};

/// The first two digits of an identity number: a province, region or municipality.
const PROVINCES: &[u32] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
];

/// Mobile numbers as they are written in groups.
const GROUPED: &[&[usize]] = &[&[3, 4, 4], &[4, 3, 4], &[3, 3, 5], &[3, 8]];

/// Refuses an instruction that would put such a number into the clear.
pub(super) fn nowhere(order: &Instruction) -> Result<(), Refusal> {
    look("id", order.id.as_str())?;
    if let Order::Record(_, Attached::Document(text)) = &order.order {
        text.lines().try_for_each(|line| look("sheet", line))?;
    }
    // most instructions have no run of digits that long: then no member is looked at singly
    let written = match &order.order {
        Order::Record(fact, _) => fact.written(),
        Order::DeclarePayout(d) => text_of(order, d),
        Order::PayPayout(p) => text_of(order, p),
        Order::ReturnPayout(r) => text_of(order, r),
        Order::Revise(r) => text_of(order, r),
        Order::Correct(c) => text_of(order, c),
    };
    // what cannot be looked through is not recorded
    let kind = || order.kind().to_owned();
    let written = written.map_err(|why| ReadingRule::Unwritable { kind: kind(), why: Box::new(why) })?;
    if !long_run(&written) {
        return Ok(());
    }
    let Ok(members) = order.members() else { return Ok(()) };
    each_text(&members, "", &mut |member, text| look(member, text))
}

fn text_of(order: &Instruction, asked: &impl serde::Serialize) -> Result<String, EventError> {
    serde_json::to_string(asked).map_err(|e| EventError::Body(order.kind().to_owned(), e.to_string()))
}

fn each_text(
    value: &Json,
    member: &str,
    look: &mut dyn FnMut(&str, &str) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    match value {
        // a sheet was looked at with its own text
        Json::Array(_) if member == "sheet" => Ok(()),
        Json::Text(text) => look(member, text),
        Json::Array(items) => items.iter().try_for_each(|item| each_text(item, member, look)),
        Json::Object(members) => members.iter().try_for_each(|(name, value)| each_text(value, name, look)),
        Json::Bool(_) | Json::Integer(_) => Ok(()),
    }
}

fn look(member: &str, text: &str) -> Result<(), Refusal> {
    if !long_run(text) {
        return Ok(());
    }
    match found(text) {
        Some(number) => Err(ReadingRule::NamesAPerson { member: member.to_owned(), number }.into()),
        None => Ok(()),
    }
}

/// Full-width digits and letters as the plain ones.
fn plain(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn separates(c: char) -> bool {
    matches!(c, ' ' | '-' | '_' | '·' | '–' | '—')
}

/// Eleven digits or more with nothing but separators between.
fn long_run(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|c| {
        match plain(c) {
            '0'..='9' => digits += 1,
            // full-width hyphen and low line are plain now
            c if separates(c) => {}
            _ => digits = 0,
        }
        digits >= 11
    })
}

/// A run of digits: its text, and whether only separators stand between it and the one before.
struct Group {
    digits: Vec<u32>,
    joined: bool,
    /// An `X` closes it.
    x: bool,
}

/// The kind of number that stands in the text, if any.
fn found(text: &str) -> Option<PersonalNumber> {
    let chars: Vec<char> = text.chars().map(plain).collect();
    let groups = groups(&chars);
    (0..groups.len()).find_map(|from| {
        let all = groups.get(from..).unwrap_or_default();
        let joined = all.iter().skip(1).take_while(|g| g.joined).count() + 1;
        (1..=joined.min(8)).find_map(|n| all.get(..n).and_then(named))
    })
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    let mut joined = false;
    while let Some(&c) = chars.get(at) {
        if !c.is_ascii_digit() {
            joined = (joined || groups.is_empty()) && separates(c);
            at += 1;
            continue;
        }
        let digits: Vec<u32> = chars.iter().skip(at).map_while(|c| c.to_digit(10)).collect();
        let end = at + digits.len();
        let next = chars.get(end).copied().unwrap_or(' ');
        let after = chars.get(end + 1).copied().unwrap_or(' ');
        let before = |n: usize| at.checked_sub(n).and_then(|i| chars.get(i)).copied().unwrap_or(' ');
        let decimal = (next == '.' && after.is_ascii_digit()) || (before(1) == '.' && before(2).is_ascii_digit());
        if !decimal && !coded(chars, at) {
            let x = matches!(next, 'X' | 'x') && !after.is_ascii_alphanumeric();
            groups.push(Group { digits, joined, x });
            joined = true;
        } else {
            joined = false;
        }
        at = end;
    }
    groups
}

/// True inside a hash, a signature or a key: letters and digits that nobody reads.
fn coded(chars: &[char], at: usize) -> bool {
    let word = |c: &&char| c.is_ascii_alphanumeric();
    let before = chars.get(..at).unwrap_or_default().iter().rev().take_while(word);
    let rest = chars.get(at..).unwrap_or_default().iter().take_while(word);
    let token: Vec<char> = before.chain(rest).copied().collect();
    let hex = token.iter().all(|c| matches!(c, '0'..='9' | 'a'..='f')) && token.iter().any(char::is_ascii_lowercase);
    token.len() >= 32 || (token.len() >= 16 && hex)
}

/// What consecutive groups are together.
fn named(groups: &[Group]) -> Option<PersonalNumber> {
    let digits: Vec<u32> = groups.iter().flat_map(|g| g.digits.iter().copied()).collect();
    let x = groups.last().is_some_and(|g| g.x);
    let whole = groups.len() == 1;
    let mobile = |d: &[u32]| d.len() == 11 && d.first() == Some(&1) && d.get(1).is_some_and(|n| *n >= 3);
    let lengths: Vec<usize> = groups.iter().map(|g| g.digits.len()).collect();
    let called = whole
        && (digits.strip_prefix(&[8, 6]).is_some_and(mobile) || digits.strip_prefix(&[0, 0, 8, 6]).is_some_and(mobile));
    if called || (mobile(&digits) && (whole || GROUPED.contains(&lengths.as_slice()))) {
        return Some(PersonalNumber::Mobile);
    }
    let number = |from: usize, n: usize| digits.iter().skip(from).take(n).fold(0, |sum, d| sum * 10 + d);
    if !PROVINCES.contains(&number(0, 2)) {
        return None;
    }
    let day = |year: u32, at: usize| {
        i32::try_from(year).is_ok_and(|year| Day::new(year, number(at, 2), number(at + 2, 2)).is_some())
    };
    let identity = match (digits.len(), x) {
        (18, _) | (17, true) => {
            let born = (1850..2150).contains(&number(6, 4)) && day(number(6, 4), 10);
            born || (whole && checked(&digits, x))
        }
        // born in the twentieth century: such numbers were given until 1999
        (15, false) => whole && day(1900 + number(6, 2), 8),
        _ => false,
    };
    identity.then_some(PersonalNumber::Identity)
}

/// The check digit of GB 11643, which is that of ISO 7064 MOD 11-2.
pub(super) fn checked(digits: &[u32], x: bool) -> bool {
    let sum: u32 = digits.iter().take(17).fold(0, |sum, d| (sum + d) * 2 % 11);
    let wanted = (12 - sum) % 11;
    if digits.len() == 17 { x && wanted == 10 } else { digits.last() == Some(&wanted) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_and_mobile_numbers_are_found_however_they_are_written() {
        // made from the rule, of nobody: the region is none that exists
        let identity = [
            "519999199002300016",
            "519999199001010000",
            "51999919900101001X",
            "519999900101001",
            "第519999199001010000号",
        ];
        let spaced = [
            "519999 1990 0101 0000",
            "519999-19900101-0000",
            "５１９９９９１９９００１０１００００",
            "ID519999199001010000z",
        ];
        for text in identity.into_iter().chain(spaced).filter(|t| *t != "519999199002300016") {
            assert_eq!(found(text), Some(PersonalNumber::Identity), "{text}");
        }
        // a day that does not exist, with the right check digit and with a wrong one
        let stem = [5, 1, 9, 9, 9, 9, 1, 9, 9, 0, 0, 2, 3, 0, 0, 0, 1];
        let right = (0..10).filter(|last| checked(&[stem.as_slice(), &[*last]].concat(), false)).count();
        assert!(right <= 1);
        for last in 0..10 {
            let digits = [stem.as_slice(), &[last]].concat();
            let text: String = digits.iter().map(u32::to_string).collect();
            assert_eq!(found(&text).is_some(), checked(&digits, false), "{text}");
        }
        for text in [
            "13800000000",
            "138 0000 0000",
            "138-0000-0000",
            "+86 13800000000",
            "8613800000000",
            "电话１３８００００００００",
            "tel13800000000",
        ] {
            assert_eq!(found(text), Some(PersonalNumber::Mobile), "{text}");
        }
    }

    #[test]
    fn codes_amounts_days_and_hashes_are_none() {
        let fine = [
            "5101000000000000001",
            "2024-04-01 2025-03-31",
            "13800000000.00",
            "12800000000",
            "20240412-0001-17",
            "R-2024-1",
            "62000000000000010",
            "91510100123456789",
            "财会〔2023〕14号",
            "18-2024-00123",
            "88.13800000000",
            "3f9c13800000000a",
            "0123456789012345678901234567890113800000000",
            "24512000000138000000",
            "2024-03-01/2024-12-31",
        ];
        for text in fine {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        // ISO 7064 MOD 11-2: the example of GB 11643, appendix B
        let digits = [1, 1, 0, 1, 0, 5, 1, 9, 4, 9, 1, 2, 3, 1, 0, 0, 2];
        assert!(checked(&digits, true));
        assert!(!checked(&[digits.as_slice(), &[1]].concat(), false));
    }
}
