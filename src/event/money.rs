//! Money in and out, claims and free vouchers, made of typed parts.
//!
//! What a part posts is read from the chart document of the ledger, not from here.

use super::{DueAmount, Invoice};
use crate::unit::{BankId, ContractId, Day, DueNo, HouseholdId, Money, PayoutId, Period, ProjectId, SchemeId, Text};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// One line of a voucher: exactly one of debit and credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherLine {
    /// Account of the chart.
    pub account: Text,
    /// Credit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit: Option<Money>,
    /// Debit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub debit: Option<Money>,
    /// Who: a household, a party, a bank account, an asset.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holder: Option<Text>,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Text>,
}

/// Opening balances of the books; once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningRecorded {
    /// Balanced lines.
    pub lines: Vec<VoucherLine>,
}

/// A free voucher for what no other event says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherRecorded {
    /// Balanced lines.
    pub lines: Vec<VoucherLine>,
}

/// Money received, split by what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRecorded {
    /// Under which contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractId>,
    /// Which dues of the contract it pays; the oldest open ones where an instruction does not say it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dues: Vec<DueAmount>,
    /// For which instalment of the contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub instalment: Option<PayoutId>,
    /// Into which registered account, or CASH.
    pub into: BankId,
    /// What it is made of.
    pub parts: Vec<ReceiptPart>,
    /// Which days it pays for, where there is no instalment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub period: Option<Period>,
    /// The operating revenue a revenue share was computed from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revenue: Option<Money>,
    /// Which calendar year it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub year: Option<u32>,
}

/// One part of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptPart {
    /// Amount, above zero.
    pub amount: Money,
    /// From whom, where it is not the contract's party.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holder: Option<Text>,
    /// The invoice behind it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoice: Option<Invoice>,
    /// Name of the part in the chart document, `land_rent`.
    pub part: Text,
    /// Grant or works project.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub project: Option<ProjectId>,
    /// What for, where the chart leaves it open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Text>,
    /// Of a part that pays for several months: what is income of this year. Computed; where an
    /// instruction states it, it must be right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub this_year: Option<Money>,
}

/// Money paid, split by what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRecorded {
    /// Under which contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractId>,
    /// Day of the invoice where it is older.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_day: Option<Day>,
    /// Which dues of the contract it pays; the oldest open ones where an instruction does not say it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dues: Vec<DueAmount>,
    /// From which registered account, or CASH.
    pub from: BankId,
    /// What it is made of.
    pub parts: Vec<PaymentPart>,
}

/// One part of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentPart {
    /// Account to debit, where the chart leaves it open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<Text>,
    /// Amount, above zero.
    pub amount: Money,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holder: Option<Text>,
    /// The invoice behind it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoice: Option<Invoice>,
    /// Name of the part in the chart document, `expense`.
    pub part: Text,
    /// Works project.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub project: Option<ProjectId>,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Text>,
}

/// Something owed to us or by us, without money moving yet: one thing, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "ClaimBody")]
pub struct ClaimRecorded {
    /// Reference of the paper that says it.
    pub document: Option<Text>,
    /// What it is made of, one at least.
    pub parts: Vec<ClaimPart>,
    /// The resolution by which something is given up.
    pub resolution: Option<Text>,
}

/// One part of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimPart {
    /// The account that the chart leaves open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<Text>,
    /// Amount, above zero.
    pub amount: Money,
    /// Which thing, account or CASH was counted short, or over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asset: Option<Text>,
    /// Name of the claim in the chart document, `fixed_return`.
    pub claim: Text,
    /// The collective's part, computed by the scheme that shares the claim.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collective: Option<Money>,
    /// Under which contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractId>,
    /// Who owes or is owed, where it is not the contract's party.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holder: Option<Text>,
    /// The invoice behind it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoice: Option<Invoice>,
    /// The last day for which it is claimed, where that is not the year's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_day: Option<Day>,
    /// Which due of the contract it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub no: Option<DueNo>,
    /// What it is taken from; a return out of principal is refused.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub out_of: Option<Text>,
    /// What for, on the side of whoever is owed, where that is another word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owed_as: Option<Text>,
    /// Works project.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub project: Option<ProjectId>,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Text>,
    /// The scheme that shares it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scheme: Option<SchemeId>,
    /// Which calendar year it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub year: Option<u32>,
}

impl ClaimPart {
    /// A claim of an amount, of which nothing else is said.
    pub fn new(claim: Text, amount: Money) -> ClaimPart {
        ClaimPart {
            account: None,
            amount,
            asset: None,
            claim,
            collective: None,
            contract: None,
            holder: None,
            invoice: None,
            last_day: None,
            no: None,
            out_of: None,
            owed_as: None,
            project: None,
            purpose: None,
            scheme: None,
            year: None,
        }
    }
}

/// As it stands in a body: the members of one part, or several parts in a list.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimBody {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    account: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    asset: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    claim: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    collective: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    contract: Option<ContractId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    document: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    holder: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    invoice: Option<Invoice>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    last_day: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    no: Option<DueNo>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    out_of: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    owed_as: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    parts: Vec<ClaimPart>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    project: Option<ProjectId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    purpose: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    scheme: Option<SchemeId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    year: Option<u32>,
}

impl ClaimBody {
    /// The members of its one part, or nothing where it has none of them.
    fn alone<E: Error>(self) -> Result<Option<ClaimPart>, E> {
        let others = [
            self.account.is_some(),
            self.asset.is_some(),
            self.collective.is_some(),
            self.contract.is_some(),
            self.holder.is_some(),
            self.invoice.is_some(),
            self.last_day.is_some(),
            self.no.is_some(),
            self.out_of.is_some(),
            self.owed_as.is_some(),
            self.project.is_some(),
            self.purpose.is_some(),
            self.scheme.is_some(),
            self.year.is_some(),
        ];
        let listed = !self.parts.is_empty();
        let (claim, amount) = match (self.claim, self.amount) {
            (None, None) if listed && !others.contains(&true) => return Ok(None),
            (Some(claim), Some(amount)) if !listed => (claim, amount),
            (None, _) if !listed => return Err(E::missing_field("claim")),
            (_, None) if !listed => return Err(E::missing_field("amount")),
            _ => return Err(E::custom("a part's members stand in `parts` · 各款的内容写在 parts 里")),
        };
        Ok(Some(ClaimPart {
            account: self.account,
            asset: self.asset,
            collective: self.collective,
            contract: self.contract,
            holder: self.holder,
            invoice: self.invoice,
            last_day: self.last_day,
            no: self.no,
            out_of: self.out_of,
            owed_as: self.owed_as,
            project: self.project,
            purpose: self.purpose,
            scheme: self.scheme,
            year: self.year,
            ..ClaimPart::new(claim, amount)
        }))
    }
}

impl<'de> Deserialize<'de> for ClaimRecorded {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ClaimRecorded, D::Error> {
        let mut body = ClaimBody::deserialize(from)?;
        let (document, resolution) = (body.document.take(), body.resolution.take());
        let parts = body.parts.clone();
        let parts = body.alone()?.map_or(parts, |part| vec![part]);
        Ok(ClaimRecorded { document, parts, resolution })
    }
}

impl From<ClaimRecorded> for ClaimBody {
    fn from(recorded: ClaimRecorded) -> ClaimBody {
        let ClaimRecorded { document, mut parts, resolution } = recorded;
        let body = ClaimBody { document, resolution, ..ClaimBody::default() };
        match (parts.pop(), parts.is_empty()) {
            (Some(part), true) => ClaimBody {
                account: part.account,
                amount: Some(part.amount),
                asset: part.asset,
                claim: Some(part.claim),
                collective: part.collective,
                contract: part.contract,
                holder: part.holder,
                invoice: part.invoice,
                last_day: part.last_day,
                no: part.no,
                out_of: part.out_of,
                owed_as: part.owed_as,
                project: part.project,
                purpose: part.purpose,
                scheme: part.scheme,
                year: part.year,
                ..body
            },
            (last, _) => {
                parts.extend(last);
                ClaimBody { parts, ..body }
            }
        }
    }
}

/// Households pay in for a pooled investment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionRecorded {
    /// The collective's own money, which moves only with the investment.
    pub collective: Money,
    /// The investment contract.
    pub contract: ContractId,
    /// Into which account.
    pub into: BankId,
    /// One line per owner and payment.
    pub lines: Vec<SubscriptionLine>,
}

/// One subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionLine {
    /// Amount.
    pub amount: Money,
    /// Whose capital it is.
    pub owner: HouseholdId,
    /// Who paid, if another household.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payer: Option<HouseholdId>,
}

/// Income received in advance becomes income.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncomeReleased {
    /// Computed; where an instruction states it, it must be right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Money>,
    /// The contract whose advance it is.
    pub contract: ContractId,
    /// The year in which it is earned.
    pub year: u32,
}
