//! Parties, contracts with their terms, pooled capital, work.

use super::dues;
use crate::form::{
    Choice, CodeOf, Description, Fill, Shape, Subject, choice,
    members::{
        AMOUNT, AREA_MU, DOCUMENT, INTO, PARCEL, YEAR, contract, first_day, household, last_day, may, must, saying,
    },
    needed, optional, usual, w,
};

const AREA_BASES: &[Choice] = &[
    choice("registered_mu", "registered mu", "登记亩数"),
    choice("exact_m2", "square metres × 15 / 10000, not rounded", "平方米 × 15 ÷ 10000，不化整"),
];

const DAY_COUNTS: &[Choice] = &[
    choice("actual/365", "days / 365", "实际天数 ÷ 365"),
    choice("actual/actual", "days / days of that year", "实际天数 ÷ 当年天数"),
];

const RISES: &[Choice] = &[
    choice("compound", "on the year before", "在上年基础上递增"),
    choice("original_base", "on the first price", "在首年价基础上递增"),
];

/// Sheets read prices in these two.
const PRICE_UNITS: &[Choice] = &[
    choice("yuan/mu/year", "yuan a mu a year (land)", "元/亩/年（土地）"),
    choice("yuan/m2/month", "yuan a m² a month (houses)", "元/平方米/月（房屋）"),
];

/// Of other units nobody checks how many there are in a day.
const WORK_UNITS: &[Choice] = &[choice("day", "day", "工日"), choice("hour", "hour", "小时")];

/// A class of work, as the contract calls it.
const WORK_CLASSES: &[Choice] =
    &[choice("general", "general", "普工"), choice("skilled", "skilled", "技工"), choice("lead", "lead", "带班")];

const INSTALMENTS: Shape = Shape::List(&[
    needed(
        "payout",
        Shape::NewCode(CodeOf::Payouts),
        w("Code", "期次编号"),
        w(
            "Code of the instalment, and of the payout that passes it on; used in no other contract.",
            "这一期的编号，也是以后分配它的编号；其他合同没有用过。",
        ),
    ),
    needed("due", Shape::Day, w("Due", "应付日"), w("Day by which it must be paid.", "最迟付款日。")),
    first_day(w("First day it pays for.", "所付租期的第一天。")),
    last_day(w("Last day it pays for.", "所付租期的最后一天。")),
    needed(
        "lease_year",
        Shape::Count,
        w("Lease year", "租约年"),
        w(
            "Which year of the lease its days are in, from 1; the price rises by it.",
            "属于第几个租约年，从 1 起；租价按它递增。",
        ),
    ),
    usual(
        "part_of_year",
        Fill::Word("1"),
        Shape::Ratio,
        w("Part of a year", "占全年"),
        w("Part of a year's rent: 1 for a whole year, 1/2 for half.", "占全年租金的几分之几：全年写 1，半年写 1/2。"),
    ),
]);

const TERMS: Shape = Shape::Group(&[
    optional(
        "price",
        Shape::Group(&[
            needed("amount", Shape::Price, w("Price", "单价"), w("Yuan, at most four decimals.", "元，最多四位小数。")),
            needed(
                "unit",
                Shape::Suggested(PRICE_UNITS),
                w("Unit", "计价单位"),
                w("Land by mu and year, houses by square metre and month.", "土地按亩年，房屋按平方米月。"),
            ),
        ]),
        w("Price", "租价"),
        w("Rent in the first year; left out where no rent is agreed.", "首年租价；没有约定租金的不填。"),
    ),
    optional(
        "prices_by_year",
        Shape::List(&[
            saying(YEAR, w("Calendar year, each once.", "公历年度，每年一次。")),
            needed(
                "price",
                Shape::Price,
                w("Price", "单价"),
                w("Yuan, in the unit of the price above.", "元，计价单位同租价。"),
            ),
        ]),
        w("Prices by year", "逐年租价"),
        w(
            "Where prices are fixed year by year instead of a rate; left out otherwise.",
            "逐年写定租价、不按比例递增的填写；否则不填。",
        ),
    ),
    optional(
        "escalation",
        Shape::Group(&[
            needed(
                "kind",
                Shape::Word(RISES),
                w("How it rises", "递增方式"),
                w("On what the yearly rise is taken.", "每年的涨幅以什么为基数。"),
            ),
            needed(
                "rate",
                Shape::Ratio,
                w("Rise", "年递增率"),
                w("Part a lease year: 0.02 is two percent.", "每个租约年的涨幅：0.02 就是百分之二。"),
            ),
            needed(
                "lease_year_1_from",
                Shape::Day,
                w("First lease year from", "首个租约年起"),
                w("First day of lease year 1.", "第一个租约年的第一天。"),
            ),
        ]),
        w("Yearly rise", "租价递增"),
        w("Left out where the price stays.", "租价不变的不填。"),
    ),
    optional(
        "area_basis",
        Shape::Word(AREA_BASES),
        w("Area that counts", "计租面积"),
        w(
            "On which area the rent is computed; left out: the contract does not say.",
            "租金按哪个面积计算；合同没有约定的不填。",
        ),
    ),
    optional(
        "instalments",
        INSTALMENTS,
        w("Schedule", "付款计划"),
        w(
            "When what is due, in the order of days; without it a missing rent cannot be seen.",
            "什么时候付哪一段租期的钱，按先后排列；没有它，漏收就看不出来。",
        ),
    ),
    optional(
        "fee_rate",
        Shape::Ratio,
        w("Service fee", "服务费率"),
        w(
            "Part of the rent or of the wages that is paid on top, from 0 to 1; never out of the households' rent. Left out: none.",
            "在租金或劳务费之外另付的比例，0 到 1；不得从农户租金里扣。没有的不填。",
        ),
    ),
    optional(
        "fee_payer",
        Shape::Code(CodeOf::Parties),
        w("Fee paid by", "服务费承担方"),
        w(
            "Code of the party that bears the fee; left out where there is none.",
            "承担服务费的单位编号；没有服务费的不填。",
        ),
    ),
    optional(
        "deposit",
        Shape::Money,
        w("Deposit", "保证金"),
        w("Security deposit, yuan; left out where there is none.", "履约保证金，元；没有的不填。"),
    ),
    optional(
        "late_rate_per_day",
        Shape::Ratio,
        w("Late interest", "违约金率"),
        w(
            "Part of late rent a day: 0.0005 is five in ten thousand. Left out: none.",
            "迟交租金每天的比例：0.0005 就是万分之五。没有的不填。",
        ),
    ),
    optional(
        "revenue_share",
        Shape::Ratio,
        w("Share of revenue", "收入分成率"),
        w(
            "Part of the operator's revenue that is shared, from 0 to 1; it must be the voted one. Left out: none.",
            "经营方收入中拿来分成的比例，0 到 1；应与表决的一致。没有的不填。",
        ),
    ),
    optional(
        "household_part",
        Shape::Ratio,
        w("Households' part", "户占比例"),
        w(
            "Households' part of a revenue share, from 0 to 1; the rest is the collective's. Left out: none.",
            "分成中归户的比例，0 到 1，其余归集体。没有的不填。",
        ),
    ),
    optional(
        "capital",
        Shape::Money,
        w("Pooled capital", "合股本金"),
        w(
            "Yuan put into the project in all; left out where no money is pooled.",
            "投入项目的本金合计，元；不是合股的不填。",
        ),
    ),
    optional(
        "return_rate",
        Shape::Ratio,
        w("Fixed return", "固定收益率"),
        w(
            "Part of the capital a year; it must be the voted one. Left out: none.",
            "每年占本金的比例；应与表决的一致。没有的不填。",
        ),
    ),
    optional(
        "day_count",
        Shape::Word(DAY_COUNTS),
        w("Day count", "计息天数"),
        w(
            "How days become a part of a year in a yearly rate; left out: the contract does not say.",
            "年率按天数折算的方法；合同没有约定的不填。",
        ),
    ),
    optional(
        "work_unit",
        Shape::Suggested(WORK_UNITS),
        w("Unit of work", "计工单位"),
        w("In what work is counted; days where it is left out.", "按什么计工；不填按工日。"),
    ),
    optional(
        "work_rates",
        Shape::List(&[
            needed(
                "class",
                Shape::Suggested(WORK_CLASSES),
                w("Class of work", "工种"),
                w("As work sheets will call it, each once.", "工票上用的名称，每种一次。"),
            ),
            needed("rate", Shape::Money, w("Pay", "工价"), w("Yuan for one unit of work.", "每个计工单位多少元。")),
        ]),
        w("Wage rates", "工价表"),
        w("What each class of work is paid; left out where nobody is hired.", "各工种的工价；不用工的不填。"),
    ),
    optional(
        "hand_over",
        Shape::Text,
        w("At the end", "到期移交"),
        w(
            "What happens to buildings at the end, in a sentence without names; left out: the contract is silent.",
            "到期后建筑物如何处理，一句话，不写姓名；没有约定的不填。",
        ),
    ),
]);

pub(super) const SIGNED: Description = Description {
    kind: "contract.signed",
    group: Subject::Contracts,
    label: w("Contract signed", "签订合同"),
    help: w(
        "A contract with an operator, tenant, project company or employer, with what it covers and what it settles.",
        "与运营商、承租人、项目公司或用工单位签的合同：标的和约定的条款。",
    ),
    law: w(
        "Rural Land Contract Law, articles 38 and 40: in writing, and no longer than the rest of the land contract",
        "农村土地承包法第三十八条、第四十条：应签书面合同，期限不得超过承包期的剩余期限",
    ),
    members: &[
        needed(
            "contract",
            Shape::NewCode(CodeOf::Contracts),
            w("Contract", "合同编号"),
            w("A new code such as ROT-1, used for nothing else.", "新编号，如 ROT-1，不与其他编号重复。"),
        ),
        needed(
            "party",
            Shape::Code(CodeOf::Parties),
            w("Other side", "对方"),
            w(
                "Code of the registered party; of work for the collective itself, the code that owns its accounts.",
                "已登记的对方单位编号；集体自己用工的，写账户所有人（本社）的编号。",
            ),
        ),
        needed(
            "scheme",
            Shape::Text,
            w("Scheme", "模式"),
            w(
                "What the village calls it, such as ROT, LEASE or the name of a payout sheet; nothing is computed from it.",
                "村里的叫法，如 ROT、LEASE 或分配单名；不据此计算。",
            ),
        ),
        usual("signed", Fill::Today, Shape::Day, w("Signed on", "签订日"), w("Day of signing.", "签字的日期。")),
        optional(
            "first_day",
            Shape::Day,
            w("First day", "起始日"),
            w(
                "Needed for land and houses; left out where nothing runs by days.",
                "土地、房屋必填；不按天数计算的不填。",
            ),
        ),
        optional(
            "last_day",
            Shape::Day,
            w("Last day", "截止日"),
            w(
                "Needed for land and houses; not behind entrustments and land contracts.",
                "土地、房屋必填；不得晚于委托期和承包期。",
            ),
        ),
        optional(
            "parcels",
            Shape::Codes(CodeOf::Parcels),
            w("Parcels", "地块"),
            w(
                "Households' parcels that it leases, each entrusted for all its days; left out for anything else.",
                "出租的农户地块，整个租期都须有委托；不涉及的不填。",
            ),
        ),
        optional(
            "houses",
            Shape::Codes(CodeOf::Houses),
            w("Houses", "房屋"),
            w("Houses that it lets; left out where there are none.", "出租的房屋；没有的不填。"),
        ),
        optional(
            "area_mu",
            Shape::AreaMu,
            w("Collective land", "集体土地"),
            w(
                "Mu of the collective's own land that it leases; left out where it is about households' parcels.",
                "出租的集体土地亩数；出租农户地块的不填。",
            ),
        ),
        optional(
            "assets",
            Shape::Codes(CodeOf::Assets),
            w("Things", "资产"),
            w("Cards of things that it lets; left out where there are none.", "出租的资产卡片编号；没有的不填。"),
        ),
        optional(
            "belongs_to",
            Shape::Holder,
            w("Income belongs to", "收入归属"),
            w(
                "collective where what comes in is the collective's own; left out otherwise.",
                "收入归集体自己的写 collective；否则不填。",
            ),
        ),
        optional(
            "terms",
            TERMS,
            w("Terms", "条款"),
            w("What was agreed; leave out what the contract does not say.", "约定的内容；合同没有写的不填。"),
        ),
        dues::DIRECTION,
        dues::DATED,
        dues::INDEX,
        dues::DUES,
        dues::LATE,
        dues::DEPOSIT,
        dues::PRINCIPAL,
        optional(
            "renews",
            Shape::Code(CodeOf::Contracts),
            w("Renews", "续签自"),
            w(
                "The contract that it goes on from; it begins behind it. What is the collective's own is let on by a resolution.",
                "续签哪一份合同；起始日在其截止日之后。集体的土地、房屋续签须写明决议。",
            ),
        ),
        optional(
            "tender",
            Shape::Text,
            w("Tender", "招标"),
            w("Reference of the tender in which the party was found.", "公开招标、竞价的编号；没有的不填。"),
        ),
        dues::RESOLUTION,
    ],
};

pub(super) const AMENDED: Description = Description {
    kind: "contract.amended",
    group: Subject::Contracts,
    label: w("Contract amended", "合同补充协议"),
    help: w(
        "A contract runs longer or shorter, takes in further parcels, instalments or dues, gets another price from a day on, lets dues off, or passes to another party.",
        "合同延长或缩短、增加地块或期次、从某日起改价、减免、转给另一方，或重新写明面积。",
    ),
    law: w("", ""),
    members: &[
        must(contract(w("Which contract.", "哪一份合同。"))),
        saying(DOCUMENT, w("Reference of the amendment, as it is filed.", "补充协议的编号，按归档写法。")),
        optional(
            "last_day",
            Shape::Day,
            w("New last day", "新截止日"),
            w("Left out where the end stays.", "截止日不变的不填。"),
        ),
        optional(
            "parcels",
            Shape::Codes(CodeOf::Parcels),
            w("Further parcels", "增加地块"),
            w("Leased from the day of this entry; left out: none.", "从本记录的日期起租；没有的不填。"),
        ),
        optional(
            "instalments",
            INSTALMENTS,
            w("Further instalments", "增加期次"),
            w(
                "Behind those that stand, in the order of days; left out: none.",
                "排在已有期次之后，按先后排列；没有的不填。",
            ),
        ),
        optional(
            "areas",
            Shape::List(&[PARCEL, saying(AREA_MU, w("Mu, exactly as registered.", "亩，与登记完全一致。"))]),
            w("Areas restated", "重写面积"),
            w(
                "Areas as the amendment states them; they must be the registered ones. Left out: none.",
                "补充协议写明的面积，应与登记一致；没有的不填。",
            ),
        ),
        dues::DATED,
        dues::ABATE,
        dues::ASSIGN,
        dues::DROP_AFTER,
        dues::DUES,
        dues::RESOLUTION,
    ],
};

pub(super) const REPORTED: Description = Description {
    kind: "report.recorded",
    group: Subject::Contracts,
    label: w("Operator's report", "经营报告"),
    help: w(
        "What an operator reports for a year: revenue or added value, from which shares are computed.",
        "经营方报告的年度收入或增值，据此计算分成。",
    ),
    law: w("", ""),
    members: &[
        must(contract(w("Under which contract it is reported.", "哪一份合同的报告。"))),
        YEAR,
        optional(
            "revenue",
            Shape::Money,
            w("Revenue", "经营收入"),
            w("Yuan in that year; left out where the contract shares none.", "全年收入，元；合同不按收入分成的不填。"),
        ),
        optional(
            "net_per_mu",
            Shape::Signed,
            w("Added value a mu", "亩均增值"),
            w(
                "Yuan a mu, below zero for a loss; left out where the contract shares none.",
                "每亩净增值，元，亏损写负数；合同不按增值分红的不填。",
            ),
        ),
        optional(
            "hurdle_per_mu",
            Shape::Money,
            w("Hurdle a mu", "亩均门槛"),
            w(
                "Yuan a mu that the report states; it must be the voted one. Left out: not compared.",
                "报告写的每亩门槛，元；应与表决的一致；不填则不核对。",
            ),
        ),
    ],
};

pub(super) const SUBSCRIBED: Description = Description {
    kind: "subscription.recorded",
    group: Subject::Contracts,
    label: w("Capital paid in", "合股出资"),
    help: w(
        "Households pay in for a pooled investment, and the collective sets its own part aside.",
        "各户为合股项目缴款，集体同时拨出自己的部分。",
    ),
    law: w("Kept as money held for others until it is invested (not verified)", "投出以前作代管资金记账（未经核实）"),
    members: &[
        must(contract(w("The investment contract.", "投资合同。"))),
        INTO,
        needed(
            "collective",
            Shape::Money,
            w("The collective's part", "集体出资"),
            w(
                "Yuan of its own; it moves only with the investment. 0.00 where none.",
                "集体自有资金，元，投出时才动；没有的写 0.00。",
            ),
        ),
        needed(
            "lines",
            Shape::List(&[
                household(
                    "owner",
                    w("Owner", "出资户"),
                    w("Code of the household whose capital it is.", "本金归属的户编号。"),
                ),
                AMOUNT,
                may(household(
                    "payer",
                    w("Paid by", "代缴户"),
                    w("Code of the household that paid, where it is another.", "由别的户代缴的，写那一户的编号。"),
                )),
            ]),
            w("Payments", "缴款明细"),
            w("One row for each owner and payment.", "一户一笔一行。"),
        ),
    ],
};

pub(super) const WORKED: Description = Description {
    kind: "work.recorded",
    group: Subject::Contracts,
    label: w("Work sheet", "工票"),
    help: w(
        "Who worked how long in which class under a labour contract; wages are then declared under the sheet's number.",
        "按用工合同记谁、什么工种、干了多久；劳务费随后用工票号公布。",
    ),
    law: w(
        "Wages are passed on, and no income of the collective (not verified)",
        "劳务费为代收代付，不是集体收入（未经核实）",
    ),
    members: &[
        needed(
            "sheet",
            Shape::NewCode(CodeOf::Payouts),
            w("Number", "工票号"),
            w("A new number such as W1; wages are paid out under the same.", "新编号，如 W1；劳务费用同一编号发放。"),
        ),
        must(contract(w("The labour contract with its rates.", "写有工价的用工合同。"))),
        first_day(w("First day of work.", "出工的第一天。")),
        last_day(w("Last day of work.", "出工的最后一天。")),
        needed(
            "lines",
            Shape::List(&[
                needed(
                    "worker",
                    Shape::Code(CodeOf::Workers),
                    w("Worker", "务工人员"),
                    w("The household's code, a hyphen and a number: H0001-1.", "户编号加短横线和序号：H0001-1。"),
                ),
                needed(
                    "class",
                    Shape::Suggested(WORK_CLASSES),
                    w("Class of work", "工种"),
                    w("One that the contract has a rate for.", "合同工价表里有的工种。"),
                ),
                needed(
                    "quantity",
                    Shape::Quantity,
                    w("Quantity", "工作量"),
                    w(
                        "Days, or what the contract counts in, at most two decimals; no more than there are.",
                        "工日数（或合同的计工单位），最多两位小数；不超过实有天数。",
                    ),
                ),
            ]),
            w("Lines", "出工明细"),
            w("One row for each worker and class.", "一人一工种一行。"),
        ),
    ],
};
