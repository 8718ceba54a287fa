//! Who may what: persons, kin, offices, and what orders need.

use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, choice,
    members::{DOCUMENT, HOUSEHOLD, first_day, last_day, may, saying},
    needed, optional, w,
};

/// As they ship; a policy may name others.
const OFFICES: &[Choice] = &[
    choice("accountant", "accountant", "会计"),
    choice("cashier", "cashier", "出纳"),
    choice("chair", "chair", "理事长"),
    choice("director", "director", "理事"),
    choice("supervisor", "supervisor", "监事"),
    choice("finance_group", "finance group", "民主理财小组"),
    choice("representative", "representative", "成员代表"),
    choice("township_agent", "township agent", "乡镇代理"),
    choice("manager", "manager", "经营管理人员"),
];

const PERSON_CODE: Member = needed(
    "person",
    Shape::Code(CodeOf::Officers),
    w("Person", "人员"),
    w("Code of the person, such as K001.", "人员代码，如 K001。"),
);

const OFFICE: Member = needed(
    "office",
    Shape::Suggested(OFFICES),
    w("Office", "职务"),
    w(
        "Its word; a policy may name offices of its own in small letters.",
        "职务的英文词；审批制度可以用小写字母写自己的职务。",
    ),
);

pub(super) const PERSON: Description = Description {
    kind: "person.registered",
    group: Subject::Offices,
    label: w("Person in office", "登记任职人员"),
    help: w(
        "Somebody who may hold offices and keys gets a code for life. No name goes into the ledger.",
        "可以任职、持有密钥的人得到终身不变的代码。姓名不进账本。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "person",
            Shape::NewCode(CodeOf::Officers),
            w("Code", "代码"),
            w(
                "A new code such as K014, by which keys and offices name the person.",
                "新代码，如 K014，密钥和职务用它称呼此人。",
            ),
        ),
        saying(may(HOUSEHOLD), w("The household of a member; left out for others.", "成员所在的户；不是成员的不填。")),
        optional(
            "is",
            Shape::Code(CodeOf::Persons),
            w("Person of the household", "户内人员"),
            w("Which person of a household it is, where persons are registered.", "户内登记了人员时，是哪一位。"),
        ),
    ],
};

pub(super) const KIN: Description = Description {
    kind: "kin.declared",
    group: Subject::Offices,
    label: w("Close kin declared", "申报近亲属"),
    help: w(
        "Two persons are close kin. Of what kind is not asked: that they are is enough for what kin may not do together.",
        "申报两人是近亲属。不问是哪一种：知道是近亲属，回避就够用。",
    ),
    law: w(
        "Civil Code, article 1045: spouse, parents, children, siblings, grandparents and grandchildren are close kin",
        "民法典第一千零四十五条：配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女为近亲属",
    ),
    members: &[
        PERSON_CODE,
        needed("kin", Shape::Code(CodeOf::Officers), w("Kin", "近亲属"), w("Code of the other.", "另一人的代码。")),
    ],
};

pub(super) const TAKEN: Description = Description {
    kind: "office.taken",
    group: Subject::Offices,
    label: w("Office taken", "就任"),
    help: w(
        "A person takes an office for a term. From then on the office is who took it; roles of keys say nothing about it any more.",
        "某人就任职务，写明任期。此后谁任此职以此为准，密钥上的角色不再说明这个职务。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, articles 28, 29 and 34: five years; who keeps the accounts or sits on the board does not supervise",
        "农村集体经济组织法第二十八条、第二十九条、第三十四条：任期五年；理事、财务人员及其近亲属不得担任监事",
    ),
    members: &[
        OFFICE,
        PERSON_CODE,
        first_day(w("First day of the term.", "任期第一天。")),
        last_day(w("Last day of the term.", "任期最后一天。")),
        saying(DOCUMENT, w("Reference of the record, as it is filed.", "选举或聘任文件的编号，按归档写法。")),
    ],
};

const WHY_LEFT: &[Choice] = &[
    choice("ended", "the term is over", "届满"),
    choice("resigned", "resigned", "辞职"),
    choice("removed", "removed by vote", "罢免"),
    choice("died", "died", "去世"),
];

pub(super) const LEFT: Description = Description {
    kind: "office.left",
    group: Subject::Offices,
    label: w("Office left", "离任"),
    help: w("A person leaves an office; approvals given before stay given.", "某人离任；离任前作出的同意仍然算数。"),
    law: w("", ""),
    members: &[
        OFFICE,
        PERSON_CODE,
        needed("reason", Shape::Word(WHY_LEFT), w("Why", "原因"), w("Why the office ends.", "为什么离任。")),
        saying(DOCUMENT, w("Reference of the record, as it is filed.", "文件的编号，按归档写法。")),
    ],
};

pub(super) const POLICY: Description = Description {
    kind: "policy.adopted",
    group: Subject::Offices,
    label: w("Policy adopted", "通过审批制度"),
    help: w(
        "What orders need before they take effect: a document of rows, in force from the next batch on. Without one the roles of keys decide, as before.",
        "哪些事要谁同意才生效：一份逐条写明的制度，从下一批起有效。没有制度时，按密钥的角色，同以前一样。",
    ),
    law: w(
        "Rural Collective Economic Organizations Law, article 26: the meeting decides on the internal rules",
        "农村集体经济组织法第二十六条：内部管理制度由成员大会审议决定",
    ),
    members: &[
        needed(
            "resolution",
            Shape::Text,
            w("Resolution", "决议编号"),
            w("Reference of the resolution that adopted it.", "通过这份制度的决议编号。"),
        ),
        needed(
            "policy",
            Shape::Sheet,
            w("Document", "制度"),
            w(
                "The document by lines; or policy_file with the name of a file that has them. coop policy show writes one that ships.",
                "逐行写出；或用 policy_file 写文件名。coop policy show 可以写出随程序附带的制度。",
            ),
        ),
    ],
};

pub(super) const REVOKED: Description = Description {
    kind: "key.revoked",
    group: Subject::Offices,
    label: w("Key revoked", "吊销密钥"),
    help: w(
        "A key that somebody else may have used: it ends, and from an entry on its words count for nothing that is not in effect yet. A key that was retired before can be revoked, too.",
        "可能被别人用过的密钥：即行终止，并从某一条起，它的话对尚未生效的事都不算数。已经停用的密钥也可以吊销。",
    ),
    law: w("", ""),
    members: &[
        needed(
            "key",
            Shape::Code(CodeOf::Keys),
            w("Key", "密钥"),
            w(
                "Its 32 hexadecimal digits, as coop key list tells them.",
                "密钥的 32 位十六进制编号，见 coop key list。",
            ),
        ),
        needed(
            "from",
            Shape::Count,
            w("From entry", "自第几条起"),
            w("The first entry from which it is not trusted.", "从这一条起不再可信。"),
        ),
        needed("reason", Shape::Suggested(WHY_REVOKED), w("Why", "原因"), w("Why, without names.", "原因，不写姓名。")),
    ],
};

const WHY_REVOKED: &[Choice] = &[choice("stolen", "stolen", "被盗"), choice("lost", "lost", "丢失")];
