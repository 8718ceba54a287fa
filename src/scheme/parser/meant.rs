//! What people write who know another notation, or have heard a rule read out: the word that is meant, so that it can be said.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        lexer::{Kind, Mark, Token},
        words::{Clause, Declare},
    },
    cursor::{Cursor, join},
};

/// In Chinese and in English.
type Both = (&'static str, &'static str);

/// A sign that is written as words.
pub(super) fn sign(word: &str) -> Option<&'static str> {
    Some(match word {
        "大于" | "高于" | "多于" | "超过" | "above" | "exceeds" | "over" => ">",
        "小于" | "低于" | "少于" | "不满" | "below" | "under" => "<",
        "等于" | "equals" | "is" => "=",
        "不等于" => "!=",
        "大于等于" | "不小于" | "不少于" | "不低于" | "至少" | "at_least" => ">=",
        "小于等于" | "不大于" | "不超过" | "不多于" | "不高于" | "至多" | "at_most" => "<=",
        _ => return None,
    })
}

/// What a column holds, as it is called elsewhere.
pub(super) fn kind(word: &str) -> Option<Both> {
    Some(match word {
        "bool" | "boolean" | "是非" | "布尔" => ("是否", "yesno"),
        "日" | "年月日" | "时间" | "datetime" => ("日期", "date"),
        "数" | "数字" | "数值" | "整数" | "number" | "integer" | "int" | "decimal" | "float" => ("1", "1"),
        "金额" | "钱" | "款" | "money" | "amount" => ("元", "yuan"),
        _ => return None,
    })
}

/// What a column most likely holds that has a name and nothing else.
pub(super) fn kind_of_name(name: &str) -> Both {
    let ends = |all: &[&str]| all.iter().any(|end| name.ends_with(end));
    let part = |all: &[&str]| name.split('_').any(|word| all.contains(&word));
    if ends(&["日", "日期", "生日", "时间"]) || part(&["date", "day", "on", "born", "since", "until", "due"]) {
        ("日期", "date")
    } else if name.starts_with('是') || name.starts_with("有无") || part(&["is", "has"]) {
        ("是否", "yesno")
    } else if ends(&["率", "比例", "占比"]) || part(&["rate", "percent"]) {
        ("%", "%")
    } else if ends(&["面积", "亩", "亩数"]) || part(&["area", "mu"]) {
        ("亩", "mu")
    } else if ends(&["款", "费", "金", "钱", "价", "额"]) || part(&["yuan", "money", "paid", "price", "amount"]) {
        ("元", "yuan")
    } else if ends(&["人", "人数", "人口"]) || part(&["people", "persons"]) {
        ("人", "person")
    } else {
        ("1", "1")
    }
}

/// How a line of an example begins, where it begins with another word.
fn line_of_example(word: &str) -> Option<Declare> {
    Some(match word {
        "expected" | "expects" | "assert" | "result" | "预期" | "期待" | "应得" | "应当" | "结果" => {
            Declare::Expect
        }
        "with" | "set" | "let" | "已知" | "设" | "输入" => Declare::Given,
        "dates" | "期间" | "时期" | "周期" => Declare::Period,
        _ => return None,
    })
}

/// `百分之二十`.
fn percent(word: &str) -> Option<u32> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok());
    let said = word.strip_prefix("百分之")?;
    let (tens, ones) = match said.split_once('十') {
        Some(("", ones)) => (1, ones),
        Some((tens, ones)) => (digit(one_char(tens)?)?, ones),
        None if said == "百" => return Some(100),
        None => (0, said),
    };
    let ones = if ones.is_empty() && tens > 0 { 0 } else { digit(one_char(ones)?)? };
    Some(tens * 10 + ones)
}

fn one_char(text: &str) -> Option<char> {
    let mut all = text.chars();
    all.next().filter(|_| all.next().is_none())
}

impl Cursor<'_> {
    fn meant<T>(
        &mut self,
        (from, to): (usize, usize),
        (zh, en): (&str, &str),
        (write_zh, write_en): (String, String),
    ) -> Option<T> {
        let span = self.span();
        let found = Diagnostic::new(Code::P01, span, zh, en).write_for(from, to, write_zh, write_en);
        self.fail(found.shown())
    }

    /// `超过` in the place of `>`.
    pub(super) fn sign_in_words(&mut self) -> Option<()> {
        let Some((word, sign)) = self.word().and_then(|word| Some((word, sign(word)?))) else { return Some(()) };
        if self.peek_after().is_none() {
            return Some(());
        }
        let span = self.span();
        let said = (format!("比大小用符号：{word} 写成 {sign}"), format!("comparisons are written as signs: {sign}"));
        self.meant((span.start, span.end), (&said.0, &said.1), (sign.to_owned(), sign.to_owned()))
    }

    /// `==`.
    pub(super) fn sign_twice(&mut self) -> Option<()> {
        let before = self.span_before();
        let span = self.span();
        if !self.is_mark(Mark::Equal) || before.end != span.start {
            return Some(());
        }
        self.meant((before.start, span.end), ("相等写一个 =", "equal is one ="), ("=".to_owned(), "=".to_owned()))
    }

    /// `如果` in the place of `若`.
    pub(super) fn if_in_words(&mut self) -> Option<()> {
        let says = matches!(self.word(), Some("如果" | "假如" | "要是" | "when"));
        let follows = matches!(self.peek_after(), Some(Token { kind: Kind::Word(_) | Kind::Mark(Mark::Open), .. }));
        if !says || !follows {
            return Some(());
        }
        let span = self.span();
        self.meant(
            (span.start, span.end),
            ("条件写 若", "a condition begins with if"),
            ("若".to_owned(), "if".to_owned()),
        )
    }

    /// `若 甲，乙，否则 丙`: a comma in the place of the word, or before it.
    pub(super) fn branch(&mut self, clause: Clause) -> Option<()> {
        let (zh, en) = if clause == Clause::Then { ("则", "then") } else { ("否则", "else") };
        if !self.is_mark(Mark::Comma) {
            return self.need_clause(clause);
        }
        let span = self.span();
        let to = match self.peek_after() {
            Some(Token { kind: Kind::Word(word), span, .. }) if super::super::words::clause(word) == Some(clause) => {
                span.end
            }
            _ => span.end,
        };
        let said = (format!("这里不写逗号，写 {zh}"), format!("{en} stands here, and no comma"));
        self.meant((span.start, to), (&said.0, &said.1), (format!(" {zh} "), format!(" {en} ")))
    }

    /// `百分之二十` in the place of `20 %`.
    pub(super) fn percent_in_words(&mut self) -> Option<()> {
        let Some(number) = self.word().and_then(percent) else { return Some(()) };
        let (span, write) = (self.span(), format!("{number} %"));
        self.meant(
            (span.start, span.end),
            ("百分数用数字写", "a percentage is written in figures"),
            (write.clone(), write),
        )
    }

    /// `2 元 每 亩`: the stroke is meant.
    pub(super) fn per(&mut self, from: usize) -> Option<()> {
        let Some(Token { kind: Kind::Word(_), span: next, .. }) = self.peek_after() else { return Some(()) };
        if !matches!(self.word(), Some("per" | "每")) {
            return Some(());
        }
        let (span, to) = (self.span_before(), next.end);
        let write = format!("{}/{}", self.said(from, span.end), self.said(next.start, to));
        self.meant((from, to), ("单位用 / 连", "units are joined by /"), (write.clone(), write))
    }

    /// What a column holds, said in another way: `yes/no`, `数字`, nothing.
    pub(super) fn kind_meant(&mut self, name: &str) -> Option<()> {
        let span = self.span();
        if self.peek().is_none() || self.is_mark(Mark::Comma) {
            let (zh, en) = kind_of_name(name);
            let said = (
                format!("{name} 后面要写单位、日期、是否 或 类(…)"),
                format!("behind {name} stands a unit, date, yesno or oneof(…)"),
            );
            let at = self.span_before().end;
            return self.meant((at, at), (&said.0, &said.1), (format!(" {zh}"), format!(" {en}")));
        }
        let said = ("这一列的种类不这样写", "what a column holds is not written so");
        if let Some(
            [
                Token { kind: Kind::Word(yes), .. },
                Token { kind: Kind::Mark(Mark::Slash), .. },
                Token { kind: Kind::Word(no), span: last, .. },
                ..,
            ],
        ) = self.rest()
            && matches!((yes.as_str(), no.as_str()), ("yes", "no") | ("是", "否"))
        {
            let to = last.end;
            return self.meant((span.start, to), said, ("是否".to_owned(), "yesno".to_owned()));
        }
        match self.word().and_then(kind) {
            Some((zh, en)) if !matches!(self.peek_after(), Some(Token { kind: Kind::Mark(Mark::Slash), .. })) => {
                self.meant((span.start, span.end), said, (zh.to_owned(), en.to_owned()))
            }
            _ => Some(()),
        }
    }

    /// `for each`, `every`, `各户：付 …`: a step for every row.
    pub(super) fn each_meant(&mut self) -> Option<()> {
        let span = self.span();
        let said = ("对每一行做一次的步骤开头写 每个", "a step for every row begins with each");
        let each = || ("每个".to_owned(), "each".to_owned());
        let next = self.peek_after();
        match (self.word(), next) {
            (Some("for"), Some(Token { kind: Kind::Word(word), span: last, .. }))
                if super::super::words::clause(word) == Some(Clause::Each) =>
            {
                self.meant((span.start, last.end), said, each())
            }
            (
                Some("every" | "all" | "foreach" | "for_each" | "for" | "每" | "各" | "每一" | "每一个" | "各个"),
                Some(Token { kind: Kind::Word(_), .. }),
            ) => self.meant((span.start, span.end), said, each()),
            (Some(word), Some(Token { kind: Kind::Mark(Mark::Colon), .. })) => {
                let verb = matches!(self.rest().and_then(|rest| rest.get(2)), Some(Token { kind: Kind::Word(word), .. })
                    if matches!(super::super::words::clause(word), Some(Clause::Pay | Clause::Share | Clause::Rest | Clause::Require | Clause::Carry)));
                let whose = ["每一个", "每一", "各个", "各", "每"].into_iter().find_map(|each| word.strip_prefix(each));
                match whose.filter(|whose| verb && !whose.is_empty()) {
                    Some(whose) => {
                        self.meant((span.start, span.end), said, (format!("每个 {whose}"), format!("each {whose}")))
                    }
                    None => Some(()),
                }
            }
            _ => Some(()),
        }
    }

    /// `由 每个 户` where one row pays.
    pub(super) fn payer_each_meant(&mut self) -> Option<()> {
        let Some(Token { kind: Kind::Word(name), span: last, .. }) = self.peek_after() else { return Some(()) };
        if self.clause() != Some(Clause::Each) {
            return Some(());
        }
        let span = self.span();
        let said = ("付 由一行出：不写 每个", "pay takes from one row: without each");
        self.meant((span.start, last.end), said, (name.clone(), name.clone()))
    }

    /// `合计(地块.面积)`, `sum(area of parcel)`, `若` in the place of `其中`.
    pub(super) fn total_meant(&mut self, register: super::super::tree::Span) -> Option<()> {
        let said = ("合计 写 合计(登记：算式 其中 条件)", "a total is written sum(register: figure where condition)");
        let span = self.span();
        let next = match self.peek_after() {
            Some(Token { kind: Kind::Word(_), span, .. }) => *span,
            _ => return Some(()),
        };
        if self.is_mark(Mark::Dot) {
            return self.meant((span.start, span.end), said, ("：".to_owned(), ": ".to_owned()));
        }
        if self.clause() == Some(Clause::Of) {
            let (figure, whose) = (self.said(register.start, register.end), self.said(next.start, next.end));
            let write = (format!("{whose}：{figure}"), format!("{whose}: {figure}"));
            return self.meant((register.start, next.end), said, write);
        }
        Some(())
    }

    /// `if` in the place of `where`.
    pub(super) fn where_meant(&mut self) -> Option<()> {
        if self.clause() != Some(Clause::If) {
            return Some(());
        }
        let span = self.span();
        let said = ("合计里的条件写 其中", "a condition in a total begins with where");
        self.meant((span.start, span.end), said, ("其中".to_owned(), "where".to_owned()))
    }

    /// `小于 12 年 = …` or `6 至 11 年 = …` among tiers.
    pub(super) fn tier_meant(&mut self) -> Option<()> {
        let said = ("分档写 不满 … = …，最后写 其余", "tiers are written under … = …, others last");
        let span = self.span();
        let less = self.is_mark(Mark::Less) || self.word().and_then(sign) == Some("<");
        if less && matches!(self.peek_after(), Some(Token { kind: Kind::Number(_), .. })) {
            return self.meant((span.start, span.end), said, ("不满".to_owned(), "under".to_owned()));
        }
        let Some([Token { kind: Kind::Number(_), .. }, between, Token { kind: Kind::Number(last), span: to, .. }, ..]) =
            self.rest()
        else {
            return Some(());
        };
        let upto = match &between.kind {
            Kind::Word(word) => matches!(word.as_str(), "至" | "到" | "upto" | "to"),
            Kind::Mark(mark) => *mark == Mark::Minus,
            _ => false,
        };
        match last.to_string().parse::<u32>().ok().filter(|_| upto) {
            Some(last) => {
                let next = last.saturating_add(1);
                self.meant((span.start, to.end), said, (format!("不满 {next}"), format!("under {next}")))
            }
            None => Some(()),
        }
    }

    /// `(会上定的)` behind a figure: what it rests on.
    pub(super) fn basis_meant(&mut self) -> Option<()> {
        let close = self.rest().and_then(|rest| rest.iter().position(|t| t.kind == Kind::Mark(Mark::Close)));
        let (true, Some(close)) = (self.is_mark(Mark::Open), close) else { return Some(()) };
        let Some([open, inside @ .., last]) = self.rest().and_then(|rest| rest.get(..=close)) else { return Some(()) };
        let Some((first, end)) = inside.first().zip(inside.last()) else { return Some(()) };
        let text = self.said(first.span.start, end.span.end).replace(['"', '“', '”'], "");
        let (from, to) = (open.span.start, last.span.end);
        let said = ("出处写在 据 后面，用引号", "what a figure rests on stands behind basis, in quotation marks");
        self.meant((from, to), said, (format!("据 \"{text}\""), format!("basis \"{text}\"")))
    }

    /// A line of an example that begins with another word than the language has.
    pub(super) fn example_meant(&mut self) -> Option<()> {
        let stands = !matches!(
            self.peek_after(),
            None | Some(Token { kind: Kind::Mark(Mark::Equal | Mark::Dot) | Kind::Key(_), .. })
        );
        let Some(declare) = self.word().filter(|_| stands).and_then(line_of_example) else { return Some(()) };
        let (span, word) = (self.span(), super::super::words::Word::Declare(declare));
        let spelled = |lang| super::super::words::spelled(word, lang).to_owned();
        let write = (spelled(super::super::words::Lang::Zh), spelled(super::super::words::Lang::En));
        self.meant(
            (span.start, span.end),
            ("示例的行以 期、取 或 期望 开头", "a line of an example begins with period, given or expect"),
            write,
        )
    }

    /// `期 2026-01-01 .. 2026-12-31`, `… to …`.
    pub(super) fn upto_meant(&mut self) -> Option<()> {
        let Some(rest) = self.rest() else { return Some(()) };
        let Some(at) = rest.iter().take(4).position(|t| matches!(t.kind, Kind::Date(_))).filter(|at| *at > 0) else {
            return Some(());
        };
        let (Some(first), Some(last)) = (rest.first(), rest.get(at)) else { return Some(()) };
        if matches!(&first.kind, Kind::Word(word) if matches!(word.as_str(), "至" | "upto")) {
            return Some(());
        }
        let (from, to) = (first.span.start, last.span.start);
        self.meant(
            (from, to),
            ("两天之间写 至", "between the two days stands upto"),
            (" 至 ".to_owned(), " upto ".to_owned()),
        )
    }

    /// `期 2026`, `期 2026 年`, `期 2026-03`: all of it is meant.
    pub(super) fn whole_period(&mut self) -> Option<()> {
        let number = |token: &Token| match &token.kind {
            Kind::Number(number) => number.to_string().parse::<u32>().ok(),
            _ => None,
        };
        let Some(rest) = self.rest() else { return Some(()) };
        let word = |token: &Token, said: &str| matches!(&token.kind, Kind::Word(word) if word == said);
        let (year, month) = match rest {
            [year] => (number(year), None),
            [year, unit] if word(unit, "年") => (number(year), None),
            [year, dash, month] if dash.kind == Kind::Mark(Mark::Minus) => (number(year), number(month)),
            [year, unit, month, other] if word(unit, "年") && word(other, "月") => (number(year), number(month)),
            _ => return Some(()),
        };
        let (Some(year), Some(from), Some(to)) = (year.filter(|y| (1900..2200).contains(y)), rest.first(), rest.last())
        else {
            return Some(());
        };
        let day = |month: u32| crate::unit::Day::new(i32::try_from(year).ok()?, month, 1);
        let first = day(month.unwrap_or(1));
        let months = if month.is_some() { 1 } else { 12 };
        let last = first.and_then(|first| first.plus_months(months)?.plus_days(-1));
        let Some((first, last)) = first.zip(last) else { return Some(()) };
        let at = join(from.span, to.span);
        let said = ("期 要写第一天和最后一天", "a period has a first and a last day");
        self.meant((at.start, at.end), said, (format!("{first} 至 {last}"), format!("{first} upto {last}")))
    }
}
