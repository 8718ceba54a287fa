//! What comes back of an expense, and what is withheld of wages: by claims of their own, no further than what was charged or owed.

use super::*;
use coop_ledger::unit::Fen;

fn claim(id: &str, rest: &str) -> String {
    format!(r#"{{"id":"{id}","on":"2024-07-10","kind":"claim.recorded","document":"Z-1",{rest}}}"#)
}

#[test]
fn a_supplier_owes_back_no_more_of_an_expense_than_was_charged() {
    let mut village = Village::rich();
    village.record(r#"{"id":"sup","on":"2024-04-20","kind":"party.registered","party":"SUP1","role":"supplier"}
{"id":"e","on":"2024-07-01","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"expense","account":"513","holder":"SUP1","purpose":"办公用品","amount":"500.00"}]}"#);
    let back = |id: &str, account: &str, amount: &str| {
        claim(
            id,
            &format!(
                r#""claim":"expense_back","holder":"SUP1","account":"{account}","purpose":"办公用品","amount":"{amount}""#
            ),
        )
    };
    assert_eq!(village.refused(&back("b", "513", "500.01")), Code::PaymentAboveWhatIsOwed);
    assert_eq!(village.refused(&back("b", "514", "0.01")), Code::PaymentAboveWhatIsOwed);
    // income is not among what may be named
    village.refused(&back("b", "504", "0.01"));
    village.record(&back("b", "513", "120.00"));
    assert_eq!(village.balance("513", "SUP1", "办公用品"), Fen(38_000));
    assert_eq!(village.balance("112", "SUP1", "应退款"), Fen(12_000));
    let settled = |amount: &str| {
        format!(
            r#"{{"id":"r","on":"2024-07-12","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"claim_settled","holder":"SUP1","purpose":"应退款","amount":"{amount}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&settled("120.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&settled("120.00"));
    // what was owed before it was paid stands under nobody's name
    village.record(&claim(
        "o",
        r#""claim":"payable","holder":"SUP1","account":"511","purpose":"农资","owed_as":"应付农资款","amount":"80.00""#,
    ));
    village.record(&claim(
        "b2",
        r#""claim":"expense_back","holder":"SUP1","account":"511","purpose":"农资","amount":"30.00""#,
    ));
    assert_eq!(village.balance("511", "", "农资"), Fen(5_000));
}

#[test]
fn tax_is_withheld_of_wages_that_are_owed_and_paid_to_the_state() {
    let mut village = Village::rich();
    village.record(&claim("w", r#""claim":"wages","amount":"6000.00""#));
    let withheld = |id: &str, amount: &str| claim(id, &format!(r#""claim":"wage_tax","amount":"{amount}""#));
    assert_eq!(village.refused(&withheld("t", "6000.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&withheld("t", "180.00"));
    let paid = |id: &str, part: &str, purpose: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-07-15","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"{part}"{purpose},"amount":"{amount}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&paid("p", "wages", "", "5820.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&paid("p", "wages", "", "5820.00"));
    let tax = r#","purpose":"代扣个人所得税""#;
    assert_eq!(village.refused(&paid("s", "tax", tax, "180.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&paid("s", "tax", tax, "180.00"));
    assert_eq!(village.balance("212", "", ""), Fen::ZERO);
    assert_eq!(village.balance("214", "", "代扣个人所得税"), Fen::ZERO);
    // the whole wage is the expense
    assert_eq!(village.balance("513", "", "管理人员报酬"), Fen(600_000));
}
