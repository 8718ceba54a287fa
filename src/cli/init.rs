//! `coop init`: a new ledger, its first keys, and what belongs on paper.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, option, unit, whole},
    input, key,
};
use crate::{
    cooperative::{Cooperative, FirstKey, Founding, new_key},
    event::Names,
    log::{Origin, Role, SigningKey},
    unit::{Day, Text, both},
};
use clap::{ArgMatches, Command, value_parser};
use std::path::{Path, PathBuf};

pub(super) fn command() -> Command {
    Command::new("init").args([
        option("zh", "NAME").required(true).value_parser(unit::<Text>),
        option("en", "NAME").required(true).value_parser(unit::<Text>),
        option("host", "HOST").required(true),
        option("name", "NAME").required(true),
        option("on", "DAY").value_parser(unit::<Day>),
        option("person", "CODE").value_parser(key::person).default_value("K001"),
        option("supervisor", "CODE").value_parser(key::person),
        option("recovery", "N").value_parser(whole(0..=9_u32)).default_value("0"),
        option("threshold", "K").value_parser(whole(1..=9_u32)),
        option("chart", "FILE").value_parser(value_parser!(PathBuf)),
        flag("no-passphrase"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let recovery = matches.get_one::<u32>("recovery").copied().unwrap_or_default();
    let threshold = matches.get_one::<u32>("threshold").copied();
    let plain = matches.get_flag("no-passphrase");
    // before any key is made
    Cooperative::may_hold(&desk.ledger)?;
    let fits = threshold.is_none_or(|k| k <= recovery);
    if !fits {
        let expected = match recovery {
            0 => both!("0, since there are no recovery keys", "0，因为没有恢复密钥"),
            keys => both!("1 to {keys}, the number of recovery keys", "1 至 {keys}（恢复密钥的个数）"),
        };
        return Err(Problem::usage("value_wrong", "--threshold", expected, threshold.unwrap_or_default()));
    }
    let clock_confirmed = desk.clock_at_beginning()?;
    let (host, name) = (text("host").unwrap_or_default(), text("name").unwrap_or_default());
    Origin::new(&host, &name, &[0; 8])
        .map_err(|e| Problem::usage("value_wrong", "--host, --name", e.expected.words(), format!("{host}/{name}")))?;
    let mut keys =
        vec![first(desk, plain, &desk.key_file(), text("person").unwrap_or_default(), Some(Role::Accountant))?];
    if let Some(person) = text("supervisor") {
        keys.push(first(desk, plain, &desk.key_named("supervisor"), person, Some(Role::Supervisor))?);
    }
    for n in 1..=recovery {
        keys.push(first(desk, plain, &desk.key_named(&format!("recovery-{n}")), format!("K9{n:02}"), None)?);
    }
    let named = |lang: &str| matches.get_one::<Text>(lang).cloned();
    let (Some(zh), Some(en)) = (named("zh"), named("en")) else { return Ok(2) };
    let chart = matches.get_one::<PathBuf>("chart").map(|file| input::text(file, input::DOCUMENT)).transpose()?;
    let on = matches.get_one::<Day>("on").copied();
    let founding = Founding {
        host,
        name,
        names: Names { en, zh },
        on: on.map_or_else(|| desk.today(8 * 60), Ok)?,
        chart,
        keys,
        recovery_threshold: threshold.unwrap_or(if recovery == 0 { 0 } else { recovery / 2 + 1 }),
        clock_confirmed,
        tag: None,
        ledger_seed: None,
    };
    let coop = Cooperative::create(&desk.ledger, &desk.state, &founding, desk.clock.clone())?;
    told(desk, &coop, recovery)?;
    Ok(0)
}

/// One of the first keys: a file that is there already is used, else a new one is made.
fn first(desk: &Desk, plain: bool, file: &Path, person: String, role: Option<Role>) -> Result<FirstKey, Problem> {
    let key: SigningKey = if file.exists() {
        desk.unlock(file)?
    } else {
        let key = new_key(file, desk.new_passphrase(plain, file)?.as_deref())?;
        desk.out.say("say.key_made", &[("file", &file.display().to_string())]);
        key
    };
    Ok(FirstKey { person, role, key })
}

fn told(desk: &Desk, coop: &Cooperative, recovery: u32) -> Result<(), Problem> {
    let folder = desk.ledger.display().to_string();
    desk.out.say("say.opened", &[("folder", &folder)]);
    desk.out.say("say.paper", &[]);
    if recovery > 0 {
        desk.out.say("say.recovery", &[("folder", &desk.state.join("keys").display().to_string())]);
    }
    let pin = key::pin_of(coop)?;
    desk.out.either(&pin, || pin.toml())?;
    desk.out.say("say.after_init", &[]);
    key::no_backup(desk, coop);
    Ok(())
}
