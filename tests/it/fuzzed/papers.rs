//! What comes from outside a ledger or leaves it: lines, notes, proofs, statements, charts, pins.

use super::village::vkey;
use coop_ledger::{
    audit::PinFile,
    books::Chart,
    log::{
        Attestation, Checkpoint, Json, PublicKey, TlogProof, UnverifiedEntry, VerifierKey, from_json, parse_checkpoint,
        parse_cosigned, parse_handover,
        portions::PortionProof,
        sum::{SumLine, SumProof, SumTree},
    },
    statement::{Format, Lang, explain, render},
    verify::{read_statement, verify_proof, verify_statement},
};

/// Any bytes are one canonical entry or none; what is read gives the same bytes again.
pub fn entry(bytes: &[u8]) {
    if let Ok(entry) = UnverifiedEntry::parse(bytes) {
        let _ = (entry.index(), entry.key(), entry.origin().to_string(), entry.leaf());
        assert_eq!(entry.line(), bytes);
    }
    if let Ok(json) = Json::parse(bytes) {
        assert_eq!(json.to_bytes(), bytes, "only canonical bytes are read");
        assert_eq!(json.check(), Ok(()), "what is read can be written");
        if let Ok(attestation) = from_json::<Attestation>(&json) {
            assert_eq!(coop_ledger::log::to_json(&attestation).map(|j| j.to_bytes()), Ok(bytes.to_vec()));
        }
    }
    if let Ok(line) = SumLine::parse(bytes) {
        assert_eq!(line.to_line().as_deref(), Ok(bytes));
    }
    if let Ok(tree) = SumTree::from_blob(bytes) {
        assert_eq!(tree.blob(), bytes);
    }
}

/// Any bytes are one note in its one spelling or none; a text is one key or none.
pub fn note(bytes: &[u8]) {
    let same = |checkpoint: Checkpoint| {
        assert_eq!(checkpoint.to_note().0, bytes, "only the one spelling is read");
        let _ = checkpoint.verify(&vkey());
        let _ = checkpoint.verify_handover(&vkey(), &vkey());
        for cosignature in checkpoint.cosignatures() {
            let _ = cosignature.verify(&checkpoint, &vkey());
        }
        let bare = checkpoint.clone().without_cosignatures();
        assert!(bare.to_note().0.len() <= bytes.len());
        let _ = checkpoint.by_last_key();
    };
    let _ = parse_checkpoint(bytes).map(same);
    let _ = parse_handover(bytes).map(same);
    let _ = parse_cosigned(bytes).map(same);
    if let Ok(text) = std::str::from_utf8(bytes) {
        for line in text.lines().take(4) {
            if let Ok(key) = line.parse::<VerifierKey>() {
                assert_eq!(key.to_string(), line);
            }
            if let Ok(key) = line.parse::<PublicKey>() {
                assert_eq!(key.to_string(), line);
            }
        }
    }
}

/// Any bytes are a proof in its one spelling or none; what is shown about it is under the key.
pub fn proof(bytes: &[u8]) {
    if let Ok(proof) = TlogProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes, "only the one spelling is read");
        let _ = proof.verify_extra(&vkey());
    }
    if let Ok(proof) = PortionProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes, "only the one spelling is read");
        let _ = proof.verify(&vkey());
    }
    if let Ok(proof) = SumProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes, "only the one spelling is read");
        let _ = proof.verify(&vkey());
    }
    if let Ok(read) = verify_proof(bytes, &vkey()) {
        assert!(read.entry.index < read.size);
    }
}

/// Any bytes are a statement or none; one can be checked, and told in every form.
pub fn statement(bytes: &[u8]) {
    let Ok(told) = read_statement(bytes) else { return };
    let flaws = told.check();
    let verified = verify_statement(&told, &vkey());
    assert!(flaws.is_empty() || !verified.findings.is_empty(), "a flaw is a finding");
    for lang in [Lang::Zh, Lang::En] {
        for format in [Format::Text, Format::Html, Format::Csv] {
            let _ = render(&told, format, lang);
        }
        let _ = explain(&told, lang);
    }
    let again = read_statement(render(&told, Format::Json, Lang::Zh).as_bytes()).expect("what is written can be read");
    assert_eq!(again, told);
}

/// Any text is a chart document or none, and a pin or none.
pub fn chart(text: &str) {
    if let Ok(chart) = Chart::read(text) {
        assert!(chart.settings.values().all(|allowed| !allowed.is_empty()));
    }
    if let Ok(pin) = PinFile::read(text) {
        let plain = |t: &str| t.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'));
        if plain(&pin.origin) && plain(&pin.vkey) {
            assert_eq!(PinFile::read(&pin.toml()), Ok(pin));
        }
    }
}
