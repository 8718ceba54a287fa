//! Shares (份额) with six decimals, and counted quantities (days, hours, pieces) with two.

use super::{Exact, Form, UnitError, area::quantity, text_form};
use rust_decimal::Decimal;

quantity!(
    /// Shares of a class, six decimals.
    Shares, 6, Shares
);
impl Shares {
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
