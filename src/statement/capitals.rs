//! Amounts in capitals (中文大写金额), as slips and vouchers carry them beside the figures.
//!
//! One form is printed, every right spelling is read:
//! - 整 stands after 元 only; after 角 it may be read, after 分 it is wrong;
//! - 零 before 分 when there are yuan and no 角; never printed before 角;
//! - where the 元 digit is 0 and 角 is not, and where the 万 digit is 0 and the thousands are
//!   not, a 零 is optional: never printed there, always read.
//!
//! SOURCE: 支付结算办法 (银发〔1997〕393号), annex on writing cheques and slips, items 1–4, as
//! read in a secondary text; where cases differ from it, `tests/cases/amounts-in-words` binds.

use crate::unit::{Fen, Money};

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// Why a text is no amount in capitals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapitalsError {
    /// It has a character that stands in no amount, or a word out of place.
    #[error("`{0}` is not an amount in capitals")]
    NotAnAmount(String),
    /// The words give an amount, but it is not written so.
    #[error("`{found}` is not how {amount} yuan is written, expected `{expected}`")]
    Spelling {
        /// The amount the words seem to mean.
        amount: Fen,
        /// The printed form.
        expected: String,
        /// What was offered.
        found: String,
    },
}

/// The printed form of an amount: `贰拾伍万陆仟陆佰肆拾肆元柒角`, `零元整`; 负 in front where negative.
/// From 10¹⁶ yuan on, which no [`Money`] reaches, there are no words for it and figures are given.
pub fn fen(amount: Fen) -> String {
    if amount.0.unsigned_abs() >= 10_u64.pow(18) {
        return amount.to_string();
    }
    let sign = if amount.0 < 0 { "负" } else { "" };
    format!("{sign}{}", spell(amount.0.unsigned_abs(), Spelling::default()))
}

/// The printed form of an amount that cannot be negative.
pub fn money(amount: Money) -> String {
    fen(amount.fen())
}

/// Reads an amount in any right spelling: with or without 人民币 in front, 圆 for 元, 正 for 整.
///
/// # Errors
/// The text is no amount, or it is one in a spelling that is not allowed (`壹拾元叁分` lacks 零).
pub fn parse(text: &str) -> Result<Fen, CapitalsError> {
    let not = || CapitalsError::NotAnAmount(text.chars().take(60).collect());
    let body: String = text
        .chars()
        .map(|c| match c {
            '圆' => '元',
            '正' => '整',
            c => c,
        })
        .collect();
    let body = body.strip_prefix("人民币").unwrap_or(&body);
    let (negative, body) = match body.strip_prefix('负') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let value = read(body).ok_or_else(not)?;
    let amount = i64::try_from(value).ok().ok_or_else(not)?;
    let amount = Fen(if negative { -amount } else { amount });
    // reading ignored every 零 and 整; they are right if some allowed spelling of the amount has them
    if Spelling::all().any(|s| spell(value, s) == body) && !(negative && value == 0) {
        Ok(amount)
    } else {
        Err(CapitalsError::Spelling { amount, expected: fen(amount), found: text.chars().take(60).collect() })
    }
}

/// The optional characters of a spelling; none of them is printed.
#[derive(Clone, Copy, Default)]
struct Spelling {
    zero_before_jiao: bool,
    zheng_after_jiao: bool,
    /// One bit for each border between groups of four digits: 零 where it is optional.
    zero_at_border: u8,
}

impl Spelling {
    fn all() -> impl Iterator<Item = Spelling> {
        (0..32_u8).map(|n| Spelling {
            zero_before_jiao: n & 1 != 0,
            zheng_after_jiao: n & 2 != 0,
            zero_at_border: n >> 2,
        })
    }
}

fn spell(fen: u64, how: Spelling) -> String {
    let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut out = String::new();
    if yuan > 0 || fen == 0 {
        out.push_str(&whole(yuan, how));
        out.push('元');
    }
    if jiao > 0 {
        if how.zero_before_jiao && yuan > 0 && yuan.is_multiple_of(10) {
            out.push('零');
        }
        out.extend([digit(jiao), '角']);
        if rest == 0 && how.zheng_after_jiao {
            out.push('整');
        }
    } else if rest > 0 && yuan > 0 {
        out.push('零');
    }
    match (jiao, rest) {
        (0, 0) => out.push('整'),
        (_, 0) => {}
        _ => out.extend([digit(rest), '分']),
    }
    out
}

/// Whole yuan: groups of four digits, each with its 万, 亿 or 万亿.
fn whole(yuan: u64, how: Spelling) -> String {
    if yuan == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for place in (0..4_u32).rev() {
        let group = yuan / 10_u64.pow(4 * place) % 10_000;
        if group == 0 {
            // an empty group leaves a gap; 亿 is still said when only the groups above it stand
            gap |= !out.is_empty();
            if place == 2 && !out.is_empty() {
                out.push('亿');
            }
            continue;
        }
        if !out.is_empty() {
            let above_ends_in_zero = (yuan / 10_u64.pow(4 * (place + 1))).is_multiple_of(10);
            let optional = above_ends_in_zero && how.zero_at_border >> place.min(2) & 1 != 0;
            if gap || group < 1000 || optional {
                out.push('零');
            }
        }
        out.push_str(&four(group));
        match place {
            1 | 3 => out.push('万'),
            2 => out.push('亿'),
            _ => {}
        }
        gap = false;
    }
    out
}

/// 1 to 9999 without a leading 零.
fn four(group: u64) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (step, unit) in [(1000, Some('仟')), (100, Some('佰')), (10, Some('拾')), (1, None)] {
        let d = group / step % 10;
        if d == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        out.push(digit(d));
        out.extend(unit);
    }
    out
}

fn digit(d: u64) -> char {
    usize::try_from(d).ok().and_then(|d| DIGITS.get(d)).copied().unwrap_or('零')
}

/// The fen the words mean, whatever their 零 and 整; `None` where a word stands out of place.
fn read(body: &str) -> Option<u64> {
    let chars: Vec<char> = body.chars().filter(|&c| c != '零' && c != '整').collect();
    if chars.len() > 60 {
        return None;
    }
    if chars == ['元'] {
        return Some(0); // 零元整
    }
    let (yuan, cents) = match chars.iter().position(|&c| c == '元') {
        Some(at) => (read_whole(chars.get(..at)?)?, chars.get(at + 1..)?),
        None => (0, chars.as_slice()),
    };
    let cents = match cents {
        [] => 0,
        [j, '角'] => value(*j)? * 10,
        [f, '分'] => value(*f)?,
        [j, '角', f, '分'] => value(*j)? * 10 + value(*f)?,
        _ => return None,
    };
    yuan.checked_mul(100)?.checked_add(cents)
}

fn read_whole(chars: &[char]) -> Option<u64> {
    let (mut total, mut section, mut group, mut pending) = (0_u64, 0_u64, 0_u64, None);
    for &c in chars {
        match c {
            '仟' | '佰' | '拾' => {
                let step = match c {
                    '仟' => 1000,
                    '佰' => 100,
                    _ => 10,
                };
                group += pending.take()? * step;
            }
            '万' => {
                section += (group + pending.take().unwrap_or(0)).checked_mul(10_000)?;
                group = 0;
            }
            '亿' => {
                total += (section + group + pending.take().unwrap_or(0)).checked_mul(100_000_000)?;
                (section, group) = (0, 0);
            }
            d => {
                if pending.is_some() {
                    return None;
                }
                pending = Some(value(d)?);
            }
        }
        // far above any amount: the words repeat a unit
        if total > 10_u64.pow(16) || section > 10_u64.pow(12) || group > 100_000 {
            return None;
        }
    }
    total.checked_add(section)?.checked_add(group)?.checked_add(pending.unwrap_or(0))
}

fn value(c: char) -> Option<u64> {
    DIGITS.iter().position(|&d| d == c).filter(|&d| d > 0).map(|d| d as u64)
}
