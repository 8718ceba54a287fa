//! What a contract of households' land, houses or capital earns is theirs first: it comes by the parts that a
//! sheet shares or measures, whichever field of an instruction names the contract.

use super::{
    Refusal,
    refusal::{OwnerRule, Theirs},
};
use crate::{
    books::{Bearer, Books, ClaimRule, Class, Contract, OWN_LAND, ReceiptRule, postings},
    event::{ClaimPart, ContractSigned, ReceiptRecorded},
    unit::{ContractId, HouseId, Money, ParcelId},
};

type Checked = Result<(), Refusal>;

/// The input of the fee on top of what households get, which every contract may give.
pub(super) const FEE: &str = "到账服务费";

/// True for a contract about households' parcels, or about a house that a household owns.
pub(super) fn holds_households_things(books: &Books, contract: &Contract) -> bool {
    things_of_households(books, &contract.signed)
}

/// The same of one that is about to be signed.
pub(super) fn things_of_households(books: &Books, signed: &ContractSigned) -> bool {
    let owned = |house: &HouseId| {
        let owner = books.registers().houses().get(house).and_then(|h| h.owner.latest());
        owner.is_some_and(|owner| owner.household().is_some())
    };
    // of a parcel that nobody knows nobody can say that it is the collective's
    let held = |parcel: &ParcelId| books.registers().parcels().get(parcel).is_none_or(|p| !p.is_of_collective());
    signed.parcels.iter().any(held) || signed.houses.iter().any(owned)
}

/// True for a part of a receipt that is income.
pub(super) fn is_income_part(books: &Books, part: &str) -> bool {
    books.chart().receipt.get(part).is_some_and(|rule| is_income(books, &rule.credit))
}

/// True for a contract for which a household subscribed, whatever the collective put beside it: of what the
/// whole earns a part is the household's.
fn holds_households_capital(books: &Books, contract: &Contract) -> bool {
    let rows = books.registers().capital().iter().filter(|c| c.contract == contract.signed.contract);
    rows.filter_map(|c| c.owner.latest()).any(|owner| owner.household().is_some())
}

/// The contract that goes by this code.
fn named<'a>(books: &'a Books, code: &str) -> Option<&'a Contract> {
    books.bearer(code).and_then(Bearer::contract)
}

/// What comes under a contract that households share, and how; `None` where it is the collective's alone.
pub(super) fn others(books: &Books, contract: &Contract) -> Option<Theirs> {
    if holds_households_things(books, contract) {
        Some(Theirs::Rent)
    } else if holds_households_capital(books, contract) {
        Some(Theirs::Return)
    } else {
        None
    }
}

fn is_income(books: &Books, account: &str) -> bool {
    let account = books.account(account);
    account.is_ok_and(|account| books.chart().accounts.get(&account).is_some_and(|a| a.class == Class::Income))
}

fn refuse(books: &Books, contract: &Contract, part: &str, amount: Money) -> Checked {
    let Some(theirs) = others(books, contract) else { return Ok(()) };
    let at = format!("{} {part}", contract.signed.contract);
    Err(OwnerRule::IncomeOfOthers { at, theirs, amount: amount.fen() }.into())
}

/// No income of the collective comes under such a contract but by parts that a sheet shares or measures, and by rent of its own
/// land among what is let; of capital nothing is measured but the claim, so that only a fee comes beside it.
pub(super) fn receipt(books: &Books, r: &ReceiptRecorded, contract: Option<&Contract>) -> Checked {
    for part in &r.parts {
        let Some(rule) = books.chart().receipt.get(part.part.as_str()) else { continue };
        if !is_income(books, &rule.credit) {
            continue;
        }
        let holder = part.holder.as_ref().and_then(|holder| named(books, holder.as_str()));
        let own_land = part.part.as_str() == OWN_LAND;
        // for an instalment of the contract that the receipt names it is measured by its mu
        let beside = |other: &Contract| {
            let named = contract.is_some_and(|own| own.signed.contract == other.signed.contract);
            own_land && named && books.lets_both(other)
        };
        let measured = |other: &&Contract| measured(books, other, rule) || beside(other);
        for contract in contract.into_iter().chain(holder).filter(|contract| !measured(contract)) {
            refuse(books, contract, part.part.as_str(), part.amount)?;
        }
    }
    Ok(())
}

/// True for a part that is bounded by what came for the households, or a fee.
fn measured(books: &Books, contract: &Contract, rule: &ReceiptRule) -> bool {
    rule.input.as_deref().is_some_and(|input| input == FEE || holds_households_things(books, contract))
}

/// Rent of the collective's own land at no price by the mu: nobody can say what of all is the households'.
pub(super) fn unpriced(books: &Books, contract: &Contract, part: &str, amount: Money) -> Checked {
    refuse(books, contract, part, amount)
}

/// Nor does it keep a deposit, or claim a penalty, under such a contract: what it is for is theirs.
pub(super) fn penalty(books: &Books, contract: &Contract, what: &str, amount: Money) -> Checked {
    refuse(books, contract, what, amount)
}

/// Nor is any claimed but as a return that a sheet shares.
pub(super) fn claim(books: &Books, c: &ClaimPart, rule: &ClaimRule) -> Checked {
    if rule.shared || !is_income(books, &rule.credit) {
        return Ok(());
    }
    let codes = c.contract.iter().map(ContractId::as_str).chain(c.holder.iter().map(|holder| holder.as_str()));
    codes.filter_map(|code| named(books, code)).try_for_each(|k| refuse(books, k, c.claim.as_str(), c.amount))?;
    // a deposit that is kept as a debt nobody claims is kept all the same
    let deposit = books.chart().receipt.get(postings::DEPOSIT).map(|rule| rule.purpose.as_str());
    let kept = c.purpose.as_ref().filter(|purpose| Some(purpose.as_str()) == deposit).and(c.holder.as_ref());
    let of = |contract: &&Contract| kept.is_some_and(|holder| contract.party().as_str() == holder.as_str());
    books.contracts().values().filter(of).try_for_each(|k| refuse(books, k, c.claim.as_str(), c.amount))
}
