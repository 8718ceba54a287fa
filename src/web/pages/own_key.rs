//! A person's own key, made and kept in her own browser: the page around what `keys.js` does there.

use super::super::{
    Reply,
    shell::{DeskPart, page, token},
    visit::Visit,
};
use maud::{Markup, html};

/// Offices that a key may be made for; a recovery key is kept on paper and made at the terminal.
const OFFICES: [&str; 4] = ["chair", "supervisor", "cashier", "accountant"];

/// The page. Without its script it says what cannot be done.
pub fn own_key(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let books = visit.coop.books();
    let today = visit.today.to_string();
    let body = html! {
        section {
            p { (labels.text("own_key.told")) }
            noscript { div.bar.amber { (labels.text("own_key.no_script")) } }
            div.bar.amber id="own-insecure" role="alert" hidden { (labels.text("own_key.insecure")) }
            div id="own" hidden data-origin=(visit.coop.origin()) data-on=(today) {
                h2 { (labels.text("own_key.here")) }
                ul id="own-keys" {}
                p.soft id="own-none" { (labels.text("own_key.none")) }
                h2 { (labels.text("own_key.make")) }
                form id="own-make" {
                    div.field {
                        label for="own-person" { (labels.text("own_key.person")) }
                        input type="text" id="own-person" required pattern="K[0-9]{1,8}" maxlength="9" autocomplete="off" spellcheck="false" aria-describedby="own-person-told";
                        small id="own-person-told" { (labels.text("own_key.person_told")) }
                    }
                    div.field {
                        label for="own-role" { (labels.text("keys.role")) }
                        select id="own-role" { @for role in OFFICES { option value=(role) { (labels.word("roles", role)) } } }
                    }
                    p { button type="submit" data-main { (labels.text("own_key.make_now")) } }
                }
                // words and keys that the script needs; nothing in it is run
                ul id="own-known" hidden { @for (id, key) in books.keys().iter() {
                    li data-key=(id) data-state=(if key.until.is_some() { "retired" } else { "admitted" }) {}
                } }
                ul id="own-words" hidden {
                    @for word in ["admitted", "retired", "asked", "prove", "failed"] { li data-word=(word) { (labels.word("own_key", word)) } }
                    @for role in OFFICES { li data-word=(role) { (labels.word("roles", role)) } }
                }
            }
        }
        aside {
            (request(visit))
            p.soft { (labels.text("own_key.kept")) }
        }
        script src="/own-key.js" defer {}
    };
    Reply::page(200, page(visit, DeskPart::Keys, labels.text("own_key.title"), "coop key new", &body))
}

/// What the script fills in once a key is made or shown to be there: the request for its admission.
fn request(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    html! {
        div id="own-proof" aria-live="polite" hidden {
            h2 { (labels.text("own_key.request")) }
            p { (labels.text("own_key.request_told")) }
            dl {
                dt { (labels.text("keys.person")) } dd id="proof-person" {}
                dt { (labels.text("keys.role")) } dd id="proof-role" {}
                dt { (labels.text("keys.key")) } dd { code id="proof-key" {} }
                dt { (labels.text("own_key.digits")) } dd.digits id="proof-digits" {}
            }
            label for="proof-text" { (labels.text("own_key.text")) }
            textarea id="proof-text" readonly rows="8" {}
            p {
                button.plain type="button" id="proof-copy" { (labels.text("own_key.copy")) } " "
                a.button.plain id="proof-file" href="/keys/mine" download="key.jsonl" { (labels.text("own_key.download")) }
            }
            form method="post" action="/keys" {
                (token(visit))
                input type="hidden" name="request" id="proof-request";
                p { button type="submit" name="step" value="request" { (labels.text("own_key.here_at_desk")) } }
            }
        }
    }
}
