//! Money that goes out.

use super::super::spot::{About, LAST, Spot, account, after, day, yuan};
use coop_ledger::screen::ScreenCode;
use serde_json::{Value, json};

pub fn paid_twice(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.fen(300, 4_000));
    let way = spot.dice.roll(3);
    if way == 2 {
        // nobody is named
        let part = json!({"part": "expense", "account": "514", "amount": yuan(fen), "purpose": "festival"});
        let pays =
            |spot: &mut Spot, on| spot.on(on, json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": [part]}));
        pays(spot, begins);
        let again = spot.between((0, 0), (1, 40));
        let again = pays(spot, after(begins, again));
        spot.asks(ScreenCode::PaidTwice, About::Entry(again));
        return;
    }
    let party = spot.company();
    let part = json!({"part": "expense", "account": "513", "amount": yuan(fen), "holder": party, "purpose": "goods"});
    let mut other = part.clone();
    other["amount"] = json!(yuan(fen + 1_000));
    spot.on(begins, json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": [part]}));
    let (days, part) = match (way, spot.crooked) {
        (0, true) => (0, part),
        (0, false) => (0, other),
        (_, true) => (spot.dice.within(1, 3), part),
        (_, false) => (spot.dice.within(4, 60), part),
    };
    let again = spot.on(after(begins, days), json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": [part]}));
    spot.asks(ScreenCode::PaidTwice, About::Entry(again));
}

/// Petty cash of an officer, or a prepayment to a supplier: settled in time, or in part, or never.
pub fn advance_overdue(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.fen(300, 900));
    let (part, back, from, holder) = if spot.dice.is(2) {
        ("petty_cash", "petty_cash_back", "CASH", spot.officer())
    } else {
        ("prepaid", "prepaid_back", "A-BANK-1", spot.company())
    };
    let paid = json!([{"part": part, "amount": yuan(fen), "holder": holder}]);
    spot.on(begins, json!({"kind": "payment.recorded", "from": from, "parts": paid}));
    let some = spot.dice.is(2);
    if some || !spot.crooked {
        let fen = spot.either(fen / 2, fen);
        let back = json!([{"part": back, "amount": yuan(fen), "holder": holder}]);
        let days = spot.dice.within(10, 89);
        spot.on(after(begins, days), json!({"kind": "receipt.recorded", "into": from, "parts": back}));
    }
    spot.asks(ScreenCode::AdvanceOverdue, holder);
}

pub fn payable_open_long(spot: &mut Spot) {
    let (begins, fen, party) = (spot.begins(), spot.fen(200, 9_000), spot.company());
    spot.on(
        begins,
        json!({"kind": "claim.recorded", "claim": "payable", "holder": party, "account": "514", "purpose": "cleaning",
            "owed_as": "应付保洁费", "amount": yuan(fen), "document": "D"}),
    );
    let some = spot.dice.is(2);
    if some || !spot.crooked {
        let fen = spot.either(fen / 3, fen);
        let days = spot.dice.within(20, 360);
        let part = json!([{"part": "payable", "holder": party, "purpose": "应付保洁费", "amount": yuan(fen)}]);
        spot.on(after(begins, days), json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": part}));
    }
    spot.asks(ScreenCode::PayableOpenLong, party);
}

/// A voucher around a card; in the straight story it is put right, or keeps away from cards.
pub fn card_and_books_differ(spot: &mut Spot) {
    let (asset, begins, fen) = (spot.code("泵"), spot.begins(), spot.fen(100, 900));
    spot.on(
        begins,
        json!({"kind": "asset.acquired", "asset": asset, "class": "fixed", "how": "bought", "cost": "36500.00",
            "from": "A-BANK-1", "use": "operating", "life_months": 100, "salvage": "0", "document": "D", "place": "yard"}),
    );
    let around = after(begins, spot.dice.within(10, 100));
    let (voucher, asked) = if spot.dice.is(2) {
        (
            json!([{"account": "515", "debit": yuan(fen), "purpose": "其他"},
            {"account": "151", "holder": asset, "credit": yuan(fen)}]),
            "account 151",
        )
    } else {
        (
            json!([{"account": "152", "holder": asset, "credit": yuan(fen)},
            {"account": "515", "debit": yuan(fen), "purpose": "其他"}]),
            "account 152",
        )
    };
    let voucher = spot.on(around, json!({"kind": "voucher.recorded", "lines": voucher}));
    if !spot.crooked {
        let right = after(around, spot.dice.within(0, 20));
        let id = spot.id(voucher);
        spot.on(right, json!({"kind": "entry.corrected", "corrects": id, "reason": "other"}));
    }
    spot.asks(ScreenCode::CardAndBooksDiffer, asked);
}

pub fn overdraft_raised(spot: &mut Spot) {
    let limit = spot.between((8_000_000, 20_000_000), (10_000, 400_000)) * 100;
    let begins = spot.begins();
    spot.on(
        begins,
        json!({"kind": "register.revised", "register": "bank", "code": "A-BANK-1", "mode": "changed",
            "set": {"overdraft": yuan(limit)}, "reason": "other", "document": "D"}),
    );
    spot.asks(ScreenCode::OverdraftRaised, "bank account A-BANK-1");
}

pub fn personal_owner(spot: &mut Spot) {
    let (bank, begins) = (spot.code("BANK-"), spot.begins());
    let owner = match spot.dice.roll(3) {
        0 => spot.officer(),
        1 => spot.party("P", "person"),
        _ => spot.household(),
    };
    let ownership = spot.either("collective", "personal");
    spot.on(
        begins,
        json!({"kind": "bank.registered", "account": bank, "owner": owner, "ownership": ownership,
        "number": format!("65{:0>17}", spot.nth)}),
    );
    spot.asks(ScreenCode::PersonalOwner, format!("bank account {bank}"));
}

pub fn account_of_household(spot: &mut Spot) {
    let (bank, begins, household) = (spot.code("BANK-"), spot.begins(), spot.household());
    let number = spot.either(account(&household), format!("63{:0>17}", spot.nth));
    spot.on(
        begins,
        json!({"kind": "bank.registered", "account": bank, "owner": "A", "ownership": "collective", "number": number}),
    );
    spot.asks(ScreenCode::AccountOfHousehold, format!("bank account {bank}"));
}

/// An officer, or kin, is paid for this and that.
pub fn officer_paid(spot: &mut Spot) {
    let to = if spot.dice.is(2) { spot.officer() } else { spot.kin() };
    let (begins, times) = (spot.begins(), spot.dice.within(1, 4));
    let apart = spot.dice.within(20, 80);
    for n in 0..times {
        let fen = spot.between((101_000 / times, 400_000), (5_000, 99_000 / times)) + n;
        spot.pays(after(begins, n * apart), &to, fen);
    }
    spot.asks(ScreenCode::OfficerPaid, to);
}

/// The same to several within a week; to two only, or over weeks, in the straight story.
pub fn shared_privately(spot: &mut Spot) {
    if spot.dice.is(3) {
        return owed_by_hand(spot);
    }
    let (begins, fen) = (spot.begins(), spot.fen(100, 900));
    let many = spot.dice.within(3, 5);
    let few = spot.dice.is(2);
    let (many, apart) = match (spot.crooked, few) {
        (true, _) => (many, spot.dice.within(0, 7 / (many - 1))),
        (false, true) => (2, 2),
        (false, false) => (many, 8),
    };
    let officers = spot.dice.is(2);
    let mut last = 0;
    for n in 0..many {
        let to = if officers { spot.officer() } else { spot.party("P", "person") };
        let part = json!([{"part": "welfare", "amount": yuan(fen), "holder": to}]);
        let on = after(begins, n * apart);
        last = spot.on(on, json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": part}));
    }
    spot.asks(ScreenCode::SharedPrivately, About::Entry(last));
}

/// A voucher owes households as much to each; less than a thousand where the story is straight.
fn owed_by_hand(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.between((100_000, 300_000), (10_000, 30_000)));
    let many = spot.dice.within(3, 5);
    let mut lines = vec![json!({"account": "513", "debit": yuan(fen * many), "purpose": "bonus"})];
    for _ in 0..many {
        let to = spot.household();
        lines.push(json!({"account": "113", "holder": to, "credit": yuan(fen), "purpose": "bonus"}));
    }
    let entry = spot.on(begins, json!({"kind": "voucher.recorded", "lines": lines}));
    spot.asks(ScreenCode::SharedPrivately, About::Entry(entry));
    if fen * many >= 100_000 {
        spot.always_asks(ScreenCode::ResultByVoucher, About::Entry(entry));
    }
}

/// Again and again to nobody who is named; in the straight story there is an invoice.
pub fn payee_unnamed(spot: &mut Spot) {
    if spot.dice.is(3) {
        let (begins, fen) = (spot.begins(), spot.between((20_100_000, 30_000_000), (1_000_000, 9_000_000)));
        spot.on(begins, json!({"kind": "claim.recorded", "claim": "wages", "amount": yuan(fen), "document": "D"}));
        let part = json!([{"part": "wages", "amount": yuan(fen)}]);
        spot.on(after(begins, 3), json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": part}));
        spot.asks(ScreenCode::PayeeUnnamed, "account 212");
        return;
    }
    let (begins, seller) = (spot.begins(), spot.company());
    for n in 0..3 {
        let (on, fen) = (after(begins, n * 40), spot.fen(17_000, 60_000));
        let mut part = json!({"part": "expense", "account": "515", "amount": yuan(fen), "purpose": "hospitality"});
        if !spot.crooked {
            part["invoice"] =
                json!({"number": format!("{n}"), "seller": seller, "gross": yuan(fen), "day": on.to_string()});
        }
        spot.on(on, json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": [part]}));
    }
    spot.asks(ScreenCode::PayeeUnnamed, "account 515");
}

/// Money that nobody received: little of it where the story is straight.
pub fn result_by_voucher(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.between((100_000, 9_000_000), (1_000, 99_000)));
    let lines = [
        json!({"account": "102", "holder": "A-BANK-1", "debit": yuan(fen)}),
        json!({"account": "504", "purpose": "其他", "credit": yuan(fen)}),
    ];
    let entry = spot.on(begins, json!({"kind": "voucher.recorded", "lines": lines}));
    spot.asks(ScreenCode::ResultByVoucher, About::Entry(entry));
}

/// Money to be handed on that nobody hands on; in the straight story it has just come.
pub fn held_back(spot: &mut Spot) {
    if spot.dice.is(3) {
        return super::holdings::capital_kept(spot);
    }
    let (begins, days, fen) = (spot.begins(), spot.dice.within(0, 200), spot.fen(200, 9_000));
    let on = spot.either(begins, after(day("2025-08-01"), days));
    let part = json!([{"part": "pass_through", "amount": yuan(fen)}]);
    spot.on(on, json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
    spot.asks(ScreenCode::HeldBack, "account 211");
}

pub fn lent_by_voucher(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.fen(500, 50_000));
    let (account, holder) = if spot.dice.is(2) { ("112", spot.company()) } else { ("113", spot.household()) };
    let owed = json!({"account": account, "holder": holder, "purpose": "借款", "debit": yuan(fen)});
    let fee = json!({"account": "513", "debit": yuan(fen)});
    let lines = [spot.either(owed, fee), json!({"account": "102", "holder": "A-BANK-1", "credit": yuan(fen)})];
    let entry = spot.on(begins, json!({"kind": "voucher.recorded", "lines": lines}));
    spot.asks(ScreenCode::LentByVoucher, About::Entry(entry));
    if account == "112" && fen >= 100_000 && day(LAST).days_since(begins) > 365 {
        spot.asks(ScreenCode::ClaimOpenLong, holder);
    }
}

pub fn never_under_contract(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.fen(25_001, 60_000));
    let way = spot.dice.roll(3);
    let party = match (spot.crooked, way) {
        (false, 0) => spot.party("GOV", "government"),
        _ => spot.company(),
    };
    let invoice = match (spot.crooked, way) {
        (false, 1) => json!({"number": "1", "seller": party, "gross": yuan(fen), "day": begins.to_string()}),
        _ => Value::Null,
    };
    let second = if !spot.crooked && way == 2 { 1_000 } else { fen + 100 };
    let first = if !spot.crooked && way == 2 { fen.min(4_800_000) } else { fen };
    spot.pays_with(begins, &party, first, &invoice);
    let days = spot.dice.within(10, 300);
    spot.pays(after(begins, days), &party, second);
    spot.asks(ScreenCode::NeverUnderContract, party);
}

pub fn advance_without_invoice(spot: &mut Spot) {
    let (begins, officer, seller) = (spot.begins(), spot.officer(), spot.company());
    let times = spot.dice.within(1, 3);
    let few = spot.dice.is(2);
    for n in 0..times {
        let least = 200_100 / times + 1;
        let fen = if spot.crooked || !few {
            spot.dice.within(least, 400_000)
        } else {
            spot.dice.within(1_000, 190_000 / times)
        };
        let on = after(begins, n * 95);
        spot.on(
            on,
            json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": [{"part": "petty_cash", "amount": yuan(fen), "holder": officer}]}),
        );
        let settled = after(on, spot.dice.within(5, 80));
        let mut claim = json!({"kind": "claim.recorded", "claim": "petty_cash_settled", "document": "D", "holder": officer,
            "account": "513", "purpose": "paper", "amount": yuan(fen)});
        if !spot.crooked && !few {
            claim["invoice"] =
                json!({"number": format!("{n}"), "seller": seller, "gross": yuan(fen), "day": on.to_string()});
        }
        spot.on(settled, claim);
    }
    spot.asks(ScreenCode::AdvanceWithoutInvoice, officer);
}

/// A payment, a contract, or the area of a parcel, recorded long after its day.
pub fn recorded_late(spot: &mut Spot) {
    let begins = spot.begins();
    match spot.dice.roll(3) {
        0 => {
            let (party, fen) = (spot.company(), spot.fen(300, 4_000));
            let days = spot.between((32, 80), (0, 31));
            let part = json!([{"part": "expense", "account": "513", "amount": yuan(fen), "holder": party, "purpose": "goods"}]);
            let entry = spot.late(
                begins,
                after(begins, days),
                json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": part}),
            );
            spot.asks(ScreenCode::RecordedLate, About::Entry(entry));
        }
        1 => {
            let (party, contract) = (spot.company(), spot.code("L-"));
            let days = spot.between((32, 80), (0, 31));
            spot.late(
                begins,
                after(begins, days),
                json!({"kind": "contract.signed", "contract": contract, "party": party, "scheme": "SHOP",
                    "belongs_to": "collective", "signed": begins.to_string(), "first_day": begins.to_string(),
                    "last_day": after(begins, 364).to_string()}),
            );
            spot.asks(ScreenCode::RecordedLate, format!("contract {contract}"));
        }
        _ => {
            let household = spot.household();
            let parcel = spot.parcel(&household, 600);
            let days = spot.between((93, 180), (0, 92));
            let entry = spot.late(
                begins,
                after(begins, days),
                json!({"kind": "parcel.remeasured", "parcel": parcel, "household": household, "document": "D",
                    "area_m2": "4100.00", "area_mu": "6.15"}),
            );
            spot.asks(ScreenCode::RecordedLate, About::Entry(entry));
        }
    }
}

pub fn reversed_late(spot: &mut Spot) {
    let (party, begins, fen) = (spot.company(), spot.begins(), spot.fen(50, 900));
    let part = json!([{"part": "other_income", "amount": yuan(fen), "holder": party, "purpose": "waste"}]);
    let first = spot.on(begins, json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
    // wrong and right stand in one year: later than that the books refuse it
    let left = day(&format!("{}-12-31", &begins.to_string()[..4])).days_since(begins);
    let days = if spot.crooked { spot.dice.within(245, 400) } else { spot.dice.within(0, left.min(244)) };
    let id = spot.id(first);
    let entry = spot.on(after(begins, days), json!({"kind": "entry.corrected", "corrects": id, "reason": "duplicate"}));
    spot.asks(ScreenCode::ReversedLate, About::Entry(entry));
}

/// A second account of which no number is recorded.
pub fn bank_without_number(spot: &mut Spot) {
    let (first, second, begins) = (spot.code("BANK-"), spot.code("BANK-"), spot.begins());
    let registers = |spot: &mut Spot, on, bank: &str, number: &Value| {
        let mut request = json!({"kind": "bank.registered", "account": bank, "owner": "A", "ownership": "collective"});
        if !number.is_null() {
            request["number"] = number.clone();
        }
        spot.on(on, request);
    };
    registers(spot, begins, &first, &json!(format!("66{:0>17}", spot.nth)));
    let number = if spot.crooked { Value::Null } else { json!(format!("67{:0>17}", spot.nth)) };
    registers(spot, after(begins, 20), &second, &number);
    spot.asks(ScreenCode::BankWithoutNumber, format!("bank account {second}"));
}

/// Income of somebody who owes nothing; of a union, or less than anybody asks about. It is settled in time.
pub fn income_unfounded(spot: &mut Spot) {
    let (begins, way) = (spot.begins(), spot.dice.is(2));
    let (from, fen) = match (spot.crooked, way) {
        (true, _) => (spot.company(), spot.fen(1_000, 60_000)),
        (false, true) => (spot.company(), spot.fen(100, 998)),
        (false, false) => (spot.party("UNION", "union"), spot.fen(1_000, 60_000)),
    };
    let claim = spot.on(
        begins,
        json!({"kind": "claim.recorded", "claim": "investment_share", "holder": from, "amount": yuan(fen), "document": "D"}),
    );
    let part = json!([{"part": "claim_settled", "holder": from, "purpose": "联合体分配", "amount": yuan(fen)}]);
    let days = spot.dice.within(10, 300);
    spot.on(after(begins, days), json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
    spot.asks(ScreenCode::IncomeUnfounded, About::Entry(claim));
}

/// A union says what it owes and pays nothing of it, or some; or all within a year.
pub fn claim_open_long(spot: &mut Spot) {
    let (begins, fen, from) = (spot.begins(), spot.fen(3_000, 60_000), spot.party("UNION", "union"));
    spot.on(
        begins,
        json!({"kind": "claim.recorded", "claim": "investment_share", "holder": from, "amount": yuan(fen), "document": "D"}),
    );
    let some = spot.dice.is(2);
    if some || !spot.crooked {
        let fen = spot.either(fen / 3, fen);
        let part = json!([{"part": "claim_settled", "holder": from, "purpose": "联合体分配", "amount": yuan(fen)}]);
        let days = spot.dice.within(10, 360);
        spot.on(after(begins, days), json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
    }
    spot.asks(ScreenCode::ClaimOpenLong, from);
}
