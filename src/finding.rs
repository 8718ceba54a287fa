//! What is wrong, as a value: where, which rule does not hold, what should be there and what is there.
//!
//! Whoever judges has places and faults of its own, a variant a rule, with typed figures. Code and words follow from
//! the variant by matches without a rest: a new rule does not compile until both languages can say it. As JSON a
//! finding has the English words.
#![warn(clippy::wildcard_enum_match_arm)]

use crate::unit::{Lang, Say};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::fmt::{self, Display};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<P, F> {
    /// Where.
    pub place: P,
    /// What.
    pub fault: Box<F>,
}

/// A rule that does not hold.
pub trait Fault {
    /// What kinds of findings there are.
    type Code: StableCode;

    /// What kind it is.
    fn code(&self) -> Self::Code;

    /// What should be there and what is there.
    fn said(&self, lang: Lang) -> Contrast;
}

/// A code that is printed, documented, and does not change.
pub trait StableCode {
    /// As it is printed.
    fn name(self) -> &'static str;
}

/// What should be there and what is there, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contrast {
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// Both sides of a contrast.
pub(crate) fn said(expected: impl Display, found: impl Display) -> Contrast {
    Contrast { expected: expected.to_string(), found: found.to_string() }
}

impl<P, F: Fault> Finding<P, F> {
    /// What is wrong at a place.
    pub fn new(place: P, fault: impl Into<F>) -> Finding<P, F> {
        Finding { place, fault: Box::new(fault.into()) }
    }

    /// What kind.
    pub fn code(&self) -> F::Code {
        self.fault.code()
    }

    /// What should be there.
    pub fn expected(&self, lang: Lang) -> String {
        self.fault.said(lang).expected
    }

    /// What is there.
    pub fn found(&self, lang: Lang) -> String {
        self.fault.said(lang).found
    }
}

/// On one line, for what wraps it; a command has a sentence for each code.
impl<P: Say, F: Fault> Say for Finding<P, F> {
    fn say(&self, lang: Lang) -> String {
        let (place, code) = (self.place.say(lang), self.code().name());
        let Contrast { expected, found } = self.fault.said(lang);
        lang.pick(
            format!("{place}：应为 {expected}，实为 {found} [{code}]"),
            format!("{code} at {place}: expected {expected}, found {found}"),
        )
    }
}

impl<P: Say, F: Fault> Display for Finding<P, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}

/// The form of `schemas/`: the English words.
impl<P: Say, F: Fault> Serialize for Finding<P, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Contrast { expected, found } = self.fault.said(Lang::En);
        let mut finding = serializer.serialize_struct("Finding", 4)?;
        finding.serialize_field("code", self.code().name())?;
        finding.serialize_field("place", &self.place.say(Lang::En))?;
        finding.serialize_field("expected", &expected)?;
        finding.serialize_field("found", &found)?;
        finding.end()
    }
}

/// An enum of stable codes: each variant with its name.
macro_rules! stable_codes {
    ($(#[$of:meta])* $codes:ident { $($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)? }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $codes { $($(#[$doc])* $variant),* }

        impl $codes {
            /// All of them.
            pub const ALL: &'static [$codes] = &[$($codes::$variant),*];

            /// The code as it is printed and documented.
            pub fn name(self) -> &'static str {
                match self { $($codes::$variant => $name),* }
            }
        }

        impl $crate::finding::StableCode for $codes {
            fn name(self) -> &'static str {
                $codes::name(self)
            }
        }
    };
}
pub(crate) use stable_codes;

/// One kind of fault out of those of several subjects: conversions into it, code and words.
macro_rules! of_subjects {
    ($all:ident: $code:ty { $($subject:ident($fault:ident)),* $(,)? }) => {
        $(impl From<$fault> for $all {
            fn from(fault: $fault) -> $all {
                $all::$subject(fault)
            }
        })*

        impl $crate::finding::Fault for $all {
            type Code = $code;

            fn code(&self) -> $code {
                match self { $($all::$subject(fault) => fault.code()),* }
            }

            fn said(&self, lang: $crate::unit::Lang) -> $crate::finding::Contrast {
                match self { $($all::$subject(fault) => fault.said(lang)),* }
            }
        }
    };
}
pub(crate) use of_subjects;
