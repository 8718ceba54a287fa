//! Assets, works, grants.

use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, choice,
    members::{AMOUNT, ASSET, LIFE_MONTHS, SALVAGE, USE, contract, must, saying},
    needed, optional, w,
};

pub(super) const REGISTERED: Description = Description {
    kind: "asset.registered",
    group: Subject::Assets,
    label: w("Asset card", "资产卡片"),
    help: w(
        "A card for a fixed asset that stands in the opening balances or was entered by voucher, so that it is depreciated.",
        "给期初余额里已有的、或凭证记入的固定资产建卡片，以便计提折旧。",
    ),
    law: w("", ""),
    members: &[
        ASSET,
        needed("cost", Shape::Money, w("Cost", "原值"), w("Yuan, as it stands in the books.", "元，与账上一致。")),
        needed(
            "first_month",
            Shape::Day,
            w("Depreciated from", "折旧起月"),
            w(
                "First day of the first month that is depreciated in this ledger: 2024-01-01.",
                "在本账本计提折旧的第一个月的 1 日，如 2024-01-01。",
            ),
        ),
        LIFE_MONTHS,
        needed(
            "used_months",
            Shape::Count,
            w("Months used", "已提月数"),
            w("Months depreciated before that; 0 for a new one.", "此前已提折旧的月数；新资产写 0。"),
        ),
        SALVAGE,
        USE,
    ],
};

pub(super) const RECEIVED: Description = Description {
    kind: "building.received",
    group: Subject::Assets,
    label: w("Building handed over", "接收移交房屋"),
    help: w(
        "A building that an operator built passes to the collective without payment, at its appraised value.",
        "经营方建造的房屋无偿移交集体，按评估价入账。",
    ),
    law: w("It is posted to the reserve fund (not verified)", "记入公积公益金（未经核实）"),
    members: &[
        must(contract(w("Under which contract it was built.", "依据哪一份合同建造。"))),
        ASSET,
        needed(
            "value",
            Shape::Money,
            w("Value", "评估价"),
            w("Appraised value, yuan, above zero.", "评估价，元，大于零。"),
        ),
        needed(
            "valuation",
            Shape::Text,
            w("Valuation", "评估报告"),
            w("Reference of the valuation, as it is filed.", "评估报告的编号，按归档写法。"),
        ),
        saying(
            LIFE_MONTHS,
            w(
                "Months over which it is depreciated, from the month after, above zero.",
                "从下月起按多少个月折旧，大于零。",
            ),
        ),
        SALVAGE,
        USE,
    ],
};

/// Nothing is computed from it.
const PAID_OUT_OF: &[Choice] = &[
    choice("grant", "a grant", "专项资金"),
    choice("own income", "the collective's income", "集体收入"),
    choice("levy", "a levy of the members", "一事一议筹资"),
];

const PROJECT: Member = needed(
    "project",
    Shape::Code(CodeOf::Projects),
    w("Project", "项目"),
    w("Its name, as it was ordered or granted.", "立项或补助时的项目名称。"),
);

pub(super) const ORDERED: Description = Description {
    kind: "works.ordered",
    group: Subject::Assets,
    label: w("Works ordered", "工程发包"),
    help: w(
        "A contract with a builder: no more than its sum can be paid or owed for the project.",
        "与施工单位签订工程合同：付款和欠款合计不得超过合同价。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "project",
            Shape::NewCode(CodeOf::Projects),
            w("Project", "项目"),
            w(
                "Name of the works without blanks; ordered again under the same name, the sum is added.",
                "工程名称，不带空格；同名再次发包的，合同价相加。",
            ),
        ),
        needed(
            "party",
            Shape::Code(CodeOf::Parties),
            w("Builder", "施工单位"),
            w("Code of the registered party.", "已登记的单位编号。"),
        ),
        saying(AMOUNT, w("Contract sum, yuan, above zero.", "合同价，元，大于零。")),
        optional(
            "paid_out_of",
            Shape::Suggested(PAID_OUT_OF),
            w("Paid out of", "资金来源"),
            w(
                "From what they are paid, in a few words; left out: nobody has said.",
                "用什么钱付，几个字；没有定的不填。",
            ),
        ),
        optional(
            "place",
            Shape::Code(CodeOf::Households),
            w("Place", "地点"),
            w(
                "In a union: code of the village in which they stand; left out otherwise.",
                "联合社填写所在成员村的编号；其他不填。",
            ),
        ),
    ],
};

pub(super) const ACCEPTED: Description = Description {
    kind: "works.accepted",
    group: Subject::Assets,
    label: w("Works accepted", "工程验收"),
    help: w(
        "Works are finished and become fixed assets; their costs together are all that was spent on the project.",
        "工程竣工验收，转为固定资产；各项原值合计等于项目的全部支出。",
    ),
    law: w("From works under construction to fixed assets (not verified)", "在建工程转固定资产（未经核实）"),
    members: &[
        PROJECT,
        needed(
            "assets",
            Shape::List(&[
                ASSET,
                needed("cost", Shape::Money, w("Cost", "原值"), w("Yuan of what was spent on it.", "为它支出的元数。")),
                saying(
                    LIFE_MONTHS,
                    w(
                        "Months over which it is depreciated, from the month after, above zero.",
                        "从下月起按多少个月折旧，大于零。",
                    ),
                ),
                SALVAGE,
                USE,
            ]),
            w("Assets", "形成资产"),
            w("What came out of the works, one row each.", "工程形成的资产，一项一行。"),
        ),
    ],
};

pub(super) const GRANT_USED: Description = Description {
    kind: "grant.used",
    group: Subject::Assets,
    label: w("Grant used", "专项资金使用"),
    help: w(
        "An earmarked grant has been spent on the works it was given for, and becomes the collective's fund.",
        "专项补助已按用途用于工程，转作集体的公积公益金。",
    ),
    law: w("From special payables to the reserve fund (not verified)", "专项应付款转公积公益金（未经核实）"),
    members: &[
        PROJECT,
        saying(
            AMOUNT,
            w(
                "Yuan, above zero: at most what is left of the grant and what was spent on the project.",
                "元，大于零；不超过补助余额，也不超过项目已支出的数。",
            ),
        ),
    ],
};
