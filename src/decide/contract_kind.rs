//! What contracts are about.

/// What a contract may be about, and what a sheet then reads of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContractKind {
    /// Parcels that are leased.
    Land,
    /// Houses that are let.
    Houses,
    /// Capital that is pooled.
    Capital,
    /// Work that is paid by rates.
    Work,
}

impl ContractKind {
    pub(super) const ALL: [ContractKind; 4] =
        [ContractKind::Land, ContractKind::Houses, ContractKind::Capital, ContractKind::Work];
}
