//! Text in lines of a width. Where a line may end is said by the Unicode line breaking algorithm (UAX #14): none begins
//! with `，。）` or ends with `（`; codes and figures stay whole.

use unicode_linebreak::linebreaks;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text in lines of at most `width` columns of a terminal, a Han character being two wide. A line is only wider
/// where no other end is allowed; a code that is longer than a line is cut.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    // a line that ended at a blank in its first half would be short
    in_lines(text, width, |line| line.ends_with(' '), |end, line| end > line / 2 + 1)
}

/// The same for a cell, which is narrow: a line ends behind a blank or a mark, wherever there is one.
pub(super) fn wrapped_cell(text: &str, width: usize) -> Vec<String> {
    in_lines(text, width, |line| line.ends_with([' ', '，', '；', ',', ';']), |_, _| true)
}

fn in_lines(text: &str, width: usize, rests: fn(&str) -> bool, far: fn(usize, usize) -> bool) -> Vec<String> {
    let fill = |line: &str| filled(line, width.max(2), rests, far);
    text.split('\n').flat_map(fill).collect()
}

/// As many words on each line as it holds, up to the last one behind which a reader rests that is `far` enough.
fn filled(text: &str, width: usize, rests: fn(&str) -> bool, far: fn(usize, usize) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    // where the words of the line end
    let (mut line, mut ends) = (String::new(), Vec::new());
    for mut word in words(text) {
        while !line.is_empty() && line.width() + word.trim_end().width() > width {
            let good = |end: &&usize| far(**end, line.len()) && line.get(..**end).is_some_and(rests);
            let end = ends.iter().rev().find(good).copied().unwrap_or(line.len());
            let rest = line.split_off(end);
            ends = ends.into_iter().filter(|at| *at > end).map(|at| at - end).collect();
            lines.push(std::mem::replace(&mut line, rest));
        }
        while let Some(at) = cut(word, width) {
            let (piece, rest) = word.split_at(at);
            lines.push(piece.to_owned());
            word = rest;
        }
        line.push_str(word);
        ends.push(line.len());
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// The text in pieces behind each of which a line may end, blanks at their end. Between letters, figures and the signs
/// of codes one may end only at a blank.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut begin = 0;
    for (end, _) in linebreaks(text) {
        let (before, after) = text.split_at(end);
        let seam = [before.chars().next_back(), after.chars().next()];
        let open = seam.into_iter().any(|side| side.is_none_or(|c| c == ' ' || is_wide(c)));
        if open && let Some(word) = text.get(begin..end) {
            words.push(word);
            begin = end;
        }
    }
    words
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

/// Where a word that is longer than a line is cut: only among letters and figures.
fn cut(word: &str, width: usize) -> Option<usize> {
    let too_long = word.trim_end().width() > width && !word.contains(is_wide);
    let fits = |(at, c): &(usize, char)| word.get(..at + c.len_utf8()).is_some_and(|piece| piece.width() <= width);
    too_long.then(|| word.char_indices().take_while(fits).last().map(|(at, c)| at + c.len_utf8())).flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::*;

    /// Signs that close: no line begins with one.
    const CLOSING: &str = "，。、；：？！）》」』】〉…";
    /// Signs that open: no line ends with one.
    const OPENING: &str = "（《「『【〈";

    const TEXT: &str = "第一条（总则）：为了规范农村集体经济组织（以下简称“本社”）的收益分配，保障成员的合法权益，依据《农村集体经济组织法》        第四十条、第四十一条，以及本社章程（2024 年 3 月 15 日成员大会通过），制定本办法。租金每亩 1,234.56 元，面积 3.5000 亩、        期限 2024-01-01..2024-12-31；逾期的，按 0.05 % 计息！见 coop.example/tianfu-a/3f9c2d7a5b1e8406 和分配单【地租】……余款留存。";

    #[test]
    fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
        for width in 12..=120 {
            let lines = wrapped(TEXT, width);
            for line in &lines {
                assert!(!line.starts_with(|c| CLOSING.contains(c)), "{width}: {line}");
                assert!(!line.ends_with(|c| OPENING.contains(c)), "{width}: {line}");
                // a code with the mark behind it is one word
                assert!(line.width() <= width || words(line).len() == 1, "{width}: {line}");
            }
            // nothing is lost but blanks at the ends of lines
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&lines.concat()), bare(TEXT), "{width}");
        }
        // the bad neighbour: cut wherever the width ends, some line begins with such a mark
        let begins = |width: usize| TEXT.chars().nth(width / 2).is_some_and(|c| CLOSING.contains(c));
        assert!((12..=120).any(begins));
    }

    #[test]
    fn codes_and_figures_stay_whole_where_a_line_holds_them() {
        let lines = wrapped(TEXT, 40);
        for whole in ["1,234.56", "2024-01-01..2024-12-31", "coop.example/tianfu-a/3f9c2d7a5b1e8406", "3.5000"] {
            assert!(lines.iter().any(|line| line.contains(whole)), "{whole}: {lines:#?}");
        }
        // and what is longer than a line is cut at its end
        assert_eq!(wrapped(&"0123456789".repeat(3), 12), ["012345678901", "234567890123", "456789"]);
    }

    #[test]
    fn the_lines_of_a_text_are_kept_and_what_may_not_be_parted_is_wider() {
        assert_eq!(wrapped("一\n\n二", 10), ["一", "", "二"]);
        assert_eq!(wrapped("", 10), [""]);
        assert_eq!(wrapped("（一）。二", 4), ["（一）。", "二"]);
    }
}
