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
