//! Numbers from outside.

use super::{Converter, Orders, copied, copied_of, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;

impl Converter {
    pub(super) fn series(&self, fact: &Fact) -> Orders {
        let order = match fact.kind.as_str() {
            "series_set" => {
                let column = |c: &Value| copied_of(c, &["name", "unit"]);
                copied(order_of(fact, "series.set"), fact, &["key", "per", "published_by", "series"])
                    .with("columns", fact.list("columns").iter().map(column).collect::<Vec<_>>())
            }
            _ => {
                let row = |r: &Value| {
                    let values = r.get("values").and_then(Value::as_array).into_iter().flatten();
                    let key = text(r, "key").filter(|key| !key.is_empty()).map(|key| self.local(key));
                    let values = values.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>();
                    Order::default().with("key", key).with("values", values)
                };
                copied(order_of(fact, "series.recorded"), fact, &["period", "series", "source"])
                    .with("rows", fact.list("rows").iter().map(row).collect::<Vec<_>>())
            }
        };
        Ok(vec![order])
    }
}
