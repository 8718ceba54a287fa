//! The books at a head, and how one more checked line makes them those of the next.

use super::Trouble;
use crate::{
    audit::{Checked, DecisionFault, Finding, LineFault},
    books::Books,
    event::{BlobSource, Entry},
    log::Chain,
};

/// The books at a head, and the chain that leads there.
#[derive(Debug)]
pub struct Followed {
    /// The books.
    pub books: Books,
    /// The chain.
    pub chain: Chain,
}

/// Folds one checked line.
pub(super) fn fold(followed: &mut Option<Followed>, checked: Checked, blobs: &dyn BlobSource) -> Result<(), Trouble> {
    let sealed = checked.entry?;
    let place = sealed.index();
    let mut chain = followed.as_mut().map(|f| std::mem::take(&mut f.chain)).unwrap_or_default();
    chain.check_verified(&sealed).map_err(|e| Finding::entry(place, LineFault::Chain(e)))?;
    let entry = Entry::read(sealed, blobs).map_err(|e| Finding::entry(place, LineFault::NotFollowed(e)))?;
    let wrong = |e| Finding::entry(place, DecisionFault::CannotFollow(e));
    match followed {
        None => *followed = Some(Followed { books: Books::open(&entry).map_err(wrong)?, chain }),
        Some(f) => {
            f.books.apply(&entry).map_err(wrong)?;
            f.chain = chain;
        }
    }
    Ok(())
}
