//! Things: how they come, change, leave and are counted.

use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, Wording, choice,
    members::{AMOUNT, DOCUMENT, LIFE_MONTHS, SALVAGE, USE, may, saying},
    needed, optional, w,
};

const CLASSES: &[Choice] = &[
    choice("fixed", "fixed asset", "固定资产"),
    choice("stores", "stores", "库存物资"),
    choice("consumable", "animals or plants to be sold or used up", "消耗性生物资产"),
    choice("productive", "animals or plants that yield", "生产性生物资产"),
    choice("public_trees", "woods that protect", "公益性生物资产"),
    choice("intangible", "a right or a program", "无形资产"),
    choice("deferred", "an expense of several years", "长期待摊费用"),
];

const HOW: &[Choice] = &[
    choice("bought", "bought", "购入"),
    choice("donated", "a gift", "接受捐赠"),
    choice("allocated", "given by the state", "划拨"),
    choice("grown", "grown or made here", "自产"),
    choice("found", "more than the books said", "盘盈"),
    choice("opening", "in the opening balances", "期初已有"),
];

const WHY: &[Choice] = &[
    choice("sold", "sold", "出售"),
    choice("scrapped", "worn out", "报废"),
    choice("lost", "lost", "丢失、盘亏"),
    choice("given", "given away", "无偿赠与"),
    choice("used", "used up", "领用"),
    choice("died", "died", "死亡"),
];

const BECOMES: &[Choice] = &[
    choice("productive", "animals or plants that yield", "生产性生物资产"),
    choice("public_trees", "woods that protect", "公益性生物资产"),
];

const THING: Member =
    needed("asset", Shape::Code(CodeOf::Assets), w("Asset", "资产名称"), w("Its name on the card.", "卡片上的名称。"));

const FROM: Member = optional(
    "from",
    Shape::Code(CodeOf::Banks),
    w("Paid out of", "付款账户"),
    w(
        "The registered account, or CASH, that paid it; or say to whom it is owed.",
        "付款的已登记账户，现金写 CASH；赊购的写欠谁。",
    ),
);

const OWED_TO: Member = optional(
    "owed_to",
    Shape::Code(CodeOf::Parties),
    w("Owed to", "欠谁"),
    w("The registered party to whom it is owed, where nothing was paid yet.", "还没有付款时，写已登记的对方单位。"),
);

const fn quantity(help: Wording) -> Member {
    needed("quantity", Shape::Quantity, w("Quantity", "数量"), help)
}

const PLACE: Member = optional(
    "place",
    Shape::Text,
    w("Place", "存放地点"),
    w("Where it stands or lies, in a few words.", "放在哪里，几个字。"),
);

const KEEPER: Member = needed(
    "keeper",
    Shape::Text,
    w("Keeper", "保管人"),
    w("Code of whoever keeps it: K001.", "保管人的编号，如 K001。"),
);

const FIRST_MONTH: Member = optional(
    "first_month",
    Shape::Day,
    w("Charged from", "折旧（摊销）起月"),
    w(
        "First day of the first month that is charged; left out: what its class begins with.",
        "开始折旧或摊销的月份的 1 日；不填的按类别默认。",
    ),
);

/// What of a life may be left out: things that are counted have none.
const LIFE: Member = may(saying(
    LIFE_MONTHS,
    w(
        "Months over which it is worn off, above zero; only for what is worn off.",
        "按多少个月折旧或摊销，大于零；只有折旧、摊销的资产才填。",
    ),
));
const REST: Member = may(SALVAGE);
const USED_FOR: Member = may(USE);

pub(super) const ACQUIRED: Description = Description {
    kind: "asset.acquired",
    group: Subject::Assets,
    label: w("Asset acquired", "资产增加"),
    help: w(
        "A thing of any class comes: bought, given, grown or found. Stores and animals under one name add up.",
        "各类资产增加：购入、受赠、划拨、自产、盘盈。同名的库存物资和生物资产合并计数。",
    ),
    law: w("Accounts by class of the chart of 2023 (not verified)", "按 2023 年会计制度各类科目记账（未经核实）"),
    members: &[
        needed(
            "asset",
            Shape::NewCode(CodeOf::Assets),
            w("Asset", "资产名称"),
            w("Its name on the card, without blanks.", "卡片上的名称，不带空格。"),
        ),
        needed(
            "class",
            Shape::Word(CLASSES),
            w("Class", "类别"),
            w("It decides in which account it stands.", "决定记入哪个科目。"),
        ),
        needed("how", Shape::Word(HOW), w("How it came", "来源"), w("How it came to the collective.", "怎样取得的。")),
        needed(
            "cost",
            Shape::Money,
            w("Cost", "原值（成本）"),
            w("Yuan, tax with it, above zero.", "元，含税，大于零。"),
        ),
        FROM,
        OWED_TO,
        may(quantity(w("How many: for stores, animals and trees.", "库存物资和生物资产填写数量。"))),
        optional(
            "unit",
            Shape::Text,
            w("Unit", "单位"),
            w("Of what they are counted, where they are counted.", "计数的单位，如袋、头、株；不计数的不填。"),
        ),
        USED_FOR,
        LIFE,
        REST,
        FIRST_MONTH,
        optional(
            "used_months",
            Shape::Count,
            w("Months used", "已提月数"),
            w("Months charged before that, of a thing in the opening balances.", "期初已有的资产此前已提的月数。"),
        ),
        PLACE,
        may(KEEPER),
        DOCUMENT,
    ],
};

pub(super) const CHANGED: Description = Description {
    kind: "asset.changed",
    group: Subject::Assets,
    label: w("Asset changed", "资产变动"),
    help: w(
        "A thing stands elsewhere, is used otherwise, is bettered or fed, lives longer or shorter, or becomes one of another class.",
        "资产的地点、保管人、用途、年限变动，改良、饲养增加成本，或者转群。",
    ),
    law: w(
        "The rest of the cost is spread over the rest of a new life, from the year of change, and of that year over the months that are not charged yet (not verified)",
        "年限、残值变动后，余额在剩余年限内分摊，自变动当年还没有计提的月份起（未经核实）",
    ),
    members: &[
        THING,
        optional(
            "set",
            Shape::Group(&[
                may(USE),
                PLACE,
                may(KEEPER),
                may(saying(
                    LIFE_MONTHS,
                    w("Months of its whole life, from its beginning.", "从开始使用起算的总月数。"),
                )),
                may(SALVAGE),
            ]),
            w("Is from now on", "今后"),
            w("What of the card is otherwise from this day on.", "从这一天起卡片上改变的内容。"),
        ),
        optional(
            "add_cost",
            Shape::Group(&[AMOUNT, FROM, OWED_TO]),
            w("Cost added", "增加成本"),
            w("What was spent on it: bettering, fodder, growing.", "改良、饲养、培育的支出。"),
        ),
        optional(
            "to_class",
            Shape::Group(&[
                needed(
                    "asset",
                    Shape::NewCode(CodeOf::Assets),
                    w("New card", "转入卡片"),
                    w("Name of the card on which they stand from now on.", "转入的卡片名称。"),
                ),
                needed(
                    "class",
                    Shape::Word(BECOMES),
                    w("Class", "转为"),
                    w("What they are from now on.", "转群后的类别。"),
                ),
                quantity(w("How many of them.", "转多少。")),
                USED_FOR,
                LIFE,
                REST,
                FIRST_MONTH,
            ]),
            w("Become", "转群"),
            w("Some of them are of another class from now on, at cost.", "其中一部分按成本转为另一类。"),
        ),
        DOCUMENT,
    ],
};

const VAT: Member = optional(
    "vat",
    Shape::Money,
    w("Tax in it", "其中税额"),
    w("Yuan of tax that is owed to the state; left out: none.", "其中应交的增值税，元；没有的不填。"),
);

pub(super) const DISPOSED: Description = Description {
    kind: "asset.disposed",
    group: Subject::Assets,
    label: w("Asset disposed of", "资产减少"),
    help: w(
        "A thing leaves, or some of it: sold, worn out, lost, given away, used up, dead. What is still to be charged is charged through the month.",
        "资产减少：出售、报废、丢失、赠与、领用、死亡；当月照提折旧。",
    ),
    law: w("By way of disposal of fixed assets (not verified)", "通过固定资产清理（未经核实）"),
    members: &[
        THING,
        needed("why", Shape::Word(WHY), w("Why", "原因"), w("Why it leaves.", "为什么减少。")),
        may(quantity(w("How many of them; left out: all.", "数量；不填的是全部。"))),
        optional(
            "proceeds",
            Shape::Group(&[
                AMOUNT,
                optional(
                    "into",
                    Shape::Code(CodeOf::Banks),
                    w("Into", "收入账户"),
                    w(
                        "The registered account that it came into, or CASH; or say who owes it.",
                        "收入哪个账户，现金写 CASH；没有收到的写谁欠。",
                    ),
                ),
                optional(
                    "owed_by",
                    Shape::Code(CodeOf::Parties),
                    w("Owed by", "谁欠"),
                    w("The registered party that owes it.", "欠款的已登记单位。"),
                ),
                optional(
                    "party",
                    Shape::Text,
                    w("Buyer", "购买方"),
                    w("Code of whoever bought, where the money is there.", "已付款的购买方编号。"),
                ),
                VAT,
            ]),
            w("Got for it", "处置收入"),
            w("What was got for it, where it was sold or scrapped.", "出售或报废所得。"),
        ),
        optional(
            "costs",
            Shape::Group(&[
                AMOUNT,
                needed(
                    "from",
                    Shape::Code(CodeOf::Banks),
                    w("Paid out of", "付款账户"),
                    w("The registered account that paid it, or CASH.", "付款的账户，现金写 CASH。"),
                ),
            ]),
            w("Costs", "处置费用"),
            w("What it cost to be rid of it.", "清理费用。"),
        ),
        optional(
            "to_account",
            Shape::OfChart(crate::form::ChartList::Accounts),
            w("Borne by", "记入科目"),
            w(
                "The account that bears what is used up: 401, 511, 513, 514, 153.",
                "领用记入的科目：401、511、513、514、153。",
            ),
        ),
        optional(
            "purpose",
            Shape::Text,
            w("What for", "用途"),
            w("What it was used for, in a few words.", "用来做什么，几个字。"),
        ),
        DOCUMENT,
        optional(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w("The resolution by which it leaves.", "同意处置的决议编号。"),
        ),
    ],
};

pub(super) const COUNTED: Description = Description {
    kind: "asset.counted",
    group: Subject::Assets,
    label: w("Things counted", "财产清查"),
    help: w(
        "What is there is counted and compared with the books. What is missing or too much waits until somebody decides.",
        "盘点实物和现金，与账面核对；盘亏盘盈先记待处理财产损溢。",
    ),
    law: w(
        "Losses and gains wait in 181 until they are decided (not verified)",
        "盘盈盘亏先记 181，批准后处理（未经核实）",
    ),
    members: &[
        needed(
            "lines",
            Shape::List(&[
                optional(
                    "asset",
                    Shape::Code(CodeOf::Assets),
                    w("Asset", "资产名称"),
                    w("What was counted; or say which account.", "盘点的资产；盘点资金的写账户。"),
                ),
                optional(
                    "bank",
                    Shape::Code(CodeOf::Banks),
                    w("Account", "账户"),
                    w("CASH, or a registered account.", "现金写 CASH，或已登记的账户。"),
                ),
                needed(
                    "book",
                    Shape::Quantity,
                    w("By the books", "账面数"),
                    w(
                        "How many, or how many yuan, the books have; it must be right.",
                        "账面数量或金额，必须与账相符。",
                    ),
                ),
                needed(
                    "counted",
                    Shape::Quantity,
                    w("Counted", "实存数"),
                    w("How many, or how many yuan, are there.", "实际数量或金额。"),
                ),
            ]),
            w("Lines", "盘点明细"),
            w("One line a thing.", "一项一行。"),
        ),
        KEEPER,
        DOCUMENT,
    ],
};
