//! A request to be filled in by hand: TOML with a remark on each member, in the reader's language.
//!
//! What must be filled stands there with its example or empty; what may be left out stands behind `#`.

use super::{Description, Fields, Member, Shape, fields::under, reference};
use crate::unit::{Lang, Say};

/// The file, with `given` filled in.
pub fn skeleton(of: &Description, given: &Fields, lang: Lang) -> String {
    let mut text = format!("# {} – {}\n# {}\n", of.kind, of.label.say(lang), of.help.say(lang));
    let law = of.law.say(lang);
    if !law.is_empty() {
        text.push_str(&format!("# {law}\n"));
    }
    text.push_str(&format!("\n[[record]]\nkind = {}\n", quoted(of.kind)));
    let members: Vec<&Member> = of.asked().collect();
    table(&mut text, "", "record", &members, given, lang);
    text
}

/// The members of one table: plain ones first, as TOML wants them, then tables and lists.
fn table(text: &mut String, path: &str, head: &str, members: &[&Member], given: &Fields, lang: Lang) {
    let inner = |m: &&&Member| matches!(m.shape, Shape::Group(_) | Shape::List(_));
    for member in members.iter().filter(|m| !inner(m)) {
        let at = under(path, member.name);
        let value = given.get(&at).filter(|value| !value.is_empty());
        let behind = if value.is_none() && !member.need.is_needed() { "# " } else { "" };
        let value = written(member.shape, value.map_or("", String::as_str));
        text.push_str(&format!("# {}\n{behind}{} = {value}\n", remark(member, lang), member.name));
    }
    for member in members.iter().filter(inner) {
        let (at, head) = (under(path, member.name), under(head, member.name));
        text.push_str(&format!("\n# {}\n", remark(member, lang)));
        match member.shape {
            Shape::Group(inner) => {
                let free = !member.need.is_needed() && !says(given, &at);
                part(text, &at, &format!("[{head}]"), &head, inner, given, lang, free);
            }
            Shape::List(inner) => {
                let many = (0..).take_while(|n| says(given, &under(&at, n))).count();
                let free = !member.need.is_needed() && many == 0;
                for n in 0..many.max(1) {
                    part(text, &under(&at, n), &format!("[[{head}]]"), &head, inner, given, lang, free);
                }
            }
            _ => {}
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one place in two shapes of table")]
fn part(
    text: &mut String,
    at: &str,
    line: &str,
    head: &str,
    members: &'static [Member],
    given: &Fields,
    lang: Lang,
    free: bool,
) {
    let mut own = format!("{line}\n");
    table(&mut own, at, head, &members.iter().collect::<Vec<_>>(), given, lang);
    if !free {
        text.push_str(&own);
        return;
    }
    for line in own.lines() {
        let mark = if line.starts_with('#') || line.is_empty() { "" } else { "# " };
        text.push_str(&format!("{mark}{line}\n"));
    }
}

fn says(given: &Fields, path: &str) -> bool {
    let dot = format!("{path}.");
    given.iter().any(|(at, value)| at.starts_with(&dot) && !value.is_empty())
}

fn remark(member: &Member, lang: Lang) -> String {
    let shape = match member.shape {
        Shape::Word(choices) | Shape::Suggested(choices) => {
            choices.iter().map(|c| c.word).collect::<Vec<_>>().join(" | ")
        }
        shape => reference::stands(shape).say(lang),
    };
    let (label, help) = (member.label.say(lang), member.help.say(lang));
    if label == shape { format!("{label}: {help}") } else { format!("{label} ({shape}): {help}") }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn written(shape: Shape, value: &str) -> String {
    let list = |separated: &str| {
        let each: Vec<String> = separated.split_whitespace().map(quoted).collect();
        format!("[{}]", each.join(", "))
    };
    match shape {
        Shape::Year | Shape::Count if value.is_empty() => "0".to_owned(),
        Shape::Year | Shape::Count => value.to_owned(),
        Shape::Codes(_) | Shape::Words(_) | Shape::Sources | Shape::Evidence => list(value),
        Shape::Texts => {
            let each: Vec<String> = value.split(", ").filter(|text| !text.is_empty()).map(quoted).collect();
            format!("[{}]", each.join(", "))
        }
        Shape::Truth if value.is_empty() => "false".to_owned(),
        Shape::Truth => value.to_owned(),
        Shape::Sheet => {
            let lines: Vec<String> = value.lines().map(quoted).collect();
            format!("[{}]", lines.join(", "))
        }
        Shape::SharesByClass => {
            let each = value.split_whitespace().filter_map(|pair| pair.split_once('='));
            let each: Vec<String> = each.map(|(class, shares)| format!("{class} = {}", quoted(shares))).collect();
            format!("{{ {} }}", each.join(", "))
        }
        Shape::KeptByClass => {
            let each = value.split_whitespace().filter_map(|row| {
                let (class, kept) = row.split_once('=')?;
                let (shares, until) = kept.split_once('/')?;
                let (class, shares, until) = (quoted(class), quoted(shares), quoted(until));
                Some(format!("{{ class = {class}, shares = {shares}, until = {until} }}"))
            });
            format!("[{}]", each.collect::<Vec<_>>().join(", "))
        }
        _ => quoted(value),
    }
}
