//! Parcels, what becomes of them, and who may let them.

use super::{Converter, Orders, copied, copied_of, holder, order_of};
use crate::case::folder::{Fact, text};
use serde_json::Value;

impl Converter {
    pub(super) fn land(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match fact.kind.as_str() {
            "parcel_registered" => {
                copied(of("parcel.registered"), fact, &["area_m2", "area_mu", "contract_end", "land_kind"])
                    .with("household", fact.text("holder").map(holder))
                    .with("official", fact.text("parcel"))
                    .with("parcel", self.local(fact.need("parcel")))
            }
            "parcel_remeasured" => {
                copied(of("parcel.remeasured"), fact, &["area_m2", "area_mu", "document", "household", "resolution"])
                    .with("parcel", self.local(fact.need("parcel")))
            }
            "land_changed" => {
                let row = |now: &Value| {
                    copied_of(now, &["area_m2", "area_mu", "contract_end", "land_kind"])
                        .with("household", text(now, "holder").map(holder))
                        .with("parcel", text(now, "parcel").map(|parcel| self.local(parcel)))
                };
                copied(of("land.changed"), fact, &["act", "contract_end", "document", "project", "resolution"])
                    .with("into", fact.list("into").iter().map(row).collect::<Vec<_>>())
                    .with("parcels", self.locals(fact.list("parcels")))
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
