//! Money in and out, claims, vouchers.

use super::dues;
use crate::form::{
    ChartList, Choice, CodeOf, Description, Member, Need, Shape, Subject, choice, computed,
    members::{ACCOUNT, AMOUNT, CONTRACT, HOLDER, HOUSEHOLD, PERIOD, PROJECT, PURPOSE, YEAR, must},
    needed, optional, w,
};

const INVOICE_KINDS: &[Choice] =
    &[choice("ordinary", "ordinary invoice", "普通发票"), choice("special", "special invoice", "专用发票")];

const INVOICE: Member = optional(
    "invoice",
    Shape::Group(&[
        needed("number", Shape::Text, w("Number", "发票号码"), w("As it is printed.", "按票面填写。")),
        needed(
            "seller",
            Shape::Text,
            w("Seller", "销售方"),
            w("Code of whoever sold; our own where we did.", "销售方的编号；本社开出的写本社编号。"),
        ),
        needed("gross", Shape::Money, w("Gross", "价税合计"), w("Yuan, tax included.", "元，含税。")),
        optional(
            "rate",
            Shape::Ratio,
            w("Rate", "税率"),
            w("Such as 3%; left out where it is exempt.", "如 3%；免税的不填。"),
        ),
        computed(
            "net",
            Shape::Money,
            w("Net", "不含税金额"),
            w("Computed; what is stated must be right.", "自动计算；填写的必须正确。"),
        ),
        computed(
            "vat",
            Shape::Money,
            w("Tax", "税额"),
            w("Computed; what is stated must be right.", "自动计算；填写的必须正确。"),
        ),
        optional("day", Shape::Day, w("Day", "开票日期"), w("As it is printed.", "按票面填写。")),
        optional("kind", Shape::Word(INVOICE_KINDS), w("Kind", "票种"), w("Ordinary or special.", "普通或专用。")),
    ]),
    w("Invoice", "发票"),
    w(
        "The invoice behind it; several entries may use one up to what it is.",
        "这一项的发票；几笔可以共用一张，合计不超过票面。",
    ),
);

pub(super) const RECEIPT: Description = Description {
    kind: "receipt.recorded",
    group: Subject::Money,
    label: w("Money received", "收款"),
    help: w(
        "Money has come into the bank or the cash box: rent, service fees, grants, other income. Each part says what it is for.",
        "钱已进银行或现金：租金、服务费、补助、其他收入。每一部分写明是什么款。",
    ),
    law: w(
        "财会〔2023〕14号: income is recorded when it comes in; rent for later months waits as an advance (not verified)",
        "财会〔2023〕14号：收到时入账，属于以后月份的租金先作预收（未经核实）",
    ),
    members: &[
        needed(
            "into",
            Shape::Code(CodeOf::Banks),
            w("Into", "收入账户"),
            w("The registered account that it came into, or CASH.", "收入哪个已登记的账户，现金写 CASH。"),
        ),
        CONTRACT,
        optional(
            "instalment",
            Shape::Code(CodeOf::Payouts),
            w("Instalment", "期次"),
            w(
                "For which instalment of the contract: its code in the schedule.",
                "属于合同的哪一期：付款计划中的编号。",
            ),
        ),
        needed(
            "parts",
            Shape::List(&[
                needed(
                    "part",
                    Shape::OfChart(ChartList::Receipts),
                    w("Part", "款项"),
                    w(
                        "What it is, by its name in the chart document; coop report registers parts lists them.",
                        "是什么款，用科目表文件中的名称；coop report registers parts 列出全部。",
                    ),
                ),
                AMOUNT,
                HOLDER,
                PURPOSE,
                PROJECT,
                INVOICE,
                computed(
                    "this_year",
                    Shape::Money,
                    w("Of this year", "本年部分"),
                    w(
                        "What of it is income of this year; computed by whole months where it is left out.",
                        "其中属于本年收入的部分；不填则按整月计算。",
                    ),
                ),
            ]),
            w("Parts", "款项明细"),
            w("What the money is made of, one row each.", "这笔钱由哪些款项组成，一项一行。"),
        ),
        optional(
            "period",
            PERIOD,
            w("Days paid for", "所属期间"),
            w(
                "First and last day that it pays for, where there is no instalment.",
                "付的是哪一天到哪一天；有期次的不填。",
            ),
        ),
        optional(
            "revenue",
            Shape::Money,
            w("Operator's revenue", "经营方营业额"),
            w("The revenue that a shared part was computed from.", "按营业额分成时，计算所依据的营业额。"),
        ),
        optional(
            "year",
            Shape::Year,
            w("Year", "年度"),
            w("Calendar year that it belongs to, where that is not the day's.", "所属年度；与日期同年的不填。"),
        ),
        dues::PAYS,
    ],
};

pub(super) const PAYMENT: Description = Description {
    kind: "payment.recorded",
    group: Subject::Money,
    label: w("Money paid", "付款"),
    help: w(
        "Money has left the bank or the cash box for something that is no payout: expenses, suppliers, works, deposits given back.",
        "钱已从银行或现金付出，且不是向户分配：费用、货款、工程款、退还押金等。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "from",
            Shape::Code(CodeOf::Banks),
            w("From", "付出账户"),
            w("The registered account that it left, or CASH.", "从哪个已登记的账户付出，现金写 CASH。"),
        ),
        CONTRACT,
        needed(
            "parts",
            Shape::List(&[
                needed(
                    "part",
                    Shape::OfChart(ChartList::Payments),
                    w("Part", "款项"),
                    w(
                        "What it is, by its name in the chart document; coop report registers parts lists them.",
                        "是什么款，用科目表文件中的名称；coop report registers parts 列出全部。",
                    ),
                ),
                AMOUNT,
                Member { need: Need::Optional, ..ACCOUNT },
                HOLDER,
                PURPOSE,
                PROJECT,
                INVOICE,
            ]),
            w("Parts", "款项明细"),
            w("What was paid for, one row each.", "付的是哪些款项，一项一行。"),
        ),
        optional(
            "document_day",
            Shape::Day,
            w("Day of the invoice", "票据日期"),
            w("Where the invoice is older than the payment.", "票据早于付款日的填写。"),
        ),
        dues::PAYS,
    ],
};

pub(super) const LINES: Shape = Shape::List(&[
    ACCOUNT,
    optional(
        "debit",
        Shape::Money,
        w("Debit", "借方"),
        w("Yuan; each line has exactly one side.", "元；每行只填一方。"),
    ),
    optional(
        "credit",
        Shape::Money,
        w("Credit", "贷方"),
        w("Yuan; each line has exactly one side.", "元；每行只填一方。"),
    ),
    HOLDER,
    PURPOSE,
]);

pub(super) const VOUCHER: Description = Description {
    kind: "voucher.recorded",
    group: Subject::Money,
    label: w("Free voucher", "自由凭证"),
    help: w(
        "For what no other kind says: balanced lines of the collective's own. What is others' moves by its own kinds only.",
        "其他种类都说不清的事：借贷相等的分录，只动集体自己的钱；别人的钱只能用专门的种类。",
    ),
    law: w("", ""),
    members: &[needed("lines", LINES, w("Lines", "分录"), w("Debits equal credits.", "借贷相等。"))],
};

pub(super) const OPENING: Description = Description {
    kind: "opening.recorded",
    group: Subject::Money,
    label: w("Opening balances", "期初余额"),
    help: w(
        "What stood in the old books when this ledger begins; once, before anything else moves money.",
        "启用本账本时旧账上的余额；只记一次，在任何收付之前。",
    ),
    law: w(
        "财会〔2023〕20号: the old books are closed and carried over by a trial balance",
        "财会〔2023〕20号：旧账按科目余额表结转",
    ),
    members: &[needed("lines", LINES, w("Lines", "分录"), w("Debits equal credits.", "借贷相等。"))],
};

/// What one part of a claim is made of.
const CLAIMED: &[Member] = &[
    needed(
        "claim",
        Shape::OfChart(ChartList::Claims),
        w("Claim", "应收应付项"),
        w(
            "What it is, by its name in the chart document; coop report registers parts lists them.",
            "是什么，用科目表文件中的名称；coop report registers parts 列出全部。",
        ),
    ),
    AMOUNT,
    CONTRACT,
    HOLDER,
    CLAIMED_ACCOUNT,
    COUNTED,
    PURPOSE,
    OWED_AS,
    PROJECT,
    INVOICE,
    dues::CLAIMED_NO,
    optional("year", Shape::Year, w("Year", "年度"), w("Calendar year that it belongs to.", "所属公历年度。")),
    CLAIMED_TO,
];

/// Of a return that is shared before its year is over.
const CLAIMED_TO: Member = optional(
    "last_day",
    Shape::Day,
    w("Claimed to", "截止日"),
    w(
        "Of a return by days that is claimed before the year is over: the last day, as when the capital comes back the day after.",
        "年度未完就确认的按日收益填写：算到哪一天，例如本金次日收回。",
    ),
);

const COUNTED: Member = optional(
    "asset",
    Shape::Text,
    w("Counted", "盘点的资产"),
    w("Which thing, account or CASH was counted short, or over.", "盘亏、盘盈的资产、账户，现金写 CASH。"),
);

const CLAIMED_ACCOUNT: Member = optional(
    "account",
    Shape::OfChart(ChartList::Accounts),
    w("Account", "科目"),
    w("Where the chart leaves it open: what was bought, or where it is claimed.", "科目表没有定死科目时填写。"),
);

const OWED_AS: Member = optional(
    "owed_as",
    Shape::Text,
    w("Owed as", "应付款名目"),
    w(
        "What it is called on the side of whoever is owed, where that is not what it is for.",
        "应付款一方的名目；与用途相同的不填。",
    ),
);

pub(super) const CLAIM: Description = Description {
    kind: "claim.recorded",
    group: Subject::Money,
    label: w("Claim or debt", "应收应付"),
    help: w(
        "Something is owed to us or by us, was handed out in advance and is accounted for, or is let off: no money moves. One thing, or several in a list.",
        "别人欠我们、我们欠别人、备用金报销、预付款转费用、核销减免等，钱没有动。一项直接填，几项写在明细里。",
    ),
    law: w("", ""),
    members: &[
        optional(
            "claim",
            Shape::OfChart(ChartList::Claims),
            w("Claim", "应收应付项"),
            w(
                "What it is, by its name in the chart document; left out where it has several parts.",
                "是什么，用科目表文件中的名称；几项写在明细里时不填。",
            ),
        ),
        Member { need: Need::Optional, ..AMOUNT },
        CONTRACT,
        HOLDER,
        CLAIMED_ACCOUNT,
        COUNTED,
        PURPOSE,
        OWED_AS,
        PROJECT,
        INVOICE,
        optional("year", Shape::Year, w("Year", "年度"), w("Calendar year that it belongs to.", "所属公历年度。")),
        CLAIMED_TO,
        optional(
            "scheme",
            Shape::Code(CodeOf::Schemes),
            w("Scheme", "分配单"),
            w(
                "The payout sheet that shares it, where the chart says that one does.",
                "由哪份分配单分配；科目表规定需分配的填写。",
            ),
        ),
        computed(
            "collective",
            Shape::Money,
            w("The collective's part", "集体部分"),
            w("Computed by the sheet that shares it.", "由分配单计算。"),
        ),
        optional(
            "out_of",
            Shape::Text,
            w("Taken from", "来源"),
            w("What it is taken from; a return out of principal is refused.", "出自什么；以本金充作回报的会被拒绝。"),
        ),
        dues::CLAIMED_NO,
        optional(
            "parts",
            Shape::List(CLAIMED),
            w("Parts", "明细"),
            w(
                "Where it is several things, one row each; then the members above are left out.",
                "几项一起记时一项一行，上面的各栏不填。",
            ),
        ),
        dues::RESOLUTION,
        optional(
            "document",
            Shape::Text,
            w("Paper", "凭据"),
            w("Reference of the paper that says it.", "说明此事的凭据编号。"),
        ),
    ],
};

pub(super) const RELEASE: Description = Description {
    kind: "income.released",
    group: Subject::Money,
    label: w("Advance becomes income", "预收转收入"),
    help: w(
        "Rent that was received for later months becomes income of the year in which it is earned.",
        "以前预收的租金，到了所属年度转作收入。",
    ),
    law: w("", ""),
    members: &[
        must(CONTRACT),
        YEAR,
        computed(
            "amount",
            Shape::Money,
            w("Amount", "金额"),
            w("Computed by whole months; what is stated must be right.", "按整月计算；填写的必须正确。"),
        ),
    ],
};

pub(super) const SET_OFF: Description = Description {
    kind: "debt.set.off",
    group: Subject::Money,
    label: w("Debt set off", "欠款抵扣"),
    help: w(
        "A household's debt is set off against its open payout line, with its written consent.",
        "经户书面同意，用其待付的分配款抵扣欠款。",
    ),
    law: w("", ""),
    members: &[
        HOUSEHOLD,
        needed(
            "payout",
            Shape::Code(CodeOf::Payouts),
            w("Payout", "分配"),
            w("Against whose line of which payout.", "抵扣哪一次分配中的应得款。"),
        ),
        AMOUNT,
        needed(
            "consent",
            Shape::Text,
            w("Consent", "同意书"),
            w("Reference of the household's written consent.", "户书面同意书的编号。"),
        ),
        optional(
            "purpose",
            Shape::Text,
            w("Which debt", "哪一笔欠款"),
            w("By its purpose; needed where there are several.", "按用途写明；有几笔欠款时必填。"),
        ),
    ],
};
