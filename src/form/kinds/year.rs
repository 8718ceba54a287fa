//! The year's end.

use crate::form::{
    Choice, Description, Shape, Subject, choice, computed,
    members::{VERSION, YEAR, may, saying, scheme},
    needed, optional, w,
};

const STEPS: &[Choice] = &[
    choice("depreciation", "1 depreciation", "1 计提折旧"),
    choice("close", "2 close incomes and expenses", "2 结转收支"),
    choice("carry", "3 carry the result", "3 结转本年收益"),
    choice("reserve", "4 take the reserve", "4 提取公积公益金"),
    choice("distribution", "5 close the appropriations", "5 结转各项分配"),
];

pub(super) const STEPPED: Description = Description {
    kind: "year.stepped",
    group: Subject::Year,
    label: w("Step of the year's end", "年末结账"),
    help: w(
        "One step of the year's end, in the order of the list; members' payouts are declared between the reserve and the last step. The first two stand under 31 December.",
        "年末结账的一步，按所列顺序做；成员分配在提取公积公益金之后、最后一步之前公布。前两步的日期是 12 月 31 日。",
    ),
    law: w(
        "Financial rules for rural collectives (2021), article 28: losses first, then the reserve; then members and other uses (the last two not verified)",
        "农村集体经济组织财务制度（财农〔2021〕121 号）第二十八条：先弥补亏损，再提取公积公益金；然后向成员分配和其他（后两项未经核实）",
    ),
    members: &[
        saying(YEAR, w("Calendar year that ends.", "结账的公历年度。")),
        needed(
            "step",
            Shape::Word(STEPS),
            w("Step", "步骤"),
            w("Which step; each is done once.", "哪一步；每步只做一次。"),
        ),
        optional(
            "month",
            Shape::Count,
            w("Month", "月份"),
            w(
                "1 to 12, for depreciation where the village charges it by months (setting depreciation: monthly); left out, the rest of the year is charged.",
                "1 至 12；村里按月计提折旧时填（设置 depreciation 选 monthly）；不填则提完全年余下的部分。",
            ),
        ),
        may(scheme(w(
            "The adopted sheet that says the reserve; needed for that step, left out for the others.",
            "规定提取比例的分配单；提取公积公益金时必填，其他步骤不填。",
        ))),
        VERSION,
        computed(
            "amount",
            Shape::Money,
            w("Amount", "金额"),
            w(
                "What the step moves, yuan without sign; computed, and what is stated must be right.",
                "这一步结转的金额，元，不带正负号；自动计算，填写的必须正确。",
            ),
        ),
    ],
};
