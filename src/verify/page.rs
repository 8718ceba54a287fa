//! A statement as a page: its data are verified as ever, the names beside its codes open commitments in entries that it
//! carries, and every other letter of it is what this program writes of the same data.

use super::{
    Unshown, Verified,
    carried::Carried,
    finding::{Finding, Passage, StatementFault},
    verify_statement,
};
use crate::{
    log::{Hash, Json, VerifierKey},
    statement::{HouseholdPage, value::Unsealed},
};

/// How many characters on either side of the first difference are shown.
const NEAR: usize = 30;

/// Checks a page, which carries `page` and stands in a file as `text`.
pub fn verify_page(page: &HouseholdPage, text: &str, vkey: &VerifierKey) -> Verified {
    let statement = &page.statement;
    let mut verified = verify_statement(statement, vkey);
    let carried: Vec<Carried> = statement
        .entries
        .iter()
        .filter_map(|proof| {
            let place = Passage::ProofOfEntry(proof.entry);
            Some(Carried::read(proof.text.as_bytes(), vkey, &place, &statement.household).ok()?.0)
        })
        .collect();
    let names = page
        .called
        .name
        .iter()
        .map(|name| ("household.enrolled/1", "household", "name", statement.household.as_str(), name));
    let parcels = page.called.parcels.iter();
    let parcels =
        parcels.map(|(code, official)| ("parcel.registered/1", "parcel", "official", code.as_str(), official));
    for (kind, is, field, code, unsealed) in names.chain(parcels) {
        if !carried.iter().any(|one| one.kind() == kind && opens(&one.body, is, field, code, unsealed)) {
            let fault = StatementFault::Differs { expected: code.to_owned(), found: unsealed.value.clone() };
            verified.findings.push(Finding::new(Passage::Called(code.to_owned()), fault));
        }
    }
    let held = &statement.holdings;
    let contracts = held.parcels.iter().filter_map(|p| p.contract.as_ref());
    let contracts = contracts.chain(held.houses.iter().filter_map(|h| h.contract.as_ref()));
    let contracts: Vec<_> = contracts.chain(held.capital.iter().map(|c| &c.contract)).collect();
    let parcels = page.called.parcels.keys().filter(|code| !held.parcels.iter().any(|p| p.parcel == **code));
    let others = page.called.partners.keys().filter(|code| !contracts.contains(code)).map(ToString::to_string);
    for code in parcels.map(ToString::to_string).chain(others) {
        let fault = StatementFault::Differs { expected: "–".to_owned(), found: code.clone() };
        verified.findings.push(Finding::new(Passage::Called(code), fault));
    }
    if !page.called.partners.is_empty() {
        verified.told.insert(Unshown::Partners);
    }
    if page.called.doubt.is_some() {
        verified.told.insert(Unshown::Machine);
    }
    let right = page.written(vkey);
    if right != text {
        let (expected, found) = apart(&right, text);
        verified.findings.push(Finding::new(Passage::Page, StatementFault::Differs { expected, found }));
    }
    verified
}

fn opens(body: &Json, is: &str, field: &str, code: &str, unsealed: &Unsealed) -> bool {
    let text = |name: &str| body.member(name).and_then(Json::text);
    let commitment = text(field).and_then(|hash| hash.parse::<Hash>().ok());
    text(is) == Some(code) && commitment.is_some_and(|commitment| unsealed.opens(&commitment, field))
}

/// Both texts about the first place where they part.
fn apart(right: &str, found: &str) -> (String, String) {
    let same = right.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| text.chars().skip(same.saturating_sub(NEAR)).take(2 * NEAR).collect::<String>();
    (near(right), near(found))
}
