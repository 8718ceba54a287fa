//! Payouts: computed and declared, paid, returned by the bank.

use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, choice,
    members::{AMOUNT, AREA_MU, CONTRACT, HOUSEHOLD, INTO, PARCEL, PERIOD, VERSION, may, saying, scheme},
    needed, optional, w,
};

/// A payout that stands in the books.
const PAYOUT: Member = needed(
    "payout",
    Shape::Code(CodeOf::Payouts),
    w("Payout", "分配"),
    w("Code of the declared payout.", "已公布的那次分配的编号。"),
);

pub(super) const DECLARE: Description = Description {
    kind: "payout.declare",
    group: Subject::Payouts,
    label: w("Declare a payout", "公布分配"),
    help: w(
        "What came in, or a year's result, is shared: the ledger computes every household's line by the adopted sheet, with its reasons.",
        "把收到的款或年度收益分到户：账本按已通过的分配单逐户计算，并记下每一笔的由来。",
    ),
    law: w(
        "Rural Land Contract Law, article 39: what a transfer of contracted land brings is the contractor's, and nobody may withhold it; Rural Collective Economic Organizations Law, article 42: income is distributed by quantified shares after the reserve",
        "农村土地承包法第三十九条：流转收益归承包方，任何组织和个人不得擅自截留、扣缴；农村集体经济组织法第四十二条：提取公积公益金后按份额分配",
    ),
    members: &[
        scheme(w("By which adopted payout sheet it is computed.", "按哪份已通过的分配单计算。")),
        CONTRACT,
        needed(
            "payout",
            Shape::NewCode(CodeOf::Payouts),
            w("Payout", "分配编号"),
            w(
                "Its code: for an instalment the code in the contract's schedule, for wages the number of the work sheet, else a new one such as D2024.",
                "分配的编号：合同的某一期用付款计划里的编号，劳务费用工票号，其他用新编号，如 D2024。",
            ),
        ),
        optional(
            "sources",
            Shape::Sources,
            w("Money shared", "分配的款项"),
            w(
                "Own numbers of the receipts and claims that are shared; left out: every part of the contract that is not yet shared and that the sheet reads.",
                "要分的收款或应收款的自编号；不填则取该合同名下分配单要用、还没有分过的全部款项。",
            ),
        ),
        optional(
            "year",
            Shape::Year,
            w("Year", "年度"),
            w(
                "The closed year whose result, or the year whose report, is shared; left out for rent and wages.",
                "分配哪一个已结账年度的收益，或哪一年的经营报告；租金、劳务费不填。",
            ),
        ),
        optional(
            "period",
            PERIOD,
            w("Days it is for", "所属期间"),
            w(
                "First and last day; left out: those of the instalment, the receipt, the work sheet or the year.",
                "第一天和最后一天；不填则用期次、收款、工票或年度的起止日。",
            ),
        ),
        optional(
            "record_day",
            Shape::Day,
            w("Record day", "登记日"),
            w(
                "Households, shares and parcels count as they are at the end of this day; left out: the day of the request.",
                "户、份额、地块以这一天终了时的登记为准；不填则用本记录的日期。",
            ),
        ),
        VERSION,
        optional(
            "given",
            Shape::List(&[
                needed("name", Shape::Text, w("Figure", "名称"), w("Its name, without given.", "名称，不带 given.")),
                needed(
                    "value",
                    Shape::Text,
                    w("Value", "数值"),
                    w("A number, a day, yes or no, or a word.", "数、日期、yes 或 no，或词。"),
                ),
            ]),
            w("Figures of the resolution", "决议给定的数"),
            w(
                "Figures that the meeting states and no record has; they are recorded with the payout.",
                "会议给定、账上没有记录的数；随分配一起入账。",
            ),
        ),
        optional(
            "stated",
            Shape::Group(&[
                optional(
                    "pool",
                    Shape::Money,
                    w("To be shared", "应分总额"),
                    w(
                        "Yuan that you expect to be shared; another sum refuses the payout.",
                        "您算出的应分总额，元；不符则拒绝。",
                    ),
                ),
                optional(
                    "lines_total",
                    Shape::Money,
                    w("Sum of lines", "各户合计"),
                    w(
                        "Yuan that you expect all households to receive together; another sum refuses the payout.",
                        "您算出的各户合计，元；不符则拒绝。",
                    ),
                ),
                optional(
                    "residue",
                    Shape::Money,
                    w("Left over", "余数"),
                    w(
                        "Yuan left over; together with the sum of lines it must be what is shared.",
                        "分剩的余数，元；与各户合计相加应等于应分总额。",
                    ),
                ),
                optional(
                    "lines",
                    Shape::List(STATED_LINE),
                    w("Single lines", "逐户核对"),
                    w(
                        "Households that you expect, with their amount, or with parcel and area: what differs refuses the payout.",
                        "您要核对的户及其金额，或其地块和面积：有不符的，拒绝。",
                    ),
                ),
            ]),
            w("Figures to compare", "核对数"),
            w(
                "What you computed yourself, to be compared; nothing of it is recorded.",
                "您自己算出的数，只用来核对，不记入账本。",
            ),
        ),
    ],
};

/// A line that whoever asks expects.
const STATED_LINE: &[Member] = &[
    HOUSEHOLD,
    saying(
        may(AMOUNT),
        w(
            "Yuan: the whole line of the household; beside a parcel it is not compared.",
            "元：该户应得的全部；写了地块的不核对金额。",
        ),
    ),
    may(PARCEL),
    saying(may(AREA_MU), w("Mu; it must be the registered area of that parcel.", "亩；应为该地块登记的面积。")),
];

pub(super) const PAY: Description = Description {
    kind: "payout.pay",
    group: Subject::Payouts,
    label: w("Pay a payout", "发放分配款"),
    help: w(
        "The bank list of a declared payout has been executed: open lines are paid, all of them where none is named.",
        "已公布的分配款已通过银行发放：未付的各户记为已付，不列明细就是全部付清。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 44: collective money is never kept in a personal account",
        "农村集体经济组织法第四十四条：集体资金不得进入个人账户",
    ),
    members: &[
        PAYOUT,
        needed(
            "from",
            Shape::Code(CodeOf::Banks),
            w("From", "付出账户"),
            w(
                "The registered account of the collective that it left, or CASH.",
                "从哪个已登记的集体账户付出，现金写 CASH。",
            ),
        ),
        optional(
            "total",
            Shape::Money,
            w("Total", "合计"),
            w(
                "Yuan that you expect to pay in all; another sum refuses the payment. Left out: not compared.",
                "您算出的付款合计，元；不符则拒绝；不填则不核对。",
            ),
        ),
        optional(
            "lines",
            Shape::List(&[
                HOUSEHOLD,
                saying(
                    may(AMOUNT),
                    w(
                        "Yuan, at most what is open; everything open where it is left out.",
                        "元，不超过未付数；不填则付清未付数。",
                    ),
                ),
                saying(may(PARCEL), w("For your own comparison; not recorded.", "仅供自己核对，不记入账本。")),
                saying(may(AREA_MU), w("For your own comparison; not recorded.", "仅供自己核对，不记入账本。")),
            ]),
            w("Households", "付给各户"),
            w(
                "Only these households, one row each; left out: everything that is open of this payout.",
                "只付这些户，一户一行；不填则付清这次分配的全部未付款。",
            ),
        ),
    ],
};

const RETURN_REASONS: &[Choice] = &[
    choice("account_closed", "account closed", "账户已销户"),
    choice("name_differs", "name differs", "户名不符"),
    choice("other", "other", "其他"),
];

pub(super) const RETURNED: Description = Description {
    kind: "payout.returned",
    group: Subject::Payouts,
    label: w("Returned by the bank", "银行退票"),
    help: w(
        "Paid lines came back from the bank: they are open again and can be paid once more.",
        "已付的款被银行退回：这些户重新记为未付，可以再付。",
    ),
    law: w("", ""),
    members: &[
        PAYOUT,
        INTO,
        needed(
            "lines",
            Shape::List(&[
                HOUSEHOLD,
                saying(AMOUNT, w("Yuan that came back, at most what was paid.", "退回的元数，不超过已付数。")),
                needed(
                    "reason",
                    Shape::Word(RETURN_REASONS),
                    w("Reason", "退回原因"),
                    w("The bank's reason.", "银行给出的原因。"),
                ),
            ]),
            w("Returned lines", "退回各户"),
            w("Which households' money came back, one row each.", "退回了哪些户的款，一户一行。"),
        ),
    ],
};
