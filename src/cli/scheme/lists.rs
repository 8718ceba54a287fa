//! What comes with the program: its sheets, and the words a sheet can read.

use super::About;
use crate::{
    books::Books,
    cli::{Done, desk::Desk, error::Problem, listing::Listing},
    cooperative::Sought,
    decide::dictionary::{INPUTS, REGISTERS, readers, sets},
    page::{Cell, Heading, Table, TableRow},
    scheme::{self, BASES, shipped, words},
    statement::{Labels, Lang},
};
use clap::ArgMatches;
use serde::Serialize;

/// A shipped sheet as `ID-VERSION`, or by its id alone in its newest version.
pub(super) fn shipped_named(id: &str) -> Result<&'static shipped::Shipped, Problem> {
    let named = |s: &shipped::Shipped| format!("{}-{}", s.id, s.version);
    let found = shipped::all().iter().rev().find(|s| s.id == id || named(s) == id);
    let known = || shipped::all().iter().map(named).collect();
    found.ok_or_else(|| Problem::absent(Sought::OneOf { asked: id.to_owned(), known: known() }))
}

/// The sheets that come with the program: a list, or the text of one.
pub(super) fn shipped(desk: &Desk, matches: &ArgMatches) -> Done {
    let labels = desk.out.labels;
    if let Some(id) = matches.get_one::<String>("scheme") {
        desk.out.data(shipped_named(id)?.text)?;
        return Ok(0);
    }
    #[derive(Serialize)]
    struct One {
        sheet: String,
        title_zh: String,
        title_en: String,
    }
    let all: Vec<One> = shipped::all()
        .iter()
        .filter_map(|s| {
            let sheet = scheme::read(s.text).ok()?;
            let about = About::of(&sheet);
            Some(One {
                sheet: format!("{}-{}", s.id, s.version),
                title_zh: about.title_zh.to_owned(),
                title_en: about.title_en.to_owned(),
            })
        })
        .collect();
    Listing::of(desk, matches)?.list(&all, || Table {
        title: labels.text("sheets.shipped").to_owned(),
        headings: ["sheets.id", "sheets.title"].map(|key| Heading::left(labels.text(key))).into(),
        rows: all
            .iter()
            .map(|s| TableRow::plain(vec![Cell::words(&s.sheet), Cell::words(labels.pick(&s.title_zh, &s.title_en))]))
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}

#[derive(Serialize)]
struct Word {
    register_zh: &'static str,
    register_en: &'static str,
    zh: &'static str,
    en: &'static str,
    unit: &'static str,
    from: &'static str,
}

/// What an adoption may say that words of a sheet mean in this ledger.
#[derive(Serialize)]
struct Meaning {
    /// `rows` or `read`.
    says: &'static str,
    meaning: String,
    unit: String,
    /// The same in words, of each language.
    zh: String,
    en: String,
}

impl Meaning {
    fn of(books: &Books, says: &'static str, meaning: String, unit: String) -> Meaning {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| in_words(books, says == "rows", &meaning, Labels::of(lang)));
        Meaning { says, meaning, unit, zh, en }
    }
}

/// What a set of rows is, or what a reader reads.
fn in_words(books: &Books, rows: bool, word: &str, l: &Labels) -> String {
    let (plain, whole) = if rows { (l.word("meant_rows", word), "rows_") } else { (l.word("meant_reads", word), "") };
    let Some((kind, rest)) = word.split_once('.').filter(|_| plain == word) else { return plain.to_owned() };
    let said = |name: &str, values: &[(&str, &str)]| {
        let name = format!("{whole}{name}");
        // what is not called anything stays as it is written
        match l.word("meant_as", &name) {
            same if same == name => word.to_owned(),
            _ => l.fill(&format!("meant_as.{name}"), values),
        }
    };
    match kind {
        "series" => {
            let (series, column) = rest.split_once('.').unwrap_or((rest, ""));
            let by = books.series().get(series).map_or("", |series| series.set.published_by.as_str());
            said("series", &[("series", series), ("column", column), ("by", by)])
        }
        "class" | "holding" => {
            let endings = [("+retained", "_retained"), (".collective", "_collective"), (".value", "_value"), ("", "")];
            let found = endings.into_iter().find_map(|(ending, name)| Some((rest.strip_suffix(ending)?, name)));
            let (class, name) = found.unwrap_or((rest, ""));
            said(&format!("{kind}{name}"), &[("class", l.word("classes", class))])
        }
        "part" => {
            let part = books.chart().receipt.get(rest).map_or(rest, |rule| l.pick(&rule.zh, &rule.en));
            said("part", &[("part", part)])
        }
        "account" => {
            let (code, purpose) = rest.split_once('/').unwrap_or((rest, ""));
            let named = books.chart().accounts.get(code).map_or("", |account| l.pick(&account.zh, &account.en));
            let account = format!("{code} {named}");
            let name = if purpose.is_empty() { "account" } else { "account_purpose" };
            said(name, &[("account", &account), ("purpose", l.word("purposes", purpose))])
        }
        "term" => said("term", &[("term", l.word("past_terms", rest))]),
        _ => said("given", &[]),
    }
}

fn here(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let books = coop.books();
    let rows = sets(books).into_iter();
    let rows = rows.map(|meaning| Meaning::of(books, "rows", meaning, String::new()));
    let reads = readers(books).into_iter().map(|(meaning, unit)| Meaning::of(books, "read", meaning, unit));
    let all: Vec<Meaning> = rows.chain(reads).collect();
    let labels = desk.out.labels;
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    to.list(&all, || Table {
        title: labels.text("sheets.meanings").to_owned(),
        headings: ["sheets.says", "sheets.meaning", "sheets.unit", "sheets.in_words"]
            .map(|key| Heading::left(labels.text(key)))
            .into(),
        rows: all
            .iter()
            .map(|m| {
                let says = labels.text(if m.says == "rows" { "sheets.says_rows" } else { "sheets.says_read" });
                TableRow::plain(vec![
                    Cell::words(says),
                    Cell::words(&m.meaning),
                    Cell::words(unit(&m.unit, labels.lang())),
                    Cell::words(labels.pick(&m.zh, &m.en)),
                ])
            })
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}

pub(super) fn dictionary(desk: &Desk, matches: &ArgMatches) -> Done {
    if matches.get_flag("here") {
        return here(desk, matches);
    }
    let mut words = Vec::new();
    for r in REGISTERS {
        words.push(Word { register_zh: "", register_en: "", zh: r.zh, en: r.en, unit: "", from: r.from });
        words.extend(r.columns.iter().map(|w| Word {
            register_zh: r.zh,
            register_en: r.en,
            zh: w.zh,
            en: w.en,
            unit: w.unit,
            from: w.from,
        }));
    }
    words.extend(INPUTS.iter().map(|w| Word {
        register_zh: "",
        register_en: "",
        zh: w.zh,
        en: w.en,
        unit: w.unit,
        from: w.from,
    }));
    Listing::of(desk, matches)?.list(&words, || dictionary_table(&words, desk.out.labels))?;
    Ok(0)
}

fn dictionary_table(words: &[Word], labels: &Labels) -> Table {
    Table {
        title: labels.text("sheets.words").to_owned(),
        headings: ["sheets.word_zh", "sheets.word_en", "sheets.unit", "sheets.from"]
            .map(|key| Heading::left(labels.text(key)))
            .into(),
        rows: words
            .iter()
            .map(|w| TableRow {
                indent: u8::from(!w.register_zh.is_empty()),
                ..TableRow::plain(vec![
                    Cell::words(w.zh),
                    Cell::words(w.en),
                    Cell::words(unit(w.unit, labels.lang())),
                    Cell::words(w.from),
                ])
            })
            .collect(),
        ..Table::default()
    }
}

/// A unit of the dictionary as a sheet in that language writes it.
fn unit(unit: &str, lang: Lang) -> String {
    if lang == Lang::Zh {
        return unit.to_owned();
    }
    let spelled = |part: &str| match part {
        "日期" => words::spelled(words::Word::Declare(words::Declare::Date), words::Lang::En).to_owned(),
        "是否" => words::spelled(words::Word::Declare(words::Declare::YesNo), words::Lang::En).to_owned(),
        "类" => words::spelled(words::Word::Declare(words::Declare::OneOf), words::Lang::En).to_owned(),
        part => BASES.iter().find(|(_, zh, _)| *zh == part).map_or(part, |(_, _, en)| en).to_owned(),
    };
    unit.split('/').map(spelled).collect::<Vec<_>>().join("/")
}
