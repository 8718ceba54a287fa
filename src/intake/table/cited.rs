//! Of which cell a refusal speaks.

use super::Spot;
use crate::decide::{Code, Refusal};
use std::collections::BTreeMap;

/// The cell whose text a refusal found, or that it names.
pub(super) fn spot_in(cells: &BTreeMap<String, (Spot, String)>, refusal: &Refusal) -> Option<Spot> {
    let (subject, found) = (refusal.subject(), refusal.found());
    let by = |holds: &dyn Fn(&str, &str) -> bool| {
        cells.iter().find(|(path, (_, text))| holds(path, text)).map(|(_, (spot, _))| *spot)
    };
    if let Some(spot) = member_of(refusal.code()).and_then(|member| cell_of(cells, &subject, member)) {
        return Some(spot);
    }
    let named = |path: &str, _: &str| subject.ends_with(&format!(", {path}"));
    let same = |path: &str, text: &str| path != "id" && !text.is_empty() && (text == found || text == subject);
    by(&named).or_else(|| by(&same))
}

/// The member that a refusal is about whose subject is the code of whom it is said of.
fn member_of(code: Code) -> Option<&'static str> {
    let of_person = matches!(code, Code::IdentityNotValid | Code::DuplicateIdentity);
    let of_shares = matches!(code, Code::MoreSharesThanHeld);
    of_person.then_some("identity").or_else(|| of_shares.then_some("shares"))
}

/// The cell of a member of the record, or of the item that has this code in it; of shares that of the class that is named
/// behind the code, where it has one of its own.
fn cell_of(cells: &BTreeMap<String, (Spot, String)>, subject: &str, member: &str) -> Option<Spot> {
    let (code, class) = subject.split_once(' ').map_or((subject, ""), |(code, class)| (code, class));
    let spot = |path: &str| cells.get(path).map(|(spot, _)| *spot);
    // a code of an item stands beside its other members; the record's own names it from afar
    let mut holders: Vec<&str> =
        cells.iter().filter(|(_, (_, text))| text == code).map(|(path, _)| path.as_str()).collect();
    holders.sort_by_key(|path| std::cmp::Reverse(path.matches('.').count()));
    holders.into_iter().find_map(|path| {
        let item = path.rsplit_once('.').map_or(String::new(), |(item, _)| format!("{item}."));
        spot(&format!("{item}{member}.{class}")).or_else(|| spot(&format!("{item}{member}")))
    })
}
