//! A text as a code of squares (QR, ISO/IEC 18004), at medium correction.

use super::Slip;
use crate::statement::Labels;
use maud::{Markup, PreEscaped, html};
use qrcode::{
    Color, EcLevel, Version,
    bits::Bits,
    canvas::{Canvas, MaskPattern},
    ec::construct_codewords,
};
use std::sync::LazyLock;

/// Light modules around a code, without which no reader finds it.
const QUIET: usize = 4;
/// A seventh of a code may be smudged.
const LEVEL: EcLevel = EcLevel::M;
/// The largest version that a cheap telephone reads at this size of print.
const LARGEST: i16 = 25;

/// A run of so many dark modules, and of light ones, as a path says it: most of what a village's print is made of.
static STROKES: LazyLock<Vec<[String; 2]>> =
    LazyLock::new(|| (0..=MOST_MODULES).map(|long| [format!("h{long}"), format!("m{long} 0")]).collect());
/// Modules on a side of the largest code there is.
const MOST_MODULES: usize = 177;

/// A drawn code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Modules on a side.
    side: usize,
    /// True for dark, row by row from the top.
    dark: Vec<bool>,
}

impl Drawn {
    /// `None` where the text is longer than a code holds, or has other letters than its alphabet.
    pub fn of(text: &str) -> Option<Drawn> {
        let (version, words) = (1..=LARGEST).find_map(|n| words(text, Version::Normal(n)))?;
        let (data, correction) = construct_codewords(&words, version, LEVEL).ok()?;
        let mut canvas = Canvas::new(version, LEVEL);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        // one mask for all, so that the same text is the same picture, and eight are not tried for each of ten thousand
        canvas.apply_mask(MaskPattern::Checkerboard);
        Some(Drawn {
            side: usize::try_from(version.width()).ok()?,
            dark: canvas.into_colors().into_iter().map(|color| color == Color::Dark).collect(),
        })
    }

    /// A picture that prints sharply at any size. Each row is a stroke, one module wide, broken where it is light.
    pub fn picture(&self, called: &str) -> Markup {
        let side = self.side + 2 * QUIET;
        let mut path = String::with_capacity(self.dark.len() * 2);
        for (row, y) in self.dark.chunks(self.side).zip(QUIET..) {
            path.push_str(&format!("M{QUIET} {y}.5"));
            for run in row.chunk_by(|a, b| a == b) {
                let stroke =
                    STROKES.get(run.len()).map(|[dark, light]| if run.first() == Some(&true) { dark } else { light });
                path.push_str(stroke.map_or("", |stroke| stroke));
            }
        }
        html! {
            svg class="qr" viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(called) { path d=(PreEscaped(path)) {} }
        }
    }
}

/// The words of a text in a version; `None` where it is too long for it, or has other letters.
fn words(text: &str, version: Version) -> Option<(Version, Vec<u8>)> {
    let mut bits = Bits::new(version);
    // two letters are eleven bits, and a text far too long for a version is not encoded in it first
    if text.len() / 2 * 11 > bits.max_len(LEVEL).ok()? {
        return None;
    }
    bits.push_alphanumeric_data(text.as_bytes()).ok()?;
    bits.push_terminator(LEVEL).ok()?;
    Some((version, bits.into_bytes()))
}

impl Slip {
    /// Its codes, drawn.
    pub fn drawn(&self) -> Vec<Drawn> {
        self.codes().iter().filter_map(|text| Drawn::of(text)).collect()
    }
}

/// Pictures with their numbers, as they stand on paper.
pub(in crate::statement) fn figures(drawn: &[Drawn], l: &Labels) -> Markup {
    let of = drawn.len().to_string();
    html! {
        div.codes { @for (code, n) in drawn.iter().zip(1..) {
            @let called = l.fill("slip.code", &[("n", &n.to_string()), ("of", &of)]);
            figure { (code.picture(&called)) figcaption { (called) } }
        } }
    }
}
