//! Sum trees and their proofs.

use coop_ledger::{
    log::{
        Digest, Hash,
        sum::{SumKind, SumLine, SumNode, SumTree, reasons_hash, verify_sum_proof},
    },
    unit::{Fen, Money},
};

fn line(n: u64) -> Vec<u8> {
    let amount = Money::from_fen(Fen((n * n % 977) as i64)).unwrap();
    let digest = Hash::of(&[&n.to_be_bytes()]);
    sum_line(&format!("H{n:04}"), amount, Digest { hash: digest, items: n }).to_line().unwrap()
}

/// A line of payout P01 that gives no reasons.
pub fn sum_line(to: &str, amount: Money, before: Digest) -> SumLine {
    SumLine {
        amount,
        because: reasons_hash(b"[]\n"),
        digest: before.hash,
        items: before.items,
        kind: SumKind::Declared,
        on: "2026-11-23".parse().unwrap(),
        payout: "P01".parse().unwrap(),
        to: to.to_owned(),
    }
}

/// RFC 6962's division, straight from the definition.
fn naive(leaves: &[SumNode]) -> SumNode {
    match leaves {
        [one] => *one,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            SumNode::join(&naive(left), &naive(right)).unwrap()
        }
    }
}

#[test]
fn all_8385_proofs_for_1_to_129_lines_hold_and_every_altered_one_fails() {
    let (mut held, mut failed) = (0, 0);
    for count in 1..=129_u64 {
        let tree = SumTree::new((0..count).map(line).collect()).unwrap();
        let amount = |l: &[u8]| SumLine::parse(l).unwrap().amount;
        let leaves: Vec<SumNode> = tree.lines().iter().map(|l| SumNode::leaf(amount(l), l)).collect();
        let top = naive(&leaves);
        assert_eq!((tree.root(), tree.count(), tree.total()), (top.hash, top.count, Fen(top.fen as i64)));
        let (root, total) = (tree.root(), tree.total());
        for index in 0..count {
            let own = &tree.lines()[index as usize];
            let path = tree.prove(index).unwrap();
            assert!(verify_sum_proof(own, index, &path, count, total, root), "{index} of {count}");
            held += 1;
            let mut refuse = |line: &[u8], index: u64, path: &[SumNode], count: u64, total: Fen, root: Hash| {
                assert!(!verify_sum_proof(line, index, path, count, total, root));
                failed += 1;
            };
            refuse(own, index ^ 1, &path, count, total, root);
            refuse(own, index, &path, count + 1, total, root);
            refuse(own, index, &path, count, Fen(total.0 + 1), root);
            refuse(own, index, &path, count, total, Hash::ZERO);
            let mut richer = SumLine::parse(own).unwrap();
            richer.amount = Money::from_fen(Fen(richer.amount.fen().0 + 1)).unwrap();
            refuse(&richer.to_line().unwrap(), index, &path, count, total, root);
            let longer = [path.as_slice(), &[top]].concat();
            refuse(own, index, &longer, count, total, root);
            for n in 0..path.len() {
                for change in [
                    (|node: &mut SumNode| node.count += 1) as fn(&mut SumNode),
                    |node| node.count = 0,
                    |node| node.count = u64::MAX,
                    |node| node.fen += 1,
                    |node| node.fen = u64::MAX,
                    |node| node.hash.0[0] ^= 1,
                ] {
                    let mut altered = path.clone();
                    change(&mut altered[n]);
                    refuse(own, index, &altered, count, total, root);
                }
                let mut shorter = path.clone();
                shorter.remove(n);
                refuse(own, index, &shorter, count, total, root);
            }
        }
        assert_eq!(tree.prove(count), None);
    }
    assert_eq!(held, 8_385);
    assert!(failed > 8_385 * 20, "{failed}");
}

#[test]
fn a_prover_cannot_show_each_member_a_path_under_the_largest_balance() {
    // the known attack on trees that hash added sums: claim a sibling of nothing
    let (mine, other) = (line(5), line(6));
    let tree = SumTree::new(vec![mine.clone(), other.clone()]).unwrap();
    let index = tree.lines().iter().position(|l| *l == mine).unwrap() as u64;
    let mut path = tree.prove(index).unwrap();
    let own = SumLine::parse(&mine).unwrap().amount.fen();
    path[0].fen = 0;
    assert!(!verify_sum_proof(&mine, index, &path, 2, own, tree.root()));
}

#[test]
fn a_path_that_claims_a_tree_of_another_shape_is_refused() {
    let own = line(5);
    let leaf = SumNode::leaf(SumLine::parse(&own).unwrap().amount, &own);
    let fake = |count: u64| SumNode { count, fen: 1, hash: Hash::of(&[&count.to_be_bytes()]) };
    let shown = |first: u64, second: u64| {
        let path = [fake(first), fake(second)];
        let top = SumNode::join(&SumNode::join(&leaf, &path[0]).unwrap(), &path[1]).unwrap();
        verify_sum_proof(&own, 0, &path, top.count, Fen(top.fen as i64), top.hash)
    };
    assert!(shown(1, 2));
    assert!(!shown(2, 1), "a tree of four is divided two and two");
}

#[test]
fn order_of_the_lines_given_does_not_matter_and_equal_lines_are_refused() {
    let forward = SumTree::new((0..50).map(line).collect()).unwrap();
    let backward = SumTree::new((0..50).rev().map(line).collect()).unwrap();
    assert_eq!(forward, backward);
    assert!(
        SumTree::new(vec![line(1), line(2), line(1)])
            .unwrap_err()
            .to_string()
            .starts_with("two lines have the same hash")
    );
    assert_eq!(SumTree::new(vec![]).unwrap_err().to_string(), "a sum tree needs at least one line");
}

#[test]
fn a_blob_is_read_in_tree_order_only() {
    let tree = SumTree::new((0..9).map(line).collect()).unwrap();
    assert_eq!(SumTree::from_blob(&tree.blob()).unwrap(), tree);
    let mut lines = tree.lines().to_vec();
    lines.swap(3, 4);
    assert_eq!(
        SumTree::from_blob(&lines.concat()).unwrap_err().to_string(),
        "line 3 of the blob is not in the order of the tree"
    );
    let blob = tree.blob();
    assert!(SumTree::from_blob(&blob[..blob.len() - 1]).is_err(), "the last newline is missing");
    let head = tree.head();
    assert_eq!((head.blob, head.bytes), (Hash::of(&[&blob]), blob.len() as u64));
    assert_eq!((head.count, head.root, head.total.fen()), (9, tree.root(), tree.total()));
}

#[test]
fn a_total_beyond_what_an_amount_can_say_is_refused() {
    let big = |n: u64| {
        let amount = "99999999999999.99".parse().unwrap();
        sum_line(&format!("fund-{n}"), amount, Digest::default()).to_line().unwrap()
    };
    assert!(SumTree::new(vec![big(0)]).is_ok());
    assert_eq!(
        SumTree::new(vec![big(0), big(1)]).unwrap_err().to_string(),
        "the amounts together are more than a total can say"
    );
    assert_eq!(
        SumTree::new((0..1000).map(big).collect()).unwrap_err().to_string(),
        "the amounts together are more than a total can say"
    );
}

#[test]
fn a_sum_line_has_one_spelling() {
    let good = line(1);
    let text = String::from_utf8(good.clone()).unwrap();
    assert_eq!(SumLine::parse(&good).unwrap().to_line().unwrap(), good);
    for bad in [
        text.replace("0.01", "0.010"),
        text.replace("0.01", ".01"),
        text.replace("0.01", "-0.01"),
        text.replace("\"items\":1", "\"items\":01"),
        text.replace("\"to\":\"H0001\"", "\"to\":\"\""),
        text.replace("\"to\":\"H0001\"", "\"to\":\"H0001\",\"zu\":1"),
        text.replace("\"kind\":\"declared\"", "\"kind\":\"promised\""),
        text.replace("\"kind\":\"declared\",", ""),
        text.replace("2026-11-23", "2026-11-31"),
        text.replace("\"payout\":\"P01\"", "\"payout\":\"P 01\""),
        text.replace("\"because\":\"400", "\"because\":\"40"),
        text.trim_end().to_owned(),
        text.clone() + "\n",
        text.replace('\n', "\r\n"),
    ] {
        assert_ne!(bad, text);
        assert!(SumLine::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn a_hundred_thousand_lines_make_a_tree_whose_proofs_hold() {
    let tree = SumTree::new((0..100_000).map(line).collect()).unwrap();
    for index in (0..100_000).step_by(9_973) {
        let path = tree.prove(index).unwrap();
        assert!(path.len() <= 17);
        let own = &tree.lines()[index as usize];
        assert!(verify_sum_proof(own, index, &path, tree.count(), tree.total(), tree.root()));
    }
}
