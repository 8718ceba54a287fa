//! `coop man`: manual pages, one a command, from the same words as `--help`; that of `coop` itself also tells what
//! `coop help TOPIC` does, the exit codes first.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, with_blanks},
    topic::{self, EXITS, TOPICS},
};
use crate::statement::Labels;
use clap::{ArgMatches, Command, value_parser};
use clap_mangen::Man;
use std::path::PathBuf;

/// What the library calls its sections, and where our words for them stand.
const HEADINGS: [(&str, &str); 5] = [
    ("NAME", "man.name"),
    ("SYNOPSIS", "man.synopsis"),
    ("DESCRIPTION", "man.description"),
    ("VERSION", "man.version"),
    ("EXTRA", "man.extra"),
];

pub(super) fn command() -> Command {
    Command::new("man").arg(option("out", "DIR").value_parser(value_parser!(PathBuf)))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let labels = desk.out.labels;
    let mut command = super::command(labels.lang());
    command.build();
    let Some(folder) = matches.get_one::<PathBuf>("out") else {
        desk.out.bytes(page(&command, "coop", labels)?.as_bytes())?;
        return Ok(0);
    };
    let failed = |e| Problem::file(folder.display(), &e);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut rest = vec![("coop".to_owned(), command)];
    while let Some((name, command)) = rest.pop() {
        std::fs::write(folder.join(format!("{name}.1")), page(&command, &name, labels)?).map_err(failed)?;
        rest.extend(command.get_subcommands().map(|below| (format!("{name}-{}", below.get_name()), below.clone())));
    }
    desk.out.say("say.written", &[("file", &folder.display().to_string())]);
    Ok(0)
}

/// The page of one command.
fn page(command: &Command, name: &str, labels: &Labels) -> Result<String, Problem> {
    let program = format!("coop {}", env!("CARGO_PKG_VERSION"));
    let mut bytes = Vec::new();
    let man = Man::new(command.clone()).title(name).source(program).manual(labels.text("man.manual"));
    man.render(&mut bytes).map_err(|e| Problem::bug(&e))?;
    let mut text = with_blanks(&String::from_utf8(bytes).map_err(|e| Problem::bug(&e))?);
    for (theirs, ours) in HEADINGS {
        text = text.replace(&format!(".SH {theirs}\n"), &format!(".SH {}\n", labels.text(ours)));
    }
    if name != "coop" {
        return Ok(format!("{text}.SH {}\n\\fBcoop\\fR(1)\n", labels.text("man.see")));
    }
    text.push_str(&format!(".SH {}\n", labels.text("man.exit")));
    for code in EXITS {
        let meaning = labels.word("exit", &code.to_string()).to_owned();
        text.push_str(&format!(".TP\n\\fB{code}\\fR\n{}\n", escaped(&meaning)));
    }
    for topic in TOPICS.into_iter().filter(|topic| *topic != "exit-codes") {
        text.push_str(&format!(".SH \"{}\"\n", escaped(topic::title(labels, topic))));
        text.push_str(&escaped(&topic::told(labels, topic)).replace("\n\n", "\n.PP\n"));
    }
    Ok(text)
}

/// A text that roff takes as it stands.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('"', "\\(dq")
        .replace("\n.", "\n\\&.")
        .replace("\n'", "\n\\&'")
}
