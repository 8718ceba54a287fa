//! Orders that wait for others: proposed with what they would do, and in effect together.

use super::{Asked, Preview, Read, Recorded};
use crate::{
    books::ProposalState,
    cooperative::{Cooperative, Trouble, matching::Matching},
    decide::{Backing, OrderLine, OrderRule, ProposeOrders, Request, lives, result_of},
    event::{EntryRef, Fact, OrderEffected, OrderWithdrawn},
    log::{Hash, SigningKey},
    unit::EntryId,
};

impl Cooperative {
    /// Proposes orders: they are decided as if everybody had agreed, and wait. Their private texts are sealed now and
    /// kept; an order of today is of the day on which it takes effect.
    ///
    /// # Errors
    /// As [`Cooperative::record`].
    pub fn propose(
        &mut self,
        id: EntryId,
        orders: &[(Request, Backing)],
        urgent: bool,
        signer: &SigningKey,
    ) -> Result<Recorded, Trouble> {
        let today = self.books.civil_day(self.time()?);
        let mut matching = Matching::default();
        let (mut lines, mut sealed, mut openings, mut instructions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (number, (request, beside)) in orders.iter().enumerate() {
            let refused = |refusal| Trouble::Refused(vec![(number + 1, refusal)]);
            let read = self.read_request(request, &mut matching).map_err(|asked| match asked {
                Asked::Refused(refusal) => refused(refusal),
                Asked::Trouble(trouble) => trouble,
            })?;
            let Read::Fresh(instruction, opened) = read else {
                let used = OrderRule::Differs { id: request.id.clone(), member: "id".to_owned() };
                return Err(refused(used.into()));
            };
            let line =
                OrderLine::of(&instruction, request.on == today, Hash::ZERO, beside.clone()).map_err(Trouble::ours)?;
            sealed.push(line.request(today).map_err(refused)?);
            lines.push(line);
            instructions.push(*instruction);
            openings.extend(opened);
        }
        for (line, preview) in lines.iter_mut().zip(self.preview_agreed(&sealed, &signer.public().id())?) {
            line.result = result_of(&preview.decision.event, &preview.voucher).map_err(Trouble::ours)?;
            line.beside.about = preview.decision.about;
        }
        let expires_on = today.plus_days(i64::from(lives(&self.books, &instructions))).unwrap_or(today);
        let orders = lines.iter().map(OrderLine::text).collect::<Result<Vec<_>, _>>().map_err(Trouble::ours)?;
        let request = Request::new(id, today, ProposeOrders { expires_on, orders, urgent });
        self.record_with(&[request], signer, openings)?.pop().ok_or_else(|| Trouble::Bug("nothing proposed".to_owned()))
    }

    /// Brings a proposal into effect: all of its orders, or none.
    ///
    /// # Errors
    /// As [`Cooperative::record`].
    pub fn effect(&mut self, id: EntryId, proposal: u64, signer: &SigningKey) -> Result<Vec<Recorded>, Trouble> {
        let refused = |refusal| Trouble::Refused(vec![(1, refusal)]);
        // asked for again, they are those of the day on which they took effect
        let today = match self.books.governance().proposals().get(&proposal).map(|proposal| proposal.state) {
            Some(ProposalState::InEffect(_, day)) => day,
            Some(ProposalState::Open | ProposalState::Withdrawn(_)) | None => self.books.civil_day(self.time()?),
        };
        let (named, lines) = self.proposed(proposal)?;
        let first = Request::new(id, today, Fact::from(OrderEffected { proposal: named }));
        let mut all = vec![first];
        for line in lines {
            all.push(line.request(today).map_err(refused)?);
        }
        self.record(&all, signer)
    }

    /// Takes a proposal back.
    ///
    /// # Errors
    /// As [`Cooperative::record`].
    pub fn withdraw(&mut self, proposal: u64, signer: &SigningKey) -> Result<Recorded, Trouble> {
        let today = self.books.civil_day(self.time()?);
        let (named, _) = self.proposed(proposal)?;
        let id = format!("withdrawn.{proposal}").parse::<EntryId>().map_err(Trouble::ours)?;
        let request = Request::new(id, today, Fact::from(OrderWithdrawn { proposal: named }));
        self.record(&[request], signer)?.pop().ok_or_else(|| Trouble::Bug("nothing withdrawn".to_owned()))
    }

    /// The orders of a proposal decided once more, on the books of this moment and as if everybody had agreed; beside
    /// each whether it would still do what it did when it was proposed.
    ///
    /// # Errors
    /// As [`Cooperative::preview`].
    pub fn computed_again(&self, proposal: u64) -> Result<Vec<(Preview, bool)>, Trouble> {
        let (_, lines) = self.proposed(proposal)?;
        let refused = |number: usize| move |refusal| Trouble::Refused(vec![(number + 1, refusal)]);
        let now = self.books.recorded_at().map_or(self.clock.now(), |last| last.max(self.clock.now()));
        let today = self.books.civil_day(now);
        let asked = lines.iter().enumerate().map(|(n, line)| line.request(today).map_err(refused(n)));
        let asked = asked.collect::<Result<Vec<_>, _>>()?;
        let by = self.books.governance().proposals().get(&proposal).map(|proposal| proposal.key);
        let by = by.ok_or_else(|| Trouble::Bug("no proposal".to_owned()))?;
        let previews = self.preview_agreed(&asked, &by)?;
        let compared = lines.iter().zip(previews).map(|(line, preview)| {
            let is = result_of(&preview.decision.event, &preview.voucher).map_err(Trouble::ours)?;
            Ok((preview, is == line.result))
        });
        compared.collect()
    }

    fn proposed(&self, proposal: u64) -> Result<(EntryRef, Vec<OrderLine>), Trouble> {
        let refused = |refusal| Trouble::Refused(vec![(1, refusal)]);
        let there = self.books.governance().proposals().get(&proposal);
        let there = there.ok_or_else(|| refused(OrderRule::NoProposal { entry: proposal }.into()))?;
        let lines = there.orders.iter().map(|line| OrderLine::read(line)).collect::<Result<_, _>>().map_err(refused)?;
        Ok((EntryRef { index: proposal, leaf: there.leaf }, lines))
    }
}
