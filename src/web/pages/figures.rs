//! Pictures of figures, made here, with the same in words for those who cannot see them.

use crate::{page::yuan, statement::Labels, unit::Fen};
use maud::{Markup, html};

/// How an amount spreads: a dot for each household, from the least to the most.
pub fn dots(amounts: &[(String, Fen)], labels: &Labels) -> Markup {
    let mut sorted: Vec<i64> = amounts.iter().map(|(_, amount)| amount.0).collect();
    sorted.sort_unstable();
    let (Some(least), Some(most)) = (sorted.first().copied(), sorted.last().copied()) else { return html! {} };
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(least);
    let [least_told, middle_told, most_told] = [least, middle, most].map(|fen| yuan(Fen(fen)));
    let n = amounts.len().to_string();
    let told = labels
        .fill("desk.spread", &[("n", &n), ("least", &least_told), ("middle", &middle_told), ("most", &most_told)]);
    // columns of 8 on a line of 880; dots that fall into one stand on each other
    const COLUMNS: i64 = 108;
    let span = most.saturating_sub(least).max(1);
    let column = |fen: i64| fen.saturating_sub(least).saturating_mul(COLUMNS) / span;
    let mut heights = std::collections::BTreeMap::new();
    let mut places = Vec::new();
    for fen in &sorted {
        let at = column(*fen);
        let height = heights.entry(at).or_insert(0_i64);
        places.push((12 + at * 8, *height));
        *height += 1;
    }
    let tallest = heights.values().copied().max().unwrap_or(1);
    let base = 8 + tallest.min(40) * 8;
    html! {
        figure {
            svg.dots viewBox={ "0 0 900 " (base + 30) } role="img" aria-label=(told) {
                line x1="8" x2="892" y1=(base + 6) y2=(base + 6) {}
                @for (x, height) in &places { circle cx=(x) cy=(base - (height * 8 * tallest.min(40) / tallest)) r="3.5" {} }
                text x="8" y=(base + 24) { (least_told) }
                text x="892" y=(base + 24) text-anchor="end" { (most_told) }
            }
            figcaption.soft { (told) }
        }
    }
}
