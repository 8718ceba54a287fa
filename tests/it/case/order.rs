//! Building an instruction member by member.

use coop_ledger::log::Json;
use std::collections::BTreeMap;

/// An instruction, or an object inside one, in the making.
#[derive(Debug, Clone, Default)]
pub struct Order(BTreeMap<String, Json>);

impl Order {
    /// The member, unless there is nothing to say.
    pub fn with(mut self, name: &str, value: impl Said) -> Order {
        if let Some(json) = value.json() {
            self.0.insert(name.to_owned(), json);
        }
        self
    }

    /// The finished object.
    pub fn json(self) -> Json {
        Json::Object(self.0)
    }
}

/// What can stand as a member; `None` where it is left out.
pub trait Said {
    fn json(self) -> Option<Json>;
}

impl Said for &str {
    fn json(self) -> Option<Json> {
        Some(Json::Text(self.to_owned()))
    }
}
impl Said for String {
    fn json(self) -> Option<Json> {
        Some(Json::Text(self))
    }
}
impl Said for u64 {
    fn json(self) -> Option<Json> {
        Some(Json::Integer(self))
    }
}
impl Said for Json {
    fn json(self) -> Option<Json> {
        Some(self)
    }
}
impl Said for Order {
    fn json(self) -> Option<Json> {
        Some(Order::json(self))
    }
}
impl<T: Said> Said for Vec<T> {
    /// An empty list is left out.
    fn json(self) -> Option<Json> {
        let items: Vec<Json> = self.into_iter().filter_map(Said::json).collect();
        (!items.is_empty()).then_some(Json::Array(items))
    }
}
impl<T: Said> Said for Option<T> {
    fn json(self) -> Option<Json> {
        self.and_then(Said::json)
    }
}
