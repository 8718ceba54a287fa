//! 【方案】: which sheet this is.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        lexer::{Kind, Mark, Token},
        syntax::{Ident, RawHeader, RawRounding},
        words::{Header, Lang, Word, nearest, spelled},
    },
    cursor::{Cursor, join},
};

pub(super) fn read(cursor: &mut Cursor<'_>, header: &mut RawHeader) -> Option<()> {
    let span = cursor.span();
    let key = cursor.select(|w| match w {
        Word::Header(Header::Estimate) => None,
        Word::Header(key) => Some(key),
        _ => None,
    });
    let Some(key) = key else {
        let (zh, en) = (
            "编号、语义、标题、title、依据、取代、舍入、取值日、计量、多者不少 或 用途",
            "id, semantics, title_zh, title, basis, supersedes, rounding, reading_day, units, more_never_less or purpose",
        );
        let near = cursor.word().and_then(|word| {
            nearest(word, |w| matches!(w, Word::Header(key) if key != Header::Estimate))
                .map(|w| [Lang::Zh, Lang::En].map(|l| spelled(w, l)))
        });
        return match near {
            Some([one_zh, one_en]) => cursor.expected_one(zh, en, (one_zh, one_en)),
            None => cursor.expected(zh, en),
        };
    };
    cursor.play(Word::Header(key));
    cursor.need_mark(Mark::Equal, "=")?;
    let repeated = match key {
        Header::Id => header.id.replace(code(cursor)?).is_some(),
        Header::Semantics => {
            let at = cursor.span();
            let Some(Token { kind: Kind::Number(number), .. }) = cursor.peek() else {
                return cursor.expected_one("1", "1", ("1", "1"));
            };
            cursor.bump();
            header.semantics.replace((number.clone(), at)).is_some()
        }
        Header::TitleZh => header.title_zh.replace(cursor.quoted()?).is_some(),
        Header::TitleEn => header.title_en.replace(cursor.quoted()?).is_some(),
        Header::Basis => header.basis.replace(cursor.quoted()?).is_some(),
        Header::Supersedes => header.supersedes.replace(cursor.quoted()?).is_some(),
        Header::Rounding => header.rounding.replace(rounding(cursor)?).is_some(),
        Header::ReadingDay => {
            let day = cursor.select(|w| if let Word::Day(day) = w { Some(day) } else { None });
            let Some(day) = day else {
                let one = ("期末", "period_end");
                return cursor.expected_one("期初、期末 或 记录日", "period_start, period_end or record_day", one);
            };
            cursor.play(Word::Day(day));
            header.reading_day.replace(day).is_some()
        }
        Header::Units => {
            let repeated = !header.units.is_empty();
            header.units.push(cursor.ident()?);
            while cursor.take_mark(Mark::Comma) || cursor.take_mark(Mark::List) {
                header.units.push(cursor.ident()?);
                cursor.few(header.units.len(), 50)?;
            }
            repeated
        }
        Header::MoreNeverLess => {
            let repeated = !header.more_never_less.is_empty();
            header.more_never_less.push(cursor.name()?);
            while cursor.take_mark(Mark::Comma) || cursor.take_mark(Mark::List) {
                header.more_never_less.push(cursor.name()?);
                cursor.few(header.more_never_less.len(), 50)?;
            }
            repeated
        }
        Header::Purpose => {
            let estimate = cursor.select(|w| (w == Word::Header(Header::Estimate)).then_some(()));
            if estimate.is_none() {
                return cursor.expected_one("测算", "estimate", ("测算", "estimate"));
            }
            cursor.play(Word::Header(Header::Estimate));
            std::mem::replace(&mut header.estimate, true)
        }
        Header::Estimate => false,
    };
    if repeated {
        let found = Diagnostic::new(Code::H03, span, "题头这一项写了两次", "this header line stands twice");
        let found = cursor.left_out(found);
        return cursor.fail(found);
    }
    Some(())
}

/// A code such as `land-rent`: everything up to the end of the line.
fn code(cursor: &mut Cursor<'_>) -> Option<Ident> {
    let from = cursor.span();
    let mut last = None;
    while let Some(token) = cursor.peek() {
        if token.kind == Kind::Mark(Mark::Semicolon) || (last.is_some() && !token.glued) {
            break;
        }
        last = cursor.bump().map(|t| t.span);
    }
    let Some(last) = last else { return cursor.expected("编号，如 land-rent", "an id such as land-rent") };
    let span = join(from, last);
    let text = cursor.text.get(span.start..span.end).unwrap_or_default();
    Some(Ident { text: text.to_owned(), span })
}

/// `四舍五入 0.01 元`.
pub(super) fn rounding(cursor: &mut Cursor<'_>) -> Option<RawRounding> {
    let from = cursor.span();
    let mode = cursor.select(|w| if let Word::Mode(mode) = w { Some(mode) } else { None });
    let Some(mode) = mode else {
        let one = ("四舍五入", "half_up");
        return cursor.expected_one("四舍五入、去尾 或 最大余数", "half_up, down or largest_remainder", one);
    };
    cursor.play(Word::Mode(mode));
    let step = cursor.literal()?;
    Some(RawRounding { mode, step, span: cursor.span_from(from) })
}
