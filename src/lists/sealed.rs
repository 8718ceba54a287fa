//! Names and numbers out of the private store, for files that go to the bank and come from it.

use crate::{
    cooperative::{Cooperative, Trouble},
    log::{Hash, Json, UnverifiedEntry},
};
use std::collections::BTreeMap;

/// Names and numbers out of the private store, by code, as they were registered last; what was erased is not there.
#[derive(Debug, Default)]
pub(crate) struct Sealed {
    /// Of households.
    pub names: BTreeMap<String, String>,
    /// Accounts to which payouts go.
    pub accounts: BTreeMap<String, String>,
    /// Numbers of the collective's accounts.
    pub banks: BTreeMap<String, String>,
    /// Names of companies, which the record has in the clear.
    pub parties: BTreeMap<String, String>,
}

impl Sealed {
    /// Reads them.
    pub(crate) fn of(coop: &Cooperative) -> Result<Sealed, Trouble> {
        const AT_ONCE: u64 = 1_000;
        let mut sealed = Sealed::default();
        let size = coop.books().size();
        let mut from = 0;
        while from < size {
            let upto = size.min(from + AT_ONCE);
            for line in coop.lines(from, upto)? {
                let Ok(entry) = UnverifiedEntry::parse(&line) else { continue };
                sealed.take(coop, &entry);
            }
            from = upto;
        }
        Ok(sealed)
    }

    fn take(&mut self, coop: &Cooperative, entry: &UnverifiedEntry) {
        let text = |member: &str| entry.body().member(member).and_then(Json::text);
        let opened = |field: &str| {
            let commitment: Hash = text(field)?.parse().ok()?;
            coop.opened(field, &commitment)
        };
        let under = |code: &str, value: Option<String>| Some((text(code)?.to_owned(), value?));
        match entry.kind().name() {
            "household.enrolled" => {
                self.names.extend(under("household", opened("name")));
                self.accounts.extend(under("household", opened("account")));
            }
            "bank.registered" => self.banks.extend(under("account", opened("number"))),
            "party.registered" => self.parties.extend(under("party", text("name").map(str::to_owned))),
            _ => {}
        }
    }
}
