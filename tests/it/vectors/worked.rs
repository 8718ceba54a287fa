//! The worked example of FORMAT.md, byte for byte, and the texts around it.

use super::{Vector, seed};
use coop_ledger::{
    log::{
        About, Act, Attestation, Cosignature, Digest, Draft, Hash, Head, Json, LeafHashes, SignedEntry, Testimony,
        TlogProof, UnverifiedEntry, VerifierKey, parse_checkpoint, prove_inclusion, sign_handover_note, sign_note,
        stated_root,
        sum::{SumKind, SumLine, SumProof, SumTree, reasons_hash},
        to_json,
    },
    unit::Fen,
};
use std::collections::BTreeMap;

const ORIGIN: &str = "coop.example/tianfu-a/3f9c2d7a5b1e8406";
const PREV: &str = "e700b07e4a02928079a9b8400b63f2165f36ba3bf22fde9c3c4f395c04a75e8d";

fn object(members: &[(&str, Json)]) -> Json {
    Json::Object(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn receipt() -> Draft {
    Draft {
        about: vec![],
        batch: (0, 1),
        body: object(&[
            ("payer", text("某运营公司")),
            ("amount", text("1234.56")),
            ("account", text("101")),
            ("income", text("rent")),
            ("contract", text("C0001")),
        ]),
        effective_on: "2026-11-23".parse().unwrap(),
        id: "rcpt-2026-0001".parse().unwrap(),
        index: 1,
        key: seed(1).public().id(),
        kind: "receipt.recorded/1".parse().unwrap(),
        origin: ORIGIN.parse().unwrap(),
        prev: PREV.parse().unwrap(),
        recorded_at: "2026-11-24T08:06:56Z".parse().unwrap(),
    }
}

fn leaves(entries: &[&SignedEntry]) -> LeafHashes {
    std::iter::once(PREV.parse().unwrap()).chain(entries.iter().map(|e| e.leaf())).collect()
}

fn ledger_vkey() -> VerifierKey {
    VerifierKey::ledger(&ORIGIN.parse().unwrap(), seed(2).public())
}

#[test]
fn the_worked_entry_is_signed_to_the_published_bytes() {
    let signed = receipt().sign(&seed(1)).unwrap();
    assert_eq!(signed.line(), Vector::good("entry-worked.txt").bytes);
    assert_eq!(signed.line().len(), 570);
    assert_eq!(signed.leaf().to_string(), "289b5ee6ad3fbb1c5d0f9800aabcde590fd1b5a5ef2ad8f16dae82921f02639b");
    assert_eq!(seed(1).public().to_string(), "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c");
}

#[test]
fn the_worked_checkpoint_and_verifier_key_are_the_published_texts() {
    let signed = receipt().sign(&seed(1)).unwrap();
    let head = leaves(&[&signed]).head();
    assert_eq!(head.root, Hash::node(&PREV.parse().unwrap(), &signed.leaf()));
    let note = sign_note(&ORIGIN.parse().unwrap(), head, &seed(2));
    assert_eq!(note.0, Vector::good("checkpoint-worked.txt").bytes);
    assert_eq!(
        ledger_vkey().to_string(),
        "coop.example/tianfu-a/3f9c2d7a5b1e8406+a8d2be10+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
    );
}

#[test]
fn a_draft_is_refused_where_its_line_would_be() {
    let wrong = |change: fn(&mut Draft)| {
        let mut draft = receipt();
        change(&mut draft);
        draft.sign(&seed(1)).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(
        wrong(|d| d.about = vec!["H0002".into(), "H0001".into()]),
        "member `about`: expected household codes ascending, each once, found `H0001`"
    );
    assert_eq!(
        wrong(|d| d.about = vec!["H0001".into(), "H0001".into()]),
        "member `about`: expected household codes ascending, each once, found `H0001`"
    );
    assert_eq!(
        wrong(|d| d.about = (0..4097).map(|n| format!("H{n:04}")).collect()),
        "member `about`: expected at most 4096 households, found 4097"
    );
    assert_eq!(
        wrong(|d| d.about = vec!["H\"0001".into()]),
        "member `about`: expected a household code such as H0001, found `H\"0001`"
    );
    assert_eq!(
        wrong(|d| d.batch = (1, 1)),
        "member `batch`: expected [k,n] with k below n and n up to 1000000, found `[1,1]`"
    );
    assert_eq!(
        wrong(|d| d.batch = (0, 1_000_001)),
        "member `batch`: expected [k,n] with k below n and n up to 1000000, found `[0,1000001]`"
    );
    assert_eq!(wrong(|d| d.body = text("rent")), "member `body`: expected an object, found `rent`");
    assert_eq!(
        wrong(|d| d.body = object(&[("payer", text("e\u{301}"))])),
        "line: byte 44: expected a character of the table in FORMAT.md, found U+0301"
    );
    assert_eq!(wrong(|d| d.index = 1 << 53), "line: byte 215: expected a whole number up to 2^53 - 1, found `2`");
    assert_eq!(
        wrong(|d| d.key = seed(2).public().id()),
        format!("the entry names key {}, offered was key {}", seed(2).public().id(), seed(1).public().id())
    );
}

#[test]
fn a_line_holds_65_535_bytes_and_not_one_more() {
    let padded = |length: usize| {
        let mut draft = receipt();
        draft.body = object(&[("note", text(&"x".repeat(length)))]);
        draft.sign(&seed(1))
    };
    let room = 65_535 - padded(0).unwrap().line().len();
    let longest = padded(room).unwrap();
    assert_eq!(longest.line().len(), 65_535);
    assert!(UnverifiedEntry::parse(longest.line()).unwrap().verify(&seed(1).public()).is_ok());
    assert_eq!(
        padded(room + 1).unwrap_err().to_string(),
        "expected one line of at most 65535 bytes with a newline only at its end, found 65536 bytes"
    );
}

#[test]
fn a_proof_of_the_worked_entry_is_the_stored_text() {
    let signed = receipt().sign(&seed(1)).unwrap();
    let tree = leaves(&[&signed]);
    let note = sign_note(&ORIGIN.parse().unwrap(), tree.head(), &seed(2));
    let proof = TlogProof {
        extra: Some(signed.line().to_vec()),
        index: 1,
        hashes: prove_inclusion(1, 2, &tree).unwrap(),
        checkpoint: parse_checkpoint(&note.0).unwrap(),
    };
    same_text(&proof.to_bytes(), "tlog-proof.txt");
    assert_eq!(TlogProof::parse(&proof.to_bytes()).unwrap(), proof);
    assert_eq!(proof.verify(signed.leaf(), &ledger_vkey()).unwrap(), tree.head());
    assert_eq!(
        proof.verify(PREV.parse().unwrap(), &ledger_vkey()).unwrap_err().to_string(),
        "the inclusion proof does not lead from leaf 1 to the root of the checkpoint"
    );
}

#[test]
fn a_hand_over_carries_both_lines_and_only_there() {
    let head = Head { size: 2, root: PREV.parse().unwrap() };
    let origin = ORIGIN.parse().unwrap();
    let note = sign_handover_note(&origin, head, &seed(2), &seed(5));
    same_text(&note.0, "handover.txt");
    assert_eq!(
        parse_checkpoint(&note.0).unwrap_err().to_string().split(", found").next(),
        Some("line 6: expected the end of the note")
    );
    let read = coop_ledger::log::parse_handover(&note.0).unwrap();
    let new = VerifierKey::ledger(&origin, seed(5).public());
    assert_eq!(read.verify_handover(&ledger_vkey(), &new), Ok(head));
    assert!(read.verify_handover(&new, &ledger_vkey()).is_err(), "the old key signs first");
    assert!(read.verify(&ledger_vkey()).is_err(), "one key cannot vouch for a hand-over");
    let alone = read.by_last_key();
    assert_eq!(alone.to_note(), sign_note(&origin, head, &seed(5)));
    assert_eq!(alone.verify(&new), Ok(head));
}

#[test]
fn a_witness_signs_the_checkpoint_it_saw_and_no_other() {
    let bytes = Vector::good("checkpoint-worked.txt").bytes;
    let checkpoint = parse_checkpoint(&bytes).unwrap();
    let key = VerifierKey::witness("witness.example/w1", seed(3).public()).unwrap();
    let cosignature = Cosignature::sign(&checkpoint, &key, 1_795_507_200, &seed(3)).unwrap();
    let cosigned = checkpoint.clone().with_cosignature(cosignature.clone());
    same_text(&cosigned.to_note().0, "cosigned.txt");
    assert_eq!(cosigned.without_cosignatures().to_note().0, bytes);
    let other = parse_checkpoint(&sign_note(checkpoint.origin(), Head::empty(), &seed(2)).0).unwrap();
    assert!(cosignature.verify(&checkpoint, &key).is_ok());
    assert!(cosignature.verify(&other, &key).is_err());
    assert!(cosignature.verify(&checkpoint, &ledger_vkey()).is_err(), "a note key is no witness's key");
    assert!(Cosignature::sign(&checkpoint, &key, 1 << 63, &seed(3)).is_none());
    assert!(Cosignature::sign(&checkpoint, &key, 1, &seed(2)).is_none());
}

#[test]
fn an_approval_is_the_stored_object_and_embeds_unchanged() {
    let signed = receipt().sign(&seed(1)).unwrap();
    let testimony = Testimony {
        about: About::Entry { index: 1, leaf: signed.leaf() },
        act: Act::Approve,
        at: "2026-11-25T01:02:03Z".parse().unwrap(),
        origin: ORIGIN.parse().unwrap(),
        say: None,
        seen: leaves(&[&signed]).head(),
    };
    let attestation = Attestation::sign(testimony, &seed(4)).unwrap();
    let mut bytes = attestation.to_json().unwrap().to_bytes();
    bytes.push(b'\n');
    same_text(&bytes, "attestation-approve.txt");
    // an event's body holds it as a field; the bytes inside stay the signed ones
    let body = to_json(&BTreeMap::from([("attestations", vec![attestation.clone()])])).unwrap();
    let embedded = format!("{{\"attestations\":[{}]}}", String::from_utf8(bytes).unwrap().trim_end());
    assert_eq!(String::from_utf8(body.to_bytes()).unwrap(), embedded);
    let back: BTreeMap<String, Vec<Attestation>> = coop_ledger::log::from_json(&body).unwrap();
    assert_eq!(back["attestations"], [attestation]);
}

#[test]
fn possession_is_shown_by_the_key_itself_and_by_no_other() {
    let of = |signer: u8, act: Act| {
        let about = About::own_key("K001", seed(1).public(), coop_ledger::log::KeyKind::Person, None);
        let testimony = Testimony {
            about,
            act,
            at: "2026-11-25T01:02:03Z".parse().unwrap(),
            origin: ORIGIN.parse().unwrap(),
            say: None,
            seen: Head::empty(),
        };
        Attestation::sign(testimony, &seed(signer)).map(|a| a.to_json().unwrap().to_bytes())
    };
    let mut bytes = of(1, Act::Possess).unwrap();
    bytes.push(b'\n');
    same_text(&bytes, "attestation-possess.txt");
    assert_eq!(
        of(4, Act::Possess).unwrap_err().to_string(),
        "attestation: expected possession shown by the key itself"
    );
    assert_eq!(of(1, Act::Approve).unwrap_err().to_string(), "attestation: expected act `possess` about a key");
}

#[test]
fn the_published_sum_tree_has_the_published_root() {
    let line = |amount: &str, to: &str, household: bool| {
        let digest = if household { Hash::of(&[to.as_bytes()]) } else { Hash::ZERO };
        SumLine {
            amount: amount.parse().unwrap(),
            because: reasons_hash(b"[]\n"),
            digest,
            items: u64::from(household),
            kind: SumKind::Declared,
            on: "2026-11-23".parse().unwrap(),
            payout: "P01".parse().unwrap(),
            to: to.to_owned(),
        }
        .to_line()
        .unwrap()
    };
    let tree = SumTree::new(vec![
        line("100.00", "H0001", true),
        line("33.34", "H0002", true),
        line("0.01", "collective", false),
    ])
    .unwrap();
    assert_eq!((tree.count(), tree.total()), (3, Fen(13_335)));
    assert_eq!(tree.root().to_string(), "45c53d552d831b7b5aee9853b1394937f273178c17a13d4cf9c1603e2c1a417a");
    same_text(&tree.blob(), "sum-lines.txt");

    // the same tree under an entry, as a household carries it away
    let mut draft = receipt();
    draft.kind = "payout.declared/1".parse().unwrap();
    draft.body = object(&[("lines", to_json(&tree.head()).unwrap()), ("payout", Json::Text("P01".into()))]);
    let signed = draft.sign(&seed(1)).unwrap();
    let journal = leaves(&[&signed]);
    let note = sign_note(&ORIGIN.parse().unwrap(), journal.head(), &seed(2));
    let index = tree.lines().iter().position(|l| SumLine::parse(l).unwrap().to == "H0001").unwrap();
    let proof = SumProof {
        line: tree.lines()[index].clone(),
        index: index as u64,
        path: tree.prove(index as u64).unwrap(),
        entry: TlogProof {
            extra: Some(signed.line().to_vec()),
            index: 1,
            hashes: prove_inclusion(1, 2, &journal).unwrap(),
            checkpoint: parse_checkpoint(&note.0).unwrap(),
        },
    };
    same_text(&proof.to_bytes(), "sum-proof.txt");
    assert_eq!(SumProof::parse(&proof.to_bytes()).unwrap(), proof);
}

/// The stored vector holds exactly these bytes; the message shows what to store if they are meant to change.
fn same_text(bytes: &[u8], file: &str) {
    let stored = Vector::good(file).bytes;
    assert!(stored == bytes, "tests/vectors/good/{file} should hold\n{}", String::from_utf8_lossy(bytes));
}

#[test]
fn the_worked_households_have_the_published_digests_under_the_published_root() {
    let hash = |hex: &str| hex.parse::<Hash>().unwrap();
    let (mut first, mut second) = (Digest::default(), Digest::default());
    second.absorb(1, receipt().sign(&seed(1)).unwrap().leaf());
    assert_eq!(second.hash, hash("6fbd1b3330609a955f9ea107a296c5c6760dcfdbe31be6a4fbad5cef10c35bdc"));
    first.absorb(2, hash("cafd67a56293ed124cb341978326461fbeef47ad7b46e58cb4881bdebe88d828"));
    second.absorb(2, hash("0f51aa2b02b5ffde9d7640b35870867a9a2df769e3746149c14eb483c1ec83c2"));
    assert_eq!(first.hash, hash("4e9d8bd95348108e4894eedaf6d3697e5e468a7a75b4acc2fbcd2cba0a415b00"));
    assert_eq!(second.hash, hash("0aa22683ffff28aa41c071dd6b4494dedae6899a1a03263390bb285dd58c388a"));
    let root = hash("c32459654e27dfdc9cb244e3525e4d3e9e7f5dc856679a45d27b8cb43771d623");
    assert_eq!(stated_root([("H0001", first), ("H0002", second)]), (2, root));
}
