//! Member villages, and organizations that merge and divide.

use super::{Converter, Orders, copied, order_of};
use crate::case::folder::Fact;

impl Converter {
    pub(super) fn union(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match (fact.kind.as_str(), fact.text("why").unwrap_or_default()) {
            // the opening balances have what was put in before the books begin
            ("village_changed", "opening" | "joined") => {
                copied(of("village.joined"), fact, &["document", "into", "land_mu", "money", "resolution", "village"])
            }
            ("village_changed", _) => {
                let land = fact.text("land_mu").filter(|land| *land != "0.00");
                let members = ["document", "into", "money", "resolution", "village", "why"];
                copied(of("village.changed"), fact, &members).with("land_mu", land)
            }
            (kind, _) => return Err(format!("no kind for {kind}")),
        };
        Ok(vec![order])
    }
}
