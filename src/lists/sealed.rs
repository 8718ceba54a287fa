//! Names and numbers out of the private store, for files that go to the bank and come from it.

use crate::{
    cooperative::{Cooperative, Trouble},
    event::{RegisterName, private_member},
    log::{Hash, Json, UnverifiedEntry},
    unit::Day,
};
use std::collections::BTreeMap;

/// Names and numbers out of the private store, by code, as the registers say them on a day; what was erased is not there.
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
    pub(crate) fn of(coop: &Cooperative, on: Day) -> Result<Sealed, Trouble> {
        const AT_ONCE: u64 = 1_000;
        let mut sealed = Sealed::default();
        let size = coop.books().size();
        let mut from = 0;
        while from < size {
            let upto = size.min(from + AT_ONCE);
            for line in coop.lines(from, upto)? {
                let Ok(entry) = UnverifiedEntry::parse(&line) else { continue };
                sealed.take(coop, &entry, on);
            }
            from = upto;
        }
        Ok(sealed)
    }

    fn take(&mut self, coop: &Cooperative, entry: &UnverifiedEntry, on: Day) {
        let (kind, body) = (entry.kind().name(), entry.body());
        let text = |member: &str| body.member(member).and_then(Json::text);
        let revised = kind == "register.revised";
        let say = |register: RegisterName, code: &str, field: &str, said: &mut BTreeMap<String, String>| {
            let of_it = !revised || text("register") == Some(register.word());
            let Some(code) = text(if revised { "code" } else { code }).filter(|_| of_it) else { return };
            // whatever else was said of it holds on another day, or was put right
            if coop.books().rows().said_in(register, code, field, on) != Some(entry.index()) {
                return;
            }
            let opened = || {
                let commitment: Hash = private_member(kind, body, field)?.text()?.parse().ok()?;
                coop.opened(field, &commitment)
            };
            let open = || (if revised { body.member("set")? } else { body }).member(field)?.text().map(str::to_owned);
            let value = if register == RegisterName::Party { open() } else { opened() };
            said.extend(value.map(|value| (code.to_owned(), value)));
        };
        if revised || kind == "household.enrolled" {
            say(RegisterName::Household, "household", "name", &mut self.names);
            say(RegisterName::Household, "household", "account", &mut self.accounts);
        }
        if revised || kind == "bank.registered" {
            say(RegisterName::Bank, "account", "number", &mut self.banks);
        }
        if revised || kind == "party.registered" {
            say(RegisterName::Party, "party", "name", &mut self.parties);
        }
    }
}
