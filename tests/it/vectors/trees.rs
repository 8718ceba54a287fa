//! RFC 6962 proofs against its definitions, written down a second time as they stand there.

use coop_ledger::log::{
    Digest, Frontier, Hash, HashReader, Head, LeafHashes, commit, opens, prove_consistency, prove_inclusion, root_at,
    stated_line, stated_root, stated_tree, verify_consistency, verify_inclusion,
};

const SIZE: u64 = 130;

fn leaf(n: u64) -> Hash {
    Hash::leaf(format!("leaf {n}").as_bytes())
}

fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// §2.1: MTH
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            Hash::node(&mth(left), &mth(right))
        }
    }
}

/// §2.1.1: PATH
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return vec![];
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut inner, outer) =
        if m < left.len() { (path(m, left), mth(right)) } else { (path(m - left.len(), right), mth(left)) };
    inner.push(outer);
    inner
}

/// §2.1.2: SUBPROOF
fn subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known { vec![] } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut inner, outer) = if m <= left.len() {
        (subproof(m, left, known), mth(right))
    } else {
        (subproof(m - left.len(), right, false), mth(left))
    };
    inner.push(outer);
    inner
}

#[test]
fn stored_hashes_and_the_right_edge_fold_to_the_same_root_at_every_size() {
    let leaves: Vec<Hash> = (0..SIZE).map(leaf).collect();
    let stored: LeafHashes = leaves.iter().copied().collect();
    let mut frontier = Frontier::default();
    for size in 0..=SIZE {
        let root = mth(&leaves[..size as usize]);
        assert_eq!(stored.root_at(size), Some(root));
        assert_eq!(frontier.head(), Head { size, root });
        frontier.push(leaf(size));
    }
    assert_eq!(stored.root_at(SIZE + 1), None);
    assert_eq!(stored.head().root, mth(&leaves));
}

#[test]
fn roots_are_those_of_the_certificate_transparency_reference_tree() {
    // SOURCE: google/certificate-transparency, merkle tree test data
    let inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let leaves: LeafHashes =
        inputs.iter().map(|hex| Hash::leaf(&data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap())).collect();
    for (size, root) in [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ] {
        assert_eq!(leaves.root_at(size).unwrap().to_string(), root);
    }
}

#[test]
fn every_inclusion_proof_up_to_130_leaves_is_the_rfc_path_and_holds_for_its_place_only() {
    let leaves: Vec<Hash> = (0..SIZE).map(leaf).collect();
    let stored: LeafHashes = leaves.iter().copied().collect();
    for size in 0..=SIZE {
        let root = stored.root_at(size).unwrap();
        for index in 0..size {
            let proof = prove_inclusion(index, size, &stored).unwrap();
            assert_eq!(proof, path(index as usize, &leaves[..size as usize]));
            let hash = leaf(index);
            assert!(verify_inclusion(hash, index, size, root, &proof));
            assert!(!verify_inclusion(leaf(SIZE), index, size, root, &proof));
            assert!(!verify_inclusion(hash, index ^ 1, size, root, &proof) || size == 1);
            assert!(!verify_inclusion(hash, index + size, size, root, &proof));
            assert!(!verify_inclusion(hash, index, size, leaf(SIZE), &proof));
            for n in 0..proof.len() {
                let mut altered = proof.clone();
                altered[n].0[n % 32] ^= 1;
                assert!(!verify_inclusion(hash, index, size, root, &altered));
                altered.remove(n);
                assert!(!verify_inclusion(hash, index, size, root, &altered));
            }
            let longer = [proof.as_slice(), &[root]].concat();
            assert!(!verify_inclusion(hash, index, size, root, &longer));
        }
        assert_eq!(prove_inclusion(size, size, &stored), None);
    }
    assert_eq!(prove_inclusion(0, SIZE + 1, &stored), None);
}

#[test]
fn every_consistency_proof_up_to_130_leaves_is_the_rfc_proof_and_holds_for_its_heads_only() {
    let leaves: Vec<Hash> = (0..SIZE).map(leaf).collect();
    let stored: LeafHashes = leaves.iter().copied().collect();
    let head = |size: u64| Head { size, root: stored.root_at(size).unwrap() };
    for newer in 0..=SIZE {
        for older in 0..=newer {
            let proof = prove_consistency(older, newer, &stored).unwrap();
            if older > 0 {
                assert_eq!(proof, subproof(older as usize, &leaves[..newer as usize], true));
            }
            assert!(verify_consistency(head(older), head(newer), &proof), "{older} to {newer}");
            let other = Head { size: older, root: leaf(SIZE) };
            assert!(!verify_consistency(other, head(newer), &proof));
            // from nothing everything follows, so only there the newer root is not examined
            let other = Head { size: newer, root: leaf(SIZE) };
            assert_eq!(verify_consistency(head(older), other, &proof), older == 0 && newer > 0);
            for n in 0..proof.len() {
                let mut altered = proof.clone();
                altered[n].0[n % 32] ^= 1;
                assert!(!verify_consistency(head(older), head(newer), &altered));
                altered.remove(n);
                assert!(!verify_consistency(head(older), head(newer), &altered));
            }
            let longer = [proof.as_slice(), &[leaf(0)]].concat();
            assert!(!verify_consistency(head(older), head(newer), &longer));
        }
        assert_eq!(prove_consistency(newer + 1, newer, &stored), None);
    }
}

#[test]
fn a_proof_asks_for_a_logarithm_of_stored_hashes() {
    struct Counting<'a>(&'a LeafHashes, std::cell::Cell<usize>);
    impl HashReader for Counting<'_> {
        fn hash(&self, level: u8, index: u64) -> Option<Hash> {
            self.1.set(self.1.get() + 1);
            self.0.hash(level, index)
        }
    }
    let size = (1 << 17) - 1;
    let stored: LeafHashes = (0..size).map(leaf).collect();
    for index in [0, 1, 65_535, 65_536, size - 1] {
        let reader = Counting(&stored, Default::default());
        let proof = prove_inclusion(index, size, &reader).unwrap();
        assert!(verify_inclusion(leaf(index), index, size, stored.head().root, &proof));
        assert!(reader.1.get() <= 17 * 17, "{} reads", reader.1.get());
    }
    assert_eq!(root_at(size, &stored), Some(stored.head().root));
}

#[test]
fn a_household_finds_its_recomputed_digest_under_the_stated_root() {
    let items = [(3, leaf(3)), (9, leaf(9)), (12, leaf(12))];
    let digest = |items: &[(u64, Hash)]| {
        let mut digest = Digest::default();
        items.iter().for_each(|(index, item)| digest.absorb(*index, *item));
        digest
    };
    let mine = digest(&items);
    assert_eq!(mine.items, 3);
    let expected = items.iter().fold(Hash::ZERO, |before, (index, item)| {
        Hash::of(&[b"coop-ledger/household-item/v1\n", &before.0, &index.to_be_bytes(), &item.0])
    });
    assert_eq!(mine.hash, expected);
    let all = [("H0001", Digest::default()), ("H0002", mine), ("H0003", Digest::default())];
    let (count, root) = stated_root(all);
    let proof = prove_inclusion(1, count, &stated_tree(all)).unwrap();
    let found = |digest: Digest| verify_inclusion(Hash::leaf(&stated_line("H0002", &digest)), 1, count, root, &proof);
    assert!(found(mine));
    assert!(!found(digest(&items[..2])), "one item hidden");
    assert!(!found(digest(&[items[1], items[0], items[2]])), "another order");
    assert!(!found(Digest { items: 4, ..mine }), "another number");
    assert_eq!(
        String::from_utf8(stated_line("H0001", &Digest::default())).unwrap(),
        format!("{{\"digest\":\"{}\",\"household\":\"H0001\",\"items\":0}}\n", Hash::ZERO)
    );
}

#[test]
fn a_commitment_opens_with_its_field_salt_and_value_only() {
    let salt = [7; 32];
    let hash = commit("name", &salt, "某户".as_bytes());
    let expected = Hash::of(&[b"coop-ledger/commit/v1\nname\n", &salt, "某户".as_bytes()]);
    assert_eq!(hash, expected);
    assert!(opens(&hash, "name", &salt, "某户".as_bytes()));
    assert!(!opens(&hash, "phone", &salt, "某户".as_bytes()));
    assert!(!opens(&hash, "name", &[8; 32], "某户".as_bytes()));
    assert!(!opens(&hash, "name", &salt, "别户".as_bytes()));
    assert!(!opens(&hash, "na\nme", &salt, "某户".as_bytes()), "a field of two lines opens nothing");
}
