//! Days, merged households, works and reports.

use super::{Signed, json, refused, taken};
use crate::little::{Hourly, Little, accountant, batches, founding};
use coop_ledger::{
    audit::{FindingCode, LedgerPlace, Pin, Verdict},
    books::{CN_2023, Members},
    cooperative::{Cooperative, Founding, audit},
    decide::Code,
    event::{Attached, Entry},
    statement::reports,
    unit::{Day, HouseholdId, Lang},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Refused with the code, whatever else is right about it.
fn each_refused(little: &mut Little, code: Code, lines: &[&str]) {
    for text in lines {
        let refusal = refused(little, text);
        assert_eq!(refusal.code(), code, "{text}: {refusal}");
    }
}

#[test]
fn m10_money_is_of_the_past_and_registers_begin_within_a_year() {
    // recorded on 10 February 2025, in books that begin on 1 January 2024
    let mut little = Little::late(8, 0x71);
    each_refused(
        &mut little,
        Code::DateOutOfWindow,
        &[
            r#"{"id":"x","on":"1925-04-10","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"interest","amount":"1.00"}]}"#,
            r#"{"id":"x","on":"2125-04-10","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"interest","amount":"1.00"}]}"#,
            r#"{"id":"x","on":"2023-12-31","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"interest","amount":"1.00"}]}"#,
            r#"{"id":"x","on":"2026-02-12","kind":"household.enrolled","household":"H0003","members":1}"#,
            r#"{"id":"x","on":"1949-09-30","kind":"household.enrolled","household":"H0003","members":1}"#,
            r#"{"id":"x","on":"2024-05-01","kind":"parcel.registered","parcel":"P03","household":"H0001","area_m2":"2000.00","area_mu":"3.0000","contract_end":"2199-12-31"}"#,
            r#"{"id":"x","on":"2024-05-01","kind":"contract.signed","contract":"C-9","party":"OP1","scheme":"x","signed":"2024-05-01","first_day":"2024-01-01","last_day":"2094-01-01"}"#,
            r#"{"id":"x","on":"2024-05-01","kind":"report.recorded","contract":"ROT-1","year":2026,"revenue":"1.00"}"#,
        ],
    );
    each_refused(
        &mut little,
        Code::DatesOutOfOrder,
        &[
            r#"{"id":"x","on":"2024-04-11","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#,
            r#"{"id":"x","on":"2024-04-14","kind":"payout.returned","payout":"P01","into":"A-BANK-1","lines":[{"household":"H0001","amount":"1.00","reason":"other"}]}"#,
        ],
    );
    taken(
        &mut little,
        r#"{"id":"i","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"interest","amount":"1.00"}]}"#,
    );
    each_refused(
        &mut little,
        Code::DatesOutOfOrder,
        &[r#"{"id":"x","on":"2024-05-31","kind":"entry.corrected","corrects":"i","reason":"other"}"#],
    );
    taken(&mut little, r#"{"id":"e","on":"2026-02-11","kind":"household.enrolled","household":"H0003","members":1}"#);
    taken(
        &mut little,
        r#"{"id":"c","on":"2024-05-01","kind":"contract.signed","contract":"C-9","party":"OP1","scheme":"x","signed":"2024-05-01","first_day":"2024-01-01","last_day":"2093-12-31"}"#,
    );
}

#[test]
fn m10_no_registers_are_read_as_at_a_day_that_is_to_come() {
    let mut little = Little::late(5, 0x72);
    each_refused(
        &mut little,
        Code::DateOutOfWindow,
        &[
            r#"{"id":"x","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","record_day":"2199-01-01"}"#,
            r#"{"id":"x","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","record_day":"2025-02-11"}"#,
        ],
    );
}

#[test]
fn m10_an_old_signed_entry_of_another_century_is_named() {
    let little = Little::late(1, 0x73);
    let body = json(r#"{"into":"A-BANK-1","parts":[{"amount":"1.00","part":"interest"}]}"#);
    let signed = Signed::behind(&little, "receipt.recorded/1", "2125-04-10", body);
    let report = signed.audit();
    assert_eq!((report.verdict, report.exit_code()), (Verdict::Fail, 1), "{:#?}", report.findings);
    let named = report.findings.iter().find(|f| f.code() == FindingCode::DecidedOtherwise).unwrap();
    assert!(
        named.found(Lang::En).contains("date_out_of_window") && named.place == LedgerPlace::Entry(signed.index()),
        "{named:?}"
    );
}

#[test]
fn n12_one_day_pays_for_no_half_year() {
    let mut little = Little::late(4, 0x74);
    let instalment = |last: &str| {
        format!(
            r#"{{"id":"c","on":"2024-05-01","kind":"contract.signed","contract":"C-9","party":"OP1","scheme":"x","signed":"2024-05-01","first_day":"2024-04-01","last_day":"2034-03-31","terms":{{"instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"{last}","lease_year":1,"part_of_year":"1/2","payout":"Q01"}}]}}}}"#
        )
    };
    each_refused(&mut little, Code::DatesOutOfOrder, &[&instalment("2024-04-01"), &instalment("2034-03-31")]);
    taken(&mut little, &instalment("2024-09-30"));
    let receipt = |days: &str| {
        format!(
            r#"{{"id":"r","on":"2024-04-10","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"2025.00"}}],"period":{days}}}"#
        )
    };
    each_refused(
        &mut little,
        Code::DatesOutOfOrder,
        &[
            &receipt(r#"{"first_day":"2024-04-01","last_day":"2024-04-01"}"#),
            &receipt(r#"{"first_day":"2024-04-01","last_day":"2025-03-31"}"#),
        ],
    );
    taken(&mut little, &receipt(r#"{"first_day":"2024-04-01","last_day":"2024-09-30"}"#));
}

#[test]
fn d1_the_line_of_a_household_taken_in_since_the_record_day_goes_to_the_one_that_took_it_in() {
    let mut little = Little::late(5, 0x75);
    for text in [
        r#"{"id":"h-3","on":"2024-01-02","kind":"household.enrolled","household":"H0003","members":1}"#,
        r#"{"id":"m-1","on":"2024-04-11","kind":"household.merged","document":"W","household":"H0002","into":"H0003"}"#,
        r#"{"id":"m-2","on":"2024-04-11","kind":"household.merged","document":"W","household":"H0003","into":"H0001"}"#,
        r#"{"id":"d-1","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","record_day":"2024-04-10"}"#,
        r#"{"id":"pay-1","on":"2024-04-15","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#,
    ] {
        taken(&mut little, text);
    }
    let books = little.cooperative.books();
    let payout = books.payouts().values().next().unwrap();
    let told: Vec<String> =
        payout.lines.iter().map(|(h, owed)| format!("{h} {} {}", owed.amount, owed.open())).collect();
    assert_eq!(told, ["H0001 2025.00 0.00"], "one line for one payee");
    let Entry { event, .. } = little.cooperative.entry(payout.index).unwrap();
    let Attached::Lines(lines) = &event.attached else { panic!("lines") };
    let line = lines.iter().find(|(_, l)| l.to.household().is_some()).unwrap();
    let rows: Vec<Vec<&str>> =
        line.1.because.steps().iter().map(|r| r.rows.iter().map(|row| row.key.as_str()).collect()).collect();
    assert_eq!(rows, [vec!["P01"], vec!["H0002", "P02"]], "each reason names its row");
    for (household, lines) in [("H0001", 2), ("H0002", 0), ("H0003", 0)] {
        let household: HouseholdId = household.parse().unwrap();
        let statement = little.cooperative.statement(&household, day("2024-12-31")).unwrap();
        assert_eq!((statement.check(), statement.lines.len()), (Vec::new(), lines), "{household}");
    }
    little.cooperative.settle();
    let report = audit(&little.ledger(), &Pin::default(), &mut |_, _| {}).unwrap().report;
    // one of the eight brought no share, which is asked about and is no finding
    let asked: Vec<&str> = report.questions.iter().map(|question| question.code().name()).collect();
    assert_eq!((report.verdict, &*asked), (Verdict::PassWithNotes, &["member_without_share"][..]), "{report:#?}");
}

#[test]
fn d2_a_report_for_a_day_is_as_at_that_day() {
    let little = Little::late(7, 0x76);
    let books = little.cooperative.books();
    let assets = |on: &str| {
        let sheet = reports::balance_sheet(books, day(on)).unwrap();
        assert_eq!(sheet.on, day(on));
        sheet.rows.iter().find(|r| r.row == "total_assets").unwrap().amount.to_string()
    };
    assert_eq!([assets("2024-04-09"), assets("2024-04-14"), assets("2024-12-31")], ["0.00", "2085.75", "60.75"]);
    let income = |on: &str| {
        let report = reports::income_and_distribution(books, day(on)).unwrap();
        (
            report.upto.map(|d| d.to_string()),
            report.rows.iter().find(|r| r.row == "operating_income").unwrap().amount.to_string(),
        )
    };
    assert_eq!(income("2024-04-09"), (Some("2024-04-09".into()), "0.00".into()));
    assert_eq!(income("2024-12-31"), (None, "60.75".into()));
}

#[test]
fn d3_detail_accounts_count_in_their_line_and_are_closed_with_it() {
    let account =
        "\n50101 = { zh = \"流转服务费\", en = \"service fees\", class = \"income\", side = \"credit\" }\n502 =";
    let chart =
        CN_2023.replace("\n502 =", account).replace("service_fee_income = [\"501\"", "service_fee_income = [\"50101\"");
    let folder = tempfile::tempdir().unwrap();
    let clock = Hourly::from("2025-02-01T08:00:00Z");
    let founding = Founding { chart: Some(chart), ..founding(0x77) };
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let mut coop = Cooperative::create(&ledger, &state, &founding, clock).unwrap();
    for batch in batches().iter().take(5) {
        coop.record(batch, &accountant()).unwrap();
    }
    let income = reports::income_and_distribution(coop.books(), day("2024-12-31")).unwrap();
    let row = income.rows.iter().find(|r| r.row == "operating_income").unwrap();
    assert_eq!(row.amount.to_string(), "60.75");
    assert_eq!(coop.books().result_of(2024).to_string(), "60.75");
}

#[test]
fn n9_what_was_paid_later_is_not_yet_paid() {
    let little = Little::late(8, 0x78);
    let open = |on: &str| {
        let all = reports::payout_summaries_on(little.cooperative.books(), day(on));
        all.iter().map(|p| p.open.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(open("2024-04-11"), Vec::<String>::new());
    assert_eq!([open("2024-04-14"), open("2024-04-15"), open("2024-04-18")], [["2025.00"], ["0.00"], ["675.00"]]);
}

#[test]
fn d11_works_cost_what_was_ordered_and_stand_in_a_member_village() {
    let mut little = Little::late(1, 0x79);
    let order = |place: &str| {
        format!(
            r#"{{"id":"o","on":"2024-04-21","kind":"works.ordered","project":"ditch","party":"OP1","amount":"1000.00"{place}}}"#
        )
    };
    let refusal = refused(&mut little, &order(r#","place":"Atlantis""#));
    assert_eq!((refusal.code(), &*refusal.found()), (Code::UnknownReference, "Atlantis"));
    taken(&mut little, &order(""));
    taken(
        &mut little,
        r#"{"id":"m","on":"2024-04-20","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"interest","amount":"5000000.00"}]}"#,
    );
    let pay = |id: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-04-23","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"works","amount":"{amount}","project":"ditch"}}]}}"#
        )
    };
    each_refused(&mut little, Code::WorksAboveOrder, &[&pay("x", "1000000.00")]);
    taken(&mut little, &pay("w", "600.00"));
    each_refused(&mut little, Code::WorksAboveOrder, &[&pay("x", "400.01")]);
    taken(&mut little, &pay("v", "400.00"));
}

/// A village that brings money alone says it, too.
#[test]
fn a_union_is_one_from_the_first_village_that_joins() {
    for land in ["10.0000", "0.0000"] {
        let mut little = Little::late(0, 0x7a);
        let members = |little: &Little| little.cooperative.books().registers().members();
        assert_eq!(members(&little), Members::Households);
        let joined =
            r#"{"id":"v","on":"2024-05-01","kind":"village.joined","village":"V0001","land_mu":"LAND","money":"1.00"}"#;
        taken(&mut little, &joined.replace("LAND", land));
        assert_eq!(members(&little), Members::Villages, "{land}");
    }
}
