//! Parcels, houses, and the entrustment of land.

use crate::form::{
    Choice, CodeOf, Description, Fill, Member, Shape, Subject, choice,
    members::{AREA_M2, AREA_MU, DOCUMENT, HOUSEHOLD, PARCEL, contract, first_day, last_day, must, parcels, saying},
    needed, optional, usual, w,
};

pub(super) const LAND_KINDS: &[Choice] = &[
    choice("contracted", "contracted to a household", "承包地"),
    choice("own", "a household's own plot", "自留地"),
    choice("flexible", "kept back by the collective", "机动地"),
    choice("other", "contracted otherwise: waste land, ponds, orchards", "其他方式承包"),
];

const LAND_HOLDER: Member = needed(
    "household",
    Shape::Holder,
    w("Household", "承包户"),
    w("Code of the household that holds it, or collective.", "承包该地块的户编号；集体的写 collective。"),
);

const LAND_KIND: Member = optional(
    "land_kind",
    Shape::Word(LAND_KINDS),
    w("Kind of land", "地块类别"),
    w("Contracted where it is left out.", "不填为承包地。"),
);

const CONTRACT_END: Member = optional(
    "contract_end",
    Shape::Day,
    w("Land contract ends", "承包期止"),
    w("Last day of the land contract; contracted land has one.", "土地承包合同的最后一天；承包地必填。"),
);

const PLACE: Member = optional(
    "place",
    Shape::Text,
    w("Place", "坐落"),
    w("Where it lies: the field, its bounds by codes; no names.", "坐落、四至，用地名或编号；不写姓名。"),
);

const GRADE: Member = optional(
    "grade",
    Shape::Text,
    w("Grade", "地力等级"),
    w("As the certificate says: 01 to 10.", "按权证填写：01 到 10。"),
);

const ACTS: &[Choice] = &[
    choice("split", "split", "分割"),
    choice("join", "joined", "合并"),
    choice("exchange", "exchanged between two households", "互换"),
    choice("transfer", "passed to another household here", "转让"),
    choice("hand_back", "given back to the collective", "交回"),
    choice("allot", "contracted by the collective", "发包"),
    choice("expropriate", "taken for public works", "征收"),
    choice("extend", "land contract extended", "延包"),
];

/// A parcel as it lies then.
const NOW: &[Member] = &[
    needed(
        "parcel",
        Shape::NewCode(CodeOf::Parcels),
        w("Parcel", "地块编号"),
        w(
            "A new code of what comes of a split or of parcels that are joined; else the code it has.",
            "分割、合并出来的用新编号；其他变动仍用原编号。",
        ),
    ),
    LAND_HOLDER,
    LAND_KIND,
    AREA_M2,
    AREA_MU,
    CONTRACT_END,
    PLACE,
    GRADE,
];

pub(super) const CHANGED: Description = Description {
    kind: "land.changed",
    group: Subject::Land,
    label: w("Land changes", "地块变动"),
    help: w(
        "Parcels are split, joined, exchanged, passed on, given back, contracted, taken or extended from this day on. Leases follow the land; what was paid stays.",
        "地块从这一天起分割、合并、互换、转让、交回、发包、征收或延包。租约随地走；已公布的分配不变。",
    ),
    law: w(
        "Rural Land Contract Law, articles 33, 34, 30, 21: exchange, transfer, giving back, extension by thirty years",
        "农村土地承包法第三十三条、第三十四条、第三十条、第二十一条：互换、转让、交回、期满再延长三十年",
    ),
    members: &[
        needed("act", Shape::Word(ACTS), w("What is done", "变动方式"), w("One of these.", "选一种。")),
        parcels(w("The parcels as they are now.", "变动前的地块。")),
        optional(
            "into",
            Shape::List(NOW),
            w("As they lie then", "变动后"),
            w(
                "A row for each parcel that there is then; none where a whole parcel is taken, or extended.",
                "变动后的每个地块一行；整块征收、延包的不填。",
            ),
        ),
        optional(
            "contract_end",
            Shape::Day,
            w("Extended to", "延至"),
            w("Of an extension alone: the new last day of the land contracts.", "只有延包才填：承包期的新止日。"),
        ),
        DOCUMENT,
        optional(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w(
                "Of a transfer the consent; of land that is contracted the vote.",
                "转让须集体同意、发包须经表决，写明编号。",
            ),
        ),
        optional("project", Shape::Text, w("Works", "征收项目"), w("For which land is taken.", "因什么项目征收。")),
    ],
};

pub(super) const PARCEL_REGISTERED: Description = Description {
    kind: "parcel.registered",
    group: Subject::Land,
    label: w("Parcel registered", "地块登记"),
    help: w(
        "A parcel enters the register as its certificate says: a household's, or the collective's.",
        "地块按权证登记：农户的，或集体的。",
    ),
    law: w(
        "GB/T 35958-2018: codes of contracted land; Rural Land Contract Law, article 38: no transfer runs longer than the rest of the contract",
        "GB/T 35958-2018 农村土地承包经营权要素编码规则；农村土地承包法第三十八条：流转期限不得超过承包期的剩余期限",
    ),
    members: &[
        usual(
            "parcel",
            Fill::NextCode(CodeOf::Parcels),
            Shape::NewCode(CodeOf::Parcels),
            w("Parcel", "地块编号"),
            w("A new local code such as P00017.", "本地新编号，如 P00017。"),
        ),
        LAND_HOLDER,
        LAND_KIND,
        AREA_M2,
        AREA_MU,
        CONTRACT_END,
        PLACE,
        GRADE,
        optional(
            "official",
            Shape::Private,
            w("Official code", "地块代码"),
            w("The 19 digits on the certificate, as text; sealed.", "权证上的 19 位代码，按文本填写；封存。"),
        ),
    ],
};

pub(super) const REMEASURED: Description = Description {
    kind: "parcel.remeasured",
    group: Subject::Land,
    label: w("Parcel measured again", "地块重测"),
    help: w(
        "A parcel has another area from this day on; what was computed before stays as it was.",
        "地块从这一天起按新面积计算；以前已算的不变。",
    ),
    law: w("", ""),
    members: &[
        PARCEL,
        LAND_HOLDER,
        AREA_M2,
        AREA_MU,
        saying(DOCUMENT, w("Reference of the survey, as it is filed.", "测量文书的编号，按归档写法。")),
        optional(
            "answers",
            Shape::Code(CodeOf::Objections),
            w("Answers objection", "对应异议"),
            w(
                "Number of the objection that led to it; left out where there was none.",
                "因哪一件异议重测；没有的不填。",
            ),
        ),
        optional(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w("Needed where the area is another by more than a fifth.", "面积相差超过五分之一的，须写明决议。"),
        ),
    ],
};

/// Of a house when it comes and when it goes back.
const CONDITIONS: &[Choice] =
    &[choice("good", "good", "完好"), choice("worn", "worn", "陈旧"), choice("damaged", "damaged", "损坏")];

pub(super) const HOUSE_REGISTERED: Description = Description {
    kind: "house.registered",
    group: Subject::Land,
    label: w("House registered", "房屋登记"),
    help: w(
        "A house or building that may be let enters the register, a household's or the collective's.",
        "可出租的房屋进入登记簿，属于某户或属于集体。",
    ),
    law: w("", ""),
    members: &[
        usual(
            "house",
            Fill::NextCode(CodeOf::Houses),
            Shape::NewCode(CodeOf::Houses),
            w("House", "房屋编号"),
            w("A new code such as HS-01.", "新编号，如 HS-01。"),
        ),
        needed(
            "owner",
            Shape::Holder,
            w("Owner", "所有人"),
            w("Code of the household, or collective.", "户编号；集体的写 collective。"),
        ),
        needed(
            "floor_m2",
            Shape::AreaM2,
            w("Floor area, m²", "建筑面积"),
            w("Square metres, two decimals; rent is computed on it.", "平方米，两位小数；房租按它计算。"),
        ),
        optional(
            "condition",
            Shape::Suggested(CONDITIONS),
            w("Condition", "房屋状况"),
            w(
                "In what state it is now, to be compared when it goes back; no names.",
                "现在的状况，交还时对照；不写姓名。",
            ),
        ),
    ],
};

pub(super) const HOUSE_RETURNED: Description = Description {
    kind: "house.returned",
    group: Subject::Land,
    label: w("House goes back", "房屋交还"),
    help: w(
        "A house goes back to its owner before the contract ends; rent runs up to its last day.",
        "房屋在合同到期前交还所有人；租金算到最后一天。",
    ),
    law: w("", ""),
    members: &[
        needed("house", Shape::Code(CodeOf::Houses), w("House", "房屋"), w("Code of the house.", "房屋编号。")),
        must(contract(w("From which contract it goes back.", "从哪一份合同交还。"))),
        last_day(w("Last day under the contract.", "在合同内的最后一天。")),
        optional(
            "condition",
            Shape::Suggested(CONDITIONS),
            w("Condition", "房屋状况"),
            w("In what state it goes back; left out where nobody looked.", "交还时的状况；没有查看的不填。"),
        ),
    ],
};

pub(super) const ENTRUSTED: Description = Description {
    kind: "entrustment.given",
    group: Subject::Land,
    label: w("Land entrusted", "委托流转"),
    help: w(
        "A household has entrusted the collective in writing with leasing out its parcels; without it they cannot be leased.",
        "户书面委托集体流转其承包地；没有委托书的地块不能出租。",
    ),
    law: w(
        "Order 1 of 2021 of the Ministry of Agriculture and Rural Affairs, article 8: without written entrustment nobody may decide on a transfer",
        "农村土地经营权流转管理办法（2021 年第 1 号令）第八条：未经承包方书面委托，不得决定流转",
    ),
    members: &[
        HOUSEHOLD,
        parcels(w("The household's own parcels that it entrusts.", "委托的地块，须为本户承包。")),
        first_day(w("First day of the entrustment.", "委托的第一天。")),
        last_day(w(
            "Last day of the entrustment; not behind the end of the land contract.",
            "委托的最后一天；不得晚于承包期止。",
        )),
        saying(DOCUMENT, w("Reference of the entrustment paper, as it is filed.", "委托书的编号，按归档写法。")),
    ],
};

pub(super) const ENTRUSTMENT_ENDED: Description = Description {
    kind: "entrustment.ended",
    group: Subject::Land,
    label: w("Entrustment ends early", "提前终止委托"),
    help: w(
        "A household takes its entrustment back before it runs out; leases that stand go on, no new one can be signed.",
        "户在委托到期前收回委托；已签的租约照旧，不能再签新的。",
    ),
    law: w("", ""),
    members: &[
        HOUSEHOLD,
        parcels(w("For which parcels it ends.", "哪些地块终止委托。")),
        last_day(w("Last day on which it still holds.", "委托仍然有效的最后一天。")),
        DOCUMENT,
    ],
};
