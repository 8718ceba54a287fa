//! Households, their members and their shares.

use crate::form::{
    ChartList, Choice, CodeOf, Description, Fill, Member, Need, Shape, Subject, Wording, choice,
    members::{CLASS, DOCUMENT, HOUSEHOLD, by_class, household, may, shares},
    needed, optional, usual, w,
};

/// The code of a person under which he is known for life.
const NEW_PERSON: Member = needed(
    "person",
    Shape::NewCode(CodeOf::Persons),
    w("Person", "人员编号"),
    w(
        "The household's code, a hyphen, a number: H0001-2. It stays the person's for life, also in another household.",
        "户编号加序号，如 H0001-2；一人一号，终身不变，迁到别户也不变。",
    ),
);

const NAME: Member = optional(
    "name",
    Shape::Private,
    w("Name", "姓名"),
    w("Sealed; the record has the code alone.", "封存；账本里只有编号。"),
);

const BIRTH: Member = needed(
    "birth",
    Shape::PrivateDay,
    w("Born", "出生日期"),
    w("Day of birth, 1960-05-01; sealed.", "出生日期，如 1960-05-01；封存。"),
);

const NUMBER: Member = optional(
    "identity",
    Shape::Private,
    w("Identity number", "身份证号"),
    w(
        "18 characters as text; sealed. Its check digit and the day of birth in it are looked at, and that nobody here has it.",
        "18 位，按文本填写；封存。登记时核对校验码和其中的出生日期，并查重。",
    ),
);

const SINCE: Member = needed(
    "since",
    Shape::Day,
    w("Since", "起始日"),
    w("First day as a member; for a guest, in the household.", "成为成员的第一天；非成员为入户之日。"),
);

pub(super) const BASES: &[Choice] = &[
    choice("first_roll", "on the first roll", "初次确认"),
    choice("born", "born", "出生"),
    choice("married", "married in", "婚入"),
    choice("adopted", "adopted", "收养"),
    choice("settled", "settled by policy", "政策移民"),
    choice("admitted", "admitted by vote", "表决接纳"),
    choice("merged", "with an organization that was taken in", "随组织并入"),
    choice("guest", "lives there, no member", "非成员家庭人员"),
];

const BASIS: Member = needed(
    "basis",
    Shape::Word(BASES),
    w("On what ground", "成员身份依据"),
    w("Settled and admitted need a resolution.", "政策移民、表决接纳须写明决议。"),
);

const RELATION: Member = optional(
    "relation",
    Shape::Text,
    w("To the head", "与户主关系"),
    w("A code or word for the relation; no name.", "关系代码或称谓；不写姓名。"),
);

const LIES: Member =
    by_class("shares", w("Shares that lie on the person; left out: none.", "本人持有的各类份额；不填则没有。"));

const VOTED: Member = optional(
    "resolution",
    Shape::Text,
    w("Resolution", "决议"),
    w("Where the members decided.", "经表决的写明决议编号。"),
);

const FROM_HOUSEHOLD: Member = may(household(
    "from_household",
    w("Out of", "迁自"),
    w(
        "For who comes out of another household here: its code, and nothing else but the person's.",
        "从本社别户迁入的，填原户编号，其余各项除人员编号外都不填。",
    ),
));

/// Somebody who comes: a new person, or one out of another household.
const CAME: &[Member] =
    &[NEW_PERSON, FROM_HOUSEHOLD, NAME, may(BIRTH), NUMBER, may(SINCE), may(BASIS), RELATION, LIES, VOTED];

const WHYS: &[Choice] = &[
    choice("died", "died", "死亡"),
    choice("moved", "moved to another household here", "迁往本社别户"),
    choice("other_collective", "member of another collective", "取得其他集体成员身份"),
    choice("nationality", "gave up the nationality", "丧失中国国籍"),
    choice("civil_service", "civil servant", "成为公务员"),
    choice("voluntary", "asked for it", "自愿退出"),
];

/// Somebody who goes.
const WENT: &[Member] = &[
    needed("person", Shape::Code(CodeOf::Persons), w("Person", "人员编号"), w("Code of who goes.", "离开的人的编号。")),
    needed("why", Shape::Word(WHYS), w("Why", "原因"), w("Whither or why.", "去向或原因。")),
    may(household(
        "to_household",
        w("Into", "迁入户"),
        w(
            "For who moves: the other household. Shares that lie on the person go along; the household's own stay.",
            "迁户的，填迁入户；个人名下的份额随人走，户名下的份额不动。",
        ),
    )),
    by_class("shares", w("Shares that the person loses.", "本人失去的各类份额。")),
    optional(
        "retained",
        Shape::KeptByClass,
        w("Kept for a time", "限期保留"),
        w("What of it the household keeps, until a day.", "其中本户在期限内保留的部分，写明最后一天。"),
    ),
];

/// Shares that still count until a day.
const KEPT: &[Member] = &[
    CLASS,
    shares(w("How many of those that go stay for a time.", "减去的份额中，有多少在期限内保留。")),
    needed(
        "until",
        Shape::Day,
        w("Until", "保留到"),
        w("Last day on which they still count.", "仍计入分配的最后一天。"),
    ),
];

const fn head(help: Wording) -> Member {
    optional("head", Shape::Code(CodeOf::Persons), w("Head", "户主编号"), help)
}

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
        "A class of shares is set up before anybody can hold shares of it: by head, by years worked, the collective's. Set once more, it closes or its bounds change from that day on.",
        "先设立份额类别，才能登记份额：人口股、农龄股、集体股等。再次设立同一类别，即自当日起转为静态或变更上限。",
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
        optional(
            "name",
            Shape::Group(&[
                needed("zh", Shape::Text, w("Chinese", "中文"), w("Name in Chinese.", "中文名称。")),
                needed("en", Shape::Text, w("English", "英文"), w("Name in English.", "英文名称。")),
            ]),
            w("Called", "名称"),
            w("What the class is called; left out: by its code.", "该类别的名称；不填则用代码。"),
        ),
        optional(
            "held_by",
            Shape::Word(&[
                choice("household", "households", "户"),
                choice("person", "persons, who take them along", "个人，随人走"),
            ]),
            w("Held by", "由谁持有"),
            w(
                "Whether shares lie on households or on persons; left out: on households.",
                "由户持有还是由个人持有；不填则由户持有。",
            ),
        ),
        optional(
            "scale",
            Shape::Count,
            w("Decimals", "小数位"),
            w(
                "Decimals that a number of shares may have, 0 to 6; left out: 6.",
                "份额最多几位小数，0 到 6；不填为 6。",
            ),
        ),
        optional(
            "cap",
            Shape::Ratio,
            w("At most", "持股上限"),
            w(
                "The part of all shares that one household may have, 0.30; left out: no bound.",
                "一户最多可占该类总数的比例，如 0.30；不填则不限。",
            ),
        ),
        optional(
            "paid_in",
            Shape::Group(&[
                needed(
                    "account",
                    Shape::OfChart(ChartList::Accounts),
                    w("Account", "科目"),
                    w("Account in which what was paid in stands.", "所缴款项所在的科目。"),
                ),
                needed(
                    "price",
                    Shape::Price,
                    w("Yuan a share", "每股金额"),
                    w("What is paid in for one share.", "一股缴多少元。"),
                ),
            ]),
            w("Paid in", "出资"),
            w("For shares that are paid for; left out: none are.", "以现金认购的类别填写；其他不填。"),
        ),
        optional(
            "outsiders",
            Shape::Word(&[
                choice("none", "nothing", "不得持有"),
                choice("income", "what it yields, and no vote", "只享收益，无表决权"),
            ]),
            w("Heirs outside", "社外继承人"),
            w("What somebody who is no member may have of it, who inherits it.", "非成员继承后可享有什么。"),
        ),
        optional(
            "frozen_at",
            Shape::Day,
            w("Settled at", "固化时点"),
            w("The day at whose end who has a share is settled for good.", "以哪一天 24 时为固化时点。"),
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
        "A household enters the register with its persons, or with the number of its members, and with shares. Name and numbers are sealed in the private store; the record has the code alone.",
        "一户进入登记簿，逐人登记或写明成员数，并写明份额。姓名和号码封存于私密库，账本里只有编号。",
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
        optional(
            "members",
            Shape::Count,
            w("Members", "成员数"),
            w(
                "How many members of the collective, where they are not listed one by one; else left out.",
                "本户成员人数；逐人登记的不填。",
            ),
        ),
        head(w("Which of the persons is the head.", "所列各人中谁是户主。")),
        Member {
            name: "persons",
            need: Need::Optional,
            shape: Shape::List(&[NEW_PERSON, NAME, BIRTH, NUMBER, SINCE, BASIS, RELATION, LIES, VOTED]),
            label: w("Persons", "家庭人员"),
            help: w("Everybody in it, one by one, instead of their number.", "逐人登记，代替成员数。"),
        },
        by_class(
            "shares",
            w("Shares of the household by class; left out: none yet.", "本户各类别的份额；不填则暂无份额。"),
        ),
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
        optional(
            "members_moved",
            Shape::Count,
            w("Members that go", "分出人数"),
            w(
                "At least one, and at least one stays; left out where persons are named.",
                "至少一人，原户也至少留一人；写明人员的不填。",
            ),
        ),
        optional(
            "persons_moved",
            Shape::Codes(CodeOf::Persons),
            w("Persons that go", "分出人员"),
            w(
                "Codes of the persons, where the household is enrolled with its persons.",
                "按人登记的户，填分出的人的编号。",
            ),
        ),
        head(w("Which of them is the new household's head.", "其中谁是新户户主。")),
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
        "Members of a household are born, admitted, move, die or leave: person by person, or where only their number is known how many more or fewer, with the shares that come or go.",
        "户内成员出生、加入、迁户、死亡或退出：按人登记的逐人填写；只登记人数的填增加或减少几人，并写明随之增减的份额。",
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
        optional(
            "reason",
            Shape::Word(CHANGES),
            w("Reason", "原因"),
            w("Why so many came or went; left out where persons are named.", "人数为什么增减；写明人员的不填。"),
        ),
        Member {
            name: "came",
            need: Need::Optional,
            shape: Shape::List(CAME),
            label: w("Who came", "增加的人"),
            help: w("Each person, for a household enrolled with its persons.", "按人登记的户，逐人填写。"),
        },
        Member {
            name: "went",
            need: Need::Optional,
            shape: Shape::List(WENT),
            label: w("Who went", "减少的人"),
            help: w("Each person, with the reason and what becomes of the shares.", "逐人填写，写明原因和份额去向。"),
        },
        head(w("Who is head from that day on, where that changes.", "户主有变的，填新户主。")),
        may(DOCUMENT),
        by_class(
            "shares",
            w(
                "Shares by class that come with more, or go with fewer; left out: shares stay.",
                "随人数增加而来、或随减少而去的各类份额；不填则份额不变。",
            ),
        ),
        optional(
            "retained",
            Shape::Group(KEPT),
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
