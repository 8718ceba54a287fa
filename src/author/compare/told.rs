//! The comparison as tables for the meeting.

use super::{Change, Comparison, Difference};
use crate::{
    page::{Heading, Paper, Table},
    rules::Demanded,
    scheme::words::{Lang, Section, Word, spelled},
    unit::{Fen, Say},
};

/// What changes in the text, where nobody's money can be compared.
pub fn changes_paper(changes: &[Change], title: &str, under: Vec<String>, lang: Lang) -> Paper {
    Paper { lang, title: title.to_owned(), under, tables: vec![Telling { lang }.changes(changes)] }
}

impl Comparison {
    /// As tables: what was assumed to have come in, totals, everybody's difference (who loses
    /// most comes first), what changes in the text. `under` stands under the title, one line each.
    pub fn paper(&self, title: &str, under: Vec<String>, lang: Lang) -> Paper {
        let telling = Telling { lang };
        let tables = vec![
            telling.assumed(self),
            telling.totals(self),
            telling.places(self, self.others.iter().collect(), ("集体和各方", "The collective and others")),
            telling.places(self, self.in_order(), ("各户差多少", "What each gains or loses")),
            telling.changes(&self.changes),
        ];
        Paper { lang, title: title.to_owned(), under, tables }
    }

    /// Largest loss first, then by key.
    fn in_order(&self) -> Vec<&Difference> {
        let mut all: Vec<&Difference> = self.payees.iter().collect();
        all.sort_by_key(|d| d.change());
        all
    }
}

struct Telling {
    lang: Lang,
}

impl Telling {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn headings(&self, titles: &[(&'static str, &'static str, bool)]) -> Vec<Heading> {
        titles.iter().map(|(zh, en, right)| Heading::of(self.pick(zh, en), *right)).collect()
    }

    /// What came in and what each sheet demands, where the table rests on the second.
    fn assumed(&self, comparison: &Comparison) -> Table {
        let mut rows = Vec::new();
        for (assumed, which) in [
            (&comparison.before_assumed, self.pick("现在的单子", "the present sheet")),
            (&comparison.after_assumed, self.pick("新单子", "the new sheet")),
        ] {
            let amounts = assumed.as_ref().map_or(&[][..], |assumed| &assumed.amounts);
            let mut row = |name: &str, all: &[Demanded]| {
                let sum = |of: fn(&Demanded) -> Fen| Fen::capped_total(all.iter().map(of));
                let least = if all.iter().any(|a| a.least) { self.pick("至少 ", "at least ") } else { "" };
                let demanded = format!("{least}{}", sum(|a| a.demanded));
                let change = signed(sum(Demanded::change));
                rows.push(vec![which.to_owned(), name.to_owned(), sum(|a| a.came).to_string(), demanded, change]);
            };
            amounts.iter().for_each(|a| row(&a.input, std::slice::from_ref(a)));
            if amounts.len() > 1 {
                row(self.pick("合计", "together"), amounts);
            }
        }
        let headings = self.headings(&[
            ("单子", "sheet", false),
            ("来款", "amount", false),
            ("实收", "came in", true),
            ("按单子应收", "demanded by the sheet", true),
            ("差", "difference", true),
        ]);
        let title = self.pick("试算假设的来款（账上没有这样收）", "Assumed to have come in (the books say otherwise)");
        Table::of_lines(title, headings, rows)
    }

    /// The titles of the columns of both sheets; they say where one rests on what was assumed.
    fn both(&self, comparison: &Comparison) -> [&'static str; 2] {
        let now = if comparison.before_assumed.is_some() {
            ("现在（按应收）", "now, as demanded")
        } else {
            ("现在", "now")
        };
        let then = if comparison.after_assumed.is_some() {
            ("改后（按应收）", "then, as demanded")
        } else {
            ("改后", "then")
        };
        [now, then].map(|(zh, en)| self.pick(zh, en))
    }

    fn totals(&self, comparison: &Comparison) -> Table {
        let totals = comparison.totals();
        let line = |what: (&'static str, &'static str), count: usize, fen: Fen| {
            vec![self.pick(what.0, what.1).to_owned(), count.to_string(), signed(fen)]
        };
        let mut rows = Vec::new();
        for (stop, which) in [
            (&comparison.before_refused, self.pick("现在的单子不能分：", "the present sheet is refused: ")),
            (&comparison.after_refused, self.pick("新单子不能分：", "the new sheet is refused: ")),
        ] {
            if let Some(stop) = stop {
                rows.push(vec![format!("{which}{}", stop.say(self.lang)), String::new(), String::new()]);
            }
        }
        if comparison.before_refused.is_none() && comparison.after_refused.is_none() {
            rows.push(line(("多得的", "get more"), totals.gain.0, totals.gain.1));
            rows.push(line(("少得的", "get less"), totals.lose.0, totals.lose.1));
            rows.push(line(("不变的", "unchanged"), totals.same, Fen::ZERO));
        }
        let count = comparison.payees.len();
        let together = self.pick("合计", ", together");
        for (sum, which) in [totals.before, totals.after].into_iter().zip(self.both(comparison)) {
            if let Some(sum) = sum {
                rows.push(vec![format!("{which}{together}"), count.to_string(), sum.to_string()]);
            }
        }
        let headings = self.headings(&[("合计", "in total", false), ("户数", "how many", true), ("元", "yuan", true)]);
        Table::of_lines(self.pick("合计", "In total"), headings, rows)
    }

    fn places(&self, comparison: &Comparison, all: Vec<&Difference>, title: (&'static str, &'static str)) -> Table {
        let amount = |fen: Option<Fen>| fen.map_or_else(|| "–".to_owned(), |fen| fen.to_string());
        let row = |d: &Difference| {
            let change = d.change().map_or_else(|| "–".to_owned(), signed);
            vec![d.who.clone(), amount(d.before), amount(d.after), change]
        };
        let [now, then] = self.both(comparison);
        let headings =
            self.headings(&[("谁", "who", false), (now, now, true), (then, then, true), ("差", "difference", true)]);
        Table::of_lines(self.pick(title.0, title.1), headings, all.into_iter().map(row))
    }

    fn changes(&self, changes: &[Change]) -> Table {
        let headings = self.headings(&[
            ("节", "section", false),
            ("名称", "name", false),
            ("改了什么", "change", false),
            ("现在", "now", false),
            ("行", "line", true),
            ("改后", "then", false),
            ("行", "line", true),
        ]);
        let row = |change: &Change| {
            let what = match (&change.before, &change.after) {
                (None, _) => self.pick("新增", "added"),
                (_, None) => self.pick("删去", "taken out"),
                (Some(a), Some(b)) if a.text == b.text => self.pick("移动", "moved"),
                _ => self.pick("改动", "changed"),
            };
            let said = |said: &Option<super::Said>| match said {
                // an example's figures are read in the sheet
                Some(s) if change.section == Section::Example => (String::new(), s.line.to_string()),
                Some(s) => (s.text.clone(), s.line.to_string()),
                None => (String::new(), String::new()),
            };
            let ((before, at), (after, to)) = (said(&change.before), said(&change.after));
            let section = spelled(Word::Section(change.section), self.lang).to_owned();
            vec![section, change.name.clone(), what.to_owned(), before, at, after, to]
        };
        let title = self.pick("单子改了什么", "What changes in the sheet");
        Table { wide: true, ..Table::of_lines(title, headings, changes.iter().map(row)) }
    }
}

/// With its sign: `+12.00`, `-3.00`, `0.00`.
fn signed(fen: Fen) -> String {
    if fen > Fen::ZERO { format!("+{fen}") } else { fen.to_string() }
}
