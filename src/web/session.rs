//! Sessions: one browser, opened by the code that the terminal showed. A key is unlocked in one and dropped after a quiet time.

use super::{guard::same, pending::PendingImport};
use crate::{
    log::SigningKey,
    unit::{Lang, RecordedAt},
};
use std::{collections::BTreeMap, sync::Arc};

/// Seconds without a request after which the key is dropped.
const QUIET: i64 = 15 * 60;
/// Seconds without a request after which a session ends.
const LONGEST: i64 = 12 * 3600;
/// Sessions at a time: the oldest gives way.
const MOST: usize = 32;
/// Wrong codes before no code opens a session any more.
const TRIES: u32 = 20;

/// One browser's session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Stands in every form; a form without it does nothing.
    pub token: String,
    /// In which language its pages are.
    pub lang: Lang,
    key: Option<Arc<SigningKey>>,
    pending: Option<Arc<PendingImport>>,
    last: i64,
}

impl Session {
    /// The key that signs, while it is unlocked.
    pub fn key(&self) -> Option<Arc<SigningKey>> {
        self.key.clone()
    }

    /// Takes over what a page changed of it: language, key and upload, and nothing that another page changed meanwhile.
    pub fn changed(&mut self, before: &Session, after: Session) {
        if before.lang != after.lang {
            self.lang = after.lang;
        }
        if !is_same(before.key.as_ref(), after.key.as_ref()) {
            self.key = after.key;
        }
        if !is_same(before.pending.as_ref(), after.pending.as_ref()) {
            self.pending = after.pending;
        }
    }

    /// What was uploaded last and waits to be recorded.
    pub fn pending(&self) -> Option<Arc<PendingImport>> {
        self.pending.clone()
    }

    /// This waits now, and nothing else does.
    pub fn wait_with(&mut self, pending: Option<Arc<PendingImport>>) {
        self.pending = pending;
    }

    /// The key is unlocked, or dropped, and with it what was uploaded: names stand in that, too.
    pub fn hold(&mut self, key: Option<SigningKey>) {
        if key.is_none() {
            self.pending = None;
        }
        self.key = key.map(Arc::new);
    }
}

/// All of them, and the code that opens the next.
#[derive(Debug)]
pub struct Sessions {
    code: Option<String>,
    tries: u32,
    open: BTreeMap<String, Session>,
}

impl Sessions {
    /// With the code that opens the first.
    pub fn new(code: String) -> Sessions {
        Sessions { code: Some(code), tries: 0, open: BTreeMap::new() }
    }

    /// Opens a session with the code, which then opens no other; `None` for a wrong one.
    pub fn enter(&mut self, code: &str, names: (String, String), lang: Lang, now: RecordedAt) -> Option<String> {
        if self.tries >= TRIES || !self.code.as_deref().is_some_and(|right| same(right, code)) {
            self.tries = self.tries.saturating_add(1);
            return None;
        }
        self.code = None;
        if self.open.len() >= MOST {
            let oldest = self.open.iter().min_by_key(|(_, session)| session.last).map(|(name, _)| name.clone());
            oldest.map(|name| self.open.remove(&name));
        }
        let (name, token) = names;
        self.open.insert(name.clone(), Session { token, lang, key: None, pending: None, last: now.seconds() });
        Some(name)
    }

    /// The session of a cookie. A key that was not used for a while is dropped, and so is a session.
    pub fn of(&mut self, cookie: &str, now: RecordedAt) -> Option<&mut Session> {
        let quiet = now.seconds().saturating_sub(self.open.get(cookie)?.last);
        if quiet > LONGEST {
            self.open.remove(cookie);
        }
        let session = self.open.get_mut(cookie)?;
        if quiet > QUIET {
            session.key = None;
            session.pending = None;
        }
        session.last = now.seconds();
        Some(session)
    }

    /// Ends one.
    pub fn end(&mut self, cookie: &str) {
        self.open.remove(cookie);
    }
}

fn is_same<T>(before: Option<&Arc<T>>, after: Option<&Arc<T>>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => Arc::ptr_eq(before, after),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
