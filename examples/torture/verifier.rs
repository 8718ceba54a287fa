//! A verifier of this campaign's own, for the rules of FORMAT.md about lines, chain, tree and
//! checkpoint, of which any one can be left out; and for each rule a ledger that breaks it alone.

use crate::desk::{Desk, lines};
use crate::forge::JOURNAL;
use crate::little::{accountant, files, ledger_key};
use crate::report::{Line, Options, Wrong};
use coop_ledger::audit::Pin;
use coop_ledger::cooperative::audit;
use coop_ledger::log::{
    Draft, Frontier, Hash, Head, Json, PublicKey, SigningKey, UnverifiedEntry, VerifierKey, parse_checkpoint, sign_note,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Rules about bytes, whatever they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    OneSpelling,
    Signature,
    KnownKey,
    Index,
    Previous,
    Origin,
    Time,
    Batch,
    IdOnce,
    CheckpointSignature,
    CheckpointSize,
    CheckpointRoot,
}

pub const RULES: [Rule; 12] = [
    Rule::OneSpelling,
    Rule::Signature,
    Rule::KnownKey,
    Rule::Index,
    Rule::Previous,
    Rule::Origin,
    Rule::Time,
    Rule::Batch,
    Rule::IdOnce,
    Rule::CheckpointSignature,
    Rule::CheckpointSize,
    Rule::CheckpointRoot,
];

/// `,"sig":"`, 128 hex digits, `"}` and the newline.
const TAIL: usize = 139;

fn message(line: &[u8]) -> Vec<u8> {
    [b"coop-ledger/entry/v1\n", &line[..line.len().saturating_sub(TAIL)], b"}"].concat()
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect();
    bytes?.try_into().ok()
}

/// All rules but the one that is left out.
pub fn verify(ledger: &Path, skip: Option<Rule>) -> Result<(), Rule> {
    let wants = |rule: Rule, holds: bool| if holds || skip == Some(rule) { Ok(()) } else { Err(rule) };
    let journal: Vec<u8> = files(&ledger.join("journal")).into_values().flatten().collect();
    let (mut keys, mut ids) = (BTreeMap::<String, PublicKey>::new(), BTreeSet::new());
    let (mut frontier, mut last, mut time, mut origin, mut vkey) =
        (Frontier::default(), Hash::ZERO, String::new(), None, None);
    let (mut next, mut count) = (0, 1);
    let mut heads = vec![frontier.head()];
    wants(Rule::OneSpelling, journal.ends_with(b"\n"))?;
    for (i, line) in lines(&journal).iter().enumerate() {
        let Ok(entry) = serde_json::from_slice::<Value>(line) else { return Err(Rule::OneSpelling) };
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let body = line.strip_suffix(b"\n").unwrap_or(line);
        wants(Rule::OneSpelling, Json::parse(body).is_ok_and(|json| json.to_bytes() == body))?;
        for key in entry["body"]["keys"].as_array().into_iter().flatten().chain([&entry["body"]["key"]]) {
            if let Some(public) =
                key["public"].as_str().and_then(hex::<32>).and_then(|b| PublicKey::from_bytes(&b).ok())
            {
                keys.insert(public.id().to_string(), public);
            }
        }
        let key = keys.get(&text("key"));
        wants(Rule::KnownKey, key.is_some())?;
        if let Some(key) = key {
            wants(Rule::Signature, hex::<64>(&text("sig")).is_some_and(|sig| key.verify(&message(line), &sig)))?;
        }
        wants(Rule::Index, entry["index"].as_u64() == Some(i as u64))?;
        wants(Rule::Previous, text("prev") == last.to_string())?;
        wants(Rule::Origin, *origin.get_or_insert_with(|| text("origin")) == text("origin"))?;
        wants(Rule::Time, text("recorded_at") >= time)?;
        let (k, n) = (entry["batch"][0].as_u64().unwrap_or(0), entry["batch"][1].as_u64().unwrap_or(0));
        wants(Rule::Batch, k == next && (k == 0 || n == count) && k < n)?;
        (next, count) = (if k + 1 == n { 0 } else { k + 1 }, n);
        wants(Rule::IdOnce, ids.insert(text("id")))?;
        if vkey.is_none() {
            vkey = entry["body"]["vkey"].as_str().and_then(|v| v.parse::<VerifierKey>().ok());
        }
        time = text("recorded_at");
        last = Hash::leaf(line);
        frontier.push(last);
        heads.push(frontier.head());
    }
    wants(Rule::Batch, next == 0)?;
    let note = fs::read(ledger.join("checkpoint")).unwrap_or_default();
    let Ok(checkpoint) = parse_checkpoint(&note) else { return Err(Rule::CheckpointSignature) };
    wants(Rule::CheckpointSignature, vkey.is_some_and(|key| checkpoint.verify(&key).is_ok()))?;
    let claimed = checkpoint.claimed_head();
    wants(Rule::CheckpointSize, claimed.size == frontier.size())?;
    wants(Rule::CheckpointRoot, heads.get(claimed.size as usize).is_some_and(|head| head.root == claimed.root))
}

/// Breaks one rule in the ledger's sixth entry or its checkpoint, and signs all else anew.
fn break_alone(ledger: &Path, rule: Rule) {
    const VICTIM: u64 = 5;
    let all = lines(&fs::read(ledger.join(JOURNAL)).expect("a journal"));
    let first = UnverifiedEntry::parse(&all[0]).expect("an entry");
    let (origin, first_id) = (first.origin().clone(), first.id().clone());
    let (mut journal, mut last, mut frontier, mut heads) = (Vec::new(), Hash::ZERO, Frontier::default(), Vec::new());
    for line in &all {
        let parsed = UnverifiedEntry::parse(line).expect("an entry");
        let victim = parsed.index() == VICTIM;
        let breaks = |this: Rule| victim && rule == this;
        let signer = if breaks(Rule::KnownKey) { SigningKey::from_seed([9; 32]) } else { accountant() };
        let mut draft = Draft {
            about: parsed.about().to_vec(),
            batch: parsed.batch(),
            body: parsed.body().clone(),
            effective_on: parsed.effective_on(),
            id: parsed.id().clone(),
            index: parsed.index(),
            key: signer.public().id(),
            kind: parsed.kind().clone(),
            origin: origin.clone(),
            prev: last,
            recorded_at: parsed.recorded_at(),
        };
        if victim {
            match rule {
                Rule::Index => draft.index += 1,
                Rule::Previous => draft.prev = Hash::of(&[b"another"]),
                Rule::Origin => draft.origin = "coop.example/little/2222222222222222".parse().expect("an origin"),
                Rule::Time => draft.recorded_at = "2024-01-01T00:00:00Z".parse().expect("a time"),
                Rule::Batch => draft.batch = (0, 1),
                Rule::IdOnce => draft.id = first_id.clone(),
                _ => {}
            }
        }
        let mut signed = draft.sign(&signer).expect("to sign").line().to_vec();
        if breaks(Rule::OneSpelling) {
            // one blank more, signed as it stands
            signed.insert(1, b' ');
            let sig = accountant().sign(&message(&signed)).iter().map(|b| format!("{b:02x}")).collect::<String>();
            let from = signed.len() - TAIL + 8;
            signed.splice(from..from + 128, sig.bytes());
        }
        if breaks(Rule::Signature) {
            let at = signed.len() - 10;
            signed[at] = if signed[at] == b'0' { b'1' } else { b'0' };
        }
        last = Hash::leaf(&signed);
        frontier.push(last);
        heads.push(frontier.head());
        journal.extend_from_slice(&signed);
    }
    let head = frontier.head();
    let (head, key) = match rule {
        Rule::CheckpointSignature => (head, SigningKey::from_seed([9; 32])),
        // a batch short
        Rule::CheckpointSize => (heads[heads.len() - 3], ledger_key()),
        Rule::CheckpointRoot => (Head { root: Hash::of(&[b"another"]), ..head }, ledger_key()),
        _ => (head, ledger_key()),
    };
    fs::write(ledger.join(JOURNAL), journal).expect("to write");
    fs::write(ledger.join("checkpoint"), sign_note(&origin, head, &key).0).expect("to write");
}

/// Each rule broken alone is refused; each verifier that skips it is not to be trusted.
pub fn controls(options: &Options) -> Vec<Line> {
    let name = "rules";
    let desk = Desk::upto(2, 0x77);
    let mut wrong = Wrong::default();
    if let Err(rule) = verify(&desk.ledger(), None) {
        wrong.add(name, format!("the whole ledger breaks {rule:?}"));
    }
    let mut skipped = Vec::new();
    for rule in RULES {
        let broken = desk.twin();
        break_alone(&broken.ledger(), rule);
        match verify(&broken.ledger(), None) {
            Err(found) if found == rule => {}
            other => wrong.add(name, format!("{rule:?} broken, the verifier says {other:?}")),
        }
        let report = audit(&broken.ledger(), &Pin::default(), &mut |_, _| {});
        // entries behind the checkpoint are a note: they were recorded and not yet signed for
        let lenient = rule == Rule::CheckpointSize;
        if !lenient && report.as_ref().is_ok_and(|a| a.report.exit_code() == 0) {
            wrong.add(name, format!("{rule:?} broken, and the audit passes"));
        }
        let fooled = u64::from(verify(&broken.ledger(), Some(rule)).is_ok());
        skipped.push(Line::control(name, &format!("skips_{rule:?}"), options, fooled));
    }
    let line =
        Line::new(name, options).with("rules", RULES.len()).with("violations", wrong.count).passes(wrong.count == 0);
    [vec![line], skipped].concat()
}
