//! What a whole village's life costs, each figure beside a floor in the same run.
//!
//! `cargo bench --bench lives [-- ROW…]` with rows `persons`, `import`, `declared`, `restated`, `questions`. Other work on the machine
//! moves the absolutes, the ratios hold. Nothing here fails because it was slow. A number behind the rows says how many
//! households there are, 100,000 where it is left out.
#![expect(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark"
)]

use coop_ledger::{
    audit::{Auditor, KeyRing, OneCore, Pin, check_lines},
    cooperative::{Cooperative, FirstKey, FixedClock, Founding, follow_journal, origin_of, state_of},
    decide::Request,
    event::{BlobSource, Names},
    intake::json_lines,
    log::{Hash, Role, SigningKey},
    scheme,
    statement::reports,
    store::{Engine, file::Folders},
    unit::Day,
};
use std::{
    fmt::Write as _,
    hint::black_box,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let many = words.iter().find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let rows: Vec<&String> = words.iter().filter(|word| word.parse::<usize>().is_err()).collect();
    let asked = |row: &str| rows.is_empty() || rows.iter().any(|r| *r == row);
    // in the target folder: a temporary folder may lie in memory, where a sync is free
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    if asked("persons") {
        persons(&folder.path().join("persons"), many);
    }
    if asked("import") {
        import(&folder.path().join("import"), many);
    }
    if asked("declared") {
        declared(folder.path(), many);
    }
    if asked("questions") {
        questions(&folder.path().join("questions"), many / 10);
    }
    if asked("restated") {
        restated(&folder.path().join("restated"), many / 50, 12);
    }
}

/// Blobs of a ledger's folder.
struct Blobs(std::path::PathBuf);

impl BlobSource for Blobs {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(name.to_string())).ok()
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64()
}

/// The median of five.
fn five(mut work: impl FnMut()) -> f64 {
    let mut all: Vec<Duration> = (0..5)
        .map(|_| {
            let began = Instant::now();
            work();
            began.elapsed()
        })
        .collect();
    all.sort_unstable();
    all[2].as_secs_f64()
}

fn key() -> SigningKey {
    SigningKey::from_seed([1; 32])
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2026-01-31T08:00:00Z".parse().unwrap()))
}

fn found(folder: &Path) -> Cooperative {
    let founding = Founding {
        host: "coop.example".into(),
        name: "bench".into(),
        names: Names { en: "bench".parse().unwrap(), zh: "测".parse().unwrap() },
        on: "2024-01-01".parse().unwrap(),
        chart: None,
        keys: vec![FirstKey { person: "K01".into(), role: Some(Role::Accountant), key: key() }],
        recovery_threshold: 0,
        clock_confirmed: true,
        tag: None,
        ledger_seed: None,
    };
    Cooperative::create(&folder.join("ledger"), &folder.join("state"), &founding, clock()).unwrap()
}

fn record(cooperative: &mut Cooperative, text: &[String]) {
    for part in text.chunks(20_000) {
        let read = json_lines(&part.join("\n"));
        let requests: Vec<Request> = read.into_iter().map(|(_, one)| Request::read(&one.unwrap()).unwrap()).collect();
        cooperative.record(&requests, &key()).unwrap();
    }
}

/// Households with three persons each: the registers as of a day, beside asking every person in them one thing.
fn persons(folder: &Path, households: usize) {
    let mut cooperative = found(folder);
    let one = |h: usize| {
        let person = |n: usize| {
            format!(
                r#"{{"person":"H{h:06}-{n}","birth":"19{:02}-0{n}-15","since":"2024-01-02","basis":"first_roll"}}"#,
                h % 90 + 10
            )
        };
        format!(
            r#"{{"id":"h{h}","on":"2024-01-02","kind":"household.enrolled","household":"H{h:06}","head":"H{h:06}-1","persons":[{},{},{}]}}"#,
            person(1),
            person(2),
            person(3)
        )
    };
    let text: Vec<String> = (1..=households).map(one).collect();
    let took = seconds(|| record(&mut cooperative, &text));
    println!("{households} households of three persons each recorded: {took:.1} s");
    let day: Day = "2025-06-30".parse().unwrap();
    let books = cooperative.keep_books();
    let asked = five(|| {
        let there = books.registers().persons().values().filter(|person| person.is_member(day)).count();
        assert_eq!(black_box(there), households * 3);
    });
    let told = five(|| _ = black_box(reports::persons(&books, day)));
    let rolled = five(|| _ = black_box(reports::registers(&books, day)));
    println!(
        "as of a day: {:.0} ms every person, {:.0} ms every household (target 50); asking each person one thing {:.0} ms; ratio {:.2}",
        told * 1e3,
        rolled * 1e3,
        asked * 1e3,
        asked / told
    );
    drop(books);
    drop(cooperative);
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    let open = || Cooperative::open_to_read(&ledger, &state, clock()).unwrap();
    drop(open());
    let opened = five(|| drop(black_box(open())));
    let origin = origin_of(&ledger).unwrap();
    std::fs::remove_dir_all(state_of(&ledger, &state, &origin).join("index")).unwrap();
    let anew = seconds(|| drop(black_box(open())));
    println!("opened for it: {:.0} ms from the index; {:.0} ms without", opened * 1e3, anew * 1e3);
}

/// A list of households as a spreadsheet saves it, imported by the program itself, and the memory that it took; beside
/// reading the same rows and no more (`--dry-run` of a ledger that has them all).
fn import(folder: &Path, rows: usize) {
    // a ledger is opened in a folder that is empty: the list and what the program remembers lie beside it
    let ledger = folder.join("ledger");
    std::fs::create_dir_all(&ledger).unwrap();
    let mut list = "户编号,日期,成员数\n".to_owned();
    for h in 1..=rows {
        writeln!(list, "H{h:06},2024-01-02,3").unwrap();
    }
    std::fs::write(folder.join("list.csv"), &list).unwrap();
    let coop = |words: &[&str]| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_coop"));
        run.current_dir(&ledger).env("COOP_STATE", folder.join("state")).args(["--lang", "en"]).args(words);
        let began = Instant::now();
        let mut child = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut most = 0;
        let status = loop {
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let now = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
            most = most.max(now.unwrap_or_default());
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        assert!(status.success(), "{words:?}");
        (began.elapsed().as_secs_f64(), most / 1024)
    };
    let names = ["--zh", "测", "--en", "bench", "--host", "coop.example", "--name", "bench"];
    coop(&[&["init", "--on", "2024-01-01", "--no-passphrase"], names.as_slice()].concat());
    let words = ["import", "../list.csv", "--kind", "household.enrolled"];
    let (took, memory) = coop(&words);
    let (again, known) = coop(&[words.as_slice(), &["--dry-run"]].concat());
    println!(
        "import of {rows} rows ({} kB): {took:.1} s, {:.0} rows/s, memory {memory} MB; looking at them once more {again:.1} s, {known} MB; ratio {:.2}",
        list.len() / 1024,
        rows as f64 / took,
        again / took
    );
}

/// A village with a parcel a household under one contract of some months.
fn village(folder: &Path, households: usize, months: usize, bound: bool) -> Cooperative {
    let mut cooperative = found(folder);
    let mut text = vec![
        r#"{"id":"b","on":"2024-01-02","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}"#.to_owned(),
        r#"{"id":"p","on":"2024-01-02","kind":"party.registered","party":"OP1","role":"park operator"}"#.to_owned(),
    ];
    for h in 1..=households {
        text.push(format!(
            r#"{{"id":"h{h}","on":"2024-01-02","kind":"household.enrolled","household":"H{h:06}","members":3}}"#
        ));
        text.push(format!(
            r#"{{"id":"l{h}","on":"2024-01-02","kind":"parcel.registered","parcel":"P{h:06}","household":"H{h:06}","area_m2":"2000.00","area_mu":"3.0000","contract_end":"2040-12-31"}}"#
        ));
        text.push(format!(
            r#"{{"id":"e{h}","on":"2024-01-10","kind":"entrustment.given","household":"H{h:06}","document":"W","parcels":["P{h:06}"],"first_day":"2024-01-10","last_day":"2036-12-31"}}"#
        ));
    }
    record(&mut cooperative, &text);
    let sheet = scheme::shipped::all().iter().find(|s| s.id == "rot-rent").unwrap().text;
    let lines: Vec<String> = sheet.lines().map(|l| serde_json::to_string(l).unwrap()).collect();
    let words = if bound {
        r#""rows":[{"register":"户","rows":"household"},{"register":"地块","rows":"parcel"},{"register":"租期","rows":"lease_run"}],"reads":[{"at":"地块.登记亩数","from":"parcel.area_mu"},{"at":"租期.租起","from":"lease_run.from"},{"at":"租期.租止","from":"lease_run.to"}],"#
    } else {
        ""
    };
    let adopt = format!(
        r#"{{"id":"s","on":"2024-02-01","kind":"scheme.adopt","version":1,"resolution":"R",{words}"sheet":[{}]}}"#,
        lines.join(",")
    );
    let due = |month: usize| {
        let (year, month_of) = (2024 + (month + 2) / 12, (month + 2) % 12 + 1);
        let first: Day = format!("{year}-{month_of:02}-01").parse().unwrap();
        let last = first.plus_months(1).and_then(|next| next.plus_days(-1)).unwrap();
        format!(
            r#"{{"due":"{first}","first_day":"{first}","last_day":"{last}","lease_year":1,"part_of_year":"1/12","payout":"P{:02}"}}"#,
            month + 1
        )
    };
    let dues: Vec<String> = (0..months).map(due).collect();
    let parcels: Vec<String> = (1..=households).map(|h| format!("\"P{h:06}\"")).collect();
    let contract = format!(
        r#"{{"id":"c","on":"2024-02-10","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"land","signed":"2024-02-10","first_day":"2024-03-01","last_day":"2034-02-28","parcels":[{}],"terms":{{"price":{{"amount":"1200.0000","unit":"yuan/mu/year"}},"escalation":{{"kind":"compound","lease_year_1_from":"2024-03-01","rate":"1/50"}},"fee_rate":"3/100","instalments":[{}]}}}}"#,
        parcels.join(","),
        dues.join(",")
    );
    record(&mut cooperative, &[adopt]);
    record(&mut cooperative, &[contract]);
    cooperative
}

/// Half a month's rent of each household comes in, and is ready to be shared.
fn rent(households: usize, month: usize) -> String {
    let rent = households * 300;
    format!(
        r#"{{"id":"r{month}","on":"2025-12-01","kind":"receipt.recorded","contract":"ROT-1","instalment":"P{:02}","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"{rent}.00"}},{{"part":"service_fee","amount":"{}.00"}}]}}"#,
        month + 1,
        rent * 3 / 100
    )
}

fn declare(month: usize) -> String {
    let code = month + 1;
    format!(
        r#"{{"id":"d{month}","on":"2025-12-02","kind":"payout.declare","payout":"P{code:02}","contract":"ROT-1","scheme":"rot-rent"}}"#
    )
}

/// A payout to all of them, by the words that every sheet has and by bindings of the adoption.
fn declared(folder: &Path, households: usize) {
    let took = |bound: bool, round: usize| {
        let folder = folder.join(format!("{}{round}", if bound { "bound" } else { "plain" }));
        let mut cooperative = village(&folder, households, 1, bound);
        record(&mut cooperative, &[rent(households, 0)]);
        seconds(|| record(&mut cooperative, &[declare(0)]))
    };
    // what a process freed before slows what it does next, so each goes first once
    let first = (took(false, 1), took(true, 1));
    let second = (took(true, 2), took(false, 2));
    let (plain, bound) = (first.0.min(second.1), first.1.min(second.0));
    println!(
        "a payout to {households} households declared: {plain:.2} s by built-in words, {bound:.2} s by bindings; ratio {:.2} (target 0.9: the second also commits to what it read)",
        plain / bound
    );
}

/// Every payout computed once more, beside folding the journal once, and beside folding it for each payout.
fn restated(folder: &Path, households: usize, payouts: usize) {
    let mut cooperative = village(folder, households, payouts, false);
    for month in 0..payouts {
        record(&mut cooperative, &[rent(households, month)]);
        record(&mut cooperative, &[declare(month)]);
    }
    let day: Day = "2026-01-31".parse().unwrap();
    let ours = seconds(|| {
        let restated = cooperative.restated(None, day).unwrap();
        assert_eq!(restated.len(), payouts);
        assert!(restated.iter().all(|one| one.stopped.is_none()));
    });
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    let origin = origin_of(&ledger).unwrap();
    let stores = Folders::new(&ledger, &state).reader(&origin);
    let size = cooperative.head().size;
    let once = seconds(|| {
        let followed = follow_journal(stores.journal.as_ref(), stores.blobs.as_ref(), &origin, size).unwrap();
        black_box(followed.unwrap());
    });
    let each = seconds(|| {
        for payout in cooperative.books().payouts().values() {
            drop(black_box(cooperative.books_at(payout.index).unwrap()));
        }
    });
    println!(
        "restatement of {payouts} payouts of {households} lines, {size} entries: {ours:.2} s; the journal folded once {once:.2} s; ratio {:.2}; folded for each payout {each:.2} s",
        once / ours
    );
}

/// A village of which each fifteenth entry or so enrols a household: land, leases of either kind with rent that comes each
/// year, goods, advances, claims, counts, and money that is shared by heads.
fn busy(households: usize) -> Vec<String> {
    let mut all = vec![
        r#"{"id":"b","on":"2024-01-02","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}"#.to_owned(),
        r#"{"id":"g","on":"2024-01-02","kind":"party.registered","party":"GOV","role":"state"}"#.to_owned(),
        r#"{"id":"o","on":"2024-01-02","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"90000000.00"},{"account":"301","credit":"90000000.00"}]}"#.to_owned(),
        format!(r#"{{"id":"c","on":"2024-01-02","kind":"parcel.registered","parcel":"P1","household":"collective","land_kind":"other","area_m2":"{}.00","area_mu":"{}.00"}}"#, households * 2_000, households * 3),
    ];
    let mut later = Vec::new();
    for h in 1..=households {
        let (code, party) = (format!("H{h:06}"), format!("T{h:06}"));
        all.push(format!(r#"{{"id":"h{h}","on":"2024-01-02","kind":"household.enrolled","household":"{code}","account":"62{h:017}","head":"{code}-1","persons":[{{"person":"{code}-1","birth":"1970-01-15","since":"2024-01-02","basis":"first_roll"}},{{"person":"{code}-2","birth":"1972-01-15","since":"2024-01-02","basis":"first_roll"}}]}}"#));
        all.push(format!(r#"{{"id":"l{h}","on":"2024-01-02","kind":"parcel.registered","parcel":"P{h:06}","household":"{code}","area_m2":"2000.00","area_mu":"3.00","contract_end":"2040-12-31"}}"#));
        all.push(format!(r#"{{"id":"e{h}","on":"2024-01-02","kind":"entrustment.given","household":"{code}","document":"W","parcels":["P{h:06}"],"first_day":"2024-01-02","last_day":"2036-12-31"}}"#));
        all.push(format!(
            r#"{{"id":"t{h}","on":"2024-01-02","kind":"party.registered","party":"{party}","role":"tenant"}}"#
        ));
        let day = |month: usize| format!("2024-{:02}-{:02}", month, 1 + h % 28);
        later.push((day(2), format!(r#""id":"r{h}","kind":"contract.signed","contract":"ROT-{h}","party":"{party}","scheme":"ROT","signed":"{0}","first_day":"{0}","last_day":"2027-01-31","parcels":["P{h:06}"],"terms":{{"price":{{"amount":"{1}.0000","unit":"yuan/mu/year"}}}}}}"#, day(2), 800 + h % 90)));
        later.push((day(3), format!(r#""id":"s{h}","kind":"contract.signed","contract":"L-{h}","party":"{party}","scheme":"SHOP","belongs_to":"collective","signed":"{0}","first_day":"{0}","last_day":"2025-03-31","area_mu":"2.00","dated":[{{"name":"price","unit":"元/亩/年","value":"500","from":"{0}"}}],"dues":[{{"no":"1","due":"{0}","first_day":"{0}","last_day":"2025-02-28","part":"rent","amount":"1000.00"}}]}}"#, day(3))));
        later.push((day(4), format!(r#""id":"q{h}","kind":"receipt.recorded","contract":"L-{h}","into":"A-BANK-1","parts":[{{"part":"rent","amount":"1000.00"}}],"dues":[{{"no":"1","amount":"1000.00"}}]}}"#)));
        later.push((day(5), format!(r#""id":"v{h}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"other_income","amount":"50.00","holder":"{party}","purpose":"water"}}]}}"#)));
        for n in 0..4 {
            later.push((day(6 + n), format!(r#""id":"p{h}-{n}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"expense","account":"513","amount":"300.00","holder":"T{:06}","purpose":"goods","invoice":{{"number":"{h}-{n}","seller":"T{:06}","gross":"300.00","day":"2024-06-01"}}}}]}}"#, 1 + h % 7, 1 + h % 7)));
        }
        later.push((day(10), format!(r#""id":"a{h}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"petty_cash","amount":"90.00","holder":"K{h:06}"}}]}}"#)));
        later.push((day(11), format!(r#""id":"z{h}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"petty_cash_back","amount":"90.00","holder":"K{h:06}"}}]}}"#)));
    }
    later.sort();
    all.extend(later.into_iter().map(|(day, rest)| format!(r#"{{"on":"{day}",{rest}"#)));
    let sheet = scheme::shipped::all().iter().find(|s| s.id == "compensation").unwrap().text;
    let lines: Vec<String> = sheet.lines().map(|l| serde_json::to_string(l).unwrap()).collect();
    all.push(format!(
        r#"{{"id":"y","on":"2024-12-01","kind":"scheme.adopt","version":1,"resolution":"R","sheet":[{}]}}"#,
        lines.join(",")
    ));
    all.push(r#"{"id":"m","on":"2024-12-02","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"land_compensation_shared","amount":"90000.00","holder":"GOV"}]}"#.to_owned());
    all.push(r#"{"id":"d","on":"2024-12-02","kind":"payout.declare","payout":"C1","scheme":"compensation","version":1,"record_day":"2024-12-02","sources":["m"],"year":2024}"#.to_owned());
    all.push(r#"{"id":"x","on":"2024-12-09","kind":"payout.pay","payout":"C1","from":"A-BANK-1"}"#.to_owned());
    all
}

/// An audit that asks its questions, beside the same audit without them.
fn questions(folder: &Path, entries: usize) {
    let mut cooperative = found(folder);
    record(&mut cooperative, &busy(entries / 15));
    drop(cooperative);
    let ledger = folder.join("ledger");
    let journal = std::fs::read(ledger.join("journal/000000000000.jsonl")).unwrap();
    let checkpoint = std::fs::read(ledger.join("checkpoint")).unwrap();
    let blobs = Blobs(ledger.join("blobs"));
    let mut figures = (0, 0);
    let mut audited = |asks: bool| {
        five(|| {
            let checked = check_lines(0, &journal, &mut KeyRing::default(), &OneCore);
            let mut auditor = if asks { Auditor::new([]).asking() } else { Auditor::new([]) };
            checked.into_iter().for_each(|line| auditor.take(line, &blobs));
            let (report, _) = auditor.finish(Some(&checkpoint), &Pin::default());
            assert_eq!(asks, !report.questions.is_empty());
            figures = (report.size, report.questions.len());
        })
    };
    let (without, with) = (audited(false), audited(true));
    println!(
        "audit of {} entries on one core: {with:.2} s with {} questions, {without:.2} s without; ratio {:.2}; share {:.0} % (target 25)",
        figures.0,
        figures.1,
        without / with,
        (with - without) / with * 100.0
    );
}
