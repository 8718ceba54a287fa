//! What a payout sheet can read: every register, column and input, its unit, and where it comes
//! from. One table for preview, declaration, audit and `coop scheme dictionary`.

use super::{
    Refusal,
    refusal::{SheetRule, ensure},
};
use crate::scheme::{CheckedSheet, Type};

/// A register of the dictionary.
#[derive(Debug)]
pub struct Register {
    /// Name in Chinese sheets.
    pub zh: &'static str,
    /// Name in English sheets.
    pub en: &'static str,
    /// Registers its rows belong to, by Chinese name.
    pub parents: &'static [&'static str],
    /// Columns.
    pub columns: &'static [Word],
    /// The facts it is built from.
    pub from: &'static str,
}

/// A column or an input.
#[derive(Debug)]
pub struct Word {
    /// Name in Chinese sheets.
    pub zh: &'static str,
    /// Name in English sheets.
    pub en: &'static str,
    /// Unit, `日期` for a day, `1` for a plain number.
    pub unit: &'static str,
    /// The facts it is read from.
    pub from: &'static str,
}

const fn word(zh: &'static str, en: &'static str, unit: &'static str, from: &'static str) -> Word {
    Word { zh, en, unit, from }
}

/// All registers, read as at the end of the record day.
pub const REGISTERS: &[Register] = &[
    Register {
        zh: "户",
        en: "household",
        parents: &[],
        columns: &[
            word("人口股", "population_shares", "股", "household.enrolled, shares.granted: class population"),
            word("农龄股", "labour_shares", "股", "household.enrolled, shares.granted: class labour"),
            word("本期租金", "rent_credited", "元", "payout.declared of the instalment"),
        ],
        from: "household.enrolled",
    },
    Register {
        zh: "保留股",
        en: "retained_share",
        parents: &["户"],
        columns: &[
            word("股数", "shares", "股", "benefits retained after a death"),
            word("到期日", "until", "日期", "benefits retained after a death"),
        ],
        from: "benefits retained after a death",
    },
    Register {
        zh: "地块",
        en: "parcel",
        parents: &["户"],
        columns: &[
            word("登记亩数", "registered_mu", "亩", "parcel.registered"),
            word("测量面积", "measured_area", "平方米", "parcel.registered"),
        ],
        from: "parcel.registered, contract.signed: parcels of the contract",
    },
    Register {
        zh: "租期",
        en: "lease_run",
        parents: &["地块"],
        columns: &[
            word("租起", "lease_from", "日期", "entrustment.given and contract.signed"),
            word("租止", "lease_to", "日期", "entrustment.given, entrustment.ended and contract.signed"),
        ],
        from: "unbroken days inside both entrustment and lease",
    },
    Register {
        zh: "房屋",
        en: "house",
        parents: &["户"],
        columns: HOUSE,
        from: "house.registered, contract.signed: households' houses of the contract",
    },
    Register {
        zh: "集体房屋",
        en: "collective_house",
        parents: &[],
        columns: HOUSE,
        from: "house.registered, contract.signed: the collective's houses of the contract",
    },
    Register {
        zh: "出资",
        en: "contribution",
        parents: &["户"],
        columns: CAPITAL,
        from: "subscription.recorded: by owner, not payer",
    },
    Register {
        zh: "集体出资",
        en: "collective_contribution",
        parents: &[],
        columns: CAPITAL,
        from: "subscription.recorded: the collective's own",
    },
    Register {
        zh: "工种",
        en: "work_class",
        parents: &[],
        columns: &[
            word("日工价", "day_rate", "元/工日", "contract.signed: work_rates"),
            word("时工价", "hour_rate", "元/小时", "contract.signed: work_rates"),
        ],
        from: "contract.signed",
    },
    Register { zh: "人", en: "worker", parents: &["户"], columns: &[], from: "work.recorded" },
    Register {
        zh: "工票",
        en: "work_line",
        parents: &["人", "工种"],
        columns: &[
            word("工日数", "days_worked", "工日", "work.recorded"),
            word("工时", "hours_worked", "小时", "work.recorded"),
        ],
        from: "work.recorded",
    },
    Register {
        zh: "村",
        en: "village",
        parents: &[],
        columns: &[word("入社土地", "land", "亩", "village.joined"), word("入社资金", "money", "元", "village.joined")],
        from: "village.joined",
    },
];

const HOUSE: &[Word] = &[
    word("建筑面积", "floor_area", "平方米", "house.registered"),
    word("合同起", "contract_from", "日期", "contract.signed"),
    word("合同止", "contract_to", "日期", "contract.signed"),
];

const CAPITAL: &[Word] = &[
    word("本金", "principal", "元", "subscription.recorded"),
    word("起算日", "counts_from", "日期", "payment.recorded: the investment that takes the money"),
];

/// All inputs.
pub const INPUTS: &[Word] = &[
    word("首年租价", "first_year_price", "元/亩/年", "contract.signed: price"),
    word("年递增率", "yearly_rise", "%", "contract.signed: escalation by compound"),
    word("原价年递增率", "yearly_rise_of_first_price", "%", "contract.signed: escalation of the original base"),
    word("已满年数", "lease_years_over", "1", "contract.signed: the instalment's lease year less one"),
    word("本期年份", "part_of_year", "年", "contract.signed: the instalment's part of a year"),
    word("服务费率", "service_fee_rate", "%", "contract.signed: fee_rate"),
    word("日违约金率", "late_rate", "%/天", "contract.signed: late_rate_per_day"),
    word("应付日", "due_day", "日期", "contract.signed: the instalment's due day"),
    word("月租价", "monthly_price", "元/平方米/月", "contract.signed: price"),
    word("到账租金", "rent_received", "元", "receipt.recorded: land_rent"),
    word("到账服务费", "fee_received", "元", "receipt.recorded: service_fee"),
    word("到账违约金", "late_interest_received", "元", "receipt.recorded: late_interest"),
    word(
        "到账户部分",
        "households_part_received",
        "元",
        "receipt.recorded: house_rent, bonus_households, revenue_households",
    ),
    word(
        "到账集体部分",
        "collective_part_received",
        "元",
        "receipt.recorded: collective_house_rent, bonus_collective, revenue_collective",
    ),
    word("确认收益", "return_declared", "元", "claim.recorded: fixed_return"),
    word("收款日", "received_on", "日期", "receipt.recorded: its day; of interest by itself, that of the late rent"),
    word("每亩净值", "net_per_mu", "元/亩", "report.recorded: net_per_mu"),
    word("营业收入", "revenue", "元", "receipt.recorded or report.recorded: revenue"),
    word("净收益", "net_income", "元", "year.stepped: close"),
    word(
        "年初未分配",
        "undistributed_before",
        "元",
        "what closed years left, less what was distributed of them, before the year's result",
    ),
    word("集体股", "collective_shares", "股", "shares.granted to the collective"),
];

/// The register of that name in either language.
pub fn register(name: &str) -> Option<&'static Register> {
    REGISTERS.iter().find(|r| r.zh == name || r.en == name)
}

/// The input of that name in either language.
pub fn input(name: &str) -> Option<&'static Word> {
    INPUTS.iter().find(|w| w.zh == name || w.en == name)
}

/// Everything a sheet reads must be in the dictionary, with the dictionary's unit.
pub fn covers(sheet: &CheckedSheet) -> Result<(), Refusal> {
    for r in sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let known = register(&r.name);
        let known = known.ok_or_else(|| unknown(&r.name, REGISTERS.iter().map(|r| (r.zh, r.en))))?;
        for column in &r.columns {
            let word = known.columns.iter().find(|w| w.zh == column.name || w.en == column.name);
            let word = word.ok_or_else(|| unknown(&column.name, known.columns.iter().map(|w| (w.zh, w.en))))?;
            same_unit(word, &column.ty)?;
        }
        for parent in &r.parents {
            let name = sheet.registers().get(parent.index()).map(|p| p.name.as_str()).unwrap_or_default();
            let fits = register(name).is_some_and(|p| known.parents.contains(&p.zh));
            ensure(fits, || SheetRule::OtherParents {
                register: r.name.clone(),
                parents: known.parents,
                found: name.to_owned(),
            })?;
        }
    }
    for i in sheet.inputs() {
        let word = input(&i.name).ok_or_else(|| unknown(&i.name, INPUTS.iter().map(|w| (w.zh, w.en))))?;
        same_unit(word, &i.ty)?;
    }
    Ok(())
}

fn same_unit(word: &Word, ty: &Type) -> Result<(), Refusal> {
    let found = match ty {
        Type::Number(unit) => unit.to_string(),
        Type::Day => "日期".to_owned(),
        Type::YesNo => "是否".to_owned(),
        Type::Word(_) => "类".to_owned(),
    };
    ensure(found == word.unit, || SheetRule::OtherUnit { word: word.zh, unit: word.unit, found })
}

/// Names the nearest word of the table.
fn unknown(name: &str, table: impl Iterator<Item = (&'static str, &'static str)>) -> Refusal {
    let shared = |word: &str| word.chars().filter(|c| name.contains(*c)).count();
    let nearest = table.flat_map(|(zh, en)| [zh, en]).max_by_key(|word| shared(word)).unwrap_or_default();
    SheetRule::NotInDictionary { name: name.to_owned(), nearest }.into()
}
