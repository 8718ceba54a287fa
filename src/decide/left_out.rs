//! What an instruction leaves out that was recorded under its id: another instruction, unless the ledger computes it.

use crate::{
    event::{private_fields, private_listed},
    log::Json,
};
use std::collections::BTreeMap;

/// The first member that stands in a record of this kind and is not said again. What the ledger computes may be left out,
/// and so may private texts: a list without names says nothing else of a household.
pub(super) fn first(kind: &str, said: &BTreeMap<String, Json>, stood: &BTreeMap<String, Json>) -> Option<String> {
    let leaving = stood.get("why").and_then(Json::text) == Some("left");
    let may = |path: &str| {
        // one part stands without the list
        let computed = computed(kind, leaving).contains(&path.strip_prefix("parts.").unwrap_or(path));
        let last = path.rsplit('.').next().unwrap_or(path);
        let of_item = private_listed(kind).is_some_and(|(list, fields)| {
            path.strip_prefix(list).is_some_and(|rest| rest.starts_with('.')) && fields.contains(&last)
        });
        computed || of_item || private_fields(kind).any(|field| path == field || path == format!("set.{field}"))
    };
    among("", said, stood, &may)
}

/// Members that the ledger fills in where they are left out, by kind: those that `fact_of` fills.
fn computed(kind: &str, leaving: bool) -> &'static [&'static str] {
    match kind {
        "receipt.recorded" => &["dues", "this_year", "invoice.net", "invoice.vat"],
        "payment.recorded" => &["dues", "invoice.net", "invoice.vat"],
        "claim.recorded" => &["collective", "out_of", "scheme", "invoice.net", "invoice.vat"],
        "income.released" => &["amount"],
        "year.stepped" => &["amount", "version"],
        "village.changed" if leaving => &["land_mu", "money"],
        "organization.changed" => &["mirror", "roll"],
        "asset.acquired" => &["first_month"],
        "asset.changed" => &["to_class.first_month"],
        // who goes with a share of a class that follows the head
        "members.changed" => &["went.shares"],
        "register.revised" => &["entry"],
        _ => &[],
    }
}

fn among(
    at: &str,
    said: &BTreeMap<String, Json>,
    stood: &BTreeMap<String, Json>,
    may: &impl Fn(&str) -> bool,
) -> Option<String> {
    stood.iter().find_map(|(name, stood)| {
        let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        match said.get(name) {
            None => (!may(&path)).then_some(path),
            // what of it was computed may be more than what was said
            Some(_) if may(&path) => None,
            Some(said) => within(&path, said, stood, may),
        }
    })
}

/// The items of a list stand at the path of the list.
fn within(path: &str, said: &Json, stood: &Json, may: &impl Fn(&str) -> bool) -> Option<String> {
    match (said, stood) {
        (Json::Object(said), Json::Object(stood)) => among(path, said, stood, may),
        (Json::Array(said), Json::Array(stood)) => {
            said.iter().zip(stood).find_map(|(said, stood)| within(path, said, stood, may))
        }
        _ => None,
    }
}
