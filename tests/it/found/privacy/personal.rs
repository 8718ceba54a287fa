//! S4: no number that names a person stands in text that is signed.

use crate::little::{Little, accountant, read};
use coop_ledger::{
    cooperative::{Cooperative, Trouble},
    decide::Code,
};

/// Made by the rules, of nobody: the county of the number does not exist.
const NUMBERS: &[&str] = &[
    "519999199001010000",
    "５１９９９９１９９００１０１００００",
    "519999-19900101-0000",
    "519999900101001",
    "13800000000",
    "138 0000 0000",
];

fn refused(coop: &mut Cooperative, line: &str) -> bool {
    let before = coop.books().size();
    match coop.record(&read(line), &accountant()) {
        Err(Trouble::Refused(all)) => {
            assert_eq!(coop.books().size(), before);
            let code = all[0].1.code();
            assert!(!all[0].1.to_string().contains("0101"), "the number itself is not repeated");
            code == Code::PersonalNumberInText
        }
        _ => false,
    }
}

#[test]
fn s4_no_identity_or_mobile_number_stands_in_text_that_is_signed() {
    let mut little = Little::whole();
    let coop = &mut little.cooperative;
    for number in NUMBERS {
        let lines = [
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"expense","account":"513","purpose":"付{number}","amount":"1.00"}}]}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"expense","account":"513","holder":"{number}","purpose":"办公费","amount":"1.00"}}]}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"voucher.recorded","lines":[{{"account":"102","holder":"A-BANK-1","debit":"1.00"}},{{"account":"504","purpose":"{number}","credit":"1.00"}}]}}"#
            ),
            format!(r#"{{"id":"x","on":"2024-05-01","kind":"party.registered","party":"OP2","role":"{number}"}}"#),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"party.registered","party":"OP2","name":"{number}","role":"builder"}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"household.enrolled","household":"H0009","members":1,"group":"{number}"}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"resolution.passed","resolution":"{number}","entitled":9,"present":9,"yes":9}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"plan.published","plan":"{number}","first_day":"2024-05-01","last_day":"2024-06-01"}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"entrustment.given","household":"H0001","document":"{number}","parcels":["P01"],"first_day":"2037-01-01","last_day":"2037-12-31"}}"#
            ),
            format!(
                r#"{{"id":"x","on":"2024-05-01","kind":"bank.registered","account":"P-1","owner":"{number}","ownership":"personal"}}"#
            ),
        ];
        for line in lines {
            assert!(refused(coop, &line), "{line}");
        }
    }
    for id in ["r-519999199001010000", "13800000000", "tel.13800000000"] {
        assert!(
            refused(
                coop,
                &format!(
                    r#"{{"id":"{id}","on":"2024-05-01","kind":"party.registered","party":"OP2","role":"builder"}}"#
                )
            ),
            "{id}"
        );
    }
    // where it belongs it is sealed, and what only looks long is fine
    let fine = r#"
{"id":"f-1","on":"2024-05-01","kind":"household.enrolled","household":"H0009","members":1,"identity":"519999199001010009","phone":"13800000000","note":"13800000000"}
{"id":"f-2","on":"2024-05-01","kind":"party.registered","party":"OP2","role":"invoice 24512000000138000000"}
{"id":"f-3","on":"2024-05-01","kind":"party.registered","party":"OP3","role":"parcel 5101000000000000001"}
{"id":"f-4-20240501-080000-000001","on":"2024-05-01","kind":"party.registered","party":"OP4","role":"2024-04-01 to 2025-03-31"}
"#;
    coop.record(&read(fine), &accountant()).unwrap();
}
