//! Land as it lies in the register, and what changes who has it, how it is cut and how long (地块变动).

use super::Holder;
use crate::{
    log::Hash,
    unit::{AreaM2, AreaMu, Day, ParcelId, Text},
};
use serde::{Deserialize, Serialize};

/// Under what right land is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandKind {
    /// 承包地: contracted to a household, for a term.
    #[default]
    Contracted,
    /// 自留地: a household's own plot.
    Own,
    /// 机动地: kept back by the collective.
    Flexible,
    /// 其他方式承包: waste land, ponds, orchards.
    Other,
}

impl LandKind {
    fn is_contracted(&self) -> bool {
        *self == LandKind::Contracted
    }

    /// The word that stands in an entry.
    pub fn word(self) -> &'static str {
        match self {
            LandKind::Contracted => "contracted",
            LandKind::Own => "own",
            LandKind::Flexible => "flexible",
            LandKind::Other => "other",
        }
    }
}

impl std::fmt::Display for LandKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// A parcel as certified: a household's, or the collective's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
pub struct ParcelRegistered<P = Hash> {
    /// Certified square metres.
    pub area_m2: AreaM2,
    /// Certified mu.
    pub area_mu: AreaMu,
    /// Last day of the land contract; land that is not contracted need have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract_end: Option<Day>,
    /// Its grade (地力等级).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grade: Option<Text>,
    /// The household that holds it, or the collective.
    pub household: Holder,
    /// Under what right; a request's own kind stands where this would be `kind`.
    #[serde(skip_serializing_if = "LandKind::is_contracted", default)]
    pub land_kind: LandKind,
    /// Commitment to the official 19-digit code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub official: Option<P>,
    /// Local code.
    pub parcel: ParcelId,
    /// Where it lies, by field or bounds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Text>,
}

/// A parcel as it lies from the day of a change on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelNow {
    /// Certified square metres.
    pub area_m2: AreaM2,
    /// Certified mu.
    pub area_mu: AreaMu,
    /// Last day of the land contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract_end: Option<Day>,
    /// Its grade, where it is another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grade: Option<Text>,
    /// The household that holds it, or the collective.
    pub household: Holder,
    /// Under what right.
    #[serde(skip_serializing_if = "LandKind::is_contracted", default)]
    pub land_kind: LandKind,
    /// Local code.
    pub parcel: ParcelId,
    /// Where it lies, where that is said otherwise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Text>,
}

/// What is done to land, without its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandAct {
    /// 分割
    Split,
    /// 合并
    Join,
    /// 互换
    Exchange,
    /// 转让
    Transfer,
    /// 交回
    HandBack,
    /// 发包
    Allot,
    /// 征收
    Expropriate,
    /// 延包
    Extend,
}

impl LandAct {
    /// The word that stands in an entry.
    pub fn word(self) -> &'static str {
        match self {
            LandAct::Split => "split",
            LandAct::Join => "join",
            LandAct::Exchange => "exchange",
            LandAct::Transfer => "transfer",
            LandAct::HandBack => "hand_back",
            LandAct::Allot => "allot",
            LandAct::Expropriate => "expropriate",
            LandAct::Extend => "extend",
        }
    }
}

/// Land changes: the parcels end on the day before, or are from the day on as the rows say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "LandWritten", into = "LandWritten")]
pub struct LandChanged {
    /// What is done, and what comes of it.
    pub change: LandChange,
    /// Reference of the paper.
    pub document: Text,
    /// The parcels as they lay before.
    pub parcels: Vec<ParcelId>,
    /// The works for which land is taken.
    pub project: Option<Text>,
    /// The resolution by which it is done.
    pub resolution: Option<Text>,
}

/// What is done to land, and the rows that come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LandChange {
    /// One parcel becomes these.
    Split(Vec<ParcelNow>),
    /// Several become this one.
    Join(Box<ParcelNow>),
    /// Two households change parcels.
    Exchange(Vec<ParcelNow>),
    /// Another household here takes them over.
    Transfer(Vec<ParcelNow>),
    /// A household gives them back to the collective.
    HandBack(Vec<ParcelNow>),
    /// The collective contracts them to a household.
    Allot(Vec<ParcelNow>),
    /// They are taken for public works; what is left of them.
    Expropriate(Vec<ParcelNow>),
    /// The land contracts run to this day.
    Extend(Day),
}

impl LandChange {
    /// What is done.
    pub fn act(&self) -> LandAct {
        match self {
            LandChange::Split(_) => LandAct::Split,
            LandChange::Join(_) => LandAct::Join,
            LandChange::Exchange(_) => LandAct::Exchange,
            LandChange::Transfer(_) => LandAct::Transfer,
            LandChange::HandBack(_) => LandAct::HandBack,
            LandChange::Allot(_) => LandAct::Allot,
            LandChange::Expropriate(_) => LandAct::Expropriate,
            LandChange::Extend(_) => LandAct::Extend,
        }
    }

    /// The rows that come of it; none of what is only extended.
    pub fn rows(&self) -> &[ParcelNow] {
        match self {
            LandChange::Join(into) => std::slice::from_ref(into),
            LandChange::Split(into)
            | LandChange::Exchange(into)
            | LandChange::Transfer(into)
            | LandChange::HandBack(into)
            | LandChange::Allot(into)
            | LandChange::Expropriate(into) => into,
            LandChange::Extend(_) => &[],
        }
    }

    /// The day to which land contracts are extended.
    pub fn extended_to(&self) -> Option<Day> {
        if let LandChange::Extend(end) = self { Some(*end) } else { None }
    }

    fn read(act: LandAct, into: Vec<ParcelNow>, end: Option<Day>) -> Result<LandChange, &'static str> {
        let rows = !into.is_empty();
        match (act, end) {
            (LandAct::Extend, Some(end)) if !rows => return Ok(LandChange::Extend(end)),
            (LandAct::Extend, _) => return Err("extend: contract_end and no into · 延包：写 contract_end，不写 into"),
            (_, Some(_)) => return Err("contract_end of the whole: extend alone · contract_end 写在 into 的各行里"),
            (LandAct::Expropriate, None) => return Ok(LandChange::Expropriate(into)),
            (_, None) if !rows => return Err("into: what comes of it · into：变动后的地块"),
            (_, None) => {}
        }
        Ok(match act {
            LandAct::Split => LandChange::Split(into),
            LandAct::Join => match <[ParcelNow; 1]>::try_from(into) {
                Ok([into]) => LandChange::Join(Box::new(into)),
                Err(_) => return Err("join: one row in into · 合并：into 只写一行"),
            },
            LandAct::Exchange => LandChange::Exchange(into),
            LandAct::Transfer => LandChange::Transfer(into),
            LandAct::HandBack => LandChange::HandBack(into),
            LandAct::Allot => LandChange::Allot(into),
            LandAct::Expropriate | LandAct::Extend => return Err("act · 变动方式"),
        })
    }
}

/// [`LandChanged`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LandWritten {
    act: LandAct,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    contract_end: Option<Day>,
    document: Text,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    into: Vec<ParcelNow>,
    parcels: Vec<ParcelId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    project: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
}

impl TryFrom<LandWritten> for LandChanged {
    type Error = &'static str;

    fn try_from(said: LandWritten) -> Result<LandChanged, &'static str> {
        let LandWritten { act, contract_end, document, into, parcels, project, resolution } = said;
        let change = LandChange::read(act, into, contract_end)?;
        Ok(LandChanged { change, document, parcels, project, resolution })
    }
}

impl From<LandChanged> for LandWritten {
    fn from(changed: LandChanged) -> LandWritten {
        LandWritten {
            act: changed.change.act(),
            contract_end: changed.change.extended_to(),
            document: changed.document,
            into: changed.change.rows().to_vec(),
            parcels: changed.parcels,
            project: changed.project,
            resolution: changed.resolution,
        }
    }
}
