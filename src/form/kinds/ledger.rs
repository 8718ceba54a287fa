//! The ledger itself: accounts at banks, settings, sheets, corrections, keys.

use crate::form::{
    ChartList, Choice, CodeOf, Description, Fill, Member, Shape, Subject, choice, needed, optional, usual, w,
};

pub(super) const OWNERSHIPS: &[Choice] = &[
    choice("collective", "in the collective's name", "集体账户"),
    choice("personal", "in a person's name", "个人账户"),
];

pub(super) const ACCOUNT_KINDS: &[Choice] = &[
    choice("basic", "basic account", "基本户"),
    choice("special", "special account", "专户"),
    choice("cash_pool", "cash pool", "资金池"),
];

pub(super) const BANK: Description = Description {
    kind: "bank.registered",
    group: Subject::Money,
    label: w("Bank account", "银行账户登记"),
    help: w(
        "A bank account is given a code before money moves over it; personal accounts are registered so that collective money over them is refused.",
        "银行账户先登记编号，才能收付；登记个人账户是为了拒绝集体资金进出。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 44: collective money is never kept in a personal account",
        "农村集体经济组织法第四十四条：集体资金不得进入个人账户",
    ),
    members: &[
        needed(
            "account",
            Shape::NewCode(CodeOf::Banks),
            w("Account", "账户编号"),
            w("A new local code such as A-BANK-1; not the number.", "本地新编号，如 A-BANK-1；不是银行账号。"),
        ),
        needed(
            "owner",
            Shape::Text,
            w("Owner", "所有人编号"),
            w("Code of the organization or of the person, never a name.", "组织或个人的编号，不写姓名。"),
        ),
        usual(
            "ownership",
            Fill::Word("collective"),
            Shape::Word(OWNERSHIPS),
            w("In whose name", "账户性质"),
            w("Whose account it is in law.", "账户在法律上属于谁。"),
        ),
        optional(
            "number",
            Shape::Private,
            w("Account number", "银行账号"),
            w("As text, all digits; sealed.", "按文本填写全部数字；封存。"),
        ),
        optional(
            "account_kind",
            Shape::Word(ACCOUNT_KINDS),
            w("Kind of account", "账户种类"),
            w("Basic, special, or a pool of several members' money.", "基本户、专户，或多个成员单位的资金池。"),
        ),
        optional(
            "overdraft",
            Shape::Money,
            w("Overdraft agreed", "透支额度"),
            w(
                "How far the bank has agreed that it may be overdrawn; left out: not at all.",
                "与银行约定可以透支到多少；不填则不许透支。",
            ),
        ),
    ],
};

pub(super) const SETTING: Description = Description {
    kind: "setting.chosen",
    group: Subject::Ledger,
    label: w("Setting", "选择设置"),
    help: w(
        "Where rules leave a choice, the village makes it: on which account members' money stands, where the fee is income. It holds from this entry on.",
        "规定有几种做法时由村里选定：成员往来用哪个科目、服务费记哪项收入等。从这一条起有效。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "name",
            Shape::OfChart(ChartList::Settings),
            w("Setting", "设置项"),
            w("Its name in the chart document; the shipped one has these:", "科目表文件中的名称；自带的科目表有："),
        ),
        needed(
            "value",
            Shape::OfChart(ChartList::Values),
            w("Value", "取值"),
            w(
                "One of the values that the chart allows for it, an account or a word; the first is what holds without a choice. Words:",
                "科目表允许的取值之一：科目或词；没有选择时用第一个。词有：",
            ),
        ),
    ],
};

pub(super) const EXTENDED: Description = Description {
    kind: "chart.extended",
    group: Subject::Ledger,
    label: w("Chart extended", "补充科目与款项"),
    help: w(
        "Detail accounts, parts, settings and words of payouts are added to the ledger's chart. What stands in it is never changed, and a new part moves no more than a free voucher may.",
        "在账本的科目表文件里补充明细科目、款项、设置和记账用语；原有的内容一律不改，新款项也不能动凭证不能动的钱。",
    ),
    law: w("", ""),
    members: &[needed(
        "chart",
        Shape::Sheet,
        w("Additions", "补充内容"),
        w(
            "Lines as the chart document has them, under [accounts], [settings], [receipt], [payment], [claim] or [credited]; or chart_file with the name of a file that has them.",
            "按科目表文件的写法逐行写，归在 [accounts]、[settings]、[receipt]、[payment]、[claim] 或 [credited] 之下；或用 chart_file 写文件名。",
        ),
    )],
};

pub(super) const ADOPT: Description = Description {
    kind: "scheme.adopt",
    group: Subject::Ledger,
    label: w("Payout sheet adopted", "通过分配单"),
    help: w(
        "A payout sheet comes into force by resolution. It is never changed: a new version follows it.",
        "分配单经决议生效。生效后不改，要改就通过新的一版。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 26: the meeting decides on distribution",
        "农村集体经济组织法第二十六条：分配方案由成员大会审议决定",
    ),
    members: &[
        needed(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w("Reference of the resolution that adopted it.", "通过它的决议编号。"),
        ),
        needed(
            "sheet",
            Shape::Sheet,
            w("Sheet", "分配单"),
            w(
                "Its lines, or sheet_file with the name of the file that has them; its id is the sheet's own.",
                "分配单全文（逐行），或用 sheet_file 写文件名；编号以分配单自己的为准。",
            ),
        ),
        usual(
            "version",
            Fill::NextVersion,
            Shape::Count,
            w("Version", "版本"),
            w("1 for a new sheet, else one more than the newest.", "新分配单写 1，否则比最新版大 1。"),
        ),
        optional(
            "rows",
            Shape::List(&[
                needed("register", Shape::Text, w("Register", "登记表"), w("In the sheet's word.", "用分配单里的词。")),
                needed(
                    "rows",
                    Shape::Text,
                    w("Rows", "行"),
                    w(
                        "household, person, parcel, lease_run, house, capital, village, period, series.CODE or holding.CLASS.",
                        "household（户）、person（人）、parcel（地块）、lease_run（租期）、house、capital、village、period（年份）、series.编号 或 holding.类别。",
                    ),
                ),
                optional(
                    "everyone",
                    Shape::Truth,
                    w("Ended ones, too", "含已结束的"),
                    w("Also who left, and stretches that are over.", "也算已离开的人、已过去的各期。"),
                ),
                optional(
                    "where",
                    Shape::Texts,
                    w("Only where", "只取"),
                    w(
                        "Only rows whose members read so, parcel.kind=other.",
                        "只取这几栏相符的行，如 parcel.kind=other。",
                    ),
                ),
            ]),
            w("Its registers here", "登记表在本账本里"),
            w(
                "Which rows a register of the sheet has in this ledger, where its word does not say so.",
                "分配单的登记表在本账本里是哪些行；词本身已说明的不写。",
            ),
        ),
        optional(
            "reads",
            Shape::List(&[
                needed(
                    "at",
                    Shape::Text,
                    w("Word", "词"),
                    w("An input, or register.column.", "输入的名称，或 登记表.列。"),
                ),
                needed(
                    "from",
                    Shape::Text,
                    w("Read from", "读自"),
                    w(
                        "parcel.area_mu, class.CLASS, series.CODE, series.CODE.COLUMN, part.PART and others: coop scheme dictionary.",
                        "parcel.area_mu、class.类别、series.编号、series.编号.列、part.款项 等，见 coop scheme dictionary。",
                    ),
                ),
                optional(
                    "when",
                    Shape::Word(WHEN),
                    w("As of", "取哪一天"),
                    w(
                        "Left out: the record day for registers, the period for series, the end of the period for balances.",
                        "不写：登记取登记日，数列取本期，余额取期末。",
                    ),
                ),
            ]),
            w("Its words here", "词在本账本里"),
            w(
                "What a column or input reads in this ledger, where its word does not say so.",
                "列或输入在本账本里从哪里读；词本身已说明的不写。",
            ),
        ),
        optional(
            "accounts",
            Shape::List(&[
                needed("account", Shape::Text, w("Account", "账户"), w("In the sheet's word.", "用分配单里的词。")),
                needed(
                    "place",
                    Shape::Text,
                    w("Stands in", "在科目"),
                    w("Account, a slash and the purpose.", "科目和用途，如 211/保证金。"),
                ),
                optional(
                    "under",
                    Shape::Word(STANDS_UNDER),
                    w("Under the name of", "名下"),
                    w("Left out: nobody's.", "不写：不分名下。"),
                ),
                needed(
                    "opens",
                    Shape::Word(OPENS),
                    w("Opens with", "期初"),
                    w("What a run finds in it.", "每次计算开始时里面有多少。"),
                ),
            ]),
            w("Its accounts here", "账户在本账本里"),
            w(
                "Where money that the sheet keeps stands in the books; left out: payables, under the account's name.",
                "分配单留存的钱记在哪个科目；不写：应付款，用途为账户名。",
            ),
        ),
        optional(
            "parties",
            Shape::List(&[
                needed("party", Shape::Text, w("Party", "一方"), w("In the sheet's word.", "用分配单里的词。")),
                needed(
                    "is",
                    Shape::Code(CodeOf::Parties),
                    w("Is", "是"),
                    w("Its code in the register.", "登记的单位编号。"),
                ),
            ]),
            w("Its parties here", "各方在本账本里"),
            w(
                "Who a party of the sheet is; left out: the other side of the contract.",
                "分配单里的一方是哪个单位；不写：合同的对方。",
            ),
        ),
    ],
};

const WHEN: &[Choice] = &[
    choice("start", "first day", "期初"),
    choice("end", "last day", "期末"),
    choice("record_day", "record day", "登记日"),
    choice("period", "its period", "本期"),
    choice("latest", "newest", "最近一期"),
];

const OPENS: &[Choice] =
    &[choice("kept", "what the last run left", "上次留下的"), choice("book", "what the books have", "账上的余额")];

const STANDS_UNDER: &[Choice] =
    &[choice("row", "the row's household", "该行所属的户"), choice("party", "the contract's other side", "合同的对方")];

const CORRECTIONS: &[Choice] = &[
    choice("wrong_amount", "wrong amount", "金额有误"),
    choice("wrong_account", "wrong account", "科目有误"),
    choice("duplicate", "recorded twice", "重复记账"),
    choice("other", "other", "其他"),
];

pub(super) const CORRECTED: Description = Description {
    kind: "entry.corrected",
    group: Subject::Ledger,
    label: w("Entry reversed", "冲销"),
    help: w(
        "A wrong entry that moved money is reversed whole; what is right is recorded anew. Registers, contracts and payouts have kinds of their own for changes.",
        "记错的收付款、凭证整笔冲销，再重新记对的。登记、合同、分配另有专门的变更种类。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "corrects",
            Shape::IdOf,
            w("Wrong entry", "记错的记录"),
            w("Own number of the entry that is reversed.", "要冲销的记录的自编号。"),
        ),
        needed(
            "reason",
            Shape::Word(CORRECTIONS),
            w("Reason", "原因"),
            w("Why; words go into the note.", "为什么；详细说明写在摘要里。"),
        ),
    ],
};

pub(super) const ATTESTED: Description = Description {
    kind: "attestation.recorded",
    group: Subject::Ledger,
    label: w("Approvals recorded", "记入签认"),
    help: w(
        "Chair, supervisor or others have signed on their own device that they approve, object or know; their words enter the ledger.",
        "理事长、监事等在自己的设备上签认（同意、异议、知悉），由此记入账本。",
    ),
    law: w("", ""),
    members: &[needed(
        "attestations",
        Shape::Attestations(true),
        w("Attestations", "签认"),
        w(
            "From 1 to 16, unchanged, as the signer's own device wrote them.",
            "1 到 16 份，签认人设备写出的原样，不改动。",
        ),
    )],
};

const KEY_KINDS: &[Choice] =
    &[choice("person", "a person in office", "任职人员"), choice("recovery", "recovery of the ledger", "恢复账本用")];

const ROLES: &[Choice] = &[
    choice("accountant", "accountant", "会计"),
    choice("cashier", "cashier", "出纳"),
    choice("chair", "chair", "理事长"),
    choice("supervisor", "supervisor", "监事"),
];

const ALGORITHMS: &[Choice] = &[choice("ed25519", "Ed25519", "Ed25519 签名")];

pub(super) const ADMITTED: Description = Description {
    kind: "key.admitted",
    group: Subject::Ledger,
    label: w("Key admitted", "启用密钥"),
    help: w(
        "A person who comes into office may sign from now on; coop key admit makes this request from a key file.",
        "新任职人员从此可以签字；命令 coop key admit 可由密钥文件直接生成。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "person",
            Shape::Text,
            w("Person", "人员编号"),
            w("Code such as K003, never a name.", "编号，如 K003，不写姓名。"),
        ),
        usual(
            "key_kind",
            Fill::Word("person"),
            Shape::Word(KEY_KINDS),
            w("Kind of key", "密钥种类"),
            w(
                "Whether a person in office signs with it, or it restores the ledger.",
                "任职人员签字用，还是恢复账本用。",
            ),
        ),
        optional(
            "role",
            Shape::Word(ROLES),
            w("Office", "职务"),
            w(
                "What the person may record; needed for a person, left out for recovery.",
                "决定可以记哪些种类；任职人员必填，恢复用的不填。",
            ),
        ),
        needed(
            "public",
            Shape::PublicKey,
            w("Public key", "公钥"),
            w(
                "64 hexadecimal digits, as coop key show --format hex prints them.",
                "64 位十六进制数，coop key show --format hex 打印的就是。",
            ),
        ),
        usual(
            "alg",
            Fill::Word("ed25519"),
            Shape::Word(ALGORITHMS),
            w("Algorithm", "算法"),
            w("There is one.", "只有这一种。"),
        ),
        needed(
            "possession",
            Shape::Attestations(false),
            w("Proof", "持有证明"),
            w(
                "An attestation by this very key for this person and office: it shows that its owner has it.",
                "用这把密钥为此人此职务签的证明，表明本人持有。",
            ),
        ),
    ],
};

const KEY: Member = needed(
    "key",
    Shape::Code(CodeOf::Keys),
    w("Key", "密钥"),
    w("Its 32 hexadecimal digits, as coop key list shows them.", "32 位十六进制编号，coop key list 可查。"),
);

pub(super) const RETIRED: Description = Description {
    kind: "key.retired",
    group: Subject::Ledger,
    label: w("Key retired", "停用密钥"),
    help: w(
        "A person leaves office or a key is lost: it signs nothing behind this entry. The last accountant's key cannot go.",
        "离任或密钥遗失：此后不能再签。最后一把会计密钥不能停用。",
    ),
    law: w("", ""),
    members: &[KEY],
};
