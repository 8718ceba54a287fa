//! Fixed phrases of the core in the reader's language: `an enrolled household` is 已登记的农户,
//! `entry 7` is 第 7 条. Figures, codes and names pass through as they are.

use crate::statement::{Labels, Lang};

/// The phrase in the reader's language, or itself where it is none that is known.
pub(in crate::cli) fn phrase(labels: &Labels, text: &str) -> String {
    if labels.lang() == Lang::En {
        return text.to_owned();
    }
    let whole = labels.word("said", text);
    if whole != text {
        return whole.to_owned();
    }
    let patterns = labels.keys().into_iter().filter_map(|key| key.strip_prefix("said_with."));
    // the pattern with the most fixed letters says most
    let fitting = patterns.filter_map(|pattern| Some((fixed(pattern), pattern, parts(pattern, text)?)));
    match fitting.max_by_key(|(fixed, ..)| *fixed) {
        Some((_, pattern, found)) => {
            found.iter().fold(labels.word("said_with", pattern).to_owned(), |said, (name, value)| {
                said.replace(&format!("{{{name}}}"), &known(labels, value))
            })
        }
        None => text.to_owned(),
    }
}

/// What stands in a place of a pattern may itself be a fixed phrase.
fn known(labels: &Labels, value: &str) -> String {
    labels.word("said", value).to_owned()
}

fn fixed(pattern: &str) -> usize {
    pattern.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest).len()).sum()
}

/// What the text has in the places of the pattern; `None` where it does not fit.
fn parts<'a>(pattern: &'a str, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut pieces = pattern.split('{');
    let mut rest = text.strip_prefix(pieces.next().unwrap_or_default())?;
    let mut found = Vec::new();
    for piece in pieces {
        let (name, literal) = piece.split_once('}')?;
        // the last place reaches to the end or to the last literal there
        let end = if literal.is_empty() { rest.len() } else { rest.find(literal)? };
        let value = rest.get(..end).filter(|v| !v.is_empty())?;
        found.push((name, value));
        rest = rest.get(end + literal.len()..)?;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{parts, phrase};
    use crate::statement::{Labels, Lang};

    #[test]
    fn a_portion_and_what_bends_its_proof_are_told_in_chinese() {
        let zh = |text: &str| phrase(Labels::of(Lang::Zh), text);
        assert_eq!(zh("portion of H0002 in entry 7"), "第 7 条里 H0002 的部分");
        for proof in ["portion proof: ", "sum proof: ", ""] {
            let said =
                zh(&format!("{proof}the inclusion proof does not lead from leaf 7 to the root of the checkpoint"));
            assert_eq!(said, "证明不能从第 7 条推到树根");
        }
    }

    #[test]
    fn a_pattern_gives_what_stands_in_its_places() {
        let found = parts("{a} mu for {b} m²", "1.20 mu for 800.00 m²");
        assert_eq!(found, Some(vec![("a", "1.20"), ("b", "800.00")]));
        assert_eq!(parts("entry {n}", "entry 7"), Some(vec![("n", "7")]));
    }

    #[test]
    fn a_text_that_is_shorter_or_longer_does_not_fit() {
        for (pattern, text) in [("entry {n}", "entry "), ("{n} characters", "7 characters more"), ("version {n}", "7")]
        {
            assert_eq!(parts(pattern, text), None, "{pattern} {text}");
        }
    }
}
