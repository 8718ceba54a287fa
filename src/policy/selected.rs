//! What rows select by.

/// Something of an order that rows select by: `part`, `class`, `account`, `reason`, `office`, `register`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selected {
    /// 款项: a part of the chart, of a payment, receipt or claim.
    Part,
    /// What a payout or sheet is for: distribution, compensation, quantification.
    Class,
    /// Accounts that it posts to.
    Account,
    /// Why members or offices change.
    Reason,
    /// The office taken or left.
    Office,
    /// The register whose row is revised.
    Register,
    /// The member of that row.
    Member,
    /// `changed`, `wrong`, `void`.
    Mode,
    /// `in`, `out`, of a contract.
    Direction,
    /// What happens to land or to an organization.
    Act,
    /// What a contract is about: parcels, houses, assets, capital, principal.
    Subject,
}

impl Selected {
    /// All of them, by the word that a row uses; with `_not` behind it what it names is passed by.
    pub const ALL: &'static [(&'static str, Selected)] = &[
        ("part", Selected::Part),
        ("class", Selected::Class),
        ("account", Selected::Account),
        ("reason", Selected::Reason),
        ("office", Selected::Office),
        ("register", Selected::Register),
        ("member", Selected::Member),
        ("mode", Selected::Mode),
        ("direction", Selected::Direction),
        ("act", Selected::Act),
        ("subject", Selected::Subject),
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        Selected::ALL.iter().find(|(_, one)| *one == self).map_or("", |(name, _)| name)
    }
}
