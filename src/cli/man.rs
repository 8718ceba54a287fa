//! `coop man`: manual pages.

use super::{Done, desk::Desk, error::Problem, help::option};
use clap::{ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("man").arg(option("out", "DIR").value_parser(value_parser!(PathBuf)))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let command = super::command(desk.out.labels.lang());
    if let Some(folder) = matches.get_one::<PathBuf>("out") {
        let failed = |e| Problem::file(folder.display(), &e);
        std::fs::create_dir_all(folder).map_err(failed)?;
        clap_mangen::generate_to(command, folder).map_err(failed)?;
        desk.out.say("say.written", &[("file", &folder.display().to_string())]);
        return Ok(0);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|e| Problem::file("man", &e))?;
    desk.out.bytes(&page)?;
    Ok(0)
}
