//! Pictures of figures, made here, with the same in words for those who cannot see them.

use crate::{page::yuan, statement::Labels, unit::Fen};
use maud::{Markup, html};

/// How an amount spreads: a dot for each household, from the least to the most; one of them may be marked as one's own.
pub fn dots(amounts: &[(String, Fen)], own: Option<&str>, labels: &Labels) -> Markup {
    let mut sorted: Vec<(i64, bool)> =
        amounts.iter().map(|(household, amount)| (amount.0, own == Some(household.as_str()))).collect();
    sorted.sort_unstable();
    let (Some(least), Some(most)) = (sorted.first().map(|(f, _)| *f), sorted.last().map(|(f, _)| *f)) else {
        return html! {};
    };
    let middle = sorted.get(sorted.len() / 2).map_or(least, |(fen, _)| *fen);
    let [least_told, middle_told, most_told] = [least, middle, most].map(|fen| yuan(Fen(fen)));
    let n = amounts.len().to_string();
    let mut told = labels
        .fill("desk.spread", &[("n", &n), ("least", &least_told), ("middle", &middle_told), ("most", &most_told)]);
    if let Some((fen, _)) = sorted.iter().find(|(_, own)| *own) {
        told.push_str(&labels.fill("desk.spread_own", &[("own", &yuan(Fen(*fen)))]));
    }
    // columns of 8 on a line of 880; dots that fall into one stand on each other
    const COLUMNS: i64 = 108;
    let span = most.saturating_sub(least).max(1);
    let column = |fen: i64| fen.saturating_sub(least).saturating_mul(COLUMNS) / span;
    let mut heights = std::collections::BTreeMap::new();
    let mut places = Vec::new();
    for (fen, own) in &sorted {
        let at = column(*fen);
        let height = heights.entry(at).or_insert(0_i64);
        places.push((12 + at * 8, *height, *own));
        *height += 1;
    }
    let tallest = heights.values().copied().max().unwrap_or(1);
    let base = 8 + tallest.min(40) * 8;
    html! {
        figure {
            svg.dots viewBox={ "0 0 900 " (base + 30) } role="img" aria-label=(told) {
                line x1="8" x2="892" y1=(base + 6) y2=(base + 6) {}
                @for (x, height, own) in &places {
                    circle.own[*own] cx=(x) cy=(base - (height * 8 * tallest.min(40) / tallest)) r=(if *own { "5.5" } else { "3.5" }) {}
                }
                text x="8" y=(base + 24) { (least_told) }
                text x="892" y=(base + 24) text-anchor="end" { (most_told) }
            }
            figcaption.soft { (told) }
        }
    }
}

/// Groups of bars, a series in one colour each.
pub struct Bars<'a> {
    /// By which its title and its words are found on the page.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// Names of the series.
    pub series: Vec<String>,
    /// Each group with a figure of every series.
    pub groups: Vec<(String, Vec<Fen>)>,
}

impl Bars<'_> {
    /// The picture, what it says in words, and all of it as a table.
    pub fn drawn(&self, labels: &Labels) -> Markup {
        const HEIGHT: i128 = 160;
        let all = || self.groups.iter().flat_map(|(_, figures)| figures).map(|fen| i128::from(fen.0));
        let (most, least) = (all().max().unwrap_or(0).max(0), all().min().unwrap_or(0).min(0));
        let span = (most - least).max(1);
        let y = |fen: i128| 14 + (most - fen) * HEIGHT / span;
        let base = y(0);
        let groups = i128::try_from(self.groups.len()).unwrap_or(1).max(1);
        let wide = 860 / groups;
        let many = i128::try_from(self.series.len()).unwrap_or(1).max(1);
        let bar = ((wide - 8) / many).clamp(3, 48);
        let at = |group: usize, series: usize| {
            let place = |n: usize| i128::try_from(n).unwrap_or(0);
            20 + place(group) * wide + place(series) * bar
        };
        let newest = self.groups.last().map_or(String::new(), |(name, figures)| {
            let each: Vec<String> = self.series.iter().zip(figures).map(|(s, f)| format!("{s} {}", yuan(*f))).collect();
            format!("{name}: {}", each.join(labels.text("desk.comma")))
        });
        html! {
            section.wide {
                h2 { (self.title) }
                figure {
                    svg.bars viewBox={ "0 0 900 " (HEIGHT + 40) } role="img" aria-labelledby={ (self.id) "-title " (self.id) "-told" } {
                        title id={ (self.id) "-title" } { (self.title) }
                        desc id={ (self.id) "-told" } { (newest) }
                        @for (n, (name, figures)) in self.groups.iter().enumerate() {
                            @for (s, fen) in figures.iter().enumerate() {
                                @let (top, bottom) = (y(i128::from(fen.0).max(0)), y(i128::from(fen.0).min(0)));
                                rect.{ "s" (s) } x=(at(n, s)) y=(top) width=(bar - 1) height=((bottom - top).max(i128::from(fen.0 != 0))) {}
                            }
                            text x=(at(n, 0)) y=(HEIGHT + 32) { (name) }
                        }
                        line x1="12" x2="888" y1=(base) y2=(base) {}
                    }
                    figcaption.soft { @for (s, name) in self.series.iter().enumerate() { span.key.{ "s" (s) } { (name) } " " } }
                }
                div.scroll tabindex="0" role="region" aria-label=(self.title) { table {
                    thead { tr { th scope="col" { (labels.text("desk.span")) } @for name in &self.series { th.n scope="col" { (name) } } } }
                    tbody { @for (name, figures) in &self.groups {
                        tr { td { (name) } @for fen in figures { td.n { (yuan(*fen)) } } }
                    } }
                } }
            }
        }
    }
}
