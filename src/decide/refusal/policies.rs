//! The document that says what orders need.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    log::Hash,
    policy::{PolicyError, PolicyFinding},
    unit::{Lang, Text, Words, both},
};

/// A rule about the document of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyRule {
    /// The document of the policy is not there, or another one.
    NoText { policy: Hash },
    /// The document is none.
    Unreadable { why: PolicyError },
    /// The document has another name.
    OtherName { is: Text, said: Text },
    /// Something in the document cannot be meant.
    Unmeant { found: Box<PolicyFinding> },
}

impl Rule for PolicyRule {
    fn grounds(&self) -> Grounds {
        match self {
            PolicyRule::NoText { policy } => {
                grounds(Code::BadValue, "policy", policy, both!("another text, or none", "另一份文件，或没有文件"))
            }
            PolicyRule::Unreadable { why } => {
                let expected = both!("a policy document of format 1", "格式 1 的审批制度");
                grounds(Code::PolicyUnfit, "policy", expected, why.to_string())
            }
            PolicyRule::OtherName { is, said } => grounds(Code::PolicyUnfit, "name", is, said),
            PolicyRule::Unmeant { found } => grounds(
                Code::PolicyUnfit,
                Words::of(&found.place),
                Words::new(found.expected(Lang::En), found.expected(Lang::Zh)),
                Words::new(found.found(Lang::En), found.found(Lang::Zh)),
            ),
        }
    }
}
