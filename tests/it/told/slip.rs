//! The codes on paper: what they show is what the statement says, and nothing of them can be altered.

use super::{VILLAGE, told};
use coop_ledger::{
    log::{Hash, SigningKey, VerifierKey, sum::SumKind},
    statement::{
        LineKind, StatementLine,
        slip::{PartsError, Slip, SlipError},
        value::Concern,
    },
    verify::{ProofFault, SlipShown, verify_slip},
};
use data_encoding::{BASE32_NOPAD, HEXUPPER};

const HOUSEHOLDS: [&str; 3] = ["H0001", "H0002", "H0003"];

fn slip(household: &str) -> Slip {
    Slip::of(&told(household), &VILLAGE.vkey).unwrap()
}

fn shown(text: &str) -> Option<SlipShown> {
    verify_slip(text, &VILLAGE.vkey).ok()
}

/// The bytes of all codes together.
fn bytes(codes: &[String]) -> Vec<u8> {
    let letters: String = codes.iter().map(|code| code.split_once(':').unwrap().1).collect();
    BASE32_NOPAD.decode(letters.as_bytes()).unwrap()
}

/// One code of these bytes with the sum that they have, however long it is.
fn text(bytes: &[u8]) -> String {
    let sum = HEXUPPER.encode(&Hash::of(&[bytes]).0[..4]);
    format!("COOP1-1-1-{sum}:{}", BASE32_NOPAD.encode(bytes))
}

/// What a payout did with a line; `None` where something else did, as when a debt was set off.
fn kind(line: &StatementLine) -> Option<SumKind> {
    line.payout.as_ref()?;
    match line.what {
        LineKind::Credited => Some(SumKind::Declared),
        LineKind::Paid | LineKind::PaidAgain => Some(SumKind::Paid),
        LineKind::Returned => Some(SumKind::Returned),
        _ => None,
    }
}

#[test]
fn the_codes_show_the_amounts_of_the_statement_under_the_ledgers_signature() {
    for household in HOUSEHOLDS {
        let statement = told(household);
        let read = shown(&slip(household).codes().concat()).unwrap();
        assert_eq!((read.size, read.root), (statement.upto.size, statement.upto.root));
        let own = read.own.unwrap();
        let found: Vec<_> = own.lines.iter().map(|l| (l.on, l.payout.clone(), l.kind, l.amount.fen())).collect();
        let line = |l: &StatementLine| Some((l.date, l.payout.clone()?, kind(l)?, l.size()));
        let right: Vec<_> = statement.lines.iter().filter_map(line).collect();
        assert_eq!(found, right, "{household}");
        assert_eq!((own.lines.len() + own.others.len()) as u64 + own.before, statement.completeness.items);
        assert_eq!(own.upto, statement.completeness.upto);
    }
}

#[test]
fn no_byte_of_a_slip_can_be_altered_even_where_its_sum_is_put_right() {
    let mut tries = 0;
    for household in HOUSEHOLDS {
        let bytes = bytes(&slip(household).codes());
        assert!(shown(&text(&bytes)).is_some(), "as it is");
        for at in 0..bytes.len() {
            for flip in [0x01, 0x10, 0x80, 0xff] {
                let mut bent = bytes.clone();
                bent[at] ^= flip;
                assert_eq!(shown(&text(&bent)), None, "{household}: byte {at} by {flip:02x}");
                tries += 1;
            }
            let mut less = bytes.clone();
            less.remove(at);
            assert_eq!(shown(&text(&less)), None, "{household}: without byte {at}");
            assert_eq!(shown(&text(&bytes[..at])), None, "{household}: cut at {at}");
            tries += 2;
        }
        assert_eq!(shown(&text(&[bytes.as_slice(), &[0]].concat())), None, "a byte more");
    }
    assert!(tries > 4_000, "{tries}");
}

#[test]
fn codes_are_read_in_any_order_and_case_and_what_is_missing_is_named() {
    let codes = several_codes();
    let of = codes.len();
    assert!(of >= 2, "{of} codes");
    let right = Slip::read(&codes.concat()).unwrap();
    let mut turned = codes.clone();
    turned.reverse();
    let scanned = turned.join("\r\n \n").to_lowercase() + "\n" + &codes[0];
    assert_eq!(Slip::read(&scanned), Ok(right));
    let missing = PartsError::Missing { missing: 1, of };
    assert_eq!(Slip::read(&codes[1..].concat()), Err(SlipError::Parts(missing)));
    let other = slip("H0001").codes().concat();
    assert_eq!(Slip::read(&(codes[0].clone() + &other)), Err(SlipError::Parts(PartsError::Mixed)));
    assert_eq!(Slip::read("3,277.79"), Err(SlipError::Parts(PartsError::None)));
    let whole = codes.concat();
    let last = whole.chars().last().unwrap();
    let misread = whole.strip_suffix(last).unwrap().to_owned() + if last == 'A' { "Q" } else { "A" };
    assert_eq!(Slip::read(&misread), Err(SlipError::Parts(PartsError::Sum)));
}

/// Of a household with so many entries that they take several codes.
fn several_codes() -> Vec<String> {
    let mut statement = told("H0001");
    let first = statement.concerns.last().unwrap().clone();
    statement.completeness.upto = 10_000;
    statement.concerns.extend((1..60).map(|n| Concern { index: first.index + n, ..first.clone() }));
    Slip::of(&statement, &VILLAGE.vkey).unwrap().codes()
}

#[test]
fn nobody_scans_more_than_eight_codes_so_a_long_year_begins_later() {
    let mut statement = told("H0001");
    let first = statement.concerns.last().unwrap().clone();
    statement.completeness.upto = 10_000;
    statement.concerns.extend((1..400).map(|n| Concern { index: first.index + n, ..first.clone() }));
    let slip = Slip::of(&statement, &VILLAGE.vkey).unwrap();
    assert_eq!(slip.codes().len(), 8);
    let own = slip.own.unwrap();
    assert!(own.before.items > 0);
    assert_eq!(own.before.items + own.items.len() as u64, statement.concerns.len() as u64, "none is lost");
}

#[test]
fn what_a_ledger_has_not_stated_has_no_codes_and_another_key_no_holding() {
    let mut statement = told("H0001");
    statement.completeness.proof = None;
    assert_eq!(Slip::of(&statement, &VILLAGE.vkey), None);
    let text = slip("H0001").codes().concat();
    let state = VILLAGE.coop.checkpoint().unwrap();
    let other = SigningKey::from_seed([9; 32]).public();
    let same_name = VerifierKey::ledger(state.origin(), other);
    let other_name = VerifierKey::ledger(&state.origin().next_epoch(), *VILLAGE.vkey.public());
    for (key, fault) in [(same_name, "NotUnderCheckpoint"), (other_name, "OtherLedger")] {
        let found = format!("{:?}", verify_slip(&text, &key).unwrap_err());
        assert!(found.contains(fault), "{found}");
    }
    let not_a_slip = verify_slip("COOP1-1-1-00000000:", &VILLAGE.vkey).unwrap_err();
    assert!(
        format!("{not_a_slip:?}").contains(&format!("{:?}", ProofFault::NoSlip(SlipError::Parts(PartsError::Sum))))
    );
}

#[test]
fn a_state_alone_is_a_code_for_the_notice_board() {
    let state = VILLAGE.coop.checkpoint().unwrap();
    let codes = Slip::of_state(&VILLAGE.vkey, state.clone()).codes();
    assert_eq!(codes.len(), 1);
    let read = shown(&codes[0]).unwrap();
    assert_eq!((read.size, read.own, read.state_digits), (state.claimed_head().size, None, state.digits()));
    let bytes = bytes(&codes);
    for at in 0..bytes.len() {
        let mut bent = bytes.clone();
        bent[at] ^= 0x04;
        assert_eq!(shown(&text(&bent)), None, "byte {at}");
    }
}
