//! Fixed phrases of the core in the reader's language: `an enrolled household` is 已登记的农户.
//! Figures, codes and names pass through as they are.

use crate::statement::{Labels, Lang};

/// The phrase in the reader's language, or itself where it is none that is known.
pub(super) fn phrase(labels: &Labels, text: &str) -> String {
    if labels.lang() == Lang::En {
        return text.to_owned();
    }
    let whole = labels.word("said", text);
    if whole != text {
        return whole.to_owned();
    }
    let patterns = labels.keys().into_iter().filter_map(|key| key.strip_prefix("said_with."));
    for pattern in patterns {
        let Some((before, after)) = pattern.split_once("{n}") else { continue };
        let middle = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        if let Some(n) = middle.filter(|n| !n.is_empty()) {
            return labels.word("said_with", pattern).replace("{n}", n);
        }
    }
    text.to_owned()
}
