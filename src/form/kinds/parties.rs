//! Parties outside.

use crate::form::{Choice, CodeOf, Description, Fill, Shape, Subject, choice, needed, optional, usual, w};

/// Nothing asks for a role; these are the usual ones.
const ROLES: &[Choice] = &[
    choice("park operator", "park operator", "园区运营商"),
    choice("house operator", "house operator", "农房运营商"),
    choice("project company", "project company", "项目公司"),
    choice("tenant", "tenant", "承租人"),
    choice("builder", "builder", "施工单位"),
    choice("employer", "employer", "用工单位"),
];

const PARTY_IS: &[Choice] = &[
    choice("company", "company or business", "企业、经营户"),
    choice("household", "household of another collective", "外社农户"),
    choice("person", "a single person", "个人"),
    choice("bank", "bank", "银行"),
    choice("tax", "tax office", "税务机关"),
    choice("government", "office of the state", "政府部门"),
    choice("union", "union of collectives", "联合社"),
];

pub(super) const PARTY: Description = Description {
    kind: "party.registered",
    group: Subject::Contracts,
    label: w("Party registered", "往来单位登记"),
    help: w(
        "An operator, tenant, project company, builder or other body outside is given a code, before a contract names it.",
        "运营商、承租人、项目公司、施工单位等外部单位先登记编号，合同才能引用。",
    ),
    law: w("", ""),
    members: &[
        usual(
            "party",
            Fill::NextCode(CodeOf::Parties),
            Shape::NewCode(CodeOf::Parties),
            w("Party", "单位编号"),
            w("A new code such as OP1, used for nothing else.", "新编号，如 OP1，不与其他编号重复。"),
        ),
        optional(
            "name",
            Shape::Text,
            w("Name", "单位名称"),
            w(
                "Name of the company or body, readable in the record; never a person's, which goes into the note.",
                "公司或机构名称，明文记入账本；个人姓名不要写在这里，写在摘要里。",
            ),
        ),
        needed(
            "role",
            Shape::Suggested(ROLES),
            w("Role", "身份"),
            w("What it does, in a few words without a person's name.", "做什么的，几个字，不写个人姓名。"),
        ),
        optional(
            "is",
            Shape::Word(PARTY_IS),
            w("What it is", "性质"),
            w("What kind of body it is.", "属于哪一类单位。"),
        ),
        optional(
            "kin_of",
            Shape::Text,
            w("Kin of an officer", "关联干部"),
            w(
                "Code of the officer whose kin it is or belongs to; left out where there is none.",
                "与哪位干部有亲属或投资关系，写干部编号；没有的不填。",
            ),
        ),
    ],
};
