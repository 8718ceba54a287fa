//! Meetings that bind: called, held, what they decide, and what is shown publicly.

use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, choice,
    members::{DOCUMENT, first_day, last_day, saying},
    needed, optional, w,
};

/// As they ship; a policy may name others.
const BODIES: &[Choice] = &[
    choice("assembly", "assembly of the members", "成员大会"),
    choice("representatives", "assembly of representatives", "成员代表大会"),
    choice("board", "board", "理事会"),
    choice("supervisors", "supervisors", "监事会"),
];

/// As they ship; a policy may name others.
const SUBJECTS: &[Choice] = &[
    choice("charter", "charter", "章程"),
    choice("internal_rules", "internal rules, policies", "内部管理制度"),
    choice("membership", "who is a member", "成员身份"),
    choice("election", "election", "选举"),
    choice("pay_of_officers", "pay of officers", "干部报酬"),
    choice("annual_accounts", "accounts of the year", "年度决算"),
    choice("budget", "budget", "预算"),
    choice("distribution", "distribution of the result", "收益分配"),
    choice("quantification", "shares of the collective's property", "资产量化"),
    choice("land_for_building", "land for building", "建设用地"),
    choice("compensation", "compensation for land", "征地补偿"),
    choice("investment", "investment", "投资"),
    choice("merger", "merger, division, end", "合并、分立、解散"),
    choice("outsider_benefits", "benefits for outsiders", "非成员享受利益"),
    choice("major_expense", "major expense", "重大开支"),
    choice("lease_out", "lease of the collective's property", "资产出租"),
    choice("lease_to_outsider", "land to somebody from outside", "土地流转给外来方"),
    choice("disposal", "disposal of property", "资产处置"),
    choice("debt", "debt", "举债"),
    choice("works", "works", "工程"),
    choice("expense", "expense", "开支"),
    choice("order_upheld", "an order upheld against an objection", "维持被反对的事项"),
];

/// What is shown or decided, word for word.
const DISPLAYED: &[Choice] = &[
    choice("sheet", "hash of the sheet", "分配单的哈希"),
    choice("pool", "yuan to be shared", "分配总额"),
    choice("lines", "root over the lines of a payout", "分配明细的根"),
    choice("policy", "hash of the policy", "审批制度的哈希"),
    choice("contract", "number of the contract", "合同编号"),
];

const NAME: Member =
    needed("name", Shape::Suggested(DISPLAYED), w("What", "内容"), w("What of it is shown.", "展示的是什么。"));

const VALUE: Member = needed(
    "value",
    Shape::Text,
    w("Word for word", "原样"),
    w(
        "Its hash, or yuan with two digits; coop scheme show and coop policy show print the hash.",
        "哈希，或两位小数的元；coop scheme show、coop policy show 会打印哈希。",
    ),
);

const MEETING: Member = needed(
    "meeting",
    Shape::Text,
    w("Meeting", "会议编号"),
    w("Its number, such as DH-2026-1.", "编号，如 DH-2026-1。"),
);

const RESOLUTION: Member = needed(
    "resolution",
    Shape::Text,
    w("Resolution", "决议编号"),
    w("Its reference, such as JY-2026-1.", "编号，如 JY-2026-1。"),
);

pub(super) const CALLED: Description = Description {
    kind: "meeting.called",
    group: Subject::Offices,
    label: w("Meeting called", "召集会议"),
    help: w(
        "A meeting of a body of the policy is called, with each item that it is to decide: what was not called cannot be decided.",
        "召集审批制度里的某个会议，逐项写明要决定什么：没有通知的事项不能作出决议。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 27: ten days before the assembly",
        "农村集体经济组织法第二十七条：成员大会召开十日前通知",
    ),
    members: &[
        MEETING,
        needed("body", Shape::Suggested(BODIES), w("Body", "会议"), w("Of which body.", "哪一个会议。")),
        needed("day", Shape::Day, w("Meets on", "开会日期"), w("The day on which it meets.", "开会的那一天。")),
        optional("place", Shape::Text, w("Place", "地点"), w("Where, without names.", "地点，不写姓名。")),
        needed(
            "items",
            Shape::List(&[
                needed("item", Shape::Count, w("Item", "第几项"), w("Its number, from 1.", "序号，从 1 起。")),
                needed(
                    "subject",
                    Shape::Suggested(SUBJECTS),
                    w("About", "事项"),
                    w("What it is about, by a word of the policy.", "事项，用审批制度里的词。"),
                ),
            ]),
            w("Items", "议题"),
            w("What it is called to decide; at least one.", "要决定的事项，至少一项。"),
        ),
    ],
};

pub(super) const HELD: Description = Description {
    kind: "meeting.held",
    group: Subject::Offices,
    label: w("Meeting held", "会议召开"),
    help: w(
        "How many are entitled to vote and how many were there; for the assembly by household, if the list is kept.",
        "多少人有表决权，到会多少人；成员大会有签到表的，逐户写。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 27: two thirds of all members with full capacity are there; who cannot come is spoken for by somebody of the household",
        "农村集体经济组织法第二十七条：三分之二以上具有完全民事行为能力的成员参加；不能到会的由同户成员代理",
    ),
    members: &[
        MEETING,
        needed(
            "entitled",
            Shape::Count,
            w("Entitled to vote", "有表决权人数"),
            w("All who are entitled, there or not.", "有表决权的全体人数，不论是否到会。"),
        ),
        needed("present", Shape::Count, w("Present", "到会人数"), w("How many were there.", "到会多少人。")),
        optional(
            "attendance",
            Shape::List(&[
                needed(
                    "household",
                    Shape::Code(CodeOf::Households),
                    w("Household", "户"),
                    w("Code of the household.", "户代码。"),
                ),
                optional(
                    "in_person",
                    Shape::Count,
                    w("In person", "本人到会"),
                    w("How many were there.", "几人到会。"),
                ),
                optional(
                    "online",
                    Shape::Count,
                    w("Online", "线上"),
                    w("How many took part by a line.", "几人线上参加。"),
                ),
                optional(
                    "proxy",
                    Shape::Count,
                    w("Spoken for", "委托"),
                    w("For how many of the household another one of it spoke.", "同户的人代理几人。"),
                ),
            ]),
            w("Attendance", "签到"),
            w("Who of each household was there.", "每户到会的人数。"),
        ),
    ],
};

pub(super) const DECIDED: Description = Description {
    kind: "item.decided",
    group: Subject::Offices,
    label: w("Resolution of a meeting", "会议作出决议"),
    help: w(
        "A meeting decided an item: votes are counted against all who are entitled, and what was decided stands in it word for word. It carries nothing before the minutes are acknowledged.",
        "会议对一项议题作出决议：票数按有表决权的全体计算，决定的内容原样写入。会议记录经确认后决议才起作用。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, articles 15, 27, 28 and 31: two thirds, for benefits of outsiders three quarters, in the board more than half of all",
        "农村集体经济组织法第十五条、第二十七条、第二十八条、第三十一条：全体三分之二以上，非成员享受利益四分之三以上，理事会全体过半数",
    ),
    members: &[
        RESOLUTION,
        MEETING,
        needed("item", Shape::Count, w("Item", "第几项"), w("Which item of the call.", "通知里的第几项。")),
        needed("yes", Shape::Count, w("Yes", "同意"), w("Votes for it.", "同意票数。")),
        optional("no", Shape::Count, w("No", "反对"), w("Votes against it.", "反对票数。")),
        optional("abstain", Shape::Count, w("Neither", "弃权"), w("Who said neither.", "弃权票数。")),
        optional(
            "binds",
            Shape::List(&[NAME, VALUE]),
            w("What was decided", "决定的内容"),
            w(
                "What the order must be, word for word; without it the resolution binds its subject alone.",
                "之后的事必须与此一字不差；不写的，只限定事项。",
            ),
        ),
        optional(
            "at_most",
            Shape::Money,
            w("At most", "上限"),
            w(
                "A ceiling over all orders that name it; without one it carries one proposal of a kind.",
                "引用此决议的全部支出的上限；不写的，同一种提案只能用一次。",
            ),
        ),
        optional(
            "until",
            Shape::Day,
            w("Until", "有效至"),
            w("Last day on which orders may name it.", "可以引用的最后一天。"),
        ),
    ],
};

pub(super) const ANNULLED: Description = Description {
    kind: "resolution.annulled",
    group: Subject::Offices,
    label: w("Resolution annulled", "决议被撤销"),
    help: w(
        "A court or the township annulled it: it carries nothing more; what is in effect stays, and an audit names it.",
        "法院或乡镇撤销了决议：不再起作用；已经生效的保留，审计会指出。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, articles 57 and 61",
        "农村集体经济组织法第五十七条、第六十一条",
    ),
    members: &[RESOLUTION, saying(DOCUMENT, w("Reference of the decision.", "撤销文书的编号。"))],
};

const SORTS: &[Choice] = &[
    choice("plan", "plan, before a meeting", "方案，会前"),
    choice("roll", "roll of members, shares or land", "成员、份额、土地清册"),
    choice("result", "result of a payout, line by line", "分配结果，逐户"),
    choice("accounts", "accounts", "账目"),
    choice("contract", "contract", "合同"),
];

pub(super) const SHOWN: Description = Description {
    kind: "notice.shown",
    group: Subject::Offices,
    label: w("Notice shown", "公示"),
    help: w(
        "Something is shown publicly. Its days begin when it is on the wall and recorded here, whichever is later.",
        "公开展示。天数从上墙和入账两者中较晚的一天算起。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 46; Financial Rules, article 27",
        "农村集体经济组织法第四十六条；农村集体经济组织财务制度第二十七条",
    ),
    members: &[
        needed(
            "notice",
            Shape::Text,
            w("Notice", "公示编号"),
            w("Its number, such as GS-2026-1.", "编号，如 GS-2026-1。"),
        ),
        needed("sort", Shape::Word(SORTS), w("Sort", "种类"), w("What is shown.", "公示什么。")),
        first_day(w("First day on the wall.", "上墙第一天。")),
        last_day(w("Last day on the wall.", "上墙最后一天。")),
        optional("place", Shape::Text, w("Place", "地点"), w("Where, without names.", "地点，不写姓名。")),
        optional(
            "what",
            Shape::List(&[NAME, VALUE]),
            w("What it shows", "公示内容"),
            w("Word for word what an order must be.", "之后的事必须与此一字不差。"),
        ),
    ],
};
