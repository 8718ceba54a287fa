//! Who may ask at all: this machine, from a page of ours, in a session. Looked at before anything else is.

use super::{Asked, Reply};

/// What every answer says to the browser: nothing from outside, no frame, nothing kept, no other reading of a type.
pub const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'",
    ),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // with no-referrer a browser sends no origin with a form of our own
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Refuses what did not come from a page of ours: another host's name for this machine (DNS rebinding), a form that another
/// page sends. `port` is the one that is listened on.
pub fn refused(asked: &Asked, port: u16) -> Option<Reply> {
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
    let host = asked.headers.get("host");
    let Some(host) = host.filter(|host| hosts.contains(host)) else {
        return Some(Reply::of(421, "text/plain; charset=utf-8", b"not this host\n".to_vec()));
    };
    let no = || Some(Reply::of(403, "text/plain; charset=utf-8", b"not from this page\n".to_vec()));
    let ours = format!("http://{host}");
    match (asked.method.as_str(), asked.headers.get("origin")) {
        ("GET" | "HEAD", _) => None,
        ("POST", Some(origin)) if *origin == ours => None,
        ("POST", _) => no(),
        _ => Some(Reply::of(405, "text/plain; charset=utf-8", b"GET or POST\n".to_vec())),
    }
}

/// Equal in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
