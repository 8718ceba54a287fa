//! Units of measure: exponents over named bases. Different names are different units, even
//! where a fixed factor exists; only 换算 converts.

use crate::unit::Exact;
use serde::{Serialize, Serializer};
use std::{collections::BTreeMap, fmt};

/// One named unit, built in or declared under 计量.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// 元: yuan; money is whole fen of it.
    Yuan,
    /// 亩: 2000/3 square metres.
    Mu,
    /// 平方米: square metre.
    SquareMetre,
    /// 公顷: 15 mu.
    Hectare,
    /// 公斤: kilogram.
    Kilogram,
    /// 斤: half a kilogram.
    Jin,
    /// 吨: 1000 kilograms.
    Tonne,
    /// 天: day.
    Day,
    /// 月: month.
    Month,
    /// 年: year.
    Year,
    /// 股: a share of membership or capital.
    Share,
    /// 人: a person.
    Person,
    /// 户: a household.
    Household,
    /// 工日: a day of work.
    Workday,
    /// 小时: an hour of work.
    Hour,
    /// 件: a piece.
    Piece,
    /// 次: a time, an occurrence.
    Time,
    /// 头: a head of livestock.
    Head,
    /// %: a hundredth of a base that 的 names.
    Percent,
    /// A unit of the sheet's own 计量 line.
    Declared(String),
}

/// The built-in bases with their Chinese and English spelling.
pub const BASES: [(Base, &str, &str); 19] = [
    (Base::Yuan, "元", "yuan"),
    (Base::Mu, "亩", "mu"),
    (Base::SquareMetre, "平方米", "m2"),
    (Base::Hectare, "公顷", "hectare"),
    (Base::Kilogram, "公斤", "kg"),
    (Base::Jin, "斤", "jin"),
    (Base::Tonne, "吨", "tonne"),
    (Base::Day, "天", "day"),
    (Base::Month, "月", "month"),
    (Base::Year, "年", "year"),
    (Base::Share, "股", "shares"),
    (Base::Person, "人", "person"),
    (Base::Household, "户", "household"),
    (Base::Workday, "工日", "workday"),
    (Base::Hour, "小时", "hour"),
    (Base::Piece, "件", "piece"),
    (Base::Time, "次", "times"),
    (Base::Head, "头", "head"),
    (Base::Percent, "%", "%"),
];

impl Base {
    /// The spelling in Chinese sheets.
    pub fn zh(&self) -> &str {
        match self {
            Base::Declared(name) => name,
            _ => BASES.iter().find(|(base, ..)| base == self).map_or("", |(_, zh, _)| zh),
        }
    }

    /// The spelling in English sheets.
    pub fn en(&self) -> &str {
        match self {
            Base::Declared(name) => name,
            _ => BASES.iter().find(|(base, ..)| base == self).map_or("", |(.., en)| en),
        }
    }

    /// The built-in base of that spelling, in either language.
    pub fn named(text: &str) -> Option<Base> {
        BASES.iter().find(|(_, zh, en)| *zh == text || *en == text).map(|(base, ..)| base.clone())
    }

    /// What the unit is worth in its dimension's first unit, where a fixed factor exists.
    fn factor(&self) -> Option<(Base, Exact)> {
        Some(match self {
            Base::SquareMetre => (Base::SquareMetre, Exact::whole(1)),
            Base::Mu => (Base::SquareMetre, Exact::new(2000, 3)),
            Base::Hectare => (Base::SquareMetre, Exact::whole(10_000)),
            Base::Jin => (Base::Jin, Exact::whole(1)),
            Base::Kilogram => (Base::Jin, Exact::whole(2)),
            Base::Tonne => (Base::Jin, Exact::whole(2000)),
            Base::Month => (Base::Month, Exact::whole(1)),
            Base::Year => (Base::Month, Exact::whole(12)),
            _ => return None,
        })
    }
}

/// A product of bases with whole exponents; empty is a plain number.
///
/// `Display` writes the Chinese text, `元/亩/年`; a plain number is `1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Unit(BTreeMap<Base, i16>);

impl Unit {
    /// A plain number.
    pub fn one() -> Unit {
        Unit::default()
    }

    /// One base to the first power.
    pub fn of(base: Base) -> Unit {
        Unit(BTreeMap::from([(base, 1)]))
    }

    /// 元.
    pub fn yuan() -> Unit {
        Unit::of(Base::Yuan)
    }

    /// True for a plain number.
    pub fn is_one(&self) -> bool {
        self.0.is_empty()
    }

    /// True for 元 alone.
    pub fn is_yuan(&self) -> bool {
        *self == Unit::yuan()
    }

    /// The exponent of a base, 0 where it does not occur.
    pub fn exponent(&self, base: &Base) -> i16 {
        self.0.get(base).copied().unwrap_or(0)
    }

    /// True if % occurs in it.
    pub fn has_percent(&self) -> bool {
        self.exponent(&Base::Percent) != 0
    }

    /// True for % alone.
    pub fn is_percent(&self) -> bool {
        *self == Unit::of(Base::Percent)
    }

    /// The bases with their exponents, in a fixed order.
    pub fn bases(&self) -> impl Iterator<Item = (&Base, i16)> {
        self.0.iter().map(|(base, power)| (base, *power))
    }

    /// The product.
    pub fn times(&self, other: &Unit) -> Unit {
        self.combined(other, 1)
    }

    /// The quotient.
    pub fn over(&self, other: &Unit) -> Unit {
        self.combined(other, -1)
    }

    fn combined(&self, other: &Unit, sign: i16) -> Unit {
        let mut bases = self.0.clone();
        for (base, power) in &other.0 {
            let sum = bases.get(base).copied().unwrap_or(0).saturating_add(power.saturating_mul(sign));
            if sum == 0 {
                bases.remove(base);
            } else {
                bases.insert(base.clone(), sum);
            }
        }
        Unit(bases)
    }

    /// The exact factor by which a number in this unit is multiplied to be in `other`; `None`
    /// where no fixed factor exists.
    pub fn convertible(&self, other: &Unit) -> Option<Exact> {
        let (own, own_factor) = self.reduced()?;
        let (others, other_factor) = other.reduced()?;
        if own != others {
            return None;
        }
        own_factor.over(&other_factor)
    }

    fn reduced(&self) -> Option<(Unit, Exact)> {
        let mut unit = Unit::one();
        let mut factor = Exact::whole(1);
        for (base, power) in self.bases() {
            let (first, each) = base.factor().unwrap_or((base.clone(), Exact::whole(1)));
            for _ in 0..power.unsigned_abs().min(16) {
                if power > 0 {
                    unit = unit.times(&Unit::of(first.clone()));
                    factor = factor * each.clone();
                } else {
                    unit = unit.over(&Unit::of(first.clone()));
                    factor = factor.over(&each)?;
                }
            }
        }
        Some((unit, factor))
    }

    /// The English text, `yuan/mu/year`; a plain number is `1`.
    pub fn en(&self) -> String {
        self.spelled(Base::en)
    }

    fn spelled(&self, spell: fn(&Base) -> &str) -> String {
        if self.is_one() {
            return "1".to_owned();
        }
        let mut text = String::new();
        for (base, power) in self.bases().filter(|(_, power)| *power > 0) {
            for _ in 0..power.min(16) {
                if !text.is_empty() {
                    text.push('·');
                }
                text.push_str(spell(base));
            }
        }
        if text.is_empty() {
            text.push('1');
        }
        for (base, power) in self.bases().filter(|(_, power)| *power < 0) {
            for _ in 0..power.unsigned_abs().min(16) {
                text.push('/');
                text.push_str(spell(base));
            }
        }
        text
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.spelled(Base::zh))
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
