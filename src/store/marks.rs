//! The one thing of a line that a store may read: which place of which batch it has.

/// `"batch":[k,n]`: the k-th, from 0, of n lines that stand or fall together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchMark {
    /// Place in the batch, from 0.
    pub k: u64,
    /// Lines in the batch, at least 1.
    pub n: u64,
}

/// The batch mark of a line in canonical form: `about` is its first member and holds only codes,
/// `batch` the second, so the mark is found without parsing. `None` for anything else.
pub fn batch_mark(line: &[u8]) -> Option<BatchMark> {
    let rest = line.strip_prefix(b"{\"about\":[")?;
    let end = rest.iter().position(|&b| b == b']')?;
    let rest = rest.get(end..)?.strip_prefix(b"],\"batch\":[")?;
    let end = rest.iter().take(18).position(|&b| b == b']')?;
    let (k, n) = std::str::from_utf8(rest.get(..end)?).ok()?.split_once(',')?;
    let mark = BatchMark { k: plain(k)?, n: plain(n)? };
    (mark.k < mark.n && mark.n <= 1_000_000).then_some(mark)
}

/// Digits without sign or leading zero.
fn plain(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if digits { text.parse().ok() } else { None }
}

/// Are these lines exactly one batch, marked `[0,n]` to `[n-1,n]`?
pub fn whole_batch(lines: &[u8], count: u32) -> bool {
    let n = u64::from(count);
    lines.split_inclusive(|&b| b == b'\n').zip(0..).all(|(line, k)| batch_mark(line) == Some(BatchMark { k, n }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_only_where_the_canonical_form_puts_it() {
        let cases: [(&str, Option<(u64, u64)>); 10] = [
            (r#"{"about":[],"batch":[0,1],"body":{}}"#, Some((0, 1))),
            (r#"{"about":["H0001","H0002"],"batch":[59,100],"body":{}}"#, Some((59, 100))),
            (r#"{"about":[],"batch":[1,1],"body":{}}"#, None),
            (r#"{"about":[],"batch":[00,1],"body":{}}"#, None),
            (r#"{"about":[],"batch":[0,+1],"body":{}}"#, None),
            (r#"{"about":[],"batch":[0,1000001],"body":{}}"#, None),
            (r#"{"about":[],"body":{"batch":[0,1]}}"#, None),
            (r#"{"batch":[0,1],"about":[]}"#, None),
            (r#"{"about":[],"batch":[0,1"#, None),
            ("", None),
        ];
        for (line, expected) in cases {
            assert_eq!(batch_mark(line.as_bytes()).map(|m| (m.k, m.n)), expected, "{line}");
        }
    }
}
