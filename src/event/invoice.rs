//! An invoice behind a part of a receipt, a payment or a claim.

use crate::unit::{Day, Exact, Fen, Money, Ratio, Rounding, Text};
use serde::{Deserialize, Serialize};

/// What kind of invoice it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// 普通发票.
    Ordinary,
    /// 专用发票.
    Special,
}

/// An invoice. Its seller and its number name it: several entries may draw on one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub day: Option<Day>,
    /// Price and tax.
    pub gross: Money,
    /// Ordinary or special.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<InvoiceKind>,
    /// Without tax. Computed; where an instruction states it, it must be right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub net: Option<Money>,
    /// Its number.
    pub number: Text,
    /// The rate of value-added tax; of what is exempt, none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rate: Option<Ratio>,
    /// Code of whoever sold.
    pub seller: Text,
    /// The tax in it. Computed; where an instruction states it, it must be right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub vat: Option<Money>,
}

impl Invoice {
    /// The tax in an amount at its rate: what is left of it without `amount ÷ (1 + rate)`, half up.
    pub fn tax_in(&self, amount: Fen) -> Fen {
        let Some(rate) = self.rate else { return Fen::ZERO };
        let net = amount.yuan().over(&(Exact::whole(1) + rate.exact()));
        let net = net.and_then(|net| net.to_fen(Rounding::HalfUp));
        net.map_or(Fen::ZERO, |net| amount.capped_minus(net))
    }

    /// The tax in an amount that is drawn on it behind others: together they have the tax of their sum.
    pub fn tax_behind(&self, before: Fen, amount: Fen) -> Fen {
        self.tax_in(before.capped_plus(amount)).capped_minus(self.tax_in(before))
    }

    /// By what it is known: its seller and its number, however that was typed.
    pub fn key(&self) -> (Text, Text) {
        let number = self.number.as_str().chars().filter(|c| !c.is_whitespace()).map(narrow).collect::<String>();
        let number = number.to_uppercase().parse().unwrap_or_else(|_| self.number.clone());
        (self.seller.clone(), number)
    }

    /// True for the same invoice with the same terms.
    pub fn agrees(&self, other: &Invoice) -> bool {
        let same = |own: Option<Day>, other: Option<Day>| own.zip(other).is_none_or(|(own, other)| own == other);
        self.gross == other.gross && self.rate == other.rate && same(self.day, other.day)
    }
}

/// A character of full width as the narrow one that it stands for.
fn narrow(c: char) -> char {
    let code = u32::from(c);
    let plain = (0xff01..=0xff5e).contains(&code).then(|| char::from_u32(code - 0xfee0)).flatten();
    plain.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_however_it_is_typed() {
        let key = |number: &str| {
            let text = format!(r#"{{"gross":"1.00","number":"{number}","seller":"SUP1"}}"#);
            serde_json::from_str::<Invoice>(&text).unwrap_or_else(|e| panic!("{e}")).key()
        };
        for typed in ["inv-1", "INV -1", "ＩＮＶ-１", "Inv － 1"] {
            assert_eq!(key(typed), key("INV-1"), "{typed}");
        }
        assert_ne!(key("INV-11"), key("INV-1"));
    }
}
