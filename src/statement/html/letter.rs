//! The letter for the notice board: what a household compares its statement with, in large type.

use super::carried::document;
use crate::log::{Checkpoint, Hash, VerifierKey};
use crate::page::plain;
use crate::statement::figures::long_day;
use crate::statement::labels::Labels;
use crate::statement::slip::{Slip, figures};
use crate::statement::value::LedgerName;
use crate::unit::{Day, RecordedAt};
use maud::html;

/// What hangs on the board.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Letter {
    /// Whose ledger.
    pub ledger: LedgerName,
    /// Its key, whole.
    pub vkey: String,
    /// The key in twelve digits.
    pub key_digits: String,
    /// Leaf hash of the first entry.
    pub leaf0: Hash,
    /// How many entries the state that hangs there has.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// That state in twelve digits.
    pub state_digits: String,
    /// When its last entry was recorded.
    pub recorded_at: RecordedAt,
    /// The day of the letter.
    pub on: Day,
    /// The state as the text of a code.
    pub code: String,
    #[serde(skip)]
    slip: Slip,
}

impl Letter {
    /// A letter of a ledger's state.
    pub fn new(
        ledger: LedgerName,
        vkey: &VerifierKey,
        leaf0: Hash,
        state: &Checkpoint,
        at: RecordedAt,
        on: Day,
    ) -> Letter {
        let slip = Slip::of_state(vkey, state.clone());
        Letter {
            ledger,
            vkey: vkey.to_string(),
            key_digits: vkey.digits(),
            leaf0,
            size: state.claimed_head().size,
            root: state.claimed_head().root,
            state_digits: state.digits(),
            recorded_at: at,
            on,
            code: slip.codes().concat(),
            slip,
        }
    }

    fn upto(&self, l: &Labels) -> String {
        let at = self.recorded_at.to_string().replace('T', " ").replace('Z', "");
        let last = self.size.saturating_sub(1).to_string();
        l.fill("letter.state_of", &[("last", &last), ("at", &at)])
    }

    /// Label keys and values that a program compares.
    fn exact(&self) -> [(&'static str, String); 5] {
        [
            ("letter.origin", self.ledger.origin.clone()),
            ("letter.vkey", self.vkey.clone()),
            ("letter.leaf0", self.leaf0.to_string()),
            ("letter.size", self.size.to_string()),
            ("letter.root", self.root.to_string()),
        ]
    }

    /// For a terminal.
    pub fn text(&self, l: &Labels) -> String {
        let mut out = vec![
            plain(l.pick(self.ledger.name_zh.as_str(), self.ledger.name_en.as_str()), false).into_owned(),
            format!("{}  {}", l.text("letter.title"), long_day(self.on, l)),
            String::new(),
            format!("{}  {}", l.text("bar.key"), self.key_digits),
            format!("{}  {}", l.text("bar.checkpoint"), self.state_digits),
            self.upto(l),
            String::new(),
        ];
        out.extend(STEPS.iter().zip(1..).map(|(step, n)| format!("{n}. {}", l.text(step))));
        out.push(String::new());
        out.extend(self.exact().map(|(key, value)| format!("{}: {value}", l.text(key))));
        out.push(String::new());
        out.join("\n")
    }

    /// One A4 page.
    pub fn html(&self, l: &Labels) -> String {
        let body = html! {
            main {
                header.head {
                    div {
                        p.org { (plain(l.pick(self.ledger.name_zh.as_str(), self.ledger.name_en.as_str()), false)) }
                        h1 { (l.text("letter.title")) }
                    }
                    div.when { p { (long_day(self.on, l)) } }
                }
                section.board { p.label { (l.text("bar.key")) } p.large { (self.key_digits) } p { (l.text("letter.key_stays")) } }
                section.board { p.label { (l.text("bar.checkpoint")) } p.large { (self.state_digits) } p { (self.upto(l)) } }
                section.slip { p { (l.text("letter.scan")) } (figures(&self.slip.drawn(), l)) }
                section { h2 { (l.text("letter.how")) } ol { @for step in STEPS { li { (l.text(step)) } } } }
                section.exact { h3 { (l.text("letter.exact")) } dl { @for (key, value) in self.exact() {
                    div { dt { (l.text(key)) } dd { (plain(&value, false)) } }
                } } }
            }
        };
        document(l.text("letter.title"), l.lang(), "", None, "letter", body)
    }
}

/// How a household checks.
const STEPS: [&str; 3] = ["letter.step_page", "letter.step_digits", "letter.step_call"];
