//! What can be said of a person's birth day and identity number (GB 11643) while they are in the clear.

use crate::{
    decide::{
        IdentityFault, PersonRule, Refusal,
        personal::checked,
        refusal::{ReadingRule, ensure},
    },
    event::{Person, Private, RevisedPerson},
    unit::{Day, HouseholdId, PersonId},
};

/// The birth day is a day and not behind the first day as a member; the identity number is one, and of that day.
pub(super) fn sound(person: &Person<Private>) -> Result<(), Refusal> {
    let birth = match &person.birth {
        Private::Text(text) => {
            let no_day = || ReadingRule::NoSuchDay { at: "birth".to_owned(), found: text.clone() };
            let birth: Day = text.parse().ok().ok_or_else(no_day)?;
            ensure(birth <= person.since, || PersonRule::BeforeBirth {
                person: person.person.clone(),
                day: person.since,
            })?;
            Some(birth)
        }
        Private::Sealed(_) => None,
    };
    let Some(Private::Text(identity)) = &person.identity else { return Ok(()) };
    match fault(identity, birth) {
        Some(fault) => Err(PersonRule::NoIdentity { person: person.person.to_string(), fault }.into()),
        None => Ok(()),
    }
}

/// The number of a household's head is one.
pub(super) fn of_household(household: &HouseholdId, identity: Option<&Private>) -> Result<(), Refusal> {
    let Some(Private::Text(identity)) = identity else { return Ok(()) };
    match fault(identity, None) {
        Some(fault) => Err(PersonRule::NoIdentity { person: household.to_string(), fault }.into()),
        None => Ok(()),
    }
}

/// The same of what is said otherwise of a person, as far as it says it.
pub(super) fn restated(person: &PersonId, set: &RevisedPerson<Private>) -> Result<(), Refusal> {
    let birth = match &set.birth {
        Some(Private::Text(text)) => {
            let no_day = || ReadingRule::NoSuchDay { at: "birth".to_owned(), found: text.clone() };
            Some(text.parse::<Day>().ok().ok_or_else(no_day)?)
        }
        Some(Private::Sealed(_)) | None => None,
    };
    let after = birth.zip(set.since).filter(|(birth, since)| since < birth);
    if let Some((_, day)) = after {
        return Err(PersonRule::BeforeBirth { person: person.clone(), day }.into());
    }
    let Some(Private::Text(identity)) = &set.identity else { return Ok(()) };
    match fault(identity, birth) {
        Some(fault) => Err(PersonRule::NoIdentity { person: person.to_string(), fault }.into()),
        None => Ok(()),
    }
}

/// What is wrong with an identity number, for somebody born on a day.
pub(crate) fn fault(identity: &str, birth: Option<Day>) -> Option<IdentityFault> {
    // a spreadsheet keeps 15 digits of a number, and writes it as 5.19999E+17
    let rounded = identity.len() == 18 && identity.ends_with("000") && identity.bytes().all(|b| b.is_ascii_digit());
    let shortened = identity.contains(['E', 'e']) && identity.starts_with(|c: char| c.is_ascii_digit());
    let (digits, last) = identity.split_at_checked(17).unwrap_or((identity, ""));
    let whole = digits.len() == 17 && digits.bytes().all(|b| b.is_ascii_digit());
    let x = matches!(last, "X" | "x");
    let digit = last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit());
    if shortened {
        return Some(IdentityFault::DigitsLost);
    }
    if !whole || !(x || digit) {
        return Some(IdentityFault::NotEighteen(identity.chars().count()));
    }
    let all: Vec<u32> = identity.chars().filter_map(|c| c.to_digit(10)).collect();
    if !checked(&all, x) {
        return Some(if rounded { IdentityFault::DigitsLost } else { IdentityFault::CheckDigit });
    }
    let said = birth.map(|day| day.to_string().replace('-', ""));
    said.is_some_and(|said| identity.get(6..14) != Some(said.as_str())).then_some(IdentityFault::Birth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(identity: &str, birth: &str) -> Option<IdentityFault> {
        fault(identity, Some(birth.parse().unwrap_or_else(|_| panic!("a day"))))
    }

    /// Made from the rule, of nobody: the region is none that exists.
    #[test]
    fn a_number_has_its_check_digit_and_the_day_of_birth() {
        let right: Vec<String> = ('0'..='9').chain(['X']).map(|last| format!("51999919900101000{last}")).collect();
        let fits: Vec<_> = right.iter().filter(|n| of(n, "1990-01-01").is_none()).collect();
        let [number] = fits.as_slice() else { panic!("{fits:?}") };
        assert_eq!(of(number, "1990-01-02"), Some(IdentityFault::Birth));
        assert_eq!(fault(number, None), None);
        assert_eq!(of("519999199001010", "1990-01-01"), Some(IdentityFault::NotEighteen(15)));
        assert_eq!(of("51999919900101000Y", "1990-01-01"), Some(IdentityFault::NotEighteen(18)));
        assert_eq!(of("5.19999E+17", "1990-01-01"), Some(IdentityFault::DigitsLost));
        assert_eq!(of("519999199001011000", "1990-01-01"), Some(IdentityFault::DigitsLost));
        assert_eq!(of("", "1990-01-01"), Some(IdentityFault::NotEighteen(0)));
    }
}
