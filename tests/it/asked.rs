//! What members owe by a sheet, on a ledger: asked for twice, paid in part, covered by a dividend, given up; told to the
//! household with its reasons and its proof; audited, and computed by programs that share no code with this one.
//!
//! `COOP_ASKED=folder` keeps the ledger, its key, the statements and a proof for those programs.

use crate::little::{Hourly, accountant, founding, read, read_or_refused};
use coop_ledger::{
    audit::{Pin, Verdict},
    books::{AccountKey, Books, Side},
    cooperative::{Cooperative, Trouble, audit},
    decide::Code,
    log::{Json, parse_checkpoint, sum::SumKind},
    statement::{HouseholdStatement, LineKind, reports},
    unit::{Day, Fen, HouseholdId},
    verify::{verify_proof, verify_statement},
};
use std::path::{Path, PathBuf};

/// The sheet that the page teaches.
pub fn water() -> String {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sheets.md")).unwrap();
    let (_, behind) = page.split_once("```sheet water.sheet\n").unwrap();
    behind.split_once("```").unwrap().0.to_owned()
}

/// An adoption of a sheet whose meters and free water are series.
fn adopt(id: &str, sheet: &str, more: &str) -> String {
    let lines: Vec<Json> = sheet.lines().map(|l| Json::Text(l.to_owned())).collect();
    let sheet = String::from_utf8(Json::Array(lines).to_bytes()).unwrap();
    format!(
        r#"{{"id":"{id}","on":"2025-10-01","kind":"scheme.adopt","resolution":"R-9","version":1,"sheet":{sheet},"parties":[],{more}}}"#
    )
    .replace(r#""parties":[],"#, "")
}

const METERS: &str = r#""rows":[{"register":"meter","rows":"series.meter"},{"register":"free_water","rows":"series.free"}],"reads":[{"at":"household.heads","from":"members"},{"at":"meter.zone","from":"series.meter.zone"},{"at":"meter.used_for","from":"series.meter.used_for"},{"at":"meter.reading","from":"series.meter.reading"},{"at":"free_water.at_zone","from":"series.free.at_zone"},{"at":"free_water.free_for","from":"series.free.free_for"},{"at":"free_water.free_tons","from":"series.free.free_tons"}]"#;

/// Two households, 4 and 3 heads; two meters of the first; ten thousand yuan of the collective's own.
const STORY: &str = r#"
{"id":"bank","on":"2025-01-01","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective","number":"6200000000000001"}
{"id":"class","on":"2025-01-01","kind":"class.set","class":"population","unit":"member","regime":"open"}
{"id":"h1","on":"2025-01-01","kind":"household.enrolled","household":"H0001","members":4,"shares":{"population":"4"},"name":"甲户"}
{"id":"h2","on":"2025-01-01","kind":"household.enrolled","household":"H0002","members":3,"shares":{"population":"3"},"name":"乙户"}
{"id":"s1","on":"2025-01-01","kind":"series.set","series":"meter","per":"quarter","key":"row","parents":["household"],"columns":[{"name":"zone","unit":"类","words":["hill","valley"]},{"name":"used_for","unit":"类","words":["home","fields"]},{"name":"reading","unit":"吨"}],"published_by":"village"}
{"id":"s2","on":"2025-01-01","kind":"series.set","series":"free","per":"once","key":"row","columns":[{"name":"at_zone","unit":"类","words":["hill","valley"]},{"name":"free_for","unit":"类","words":["home","fields"]},{"name":"free_tons","unit":"吨"}],"published_by":"village"}
{"id":"f1","on":"2025-01-01","kind":"series.recorded","series":"free","rows":[{"key":"F1","values":["hill","home","2"]}],"source":"resolution 9"}
{"id":"m1","on":"2025-12-31","kind":"series.recorded","series":"meter","period":"2025-Q4","rows":[{"key":"M1","parents":["H0001"],"values":["hill","home","12"]},{"key":"M2","parents":["H0001"],"values":["valley","fields","100"]}],"source":"meters read"}
{"id":"m2","on":"2026-03-31","kind":"series.recorded","series":"meter","period":"2026-Q1","rows":[{"key":"M1","parents":["H0001"],"values":["hill","home","24"]},{"key":"M2","parents":["H0001"],"values":["valley","fields","100"]}],"source":"meters read"}
"#;

const AUTUMN: &str = r#"{"id":"w1","on":"2026-01-05","kind":"payout.declare","payout":"W-2025-4","scheme":"water","period":{"first_day":"2025-10-01","last_day":"2025-12-31"}}"#;
const WINTER: &str = r#"{"id":"w2","on":"2026-04-02","kind":"payout.declare","payout":"W-2026-1","scheme":"water","period":{"first_day":"2026-01-01","last_day":"2026-03-31"}}"#;

/// A ledger on disk in which things are recorded one by one.
pub struct Waterworks {
    pub folder: PathBuf,
    _kept: Option<tempfile::TempDir>,
    pub coop: Cooperative,
}

impl Waterworks {
    /// With the sheet adopted.
    pub fn begun() -> Waterworks {
        let mut works = Waterworks::without_sheet();
        works.record(&adopt("rule", &water(), METERS));
        works
    }

    fn without_sheet() -> Waterworks {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().to_owned();
        let (ledger, state) = (folder.join("ledger"), folder.join("state"));
        let clock = Hourly::from("2026-06-01T08:00:00Z");
        let coop = Cooperative::create(&ledger, &state, &founding(0x77), clock).unwrap();
        let mut works = Waterworks { folder, _kept: Some(kept), coop };
        works.record(STORY);
        works
    }

    pub fn record(&mut self, text: &str) {
        for request in read(text) {
            self.coop.record(&[request], &accountant()).unwrap_or_else(|e| panic!("{text}: {e}"));
        }
    }

    /// The code with which an instruction is refused; nothing has changed.
    fn refused(&mut self, text: &str) -> Code {
        let size = self.coop.books().size();
        let requests = match read_or_refused(text) {
            Err(refusal) => return refusal.code(),
            Ok(requests) => requests,
        };
        match self.coop.record(&requests, &accountant()) {
            Err(Trouble::Refused(all)) => {
                assert_eq!(self.coop.books().size(), size);
                all[0].1.code()
            }
            Ok(_) => panic!("recorded: {text}"),
            Err(other) => panic!("{text}: {other}"),
        }
    }

    fn books(&self) -> &Books {
        self.coop.books()
    }

    /// Debit less credit of a place.
    fn stands(&self, account: &str, holder: &str, purpose: &str) -> String {
        self.books().accounts().balance(&AccountKey::new(account, holder, purpose)).to_string()
    }

    fn statement(&self, household: &str) -> HouseholdStatement {
        let household: HouseholdId = household.parse().unwrap();
        self.coop.statement(&household, day("2026-06-01")).unwrap()
    }

    /// The lines of the entry of an id: account, holder, purpose, debit (above 0) or credit.
    fn voucher(&self, payout: &str) -> Vec<(String, String)> {
        let index = self.books().payouts()[payout].index;
        let lines = self.books().vouchers().lines(index);
        lines
            .map(|line| {
                let sign = if line.side == Side::Debit { "Dr" } else { "Cr" };
                let place = format!("{} {} {}", line.key.account, line.key.holder, line.key.purpose);
                (place, format!("{sign} {}", line.amount))
            })
            .collect()
    }

    /// Everything as bytes, and what an auditor says of it.
    fn audited(&self) {
        let audited = audit(&self.folder.join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap();
        assert_ne!(audited.report.verdict, Verdict::Fail, "{:#?}", audited.report.findings);
        // the readings and what is computed from them were recorded on one day: somebody may ask that, and nothing else
        let asked = audited.report.questions.iter().map(|question| format!("{question:?}"));
        let others: Vec<_> = asked.filter(|question| !question.contains("ValueJustBefore")).collect();
        assert_eq!(others, [""; 0]);
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn pair(place: &str, amount: &str) -> (String, String) {
    (place.to_owned(), amount.to_owned())
}

fn receipt(id: &str, household: &str, payout: &str, amount: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2026-04-10","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"member_debt","holder":"{household}","purpose":"{payout}","amount":"{amount}"}}]}}"#
    )
}

#[test]
fn what_households_owe_is_posted_line_by_line_and_the_next_quarter_goes_on_from_it() {
    let mut works = Waterworks::begun();
    works.record(AUTUMN);
    // M1 on the hill: (12 - 2 free) t × 2 = 20; M2 in the fields: 100 t × 0.30 = 30; a third of 900 = 300 by 4 and 3
    // heads: 171.428… and 128.571…, the fen that is left to the larger rest: 171.43 and 128.57
    // H0001 owes 20 + 30 + 171.43, H0002 128.57; the collective's income is 350
    let expected = [
        pair("113 H0001 W-2025-4", "Dr 221.43"),
        pair("113 H0002 W-2025-4", "Dr 128.57"),
        pair("501  集体收益", "Cr 350.00"),
    ];
    assert_eq!(works.voucher("W-2025-4"), expected);
    works.record(WINTER);
    // the readings go on from 12 and 100: (24 - 12 - 2) t × 2.50 = 25 and nothing; the levy as before
    let expected = [
        pair("113 H0001 W-2026-1", "Dr 196.43"),
        pair("113 H0002 W-2026-1", "Dr 128.57"),
        pair("501  集体收益", "Cr 325.00"),
    ];
    assert_eq!(works.voucher("W-2026-1"), expected);
    let declared = &works.books().payouts()["W-2026-1"];
    assert!(declared.declared.asks && declared.lines.is_empty());
    assert_eq!(declared.declared.lines.total.to_string(), "325.00");
    assert_eq!(works.books().carried()["water"]["last_reading"]["M1"].to_string(), "24");
    works.audited();
}

#[test]
fn a_debt_is_paid_set_off_given_up_and_never_more_than_it_is() {
    let mut works = Waterworks::begun();
    works.record(AUTUMN);
    works.record(WINTER);
    works.record(&receipt("p1", "H0002", "W-2025-4", "100.00"));
    assert_eq!(works.refused(&receipt("p2", "H0002", "W-2025-4", "28.58")), Code::PaymentAboveWhatIsOwed);
    works.record(&receipt("p2", "H0002", "W-2025-4", "28.57"));
    assert_eq!(works.refused(&receipt("p3", "H0002", "W-2025-4", "0.01")), Code::PaymentAboveWhatIsOwed);
    assert_eq!(works.refused(&receipt("p3", "H0002", "W-2025-9", "0.01")), Code::PaymentAboveWhatIsOwed);
    // 20 yuan a head out of the collective's own money: H0001 is credited 80, and lets 60 of it cover its water
    works.record(
        &adopt("own", &crate::found::whose::village::own_money("福利"), r#""rows":[],"reads":[]"#)
            .replace(r#","rows":[],"reads":[]"#, ""),
    );
    works.record(r#"{"id":"d","on":"2026-04-12","kind":"payout.declare","payout":"D1","scheme":"own-money","period":{"first_day":"2026-04-01","last_day":"2026-04-30"}}"#);
    let off = |id: &str, payout: &str, purpose: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"2026-04-13","kind":"debt.set.off","household":"H0001","payout":"{payout}","amount":"{amount}","consent":"C-1"{purpose}}}"#
        )
    };
    let winter = r#","purpose":"W-2026-1""#;
    // two debts stand open: which one is to be said
    assert_eq!(works.refused(&off("o", "D1", "", "60.00")), Code::MemberMissing);
    // a debt covers no debt
    assert_eq!(works.refused(&off("o", "W-2025-4", winter, "60.00")), Code::MembersOwe);
    works.record(&off("o", "D1", winter, "60.00"));
    assert_eq!(works.stands("113", "H0001", "W-2026-1"), "136.43");
    works.record(r#"{"id":"g","on":"2026-05-01","kind":"claim.recorded","claim":"bad_debt","account":"113","holder":"H0001","purpose":"W-2025-4","amount":"21.43","resolution":"R-12"}"#);
    // 350 + 325 were asked; 128.57 paid, 60 covered, 21.43 given up: 465 are open
    let open: Vec<_> = reports::owed(works.books(), day("2026-06-01"))
        .into_iter()
        .map(|r| (format!("{} {}", r.holder, r.purpose), r.open.to_string()))
        .collect();
    assert_eq!(
        open,
        [pair("H0001 W-2025-4", "200.00"), pair("H0001 W-2026-1", "136.43"), pair("H0002 W-2026-1", "128.57")]
    );
    let summary = reports::payout_summaries(works.books());
    let told: Vec<_> = summary
        .iter()
        .map(|p| (p.payout.to_string(), p.asked.map(|m| m.to_string()), p.owed.map(|m| m.to_string())))
        .collect();
    let of = |asked: &str, owed: &str| (Some(asked.to_owned()), Some(owed.to_owned()));
    assert_eq!((told[0].1.clone(), told[0].2.clone()), of("350.00", "200.00"));
    assert_eq!((told[1].1.clone(), told[1].2.clone()), of("325.00", "265.00"));
    assert_eq!((told[2].1.clone(), told[2].2.clone()), (None, None));
    // as it stood before anybody had paid
    assert_eq!(
        reports::payout_summaries_on(works.books(), day("2026-04-05"))[1].owed.map(|m| m.to_string()),
        Some("325.00".into())
    );
    // what is no payment to households is none
    for wrong in [
        r#"{"id":"x","on":"2026-04-15","kind":"payout.pay","payout":"W-2025-4","from":"A-BANK-1"}"#,
        r#"{"id":"x","on":"2026-04-15","kind":"payout.returned","payout":"W-2025-4","into":"A-BANK-1","lines":[{"household":"H0002","amount":"1.00","reason":"other"}]}"#,
    ] {
        assert_eq!(works.refused(wrong), Code::MembersOwe, "{wrong}");
    }
    assert_eq!(works.refused(&AUTUMN.replace("W-2025-4", "W-2025-5").replace("w1", "x")), Code::AskedTwice);
    works.record(r#"{"id":"undo","on":"2026-05-02","kind":"entry.corrected","corrects":"p2","reason":"other"}"#);
    assert_eq!(works.stands("113", "H0002", "W-2025-4"), "28.57");
    works.audited();
    keep(&works);
}

/// For programs that share no code with this one.
fn keep(works: &Waterworks) {
    let Ok(folder) = std::env::var("COOP_ASKED") else { return };
    let folder = Path::new(&folder);
    crate::little::copy(&works.folder, folder);
    let vkey = &works.books().opened().vkey;
    std::fs::write(folder.join("vkey"), vkey.to_string()).unwrap();
    std::fs::write(folder.join("births.json"), "{}").unwrap();
    for household in ["H0001", "H0002"] {
        let statement = serde_json::to_vec(&works.statement(household)).unwrap();
        std::fs::write(folder.join(format!("{household}.json")), statement).unwrap();
    }
    let household = "H0001".parse().unwrap();
    let proof = works.coop.prove_line(&"W-2025-4".parse().unwrap(), &household, &works.coop.leaves().unwrap()).unwrap();
    std::fs::write(folder.join("line.proof"), proof.to_bytes()).unwrap();
}

#[test]
fn a_household_is_told_why_it_owes_what_it_owes_and_can_check_it() {
    let mut works = Waterworks::begun();
    works.record(AUTUMN);
    works.record(&receipt("p1", "H0001", "W-2025-4", "21.43"));
    let told = works.statement("H0001");
    let money: Vec<_> = told.lines.iter().map(|l| (l.what, l.amount.to_string(), l.open_after.to_string())).collect();
    let line = |what, amount: &str, open: &str| (what, amount.to_owned(), open.to_owned());
    assert_eq!(money, [line(LineKind::Charged, "221.43", "221.43"), line(LineKind::Settled, "-21.43", "200.00")]);
    let why: Vec<_> = told.lines[0].reasons.iter().map(|r| (r.step.to_string(), r.amount.to_string())).collect();
    assert_eq!(why, [pair("fee", "20.00"), pair("fee", "30.00"), pair("levy", "171.43")]);
    let terms: Vec<_> = told.lines[0].reasons[0].rows[0].terms.iter().map(|t| t.value.to_string()).collect();
    assert!(terms.contains(&"12".to_owned()), "the reading: {terms:?}");
    assert_eq!(told.lines[0].payout_total.map(|m| m.to_string()), Some("350.00".into()));
    let vkey = works.books().opened().vkey.clone();
    let verified = verify_statement(&told, &vkey);
    assert_eq!((verified.findings.as_slice(), verified.lines), (&[][..], 1));
    // a fen less, another purpose, as if it were owed to the household, without its reasons
    let alter = |change: &dyn Fn(&mut HouseholdStatement)| {
        let mut other = told.clone();
        change(&mut other);
        assert!(!verify_statement(&other, &vkey).findings.is_empty());
    };
    alter(&|s| s.lines[0].amount = Fen(22_142));
    alter(&|s| s.lines[0].purpose = "水费".parse().unwrap());
    alter(&|s| s.lines[0].what = LineKind::Credited);
    alter(&|s| s.lines[0].reasons.clear());
    alter(&|s| s.lines[0].payout_lines = Some(1));
    alter(&|s| s.lines[1].payout = s.lines[0].payout.clone());
    let household = "H0001".parse().unwrap();
    let proof = works.coop.prove_line(&"W-2025-4".parse().unwrap(), &household, &works.coop.leaves().unwrap()).unwrap();
    let read = verify_proof(&proof.to_bytes(), &vkey).unwrap();
    let line = read.line.unwrap();
    assert_eq!(
        (line.kind, line.amount.to_string(), line.total.to_string()),
        (SumKind::Asked, "221.43".into(), "350.00".into())
    );
    parse_checkpoint(&std::fs::read(works.folder.join("ledger/checkpoint")).unwrap()).unwrap().verify(&vkey).unwrap();
}

#[test]
fn what_was_asked_wrongly_is_taken_back_while_nobody_has_paid() {
    let mut works = Waterworks::begun();
    works.record(AUTUMN);
    let undo = |id: &str, of: &str| {
        format!(r#"{{"id":"{id}","on":"2026-04-20","kind":"entry.corrected","corrects":"{of}","reason":"other"}}"#)
    };
    works.record(WINTER);
    // winter began with the readings of autumn
    assert_eq!(works.refused(&undo("u", "w1")), Code::RestsOnLater);
    works.record(&receipt("p1", "H0002", "W-2026-1", "1.00"));
    assert_eq!(works.refused(&undo("u", "w2")), Code::RestsOnLater);
    works.record(&undo("u0", "p1"));
    works.record(&undo("u1", "w2"));
    assert_eq!(
        (works.stands("113", "H0001", "W-2026-1"), works.stands("501", "", "集体收益")),
        ("0.00".into(), "-350.00".into())
    );
    assert_eq!(works.books().carried()["water"]["last_reading"]["M1"].to_string(), "12");
    assert!(
        works.books().owed_by(&works.books().payouts()["W-2026-1"], None).values().all(|owes| owes.open == Fen::ZERO)
    );
    // the code stays that of what was reversed; the days may be asked for again
    assert_eq!(works.refused(&WINTER.replace("w2", "w3")), Code::PayoutExists);
    works.record(&WINTER.replace("w2", "w3").replace("W-2026-1", "W-2026-1B"));
    assert_eq!(works.stands("113", "H0001", "W-2026-1B"), "196.43");
    let vkey = works.books().opened().vkey.clone();
    for household in ["H0001", "H0002"] {
        assert_eq!(verify_statement(&works.statement(household), &vkey).findings, []);
    }
    works.audited();
}

#[test]
fn a_debt_goes_with_the_household_that_is_taken_into_another() {
    let mut works = Waterworks::begun();
    works.record(AUTUMN);
    works.record(
        r#"{"id":"m","on":"2026-02-01","kind":"household.merged","household":"H0002","into":"H0001","document":"M-1"}"#,
    );
    assert_eq!(works.stands("113", "H0001", "W-2025-4"), "350.00");
    works.record(&receipt("p1", "H0001", "W-2025-4", "300.00"));
    let owes = works.books().owed_by(&works.books().payouts()["W-2025-4"], None);
    let told: Vec<_> =
        owes.iter().map(|(h, owes)| (h.to_string(), owes.asked.to_string(), owes.open.to_string())).collect();
    assert_eq!(told, [("H0001".to_owned(), "350.00".to_owned(), "50.00".to_owned())]);
    let vkey = works.books().opened().vkey.clone();
    for household in ["H0001", "H0002"] {
        assert_eq!(verify_statement(&works.statement(household), &vkey).findings, []);
    }
    works.audited();
}

#[test]
fn a_sheet_whose_debts_have_no_place_is_not_adopted() {
    let mut works = Waterworks::without_sheet();
    let right = water();
    let levy = "from each household by heads, to village as collective_income";
    let paid = "each meter: carry last_reading = reading\neach household: pay back = heads × 1 yuan/person from village, to household as refund";
    for (from, to) in [
        // asks and gives: two sheets
        ("each meter: carry last_reading = reading", paid),
        // as something that the collective does not receive
        (levy, "from each household by heads, to village as dividend"),
        // a closed year's result is what was earned
        ("village: collective", "village: books"),
    ] {
        assert!(right.contains(from), "{from}");
        let wrong = right.replacen(from, to, 1);
        assert_eq!(works.refused(&adopt("rule", &wrong, METERS)), Code::CannotBeOwed, "{to}");
    }
    works.record(&adopt("rule", &right, METERS));
}

#[test]
fn what_is_owed_to_others_and_for_works_stands_where_theirs_stands() {
    let mut works = Waterworks::without_sheet();
    let sheet = water()
        .replace("village: collective", "village: collective\nbureau: organization")
        .replace("from household, to village as collective_income", "from household, to bureau as sundry")
        .replace("by heads, to village as collective_income", "by heads, to village as works")
        .replace("received(village) = 350", "received(village) = 300");
    works.record(r#"{"id":"wb","on":"2025-01-01","kind":"party.registered","party":"WB1","role":"water bureau"}"#);
    works.record(&adopt("rule", &sheet, &format!(r#"{METERS},"parties":[{{"party":"bureau","is":"WB1"}}]"#)));
    works.record(AUTUMN);
    let expected = [
        pair("113 H0001 W-2025-4", "Dr 221.43"),
        pair("113 H0002 W-2025-4", "Dr 128.57"),
        pair("211 WB1 往来", "Cr 50.00"),
        pair("231  一事一议", "Cr 300.00"),
    ];
    assert_eq!(works.voucher("W-2025-4"), expected);
    works.record(&receipt("p1", "H0001", "W-2025-4", "221.43"));
    works.record(r#"{"id":"b","on":"2026-04-20","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"payable","holder":"WB1","purpose":"往来","amount":"50.00"}]}"#);
    works.audited();
}
