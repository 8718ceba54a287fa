//! Households, their members and their shares.

use crate::form::{
    Choice, CodeOf, Description, Fill, Shape, Subject, choice,
    members::{CLASS, DOCUMENT, HOUSEHOLD, by_class, household, shares},
    needed, optional, usual, w,
};

const REGIMES: &[Choice] = &[
    choice("open", "open: follows members", "动态：随成员增减"),
    choice("closed", "closed: fixed in total", "静态：总数固定"),
];

/// What a share stands for. The first two are what makes a class one by head.
const UNITS: &[Choice] = &[
    choice("member", "one a member", "每名成员一份"),
    choice("成员", "one a member, in Chinese", "每名成员一份（中文写法）"),
    choice("year", "a year worked", "一年农龄"),
    choice("mu", "a mu put in", "一亩入股土地"),
    choice("yuan", "a yuan paid in", "一元出资"),
    choice("point", "a point", "一点"),
];

pub(super) const CLASS_SET: Description = Description {
    kind: "class.set",
    group: Subject::People,
    label: w("Class of shares", "份额类别"),
    help: w(
        "A class of shares is set up before anybody can hold shares of it: by head, by years worked, the collective's.",
        "先设立份额类别，才能登记份额：人口股、农龄股、集体股等。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 40: the income right of operating assets may be quantified as shares of the members",
        "农村集体经济组织法第四十条：经营性财产的收益权可以份额形式量化到成员",
    ),
    members: &[
        needed(
            "class",
            Shape::NewCode(CodeOf::Classes),
            w("Class", "类别名"),
            w(
                "Small letters; payout sheets read population, labour and collective by these names.",
                "小写英文字母；分配单按 population（人口股）、labour（农龄股）、collective（集体股）这些名称取数。",
            ),
        ),
        usual(
            "regime",
            Fill::Word("open"),
            Shape::Word(REGIMES),
            w("Open or closed", "管理方式"),
            w(
                "Whether the class grows and shrinks with the members or is fixed in total.",
                "份额随成员增减，还是总数固定。",
            ),
        ),
        needed(
            "unit",
            Shape::Suggested(UNITS),
            w("One share is", "一份代表"),
            w(
                "What one share stands for; with member nobody can be given more shares than there are members.",
                "一份代表什么；写 member（或“成员”）的，一户的份额不能多于成员数。",
            ),
        ),
        optional(
            "total",
            Shape::Shares,
            w("All shares", "份额总数"),
            w(
                "All shares of a closed class, the collective's own included; left out for an open one.",
                "静态类别的份额总数，含集体持有的；动态类别不填。",
            ),
        ),
    ],
};

pub(super) const GRANTED: Description = Description {
    kind: "shares.granted",
    group: Subject::People,
    label: w("Shares given", "授予份额"),
    help: w(
        "Shares are given outside enrolment: the collective's own, or a household's that were forgotten or voted later.",
        "入户登记以外授予份额：集体股，或补登、后来表决给某户的份额。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "holder",
            Shape::Holder,
            w("To whom", "持有人"),
            w("Code of the household, or collective.", "户编号；集体持有的写 collective。"),
        ),
        CLASS,
        shares(w("How many, at most six decimals.", "多少份，最多六位小数。")),
    ],
};

pub(super) const ENROLLED: Description = Description {
    kind: "household.enrolled",
    group: Subject::People,
    label: w("Household enrolled", "户登记"),
    help: w(
        "A household enters the register with its members and shares. Name and numbers are sealed in the private store; the record has the code alone.",
        "一户进入登记簿，写明成员数和份额。姓名和号码封存于私密库，账本里只有编号。",
    ),
    law: w(
        "Personal Information Protection Law, articles 28 and 51: account numbers are sensitive; de-identify and protect",
        "个人信息保护法第二十八条、第五十一条：金融账户属敏感个人信息，应去标识化并妥善保护",
    ),
    members: &[
        usual(
            "household",
            Fill::NextCode(CodeOf::Households),
            Shape::NewCode(CodeOf::Households),
            w("Household", "户编号"),
            w(
                "A new code such as H0001, as long as those before it; it never changes.",
                "新编号，如 H0001，与已有编号一样长；登记后不再改变。",
            ),
        ),
        optional(
            "name",
            Shape::Private,
            w("Head of household", "户主姓名"),
            w("Sealed; printed on the household's own statement only.", "封存；只印在本户的对账单上。"),
        ),
        optional(
            "group",
            Shape::Text,
            w("Group", "村民小组"),
            w("Residents' group, such as G01.", "村民小组，如 G01。"),
        ),
        needed(
            "members",
            Shape::Count,
            w("Members", "成员数"),
            w("Members of the collective in this household.", "本户中属于本集体的成员人数。"),
        ),
        by_class("shares", w("Shares by class; left out: none yet.", "各类别的份额；不填则暂无份额。")),
        optional(
            "identity",
            Shape::Private,
            w("Identity number", "身份证号"),
            w("Identity number of the head; sealed.", "户主身份证号；封存。"),
        ),
        optional("phone", Shape::Private, w("Telephone", "电话"), w("Sealed.", "封存。")),
        optional(
            "account",
            Shape::Private,
            w("Account for payouts", "收款账号"),
            w(
                "Bank account to which payouts go; sealed, used for the bank's list only.",
                "接收分配款的银行账号；封存，只用于生成银行代发清单。",
            ),
        ),
    ],
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
    ],
};

pub(super) const SPLIT: Description = Description {
    kind: "household.split",
    group: Subject::People,
    label: w("Household splits", "分户"),
    help: w(
        "Part of a household becomes one of its own, with members, parcels and shares. What is open to be paid stays with the old one.",
        "一户分出一部分人另立一户，并带走地块和份额。还没有付的款仍归原户。",
    ),
    law: w("", ""),
    members: &[
        household("household", w("Old household", "原户"), w("Code of the household that splits.", "被分的户的编号。")),
        usual(
            "new_household",
            Fill::NextCode(CodeOf::Households),
            Shape::NewCode(CodeOf::Households),
            w("New household", "新户编号"),
            w("A new code, as long as the others.", "新编号，与其他编号一样长。"),
        ),
        needed(
            "members_moved",
            Shape::Count,
            w("Members that go", "分出人数"),
            w("At least one, and at least one stays.", "至少一人，原户也至少留一人。"),
        ),
        optional(
            "parcels_moved",
            Shape::Codes(CodeOf::Parcels),
            w("Parcels that go", "分出地块"),
            w("Codes of the old household's parcels; left out: none.", "原户地块的编号；不填则不分地块。"),
        ),
        by_class("shares_moved", w("Shares by class that go; left out: none.", "各类别分出的份额；不填则不分份额。")),
        DOCUMENT,
    ],
};

pub(super) const MERGED: Description = Description {
    kind: "household.merged",
    group: Subject::People,
    label: w("Household merges", "并户"),
    help: w(
        "A household is taken into another and its code retires: members, parcels and shares go along. Nothing may be open to be paid.",
        "一户并入另一户，原编号停用：成员、地块、份额一并转入。须先结清未付款。",
    ),
    law: w("", ""),
    members: &[
        household("household", w("Household that goes", "并出户"), w("Code that retires.", "停用的户编号。")),
        household("into", w("Into", "并入户"), w("Code of the household that takes it in.", "接收的户的编号。")),
        DOCUMENT,
    ],
};

const CHANGES: &[Choice] = &[
    choice("born", "born (more)", "出生（增加）"),
    choice("admitted", "admitted (more)", "加入（增加）"),
    choice("died", "died (fewer)", "死亡（减少）"),
    choice("left", "left (fewer)", "退出（减少）"),
];

pub(super) const MEMBERS: Description = Description {
    kind: "members.changed",
    group: Subject::People,
    label: w("Members change", "成员变动"),
    help: w(
        "Members of a household are born, admitted, die or leave. Either more or fewer, with the shares that come or go.",
        "户内成员出生、加入、死亡或退出。增加、减少只填一项，并写明随之增减的份额。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, articles 11 to 18: who is a member, and what a leaver may keep for a time",
        "农村集体经济组织法第十一条至第十八条：成员的确认与丧失，退出后可在一定期限内保留的权益",
    ),
    members: &[
        HOUSEHOLD,
        optional(
            "more",
            Shape::Count,
            w("More", "增加人数"),
            w("How many came, above zero; left out where some left.", "增加几人，大于零；减少的不填。"),
        ),
        optional(
            "fewer",
            Shape::Count,
            w("Fewer", "减少人数"),
            w("How many went, above zero; left out where some came.", "减少几人，大于零；增加的不填。"),
        ),
        needed("reason", Shape::Word(CHANGES), w("Reason", "原因"), w("Why they came or went.", "为什么增减。")),
        by_class(
            "shares",
            w(
                "Shares by class that come with more, or go with fewer; left out: shares stay.",
                "随人数增加而来、或随减少而去的各类份额；不填则份额不变。",
            ),
        ),
        optional(
            "retained",
            Shape::Group(&[
                CLASS,
                shares(w("How many of those that go stay for a time.", "减去的份额中，有多少在期限内保留。")),
                needed(
                    "until",
                    Shape::Day,
                    w("Until", "保留到"),
                    w("Last day on which they still count.", "仍计入分配的最后一天。"),
                ),
            ]),
            w("Kept for a time", "限期保留"),
            w(
                "Shares of who died or left that still count until a day; left out: none.",
                "去世或退出成员的份额在期限内仍计入；不填则不保留。",
            ),
        ),
        optional(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w("Reference of the resolution or paper.", "决议或证明的编号。"),
        ),
    ],
};

pub(super) const TRANSFERRED: Description = Description {
    kind: "shares.transferred",
    group: Subject::People,
    label: w("Shares pass on", "份额转让"),
    help: w(
        "Shares pass from one household to another of the same collective: sold, given, inherited. To nobody outside.",
        "份额在本集体的户之间转让、赠与或继承，不得转给集体以外的人。",
    ),
    law: w(
        "Zhejiang (2020) and Shanghai (2017) regulations on rural collective assets: inside the organization only; elsewhere the charter says it",
        "浙江（2020）、上海（2017）农村集体资产条例：只在本组织内转让；其他地方依章程",
    ),
    members: &[
        household("from", w("From", "转出户"), w("Code of the household that gives.", "转出的户编号。")),
        household("to", w("To", "转入户"), w("Code of the household that receives.", "转入的户编号。")),
        CLASS,
        shares(w(
            "How many, at most what the giver holds from that day on.",
            "多少份，不超过转出户从当日起一直持有的。",
        )),
    ],
};
