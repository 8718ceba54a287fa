//! The reference of the kinds in words: for the terminal as a table, for `docs/kinds.md` as Markdown.

use super::{ChartList, Choice, CodeOf, Description, FieldColumn, Need, Shape, Subject, Wording, all, w};
use crate::{
    books::KNOWN_SETTINGS,
    page::{Cell, Heading, Table, TableRow},
    unit::{Lang, Say},
};

/// Every kind in a table, group by group.
pub fn overview(lang: Lang) -> Table {
    let rows = all().into_iter().map(|form| {
        TableRow::plain(vec![
            Cell::words(form.group.label().say(lang)),
            Cell::words(form.kind),
            Cell::words(form.label.say(lang)),
            Cell::words(form.help.say(lang)),
        ])
    });
    let headings = [w("group", "类"), w("kind", "种类"), w("name", "名称"), w("when", "何时用")];
    Table { headings: headed(&headings, lang), rows: rows.collect(), ..Table::default() }
}

/// The members of one kind in a table, with what each is.
pub fn reference(of: &Description, lang: Lang) -> Table {
    let row = |column: &FieldColumn| {
        let need = need(column).say(lang);
        let told = [Some(column.member.help.say(lang)), choices(column.member.shape, lang)];
        TableRow::plain(vec![
            Cell::words(&column.name),
            Cell::words(column.title(lang)),
            Cell::words(need),
            Cell::words(stands(column.member.shape).say(lang)),
            Cell::words(told.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        ])
    };
    let headings =
        [w("member", "成员"), w("name", "名称"), w("needed", "要否"), w("what", "写法"), w("what to write", "填什么")];
    let law = Some(of.law.say(lang)).filter(|law| !law.is_empty());
    Table {
        title: format!("{}  {}", of.kind, of.label.say(lang)),
        under: [Some(of.help.say(lang)), law].into_iter().flatten().collect(),
        headings: headed(&headings, lang),
        rows: of.columns().iter().map(row).collect(),
        ..Table::default()
    }
}

/// The whole reference as Markdown, both languages beside each other.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Kinds of requests · 请求的种类\n\nMade from the descriptions in `src/form`; `coop kinds KIND` prints the same.\n\
         由 `src/form` 的说明生成；`coop kinds 种类` 打印同样的内容。\n",
    );
    for group in Subject::ALL {
        let forms = group.forms();
        if forms.is_empty() {
            continue;
        }
        page.push_str(&format!("\n## {} · {}\n", group.label().en, group.label().zh));
        for form in forms {
            page.push_str(&format!(
                "\n### `{}` {} · {}\n\n{}\n\n{}\n",
                form.kind, form.label.en, form.label.zh, form.help.en, form.help.zh
            ));
            if !form.law.en.is_empty() {
                page.push_str(&format!("\n*{}* · *{}*\n", form.law.en, form.law.zh));
            }
            page.push_str("\n| member | | | what to write · 填什么 |\n|---|---|---|---|\n");
            for column in form.columns() {
                let need = need(&column);
                let stands = stands(column.member.shape);
                let both = |of: &dyn Fn(Lang) -> String| format!("{} · {}", of(Lang::En), of(Lang::Zh));
                let told = |lang| {
                    let all = [Some(column.member.help.say(lang)), choices(column.member.shape, lang)];
                    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
                };
                page.push_str(&format!(
                    "| `{}` | {} · {} | {} | **{}** {} |\n",
                    column.name,
                    need.en,
                    need.zh,
                    both(&|lang| stands.say(lang)),
                    both(&|lang| column.title(lang)),
                    both(&told)
                ));
            }
            if let Some(example) = super::example(form.kind) {
                page.push_str(&format!("\n```json\n{example}\n```\n"));
            }
        }
    }
    page
}

fn headed(titles: &[Wording], lang: Lang) -> Vec<Heading> {
    titles.iter().map(|title| Heading::left(title.say(lang))).collect()
}

/// Whether a column must be filled.
pub fn need(column: &FieldColumn) -> Wording {
    match column.member.need {
        Need::Needed | Need::Usual(_) if column.needed => w("needed", "必填"),
        Need::Needed | Need::Usual(_) => w("needed with its row", "该项有内容时必填"),
        Need::Optional => w("may be empty", "可空"),
        Need::Computed => w("computed", "自动计算"),
    }
}

fn choices(shape: Shape, lang: Lang) -> Option<String> {
    if let Shape::OfChart(list) = shape {
        return of_chart(list, lang);
    }
    let (Shape::Word(choices) | Shape::Suggested(choices)) = shape else { return None };
    let one = |choice: &Choice| match choice.label.say(lang) {
        label if label == choice.word => label,
        label => format!("{} ({label})", choice.word),
    };
    let separator = if lang == Lang::Zh { "、" } else { ", " };
    Some(choices.iter().map(one).collect::<Vec<_>>().join(separator))
}

/// The settings of the shipped chart in words, and those of their values that are no accounts.
fn of_chart(list: ChartList, lang: Lang) -> Option<String> {
    let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let named = KNOWN_SETTINGS.iter().map(|known| format!("{} ({})", known.name, pick(known.zh, known.en)));
    let valued = KNOWN_SETTINGS.iter().filter(|known| !known.values.is_empty()).map(|known| {
        let all = known.values.iter().map(|(word, zh, en)| format!("{word} ({})", pick(zh, en)));
        format!("{}: {}", known.name, all.collect::<Vec<_>>().join(pick("、", ", ")))
    });
    match list {
        ChartList::Settings => Some(named.collect::<Vec<_>>().join(pick("、", ", "))),
        ChartList::Values => Some(valued.collect::<Vec<_>>().join(pick("；", "; "))),
        ChartList::Accounts | ChartList::Receipts | ChartList::Payments | ChartList::Claims => None,
    }
}

/// What may stand there, in a word or two.
pub fn stands(shape: Shape) -> Wording {
    match shape {
        Shape::Id | Shape::IdOf => w("own number", "自编号"),
        Shape::Day => w("day", "日期"),
        Shape::Year => w("year", "年度"),
        Shape::Count => w("whole number", "整数"),
        Shape::Money => w("yuan", "元"),
        Shape::Signed => w("yuan, may be negative", "元，可为负"),
        Shape::Price => w("yuan, to four decimals", "元，至多四位小数"),
        Shape::AreaMu => w("mu", "亩"),
        Shape::AreaM2 => w("m²", "平方米"),
        Shape::Shares => w("shares", "股"),
        Shape::Ratio => w("ratio, 0.05 or 5%", "比例，0.05 或 5%"),
        Shape::Quantity => w("days or hours", "天数或小时"),
        Shape::Text => w("short text without names", "短语，不写姓名"),
        Shape::Private => w("text, sealed", "文字，封存"),
        Shape::PrivateDay => w("day, sealed", "日期，封存"),
        Shape::NewCode(_) => w("new code", "新编号"),
        Shape::Code(register) => of_register(register),
        Shape::Codes(_) => w("codes, blanks between", "编号，用空格隔开"),
        Shape::Texts => w("short texts, commas between", "短语，用逗号隔开"),
        Shape::Truth => w("true or false", "true（是）或 false（否）"),
        Shape::Words(_) => w("some of, blanks between", "可选几项，用空格隔开"),
        Shape::Holder => w("household or collective", "户编号或 collective（集体）"),
        Shape::Word(_) => w("one of", "选一"),
        Shape::Suggested(_) => w("short text, such as", "短语，例如"),
        Shape::Digest => w("digest, 64 hex digits", "摘要，64 位十六进制"),
        Shape::PublicKey => w("public key, 64 hex digits", "公钥，64 位十六进制"),
        Shape::OfChart(_) => w("name of the chart", "科目表中的名称"),
        Shape::SharesByClass => w("class=shares, blanks between", "类别=股数，用空格隔开"),
        Shape::KeptByClass => w("class=shares/last day, blanks between", "类别=股数/最后一天，用空格隔开"),
        Shape::Sources => w("own numbers, blanks between", "自编号，用空格隔开"),
        Shape::Sheet => w("text, line by line", "正文，逐行"),
        Shape::Evidence => w("SHA-256, blanks between", "SHA-256，用空格隔开"),
        Shape::Attestations(_) => w("attestation in JSON", "JSON 证明"),
        Shape::Group(_) => w("several members", "几个成员"),
        Shape::List(_) => w("one row each", "一项一行"),
    }
}

fn of_register(register: CodeOf) -> Wording {
    match register {
        CodeOf::Households => w("household", "户编号"),
        CodeOf::Persons => w("person", "人员编号"),
        CodeOf::Workers => w("worker", "务工人员编号"),
        CodeOf::Parties => w("party", "单位编号"),
        CodeOf::Banks => w("bank account or CASH", "银行账户编号或 CASH"),
        CodeOf::Classes => w("class of shares", "股份类别"),
        CodeOf::Parcels => w("parcel", "地块编号"),
        CodeOf::Houses => w("house", "房屋编号"),
        CodeOf::Contracts => w("contract", "合同编号"),
        CodeOf::Assets => w("asset", "资产名称"),
        CodeOf::Projects => w("project", "项目名称"),
        CodeOf::Payouts => w("payout or instalment", "分配或期次编号"),
        CodeOf::Series => w("series", "数据表编号"),
        CodeOf::Schemes => w("payout sheet", "分配单编号"),
        CodeOf::Holders => w("code of whoever holds it", "持有方的编号"),
        CodeOf::Rows => w("code in its register", "登记簿中的编号"),
        CodeOf::Objections => w("objection", "异议编号"),
        CodeOf::Officers => w("person in office", "任职人员代码"),
        CodeOf::Plans => w("published plan", "已公示的方案"),
        CodeOf::Keys => w("key", "密钥编号"),
    }
}
