//! `coop completions SHELL`.

use super::{Done, desk::Desk, help::word};
use clap::{ArgMatches, Command};
use clap_complete::Shell;

pub(super) fn command() -> Command {
    Command::new("completions").arg(word("shell", "SHELL").required(true).value_parser([
        "bash",
        "zsh",
        "fish",
        "powershell",
        "elvish",
    ]))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let shell = matches.get_one::<String>("shell").and_then(|s| s.parse::<Shell>().ok());
    let Some(shell) = shell else { return Ok(2) };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(desk.out.labels.lang()), "coop", &mut script);
    desk.out.bytes(&script)?;
    Ok(0)
}
