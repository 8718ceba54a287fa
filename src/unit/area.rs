//! Areas: square metres with two decimals, mu with four. Neither is derived from the other;
//! both stand in the register as certified. 1 mu = 10000/15 m².

use super::{Exact, Fen, Form, UnitError, text_form};
use rust_decimal::Decimal;

/// A non-negative decimal of at most `scale` places and 12 whole digits.
pub(super) fn scaled(text: &str, scale: u32, form: Form) -> Result<Decimal, UnitError> {
    let bad = || UnitError::new(form, text);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let leading = whole.len() > 1 && whole.starts_with('0');
    let dot_without_digits = text.contains('.') && part.is_empty();
    if whole.is_empty()
        || whole.len() > 12
        || leading
        || dot_without_digits
        || !digits(whole)
        || !digits(part)
        || part.len() > scale as usize
    {
        return Err(bad());
    }
    let mut value = Decimal::from_str_exact(text).ok().ok_or_else(bad)?;
    value.rescale(scale);
    Ok(value)
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $scale:literal, $form:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Decimal);

        impl $name {
            /// Nothing.
            pub const ZERO: $name = $name(Decimal::from_parts(0, 0, 0, false, $scale));

            /// As an exact fraction.
            pub fn exact(self) -> Exact {
                Exact::new(self.0.mantissa(), 10_u64.pow($scale))
            }

            /// Sum, refused on overflow.
            pub fn plus(self, other: $name) -> Option<$name> {
                self.0.checked_add(other.0).map($name)
            }

            /// Difference, refused below zero.
            pub fn minus(self, other: $name) -> Option<$name> {
                self.0.checked_sub(other.0).filter(|d| !d.is_sign_negative() || d.is_zero()).map($name)
            }

            /// True for 0.
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// As people write it, without needless zeros but with at least two decimals.
            pub fn short(self) -> String {
                let mut d = self.0.normalize();
                if d.scale() < 2 {
                    d.rescale(2);
                }
                d.to_string()
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnitError;
            fn from_str(text: &str) -> Result<Self, UnitError> {
                super::area::scaled(text, $scale, Form::$form).map($name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        text_form!($name, Form::$form);
    };
}
pub(super) use quantity;

quantity!(
    /// Square metres, two decimals.
    AreaM2, 2, SquareMetres
);
quantity!(
    /// Mu, four decimals.
    AreaMu, 4, Mu
);

impl AreaM2 {
    /// The mu of these square metres (m² × 15 / 10000), half up to 0.01 mu: the common practice
    /// of land registers.
    pub fn to_mu(self) -> AreaMu {
        // hundredths of mu = m² × 0.15, rounded half up; reuse the fen rounding of yuan
        let mu = &self.exact() * &Exact::new(15, 10_000);
        let Fen(hundredths) = mu.to_fen(super::Rounding::HalfUp).unwrap_or(Fen::ZERO);
        AreaMu(Decimal::new(hundredths * 100, 4))
    }
}
