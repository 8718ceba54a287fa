//! What instructions would do, one after the other, without a trace.

use super::{Asked, Preview, Read, draft, unsigned};
use crate::{
    books::Books,
    cooperative::{
        Cooperative, Trouble, WouldChange,
        changes::{Before, MOST, changes_what_is_there},
        matching::Matching,
    },
    decide::{self, Decision, Instruction, Order, Refusal, Request},
    event::{Entry, FactKind},
    log::{Chain, Hash, KeyId, SigningKey},
    unit::{Day, RecordedAt},
};
use std::sync::Arc;

impl Cooperative {
    /// What the instructions would do, one after the other, without a trace.
    ///
    /// # Errors
    /// [`Trouble::Refused`] with the first instruction that is refused, [`Trouble::Read`] or
    /// [`Trouble::Damaged`] where an earlier entry that it is compared with is not to be had.
    pub fn preview(&self, requests: &[Request], signer: &KeyId) -> Result<Vec<Preview>, Trouble> {
        let mut previews = Vec::new();
        self.foreseen(requests, signer, decide::decide, &mut |number, tried| {
            previews.push(tried.map_err(|refusal| Trouble::Refused(vec![(number + 1, refusal)]))?);
            Ok(())
        })?;
        Ok(previews)
    }

    /// Every instruction that would be refused, by its position from 0: each as if those refused before it were not
    /// there.
    ///
    /// # Errors
    /// As [`Cooperative::preview`], but for refusals.
    pub fn refusals(&self, requests: &[Request], signer: &KeyId) -> Result<Vec<(usize, Refusal)>, Trouble> {
        let mut refused = Vec::new();
        self.foreseen(requests, signer, decide::decide, &mut |number, tried| {
            refused.extend(tried.err().map(|refusal| (number, refusal)));
            Ok(())
        })?;
        Ok(refused)
    }

    /// What instructions would change of what registers and contracts say, one after the other, without a trace; nothing
    /// where one of them is refused, which a preview tells.
    ///
    /// # Errors
    /// As [`Cooperative::preview`], but for refusals.
    pub fn changes(&self, requests: &[Request], signer: &KeyId) -> Result<Vec<WouldChange>, Trouble> {
        let tells = |request: &Request| {
            FactKind::ALL
                .iter()
                .any(|kind| changes_what_is_there(*kind) && kind.as_str().starts_with(&format!("{}/", request.kind())))
        };
        // a list of more is a first register, and says itself what it brings
        if requests.len() > MOST || !requests.iter().any(tells) {
            return Ok(Vec::new());
        }
        let at = self.books.recorded_at().map_or(self.clock.now(), |last| last.max(self.clock.now()));
        let mut on = Ahead { copy: None, chain: self.chain.clone(), at, deciding: decide::decide };
        let mut matching = Matching::default();
        let mut all = Vec::new();
        for request in requests {
            let (preview, entry) = match self.one(&on, request, signer, &mut matching) {
                Ok(Some(foreseen)) => foreseen,
                Ok(None) => continue,
                Err(Asked::Refused(_)) => return Ok(Vec::new()),
                Err(Asked::Trouble(trouble)) => return Err(trouble),
            };
            let copy = on.copy.get_or_insert_with(|| Arc::clone(&self.books));
            let before = tells(request).then(|| Before::of(copy, &preview.decision.event.fact));
            let before = before.transpose().map_err(Trouble::ours)?;
            Arc::make_mut(copy).apply(&entry).map_err(Trouble::ours)?;
            on.chain.check_verified(&entry.sealed).map_err(|e| Trouble::Bug(e.to_string()))?;
            all.extend(before.into_iter().flat_map(|before| before.and(copy)));
        }
        Ok(all)
    }

    /// The same once everybody whom the policy asks has agreed.
    ///
    /// # Errors
    /// As [`Cooperative::preview`].
    pub(super) fn preview_agreed(&self, requests: &[Request], signer: &KeyId) -> Result<Vec<Preview>, Trouble> {
        let mut previews = Vec::new();
        self.foreseen(requests, signer, decide::foresee, &mut |number, tried| {
            previews.push(tried.map_err(|refusal| Trouble::Refused(vec![(number + 1, refusal)]))?);
            Ok(())
        })?;
        Ok(previews)
    }

    /// Hands what becomes of each instruction to `each`, until that stops it; what is recorded already is passed over.
    fn foreseen(
        &self,
        requests: &[Request],
        signer: &KeyId,
        deciding: Deciding,
        each: &mut dyn FnMut(usize, Result<Preview, Refusal>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let at = self.books.recorded_at().map_or(self.clock.now(), |last| last.max(self.clock.now()));
        let mut on = Ahead { copy: None, chain: self.chain.clone(), at, deciding };
        let mut matching = Matching::default();
        for (number, request) in requests.iter().enumerate() {
            match self.one(&on, request, signer, &mut matching) {
                Ok(None) => {}
                Ok(Some((preview, entry))) => {
                    // one alone needs no copy of the books, which costs more than everything else about it
                    if requests.len() > 1 {
                        let copy = on.copy.get_or_insert_with(|| Arc::clone(&self.books));
                        Arc::make_mut(copy).apply(&entry).map_err(Trouble::ours)?;
                        on.chain.check_verified(&entry.sealed).map_err(|e| Trouble::Bug(e.to_string()))?;
                    }
                    each(number, Ok(preview))?;
                }
                Err(Asked::Refused(refusal)) => each(number, Err(refusal))?,
                Err(Asked::Trouble(trouble)) => return Err(trouble),
            }
        }
        Ok(())
    }

    fn one(
        &self,
        on: &Ahead,
        request: &Request,
        signer: &KeyId,
        matching: &mut Matching,
    ) -> Result<Option<(Preview, Entry)>, Asked> {
        let Read::Fresh(mut instruction, _) = self.read_request(request, matching)? else { return Ok(None) };
        if let Order::DeclarePayout(declare) = &mut instruction.order {
            declare.opened = self.opened_for(declare).map_err(Asked::Trouble)?;
        }
        let books = on.copy.as_deref().unwrap_or(&self.books);
        let decision = (on.deciding)(books, &instruction, signer, books.civil_day(on.at)).map_err(Asked::Refused)?;
        let voucher = decide::preview_lines(books, &instruction, &decision).map_err(Asked::Refused)?;
        // a throw-away key shows whether the entry can be signed, and gives the books what they need
        // to go on; it never leaves this function
        let key = SigningKey::from_seed([7; 32]);
        let brought = decision.event.blobs().map_err(|e| Asked::Trouble(Trouble::ours(e)))?;
        let fresh = brought.into_iter().map(|b| (Hash::of(&[&b]), b)).collect();
        let author = key.public().id();
        let draft = draft(books, &on.chain, &self.origin, &instruction, &decision, author, (0, 1), on.at)
            .map_err(Asked::Trouble)?;
        let signed = draft.sign(&key).map_err(|e| {
            let trouble = unsigned(1, e);
            if let Trouble::Refused(all) = &trouble
                && let Some((_, refusal)) = all.first()
            {
                return Asked::Refused(refusal.clone());
            }
            Asked::Trouble(trouble)
        })?;
        let entry = self.entry_of(&signed, &key, &fresh).map_err(Asked::Trouble)?;
        Ok(Some((Preview { instruction: *instruction, decision, voucher }, entry)))
    }
}

/// How an instruction is decided: with what the policy asks for, or as if it were there.
type Deciding = fn(&Books, &Instruction, &KeyId, Day) -> Result<Decision, Refusal>;

/// The books as they would go on.
struct Ahead {
    copy: Option<Arc<Books>>,
    chain: Chain,
    at: RecordedAt,
    deciding: Deciding,
}
