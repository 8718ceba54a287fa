//! `coop serve`: the desk in the browser, on this machine alone.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, whole},
};
use crate::{
    cooperative::fresh_word,
    web::{self, Setting},
};
use clap::{ArgMatches, Command};
use std::{
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
};

pub(super) fn command() -> Command {
    Command::new("serve").arg(option("port", "PORT").value_parser(whole(0..=u16::MAX)).default_value("0"))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let asked = matches.get_one::<u16>("port").copied().unwrap_or(0);
    let failed = |e: &std::io::Error| Problem::file(format!("127.0.0.1:{asked}"), e);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked)).map_err(|e| failed(&e))?;
    let port = listener.local_addr().map_err(|e| failed(&e))?.port();
    let setting = Setting {
        ledger: desk.ledger.clone(),
        state: desk.state.clone(),
        key: desk.key_file(),
        lang: desk.out.labels.lang(),
        port,
    };
    let (served, code) = web::Desk::new(setting, desk.clock.clone(), fresh_word)?;
    let address = format!("http://127.0.0.1:{port}/enter?code={code}");
    desk.out.data(&address)?;
    desk.out.say("say.serving", &[]);
    web::serve(Arc::new(served), listener).map_err(|e| failed(&e))?;
    Ok(0)
}
