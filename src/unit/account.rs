//! Numbers of bank accounts and telephones, by their form.

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
    fn a_telephone_is_a_mobile_or_a_fixed_line() {
        for right in ["13900000000", "+86 139 0000 0000", "028-12345678", "87654321", "4001234567"] {
            assert!(is_telephone(right), "{right}");
        }
        for wrong in ["1390000", "12000000000", "139000000000", "见存折", ""] {
            assert!(!is_telephone(wrong), "{wrong}");
        }
    }
}
