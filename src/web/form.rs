//! A description as a form, and what is wrong beside the field that is wrong.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a shape that offers no choices of its own is a field to type in, and a new one is too"
)]

use super::{codes, visit::Visit};
use crate::{
    form::{self, CodeOf, Description, Fields, Member, Need, Offer, Shape},
    told::Told,
    unit::Say,
};
use maud::{Markup, html};

/// Before the path of a field in a form that is sent.
pub const PREFIX: &str = "f.";
/// The field in which files are chosen whose fingerprints become evidence.
pub const EVIDENCE: &str = "files";
/// A list of no more than this is chosen from, a longer one is typed with what fits offered.
const CHOSEN: usize = 60;

/// What is wrong: the path of a field, or of none; what is told of it.
#[derive(Debug, Clone)]
pub struct WrongField {
    /// The field; empty where it is none of them.
    pub path: String,
    /// What is wrong.
    pub said: String,
    /// What to do.
    pub hint: String,
    /// A step of the form that does it, under its button.
    pub step: Option<(&'static str, String)>,
}

impl WrongField {
    /// What is told of one.
    pub fn told(path: String, told: Told) -> WrongField {
        WrongField { path, said: told.message, hint: told.hint, step: None }
    }
}

/// A form with what stands in it.
pub struct Filled<'a> {
    /// For which page.
    pub visit: &'a Visit<'a>,
    /// Of which kind.
    pub of: &'static Description,
    /// What stands in it.
    pub fields: &'a Fields,
    /// What is wrong in it.
    pub wrong: &'a [WrongField],
    /// A list that is to have one more item.
    pub more: Option<&'a str>,
}

impl Filled<'_> {
    /// All fields: those a person is asked for, then those that are seldom touched.
    pub fn fields(&self) -> Markup {
        let seldom = |m: &&Member| ["id", "evidence"].contains(&m.name) || m.need == Need::Computed;
        let (seldom, asked): (Vec<&Member>, Vec<&Member>) = self.of.asked().partition(seldom);
        // the cursor waits where there is something to do
        let wrong = self.wrong.iter().find(|wrong| !wrong.path.is_empty()).map(|wrong| wrong.path.as_str());
        let empty = || asked.iter().find(|m| m.name != "on" && self.value(m.name).is_empty()).map(|m| m.name);
        let first = wrong.or_else(empty);
        html! {
            @for member in &asked { (self.member("", member, first)) }
            details {
                summary { (self.visit.labels().text("desk.seldom")) }
                @for member in &seldom { (self.member("", member, first)) }
            }
        }
    }

    /// What is wrong, above the form, each leading to its field.
    pub fn summary(&self) -> Markup {
        html! {
            @if !self.wrong.is_empty() {
                div.bar.red role="alert" id="wrong" {
                    strong { (self.visit.labels().text("desk.wrong")) }
                    ul { @for wrong in self.wrong {
                        li {
                            @if wrong.path.is_empty() { (wrong.said) } @else { a href={ "#" (id(&wrong.path)) } { (wrong.said) } }
                            @if !wrong.hint.is_empty() { " " span.soft { (wrong.hint) } }
                        }
                    } }
                }
            }
        }
    }

    /// What the ledger computes is not asked for in a list, where somebody has not said it.
    fn is_shown(&self, path: &str, member: &Member) -> bool {
        member.need != Need::Computed || !self.value(&format!("{path}.{}", member.name)).is_empty()
    }

    fn value(&self, path: &str) -> &str {
        self.fields.get(path).map_or("", String::as_str)
    }

    fn member(&self, path: &str, member: &Member, first: Option<&str>) -> Markup {
        let at = if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
        let label = member.label.say(self.visit.session.lang);
        match member.shape {
            Shape::Group(inner) => html! {
                fieldset { legend { (label) } @for each in inner { (self.member(&at, each, first)) } }
            },
            Shape::List(inner) => self.list(&at, &label, inner, first),
            shape => self.leaf(&at, member, shape, &label, first == Some(at.as_str())),
        }
    }

    fn list(&self, at: &str, label: &str, inner: &'static [Member], first: Option<&str>) -> Markup {
        let dot = format!("{at}.");
        let position = |path: &String| path.strip_prefix(&dot)?.split('.').next()?.parse::<usize>().ok();
        let last = self.fields.keys().filter_map(position).max();
        let items = last.map_or(1, |last| last.saturating_add(1)).min(1_000) + usize::from(self.more == Some(at));
        html! {
            fieldset {
                legend { (label) }
                @for n in 0..items {
                    @if items > 1 { p.soft { (n + 1) } }
                    @for each in inner.iter().filter(|each| self.is_shown(&format!("{at}.{n}"), each)) { (self.member(&format!("{at}.{n}"), each, first)) }
                }
                button.plain type="submit" name="step" value={ "more:" (at) } {
                    (self.visit.labels().fill("desk.one_more", &[("what", label)]))
                }
            }
        }
    }

    fn leaf(&self, at: &str, member: &Member, shape: Shape, label: &str, focus: bool) -> Markup {
        let value = self.value(at);
        let (name, id) = (format!("{PREFIX}{at}"), id(at));
        let wrong = self.wrong.iter().find(|wrong| wrong.path == at);
        let told = format!("{id}-told");
        let offers = self.offers(shape);
        let chosen =
            matches!(shape, Shape::Word(_)) || (offers.len() <= CHOSEN && !offers.is_empty() && is_closed(shape));
        let known = value.is_empty() || offers.iter().any(|offer| offer.code == value);
        let needed = member.need.is_needed().then_some("true");
        let invalid = wrong.map(|_| "true");
        html! {
            div.field.wrong[wrong.is_some()].free[!member.need.is_needed()] {
                label for=(id) { (label) }
                @if chosen && known {
                    select name=(name) id=(id) aria-describedby=(told) aria-required=[needed] aria-invalid=[invalid] autofocus[focus] {
                        @if value.is_empty() || !member.need.is_needed() { option value="" {} }
                        @for offer in &offers { option value=(offer.code) selected[offer.code == value] { (shown(offer)) } }
                    }
                } @else if matches!(shape, Shape::Sheet | Shape::Attestations(_)) {
                    textarea name=(name) id=(id) aria-describedby=(told) aria-required=[needed] aria-invalid=[invalid] autofocus[focus] { (value) }
                } @else {
                    input type="text" name=(name) id=(id) value=(value) autocomplete="off" spellcheck="false" maxlength="2000"
                        inputmode=[figure(shape)] list=[(!offers.is_empty()).then(|| format!("{id}-list"))]
                        aria-describedby=(told) aria-required=[needed] aria-invalid=[invalid] autofocus[focus];
                    @if !offers.is_empty() {
                        datalist id={ (id) "-list" } { @for offer in offers.iter().take(500) { option value=(offer.code) { (shown(offer)) } } }
                    }
                }
                @if let Some(wrong) = wrong { span.fault { (wrong.said) } }
                small id=(told) { (member.help.say(self.visit.session.lang)) }
            }
            @if matches!(shape, Shape::Evidence) { (self.files(&id)) }
        }
    }

    /// Files whose fingerprints go into the field of this name: by a script, else when the form is sent.
    fn files(&self, id: &str) -> Markup {
        let labels = self.visit.labels();
        html! {
            div.field.free {
                label for={ (id) "-files" } { (labels.text("desk.evidence")) }
                input type="file" multiple name=(EVIDENCE) id={ (id) "-files" } data-hashes=(id) aria-describedby={ (id) "-files-told" };
                small id={ (id) "-files-told" } { (labels.text("desk.evidence_told")) }
            }
            ul.soft id={ (id) "-files-list" } aria-live="polite" {}
        }
    }

    fn offers(&self, shape: Shape) -> Vec<Offer> {
        let (books, lang) = (self.visit.coop.books(), self.visit.session.lang);
        match shape {
            Shape::Code(register) | Shape::Codes(register) => self.called(register, form::codes(books, register)),
            Shape::Holder => {
                let collective = self.visit.labels().text("paying.collective").to_owned();
                let collective = Offer { code: "collective".to_owned(), label: collective };
                let households = self.called(CodeOf::Households, form::codes(books, CodeOf::Households));
                [collective].into_iter().chain(households).collect()
            }
            Shape::OfChart(list) => form::listed(books, list, lang),
            Shape::Word(choices) | Shape::Words(choices) | Shape::Suggested(choices) => {
                choices.iter().map(|c| Offer { code: c.word.to_owned(), label: c.label.say(lang) }).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same with what the codes are called, where this session may see it.
    fn called(&self, register: CodeOf, mut offers: Vec<Offer>) -> Vec<Offer> {
        for offer in &mut offers {
            if let Some(name) = codes::called(self.visit, register, &offer.code) {
                offer.label = format!("{} {name}", offer.label).trim().to_owned();
            }
        }
        offers
    }
}

/// True where nothing but what is offered may stand.
fn is_closed(shape: Shape) -> bool {
    matches!(shape, Shape::Code(_) | Shape::OfChart(_) | Shape::Holder)
}

fn shown(offer: &Offer) -> String {
    if offer.label.is_empty() { offer.code.clone() } else { format!("{} {}", offer.code, offer.label) }
}

fn figure(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Money | Shape::Price | Shape::AreaMu | Shape::AreaM2 | Shape::Shares | Shape::Quantity => {
            Some("decimal")
        }
        Shape::Count | Shape::Year => Some("numeric"),
        _ => None,
    }
}

/// The name of a field on its page.
pub fn id(path: &str) -> String {
    format!("f-{}", path.replace('.', "-"))
}

/// The fields of a form that was sent; those that say nothing are left out.
pub fn fields_of(sent: &[(String, String)]) -> Fields {
    let own = sent.iter().filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value)));
    own.filter(|(_, value)| !value.trim().is_empty()).map(|(path, value)| (path, value.replace("\r\n", "\n"))).collect()
}
