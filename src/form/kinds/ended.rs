//! The end of a contract.

use super::dues;
use crate::form::{
    Choice, CodeOf, Description, Shape, Subject, choice,
    members::{AMOUNT, DOCUMENT, contract, last_day, must, saying},
    needed, optional, w,
};

const REASONS: &[Choice] = &[
    choice("expired", "its last day has come", "到期"),
    choice("agreed", "both sides agreed", "协议终止"),
    choice("breach_theirs", "the other side broke it", "对方违约"),
    choice("breach_ours", "the collective broke it", "我方违约"),
    choice("expropriated", "the land was taken by the state", "土地被征收"),
    choice("force_majeure", "nobody's fault", "不可抗力"),
];

const SIDES: &[Choice] = &[choice("us", "the collective", "集体"), choice("them", "the other side", "对方")];

pub(super) const ENDED: Description = Description {
    kind: "contract.ended",
    group: Subject::Contracts,
    label: w("Contract ended", "合同终止"),
    help: w(
        "A contract ends on its last day or earlier: its leases and instalments stop, and what becomes of the deposit is settled.",
        "合同到期或提前终止：租期和期次随之停止，并了结保证金。",
    ),
    law: w("", ""),
    members: &[
        must(contract(w("Which contract.", "哪一份合同。"))),
        last_day(w(
            "Last day on which it runs; instalments that begin later fall away.",
            "合同存续的最后一天；之后开始的期次作废。",
        )),
        needed(
            "why",
            Shape::Word(REASONS),
            w("Why", "终止原因"),
            w("One that expires ends on its agreed last day.", "到期的应在约定的截止日终止。"),
        ),
        saying(DOCUMENT, w("Reference of the notice or agreement, as it is filed.", "通知或协议的编号，按归档写法。")),
        dues::SETTLED,
        optional(
            "deposit",
            Shape::Group(&[
                optional(
                    "returned",
                    Shape::Group(&[
                        AMOUNT,
                        needed(
                            "from",
                            Shape::Code(CodeOf::Banks),
                            w("From", "付出账户"),
                            w(
                                "The registered account that pays it back, or CASH.",
                                "从哪个已登记的账户退还，现金写 CASH。",
                            ),
                        ),
                    ]),
                    w("Paid back", "退还"),
                    w("What is paid back now; left out: nothing.", "现在退还的部分；没有的不填。"),
                ),
                optional(
                    "forfeited",
                    Shape::Money,
                    w("Kept", "没收"),
                    w(
                        "Yuan that the collective keeps; never where households' land, houses or capital are let. Left out: nothing.",
                        "集体没收的部分，元；农户的土地、房屋、股金的合同不得没收归集体。没有的不填。",
                    ),
                ),
                dues::TO_DUE,
            ]),
            w("Deposit", "保证金"),
            w(
                "What becomes of it; left out where it stays held or there is none.",
                "如何处理；继续留存或没有保证金的不填。",
            ),
        ),
        optional(
            "penalty",
            Shape::Group(&[
                AMOUNT,
                needed("from", Shape::Word(SIDES), w("Owed by", "由谁付"), w("Which side owes it.", "哪一方应付。")),
            ]),
            w("Penalty", "违约金"),
            w(
                "What one side owes the other for the end; left out: nothing.",
                "一方因终止应付给另一方的钱；没有的不填。",
            ),
        ),
    ],
};
