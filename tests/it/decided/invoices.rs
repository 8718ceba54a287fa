//! Invoices: their tax, the one that each is, and what is drawn on it.

use super::*;
use coop_ledger::unit::Fen;

const ON: &str = "2024-06-01";

fn village() -> Village {
    let mut village = Village::of_little(5);
    village.record(&format!(
        r#"{{"id":"t1","on":"{ON}","kind":"party.registered","party":"SUP1","role":"supplier"}}
{{"id":"own","on":"{ON}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"other_income","purpose":"捐款","amount":"9000.00"}}]}}"#
    ));
    village
}

fn balance(village: &Village, account: &str, holder: &str, purpose: &str) -> Fen {
    village.books().accounts().balance(&AccountKey::new(account, holder, purpose))
}

fn sold(id: &str, amount: &str, invoice: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{ON}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"works_rent","holder":"SUP1","amount":"{amount}","invoice":{invoice}}}]}}"#
    )
}

#[test]
fn what_is_sold_owes_the_tax_in_it_and_parts_of_an_invoice_owe_its_tax_together() {
    let mut village = village();
    let invoice = |more: &str| format!(r#"{{"number":"1","seller":"A","gross":"100.00","rate":"0.05"{more}}}"#);
    for wrong in [r#","net":"95.23""#, r#","vat":"4.77""#] {
        assert_eq!(village.refused(&sold("x", "100.00", &invoice(wrong))), Code::VatDoesNotMatch, "{wrong}");
    }
    // 33.33 / 1.05 = 31.742857: the tax of each third is what is left of that of their sum
    for (n, amount) in ["33.33", "33.33", "33.34"].into_iter().enumerate() {
        village.record(&sold(&format!("s{n}"), amount, &invoice(r#","net":"95.24","vat":"4.76""#)));
    }
    assert_eq!(balance(&village, "214", "", "应交增值税"), Fen(-476));
    assert_eq!(balance(&village, "501", "SUP1", "设施租金"), Fen(-9_524));
    assert_eq!(village.refused(&sold("s4", "0.01", &invoice(""))), Code::InvoiceUsedTwice);
    // what is taken back is not drawn any more
    village.record(&crate::found::whose::village::correct("s2"));
    assert_eq!(village.refused(&sold("s4", "33.35", &invoice(""))), Code::InvoiceUsedTwice);
    village.record(&sold("s4", "33.34", &invoice("")));
}

#[test]
fn two_parts_of_one_receipt_share_an_invoice() {
    let mut village = village();
    let invoice = r#"{"number":"9","seller":"A","gross":"100.00","rate":"3%"}"#;
    let both = |second: &str| {
        format!(
            r#"{{"id":"b","on":"{ON}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"works_rent","holder":"SUP1","amount":"60.00","invoice":{invoice}}},{{"part":"other_income","holder":"SUP1","purpose":"废品","amount":"{second}","invoice":{invoice}}}]}}"#
        )
    };
    assert_eq!(village.refused(&both("40.01")), Code::InvoiceUsedTwice);
    village.record(&both("40.00"));
    // 100.00 / 1.03 = 97.087378
    assert_eq!(balance(&village, "214", "", "应交增值税"), Fen(-291));
}

#[test]
fn an_invoice_is_one_and_has_one_amount_and_rate() {
    let mut village = village();
    let owed = |id: &str, number: &str, gross: &str, rate: &str| {
        format!(
            r#"{{"id":"{id}","on":"{ON}","kind":"claim.recorded","claim":"payable","holder":"SUP1","account":"514","purpose":"保洁","owed_as":"应付保洁费","amount":"1800.00","invoice":{{"number":"{number}","seller":"SUP1","gross":"{gross}"{rate}}}}}"#
        )
    };
    village.record(&owed("o", "S-1", "1800.00", r#","rate":"0.03","net":"1747.57","vat":"52.43""#));
    // what is bought costs what it costs: its tax is no claim on anybody
    assert_eq!(balance(&village, "514", "", "保洁"), Fen(180_000));
    assert_eq!(balance(&village, "214", "", "应交增值税"), Fen::ZERO);
    for (gross, rate) in [("1800.00", r#","rate":"0.03""#), ("3600.00", r#","rate":"0.03""#), ("1800.00", "")] {
        assert_eq!(village.refused(&owed("x", "S-1", gross, rate)), Code::InvoiceUsedTwice, "{gross} {rate}");
    }
    village.record(&owed("x", "S-2", "1800.00", ""));
    // what settles a debt brings no invoice: the debt had it
    let paid = format!(
        r#"{{"id":"p","on":"{ON}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"payable","holder":"SUP1","purpose":"应付保洁费","amount":"1800.00","invoice":{{"number":"S-3","seller":"SUP1","gross":"1800.00"}}}}]}}"#
    );
    assert_eq!(village.refused(&paid), Code::InvoiceUsedTwice);
}

#[test]
fn no_tax_is_owed_of_households_rent() {
    let mut village = Village::of_little(4);
    let rent = |rate: &str| {
        format!(
            r#"{{"id":"r","on":"2024-05-01","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"2025.00","invoice":{{"number":"1","seller":"A","gross":"2025.00"{rate}}}}},{{"part":"service_fee","amount":"60.75"}}]}}"#
        )
    };
    assert_eq!(village.refused(&rent(r#","rate":"0.05""#)), Code::VatDoesNotMatch);
    village.record(&rent(""));
}

#[test]
fn an_invoice_is_the_same_however_its_number_is_typed() {
    let mut village = village();
    let paid = |id: &str, number: &str| {
        format!(
            r#"{{"id":"{id}","on":"{ON}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"expense","account":"513","amount":"100.00","invoice":{{"number":"{number}","seller":"SUP1","gross":"100.00"}}}}]}}"#
        )
    };
    village.record(&paid("a", "INV-1"));
    for typed in ["INV-1", "inv-1", " Inv -1", "ＩＮＶ-１"] {
        assert_eq!(village.refused(&paid("x", typed.trim())), Code::InvoiceUsedTwice, "{typed}");
    }
    village.record(&paid("b", "INV-11"));
}
