//! A row of a register is changed, put right or taken out.

use super::{
    land::LAND_KINDS,
    ledger::{ACCOUNT_KINDS, OWNERSHIPS},
    people::BASES,
};
use crate::form::{
    Choice, CodeOf, Description, Member, Shape, Subject, choice,
    members::{DOCUMENT, USES},
    needed, optional, w,
};

const REGISTERS: &[Choice] = &[
    choice("household", "household", "农户"),
    choice("party", "party", "单位"),
    choice("bank", "bank account", "银行账户"),
    choice("class", "class of shares", "份额类别"),
    choice("parcel", "parcel", "地块"),
    choice("house", "house", "房屋"),
    choice("asset", "asset card", "资产卡片"),
    choice("person", "person", "家庭人员"),
    choice("series", "published figures", "数据表"),
];

const MODES: &[Choice] = &[
    choice("changed", "it changed on the day", "变更：从这一天起变了"),
    choice("wrong", "it was recorded wrong from the beginning", "更正：一开始就记错了"),
    choice("void", "it never existed", "作废：本来就不存在"),
];

const REASONS: &[Choice] = &[
    choice("typed_wrong", "typed wrong", "录入错误"),
    choice("misheard", "misheard", "听错、报错"),
    choice("document_found", "a paper says otherwise", "依据文书更正"),
    choice("moved", "moved", "迁移"),
    choice("new_account", "another account", "换了账户"),
    choice("other", "other", "其他"),
];

const CLEARED: &[Choice] = &[
    choice("account", "account for payouts", "收款账号"),
    choice("account_kind", "kind of account", "账户种类"),
    choice("condition", "condition", "房屋状况"),
    choice("grade", "grade of a parcel", "地力等级"),
    choice("group", "group", "村民小组"),
    choice("name", "name of a party", "单位名称"),
    choice("number", "account number", "银行账号"),
    choice("official", "official code", "地块代码"),
    choice("phone", "telephone", "电话"),
    choice("place", "place of a parcel", "地块坐落"),
];

/// A value that may be given to rows of one register, or of several.
const fn value(name: &'static str, shape: Shape, en: &'static str, zh: &'static str) -> Member {
    optional(name, shape, w(en, zh), w("Only where it is to be another one.", "只在要改成别的内容时填写。"))
}

const VALUES: &[Member] = &[
    value("account", Shape::Private, "Household: account for payouts", "农户：收款账号"),
    value("phone", Shape::Private, "Household: telephone", "农户：电话"),
    value("group", Shape::Text, "Household: group", "农户：村民小组"),
    value("head", Shape::Code(CodeOf::Persons), "Household: head", "农户：户主编号"),
    optional(
        "name",
        Shape::Private,
        w("Household: head; party, person: name", "农户：户主姓名；单位、人员：名称"),
        w(
            "The head's name is sealed; that of a company stands in the record.",
            "户主姓名封存；单位名称公开写在账本里。",
        ),
    ),
    value("role", Shape::Text, "Party: what it does", "单位：做什么"),
    value("number", Shape::Private, "Bank account: number", "银行账户：账号"),
    optional(
        "overdraft",
        Shape::Money,
        w("Bank account: overdraft agreed", "银行账户：透支额度"),
        w("0.00 where it may no longer be overdrawn.", "不再允许透支的写 0.00。"),
    ),
    value("account_kind", Shape::Word(ACCOUNT_KINDS), "Bank account: kind", "银行账户：种类"),
    optional(
        "owner",
        Shape::Text,
        w("House or bank account: owner", "房屋、银行账户：所有人"),
        w("Put right only; of a house a household or collective.", "只能更正；房屋写户编号或 collective。"),
    ),
    value("ownership", Shape::Word(OWNERSHIPS), "Bank account: in whose name", "银行账户：性质"),
    value("unit", Shape::Text, "Class: one share is", "份额类别：一份代表"),
    value("total", Shape::Shares, "Class: all shares", "份额类别：总数"),
    value("area_m2", Shape::AreaM2, "Parcel: square metres", "地块：平方米"),
    value("area_mu", Shape::AreaMu, "Parcel: mu", "地块：亩"),
    value("contract_end", Shape::Day, "Parcel: end of the land contract", "地块：承包期止"),
    value("household", Shape::Holder, "Parcel: who holds it", "地块：承包户"),
    value("land_kind", Shape::Word(LAND_KINDS), "Parcel: kind of land", "地块：类别"),
    value("place", Shape::Text, "Parcel: where it lies; asset: where it stands", "地块：坐落；资产：存放地点"),
    value("grade", Shape::Text, "Parcel: grade", "地块：地力等级"),
    value("official", Shape::Private, "Parcel: official code", "地块：地块代码"),
    value("floor_m2", Shape::AreaM2, "House: floor area", "房屋：建筑面积"),
    value("condition", Shape::Text, "House: condition", "房屋：状况"),
    value("cost", Shape::Money, "Asset: cost", "资产：原值"),
    value("life_months", Shape::Count, "Asset: life in months", "资产：使用月数"),
    value("keeper", Shape::Text, "Asset: code of whoever keeps it", "资产：保管人编号"),
    value("used_months", Shape::Count, "Asset: months used before", "资产：已用月数"),
    value("salvage", Shape::Ratio, "Asset: salvage", "资产：残值率"),
    value("first_month", Shape::Day, "Asset: first month here", "资产：首个折旧月"),
    value("use", Shape::Word(USES), "Asset: what for", "资产：用途"),
    value("birth", Shape::Private, "Person: day of birth", "人员：出生日期"),
    value("identity", Shape::Private, "Person: identity number", "人员：身份证号"),
    value("relation", Shape::Text, "Person: relation to the head", "人员：与户主关系"),
    value("since", Shape::Day, "Person: first day", "人员：起始日期"),
    value("basis", Shape::Word(BASES), "Person: on what ground", "人员：成员取得方式"),
    value("key", Shape::Text, "Published figures: the row's key", "数据表：行的编号"),
    value("values", Shape::Texts, "Published figures: values", "数据表：数值"),
];

pub(super) const REVISED: Description = Description {
    kind: "register.revised",
    group: Subject::Ledger,
    label: w("Register revised", "变更、更正、作废"),
    help: w(
        "A row of a register changed on a day, was wrong from the beginning, or never existed. Nothing is deleted: what stood there stays to be seen. Payouts that were declared stay as they were.",
        "登记簿的一行：某日起有变更，或一开始就记错了，或本来就不存在。什么都不删除，原来的内容仍看得到；已公布的分配不变。",
    ),
    law: w(
        "Personal Information Protection Law, article 46: whoever finds that data about him are wrong may have them put right",
        "个人信息保护法第四十六条：个人发现其个人信息不准确或者不完整的，有权请求更正、补充",
    ),
    members: &[
        needed(
            "register",
            Shape::Word(REGISTERS),
            w("Register", "登记簿"),
            w("In which register the row stands.", "这一行在哪个登记簿。"),
        ),
        needed(
            "code",
            Shape::Code(CodeOf::Rows),
            w("Code", "编号"),
            w("The row's code, which never changes.", "这一行的编号；编号本身不改。"),
        ),
        needed(
            "mode",
            Shape::Word(MODES),
            w("What is done", "做什么"),
            w(
                "Changed holds from the day on; wrong and void as if the entry had always said so, or had not been.",
                "变更从这一天起算；更正、作废视同当初就那样记、或没有记过。",
            ),
        ),
        optional(
            "set",
            Shape::Group(VALUES),
            w("New values", "新内容"),
            w(
                "The members of this register that are to be another; none with void.",
                "这个登记簿要改的项目；作废不填。",
            ),
        ),
        optional(
            "clear",
            Shape::Words(CLEARED),
            w("Have none any more", "去掉的内容"),
            w("Members that have no value any more.", "不再有内容的项目。"),
        ),
        optional(
            "entry",
            Shape::IdOf,
            w("Wrong entry", "记错的记录"),
            w(
                "Own number of the entry that was wrong; left out: the one that said it last. Not with changed.",
                "记错的那条记录的自编号；不填则为最后写入的那一条。变更不填。",
            ),
        ),
        needed(
            "reason",
            Shape::Word(REASONS),
            w("Reason", "原因"),
            w("Words go into the note.", "详细说明写在摘要里。"),
        ),
        DOCUMENT,
        optional(
            "resolution",
            Shape::Text,
            w("Resolution", "决议"),
            w("Of an area that is a fifth more or less than was recorded.", "面积与原记录相差超过两成时必填。"),
        ),
        optional(
            "entrustment",
            Shape::Text,
            w("Entrustment", "委托书"),
            w(
                "Of the right holder, where the parcel is entrusted or leased.",
                "地块已委托或流转时，填更正后承包户的委托书编号。",
            ),
        ),
    ],
};
