//! Limits and rare forms at their very edge: what the mutants of `log` showed that nothing looked at.

use super::{Vector, seed, sums::sum_line};
use coop_ledger::{
    event::{Because, How, PayoutLine, Reason},
    log::{
        About, Act, Attestation, Batch, Chain, Digest, Draft, Frontier, Hash, Head, Json, Judge, KeyKind, Kind, Origin,
        Role, Sealed, Testimony, TlogProof, UnverifiedEntry, from_json, parse_checkpoint, parse_cosigned, sign_note,
        sum::{SumError, SumLine, SumNode, SumProof, SumTree, reasons_hash},
        to_json, verify_all,
    },
    unit::{Exact, Fen, HouseholdId, Money},
};
use std::collections::BTreeMap;

fn origin() -> Origin {
    "coop.example/tianfu-a/3f9c2d7a5b1e8406".parse().unwrap()
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn draft(about: Vec<String>, chain: &Chain) -> Draft {
    Draft {
        about,
        batch: (0, 1),
        body: Json::Object(BTreeMap::new()),
        effective_on: "2026-11-23".parse().unwrap(),
        id: "a".parse().unwrap(),
        index: chain.head().size,
        key: seed(1).public().id(),
        kind: "receipt.recorded/1".parse().unwrap(),
        origin: origin(),
        prev: chain.last_leaf(),
        recorded_at: "2026-11-24T08:00:00Z".parse().unwrap(),
    }
}

fn line(about: Vec<String>, chain: &Chain) -> Vec<u8> {
    draft(about, chain).sign(&seed(1)).unwrap().line().to_vec()
}

#[test]
fn an_attestation_names_an_entry_a_blob_or_a_key_in_one_form_each() {
    let testimony = |about, act| Testimony {
        about,
        act,
        at: "2026-11-24T08:00:00Z".parse().unwrap(),
        origin: origin(),
        say: None,
        seen: Head::empty(),
    };
    let blob = testimony(About::Blob(Hash::of(&[b"plan"])), Act::Approve);
    let signed = Attestation::sign(blob.clone(), &seed(1)).unwrap();
    let again: Attestation = from_json(&to_json(&signed).unwrap()).unwrap();
    assert_eq!((again.testimony(), again.verify(&seed(1).public()).is_ok()), (&blob, true));
    let own = About::own_key("K001", seed(1).public(), KeyKind::Person, Some(Role::Chair));
    let good = to_json(&Attestation::sign(testimony(own, Act::Possess), &seed(1)).unwrap()).unwrap();
    let with = |name: &str, value: &str| {
        let mut other = good.clone();
        let Json::Object(members) = &mut other else { panic!("an object") };
        let Some(Json::Object(about)) = members.get_mut("about") else { panic!("about") };
        about.insert(name.to_owned(), text(value));
        from_json::<Attestation>(&other)
    };
    assert!(
        with("person", "K00000001").is_ok() && with("role", &"a".repeat(32)).is_ok(),
        "the edges themselves are taken"
    );
    for (name, value) in [
        ("alg", "ed448"),
        ("person", "X001"),
        ("person", "K"),
        ("person", "K000000001"),
        ("person", "K0x"),
        ("role", ""),
        ("role", "Chair"),
        ("role", &*"a".repeat(33)),
        ("blob", "0000000000000000000000000000000000000000000000000000000000000000"),
    ] {
        assert!(with(name, value).is_err(), "{name} = {value}");
    }
}

#[test]
fn an_entry_may_concern_4096_households_and_no_more() {
    let chain = Chain::default();
    let about = |n: u32| (1..=n).map(|i| format!("H{i:04}")).collect::<Vec<String>>();
    assert!(about(4096).iter().all(|h| h.parse::<HouseholdId>().is_ok()));
    let whole = line(about(4096), &chain);
    let read = UnverifiedEntry::parse(&whole).unwrap();
    assert_eq!((read.about().len(), read.line()), (4096, whole.as_slice()));
    // one more is refused when it is read, whoever signed it
    let mut more = String::from_utf8(whole).unwrap();
    more = more.replace("\"H4096\"]", "\"H4096\",\"H4097\"]");
    assert!(UnverifiedEntry::parse(more.as_bytes()).unwrap_err().to_string().contains("at most 4096 households"));
}

#[test]
fn names_and_depth_of_a_value_are_checked_before_it_is_written() {
    let named = |name: &str| Json::Object(BTreeMap::from([(name.to_owned(), Json::Bool(true))]));
    assert_eq!(named("a_1").check(), Ok(()));
    for name in ["", "1a", "aB", "_a", "a-b"] {
        assert!(named(name).check().is_err(), "{name}");
    }
    let wrap: [fn(Json) -> Json; 2] =
        [|v| Json::Array(vec![v]), |v| Json::Object(BTreeMap::from([("a".to_owned(), v)]))];
    for wrap in wrap {
        let deep = |n: usize| (0..n).fold(Json::Integer(0), |v, _| wrap(v));
        assert_eq!(deep(Json::MAX_DEPTH).check(), Ok(()));
        assert!(deep(Json::MAX_DEPTH + 1).check().is_err());
    }
}

#[test]
fn a_word_is_not_an_object_and_what_is_no_value_is_told() {
    assert!(from_json::<Act>(&text("approve")).is_ok());
    assert!(from_json::<Act>(&Json::Object(BTreeMap::from([("approve".to_owned(), Json::Bool(true))]))).is_err());
    let said = serde_json::from_str::<Json>("1.5").unwrap_err().to_string();
    assert!(said.contains("a value of canonical JSON"), "{said}");
}

#[test]
fn a_kind_has_64_bytes_at_most_and_says_what_it_is() {
    let kind = |n: usize| format!("{}/1", "a".repeat(n - 2));
    let longest: Kind = kind(64).parse().unwrap();
    assert_eq!(longest.as_str(), kind(64));
    assert!(kind(65).parse::<Kind>().is_err());
    assert!(kind(66).parse::<Kind>().is_err());
}

#[test]
fn another_tag_is_another_ledger_and_another_epoch_is_not() {
    let other = Origin::new("coop.example", "tianfu-a", &[0; 8]).unwrap();
    assert!(origin().same_ledger(&origin().next_epoch()));
    assert!(!origin().same_ledger(&other));
}

#[test]
fn a_note_of_one_byte_too_many_is_not_looked_at() {
    let said = |n: usize| parse_checkpoint(&vec![b'a'; n]).unwrap_err().to_string();
    assert!(said(32 * 1024).starts_with("line 1"), "{}", said(32 * 1024));
    assert!(said(32 * 1024 + 1).contains("at most 32768 bytes"));
    assert!(said(32 * 1024 + 2).contains("at most 32768 bytes"));
}

#[test]
fn a_witness_has_its_name_and_a_line_nobody_can_read_is_counted() {
    let bytes = Vector::good("cosigned.txt").bytes;
    let cosigned = parse_cosigned(&bytes).unwrap();
    assert_eq!(cosigned.cosignatures().map(|c| c.name()).collect::<Vec<_>>(), ["witness.example/w1"]);
    assert_eq!(cosigned.unread(), 0);
    let strange = "\u{2014} strange.example AAAAAAAA\n";
    let more = [bytes, strange.as_bytes().to_vec(), strange.replace("strange", "other").into_bytes()].concat();
    assert_eq!(parse_cosigned(&more).unwrap().unread(), 2);
}

#[test]
fn reasons_are_as_long_as_a_line_of_the_journal_and_no_longer() {
    let step = |n: usize| Reason {
        amount: Money::ZERO,
        exact: Exact::zero(),
        how: How::Rate,
        line: 1,
        rows: vec![],
        step: "a".repeat(n),
    };
    let of = |n: usize| Because::Computed(vec![step(n)]).bytes();
    let bare = of(0).unwrap().len();
    assert_eq!(of(Batch::MAX_LINE - bare).unwrap().len(), Batch::MAX_LINE);
    assert!(of(Batch::MAX_LINE - bare + 1).is_err());
    let line = |reasons: &[u8]| {
        let mut line = sum_line("collective", Money::ZERO, Digest::default());
        line.because = reasons_hash(reasons);
        PayoutLine::read(&line.to_line().unwrap(), reasons).is_ok()
    };
    let longest = of(Batch::MAX_LINE - bare).unwrap();
    assert!(line(&longest));
    let longer = String::from_utf8(longest).unwrap().replacen("aa", "aaa", 1);
    assert!(!line(longer.as_bytes()));
    assert!(!line(b"[]") && !line(b"[ ]\n") && line(b"[]\n"), "one canonical array with its newline");
    let long = [vec![b'a'; Batch::MAX_LINE], b"\n".to_vec()].concat();
    assert_eq!(SumLine::parse(&long).err(), Some(SumError::Length(Batch::MAX_LINE + 1)));
}

#[test]
fn a_path_has_64_steps_and_no_more() {
    let mut proof = TlogProof::parse(&Vector::good("tlog-proof.txt").bytes).unwrap();
    proof.hashes = vec![Hash::ZERO; 64];
    assert_eq!(TlogProof::parse(&proof.to_bytes()).as_ref(), Ok(&proof));
    proof.hashes.push(Hash::ZERO);
    assert!(TlogProof::parse(&proof.to_bytes()).is_err());
    let mut proof = SumProof::parse(&Vector::good("sum-proof.txt").bytes).unwrap();
    let step = SumNode { count: 1, fen: 0, hash: Hash::ZERO };
    proof.path = vec![step; 64];
    assert_eq!(SumProof::parse(&proof.to_bytes()).as_ref(), Ok(&proof));
    proof.path.push(step);
    assert!(SumProof::parse(&proof.to_bytes()).is_err());
}

#[test]
fn a_right_edge_has_a_hash_for_each_bit_of_its_size_and_a_chain_goes_on_from_it() {
    let mut chain = Chain::default();
    for size in 1..=5_u64 {
        let bytes = line(vec![], &chain);
        chain.check(&UnverifiedEntry::parse(&bytes).unwrap()).unwrap();
        let last = UnverifiedEntry::parse(&bytes).unwrap().verify(&seed(1).public()).unwrap();
        let edge = chain.frontier();
        let again = Frontier::from_parts(size, edge.roots().to_vec()).unwrap();
        assert_eq!((&again, again.head()), (edge, chain.head()));
        assert_eq!(Frontier::from_parts(size, [edge.roots(), &[Hash::ZERO]].concat()), None);
        assert_eq!(Chain::resume(again.clone(), &last).map(|c| c.head()), Some(chain.head()));
        // the edge of an odd size shows its last leaf
        let mut roots = again.roots().to_vec();
        *roots.last_mut().unwrap() = Hash::ZERO;
        let shown = Chain::resume(Frontier::from_parts(size, roots).unwrap(), &last).is_none();
        assert_eq!(shown, size % 2 == 1, "{size}");
    }
}

#[test]
fn a_batch_gives_back_what_it_was_made_of() {
    let mut chain = Chain::default();
    let mut lines = Vec::new();
    for _ in 0..3 {
        let next = line(vec![], &chain);
        chain.check_verified(&UnverifiedEntry::parse(&next).unwrap().verify(&seed(1).public()).unwrap()).unwrap();
        lines.extend(next);
    }
    let seal = Sealed { head: chain.head(), note: sign_note(&origin(), chain.head(), &seed(2)) };
    let batch = Batch::new(&Frontier::default(), lines.clone(), seal).unwrap();
    assert_eq!((batch.lines(), batch.count(), batch.after()), (lines.as_slice(), 3, chain.frontier()));
    let twice = UnverifiedEntry::parse(&line(vec![], &Chain::default())).unwrap().verify(&seed(1).public()).unwrap();
    assert!(chain.check_verified(&twice).is_err(), "an entry that was there before does not follow");
}

#[test]
fn entries_judged_together_are_all_there_each_under_its_own_key() {
    let bytes = line(vec![], &Chain::default());
    let (own, other) = (seed(1).public(), seed(2).public());
    let entry = || UnverifiedEntry::parse(&bytes).unwrap();
    let judged = verify_all(vec![(entry(), Judge::Key(&own)), (entry(), Judge::Key(&other))]);
    assert_eq!(judged.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_leaf_of_a_sum_tree_is_the_hash_of_its_line() {
    let of = |n: i64| sum_line("collective", Money::from_fen(Fen(n)).unwrap(), Digest::default()).to_line().unwrap();
    let tree = SumTree::new(vec![of(1), of(2)]).unwrap();
    for (n, line) in tree.lines().iter().enumerate() {
        assert_eq!(tree.leaf(n as u64), Some(SumNode::leaf(SumLine::parse(line).unwrap().amount, line).hash));
    }
    assert_eq!(tree.leaf(2), None);
}

/// The fuzzer found it: a decoder of base64 that takes several padded texts one behind the other.
#[test]
fn padded_base64_in_two_pieces_is_another_spelling_and_refused() {
    use data_encoding::BASE64;
    let pieces = |whole: &str| {
        let bytes = BASE64.decode(whole.as_bytes()).unwrap();
        [&bytes[..1], &bytes[1..]].map(|piece| BASE64.encode(piece)).concat()
    };
    let proof = String::from_utf8(Vector::good("tlog-proof.txt").bytes).unwrap();
    let sum = String::from_utf8(Vector::good("sum-proof.txt").bytes).unwrap();
    let note = String::from_utf8(Vector::good("checkpoint-worked.txt").bytes).unwrap();
    assert!(TlogProof::parse(proof.as_bytes()).is_ok() && SumProof::parse(sum.as_bytes()).is_ok());
    assert!(parse_checkpoint(note.as_bytes()).is_ok());
    let mut tried = 0;
    for (text, name) in [(&proof, "tlog"), (&sum, "sum"), (&note, "note")] {
        let words = text.split(['\n', ' ']).filter(|w| w.len() > 40 && BASE64.decode(w.as_bytes()).is_ok());
        for word in words {
            let other = text.replacen(word, &pieces(word), 1);
            assert_ne!(&other, text);
            let read = [
                TlogProof::parse(other.as_bytes()).is_ok(),
                SumProof::parse(other.as_bytes()).is_ok(),
                parse_checkpoint(other.as_bytes()).is_ok(),
            ];
            assert_eq!(read, [false; 3], "{name}: {word}");
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried}");
}
