//! The desk itself: one ledger, the sessions over it, and what each address answers.

use super::{
    Asked, Reply, guard, import, pages, record,
    reply::pairs,
    route::Route,
    session::{Session, Sessions},
    shell,
    upload::{self, NoForm, Upload, carries_files},
    visit::{Random, Setting, Visit},
    when::When,
};
use crate::{
    cooperative::{Clock, CodeNames, Cooperative, Trouble, read_key},
    statement::Labels,
    unit::Lang,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

/// One ledger's desk.
pub struct Desk {
    setting: Setting,
    clock: Arc<dyn Clock>,
    random: Random,
    sessions: Mutex<Sessions>,
    /// The ledger as it was read last.
    read: Mutex<Option<LastRead>>,
}

/// What is kept between two pages.
struct LastRead {
    /// By what it is known to be the same still.
    seen: Seen,
    coop: Arc<Cooperative>,
    /// The ledger as it was known at an earlier entry, asked for last.
    earlier: Option<Arc<Cooperative>>,
    names: Option<Arc<CodeNames>>,
}

/// Names, lengths and times of the journal's files.
type Seen = Vec<(PathBuf, u64, Option<SystemTime>)>;

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("setting", &self.setting).finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk over the ledger that is set, and the code that opens its first session.
    ///
    /// # Errors
    /// Why the ledger cannot be read.
    pub fn new(setting: Setting, clock: Arc<dyn Clock>, random: Random) -> Result<(Desk, String), Trouble> {
        let code = random()?;
        let sessions = Mutex::new(Sessions::new(code.clone()));
        let desk = Desk { setting, clock, random, sessions, read: Mutex::new(None) };
        // nobody waits for this on the first page
        desk.names(desk.cooperative()?.as_ref())?;
        Ok((desk, code))
    }

    /// Answers one request.
    pub fn answer(&self, asked: &Asked) -> Reply {
        if let Some(refused) = guard::refused(asked, self.setting.port) {
            return refused;
        }
        let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
        let Some(route) = Route::of(path) else { return self.nothing() };
        let kept = |kind: &str, text: &str| Reply::of(200, kind, text.as_bytes().to_vec());
        if let Route::Style = route {
            return kept("text/css; charset=utf-8", shell::STYLE);
        }
        if let Route::Script = route {
            return kept("text/javascript; charset=utf-8", shell::SCRIPT);
        }
        if let Route::KeyScript = route {
            return kept("text/javascript; charset=utf-8", shell::KEY_SCRIPT);
        }
        if let Route::Enter = route {
            return self.enter(&pairs(query.as_bytes()));
        }
        self.within(asked, &route, query)
    }

    fn enter(&self, query: &[(String, String)]) -> Reply {
        let code = query.iter().find(|(name, _)| name == "code").map_or("", |(_, code)| code.as_str());
        let names = match ((self.random)(), (self.random)()) {
            (Ok(name), Ok(token)) => (name, token),
            (Err(trouble), _) | (_, Err(trouble)) => {
                return Reply::page(500, shell::trouble(self.setting.lang, &trouble));
            }
        };
        let entered = locked(&self.sessions).enter(code, names, self.setting.lang, self.clock.now());
        match entered {
            Some(name) => {
                let cookie = format!("{}={name}; Path=/; HttpOnly; SameSite=Strict", cookie_name(self.setting.port));
                Reply::go("/").with("set-cookie", cookie)
            }
            None => Reply::page(403, shell::outside(self.setting.lang)),
        }
    }

    /// How long a body may be, in bytes: files come from a session's own pages alone.
    pub fn longest(&self, asked: &Asked) -> usize {
        let files = asked.method == "POST" && carries_files(asked.headers.get("content-type"));
        let known = || {
            cookie_of(asked, self.setting.port)
                .is_some_and(|c| locked(&self.sessions).of(c, self.clock.now()).is_some())
        };
        let ours = files && guard::refused(asked, self.setting.port).is_none() && known();
        if ours { upload::LONGEST } else { upload::PLAIN }
    }

    fn within(&self, asked: &Asked, route: &Route, query: &str) -> Reply {
        let found = cookie_of(asked, self.setting.port)
            .and_then(|c| Some((c, locked(&self.sessions).of(c, self.clock.now())?.clone())));
        let Some((cookie, before)) = found else {
            return Reply::page(403, shell::outside(self.setting.lang));
        };
        let (sent, files) = match sent_with(asked) {
            Ok(sent) => sent,
            Err(NoForm) => return Reply::of(400, "text/plain; charset=utf-8", b"no form\n".to_vec()),
        };
        if let Some(sent) = &sent {
            let token = sent.iter().find(|(name, _)| name == "token").map_or("", |(_, token)| token.as_str());
            if !guard::same(token, &before.token) {
                return Reply::page(403, shell::outside(before.lang));
            }
        }
        if matches!(route, Route::Leave) && sent.is_some() {
            locked(&self.sessions).end(cookie);
            return Reply::page(200, shell::outside(before.lang));
        }
        // nobody waits for a page that takes long: the sessions are free while it is made
        let mut session = before.clone();
        let told = self.told(asked, route, query, (sent, files), &mut session);
        let lang = session.lang;
        if let Some(kept) = locked(&self.sessions).of(cookie, self.clock.now()) {
            kept.changed(&before, session);
        }
        // what is not there and what is nobody's business look alike
        told.unwrap_or_else(|trouble| {
            if let Trouble::Absent(_) = trouble {
                return Reply::page(404, shell::nothing(lang));
            }
            Reply::page(500, shell::trouble(lang, &trouble))
        })
    }

    fn told(
        &self,
        asked: &Asked,
        route: &Route,
        query: &str,
        (sent, files): Sent,
        session: &mut Session,
    ) -> Result<Reply, Trouble> {
        let newest = self.cooperative()?;
        let coop = newest.clone();
        let today = self.clock.now().day_at(coop.books().zone_minutes());
        let today = today.ok_or_else(|| Trouble::Bug("a clock without a day".to_owned()))?;
        let query = pairs(query.as_bytes());
        let when = When::of(&query, newest.books(), today, Labels::of(session.lang));
        let told = route.is_of_books() && when.wrong.is_empty();
        let coop = match when.known.filter(|_| told) {
            Some(entry) => self.known_at(&newest, entry)?,
            None => newest.clone(),
        };
        let names = if self.may_see_names(session, &newest) { Some(self.names(&newest)?) } else { None };
        let visit = Visit {
            coop,
            newest,
            when,
            names,
            session,
            setting: &self.setting,
            query,
            sent,
            files,
            target: asked.target.clone(),
            today,
            clock: self.clock.clone(),
            random: self.random,
        };
        if route.is_of_books() && !told {
            return Ok(pages::no_such_time(&visit));
        }
        answered(visit, route)
    }

    /// Names are for who can sign: the session has the key of a person of this ledger unlocked, or that key needs no
    /// passphrase. A copy of the ledger on another machine has nothing that opens them anyway.
    fn may_see_names(&self, session: &Session, newest: &Cooperative) -> bool {
        let unlocked = session.key().map(|key| key.public().id());
        let key = unlocked.or_else(|| Some(read_key(&self.setting.key, None).ok()?.public().id()));
        let books = newest.books();
        key.is_some_and(|key| books.keys().valid_at(&key, books.size()).is_some())
    }

    /// The ledger, read again only where its journal has changed.
    fn cooperative(&self) -> Result<Arc<Cooperative>, Trouble> {
        let seen = seen(&self.setting.ledger, &self.setting.state);
        let mut read = locked(&self.read);
        if let Some(read) = read.as_ref().filter(|read| read.seen == seen && !seen.is_empty()) {
            return Ok(read.coop.clone());
        }
        let coop = Cooperative::open_to_read(&self.setting.ledger, &self.setting.state, self.clock.clone())?;
        let coop = Arc::new(coop);
        if let Some(before) = read.as_ref() {
            coop.goes_on_from(&before.coop)?;
        }
        let names = read.take().and_then(|read| read.names);
        *read = Some(LastRead { seen, coop: coop.clone(), earlier: None, names });
        Ok(coop)
    }

    /// The same as it was known at an entry.
    fn known_at(&self, newest: &Cooperative, entry: u64) -> Result<Arc<Cooperative>, Trouble> {
        let kept = locked(&self.read).as_ref().and_then(|read| read.earlier.clone());
        if let Some(earlier) = kept.filter(|earlier| earlier.books().size() == entry) {
            return Ok(earlier);
        }
        let earlier = Arc::new(newest.known_at(entry)?);
        if let Some(read) = locked(&self.read).as_mut() {
            read.earlier = Some(earlier.clone());
        }
        Ok(earlier)
    }

    /// What codes are called, with what came since the last page.
    fn names(&self, newest: &Cooperative) -> Result<Arc<CodeNames>, Trouble> {
        let before = locked(&self.read).as_ref().and_then(|read| read.names.clone());
        let names = match before {
            Some(names) if names.upto() == newest.head().size => return Ok(names),
            before => Arc::new(newest.code_names(before.as_deref())?),
        };
        if let Some(read) = locked(&self.read).as_mut() {
            read.names = Some(names.clone());
        }
        Ok(names)
    }

    fn nothing(&self) -> Reply {
        Reply::page(404, shell::nothing(self.setting.lang))
    }
}

fn answered(mut visit: Visit<'_>, route: &Route) -> Result<Reply, Trouble> {
    match route {
        Route::Today => pages::today(&visit),
        Route::Record => Ok(record::tiles(&visit)),
        Route::Form(of) => record::form(&mut visit, of),
        Route::Import => import::import(&mut visit),
        Route::Marked(number) => {
            let lang = visit.session.lang;
            Ok(import::marked(&visit, *number).unwrap_or_else(|| Reply::page(404, shell::nothing(lang))))
        }
        Route::Template(of) => import::template(&visit, of),
        Route::Register(register) => pages::register(&visit, *register),
        Route::Thing(thing) => pages::thing(&visit, thing),
        Route::Household(household) => pages::household(&visit, household),
        Route::Payouts => pages::payouts(&visit),
        Route::Payout(payout) => pages::payout(&visit, payout),
        Route::Line(payout, household) => pages::line(&visit, payout, household),
        Route::Sheets => Ok(pages::sheets(&visit)),
        Route::Sheet(sheet) => pages::sheet(&visit, sheet),
        Route::Books(told) => pages::books(&visit, *told),
        Route::Row(told, row) => pages::row(&visit, *told, row),
        Route::Account(account) => pages::account(&visit, account),
        Route::Entries => pages::entries(&visit),
        Route::Entry(index) => pages::entry(&visit, *index),
        Route::Proof(index) => pages::proof(&visit, *index),
        Route::Year => Ok(pages::year(&visit)),
        Route::Audit => pages::audit(&visit),
        Route::Keys => Ok(pages::keys(&mut visit)),
        Route::OwnKey => Ok(pages::own_key(&visit)),
        Route::Language => {
            if visit.sent.is_some() {
                let lang = visit.session.lang;
                visit.session.lang = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
            }
            // back to a page of ours and to no other place
            let back = visit.sent("back").filter(|back| is_ours(back));
            Ok(Reply::go(back.unwrap_or("/")))
        }
        Route::Leave | Route::Enter | Route::Style | Route::Script | Route::KeyScript => Ok(Reply::go("/")),
    }
}

/// A path of ours: browsers take `//` and `/\` for another host, and leave out tabs and line ends before they look.
fn is_ours(back: &str) -> bool {
    let rest = back.strip_prefix('/');
    rest.is_some_and(|rest| !rest.starts_with(['/', '\\']) && !rest.contains(|c: char| c.is_control()))
}

/// Fields and files that were sent; none with GET.
type Sent = (Option<Vec<(String, String)>>, Vec<Upload>);

fn sent_with(asked: &Asked) -> Result<Sent, NoForm> {
    if asked.method != "POST" {
        return Ok((None, Vec::new()));
    }
    let kind = asked.headers.get("content-type");
    match kind.filter(|kind| carries_files(Some(kind))) {
        Some(kind) => upload::parts(kind, &asked.body).map(|(fields, files)| (Some(fields), files)),
        None => Ok((Some(pairs(&asked.body)), Vec::new())),
    }
}

/// Cookies do not know ports: two desks of one browser would take each other's sessions under one name.
fn cookie_name(port: u16) -> String {
    format!("coop-{port}")
}

fn cookie_of(asked: &Asked, port: u16) -> Option<&str> {
    let (cookies, own) = (asked.headers.get("cookie").map_or("", String::as_str), cookie_name(port));
    cookies
        .split(';')
        .find_map(|cookie| cookie.trim().split_once('=').filter(|(name, _)| *name == own))
        .map(|(_, name)| name)
}

/// What another thread left behind is as good as it was.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The journal's files, and what the machine keeps of its ledgers: a folder that was put in the place of another is seen by
/// what was signed since.
fn seen(ledger: &Path, state: &Path) -> Seen {
    let files = fs::read_dir(ledger.join("journal")).into_iter().flatten().flatten();
    let kept = fs::read_dir(state).into_iter().flatten().flatten();
    let guards = kept.flat_map(|of| fs::read_dir(of.path()).into_iter().flatten().flatten());
    let guards = guards.filter(|file| file.file_name() == "guard");
    let mut seen: Seen = files
        .chain(guards)
        .filter_map(|file| {
            let about = file.metadata().ok()?;
            Some((file.path(), about.len(), about.modified().ok()))
        })
        .collect();
    seen.sort();
    seen
}
