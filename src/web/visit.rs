//! One visit of a page: the ledger as it stands, the session, and what was asked.

use super::{reply::quoted, session::Session, upload::Upload, when::When};
use crate::{
    cooperative::{Clock, CodeName, CodeNames, Cooperative, NameOf, Trouble, public_key_of, read_key},
    log::{Hash, KeyId},
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
    /// The ledger, as it stands or as it was known when that was asked for.
    pub coop: Arc<Cooperative>,
    /// The ledger as it stands.
    pub newest: Arc<Cooperative>,
    /// As of when the books are told.
    pub when: When,
    /// What codes are called, where this session may see that.
    pub names: Option<Arc<CodeNames>>,
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
        self.when.on
    }

    /// A path of the desk that leads to the same day and entry as this page, with more behind `?`.
    pub fn at(&self, path: &str, more: &[(&str, &str)]) -> String {
        let when = self.when.query(self.today);
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let all: Vec<String> = when.into_iter().chain(more).map(|(n, v)| format!("{n}={}", quoted(&v))).collect();
        if all.is_empty() { path.to_owned() } else { format!("{path}?{}", all.join("&")) }
    }

    /// The path of this page, without what stands behind `?`.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("/")
    }

    /// A command as of the same day and entry.
    pub fn same(&self, command: &str) -> String {
        let known = self.when.known.map_or(String::new(), |entry| format!(" --known-at {entry}"));
        format!("{command} --on {}{known}", self.on())
    }

    /// What a code is called, where somebody said so and this session may see it.
    pub fn called(&self, of: NameOf, code: &str) -> Option<&str> {
        Some(match self.names.as_ref()?.get(of, code)? {
            CodeName::Told(name) => name,
            CodeName::Sealed => self.labels().text("desk.sealed"),
            CodeName::Erased => self.labels().text("desk.erased"),
        })
    }

    /// A private text of an entry, or why it is not told. What an erasure accounts for is not looked for.
    pub fn private(&self, entry: u64, field: &str, commitment: &str) -> String {
        let labels = self.labels();
        // a company's name stands in the clear
        if commitment.parse::<Hash>().is_err() {
            return commitment.to_owned();
        }
        if self.newest.books().texts().erased_by(entry).is_some() {
            return labels.text("desk.erased").to_owned();
        }
        let hash = commitment.parse::<Hash>().ok().filter(|_| self.names.is_some());
        let text = hash.and_then(|hash| self.newest.opened(field, &hash));
        text.unwrap_or_else(|| labels.text("desk.sealed").to_owned())
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
