//! Payouts whose lines, reasons or closing digests say something else than their entry, with all
//! else made right by somebody who has every key.

use super::forge::Forge;
use crate::little::Little;
use coop_ledger::{
    audit::FindingCode,
    event::{Attached, BankReason, Because, BlobRef, Event, Fact, PartyRegistered, PayoutLine},
    log::{Json, from_json},
    unit::Day,
};
use std::{fs, path::PathBuf};

/// The entries of the little ledger that carry lines.
fn with_lines(little: &Little) -> Vec<u64> {
    let size = little.cooperative.head().size;
    let carries = |index: &u64| little.cooperative.entry(*index).unwrap().event.fact.lines().is_some();
    (1..size).filter(carries).collect()
}

/// What the audit says of the ledger in which this entry is bent.
fn found(little: &Little, victim: u64, bend: impl Fn(&mut Event)) -> Vec<FindingCode> {
    let mut forge = Forge::of(little);
    forge.bend(victim, bend, |_| {});
    forge.audit().findings.iter().map(|f| f.code()).collect()
}

fn again(event: &mut Event, change: impl Fn(&mut PayoutLine)) {
    let Attached::Lines(lines) = &mut event.attached else { panic!("an entry with lines") };
    let mut plain: Vec<PayoutLine> = lines.iter().map(|(_, line)| line.clone()).collect();
    plain.iter_mut().for_each(change);
    let placed = PayoutLine::place(plain).unwrap();
    match &mut event.fact {
        Fact::PayoutDeclared(p) => (p.lines, p.reasons) = (placed.head, placed.reasons),
        Fact::PayoutPaid(p) => (p.lines, p.reasons) = (placed.head, placed.reasons),
        Fact::PayoutReturned(p) => (p.lines, p.reasons) = (placed.head, placed.reasons),
        _ => {}
    }
    *lines = placed.lines;
}

#[test]
fn a_line_that_says_another_kind_day_or_payout_than_its_entry_is_found() {
    let little = Little::whole();
    let all = with_lines(&little);
    assert!(all.len() >= 3, "{all:?}");
    for victim in all {
        let other_day: Day = "2024-02-28".parse().unwrap();
        assert_eq!(
            found(&little, victim, |e| again(e, |l| l.on = other_day)),
            [FindingCode::BlobWrong],
            "day, {victim}"
        );
        let other = "P99";
        let codes = found(&little, victim, |e| again(e, |l| l.payout = other.parse().unwrap()));
        assert_eq!(codes, [FindingCode::BlobWrong], "payout, {victim}");
        let codes = found(&little, victim, |e| {
            again(e, |l| {
                l.because = match l.because {
                    Because::Paid => Because::Returned(BankReason::Other),
                    Because::Computed(_) | Because::Asked(_) | Because::Returned(_) => Because::Paid,
                }
            })
        });
        assert_eq!(codes, [FindingCode::BlobWrong], "kind, {victim}");
    }
}

#[test]
fn reasons_in_another_order_too_few_too_many_or_of_another_form_are_found() {
    let little = Little::whole();
    let folder: PathBuf = little.ledger().join("blobs");
    let victim = with_lines(&little)[0];
    let entry = little.cooperative.entry(victim).unwrap();
    let good = fs::read(folder.join(entry.event.fact.lines().unwrap().reasons.blob.to_string())).unwrap();
    let lines: Vec<&[u8]> = good.split_inclusive(|b| *b == b'\n').collect();
    assert!(lines.len() >= 2);
    let mut turned = lines.clone();
    turned.reverse();
    let broken: [(&str, Vec<u8>); 6] = [
        ("another order", turned.concat()),
        ("the last left out", lines[..lines.len() - 1].concat()),
        ("one more", [good.as_slice(), b"[]\n"].concat()),
        ("no newline at the end", good[..good.len() - 1].to_vec()),
        ("a blank", String::from_utf8(good.clone()).unwrap().replacen(":", ": ", 1).into_bytes()),
        ("nothing", Vec::new()),
    ];
    for (what, bytes) in broken {
        let said = BlobRef::of(&bytes);
        let codes = found(&little, victim, |event| {
            fs::write(folder.join(said.blob.to_string()), &bytes).unwrap();
            if let Fact::PayoutDeclared(p) = &mut event.fact {
                p.reasons = said.clone();
            }
        });
        assert!(
            codes.contains(&FindingCode::BlobWrong) || codes.contains(&FindingCode::BlobMissing),
            "{what}: {codes:?}"
        );
        let _ = fs::remove_file(folder.join(said.blob.to_string()));
    }
}

#[test]
fn a_batch_with_a_payout_that_does_not_end_with_all_digests_is_found() {
    let little = Little::whole();
    let size = little.cooperative.head().size;
    let stated =
        |index: &u64| matches!(little.cooperative.entry(*index).unwrap().event.fact, Fact::HouseholdsStated(_));
    let mut tried = 0;
    for victim in (1..size).filter(stated) {
        let mut forge = Forge::of(&little);
        let text = format!(r#"{{"party":"OP-{victim}","role":"operator"}}"#);
        let party: PartyRegistered = from_json(&Json::parse(text.as_bytes()).unwrap()).unwrap();
        let other = Event::plain(Fact::PartyRegistered(party));
        forge.bend(victim, |event| *event = other.clone(), |draft| draft.kind = other.fact.kind().parse().unwrap());
        let report = forge.audit();
        let codes: Vec<FindingCode> = report.findings.iter().map(|f| f.code()).collect();
        assert_eq!(codes, [FindingCode::NotStated], "{victim}: {:?}", report.findings);
        let named: u64 = report.findings[0].place.to_string().trim_start_matches("entry ").parse().unwrap();
        assert!(named < victim, "named by the payout's entry");
        tried += 1;
    }
    assert!(tried >= 3);
    // digests as they were before the payout itself
    let closing = (1..size).rfind(|i| stated(i)).unwrap();
    let earlier = found(&little, closing, |event| {
        if let Fact::HouseholdsStated(s) = &mut event.fact {
            s.size -= 1;
        }
    });
    assert!(earlier.contains(&FindingCode::NotStated), "{earlier:?}");
}
