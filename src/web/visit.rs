//! One visit of a page: the ledger as it stands, the session, and what was asked.

use super::{session::Session, upload::Upload};
use crate::{
    cooperative::{Clock, Cooperative, Trouble, public_key_of, read_key},
    log::KeyId,
    statement::Labels,
    unit::{Day, Lang},
};
use std::{path::PathBuf, sync::Arc};

/// Where the desk stands.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The ledger's folder.
    pub ledger: PathBuf,
    /// Where guards live.
    pub state: PathBuf,
    /// The file of the key that signs.
    pub key: PathBuf,
    /// In which language a session begins.
    pub lang: Lang,
    /// The port that is listened on.
    pub port: u16,
}

/// A fresh word of 32 hexadecimal digits that nobody can guess, at each call.
pub type Random = fn() -> Result<String, Trouble>;

/// What a page is made for.
pub struct Visit<'a> {
    /// The ledger, as it stands.
    pub coop: Arc<Cooperative>,
    /// The session.
    pub session: &'a mut Session,
    /// Where the desk stands.
    pub setting: &'a Setting,
    /// Names and values behind `?`.
    pub query: Vec<(String, String)>,
    /// Names and values of a form that was sent.
    pub sent: Option<Vec<(String, String)>>,
    /// Files that came with it.
    pub files: Vec<Upload>,
    /// Path and query as they came.
    pub target: String,
    /// Today where the ledger is.
    pub today: Day,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Fresh words.
    pub random: Random,
}

impl Visit<'_> {
    /// A fresh word of so many hexadecimal digits, at most 32.
    pub fn fresh(&self, digits: usize) -> String {
        // it tells two tabs apart and guards nothing
        (self.random)().map(|word| word.chars().take(digits).collect()).unwrap_or_default()
    }

    /// The words.
    pub fn labels(&self) -> &'static Labels {
        Labels::of(self.session.lang)
    }

    /// A value of the query.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// A value of the form.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.sent.iter().flatten().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// As of which day: `?on=`, else today.
    pub fn on(&self) -> Day {
        self.asked("on").and_then(|day| day.parse().ok()).unwrap_or(self.today)
    }

    /// Who would sign, without unlocking anything.
    pub fn signer(&self) -> Option<KeyId> {
        if let Some(key) = self.session.key() {
            return Some(key.public().id());
        }
        public_key_of(&self.setting.key).map(|public| public.id())
    }
}

/// Unlocks the key that signs: with a passphrase, or without one where it needs none.
pub fn unlocked(visit: &mut Visit<'_>, passphrase: Option<&str>) -> Result<(), Trouble> {
    let key = read_key(&visit.setting.key, passphrase.filter(|p| !p.is_empty()))?;
    visit.session.hold(Some(key));
    Ok(())
}
