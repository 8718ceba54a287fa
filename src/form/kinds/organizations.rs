//! Organizations that merge and divide.

use super::{dues, money};
use crate::form::{
    Choice, Description, Shape, Subject, choice,
    members::{DOCUMENT, must, saying},
    needed, optional, w,
};

const ACTS: &[Choice] = &[
    choice("merged_in", "another is taken in, with all it has", "吸收合并：转入"),
    choice("merged_out", "it is taken in by another, and is over", "并入他社：转出"),
    choice("divided_in", "a part of another is taken over", "分立或划转：转入"),
    choice("divided_out", "a part of it goes to another", "分立或划转：转出"),
];

pub(super) const CHANGED: Description = Description {
    kind: "organization.changed",
    group: Subject::Ledger,
    label: w("Merger or division", "合并、分立、划转"),
    help: w(
        "What one organization gives another takes, line for line: first in the ledger that gives, then in the one that takes. Who is taken in gives everything and records nothing more.",
        "一个组织转出什么，另一个组织就逐行转入什么：先记转出的账本，再记转入的账本。并入他社的全部转出，此后不再记录。",
    ),
    law: w("", ""),
    members: &[
        needed("act", Shape::Word(ACTS), w("What", "事项"), w("Seen from this ledger.", "从本账本看。")),
        needed(
            "cut",
            Shape::Day,
            w("Last day", "基准日"),
            w("The last day on which it was the giving organization's.", "仍归转出方的最后一天。"),
        ),
        needed(
            "other",
            Shape::Group(&[
                needed(
                    "origin",
                    Shape::Text,
                    w("Origin", "账本标识"),
                    w("First line of the other ledger's checkpoint.", "对方账本检查点的第一行。"),
                ),
                needed("size", Shape::Count, w("Entries", "条数"), w("Second line of it.", "检查点的第二行。")),
                needed("root", Shape::Digest, w("Root", "根"), w("Root over its entries.", "对方账本各条的根。")),
            ]),
            w("Other ledger", "对方账本"),
            w("As it stood.", "当时的检查点。"),
        ),
        needed(
            "lines",
            money::LINES,
            w("Lines", "分录"),
            w(
                "As they stand with who gives: what it has as debits, what it owes and its capital as credits; the same lines in both ledgers.",
                "按转出方账上的方向：资产写借方，负债和权益写贷方；两本账写同样的行。",
            ),
        ),
        optional(
            "mirror",
            Shape::Digest,
            w("Digest of the lines", "分录摘要"),
            w(
                "Where something is taken: the one in the other ledger's entry. Where it is given: computed.",
                "转入时填对方那一条里的摘要；转出时由程序算出。",
            ),
        ),
        optional(
            "roll",
            Shape::Group(&[
                needed("count", Shape::Count, w("Households", "户数"), w("How many.", "多少户。")),
                needed("root", Shape::Digest, w("Root", "根"), w("Root over their digests.", "各户摘要的根。")),
            ]),
            w("Households that gave", "转出方的户"),
            w(
                "Where something is taken: as the other ledger's entry has it. Where it is given: computed.",
                "转入时照对方那一条填；转出时由程序算出。",
            ),
        ),
        optional(
            "codes",
            Shape::List(&[
                needed("old", Shape::Text, w("Old code", "旧编号"), w("In the ledger that gives.", "在转出的账本里。")),
                needed("new", Shape::Text, w("New code", "新编号"), w("In the ledger that takes.", "在转入的账本里。")),
            ]),
            w("Codes", "编号对照"),
            w("Of what goes by another code now; left out: none.", "换了编号的逐一对照；没有的不填。"),
        ),
        saying(DOCUMENT, w("Reference of the agreement, as it is filed.", "协议编号，按归档写法。")),
        must(dues::RESOLUTION),
    ],
};
