//! The ledger as readers hold it: as it stands, while the writer goes on; and as it was known at an entry.

use super::{
    Cooperative, Sought, Trouble,
    blobs::Unread,
    follow::{follow_to, go_on, leads},
    followed::Followed,
};
use crate::books::Books;
use std::sync::Arc;

impl Cooperative {
    /// What the entries add up to, to keep: these books stay as they are, whatever is recorded.
    pub fn keep_books(&self) -> Arc<Books> {
        Arc::clone(&self.books)
    }

    /// The same ledger for somebody who reads it, also on another thread: it stays as it is while this
    /// handle goes on to record, its statements are proven under its own checkpoint, and nothing can be
    /// recorded with it. The books are copied only when something is recorded while a reader has them.
    pub fn reader(&self) -> Cooperative {
        Cooperative {
            origin: self.origin.clone(),
            journal: Arc::clone(&self.journal),
            blobs: Arc::clone(&self.blobs),
            openings: Arc::clone(&self.openings),
            anchor: Arc::clone(&self.anchor),
            ledger_key: None,
            books: Arc::clone(&self.books),
            chain: self.chain.clone(),
            sealed: self.sealed.clone(),
            clock: Arc::clone(&self.clock),
            clock_confirmed: false,
            standing: self.standing,
            elsewhere: self.elsewhere,
            unread: Unread::default(),
        }
    }

    /// The ledger as it was known just before entry `size` was recorded: entries 0 to `size` − 1. Nobody
    /// signed that state as such unless a batch ended there, so what is told from it carries no proof.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where no such state was, a finding where the entries do not lead to the head of
    /// this handle.
    pub fn known_at(&self, size: u64) -> Result<Cooperative, Trouble> {
        if size == self.books.size() {
            return Ok(self.reader());
        }
        let Followed { books, chain } = self.followed(size)?;
        Ok(Cooperative { books: Arc::new(books), chain, sealed: None, ..self.reader() })
    }

    /// The books as they were known just before entry `size` was recorded.
    ///
    /// # Errors
    /// See [`Cooperative::known_at`].
    pub fn books_at(&self, size: u64) -> Result<Arc<Books>, Trouble> {
        match size == self.books.size() {
            true => Ok(self.keep_books()),
            false => Ok(Arc::new(self.followed(size)?.books)),
        }
    }

    /// Hands over the books as they were known just before each of these entries, which ascend, in one pass.
    pub(super) fn books_along(
        &self,
        sizes: &[u64],
        mut take: impl FnMut(&Books) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let Some((first, more)) = sizes.split_first() else { return Ok(()) };
        let mut followed = self.followed(*first)?;
        take(&followed.books)?;
        for size in more {
            followed = go_on(followed, *size, &self.reading())?;
            take(&followed.books)?;
        }
        if more.is_empty() { Ok(()) } else { leads(&followed, self.head(), self.anchor.as_ref(), &self.reading()) }
    }

    /// The books before an entry, or as they are.
    pub(super) fn known(&self, known_at: Option<u64>) -> Result<Arc<Books>, Trouble> {
        known_at.map_or_else(|| Ok(self.keep_books()), |size| self.books_at(size))
    }

    /// Books and chain behind the first `size` entries, read from what is durable.
    pub(super) fn followed(&self, size: u64) -> Result<Followed, Trouble> {
        let signed = self.head();
        let absent = || Trouble::from(Sought::Entry { index: size, first: 1, last: signed.size });
        if size == 0 || size > signed.size {
            return Err(absent());
        }
        follow_to(signed, size, self.anchor.as_ref(), &self.reading())?.ok_or_else(absent)
    }
}
