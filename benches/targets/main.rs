//! The targets of the design, each beside its floor in the same run.
//!
//! `cargo bench --bench targets [-- ROW…]` with rows `durable`, `batch`, `audit`, `proof`, `payout`,
//! `statements`; `curve`, `million` and `known` only where they are asked for. Other work on the machine moves the absolutes,
//! the ratios hold. Nothing here fails because it was slow.
#![expect(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

mod sheets;

use coop_ledger::{
    audit::{Auditor, KeyRing, OneCore, Pin, Verdict, check_lines},
    cooperative::{Cooperative, FirstKey, FixedClock, Founding, audit, follow_journal},
    decide::Request,
    event::{BlobSource, Names},
    intake::json_lines,
    log::{Chain, Hash, LeafHashes, Role, SigningKey, UnverifiedEntry, prove_inclusion, verify_inclusion},
    statement::{Format, Lang, render, reports},
    store::{Engine, file::Folders},
    unit::HouseholdId,
};
use rayon::prelude::*;
use std::{
    fs::OpenOptions,
    hint::black_box,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

fn main() {
    let rows: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let [row, ledger] = rows.as_slice()
        && row == "audit-of"
    {
        return audit_of(Path::new(ledger));
    }
    if let [row, ledger, state] = rows.as_slice()
        && row == "known-of"
    {
        return known_of(Path::new(ledger), Path::new(state));
    }
    let asked = |row: &str| rows.is_empty() || rows.iter().any(|r| r == row);
    println!("cores: {}", std::thread::available_parallelism().map_or(1, usize::from));
    // in the target folder: a temporary folder may lie in memory, where a sync is free
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    if asked("durable") {
        one_durable_entry(folder.path());
    }
    if asked("batch") {
        many_entries(folder.path(), 20_000);
    }
    if asked("audit") || asked("statements") {
        whole_ledger(folder.path(), asked("audit"), asked("statements"));
    }
    if rows.iter().any(|row| row == "curve") {
        curve(folder.path());
    }
    if rows.iter().any(|row| row == "million") {
        million(folder.path());
    }
    if rows.iter().any(|row| row == "known") {
        known(folder.path(), 100_000);
    }
    if asked("proof") {
        one_proof(1_000_000);
    }
    if asked("payout") {
        sheets::payouts(100_000);
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64()
}

fn median(mut all: Vec<Duration>) -> f64 {
    all.sort_unstable();
    all[all.len() / 2].as_secs_f64()
}

/// Most memory this process ever held, MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn key() -> SigningKey {
    SigningKey::from_seed([1; 32])
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
        clock_confirmed: false,
        tag: None,
        ledger_seed: None,
    };
    Cooperative::create(&folder.join("ledger"), &folder.join("state"), &founding, clock()).unwrap()
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2024-06-01T08:00:00Z".parse().unwrap()))
}

fn read(text: &str) -> Vec<Request> {
    json_lines(text).into_iter().map(|(_, object)| Request::read(&object.unwrap()).unwrap()).collect()
}

fn receipt(n: usize) -> String {
    format!(
        r#"{{"id":"r-{n}","on":"2024-05-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"interest","amount":"{}.{:02}","holder":"A-BANK-1"}}]}}"#,
        1 + n % 900,
        n % 100
    )
}

const BANK: &str = r#"{"id":"b","on":"2024-01-02","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}"#;

/// One receipt at a time, decided, signed, chained, synced twice; beside append + fdatasync.
fn one_durable_entry(folder: &Path) {
    let folder = folder.join("durable");
    let mut cooperative = found(&folder);
    cooperative.record(&read(BANK), &key()).unwrap();
    let mut floor = OpenOptions::new().create(true).append(true).open(folder.join("floor")).unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..400 {
        let request = read(&receipt(n));
        let began = Instant::now();
        cooperative.record(&request, &key()).unwrap();
        ours.push(began.elapsed());
        let bytes = vec![b'x'; 600];
        let began = Instant::now();
        floor.write_all(&bytes).unwrap();
        floor.sync_data().unwrap();
        theirs.push(began.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "one durable entry: {:.2} ms ({:.0}/s); append + fdatasync {:.2} ms; ratio {:.2} (target 0.40)",
        ours * 1e3,
        1.0 / ours,
        theirs * 1e3,
        theirs / ours
    );
}

/// Many receipts in one commit, beside signing alone.
fn many_entries(folder: &Path, n: usize) {
    let folder = folder.join("batch");
    let mut cooperative = found(&folder);
    cooperative.record(&read(BANK), &key()).unwrap();
    let text: Vec<String> = (0..n).map(receipt).collect();
    let requests = read(&text.join("\n"));
    let ours = seconds(|| {
        cooperative.record(&requests, &key()).unwrap();
    });
    let signer = key();
    let message = vec![b'x'; 500];
    let signing = seconds(|| (0..n).for_each(|_| _ = black_box(signer.sign(&message))));
    println!(
        "many entries, one commit: {n} in {ours:.2} s, {:.0}/s (target 20,000); signing alone {:.0}/s; ratio {:.2}",
        n as f64 / ours,
        n as f64 / signing,
        signing / ours
    );
}

/// A village whose households have a parcel each, all under one contract, and half a year's rent of it
/// received: what it took to register, to sign and to declare, in seconds.
fn village(folder: &Path, households: usize) -> (Cooperative, [f64; 3]) {
    let mut cooperative = found(folder);
    let mut text = vec![
        BANK.to_owned(),
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
    // as an accountant's files come: some thousand rows at a time
    let registered = seconds(|| {
        for rows in text.chunks(30_000) {
            cooperative.record(&read(&rows.join("\n")), &key()).unwrap();
        }
    });
    let parcels: Vec<String> = (1..=households).map(|h| format!("\"P{h:06}\"")).collect();
    let contract = format!(
        r#"{{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"land","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":[{}],"terms":{{"price":{{"amount":"900.0000","unit":"yuan/mu/year"}},"escalation":{{"kind":"compound","lease_year_1_from":"2024-04-01","rate":"1/50"}},"fee_rate":"3/100","instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}}]}}}}"#,
        parcels.join(",")
    );
    let sheet = sheets::sheet_text("rot-rent");
    let lines: Vec<String> = sheet.lines().map(|l| serde_json::to_string(l).unwrap()).collect();
    let adopt = format!(
        r#"{{"id":"s","on":"2024-02-01","kind":"scheme.adopt","version":1,"resolution":"R","sheet":[{}]}}"#,
        lines.join(",")
    );
    let rent = households * 1_350;
    let money = format!(
        r#"{{"id":"rent","on":"2024-04-10","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"{rent}.00"}},{{"part":"service_fee","amount":"{}.{:02}"}}]}}"#,
        rent * 3 / 100,
        rent * 3 % 100
    );
    cooperative.record(&read(&adopt), &key()).unwrap();
    let signed = seconds(|| _ = cooperative.record(&read(&contract), &key()).unwrap());
    cooperative.record(&read(&money), &key()).unwrap();
    let declare = read(
        r#"{"id":"d","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#,
    );
    let declared = seconds(|| _ = cooperative.record(&declare, &key()).unwrap());
    (cooperative, [registered, signed, declared])
}

/// The whole path in villages of 1,000, 10,000 and 100,000 households: what one household costs must not
/// grow with the number of the others.
fn curve(folder: &Path) {
    println!("households | registered | lease signed | declared | audited (µs a household)");
    for households in [1_000, 10_000, 100_000] {
        let folder = folder.join(format!("curve-{households}"));
        let (cooperative, [registered, signed, declared]) = village(&folder, households);
        drop(cooperative);
        let audited = seconds(|| {
            let report = audit(&folder.join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
            assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
        });
        let each = |took: f64| took * 1e6 / households as f64;
        println!(
            "{households:>10} | {:>10.0} | {:>12.0} | {:>8.0} | {:>7.0}",
            each(registered),
            each(signed),
            each(declared),
            each(audited)
        );
    }
}

/// 4,000 households under one contract, a payout to them all, and receipts up to 100,000 entries.
fn whole_ledger(folder: &Path, audits: bool, statements: bool) {
    let folder = folder.join("whole");
    let households = 4_000;
    let (mut cooperative, [.., took]) = village(&folder, households);
    println!("payout of {households} lines declared, signed and durable: {took:.2} s");
    cooperative
        .record(&read(r#"{"id":"y","on":"2024-04-15","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#), &key())
        .unwrap();
    let (mut n, goal) = (0, 100_000);
    while (cooperative.head().size as usize) < goal {
        let more = (goal - cooperative.head().size as usize).min(20_000);
        let text: Vec<String> = (n..n + more).map(receipt).collect();
        cooperative.record(&read(&text.join("\n")), &key()).unwrap();
        n += more;
    }
    let mut one_more = Vec::new();
    for k in 0..20 {
        let request = read(&receipt(1_000_000 + k));
        let began = Instant::now();
        cooperative.record(&request, &key()).unwrap();
        one_more.push(began.elapsed());
    }
    println!("one durable entry more in a ledger of {goal}: {:.2} ms", median(one_more) * 1e3);
    if statements {
        let mut bytes = 0;
        let telling = cooperative.telling();
        let telling = telling.unwrap();
        let count = 2_000;
        let took = seconds(|| {
            for h in 1..=count {
                let household: HouseholdId = format!("H{h:06}").parse().unwrap();
                let told = telling.statement(&household, "2024-06-01".parse().unwrap()).unwrap();
                bytes += render(&told, Format::Html, Lang::Zh).len();
            }
        });
        println!(
            "{count} HTML statements with proofs: {took:.2} s, {:.0}/s (target 2,000/s), {} kB each; one core",
            f64::from(count) / took,
            bytes / count as usize / 1024
        );
    }
    drop(cooperative);
    if audits {
        full_audit(&folder.join("ledger"));
        newest_thousand(&folder.join("ledger"));
        balances(&folder.join("ledger"), &folder.join("state"));
    }
}

/// A million receipts, audited by a process of its own, so that its memory is the audit's alone.
fn million(folder: &Path) {
    let folder = folder.join("million");
    let mut cooperative = found(&folder);
    cooperative.record(&read(BANK), &key()).unwrap();
    let took = seconds(|| {
        for part in 0..50 {
            let text: Vec<String> = (part * 20_000..(part + 1) * 20_000).map(receipt).collect();
            cooperative.record(&read(&text.join("\n")), &key()).unwrap();
        }
    });
    println!("1,000,000 entries in batches of 20,000: {took:.1} s; memory {} MB", peak());
    drop(cooperative);
    let audit = std::process::Command::new(std::env::current_exe().unwrap())
        .arg("audit-of")
        .arg(folder.join("ledger"))
        .status();
    assert!(audit.unwrap().success());
}

fn audit_of(ledger: &Path) {
    let mut report = None;
    let took = seconds(|| report = Some(audit(ledger, &Pin::default(), &mut |_, _| {}).unwrap().report));
    let report = report.unwrap();
    assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
    println!("audit of {} entries: {took:.1} s; memory {} MB (target 512)", report.size, peak());
}

/// What was known at an earlier entry, from the index and from the first entry; and what a reader costs the
/// writer. Each opening in a process of its own, for its memory.
fn known(folder: &Path, entries: usize) {
    let folder = folder.join("known");
    let mut cooperative = found(&folder);
    cooperative.record(&read(BANK), &key()).unwrap();
    for part in 0..entries / 20_000 {
        let text: Vec<String> = (part * 20_000..(part + 1) * 20_000).map(receipt).collect();
        cooperative.record(&read(&text.join("\n")), &key()).unwrap();
    }
    let mut alone = Vec::new();
    let mut beside = Vec::new();
    for k in 0..20 {
        let reader = (k % 2 == 1).then(|| cooperative.reader());
        let request = read(&receipt(1_000_000 + k));
        let began = Instant::now();
        cooperative.record(&request, &key()).unwrap();
        if reader.is_some() { &mut beside } else { &mut alone }.push(began.elapsed());
    }
    let (alone, beside) = (median(alone) * 1e3, median(beside) * 1e3);
    println!("one entry in a ledger of {entries}: {alone:.1} ms; {beside:.1} ms while somebody reads");
    drop(cooperative);
    for _ in 0..2 {
        let asked = std::process::Command::new(std::env::current_exe().unwrap())
            .arg("known-of")
            .args([folder.join("ledger"), folder.join("state")])
            .status();
        assert!(asked.unwrap().success());
    }
}

fn known_of(ledger: &Path, state: &Path) {
    let mut opened = None;
    let took = seconds(|| opened = Some(Cooperative::open_to_read(ledger, state, clock()).unwrap()));
    let cooperative = opened.unwrap();
    let size = cooperative.head().size;
    println!("opening {size} entries: {:.0} ms; memory {} MB", took * 1e3, peak());
    let stores = Folders::new(ledger, state).reader(cooperative.origin());
    for (name, at) in [("half", size / 2), ("90 %", size * 9 / 10)] {
        let known = seconds(|| drop(black_box(cooperative.books_at(at).unwrap())));
        let replay = seconds(|| {
            let (journal, blobs) = (stores.journal.as_ref(), stores.blobs.as_ref());
            black_box(follow_journal(journal, blobs, cooperative.origin(), at).unwrap());
        });
        println!("as known at {name}: {:.0} ms; replayed in {:.0} ms", known * 1e3, replay * 1e3);
    }
    println!("memory {} MB in the end", peak());
}

struct Blobs(PathBuf);

impl BlobSource for Blobs {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(name.to_string())).ok()
    }
}

/// Everything verified and decided again, beside the strict check of the same signatures alone.
fn full_audit(ledger: &Path) {
    let mut report = None;
    let before = peak();
    let ours = seconds(|| report = Some(audit(ledger, &Pin::default(), &mut |_, _| {}).unwrap().report));
    let report = report.unwrap();
    let after = peak();
    assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
    let journal = std::fs::read(ledger.join("journal/000000000000.jsonl")).unwrap();
    let lines: Vec<&[u8]> = journal.split_inclusive(|&b| b == b'\n').collect();
    let public = ed25519_dalek::SigningKey::from_bytes(&[1; 32]).verifying_key();
    let signed: Vec<(Vec<u8>, ed25519_dalek::Signature)> = lines
        .iter()
        .map(|line| {
            let message = [b"coop-ledger/entry/v1\n", &line[..line.len() - 139], b"}"].concat();
            let hex = &line[line.len() - 131..line.len() - 3];
            let bytes = data_encoding::HEXLOWER.decode(hex).unwrap();
            (message, ed25519_dalek::Signature::from_slice(&bytes).unwrap())
        })
        .collect();
    let strict = seconds(|| signed.par_iter().for_each(|(m, s)| public.verify_strict(m, s).unwrap()));
    let parse = seconds(|| lines.par_iter().for_each(|l| _ = black_box(UnverifiedEntry::parse(l).unwrap())));
    let n = lines.len() as f64;
    let checked = check_lines(0, &journal, &mut KeyRing::default(), &OneCore);
    let (mut auditor, blobs) = (Auditor::new([]), Blobs(ledger.join("blobs")));
    let following = seconds(|| checked.into_iter().for_each(|line| auditor.take(line, &blobs)));
    println!(
        "full audit, {n} entries, {} payout of {} lines: {ours:.2} s, {:.0}/s (target 5 s); verify_strict on all cores {strict:.2} s; ratio {:.2} (target 0.85); parsing alone {parse:.2} s; deciding and folding again {following:.2} s on one core; memory {} MB, {} MB before (target 512)",
        report.proven.payouts,
        report.proven.lines,
        n / ours,
        strict / ours,
        after,
        before
    );
}

/// The last thousand entries on books proven before, beside the strict check of their signatures.
fn newest_thousand(ledger: &Path) {
    let journal = std::fs::read(ledger.join("journal/000000000000.jsonl")).unwrap();
    let (mut ring, blobs) = (KeyRing::default(), Blobs(ledger.join("blobs")));
    let mut checked = check_lines(0, &journal, &mut ring, &OneCore);
    let last = checked.len() - 1_000;
    let bytes: usize = journal.split_inclusive(|&b| b == b'\n').take(last).map(<[u8]>::len).sum();
    checked.truncate(last);
    let (mut before, mut chain) = (Auditor::new([]), Chain::default());
    for line in checked {
        chain.check_verified(line.entry.as_ref().unwrap()).unwrap();
        before.take(line, &blobs);
    }
    let books = before.books().unwrap().clone();
    let took = seconds(|| {
        let mut auditor = Auditor::resume(books, chain, []);
        let lines = check_lines(last as u64, &journal[bytes..], &mut ring, &OneCore);
        lines.into_iter().for_each(|line| auditor.take(line, &blobs));
        assert_eq!(auditor.books().unwrap().size() as usize, last + 1_000);
    });
    println!("audit of 1,000 new entries on books proven before: {:.1} ms on one core (target 200)", took * 1e3);
}

/// Opening a ledger for its balances, from the snapshot in the index and from its first entry.
fn balances(ledger: &Path, state: &Path) {
    let day = "2024-12-31".parse().unwrap();
    let ask = || {
        let cooperative = Cooperative::open_to_read(ledger, state, clock()).unwrap();
        black_box(reports::trial_balance(cooperative.books(), day, true));
    };
    ask();
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        ask();
        took.push(began.elapsed());
    }
    let origin = coop_ledger::cooperative::origin_of(ledger).unwrap();
    std::fs::remove_dir_all(coop_ledger::cooperative::state_of(ledger, state, &origin).join("index")).unwrap();
    let anew = seconds(ask);
    println!("balances: {:.0} ms from the index (target 10); {:.0} ms without", median(took) * 1e3, anew * 1e3);
}

/// A proof from hashes in memory, and from nothing but the leaves.
fn one_proof(n: u64) {
    let leaves: LeafHashes = (0..n).map(|i| Hash::of(&[&i.to_be_bytes()])).collect();
    let head = leaves.head();
    let mut took = Vec::new();
    for k in 0..2_000 {
        let index = k * 7919 % n;
        let began = Instant::now();
        let path = prove_inclusion(index, n, &leaves).unwrap();
        took.push(began.elapsed());
        assert!(verify_inclusion(Hash::of(&[&index.to_be_bytes()]), index, n, head.root, &path));
    }
    let anew = seconds(|| {
        let leaves: LeafHashes = (0..n).map(|i| Hash::of(&[&i.to_be_bytes()])).collect();
        black_box(prove_inclusion(1, n, &leaves));
    });
    println!(
        "proof for one entry among {n}: {:.1} µs from stored hashes (target 1,000); {anew:.2} s where every hash is made anew",
        median(took) * 1e6
    );
}
