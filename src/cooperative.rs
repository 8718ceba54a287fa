//! The one place where the steps are joined: bytes → entries → books; an instruction → a decision
//! → signed lines → durable lines → books. It owns the writer's lock, the clock argument and the
//! ledger's own key. It knows four stores by their traits; that they lie in folders only `folder`
//! knows.
#![warn(clippy::wildcard_enum_match_arm)]

mod auditing;
mod behind;
mod blobs;
mod calling;
mod changes;
mod clock;
mod code_names;
mod create;
mod earlier;
mod filing;
mod folder;
mod follow;
mod followed;
mod forget;
mod keys;
mod lookup;
mod matching;
mod memory;
mod missing;
mod open;
pub mod outside;
mod proving;
mod recheck;
mod record;
mod rent;
mod restating;
mod screens;
mod snapshot;
mod standing;
mod telling;
mod texts;
mod trouble;
mod trying;
mod unsealed;

pub use crate::store::{AtOpening, system as system_words};
pub use auditing::{Audited, audit, audit_here, audit_in};
pub use behind::{Assent, LineBehind, Unbegun, Unsound};
pub use blobs::BlobReader;
use blobs::Unread;
pub use calling::Calling;
pub use changes::{Aspect, ChangedThing, Stood, WouldChange};
pub use clock::{Clock, FixedClock, Jump, Moment, SystemClock};
pub use code_names::{CodeName, CodeNames, NameOf};
pub use create::{FirstKey, Founding};
pub use folder::{forget_audits, look_at_texts, origin_of, recall, remember, remembered, state_of, state_root};
pub use follow::follow_journal;
pub use followed::Followed;
pub use forget::Forgotten;
pub use keys::{fresh_word, key_text, new_key, public_key_of, read_key};
pub use lookup::Lookup;
pub use memory::Recalled;
pub use missing::Missing;
pub use open::{Completed, Opened, Tidied};
pub use record::{Answered, Preview, Recorded};
pub use rent::rent_asked;
#[doc(hidden)]
pub use snapshot::{snapshot_again, snapshot_of};
pub use standing::{Doubt, Standing};
pub use telling::Telling;
pub use trouble::{Barred, KeyTrouble, Sought, Trouble};
pub use trying::{SheetsCompared, Tried, TriedSheet};

use crate::{
    books::Books,
    log::{Chain, Origin, Sealed, SigningKey},
    store::{Anchor, Blobs, Journal, Openings},
};
use std::sync::Arc;

/// A ledger that can be read and, where this machine holds the guard, written.
pub struct Cooperative {
    origin: Origin,
    journal: Arc<dyn Journal>,
    blobs: Arc<dyn Blobs>,
    openings: Arc<dyn Openings>,
    anchor: Arc<dyn Anchor>,
    ledger_key: Option<SigningKey>,
    books: Arc<Books>,
    chain: Chain,
    /// The signed note of the state that was read, where there is one.
    sealed: Option<Sealed>,
    clock: Arc<dyn Clock>,
    /// Accept a clock that jumped (a person has looked at it).
    clock_confirmed: bool,
    /// What the store said of a blob that it could not read.
    unread: Unread,
    /// What stands behind the state that was read.
    standing: Standing,
    /// How many entries the ledger's key has signed, where this machine's guard knows of fewer.
    elsewhere: Option<u64>,
}

impl std::fmt::Debug for Cooperative {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cooperative").field("origin", &self.origin).field("head", &self.chain.head()).finish()
    }
}

impl Cooperative {
    /// Which ledger, which epoch.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What the entries add up to.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Size and root of the journal.
    pub fn head(&self) -> crate::log::Head {
        self.chain.head()
    }

    /// The stored lines `[from, upto)`.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the journal has not all of them, or cannot read one.
    pub fn lines(&self, from: u64, upto: u64) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut lines = Vec::new();
        for chunk in self.journal.read(&self.origin, from, upto)? {
            let chunk = chunk?;
            lines.extend(chunk.lines.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec));
        }
        Ok(lines)
    }

    /// Brings copies of the head that others find, such as the `checkpoint` file, up to it. To be called
    /// before anything leaves the machine: a statement, a proof, a copy, an audit of the folder.
    pub fn settle(&self) {
        self.journal.settle();
    }

    /// What stands behind the state that was read.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// What whoever reads it must be told first; nothing on a machine that signs the ledger or has
    /// audited this state of it.
    pub fn doubt(&self) -> Option<Doubt> {
        if let Some(size) = self.elsewhere {
            return Some(Doubt::SignedElsewhere(size));
        }
        match self.standing {
            Standing::Signed => None,
            Standing::Audited { size } => (size < self.books.size()).then_some(Doubt::AuditedUpto(size)),
            Standing::Unaudited => Some(Doubt::NotAudited),
        }
    }

    /// Says that a person has looked at the clock and it is right.
    pub fn confirm_clock(&mut self) {
        self.clock_confirmed = true;
    }
}
