//! What goes from one organization to another.

use super::{Posted, free};
use crate::{
    books::{Books, Side, Voucher},
    event::VoucherLine,
};

/// The lines as they stand where they are taken, and on the other side where they are given.
pub(in crate::books) fn given(books: &Books, lines: &[VoucherLine], taken: bool) -> Posted {
    let stand = free(books, lines)?;
    if taken {
        return Ok(stand);
    }
    let mut v = Voucher::default();
    for line in stand.lines() {
        match line.side {
            Side::Debit => v.credit((*line.key).clone(), line.amount),
            Side::Credit => v.debit((*line.key).clone(), line.amount),
        }
    }
    Ok(v)
}
