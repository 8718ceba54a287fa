//! 【步骤】: one step a statement.

use super::{
    super::{
        lexer::Mark,
        syntax::{RawBody, RawReceiver, RawShortage, RawSource, RawStep},
        words::Clause,
    },
    cursor::Cursor,
    header::rounding,
};

pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<RawStep> {
    let mut each = Vec::new();
    let first = cursor.span();
    cursor.each_meant()?;
    if cursor.take_clause(Clause::Each) {
        each.push(cursor.ident()?);
        while cursor.take_mark(Mark::List) {
            each.push(cursor.ident()?);
            cursor.few(each.len(), 20)?;
        }
        cursor.need_mark(Mark::Colon, "：")?;
    }
    let span = cursor.span();
    let clause = cursor.clause();
    let verb = matches!(clause, Some(Clause::Pay | Clause::Share | Clause::Rest | Clause::Require | Clause::Carry));
    if let Some(clause) = clause.filter(|_| verb) {
        cursor.take_clause(clause);
    }
    let body = match clause {
        Some(Clause::Pay) => pay(cursor)?,
        Some(Clause::Share) => share(cursor)?,
        Some(Clause::Rest) => {
            let name = cursor.ident()?;
            cursor.need_clause(Clause::From)?;
            let from = cursor.name()?;
            let to = receiver(cursor)?;
            RawBody::Rest { name, from, to }
        }
        Some(Clause::Require) => {
            let condition = cursor.expression()?;
            cursor.need_clause(Clause::Else)?;
            RawBody::Require { condition, text: cursor.quoted()? }
        }
        Some(Clause::Carry) => {
            let name = cursor.ident()?;
            cursor.need_mark(Mark::Equal, "=")?;
            RawBody::Carry { name, value: cursor.expression()? }
        }
        _ => {
            let name = cursor.ident()?;
            let unit = if cursor.take_mark(Mark::Colon) { Some(cursor.unit()?) } else { None };
            cursor.need_equal()?;
            RawBody::Cell { name, unit, value: cursor.expression()? }
        }
    };
    Some(RawStep { each, body, span, whole: cursor.span_from(first) })
}

fn pay(cursor: &mut Cursor<'_>) -> Option<RawBody> {
    let name = cursor.ident()?;
    cursor.need_mark(Mark::Equal, "=")?;
    let amount = cursor.expression()?;
    cursor.need_clause(Clause::From)?;
    cursor.payer_each_meant()?;
    let from = cursor.name()?;
    let shortage = shortages(cursor)?;
    let to = receiver(cursor)?;
    let rounding = rounded(cursor)?;
    Some(RawBody::Pay { name, amount, from, shortage, to, rounding })
}

fn share(cursor: &mut Cursor<'_>) -> Option<RawBody> {
    let name = cursor.ident()?;
    let amount = if cursor.take_mark(Mark::Equal) { Some(cursor.expression()?) } else { None };
    cursor.need_clause(Clause::From)?;
    let each = cursor.take_clause(Clause::Each);
    let source = cursor.name()?;
    let by = if each {
        cursor.need_clause(Clause::By)?;
        Some(cursor.expression()?)
    } else {
        None
    };
    let from = RawSource { each, name: source, by };
    let shortage = shortages(cursor)?;
    let mut to = vec![receiver(cursor)?];
    let (mut nobody, mut rounding) = (None, None);
    loop {
        cursor.take_mark(Mark::Comma);
        match cursor.clause() {
            Some(Clause::To | Clause::Into) => {
                to.push(receiver(cursor)?);
                cursor.few(to.len(), 100)?;
            }
            Some(Clause::Otherwise) if nobody.is_none() => {
                cursor.take_clause(Clause::Otherwise);
                nobody = Some(receiver(cursor)?);
            }
            Some(Clause::Rounded) if rounding.is_none() => rounding = rounded(cursor)?,
            _ => break,
        }
    }
    Some(RawBody::Share { name, amount, from, shortage, to, nobody, rounding })
}

fn rounded(cursor: &mut Cursor<'_>) -> Option<Option<super::super::syntax::RawRounding>> {
    cursor.take_mark(Mark::Comma);
    if cursor.take_clause(Clause::Rounded) { Some(Some(rounding(cursor)?)) } else { Some(None) }
}

fn shortages(cursor: &mut Cursor<'_>) -> Option<Vec<RawShortage>> {
    let mut all = Vec::new();
    loop {
        cursor.take_mark(Mark::Comma);
        if !cursor.take_clause(Clause::Shortfall) {
            return Some(all);
        }
        if cursor.take_clause(Clause::From) {
            all.push(RawShortage::From(cursor.name()?));
        } else if cursor.take_clause(Clause::Scaled) {
            all.push(RawShortage::Scaled);
        } else if cursor.take_clause(Clause::Stop) {
            all.push(RawShortage::Stop);
        } else {
            return cursor.expected("由 …、减付 或 停", "from …, scaled or stop");
        }
    }
}

/// `给 每个 户 按 点数 其中 在册 记作 成员分红`.
fn receiver(cursor: &mut Cursor<'_>) -> Option<RawReceiver> {
    cursor.take_mark(Mark::Comma);
    let span = cursor.span();
    let into = match cursor.clause() {
        Some(Clause::Into) => true,
        Some(Clause::To) => false,
        _ => return cursor.expected_one("给 或 入", "to or into", ("给", "to")),
    };
    cursor.take_clause(if into { Clause::Into } else { Clause::To });
    let each = cursor.take_clause(Clause::Each);
    let name = cursor.name()?;
    let named = cursor.span_from(span);
    let mut receiver = RawReceiver { into, each, span: named, whole: named, name, by: None, only: None, tag: None };
    loop {
        receiver.whole = cursor.span_from(span);
        if receiver.by.is_none() && cursor.take_clause(Clause::By) {
            receiver.by = Some(cursor.expression()?);
        } else if receiver.only.is_none() && cursor.take_clause(Clause::Where) {
            receiver.only = Some(cursor.expression()?);
        } else if receiver.tag.is_none() && cursor.take_clause(Clause::As) {
            receiver.tag = Some(cursor.ident()?);
        } else {
            return Some(receiver);
        }
    }
}
