//! The sheets that ship. They are data: nothing else in the program knows a scheme's id.

/// One shipped sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its 编号.
    pub id: &'static str,
    /// Its version among the shipped sheets of that 编号, from 1.
    pub version: u32,
    /// Its text.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($id:literal $version:literal;)*) => {
        const ALL: &[Shipped] = &[$(Shipped {
            id: $id,
            version: $version,
            text: include_str!(concat!("shipped/", $id, "-", $version, ".sheet")),
        },)*];
    };
}
shipped! {
    "rot-rent" 1;
    "late-interest" 1;
    "rot-bonus" 1;
    "bot-rent" 1;
    "bot-rent" 2;
    "bot-share" 1;
    "cot-return" 1;
    "cot-return" 2;
    "wages" 1;
    "distribution" 1;
    "distribution" 2;
    "union-distribution" 1;
    "subsidy" 1;
    "compensation" 1;
}

/// All shipped sheets.
pub fn all() -> &'static [Shipped] {
    ALL
}

/// A shipped sheet.
pub fn by_id(id: &str, version: u32) -> Option<&'static Shipped> {
    ALL.iter().find(|sheet| sheet.id == id && sheet.version == version)
}

/// What shipped sheets say in Chinese alone, where one of their requirements is not met, and in English. The sheets stand
/// as they were published; a village's own sheet is told in its own words.
const SAID: &[(&str, &str)] = &[
    ("集体房屋的房租与到账数不相等", "the rent of the collective's houses is not what came in"),
    (
        "确认的收益与固定收益不相等：多出的可能是本金，先查明",
        "the return claimed is not the fixed return: what is above it may be principal, find out first",
    ),
    ("到账的房租多于应付各户的房租", "more house rent came in than is due to the households"),
    (
        "登记日没有成员：补偿分不出去，先查登记",
        "nobody is a member on the record day: the compensation has nobody to go to, look at the registers first",
    ),
    (
        "没有一户有地块：补贴发不出去，先查登记",
        "no household has a parcel: the subsidy has nobody to go to, look at the registers first",
    ),
    (
        "服务费要按租金另付，不能从租金里扣",
        "the fee is paid beside the rent and not taken from it: what came is not the fee that is due",
    ),
    ("土地和资金的比例加起来不是 100 %", "the parts of land and money do not make 100 %"),
    ("到账的违约金与按天数算出的不相等", "the late interest that came in is not what the days come to"),
    ("到账的租金多于应付各户的租金", "more rent came in than is due to the households"),
    ("到账数与按营业收入算出的数不相等", "what came in is not what the takings come to"),
    ("到账数与按增值报告算出的数不相等", "what came in is not what the report of added value comes to"),
    ("两池的比例加起来不是 100 %", "the parts of the two pools do not make 100 %"),
];

/// What a requirement of a shipped sheet says, in English; any other text as it is.
pub fn in_english(said: &str) -> &str {
    SAID.iter().find(|(zh, _)| *zh == said).map_or(said, |(_, en)| en)
}

#[cfg(test)]
mod tests {
    use super::{SAID, all, in_english};
    use crate::scheme::{self, Action};
    use std::collections::BTreeSet;

    #[test]
    fn what_shipped_sheets_require_is_told_in_english_too() {
        let mut said = BTreeSet::new();
        for shipped in all() {
            let sheet = scheme::read(shipped.text).unwrap();
            for step in sheet.steps() {
                if let Action::Require { text, .. } = &step.action {
                    said.insert(text.clone());
                }
            }
        }
        for text in &said {
            let english = in_english(text);
            assert!(english.is_ascii(), "{text}: {english}");
        }
        let listed: BTreeSet<String> = SAID.iter().map(|(zh, _)| (*zh).to_owned()).collect();
        assert_eq!(listed.difference(&said).collect::<Vec<_>>(), Vec::<&String>::new());
        assert_eq!(in_english("自家的话"), "自家的话");
    }
}
