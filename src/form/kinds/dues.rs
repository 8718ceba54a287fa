//! Members about what is due under a contract and passed on by no payout.

use crate::form::{
    Choice, CodeOf, Member, Shape, choice,
    members::{AMOUNT, first_day, last_day, saying},
    needed, optional, w,
};

const DIRECTIONS: &[Choice] = &[
    choice("out", "the collective lets or lends: money comes", "集体出租、出借：收钱"),
    choice("in", "the collective rents or borrows: money goes", "集体承租、借入：付钱"),
];

const RATES_OF: &[Choice] = &[
    choice("area", "the mu that it covers", "合同亩数"),
    choice("floor", "the square metres that it covers", "合同平方米数"),
    choice("one", "the whole", "整体"),
];

const LOAN_DAYS: &[Choice] =
    &[choice("actual/360", "days / 360", "实际天数 ÷ 360"), choice("actual/365", "days / 365", "实际天数 ÷ 365")];

const BECOMES: &[Choice] =
    &[choice("returned", "it is paid back", "退还"), choice("last_rent", "it pays the last rent", "抵最后一期租金")];

const NO: Member = needed(
    "no",
    Shape::Text,
    w("Number", "期号"),
    w("Number of the due within the contract, such as 1 or 2026.", "合同内的期号，如 1 或 2026。"),
);

/// Which dues money pays.
const PAID: Shape = Shape::List(&[NO, AMOUNT]);

/// Dues that are agreed.
pub(super) const AGREED: Shape = Shape::List(&[
    saying(NO, w("A number that no other due of the contract has.", "本合同没有用过的期号。")),
    needed("due", Shape::Day, w("Due", "应付日"), w("Day by which it must be paid.", "最迟付款日。")),
    first_day(w("First day it pays for.", "所付期间的第一天。")),
    last_day(w("Last day it pays for.", "所付期间的最后一天。")),
    needed(
        "part",
        Shape::Text,
        w("Part", "款项"),
        w(
            "By which part of the chart document it comes or goes: rent, lease_rent, rent_paid, loan_interest, loan_interest_received.",
            "按科目表文件中的哪一项收付：rent、lease_rent、rent_paid、loan_interest、loan_interest_received。",
        ),
    ),
    optional(
        "amount",
        Shape::Money,
        w("Amount", "金额"),
        w("Yuan, where it is fixed. Just one of the four.", "固定金额，元。四项只填一项。"),
    ),
    optional(
        "rate",
        Shape::Group(&[
            needed("of", Shape::Word(RATES_OF), w("For what", "计价数量"), w("What the price is for.", "单价乘什么。")),
            needed(
                "price",
                Shape::Text,
                w("Price", "单价条款"),
                w("Name of the dated term that is the price.", "作为单价的条款名称。"),
            ),
            needed(
                "times",
                Shape::Ratio,
                w("Times", "倍数"),
                w(
                    "1 for a whole year of a yearly price, 1/2 for half, 6 for six months of a monthly one.",
                    "年价付全年写 1，半年写 1/2；月价付六个月写 6。",
                ),
            ),
        ]),
        w("By a price", "按价计算"),
        w(
            "Quantity times the price in force on the first day. Just one of the four.",
            "数量乘以首日生效的单价。四项只填一项。",
        ),
    ),
    optional(
        "interest",
        Shape::Group(&[
            needed(
                "rate",
                Shape::Text,
                w("Rate", "利率条款"),
                w("Name of the dated term that is the yearly rate.", "作为年利率的条款名称。"),
            ),
            needed(
                "day_count",
                Shape::Word(LOAN_DAYS),
                w("Day count", "计息天数"),
                w("How days become a part of a year.", "年率按天数折算的方法。"),
            ),
        ]),
        w("Interest", "利息"),
        w(
            "On the principal that is open at the end of each of its days. Just one of the four.",
            "按所付期间逐日未还本金计算。四项只填一项。",
        ),
    ),
    optional(
        "repayment",
        Shape::Money,
        w("Principal", "还本"),
        w("Yuan of a loan that are paid back. Just one of the four.", "归还的借款本金，元。四项只填一项。"),
    ),
]);

pub(super) const DUES: Member = optional(
    "dues",
    AGREED,
    w("Dues", "应收应付"),
    w(
        "What is due under it that no payout passes on to households; left out: nothing.",
        "合同下不经分配入户的应收应付；没有的不填。",
    ),
);

pub(super) const PAYS: Member = optional(
    "dues",
    PAID,
    w("Dues", "所付期次"),
    w(
        "Which dues of the contract it pays; left out: the oldest open ones of each part.",
        "付合同的哪几期；不填则先付最早未结的。",
    ),
);

pub(super) const SETTLED: Member = optional(
    "settle",
    PAID,
    w("Settled at", "破期结算"),
    w(
        "What a due is worth in whose days the contract ends; left out: its part by days.",
        "终止日所在的一期按多少结算；不填按天数折算。",
    ),
);

pub(super) const TO_DUE: Member = optional(
    "to_due",
    PAID,
    w("Applied to dues", "抵欠"),
    w("What of it pays dues that are open; left out: nothing.", "用来抵未结的期次；没有的不填。"),
);

pub(super) const DATED: Member = optional(
    "dated",
    Shape::List(&[
        needed(
            "name",
            Shape::Text,
            w("Name", "条款名称"),
            w("By which dues call it: price, rate.", "期次用这个名称引用：price、rate。"),
        ),
        needed(
            "unit",
            Shape::Text,
            w("Unit", "单位"),
            w("In what it is, such as yuan/mu/year.", "计量单位，如 yuan/mu/year。"),
        ),
        needed(
            "value",
            Shape::Ratio,
            w("Value", "数值"),
            w("A number such as 900 or 0.0435.", "数，如 900 或 0.0435。"),
        ),
        needed("from", Shape::Day, w("From", "生效日"), w("First day on which it holds.", "从哪天起生效。")),
    ]),
    w("Dated terms", "按日生效的条款"),
    w("Prices and rates that dues call by name, each from a day on.", "期次按名称引用的单价、利率，各写生效日。"),
);

pub(super) const INDEX: Member = optional(
    "index",
    Shape::Group(&[
        needed(
            "series",
            Shape::Code(CodeOf::Series),
            w("Series", "数据表"),
            w("A daily series of one row a day.", "按日、每天一行的数据表。"),
        ),
        needed("column", Shape::Text, w("Column", "列"), w("Its column of numbers.", "其中的数值列。")),
        needed(
            "base",
            Shape::Ratio,
            w("Base", "基数"),
            w("The value for which the prices were agreed.", "约定单价时的数值。"),
        ),
        needed(
            "day",
            Shape::Day,
            w("Index day", "指数日"),
            w(
                "That of the first year; each year the same day counts, or the latest of the 30 days before.",
                "第一年的指数日；每年同一天，当天没有公布的取之前 30 天内最近的。",
            ),
        ),
    ]),
    w("Index", "价格指数"),
    w("A series that the dated prices follow; left out: none.", "单价随哪一张数据表调整；没有的不填。"),
);

pub(super) const DIRECTION: Member = optional(
    "direction",
    Shape::Word(DIRECTIONS),
    w("Direction", "方向"),
    w("Which way the money goes; left out: it comes.", "钱的方向；不填为收钱。"),
);

pub(super) const LATE: Member = optional(
    "late",
    Shape::Group(&[
        needed(
            "rate_per_day",
            Shape::Ratio,
            w("Part a day", "每天比例"),
            w(
                "Part of what is open, a day: 0.0005 is five in ten thousand.",
                "未结金额每天的比例：0.0005 就是万分之五。",
            ),
        ),
        needed(
            "grace_days",
            Shape::Count,
            w("Days of grace", "宽限天数"),
            w("Days on which nothing is owed for it.", "不计违约金的天数。"),
        ),
        optional(
            "cap",
            Shape::Ratio,
            w("At most", "上限"),
            w("Part of the due; left out: no limit.", "不超过该期金额的比例；不填不限。"),
        ),
    ]),
    w("Late dues", "逾期违约金"),
    w("What is owed on a due that is late; left out: nothing.", "逾期未付的违约金；没有约定的不填。"),
);

pub(super) const DEPOSIT: Member = optional(
    "deposit",
    Shape::Group(&[
        AMOUNT,
        needed(
            "becomes",
            Shape::Word(BECOMES),
            w("Becomes", "到期处理"),
            w("What it becomes at the end.", "合同终止时如何处理。"),
        ),
        optional(
            "due",
            Shape::Day,
            w("By", "应交日"),
            w("Day by which it is paid in; left out: not agreed.", "最迟交纳日；没有约定的不填。"),
        ),
    ]),
    w("Deposit", "保证金"),
    w("With what it becomes; not where the terms have one.", "写明到期处理；条款里已写的不再填。"),
);

pub(super) const PRINCIPAL: Member = optional(
    "principal",
    Shape::Money,
    w("Loan", "借款本金"),
    w("What is lent, at most, yuan; left out where it is no loan.", "约定的借款总额，元；不是借款的不填。"),
);

pub(super) const ABATE: Member = optional(
    "abate",
    Shape::List(&[
        NO,
        optional(
            "ratio",
            Shape::Ratio,
            w("Part", "减免比例"),
            w("Part of the due: 1/10. This or the amount.", "占该期的比例：1/10。与金额只填一项。"),
        ),
        optional("amount", Shape::Money, w("Amount", "减免金额"), w("Yuan. This or the part.", "元。与比例只填一项。")),
        needed(
            "why",
            Shape::Text,
            w("Why", "原因"),
            w("In a few words without names, such as drought.", "几个字，不写姓名，如 旱灾。"),
        ),
    ]),
    w("Let off", "减免"),
    w("What of dues is let off; left out: nothing.", "减免哪几期；没有的不填。"),
);

pub(super) const ASSIGN: Member = optional(
    "assign",
    Shape::Group(&[
        needed(
            "to",
            Shape::Code(CodeOf::Parties),
            w("Passes to", "转给"),
            w(
                "The registered party; what falls due from this day on is theirs.",
                "已登记的单位；从本记录日期起到期的由其承担。",
            ),
        ),
        optional(
            "deposit",
            Shape::Money,
            w("With the deposit", "随转保证金"),
            w("Yuan that pass with it; left out: nothing.", "随合同转移的保证金，元；没有的不填。"),
        ),
        optional(
            "dues",
            Shape::Texts,
            w("With open dues", "随转欠款"),
            w(
                "Numbers of open dues of earlier days that pass with it; left out: they stay with who owed them.",
                "随合同转给对方的以前未结期号；不填的仍由原来的一方承担。",
            ),
        ),
    ]),
    w("Assignment", "转让"),
    w("The contract passes to another party; left out: it stays.", "合同转给另一方；不转的不填。"),
);

pub(super) const DROP_AFTER: Member = optional(
    "drop_after",
    Shape::Day,
    w("Dues fall away behind", "取消此日之后的期次"),
    w("Dues that begin behind this day fall away; left out: none.", "此日之后开始的期次取消；没有的不填。"),
);

pub(super) const RESOLUTION: Member = optional(
    "resolution",
    Shape::Text,
    w("Resolution", "决议"),
    w("Reference of the resolution behind it; left out where there is none.", "所依据的决议编号；没有的不填。"),
);

pub(super) const CLAIMED_NO: Member = optional(
    "no",
    Shape::Text,
    w("Due", "期号"),
    w(
        "Which due of the contract it is about, where the claim is about one; of an instalment the code of its payout.",
        "针对合同哪一期的填写期号；经分配入户的一期写它的批次代码。",
    ),
);
