//! Entries that author and ledger's key have signed and the program would not have written: a proof shows
//! no more than its entry may say.

use super::*;
use coop_ledger::{
    log::{Draft, Hash, LeafHashes, Origin, TlogProof, UnverifiedEntry, prove_inclusion, sign_note},
    unit::Lang,
    verify::Verified,
};

/// A ledger's lines after a change of what is signed, with what the ledger's key signs over them.
struct Anew {
    lines: Vec<Vec<u8>>,
    leaves: LeafHashes,
    note: Vec<u8>,
}

impl Anew {
    /// Every entry signed once more behind the one before it, the checkpoint in the name of `origin`.
    fn of(village: &Village, origin: &Origin, change: impl Fn(&mut Draft)) -> Anew {
        let journal = std::fs::read(village._folder.path().join("ledger/journal/000000000000.jsonl")).unwrap();
        let (mut lines, mut leaves, mut prev) = (Vec::new(), LeafHashes::default(), Hash::ZERO);
        for line in journal.split_inclusive(|b| *b == b'\n') {
            let entry = UnverifiedEntry::parse(line).unwrap();
            let mut draft = Draft {
                about: entry.about().to_vec(),
                batch: entry.batch(),
                body: entry.body().clone(),
                effective_on: entry.effective_on(),
                id: entry.id().clone(),
                index: entry.index(),
                key: entry.key(),
                kind: entry.kind().clone(),
                origin: entry.origin().clone(),
                prev,
                recorded_at: entry.recorded_at(),
            };
            change(&mut draft);
            let signed = draft.sign(&author()).unwrap();
            prev = signed.leaf();
            leaves.push(prev);
            lines.push(signed.line().to_vec());
        }
        let note = sign_note(origin, leaves.head(), &SigningKey::from_seed([2; 32])).0;
        Anew { lines, leaves, note }
    }

    fn leaf(&self, index: u64) -> Hash {
        Hash::leaf(&self.lines[index as usize])
    }

    fn proof(&self, index: u64) -> String {
        let proof = TlogProof {
            extra: Some(self.lines[index as usize].clone()),
            index,
            hashes: prove_inclusion(index, self.leaves.size(), &self.leaves).unwrap(),
            checkpoint: parse_checkpoint(&self.note).unwrap(),
        };
        String::from_utf8(proof.to_bytes()).unwrap()
    }

    /// What a proof of the entry shows under the ledger's key in that name.
    fn shown(&self, index: u64, name: &Origin) -> Result<String, Finding> {
        let vkey = VerifierKey::ledger(name, SigningKey::from_seed([2; 32]).public());
        verify_proof(self.proof(index).as_bytes(), &vkey).map(|read| read.entry.kind)
    }
}

#[test]
fn an_entry_that_names_two_households_where_each_has_its_portion_is_shown_to_nobody() {
    let opening = VILLAGE.coop.books().ids().entry_of("opening").unwrap();
    let origin = VILLAGE.coop.origin();
    let naming = |about: &[&str]| {
        let about: Vec<String> = about.iter().map(ToString::to_string).collect();
        Anew::of(&VILLAGE, origin, |draft| {
            if draft.index == opening {
                draft.about.clone_from(&about);
            }
        })
    };
    assert_eq!(naming(&["H0003"]).shown(opening, origin), Ok("opening.recorded/1".to_owned()));
    let found = naming(&["H0002", "H0003"]).shown(opening, origin).unwrap_err();
    assert_eq!(found.code(), DoubtCode::ProofWrong, "{found:?}");
    assert!(found.found(Lang::En).contains("names 2 households"), "{found:?}");
}

#[test]
fn an_entry_of_another_ledger_or_of_a_later_epoch_is_not_this_ones_whatever_its_key_signed() {
    let origin = VILLAGE.coop.origin();
    let (next, other) = (origin.next_epoch(), Origin::new("coop.example", "told", &[8; 8]).unwrap());
    let shown = |of: &Origin, under: &Origin| {
        Anew::of(&VILLAGE, under, |draft| draft.origin = of.clone())
            .shown(2, under)
            .map_err(|f| (f.code(), f.found(Lang::En)))
    };
    assert!(shown(origin, origin).is_ok() && shown(origin, &next).is_ok(), "an earlier epoch is the same ledger");
    for (of, under) in [(&other, origin), (&other, &next), (&next, origin)] {
        assert_eq!(shown(of, under), Err((DoubtCode::ProofWrong, of.to_string())), "{of} under {under}");
    }
}

#[test]
fn the_entry_that_opens_the_ledger_may_have_a_note_and_evidence_as_any_other() {
    let enrolled =
        r#"{"id":"h","on":"2024-10-01","kind":"household.enrolled","household":"H0001","members":1,"shares":{}}"#;
    let village = village(enrolled);
    let text = Json::Text(Hash::of(&[b"a paper"]).to_string());
    let anew = Anew::of(&village, village.coop.origin(), |draft| {
        let Json::Object(members) = &mut draft.body else { panic!("a body") };
        members.insert("note".to_owned(), text.clone());
        members.insert("evidence".to_owned(), Json::Array(vec![text.clone()]));
    });
    let mut s = village.coop.statement(&"H0001".parse().unwrap(), day("2024-12-31")).unwrap();
    let [concern] = s.concerns.as_mut_slice() else { panic!("{:?}", s.concerns) };
    s.opening = anew.proof(0);
    (s.upto.size, s.upto.root) = (anew.leaves.size(), anew.leaves.head().root);
    concern.item = Some(anew.leaf(concern.index));
    s.entries[0].text = anew.proof(concern.index);
    let Verified { findings, held, .. } = verify_statement(&s, &village.vkey);
    assert_eq!((findings, held), (Vec::new(), true));
}
