//! Parcels, what becomes of them, and who may let them.

use super::{Converter, Orders, copied, order_of};
use crate::case::folder::Fact;

impl Converter {
    pub(super) fn land(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match fact.kind.as_str() {
            "parcel_registered" => {
                if fact.text("land_kind") != Some("contracted") {
                    return Err(format!("no parcel of kind {}", fact.need("land_kind")));
                }
                copied(of("parcel.registered"), fact, &["area_m2", "area_mu", "contract_end"])
                    .with("household", fact.text("holder"))
                    .with("official", fact.text("parcel"))
                    .with("parcel", self.local(fact.need("parcel")))
            }
            "parcel_remeasured" => {
                copied(of("parcel.remeasured"), fact, &["area_m2", "area_mu", "document", "household"])
                    .with("parcel", self.local(fact.need("parcel")))
            }
            "entrustment_given" => copied(of("entrustment.given"), fact, &["document", "household"])
                .with("first_day", fact.text("from"))
                .with("last_day", fact.text("to"))
                .with("parcels", self.locals(fact.list("parcels"))),
            "entrustment_ended" => copied(of("entrustment.ended"), fact, &["document", "household", "last_day"])
                .with("parcels", self.locals(fact.list("parcels"))),
            kind => return Err(format!("no kind for {kind}")),
        };
        Ok(vec![order])
    }
}
