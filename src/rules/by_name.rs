//! Figures by name, for the rows of a register.

use std::{fmt, sync::Arc};

/// A few things by name, in the order of the names. A register of a million rows holds a million
/// of these: one allocation each, and a clone shares the names.
#[derive(Clone, PartialEq, Eq)]
pub struct ByName<T>(Vec<(Arc<str>, T)>);

impl<T> ByName<T> {
    /// The thing of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.place(name).ok().and_then(|at| self.0.get(at)).map(|(_, thing)| thing)
    }

    /// The thing of this name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let at = self.place(name).ok()?;
        self.0.get_mut(at).map(|(_, thing)| thing)
    }

    /// Puts a thing in; gives back what had the name before.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, thing: T) -> Option<T> {
        let name = name.into();
        match self.place(&name) {
            Ok(at) => self.0.get_mut(at).map(|(_, old)| std::mem::replace(old, thing)),
            Err(at) => {
                self.0.insert(at, (name, thing));
                None
            }
        }
    }

    /// Takes a thing out.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let at = self.place(name).ok()?;
        Some(self.0.remove(at).1)
    }

    /// Keeps what `fits`.
    pub fn retain(&mut self, mut fits: impl FnMut(&str) -> bool) {
        self.0.retain(|(name, _)| fits(name));
    }

    /// Names with their things, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &T)> {
        self.0.iter().map(|(name, thing)| (name, thing))
    }

    /// The things, by name.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, thing)| thing)
    }

    /// Where the name stands, else where it would.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| (**other).cmp(name))
    }
}

impl<T> Default for ByName<T> {
    fn default() -> ByName<T> {
        ByName(Vec::new())
    }
}

impl<N: Into<Arc<str>>, T> FromIterator<(N, T)> for ByName<T> {
    /// Of two things with one name the last is kept.
    fn from_iter<I: IntoIterator<Item = (N, T)>>(things: I) -> ByName<T> {
        let mut all: Vec<(Arc<str>, T)> = things.into_iter().map(|(name, thing)| (name.into(), thing)).collect();
        all.reverse();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.dedup_by(|next, kept| next.0 == kept.0);
        ByName(all)
    }
}

impl<N: Into<Arc<str>>, T, const COUNT: usize> From<[(N, T); COUNT]> for ByName<T> {
    fn from(things: [(N, T); COUNT]) -> ByName<T> {
        things.into_iter().collect()
    }
}

impl<T: fmt::Debug> fmt::Debug for ByName<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order_and_the_last_of_two_is_kept() {
        let mut all = ByName::from([("b", 1), ("a", 2), ("b", 3), ("a", 4), ("b", 5)]);
        assert_eq!(format!("{all:?}"), r#"{"a": 4, "b": 5}"#);
        assert_eq!((all.get("a"), all.get("c")), (Some(&4), None));
        assert_eq!((all.insert("aa", 6), all.insert("b", 7)), (None, Some(5)));
        assert_eq!((all.remove("c"), all.remove("a")), (None, Some(4)));
        assert_eq!(all.values().copied().collect::<Vec<_>>(), [6, 7]);
        if let Some(thing) = all.get_mut("aa") {
            *thing = 8;
        }
        all.retain(|name| name != "b");
        assert_eq!(all, ByName::from([("aa", 8)]));
    }
}
