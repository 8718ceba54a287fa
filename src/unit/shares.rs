//! Shares (份额) with six decimals, and counted quantities (days, hours, pieces) with two.

use super::{Exact, Form, UnitError, area::quantity, text_form};
use rust_decimal::Decimal;

quantity!(
    /// Shares of a class, six decimals.
    Shares, 6, Shares
);
impl Shares {
    /// Decimals that any number of shares may have.
    pub const SCALE: u32 = 6;

    /// The most shares that are no more than a number; none below one millionth and above what there can be.
    pub fn up_to(number: &Exact) -> Shares {
        let millionths = (number * &Exact::whole(1_000_000)).floor().and_then(|n| i64::try_from(n).ok());
        millionths.filter(|n| *n >= 0).map_or(Shares::ZERO, |n| Shares(Decimal::new(n, Shares::SCALE)))
    }

    /// How many decimals say it without needless zeros.
    pub fn decimals(self) -> u32 {
        self.0.normalize().scale()
    }

    /// One share for each of so many.
    pub fn whole(count: u32) -> Shares {
        Shares(Decimal::new(i64::from(count) * 1_000_000, 6))
    }
}

quantity!(
    /// Days, hours or pieces on a work sheet, two decimals.
    Quantity, 2, Quantity
);
quantity!(
    /// A price in yuan per something, four decimals; its unit stands beside it.
    Price, 4, Price
);
