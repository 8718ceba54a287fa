//! What the members are shown, decide and object to.

use crate::form::{
    Choice, CodeOf, Description, Fill, Shape, Subject, choice,
    members::{DOCUMENT, HOUSEHOLD, PARCEL, first_day, last_day, may, saying},
    needed, optional, usual, w,
};

pub(super) const PUBLISHED: Description = Description {
    kind: "plan.published",
    group: Subject::Meeting,
    label: w("Plan shown", "方案公示"),
    help: w(
        "A plan is shown to the members before they decide on it: at least ten days before the meeting.",
        "方案在表决前向成员公示，至少提前十天。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 46: ten days before the meeting",
        "农村集体经济组织法第四十六条：成员大会召开十日前公布",
    ),
    members: &[
        usual(
            "plan",
            Fill::NextCode(CodeOf::Plans),
            Shape::NewCode(CodeOf::Plans),
            w("Plan", "方案编号"),
            w(
                "A new number such as PLAN-2024-1, under which the resolution names it.",
                "新编号，如 PLAN-2024-1，决议用它引用。",
            ),
        ),
        first_day(w("First day it is shown.", "公示的第一天。")),
        last_day(w("Last day it is shown.", "公示的最后一天。")),
    ],
};

pub(super) const PASSED: Description = Description {
    kind: "resolution.passed",
    group: Subject::Meeting,
    label: w("Resolution passed", "通过决议"),
    help: w(
        "The members' meeting decided: two thirds of all who are entitled to vote, not of those present.",
        "成员大会作出决议：须有表决权的全体成员三分之二以上同意，不是到会的三分之二。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 27: two thirds of all members with full capacity",
        "农村集体经济组织法第二十七条：全体具有完全民事行为能力的成员三分之二以上同意",
    ),
    members: &[
        needed(
            "resolution",
            Shape::Text,
            w("Resolution", "决议编号"),
            w(
                "A new reference such as R-2024-1, as it is filed; payout sheets name it.",
                "新编号，如 R-2024-1，按归档写法；通过分配单时引用。",
            ),
        ),
        optional(
            "plan",
            Shape::Code(CodeOf::Plans),
            w("Plan", "方案"),
            w(
                "The published plan it is about; left out where none had to be shown.",
                "所表决的已公示方案；不需公示的不填。",
            ),
        ),
        needed(
            "entitled",
            Shape::Count,
            w("Entitled to vote", "有表决权人数"),
            w("All members entitled to vote, present or not.", "有表决权的全体成员人数，不论是否到会。"),
        ),
        needed(
            "present",
            Shape::Count,
            w("Present", "到会人数"),
            w("Members present or represented.", "到会和委托到会的成员人数。"),
        ),
        needed("yes", Shape::Count, w("Votes for it", "同意票"), w("Members who voted for it.", "同意的成员人数。")),
    ],
};

pub(super) const RAISED: Description = Description {
    kind: "objection.raised",
    group: Subject::Meeting,
    label: w("Objection", "提出异议"),
    help: w(
        "A household objects to a figure: an area, a payout, its shares.",
        "某户对数字有异议：面积、分配款、份额等。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, articles 13 and 56: members may inspect the accounts; disputes go to mediation, arbitration or court",
        "农村集体经济组织法第十三条、第五十六条：成员有权查阅、复制账目；纠纷可调解、仲裁或起诉",
    ),
    members: &[
        usual(
            "objection",
            Fill::NextCode(CodeOf::Objections),
            Shape::NewCode(CodeOf::Objections),
            w("Number", "异议编号"),
            w("A new number such as YY-1.", "新编号，如 YY-1。"),
        ),
        HOUSEHOLD,
        needed(
            "claim",
            Shape::Text,
            w("Claim", "主张"),
            w("What the household says is right, as a short text without names.", "该户认为应当怎样，短语，不写姓名。"),
        ),
        saying(
            may(PARCEL),
            w("Which parcel it is about; left out where it is about none.", "涉及哪个地块；不涉及的不填。"),
        ),
        optional(
            "payout",
            Shape::Code(CodeOf::Payouts),
            w("Payout", "分配"),
            w(
                "Which declared payout it is about; left out where it is about none.",
                "涉及哪一次已公布的分配；不涉及的不填。",
            ),
        ),
    ],
};

/// Nothing is computed from it.
const OUTCOMES: &[Choice] = &[
    choice("upheld", "upheld", "成立"),
    choice("partly upheld", "partly upheld", "部分成立"),
    choice("rejected", "rejected", "不成立"),
    choice("withdrawn", "withdrawn", "撤回"),
];

pub(super) const ANSWERED: Description = Description {
    kind: "objection.answered",
    group: Subject::Meeting,
    label: w("Objection answered", "答复异议"),
    help: w(
        "An objection is answered, once; what must change is recorded by its own kind, such as parcel.remeasured.",
        "异议只答复一次；需要更改的另用专门的种类记录，如 parcel.remeasured。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "objection",
            Shape::Code(CodeOf::Objections),
            w("Number", "异议编号"),
            w("Number of the objection.", "异议的编号。"),
        ),
        needed(
            "outcome",
            Shape::Suggested(OUTCOMES),
            w("Outcome", "结果"),
            w("How it ended, in a few words without names.", "结果如何，几个字，不写姓名。"),
        ),
        saying(DOCUMENT, w("Reference of the record, as it is filed.", "答复记录的编号，按归档写法。")),
    ],
};
