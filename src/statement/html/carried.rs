//! A household's page with its data in it: the statement word for word, the names it is told with, the ledger's key, and
//! the verifier that compares all of them in the reader's browser. Nothing is fetched, and the page itself forbids it.

use super::household::content;
use crate::log::VerifierKey;
use crate::statement::labels::Labels;
use crate::statement::slip::Slip;
use crate::statement::value::{Called, HouseholdStatement};
use crate::statement::{
    Lang, json,
    web::{self, STYLE, Script},
};
use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A household's page. Without a key it carries no data and checks nothing: a print.
pub(in crate::statement) fn household(
    s: &HouseholdStatement,
    words: &Called,
    vkey: Option<&VerifierKey>,
    l: &Labels,
) -> String {
    let title = format!("{} {}", l.text("page.household_title"), s.household);
    // code and ISO day cannot leave the CSS string they stand in
    let foot = format!("@page{{@bottom-left{{content:\"{}  {}\"}}}}", s.household, s.as_of);
    let slip = vkey.and_then(|vkey| Slip::of(s, vkey));
    let main = html! { main id="main" { (content(s, words, slip.as_ref(), l)) } };
    let Some(vkey) = vkey else { return document(&title, l.lang(), &foot, None, "household", main) };
    let script = web::statement_script(l.lang());
    let codes: Vec<String> = slip.iter().flat_map(Slip::codes).collect();
    let body = html! {
        (bar(l))
        (main)
        (data("statement", s))
        (data("words", words))
        (data("key", &vkey.to_string()))
        (data("codes", &codes))
        script { (PreEscaped(&script.text)) }
    };
    document(&title, l.lang(), &foot, Some(script), "household", body)
}

/// The page that checks what people hold: statements, proofs and the digits of a checkpoint.
pub(in crate::statement) fn verifier(lang: Lang) -> String {
    let l = Labels::of(lang);
    let script = web::verifier_script();
    let body = html! {
        main id="main" {}
        noscript { p.note { (l.text("bar.no_script")) } }
        script { (PreEscaped(&script.text)) }
    };
    document(l.text("verifier.title"), lang, "", Some(script), "verifier", body)
}

/// What stands at the head before anything was compared, and stays where scripts are off.
fn bar(l: &Labels) -> Markup {
    html! {
        div id="bar" class="bar unchecked" role="status" {
            p.verdict { (l.text("bar.unchecked")) }
            p { (l.text("bar.no_script")) }
        }
    }
}

/// Data that no browser runs: JSON as it is written elsewhere, with `<` as an escape so that nothing in it ends the block.
fn data(id: &str, value: &impl Serialize) -> Markup {
    let json = json(value).trim_end().replace('<', "\\u003c");
    html! { script id=(id) type="application/json" { (PreEscaped("\n")) (PreEscaped(json)) (PreEscaped("\n")) } }
}

/// A hash as a policy names it.
fn source(hash: &[u8]) -> String {
    format!("'sha256-{}'", BASE64.encode(hash))
}

/// The hash of the one style and what a page adds to it. The style is the same in ten thousand pages and hashed once.
fn style_hash(added: &str) -> [u8; 32] {
    static BEGUN: LazyLock<Sha256> = LazyLock::new(|| Sha256::new_with_prefix(STYLE));
    BEGUN.clone().chain_update(added).finalize().into()
}

/// A document in the one style and what this one adds to it, with a script or without.
pub(super) fn document(
    title: &str,
    lang: Lang,
    added: &str,
    script: Option<&Script>,
    class: &str,
    body: Markup,
) -> String {
    let allowed = script.map_or(String::new(), |script| format!("; script-src {}", source(&script.hash.0)));
    let style = source(&style_hash(added));
    let policy = format!("default-src 'none'; style-src {style}{allowed}; base-uri 'none'; form-action 'none'");
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(added)) }
            }
            body class=(class) { (body) }
        }
    }
    .into_string()
}

/// The statements of a village one behind the other, each on paper of its own: no data, no script.
#[derive(Debug)]
pub struct PrintJob {
    lang: Lang,
    vkey: VerifierKey,
    head: String,
    tail: String,
}

/// Stands where the pages go while the document around them is made; no text has it.
const HERE: &str = "\u{0}";

impl PrintJob {
    /// A job in a language; its codes lead to the ledger's key.
    pub fn new(lang: Lang, vkey: &VerifierKey) -> PrintJob {
        let title = Labels::of(lang).text("page.household_title");
        let whole =
            document(title, lang, "main+main{break-before:page}", None, "household", PreEscaped(HERE.to_owned()));
        let (head, tail) = whole.split_once(HERE).map_or((whole.as_str(), ""), |parts| parts);
        PrintJob { lang, vkey: vkey.clone(), head: head.to_owned(), tail: tail.to_owned() }
    }

    /// What comes first.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// One household.
    pub fn page(&self, statement: &HouseholdStatement, called: &Called) -> String {
        let slip = Slip::of(statement, &self.vkey);
        html! { main { (content(statement, called, slip.as_ref(), Labels::of(self.lang))) } }.into_string()
    }

    /// What comes last.
    pub fn tail(&self) -> &str {
        &self.tail
    }
}

/// What a household's page carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdPage {
    /// In which language it is written.
    pub lang: Lang,
    /// The statement.
    pub statement: HouseholdStatement,
    /// The names beside its codes.
    pub called: Called,
}

impl HouseholdPage {
    /// What a page carries; `None` where it is no page that this program writes.
    pub fn read(page: &str) -> Option<HouseholdPage> {
        let lang = [Lang::Zh, Lang::En]
            .into_iter()
            .find(|l| page.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\">", l.tag())))?;
        Some(HouseholdPage { lang, statement: block(page, "statement")?, called: block(page, "words")? })
    }

    /// The page that this program writes of the same data under a key.
    pub fn written(&self, vkey: &VerifierKey) -> String {
        household(&self.statement, &self.called, Some(vkey), Labels::of(self.lang))
    }
}

/// The value of a data block. Which of two blocks of one name is meant does not matter: the page is written anew and compared.
fn block<T: DeserializeOwned>(page: &str, id: &str) -> Option<T> {
    let (_, rest) = page.split_once(&format!("<script id=\"{id}\" type=\"application/json\">"))?;
    let (json, _) = rest.split_once("</script>")?;
    serde_json::from_str(json).ok()
}
