//! Villages of a union.

use super::dues;
use crate::form::{
    Choice, CodeOf, Description, Fill, Shape, Subject, choice,
    members::{DOCUMENT, saying},
    needed, optional, usual, w,
};

pub(super) const JOINED: Description = Description {
    kind: "village.joined",
    group: Subject::People,
    label: w("Village joins", "成员村加入"),
    help: w(
        "In the ledger of a union: a village joins with land and money. A village's own ledger has no such entry.",
        "联合社账本专用：一个村带土地和资金加入。村自己的账本不用。",
    ),
    law: w("", ""),
    members: &[
        usual(
            "village",
            Fill::NextCode(CodeOf::Households),
            Shape::NewCode(CodeOf::Households),
            w("Village", "村编号"),
            w("A new code such as A, as long as those before it.", "新编号，如 A，与已有编号一样长。"),
        ),
        needed(
            "land_mu",
            Shape::AreaMu,
            w("Land put in", "投入土地"),
            w("Mu; 0.00 where none.", "亩；没有的写 0.00。"),
        ),
        needed(
            "money",
            Shape::Money,
            w("Money put in", "投入资金"),
            w("Yuan; 0.00 where none.", "元；没有的写 0.00。"),
        ),
        optional(
            "into",
            Shape::Code(CodeOf::Banks),
            w("Into", "收入账户"),
            w(
                "The registered account into which the money comes now, or CASH; left out where the opening balances have it.",
                "资金现在收入哪个已登记的账户，现金写 CASH；期初余额里已有的不填。",
            ),
        ),
        optional(
            "document",
            Shape::Text,
            w("Paper", "文书"),
            w("Reference of the agreement, as it is filed.", "协议编号，按归档写法。"),
        ),
        dues::RESOLUTION,
    ],
};

const WHY: &[Choice] = &[
    choice("added", "it puts more in", "追加"),
    choice("taken_out", "it takes some out and stays", "抽回一部分"),
    choice("left", "it leaves with all of it", "退社"),
];

pub(super) const CHANGED: Description = Description {
    kind: "village.changed",
    group: Subject::People,
    label: w("Village adds, takes out or leaves", "成员村追加、抽回或退社"),
    help: w(
        "In the ledger of a union: a village puts in more land or money, takes some out, or leaves. What it takes out is owed to it and paid by a payment of village_payable.",
        "联合社账本专用：一个村追加土地或资金、抽回一部分，或退社。抽回的资金先记为应付，再用 village_payable 付款。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "village",
            Shape::Code(CodeOf::Households),
            w("Village", "村编号"),
            w("A village of the union.", "联合社的成员村。"),
        ),
        needed("why", Shape::Word(WHY), w("What", "事项"), w("What it does.", "追加、抽回还是退社。")),
        optional(
            "land_mu",
            Shape::AreaMu,
            w("Land", "土地"),
            w("Mu; left out where none. Of a village that leaves: computed.", "亩；没有的不填。退社的由程序算出。"),
        ),
        optional(
            "money",
            Shape::Money,
            w("Money", "资金"),
            w("Yuan; left out where none. Of a village that leaves: computed.", "元；没有的不填。退社的由程序算出。"),
        ),
        optional(
            "into",
            Shape::Code(CodeOf::Banks),
            w("Into", "收入账户"),
            w(
                "Where money is added: the registered account into which it comes, or CASH.",
                "追加资金时填写：收入哪个已登记的账户，现金写 CASH。",
            ),
        ),
        saying(DOCUMENT, w("Reference of the agreement, as it is filed.", "协议编号，按归档写法。")),
        dues::RESOLUTION,
    ],
};
