//! What the sheet declares: voted figures first, then what it reads.

use super::View;
use crate::{
    page::{Heading, Table},
    scheme::{
        Bounds, DatedValue, Literal, Type, Value, ValueKind,
        words::{Clause, Word},
    },
    unit::Exact,
};

fn table(
    view: &View<'_>,
    title: (&'static str, &'static str),
    columns: &[(&'static str, &'static str)],
    rows: Vec<Vec<String>>,
) -> Table {
    let right = ["数", "行"];
    let headings = columns.iter().map(|(zh, en)| Heading::of(view.pick(zh, en), right.contains(zh)));
    Table::of_lines(view.pick(title.0, title.1), headings.collect(), rows)
}

/// The figures the meeting votes.
pub(super) fn values(view: &View<'_>) -> Table {
    let columns = [
        ("名称", "name"),
        ("数", "figure"),
        ("单位", "unit"),
        ("何时用", "holds"),
        ("范围", "range"),
        ("出处", "basis"),
        ("行", "line"),
    ];
    let pairs = view.sheet.values().iter().zip(view.original.values());
    let rows = pairs.flat_map(|(value, original)| value_rows(view, value, original.span.line)).collect();
    table(view, ("会上定的数", "What the meeting decides"), &columns, rows)
}

fn value_rows(view: &View<'_>, value: &Value, line: u32) -> Vec<Vec<String>> {
    let from = |d: &DatedValue| d.from.map(|day| format!("{} {day}", view.pick("自", "from"))).unwrap_or_default();
    let dated = |said: String, figures: &'_ [DatedValue]| -> Vec<(String, Literal)> {
        let said = |d: &DatedValue| [said.clone(), from(d)].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
        figures.iter().map(|d| (said(d).join(" "), d.value.clone())).collect()
    };
    let holds: Vec<(String, Literal)> = match &value.kind {
        ValueKind::Dated(all) => dated(String::new(), all),
        ValueKind::Tiered { by, tiers } => {
            let unit = view.unit(by);
            let under = |t: &crate::scheme::Tier| match &t.below {
                Some(below) => format!("{} {} {unit}", view.pick("不满", "under"), figure(below)),
                None => view.pick("其余", "all others").to_owned(),
            };
            tiers.iter().flat_map(|t| dated(under(t), t.value.dated())).collect()
        }
        ValueKind::ByCategory { values, .. } => {
            values.iter().flat_map(|(word, value)| dated(word.clone(), value.dated())).collect()
        }
    };
    let range = value.range.as_ref().map(|(low, high)| format!("{} – {}", figure(low), figure(high)));
    let first = |at: usize, text: String| if at == 0 { text } else { String::new() };
    let unit = match &value.ty {
        Type::Number(unit) => view.unit(unit),
        _ => String::new(),
    };
    let row = |(at, (holds, literal)): (usize, (String, Literal))| {
        vec![
            first(at, view.named(&value.name)),
            self::literal(view, &literal),
            unit.clone(),
            holds,
            first(at, range.clone().unwrap_or_default()),
            first(at, value.basis.clone().unwrap_or_default()),
            first(at, line.to_string()),
        ]
    };
    holds.into_iter().enumerate().map(row).collect()
}

/// A number without its unit.
fn literal(view: &View<'_>, literal: &Literal) -> String {
    match literal {
        Literal::Number(exact, _) => figure(exact),
        Literal::Day(day) => day.to_string(),
        Literal::YesNo(true) => view.word(Word::Clause(Clause::Yes)).to_owned(),
        Literal::YesNo(false) => view.word(Word::Clause(Clause::No)).to_owned(),
        Literal::Word(word) => word.clone(),
    }
}

fn figure(exact: &Exact) -> String {
    exact.decimal(12).unwrap_or_else(|| exact.to_string())
}

/// Accounts and carried numbers.
pub(super) fn kept(view: &View<'_>) -> Table {
    let columns = [("名称", "name"), ("每个", "one for each"), ("单位", "unit"), ("首期", "at first"), ("行", "line")];
    let each = |r: Option<crate::scheme::RegisterAt>| r.map(|r| view.register(r).to_owned()).unwrap_or_default();
    let accounts = view.sheet.accounts().iter().zip(view.original.accounts());
    let mut rows: Vec<Vec<String>> = accounts
        .map(|(a, o)| {
            vec![
                view.named(&a.name),
                each(a.each),
                view.pick("元", "yuan").to_owned(),
                String::new(),
                o.span.line.to_string(),
            ]
        })
        .collect();
    let carried = view.sheet.carried().iter().zip(view.original.carried());
    rows.extend(carried.map(|(c, o)| {
        vec![view.named(&c.name), each(c.each), view.ty(&c.ty), literal(view, &c.first), o.span.line.to_string()]
    }));
    table(view, ("两次分配之间留下的", "Kept between runs"), &columns, rows)
}

/// The rows the sheet reads.
pub(super) fn registers(view: &View<'_>) -> Table {
    let columns = [
        ("登记", "register"),
        ("属于", "belongs to"),
        ("列", "column"),
        ("单位", "unit"),
        ("要求", "must be"),
        ("行", "line"),
    ];
    let mut rows = Vec::new();
    for (register, original) in view.sheet.registers().iter().zip(view.original.registers()) {
        let mut belongs: Vec<String> = register.parents.iter().map(|p| view.register(*p).to_owned()).collect();
        if let Some(pieces) = &register.pieces {
            let columns = view.sheet.registers().get(pieces.of.index()).map_or(&[][..], |r| r.columns.as_slice());
            let name = |at: usize| columns.get(at).map_or("", |c| c.name.as_str());
            let cut = view.pick("逐段", "in pieces");
            belongs = vec![format!(
                "{} {cut} {} – {}",
                view.register(pieces.of),
                name(pieces.from.index()),
                name(pieces.to.index())
            )];
        }
        let payee = if register.payee { view.pick("（收款）", " (may be paid)") } else { "" };
        let name = format!("{}{payee}", view.named(&register.name));
        let line = original.span.line.to_string();
        if register.columns.is_empty() {
            rows.push(vec![name, belongs.join("，"), String::new(), String::new(), String::new(), line]);
            continue;
        }
        for (at, column) in register.columns.iter().enumerate() {
            let (name, above) = if at == 0 { (name.clone(), belongs.join("，")) } else { Default::default() };
            let line = if at == 0 { line.clone() } else { String::new() };
            rows.push(vec![
                name,
                above,
                view.named(&column.name),
                view.ty(&column.ty),
                bounds(view, &column.ty, column.bounds),
                line,
            ]);
        }
    }
    table(view, ("要读的登记", "Registers it reads"), &columns, rows)
}

/// One figure per run.
pub(super) fn inputs(view: &View<'_>) -> Table {
    let columns = [("名称", "name"), ("单位", "unit"), ("要求", "must be"), ("来自", "comes from"), ("行", "line")];
    let pairs = view.sheet.inputs().iter().zip(view.original.inputs());
    let rows = pairs.map(|(input, original)| {
        let mut must: Vec<String> = vec![bounds(view, &input.ty, input.bounds)];
        if input.held.is_some() {
            must.push(view.pick("已收到，这次要分完", "received, to be shared out by this run").to_owned());
        }
        if input.daily {
            must.push(view.pick("每天一个数", "one figure a day").to_owned());
        }
        must.retain(|m| !m.is_empty());
        let source = input
            .source
            .as_ref()
            .map(|(kind, what)| format!("{}{}{what}", view.word(Word::Source(*kind)), view.pick("：", ": ")))
            .unwrap_or_default();
        vec![
            view.named(&input.name),
            view.ty(&input.ty),
            must.join(view.pick("；", "; ")),
            source,
            original.span.line.to_string(),
        ]
    });
    table(view, ("每次读一个的数", "Figures read at each run"), &columns, rows.collect())
}

fn bounds(view: &View<'_>, ty: &Type, bounds: Bounds) -> String {
    let mut all = Vec::new();
    if let Type::Number(unit) = ty {
        all.push(match (bounds.positive, bounds.signed) {
            (true, _) => view.pick("大于零", "above zero"),
            (_, true) => view.pick("可以小于零", "may be below zero"),
            _ => "",
        });
        if unit.is_percent() && bounds.above_hundred {
            all.push(view.pick("可以超过一百", "may exceed 100"));
        }
    }
    if bounds.optional {
        all.push(view.pick("可以没有", "may be missing"));
    }
    all.retain(|a| !a.is_empty());
    all.join(view.pick("；", "; "))
}

/// Places outside.
pub(super) fn parties(view: &View<'_>) -> Table {
    let columns = [("名称", "name"), ("是什么", "what it is"), ("行", "line")];
    let pairs = view.sheet.parties().iter().zip(view.original.parties());
    let rows = pairs.map(|(party, original)| {
        vec![view.named(&party.name), view.word(Word::Party(party.kind)).to_owned(), original.span.line.to_string()]
    });
    table(view, ("各方", "Parties"), &columns, rows.collect())
}
