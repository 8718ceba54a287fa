//! Numbers of bank accounts and telephones, by their form.

use std::collections::BTreeSet;

/// What about an account number is not as a bank writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountFault {
    /// There is something beside digits.
    NotDigits,
    /// So many digits are of no account.
    Length(usize),
}

/// What is wrong with the form of an account number; spaces and hyphens between its digits are no fault.
pub fn account_fault(number: &str) -> Option<AccountFault> {
    let Some(digits) = digits(number) else { return Some(AccountFault::NotDigits) };
    let many = digits.len();
    (!(8..=32).contains(&many)).then_some(AccountFault::Length(many))
}

/// Cards among account numbers whose check digit does not fit, where it fits those of nearly all beside them: one of three
/// hundred was typed wrong. Where several do not fit, the numbers are of another sort, and nothing is said of them.
pub fn odd_cards<'a>(numbers: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    const ENOUGH: usize = 10;
    let cards: Vec<(&str, bool)> =
        numbers.into_iter().filter_map(|number| Some((number, card_fits(number)?))).collect();
    let odd: BTreeSet<&str> = cards.iter().filter(|(_, fits)| !fits).map(|(number, _)| *number).collect();
    if cards.len() >= ENOUGH && odd.len().saturating_mul(ENOUGH) <= cards.len() { odd } else { BTreeSet::new() }
}

/// Whether the check digit of a card fits; `None` for what is no card.
fn card_fits(number: &str) -> Option<bool> {
    // SOURCE: ISO/IEC 7812-1: cards have a check digit (Luhn) and begin with their network, which in China is 62
    const CARD: [u32; 2] = [6, 2];
    let digits = digits(number).filter(|all| (16..=19).contains(&all.len()) && all.starts_with(&CARD))?;
    let turned = |(at, digit): (usize, &u32)| match (at % 2, digit * 2) {
        (0, _) => *digit,
        (_, twice) if twice > 9 => twice - 9,
        (_, twice) => twice,
    };
    Some(digits.iter().rev().enumerate().map(turned).sum::<u32>() % 10 == 0)
}

/// True for a mobile number, or one of a fixed line with its area or without.
pub fn is_telephone(number: &str) -> bool {
    let Some(digits) = digits(number.trim().trim_start_matches("+86")) else { return false };
    match digits.as_slice() {
        [1, second, ..] if digits.len() == 11 => *second >= 3,
        [0, ..] => (10..=12).contains(&digits.len()),
        [4 | 8, 0, 0, ..] if digits.len() == 10 => true,
        // numbers of fixed lines begin with 2 to 8
        [first, ..] => (2..=8).contains(first) && (7..=8).contains(&digits.len()),
        [] => false,
    }
}

/// The digits of a number; `None` where there is something else.
fn digits(number: &str) -> Option<Vec<u32>> {
    let all = number.chars().filter(|c| !c.is_whitespace() && *c != '-');
    all.map(|c| c.to_digit(10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_so_many_digits() {
        for right in ["6200 0000 0000 0011", "6200000000000000005", "123456789012", "0200-0123-4567-8901"] {
            assert_eq!(account_fault(right), None, "{right}");
        }
        assert_eq!(account_fault("见存折"), Some(AccountFault::NotDigits));
        assert_eq!(account_fault("1234567"), Some(AccountFault::Length(7)));
        assert_eq!(account_fault(""), Some(AccountFault::Length(0)));
    }

    #[test]
    fn a_card_that_fits_not_is_named_where_the_others_fit() {
        let fits =
            "6217000000000000012 6217000000000000020 6217000000000000038 6217000000000000046 6217000000000000053";
        let more = "6217000000000000061 6217000000000000079 6217000000000000087 6217000000000000095";
        let mut cards: Vec<&str> = fits.split(' ').chain(more.split(' ')).collect();
        assert!(cards.iter().all(|card| card_fits(card) == Some(true)), "{cards:?}");
        cards.push("6217000000000000104");
        assert_eq!(odd_cards(cards.iter().copied()), BTreeSet::from(["6217000000000000104"]));
        // among few, or where several do not fit, nothing is known; what is no card fits nothing
        assert!(odd_cards(cards.iter().copied().skip(1)).is_empty());
        cards.push("6217000000000000112");
        assert!(odd_cards(cards).is_empty());
        assert_eq!([card_fits("0200012345678901"), card_fits("见存折")], [None, None]);
    }

    #[test]
    fn a_telephone_is_a_mobile_or_a_fixed_line() {
        for right in ["13900000000", "+86 139 0000 0000", "028-12345678", "87654321", "4001234567"] {
            assert!(is_telephone(right), "{right}");
        }
        for wrong in ["1390000", "12000000000", "139000000000", "见存折", ""] {
            assert!(!is_telephone(wrong), "{wrong}");
        }
    }
}
