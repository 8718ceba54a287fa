//! Whose money, and once only: what a second look of an attacker proved wrong on an untouched village.

pub mod rents;
mod smaller;

use super::whose::{village::Village, voucher};
use crate::tampered::forge::Forge;
use coop_ledger::{audit::FindingCode, decide::Code, event::Fact, unit::Fen};

const ON: &str = "2024-06-01";

/// A village with claims, debts, payables, a loan, a grant, an investment.
fn indebted() -> Village {
    let mut village = Village::rich();
    for (n, lines) in [
        ["113|H0001|水费|500.00", "504||水费|-500.00"],
        ["113|H0002|水费|30.00", "504||水费|-30.00"],
        ["112|TEN1|应收租金|400.00", "501|TEN1|租金|-400.00"],
        ["112|PT1|固定收益|300.00", "502|||-300.00"],
        ["513||办公费|80.00", "211|OP1|应付费用|-80.00"],
        ["513|||70.00", "212|||-70.00"],
        ["513|||60.00", "213|OP1|劳务费|-60.00"],
        ["102|A-BANK-1||900.00", "221|信用社|贷款|-900.00"],
        ["141|PT1||250.00", "102|A-BANK-1||-250.00"],
        ["512|||9.00", "214||增值税|-9.00"],
        ["514||慰问|25.00", "113|H0003|慰问金|-25.00"],
    ]
    .iter()
    .enumerate()
    {
        village.record(&voucher(&format!("in{n}"), ON, lines));
    }
    village.record(r#"{"id":"g","on":"2024-05-02","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"grant","project":"灌渠","amount":"1000.00"}]}"#);
    village
}

#[test]
fn a4_what_one_owes_or_is_owed_never_becomes_anothers() {
    let mut village = indebted();
    for lines in [
        // one household's debt made another's claim, and what was paid on it
        ["113|H0003||7.00", "113|H0002||-7.00"],
        ["113|H0003|水费|30.00", "113|H0002|水费|-30.00"],
        // a party's debt made a household's
        ["113|H0003||300.00", "112|PT1|固定收益|-300.00"],
        ["113|H0001||1.00", "112|TEN1|应收租金|-1.00"],
        ["112|OP1|应收|5.00", "112|TEN1|应收租金|-5.00"],
        // somebody's payable, wage, fee, loan, grant at a household's cost
        ["113|H0002||5.00", "211|OP1|应付费用|-5.00"],
        ["113|H0002||5.00", "212|||-5.00"],
        ["113|H0002||5.00", "213|OP1|劳务费|-5.00"],
        ["113|H0002||5.00", "221|信用社|贷款|-5.00"],
        ["113|H0002||5.00", "214||增值税|-5.00"],
        ["113|H0002||5.00", "241||灌渠|-5.00"],
        ["112|OP1|应收|5.00", "211|OP2|应付费用|-5.00"],
        ["211|OP1|应付费用|5.00", "112|TEN1|应收租金|-5.00"],
        ["211|OP1|应付费用|5.00", "213|TEN1|劳务费|-5.00"],
        // a lender or the tax office
        ["221|信用社|贷款|5.00", "113|H0001|奖励|-5.00"],
        ["214||增值税|5.00", "113|H0002|水费|-5.00"],
        // an investment
        ["113|H0001||250.00", "141|PT1||-250.00"],
        ["141|PT1||5.00", "113|H0001|奖励|-5.00"],
        ["141|X|股权|5.00", "211|OP1|应付费用|-5.00"],
    ] {
        assert_eq!(village.refused(&voucher("v", ON, &lines)), Code::NotTheCollectives, "{lines:?}");
    }
    // nor with the collective's money as a fig leaf
    let leaf = ["113|H0003||7.00", "113|H0002|水费|-7.00", "513|||7.00", "504|||-7.00"];
    assert_eq!(village.refused(&voucher("v", ON, &leaf)), Code::NotTheCollectives);
    assert!(village.said.contains("113 H0003") && village.said.contains("113 H0002 水费"), "{}", village.said);
}

#[test]
fn a4_holders_of_the_members_account_are_members() {
    let mut village = indebted();
    for holder in ["H9999", "H０００１", "OP1", "H0001-1", ""] {
        assert_eq!(
            village.refused(&voucher("v", ON, &[&format!("113|{holder}|水费|5.00"), "504|||-5.00"])),
            Code::UnknownHousehold,
            "{holder}"
        );
        assert_eq!(
            village.refused(&voucher("v", ON, &["513|||5.00", &format!("113|{holder}|奖励|-5.00")])),
            Code::UnknownHousehold,
            "{holder}"
        );
    }
    // balances of the day before may come before the roll; under a code that is never enrolled they can be put right
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"113","holder":"H0099","purpose":"水费","debit":"50.00"},{"account":"301","credit":"50.00"}]}"#);
    assert_eq!(village.refused(&voucher("v", ON, &["113|H0099|水费|5.00", "504|||-5.00"])), Code::UnknownHousehold);
    assert_eq!(village.refused(&voucher("v", ON, &["515|||50.01", "113|H0099|水费|-50.01"])), Code::UnknownHousehold);
    village.record(&voucher("v", ON, &["515|||50.00", "113|H0099|水费|-50.00"]));
}

#[test]
fn a4_what_an_accountant_writes_by_hand_stays_possible() {
    let mut village = indebted();
    let allowed: [&[&str]; 14] = [
        // charged, forgiven, paid, paid in advance, lent, given
        &["113|H0001|水费|30.00", "113|H0002|水费|20.00", "504||水费|-50.00"],
        &["515||坏账|5.00", "113|H0001|水费|-5.00"],
        &["515||坏账|40.00", "112|TEN1|应收租金|-40.00"],
        &["514||慰问|60.00", "113|H0001|慰问金|-20.00", "113|H0002|慰问金|-20.00", "113|H0003|慰问金|-20.00"],
        &["113|H0003|慰问金|25.00", "102|A-BANK-1||-25.00"],
        &["211|OP1|应付费用|30.00", "212|||20.00", "102|A-BANK-1||-50.00"],
        &["102|A-BANK-1||140.00", "112|TEN1|应收租金|-100.00", "113|H0001|水费|-40.00"],
        // a party's own dues against its own, and for another reason
        &["213|OP1|劳务费|10.00", "211|OP1|应付费用|-10.00"],
        &["112|PT1|分红|50.00", "141|PT1||-50.00"],
        // taxes and loans among themselves
        &["214||增值税|4.00", "214||附加税|-4.00"],
        &["221|信用社|贷款|100.00", "221|信用社|一年内到期|-100.00"],
        &["515||利息|3.00", "221|信用社|贷款|97.00", "102|A-BANK-1||-100.00"],
        // things of the collective, on credit
        &["121||化肥|15.00", "211|OP1|应付费用|-15.00"],
        &["113|H0002|化肥款|15.00", "121||化肥|-15.00"],
    ];
    for (n, lines) in allowed.iter().enumerate() {
        village.record(&voucher(&format!("ok{n}"), ON, lines));
    }
    assert_eq!(village.balance("112", "PT1", "分红"), Fen(5_000));
}

#[test]
fn a4_a_signed_voucher_between_owners_is_a_finding_of_the_audit() {
    let mut little = crate::little::Little::upto(5, 0x41);
    let charged = voucher("v", "2024-05-01", &["113|H0001|水费|20.00", "504|||-20.00"]);
    little.cooperative.record(&crate::little::read(&charged), &crate::little::accountant()).unwrap();
    let mut forge = Forge::of(&little);
    forge.rewrite(|_, event, _| {
        if let Fact::VoucherRecorded(v) = &mut event.fact {
            v.lines[1].account = "113".parse().unwrap();
            v.lines[1].holder = Some("H0002".parse().unwrap());
        }
        None
    });
    let report = forge.audit();
    assert_eq!(report.exit_code(), 1);
    let told = report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(
        report.findings.iter().any(|f| f.code() == FindingCode::DecidedOtherwise)
            && told.contains("not_the_collectives"),
        "{told}"
    );
}
