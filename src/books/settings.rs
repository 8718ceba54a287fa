//! What the village chose where its chart leaves a choice, since when, and by which entry.

use super::Books;
use crate::unit::Day;
use serde::{Deserialize, Serialize};

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// One of the values that the chart allows.
    pub value: String,
    /// The day of the entry.
    pub on: Day,
    /// The entry.
    pub entry: u64,
}

impl Books {
    /// The value of a setting as it was chosen last, its default where none was chosen: what is posted goes by it from the
    /// entry on.
    pub fn setting(&self, name: &str) -> &str {
        let chosen = self.settings.get(name).and_then(|all| all.last());
        chosen.map_or_else(|| self.default_setting(name), |chosen| &chosen.value)
    }

    /// The same as it was in force at the end of a day: what is computed over days goes by it.
    pub fn setting_on(&self, name: &str, day: Day) -> &str {
        self.chosen_by(name, day).map_or_else(|| self.default_setting(name), |chosen| &chosen.value)
    }

    /// The choice in force at the end of a day; nothing where the default is.
    pub fn chosen_by(&self, name: &str, day: Day) -> Option<&Chosen> {
        let by = |all: &&Chosen| all.on <= day;
        self.settings.get(name)?.iter().filter(by).max_by_key(|chosen| (chosen.on, chosen.entry))
    }

    fn default_setting(&self, name: &str) -> &str {
        self.chart.settings.get(name).and_then(|all| all.first()).map(String::as_str).unwrap_or_default()
    }
}
