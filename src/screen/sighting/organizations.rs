//! Other organizations.

use crate::{
    event::OrganizationAct,
    unit::{Day, Fen},
};

sightings! {
    /// What is seen in what goes over between organizations.
    OrganizationSighting {
        /// What the other ledger must say, too.
        OrganizationUnproven { act: OrganizationAct, other: String, cut: Day, amount: Fen } = (
            format!("与 {other} 并排审计过"), format!("seen beside {other}")
        ) seen (
            format!("{cut} {} {amount} 元，对方账本未见", act.word()),
            format!("{} of {amount} yuan on {cut}, the other ledger unseen", act.word())
        );
    }
}
