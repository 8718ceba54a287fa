//! What an entry owes the entry before it.

use super::seed;
use coop_ledger::log::{Chain, Draft, Hash, Json, Origin, UnverifiedEntry};
use std::collections::BTreeMap;

const ORIGIN: &str = "coop.example/tianfu-a/3f9c2d7a5b1e8406";

struct Case {
    kind: &'static str,
    origin: Origin,
    batch: (u32, u32),
    author: u8,
    recorded_at: &'static str,
    index: Option<u64>,
    prev: Option<Hash>,
}

fn case() -> Case {
    Case {
        kind: "receipt.recorded/1",
        origin: ORIGIN.parse().unwrap(),
        batch: (0, 1),
        author: 1,
        recorded_at: "2026-11-24T08:00:00Z",
        index: None,
        prev: None,
    }
}

fn entry(chain: &Chain, case: Case) -> UnverifiedEntry {
    let draft = Draft {
        about: vec![],
        batch: case.batch,
        body: Json::Object(BTreeMap::new()),
        effective_on: "2026-11-23".parse().unwrap(),
        id: "a".parse().unwrap(),
        index: case.index.unwrap_or(chain.head().size),
        key: seed(case.author).public().id(),
        kind: case.kind.parse().unwrap(),
        origin: case.origin,
        prev: case.prev.unwrap_or(chain.last_leaf()),
        recorded_at: case.recorded_at.parse().unwrap(),
    };
    UnverifiedEntry::parse(draft.sign(&seed(case.author)).unwrap().line()).unwrap()
}

fn follow(cases: Vec<Case>) -> Chain {
    let mut chain = Chain::default();
    for case in cases {
        let next = entry(&chain, case);
        chain.check(&next).unwrap();
    }
    chain
}

fn refused(chain: &Chain, case: Case) -> String {
    let mut tried = chain.clone();
    let message = tried.check(&entry(chain, case)).unwrap_err().to_string();
    assert_eq!(tried, *chain, "a refused entry leaves the chain as it was");
    message
}

#[test]
fn a_journal_is_followed_and_a_checkpoint_may_stand_at_batch_ends_only() {
    let mut chain = Chain::default();
    assert!(chain.at_batch_end());
    for (n, batch) in [(0, 1), (0, 3), (1, 3), (2, 3), (0, 1)].into_iter().enumerate() {
        let next = entry(&chain, Case { batch, ..case() });
        chain.check(&next).unwrap();
        assert_eq!(chain.at_batch_end(), batch.0 + 1 == batch.1);
        assert_eq!(chain.head().size, n as u64 + 1);
        assert_eq!(chain.last_leaf(), next.leaf());
    }
}

#[test]
fn a_moved_or_replaced_entry_is_refused() {
    let chain = follow(vec![case(), case()]);
    assert_eq!(refused(&chain, Case { index: Some(3), ..case() }), "index: expected 2, found 3");
    assert_eq!(refused(&chain, Case { index: Some(1), ..case() }), "index: expected 2, found 1");
    assert_eq!(
        refused(&chain, Case { prev: Some(Hash::ZERO), ..case() }),
        format!("entry 2: prev: expected {}, found {}", chain.last_leaf(), Hash::ZERO)
    );
    let first = Case { prev: Some(chain.last_leaf()), ..case() };
    assert!(refused(&Chain::default(), first).starts_with("entry 0: prev: expected 0000"));
}

#[test]
fn a_batch_continues_in_step_by_one_author_at_one_time() {
    let chain = follow(vec![case(), Case { batch: (0, 3), ..case() }]);
    for batch in [(0, 1), (2, 3), (1, 2), (0, 3)] {
        let message = refused(&chain, Case { batch, ..case() });
        assert_eq!(message, format!("entry 2: batch: expected [1,3], found [{},{}]", batch.0, batch.1));
    }
    assert!(refused(&chain, Case { batch: (1, 3), author: 2, ..case() }).starts_with("entry 2: key: expected"));
    assert_eq!(
        refused(&chain, Case { batch: (1, 3), recorded_at: "2026-11-24T08:00:01Z", ..case() }),
        "entry 2: recorded_at: expected 2026-11-24T08:00:00Z as in the rest of its batch, found 2026-11-24T08:00:01Z"
    );
    let whole = follow(vec![case()]);
    assert_eq!(
        refused(&whole, Case { batch: (1, 2), ..case() }),
        "entry 1: batch: expected the start of a batch, found [1,2]"
    );
}

#[test]
fn time_runs_backwards_under_a_corrected_clock_only() {
    let chain = follow(vec![case()]);
    let earlier = "2026-11-24T07:59:59Z";
    assert_eq!(
        refused(&chain, Case { recorded_at: earlier, ..case() }),
        "entry 1: recorded_at: expected 2026-11-24T08:00:00Z or later, found 2026-11-24T07:59:59Z"
    );
    let mut corrected = chain.clone();
    let next = entry(&chain, Case { kind: "clock.corrected/1", recorded_at: earlier, ..case() });
    corrected.check(&next).unwrap();
    assert_eq!(corrected.recorded_at().unwrap().to_string(), earlier);
    let next = entry(&corrected, Case { recorded_at: earlier, ..case() });
    corrected.check(&next).unwrap();
}

#[test]
fn the_origin_changes_at_a_restoration_and_to_a_later_epoch_only() {
    let first: Origin = ORIGIN.parse().unwrap();
    let (second, third) = (first.next_epoch(), first.next_epoch().next_epoch());
    let other: Origin = "coop.example/tianfu-b/3f9c2d7a5b1e8406".parse().unwrap();
    let restored = |origin: &Origin| Case { kind: "ledger.restored/1", origin: origin.clone(), ..case() };
    let chain = follow(vec![case()]);
    assert_eq!(
        refused(&chain, Case { origin: second.clone(), ..case() }),
        format!("entry 1: origin: expected {ORIGIN}, found {ORIGIN}/2")
    );
    assert_eq!(
        refused(&chain, restored(&first)),
        format!("entry 1: origin: expected {ORIGIN}/2 or a later epoch, at the start of a batch, found {ORIGIN}")
    );
    assert!(refused(&chain, restored(&other)).starts_with("entry 1: origin"));
    assert!(refused(&Chain::default(), Case { origin: second.clone(), ..case() }).starts_with("entry 0: origin"));
    for later in [second, third] {
        let mut chain = follow(vec![case(), restored(&later)]);
        assert!(refused(&chain, case()).starts_with("entry 2: origin"), "the old origin is over");
        let next = entry(&chain, Case { origin: later.clone(), ..case() });
        chain.check(&next).unwrap();
        assert_eq!(chain.origin(), Some(&later));
    }
    let broken = follow(vec![case(), Case { batch: (0, 2), ..case() }]);
    let inside = Case { batch: (1, 2), ..restored(&first.next_epoch()) };
    assert!(refused(&broken, inside).starts_with("entry 2: origin"));
}

#[test]
fn following_goes_on_from_a_stored_edge_and_its_last_entry() {
    let chain = follow(vec![case(), case(), case()]);
    let last = entry(&follow(vec![case(), case()]), case()).verify(&seed(1).public()).unwrap();
    assert_eq!(Chain::resume(chain.frontier().clone(), &last), Some(chain.clone()));
    let earlier = entry(&follow(vec![case()]), case()).verify(&seed(1).public()).unwrap();
    assert_eq!(Chain::resume(chain.frontier().clone(), &earlier), None);
    let two = follow(vec![case(), case()]);
    let other = entry(&two, Case { kind: "other/1", ..case() }).verify(&seed(1).public()).unwrap();
    assert_eq!(Chain::resume(chain.frontier().clone(), &other), None);
}
