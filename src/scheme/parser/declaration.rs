//! What a sheet declares: parties, accounts, carried numbers, values, registers, inputs, labels.

use super::{
    super::{
        lexer::{Kind, Mark, Token},
        syntax::{
            Ident, Modifiers, RawAccount, RawCarried, RawColumn, RawExpr, RawFigures, RawInput, RawKind, RawParty,
            RawRegister, RawType, RawValue, RawValueKind,
        },
        tree::{Operator, PartyKind},
        words::{Clause, Declare, Lang, Word, nearest, spelled},
    },
    cursor::{Cursor, slash},
};

/// Most entries of one list: columns of a register, words of a 类, figures of a value.
const MOST_ENTRIES: usize = 200;

/// `园区：运营方`.
pub(super) fn party(cursor: &mut Cursor<'_>) -> Option<RawParty> {
    let name = cursor.ident()?;
    cursor.need_mark(Mark::Colon, "：")?;
    let kind = cursor.select(|w| if let Word::Party(kind) = w { Some(kind) } else { None });
    let Some(kind) = kind else {
        let near = cursor.word().and_then(|word| nearest(word, |w| matches!(w, Word::Party(_))));
        let near = near.unwrap_or(Word::Party(PartyKind::Organization));
        return cursor.expected_one(
            "运营方、集体、担保、单位、账面、税务 或 联社",
            "operator, collective, guarantor, organization, books, tax_office or union",
            (spelled(near, Lang::Zh), spelled(near, Lang::En)),
        );
    };
    cursor.play(Word::Party(kind));
    Some(RawParty { name, kind })
}

/// `资本 每个 成员`.
pub(super) fn account(cursor: &mut Cursor<'_>) -> Option<RawAccount> {
    let name = cursor.ident()?;
    let each = each(cursor)?;
    Some(RawAccount { name, each })
}

fn each(cursor: &mut Cursor<'_>) -> Option<Option<Ident>> {
    if cursor.take_clause(Clause::Each) { Some(Some(cursor.ident()?)) } else { Some(None) }
}

/// `待补亏损：元 首期 0 元`.
pub(super) fn carried(cursor: &mut Cursor<'_>) -> Option<RawCarried> {
    let name = cursor.ident()?;
    let each = each(cursor)?;
    cursor.need_mark(Mark::Colon, "：")?;
    let ty = kind(cursor, &name.text)?;
    let mut modifiers = modifiers(cursor);
    cursor.need_declare(Declare::First)?;
    let first = literal_or_word(cursor)?;
    modifiers.signed |= self::modifiers(cursor).signed;
    Some(RawCarried { name, each, ty, first, modifiers })
}

fn literal_or_word(cursor: &mut Cursor<'_>) -> Option<super::super::syntax::RawExpr> {
    let is_word = cursor.word().is_some() && !matches!(cursor.clause(), Some(Clause::Yes | Clause::No));
    if is_word {
        let name = cursor.ident()?;
        let span = name.span;
        let name = super::super::syntax::RawName { register: None, key: None, name, span };
        return Some(super::super::syntax::RawExpr {
            kind: super::super::syntax::RawKind::Name(name),
            span,
            height: 1,
        });
    }
    cursor.literal()
}

/// The three shapes of a value, then 限 and 据.
pub(super) fn value(cursor: &mut Cursor<'_>) -> Option<RawValue> {
    let name = cursor.ident()?;
    let kind = if cursor.take_clause(Clause::By) { by(cursor)? } else { dated(cursor)? };
    let (mut range, mut basis) = (None, None);
    loop {
        if range.is_none() && cursor.take_declare(Declare::Between) {
            let low = cursor.literal()?;
            cursor.need_declare(Declare::Upto)?;
            range = Some((low, cursor.literal()?));
        } else if basis.is_none() && cursor.take_declare(Declare::Basis) {
            basis = Some(cursor.quoted()?);
        } else {
            cursor.basis_meant()?;
            return Some(RawValue { name, kind, range, basis });
        }
    }
}

fn dated(cursor: &mut Cursor<'_>) -> Option<RawValueKind> {
    cursor.need_equal()?;
    figures(cursor).map(RawValueKind::Dated)
}

/// `2 元/亩 = 3 元/亩 自 2027-01-01`.
fn figures(cursor: &mut Cursor<'_>) -> Option<RawFigures> {
    let mut values = Vec::new();
    loop {
        let value = figure(cursor)?;
        let from = if cursor.take_declare(Declare::Since) {
            let Some(Token { kind: Kind::Date(day), .. }) = cursor.peek() else {
                return cursor.expected("日期，如 2027-01-01", "a day such as 2027-01-01");
            };
            cursor.bump();
            Some(*day)
        } else {
            None
        };
        values.push((value, from));
        cursor.few(values.len(), MOST_ENTRIES)?;
        if !cursor.take_mark(Mark::Equal) {
            return Some(values);
        }
    }
}

/// `年：不满 16 年 = 2 股；其余 = 4 股` or `工种：采茶 = 150 元/工日；…`.
fn by(cursor: &mut Cursor<'_>) -> Option<RawValueKind> {
    let unit = cursor.unit()?;
    cursor.need_mark(Mark::Colon, "：")?;
    let mut tiers = Vec::new();
    let mut words = Vec::new();
    loop {
        if cursor.take_declare(Declare::Under) {
            let below = cursor.literal()?;
            cursor.need_mark(Mark::Equal, "=")?;
            tiers.push((Some(below), figures(cursor)?));
        } else if cursor.take_declare(Declare::Others) {
            cursor.need_mark(Mark::Equal, "=")?;
            tiers.push((None, figures(cursor)?));
        } else {
            cursor.tier_meant()?;
            let word = cursor.ident()?;
            cursor.need_mark(Mark::Equal, "=")?;
            words.push((word, figures(cursor)?));
        }
        cursor.few(tiers.len() + words.len(), MOST_ENTRIES)?;
        // After ；another entry follows, never another value: values by size or word end a line.
        if !cursor.is_mark(Mark::Semicolon) || cursor.peek_after().is_none() {
            break;
        }
        cursor.bump();
    }
    match (tiers.is_empty(), words.is_empty()) {
        (false, true) => Some(RawValueKind::Tiered(unit, tiers)),
        (true, false) => {
            let Some((column, _)) = unit.parts.into_iter().next() else {
                return cursor.expected("列名", "a column name");
            };
            Some(RawValueKind::ByCategory(column, words))
        }
        _ => cursor.expected("不满 … = …；其余 = …", "under … = …; others = …"),
    }
}

/// `2/3 元/亩`: what is meant is a part of two.
fn sliced(cursor: &mut Cursor<'_>, whole: &RawExpr) -> Option<RawExpr> {
    let span = cursor.span();
    cursor.bump();
    let parts = cursor.literal()?;
    let text = |from: usize, to: usize| cursor.said(from, to).trim();
    let written = match (&whole.kind, &parts.kind) {
        (RawKind::Number(_, None), RawKind::Number(_, Some(unit))) => {
            let (whole, under) = (text(whole.span.start, whole.span.end), text(parts.span.start, unit.span.start));
            format!("{whole} {} ÷ {under}", text(unit.span.start, unit.span.end))
        }
        _ => format!("{} ÷ {}", text(whole.span.start, whole.span.end), text(parts.span.start, parts.span.end)),
    };
    cursor.fail(slash(span).write_for(whole.span.start, parts.span.end, written.clone(), written))
}

/// `2 元/亩`, or a part of one: `1 元 ÷ 3`.
fn figure(cursor: &mut Cursor<'_>) -> Option<RawExpr> {
    let from = cursor.span();
    let whole = cursor.literal()?;
    if cursor.is_mark(Mark::Slash) {
        return sliced(cursor, &whole);
    }
    if !cursor.take_mark(Mark::Over) {
        return Some(whole);
    }
    let parts = cursor.literal()?;
    let kind = RawKind::Arithmetic(Operator::Over, Box::new(whole), Box::new(parts));
    Some(RawExpr { kind, span: cursor.span_from(from), height: 2 })
}

/// `地块 属 户 收款：面积 亩 必正，起租日 日期` or `租段 = 逐段 地块 自 起租日 至 止租日`.
pub(super) fn register(cursor: &mut Cursor<'_>) -> Option<RawRegister> {
    let name = cursor.ident()?;
    if cursor.take_mark(Mark::Equal) {
        if matches!(cursor.peek(), Some(Token { kind: Kind::Number(_), .. })) {
            return cursor
                .expected("逐段（会上定的数写在【参数】里）", "pieces (what the meeting decided stands in [values])");
        }
        cursor.need_declare(Declare::Pieces)?;
        let of = cursor.ident()?;
        cursor.need_declare(Declare::Since)?;
        let first = cursor.ident()?;
        cursor.need_declare(Declare::Upto)?;
        let last = cursor.ident()?;
        return Some(RawRegister {
            name,
            payee: false,
            parents: Vec::new(),
            columns: Vec::new(),
            pieces: Some((of, first, last)),
        });
    }
    let (mut payee, mut parents) = (false, Vec::new());
    loop {
        if cursor.take_declare(Declare::Payee) {
            payee = true;
        } else if parents.is_empty() && cursor.take_declare(Declare::Belongs) {
            parents.push(cursor.ident()?);
            while cursor.take_mark(Mark::Comma) || cursor.take_mark(Mark::List) {
                parents.push(cursor.ident()?);
                cursor.few(parents.len(), MOST_ENTRIES)?;
            }
        } else {
            break;
        }
    }
    let mut columns = Vec::new();
    if cursor.take_mark(Mark::Colon) {
        loop {
            let name = cursor.ident()?;
            let ty = kind(cursor, &name.text)?;
            columns.push(RawColumn { name, ty, modifiers: modifiers(cursor) });
            cursor.few(columns.len(), MOST_ENTRIES)?;
            if !cursor.take_mark(Mark::Comma) {
                break;
            }
        }
    }
    Some(RawRegister { name, payee, parents, columns, pieces: None })
}

/// `净收益：元 可负 来自 报表 "净收益"`.
pub(super) fn input(cursor: &mut Cursor<'_>) -> Option<RawInput> {
    let name = cursor.ident()?;
    cursor.need_mark(Mark::Colon, "：")?;
    let ty = kind(cursor, &name.text)?;
    let modifiers = modifiers(cursor);
    let mut source = None;
    if cursor.take_declare(Declare::Source) {
        let kind = cursor.select(|w| if let Word::Source(kind) = w { Some(kind) } else { None });
        let Some(kind) = kind else {
            return cursor.expected_one(
                "登记簿、合同、报表、科目、指数、凭单 或 上次",
                "register, contract, report, ledger, index, voucher or last_run",
                ("凭单", "voucher"),
            );
        };
        cursor.play(Word::Source(kind));
        source = Some((kind, cursor.quoted()?));
    }
    Some(RawInput { name, ty, modifiers, source })
}

/// `公积金率 = "reserve rate"`.
pub(super) fn label(cursor: &mut Cursor<'_>) -> Option<(Ident, String)> {
    let name = cursor.ident()?;
    cursor.need_mark(Mark::Equal, "=")?;
    Some((name, cursor.quoted()?))
}

fn kind(cursor: &mut Cursor<'_>, name: &str) -> Option<RawType> {
    if cursor.take_declare(Declare::Date) {
        return Some(RawType::Date);
    }
    if cursor.take_declare(Declare::YesNo) {
        return Some(RawType::YesNo);
    }
    let is_list = cursor.declare() == Some(Declare::OneOf)
        && matches!(cursor.peek_after(), Some(Token { kind: Kind::Mark(Mark::Open), .. }));
    if is_list {
        cursor.take_declare(Declare::OneOf);
        cursor.need_mark(Mark::Open, "(")?;
        let mut words = vec![cursor.ident()?];
        while cursor.take_mark(Mark::Slash) {
            words.push(cursor.ident()?);
            cursor.few(words.len(), MOST_ENTRIES)?;
        }
        cursor.need_mark(Mark::Close, ")")?;
        return Some(RawType::OneOf(words));
    }
    cursor.kind_meant(name)?;
    Some(RawType::Unit(cursor.unit()?))
}

fn modifiers(cursor: &mut Cursor<'_>) -> Modifiers {
    let mut modifiers = Modifiers::default();
    while let Some(declare) = cursor.declare() {
        match declare {
            Declare::Positive => modifiers.positive = true,
            Declare::Signed => modifiers.signed = true,
            Declare::Optional => modifiers.optional = true,
            Declare::Above => modifiers.above = true,
            Declare::Daily => modifiers.daily = true,
            Declare::Held => modifiers.held = true,
            Declare::Payee => modifiers.payee = true,
            _ => break,
        }
        cursor.take_declare(declare);
    }
    modifiers
}
