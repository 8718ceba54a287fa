//! Members that many kinds have, said once.

use super::{ChartList, Choice, CodeOf, Fill, Member, Need, Shape, Wording, choice, needed, optional, usual, w};

pub(super) const ID: Member = usual(
    "id",
    Fill::NextId,
    Shape::Id,
    w("Own number", "自编号"),
    w(
        "Your own number of this record: recording it twice under one number does it once.",
        "您自己给这笔记录的编号：同一编号记两次，只算一次。",
    ),
);

pub(super) const ON: Member = usual(
    "on",
    Fill::Today,
    Shape::Day,
    w("Day", "日期"),
    w("The day on which it holds for the cooperative.", "此事对合作社生效的日期。"),
);

pub(super) const NOTE: Member = optional(
    "note",
    Shape::Private,
    w("Note", "摘要"),
    w(
        "A free text, names included: it is sealed, shown to those whom the entry concerns and to nobody else.",
        "自由填写，可以写姓名：封存于私密库，只给与此有关的人看。",
    ),
);

pub(super) const EVIDENCE: Member = optional(
    "evidence",
    Shape::Evidence,
    w("Evidence", "附件"),
    w(
        "SHA-256 of the files that prove it, each in 64 hexadecimal digits; the files stay with you.",
        "证明此事的文件的 SHA-256，每个为 64 位十六进制数；文件由您保管。",
    ),
);

pub(super) const CONTRACT: Member = contract(w("Under which contract.", "在哪一份合同之下。"));

pub(super) const fn contract(help: Wording) -> Member {
    optional("contract", Shape::Code(CodeOf::Contracts), w("Contract", "合同"), help)
}

/// The same member, which must be there.
pub(super) const fn must(member: Member) -> Member {
    Member { need: Need::Needed, ..member }
}

pub(super) const AMOUNT: Member = Member {
    name: "amount",
    need: Need::Needed,
    shape: Shape::Money,
    label: w("Amount", "金额"),
    help: w("Yuan, above zero.", "元，大于零。"),
};

pub(super) const HOLDER: Member = optional(
    "holder",
    Shape::Code(CodeOf::Holders),
    w("Whose", "对方"),
    w(
        "Code of the household, party, contract, bank account or asset, where it is not the contract's party.",
        "户、对方单位、合同、银行账户或资产的编号；就是合同对方的不填。",
    ),
);

pub(super) const PURPOSE: Member = optional(
    "purpose",
    Shape::Text,
    w("What for", "用途"),
    w("Where the chart leaves it open: a short text without names.", "科目表没有定死用途时填写；短语，不写姓名。"),
);

pub(super) const PROJECT: Member = optional(
    "project",
    Shape::Code(CodeOf::Projects),
    w("Project", "项目"),
    w("Works or grant that it belongs to.", "所属的工程或专项资金项目。"),
);

pub(super) const HOUSEHOLD: Member = Member {
    name: "household",
    need: Need::Needed,
    shape: Shape::Code(CodeOf::Households),
    label: w("Household", "农户"),
    help: w("Code of the household.", "户编号。"),
};

pub(super) const DOCUMENT: Member = Member {
    name: "document",
    need: Need::Needed,
    shape: Shape::Text,
    label: w("Paper", "文书"),
    help: w("Reference of the paper that proves it, as it is filed.", "证明此事的文书编号，按归档写法。"),
};

pub(super) const ACCOUNT: Member = Member {
    name: "account",
    need: Need::Needed,
    shape: Shape::OfChart(ChartList::Accounts),
    label: w("Account", "科目"),
    help: w("Code of the account in the chart.", "科目表中的科目编号。"),
};

pub(super) const YEAR: Member =
    usual("year", Fill::ThisYear, Shape::Year, w("Year", "年度"), w("Calendar year.", "公历年度。"));

/// First and last day.
pub(super) const PERIOD: Shape = Shape::Group(&[FIRST_DAY, LAST_DAY]);

pub(super) const FIRST_DAY: Member = Member {
    name: "first_day",
    need: Need::Needed,
    shape: Shape::Day,
    label: w("From", "起"),
    help: w("First day.", "第一天。"),
};

pub(super) const LAST_DAY: Member = Member {
    name: "last_day",
    need: Need::Needed,
    shape: Shape::Day,
    label: w("To", "止"),
    help: w("Last day.", "最后一天。"),
};

/// The same household under another name or with another sentence.
pub(super) const fn household(name: &'static str, label: Wording, help: Wording) -> Member {
    Member { name, label, help, ..HOUSEHOLD }
}

/// The registered account that money comes into.
pub(super) const INTO: Member = needed(
    "into",
    Shape::Code(CodeOf::Banks),
    w("Into", "收入账户"),
    w("The registered account that it came into, or CASH.", "收入哪个已登记的账户，现金写 CASH。"),
);

pub(super) const fn first_day(help: Wording) -> Member {
    needed("first_day", Shape::Day, w("First day", "起始日"), help)
}

pub(super) const fn last_day(help: Wording) -> Member {
    needed("last_day", Shape::Day, w("Last day", "截止日"), help)
}

pub(super) const fn parcels(help: Wording) -> Member {
    needed("parcels", Shape::Codes(CodeOf::Parcels), w("Parcels", "地块"), help)
}

pub(super) const PARCEL: Member = needed(
    "parcel",
    Shape::Code(CodeOf::Parcels),
    w("Parcel", "地块"),
    w("Code of the parcel in the register.", "登记簿里的地块编号。"),
);

pub(super) const AREA_MU: Member = needed(
    "area_mu",
    Shape::AreaMu,
    w("Area, mu", "亩数"),
    w(
        "Certified mu: square metres × 15 / 10000, rounded half up to two decimals.",
        "确权登记的亩数：平方米 × 15 ÷ 10000，四舍五入到两位小数。",
    ),
);

pub(super) const AREA_M2: Member = needed(
    "area_m2",
    Shape::AreaM2,
    w("Area, m²", "平方米"),
    w("Certified square metres, two decimals.", "确权登记的平方米数，两位小数。"),
);

pub(super) const CLASS: Member = needed(
    "class",
    Shape::Code(CodeOf::Classes),
    w("Class", "份额类别"),
    w("The class of shares, as it was set: population, labour.", "份额类别，用设立时的名称，如 population、labour。"),
);

pub(super) const fn shares(help: Wording) -> Member {
    needed("shares", Shape::Shares, w("Shares", "份额"), help)
}

/// Shares by class, perhaps of none.
pub(super) const fn by_class(name: &'static str, help: Wording) -> Member {
    optional(name, Shape::SharesByClass, w("Shares", "份额"), help)
}

pub(super) const ASSET: Member = needed(
    "asset",
    Shape::NewCode(CodeOf::Assets),
    w("Asset", "资产名称"),
    w("Its name on the asset card, without blanks; used once.", "资产卡片上的名称，不带空格，不能重名。"),
);

pub(super) const LIFE_MONTHS: Member = needed(
    "life_months",
    Shape::Count,
    w("Useful life", "使用年限（月）"),
    w("Months over which it is depreciated, above zero: 20 years are 240.", "按多少个月折旧，大于零：20 年写 240。"),
);

pub(super) const SALVAGE: Member = usual(
    "salvage",
    Fill::Word("0.05"),
    Shape::Ratio,
    w("Residual value", "净残值率"),
    w(
        "Part of the cost that is never depreciated, from 0 to 1: 0.05 is five percent.",
        "原值中不折旧的部分，0 到 1：0.05 就是百分之五。",
    ),
);

pub(super) const USE: Member = needed(
    "use",
    Shape::Word(USES),
    w("Used for", "用途"),
    w("It decides which expense account bears the depreciation.", "决定折旧记入哪个支出科目。"),
);

pub(super) const USES: &[Choice] = &[
    choice("office", "administration", "管理用"),
    choice("operating", "earns income", "经营用"),
    choice("public", "serves the public", "公益用"),
];

pub(super) const fn scheme(help: Wording) -> Member {
    needed("scheme", Shape::Code(CodeOf::Schemes), w("Payout sheet", "分配单"), help)
}

/// Which version of a payout sheet.
pub(super) const VERSION: Member = optional(
    "version",
    Shape::Count,
    w("Version", "版本"),
    w(
        "Which version of the sheet; the newest in force where it is left out.",
        "分配单的第几版；不填则用有效的最新版。",
    ),
);

/// The same member, which may be left out.
pub(super) const fn may(member: Member) -> Member {
    Member { need: Need::Optional, ..member }
}

/// The same member with another sentence.
pub(super) const fn saying(member: Member, help: Wording) -> Member {
    Member { help, ..member }
}
