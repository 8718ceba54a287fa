//! No byte of a signed text can change, vanish, double or be cut off unnoticed.

use super::{Facts, Vector, judge};

/// Every place × every other value, deleted, doubled, swapped with the next, cut off before.
fn every_damage(vector: &Vector, values: impl Fn(u8) -> Vec<u8>) -> usize {
    let Vector { header, bytes } = vector;
    judge(header, bytes).expect("the vector itself is good");
    let mut tried = 0;
    let mut refuse = |damaged: &[u8], what: &str, at: usize| {
        let outcome: Result<Facts, String> = judge(header, damaged);
        assert!(outcome.is_err(), "{what} at byte {at} went unnoticed: {}", String::from_utf8_lossy(damaged));
        tried += 1;
    };
    let mut changed = bytes.clone();
    for at in 0..bytes.len() {
        for value in values(bytes[at]).into_iter().filter(|value| *value != bytes[at]) {
            changed[at] = value;
            refuse(&changed, "a change", at);
        }
        changed[at] = bytes[at];
        refuse(&[&bytes[..at], &bytes[at + 1..]].concat(), "a deletion", at);
        refuse(&[&bytes[..=at], &bytes[at..]].concat(), "a doubling", at);
        refuse(&bytes[..at], "a cut", at);
        if at + 1 < bytes.len() && bytes[at] != bytes[at + 1] {
            changed.swap(at, at + 1);
            refuse(&changed, "an exchange", at);
            changed.swap(at, at + 1);
        }
    }
    tried
}

fn others(_: u8) -> Vec<u8> {
    (0..=255).collect()
}

/// Neighbours in every bit, and the bytes that matter to the grammars.
fn telling(byte: u8) -> Vec<u8> {
    (0..8).map(|bit| byte ^ (1 << bit)).chain(*b"\n\r\t 0a\"\\{}[],:+/=\0\xff").collect()
}

#[test]
fn no_byte_of_a_checkpoint_can_be_damaged_unnoticed() {
    let tried = every_damage(&Vector::good("checkpoint-worked.txt"), others);
    assert!(tried > 57_000, "{tried}");
}

#[test]
fn no_byte_of_an_entry_can_be_damaged_unnoticed() {
    let tried = every_damage(&Vector::good("entry-worked.txt"), telling);
    assert!(tried > 15_000, "{tried}");
}

#[test]
fn no_byte_of_a_proof_can_be_damaged_unnoticed() {
    for file in ["tlog-proof.txt", "handover.txt", "cosigned.txt"] {
        let tried = every_damage(&Vector::good(file), |byte| vec![byte ^ 1, byte ^ 0x20, b'\n']);
        assert!(tried > 1_000, "{file}: {tried}");
    }
}

#[test]
fn no_byte_of_a_sum_proof_or_its_lines_can_be_damaged_unnoticed() {
    every_damage(&Vector::good("sum-proof.txt"), |byte| vec![byte ^ 1, byte ^ 0x20]);
    // lines alone have no signature: what is noticed there is another root
    let vector = Vector::good("sum-lines.txt");
    let root = vector.judge().unwrap()["root"].clone();
    for at in 0..vector.bytes.len() {
        for value in telling(vector.bytes[at]) {
            let mut changed = vector.bytes.clone();
            if changed[at] == value {
                continue;
            }
            changed[at] = value;
            let outcome = judge(&vector.header, &changed);
            assert!(outcome.is_err() || outcome.is_ok_and(|facts| facts["root"] != root), "byte {at}");
        }
    }
}

#[test]
fn no_byte_of_an_attestation_can_be_damaged_unnoticed() {
    for file in ["attestation-approve.txt", "attestation-possess.txt"] {
        let mut vector = Vector::good(file);
        // the newline is not part of it and may be missing
        assert_eq!(vector.bytes.pop(), Some(b'\n'));
        every_damage(&vector, telling);
    }
}
