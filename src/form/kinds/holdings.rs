//! Shares, capital and houses pass on, and are held fast.

use crate::form::{
    Choice, CodeOf, Description, Shape, Subject, choice,
    members::{CLASS, DOCUMENT, contract, may, saying},
    needed, optional, w,
};

const REASONS: &[Choice] = &[
    choice("issued", "new shares", "认购、增发"),
    choice("transfer", "sold or handed over", "转让"),
    choice("gift", "given for nothing", "赠与"),
    choice("inheritance", "inherited", "继承"),
    choice("redemption", "taken back by the collective", "退股、赎回"),
    choice("returned", "the principal came back", "退还本金"),
    choice("lost", "lost with the investment", "投资损失"),
    choice("court", "by order of a court", "法院裁定"),
];

const HOUSE: crate::form::Member = optional(
    "house",
    Shape::Code(CodeOf::Houses),
    w("House", "房屋"),
    w("Where it is a house: its code; else left out.", "过户的是房屋的，写房屋编号；其他不填。"),
);

const OF_CLASS: crate::form::Member =
    may(saying(CLASS, w("Where it is shares: their class; else left out.", "过户的是股份的，写类别；其他不填。")));

pub(super) const PASSED: Description = Description {
    kind: "holding.passed",
    group: Subject::People,
    label: w("Holding passes", "股份、股金、房屋过户"),
    help: w(
        "Shares, capital of a pooled investment or a house pass from one to another, come into being or are taken back. Say one of class, contract and house.",
        "股份、合股股金或房屋过户、认购、退回。类别、合同、房屋三项只写一项。",
    ),
    law: w(
        "Law on Rural Collective Economic Organizations (2024): shares pass inside the organization, by inheritance and by exit against payment",
        "农村集体经济组织法（2024）：份额可在本集体内部转让、继承或者有偿退出",
    ),
    members: &[
        needed(
            "why",
            Shape::Word(REASONS),
            w("Why", "原因"),
            w(
                "What the collective takes back needs a resolution; what came back or was lost is capital.",
                "退股须写决议；退还本金和投资损失只用于股金。",
            ),
        ),
        OF_CLASS,
        may(contract(w(
            "Where it is capital: the investment contract; else left out.",
            "过户的是股金的，写投资合同；其他不填。",
        ))),
        HOUSE,
        needed(
            "lines",
            Shape::List(&[
                optional(
                    "from",
                    Shape::Text,
                    w("From", "转出方"),
                    w(
                        "Code of the household or person, or collective; left out for new shares.",
                        "户或人员编号，集体写 collective；认购的不填。",
                    ),
                ),
                optional(
                    "to",
                    Shape::Text,
                    w("To", "转入方"),
                    w(
                        "Code of the household or person, or collective; of an heir outside, the party's. Left out where it is no more.",
                        "户或人员编号，集体写 collective；社外继承人写单位编号；退回注销的不填。",
                    ),
                ),
                optional(
                    "shares",
                    Shape::Shares,
                    w("Shares", "股数"),
                    w("How many, where it is shares.", "过户的是股份的，写多少股。"),
                ),
                optional(
                    "amount",
                    Shape::Money,
                    w("Amount", "金额"),
                    w("Yuan, where it is capital.", "过户的是股金的，写多少元。"),
                ),
                optional(
                    "price",
                    Shape::Money,
                    w("Price", "价款"),
                    w(
                        "Yuan paid: for each share, for all of the capital, for the house. Left out where nothing is paid; shares that are issued are paid in with what their class says.",
                        "价款，元：股份按每股，股金和房屋按总价；没有的不填。新发股份按股份类别写明的每股金额缴入。",
                    ),
                ),
            ]),
            w("Lines", "明细"),
            w("One row for each from and to; of a house, one.", "一方对一方写一行；房屋只写一行。"),
        ),
        saying(DOCUMENT, w("Reference of the paper, as it is filed.", "凭据的编号，按归档写法。")),
        optional(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w("By which it is done; needed where the collective takes back.", "依据的决议；退股必填。"),
        ),
        optional(
            "into",
            Shape::Code(CodeOf::Banks),
            w("Into", "收款账户"),
            w(
                "The account into which the money for new shares came, or CASH; else left out.",
                "认购款收入的账户，现金写 CASH；其他不填。",
            ),
        ),
    ],
};

pub(super) const HELD: Description = Description {
    kind: "holding.held",
    group: Subject::People,
    label: w("Holding held fast", "冻结、质押、解除"),
    help: w(
        "A holding is frozen by a court or pledged to a creditor: it cannot pass, and what it brings may be kept back. Or it is free again. Say one of class, contract and house.",
        "股份、股金或房屋被法院冻结或质押给债权人：不得过户，收益可暂扣；或者解除限制。类别、合同、房屋三项只写一项。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "holder",
            Shape::Text,
            w("Holder", "持有人"),
            w("Code of the household or person, or collective.", "户或人员编号，集体写 collective。"),
        ),
        OF_CLASS,
        may(contract(w(
            "Where it is capital: the investment contract; else left out.",
            "受限的是股金的，写投资合同；其他不填。",
        ))),
        HOUSE,
        needed(
            "state",
            Shape::Word(&[
                choice("frozen", "frozen by a court", "法院冻结"),
                choice("pledged", "pledged to a creditor", "质押"),
                choice("free", "free again", "解除"),
            ]),
            w("State", "状态"),
            w("From this day on.", "自这一天起。"),
        ),
        optional(
            "benefits",
            Shape::Word(&[choice("paid", "paid as before", "照付"), choice("withheld", "kept back", "暂扣")]),
            w("Benefits", "收益"),
            w(
                "Whether what it brings is paid or kept back; left out where it is free again.",
                "收益照付还是暂扣；解除的不填。",
            ),
        ),
        optional(
            "shares",
            Shape::Shares,
            w("Shares", "股数"),
            w("How many of them; left out: all.", "限制多少股；不填则为全部。"),
        ),
        optional(
            "amount",
            Shape::Money,
            w("Amount", "金额"),
            w("How much of the capital, yuan; left out: all.", "限制多少股金，元；不填则为全部。"),
        ),
        optional(
            "until",
            Shape::Day,
            w("Until", "截止"),
            w("The last day; left out: until it is free.", "最后一天；不填则至解除为止。"),
        ),
        saying(
            DOCUMENT,
            w(
                "Reference of the paper, as it is filed; the number of a court's case belongs into the note.",
                "凭据的编号，按归档写法；法院案号写在备注里。",
            ),
        ),
    ],
};
