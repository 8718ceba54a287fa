//! Invoices.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::{Fen, Money, Ratio, Text, both};

/// A rule about invoices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvoiceRule {
    /// Net or tax of it are not those of its rate.
    TaxDiffers { at: String, net: Fen, vat: Fen, said: (Option<Money>, Option<Money>) },
    /// A rate of all that was paid, or more.
    NoRate { at: String, rate: Ratio },
    /// Tax on money that is households'.
    TaxOfHouseholds { part: Text, vat: Fen },
    /// It stands behind what brought a debt, and not behind what settles it.
    OfSettled { at: String, part: Text },
    /// It was recorded with another amount, rate or day.
    OtherTerms { at: String, gross: Money, said: Money },
    /// More is drawn on it than it is.
    DrawnAbove { at: String, left: Fen, amount: Money },
}

impl Rule for InvoiceRule {
    fn grounds(&self) -> Grounds {
        match self {
            InvoiceRule::TaxDiffers { at, net, vat, said: (said_net, said_vat) } => {
                let said = |amount: &Option<Money>| amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
                let (a, b) = (said(said_net), said(said_vat));
                grounds(
                    Code::VatDoesNotMatch,
                    at,
                    both!("net {net} and tax {vat}", "不含税 {net}，税额 {vat}"),
                    both!("net {a} and tax {b}", "不含税 {a}，税额 {b}"),
                )
            }
            InvoiceRule::NoRate { at, rate } => {
                grounds(Code::BadValue, format!("{at} rate"), both!("less than 100 %", "低于 100 %"), rate)
            }
            InvoiceRule::TaxOfHouseholds { part, vat } => {
                let expected = both!("no tax: the money is the households'", "没有税额：这是农户的钱");
                grounds(Code::VatDoesNotMatch, part, expected, vat)
            }
            InvoiceRule::OfSettled { at, part } => {
                let expected = both!(
                    "an invoice behind what brought the debt, and none behind what settles it",
                    "发票写在形成欠款的那一笔，结清时不再写",
                );
                grounds(Code::InvoiceUsedTwice, at, expected, part)
            }
            InvoiceRule::OtherTerms { at, gross, said } => {
                let expected =
                    both!("{gross} with the rate and day recorded before", "{gross}，税率、日期与以前所记相同");
                grounds(Code::InvoiceUsedTwice, at, expected, said)
            }
            InvoiceRule::DrawnAbove { at, left, amount } => grounds(
                Code::InvoiceUsedTwice,
                at,
                both!("at most {left} that is left of it", "最多 {left}，即发票未用的部分"),
                amount,
            ),
        }
    }
}
