//! Lines of tokens → statements, section by section. A statement that does not parse is
//! reported and left out; the rest is read on.

mod cursor;
mod declaration;
mod example;
mod expression;
mod header;
mod meant;
mod step;

use self::cursor::Cursor;
pub(super) use self::cursor::{join, later};
use super::{
    diagnostic::{Code, Diagnostic, Findings},
    lexer::{Kind, Line, Mark, Token, lines},
    syntax::{RawSheet, RawTable},
    tree::Span,
    words::{Declare, Lang, Section, Word, meaning, meanings, nearest, since, spelled},
};

/// Built-in words with the bytes where they stand: what a translation replaces.
pub(super) type Roles = Vec<(usize, usize, Word)>;

/// Longest sheet, in bytes.
const LONGEST: usize = 256 * 1024;
/// Most steps; also most of any other kind of statement in one sheet.
pub(super) const MOST_STEPS: usize = 500;

/// Reads the statements of a sheet; `None` if it is too long to be read.
pub(super) fn parse(text: &str, findings: &mut Findings, roles: &mut Roles) -> Option<RawSheet> {
    let mut sheet = RawSheet::default();
    if text.len() > LONGEST {
        findings.push(Diagnostic::new(
            Code::L01,
            Span { line: 1, column: 1, length: 1, ..Span::default() },
            format!("单子太长：{} 字节，最多 {LONGEST}", text.len()),
            format!("the sheet is too long: {} bytes, {LONGEST} at most", text.len()),
        ));
        return None;
    }
    let lines = lines(text, findings);
    let mut reader = Reader {
        text,
        sheet: &mut sheet,
        section: None,
        skipping: false,
        findings,
        roles,
        statement: Vec::new(),
        in_table: false,
    };
    for line in lines {
        if reader.findings.is_full() {
            break;
        }
        reader.line(line);
    }
    reader.finish_statement();
    Some(sheet)
}

struct Reader<'a> {
    text: &'a str,
    sheet: &'a mut RawSheet,
    section: Option<Section>,
    /// Inside a section there is no such section as.
    skipping: bool,
    findings: &'a mut Findings,
    roles: &'a mut Roles,
    statement: Vec<Token>,
    in_table: bool,
}

impl Reader<'_> {
    fn line(&mut self, line: Line) {
        let opens = matches!(line.tokens.first(), Some(Token { kind: Kind::Mark(Mark::SectionOpen), .. }));
        if opens && !line.indented {
            self.finish_statement();
            self.in_table = false;
            self.open_section(line.tokens);
            return;
        }
        if line.indented && self.section == Some(Section::Example) {
            let heads_table = self.statement.iter().any(|t| t.kind == Kind::Mark(Mark::Bar));
            if heads_table {
                self.finish_statement();
                self.in_table = true;
            }
            if self.in_table {
                self.table_row(line.tokens);
                return;
            }
        }
        if !line.indented {
            self.finish_statement();
            self.in_table = false;
        }
        let _ = (line.number, line.start, line.end);
        self.statement.extend(line.tokens);
    }

    fn open_section(&mut self, tokens: Vec<Token>) {
        let word = match tokens.get(1) {
            Some(Token { kind: Kind::Word(word), span, .. }) => Some((word.as_str(), *span)),
            _ => None,
        };
        let close = tokens.iter().position(|t| t.kind == Kind::Mark(Mark::SectionClose));
        let section = word
            .and_then(|(word, _)| meaning(word, |w| if let Word::Section(section) = w { Some(section) } else { None }));
        let (Some(section), Some(close), Some((_, at))) = (section, close, word) else {
            self.no_section(&tokens, word, section, close);
            return;
        };
        self.roles.push((at.start, at.end, Word::Section(section)));
        self.section = Some(section);
        self.skipping = false;
        let title = tokens.get(2..close).unwrap_or_default();
        if section == Section::Example {
            let title =
                title.iter().find_map(|t| if let Kind::Text(text) = &t.kind { Some(text.clone()) } else { None });
            if title.is_none() {
                let bare = tokens.get(2).zip(tokens.get(close.saturating_sub(1))).filter(|_| close > 2);
                let bare = bare.map(|(first, last)| (first.span.start, last.span.end));
                let said =
                    bare.and_then(|(from, to)| self.text.get(from..to)).filter(|said| !said.contains(['"', '“', '”']));
                let found = Diagnostic::new(
                    Code::P01,
                    at,
                    "示例要有题目，写在引号里",
                    "an example needs a title in quotation marks",
                );
                self.findings.push(match (bare, said) {
                    (Some((from, to)), Some(said)) => {
                        found.write_for(from, to, format!("\"{said}\""), format!("\"{said}\""))
                    }
                    _ => found.add(at.end, "\"题目\"", "\"title\""),
                });
            }
            let after = tokens.get(2..close).and_then(|tokens| self.follows(tokens));
            self.sheet.examples.push(example::empty(title.unwrap_or_default(), after, at));
        } else if !title.is_empty() {
            let ends = tokens.first().zip(tokens.get(close));
            let whole = ends.map_or(at, |(open, close)| join(open.span, close.span));
            let (zh, en) = (spelled(Word::Section(section), Lang::Zh), spelled(Word::Section(section), Lang::En));
            self.findings.push(
                Diagnostic::new(Code::P03, whole, "括号里只写节名", "only the section's name stands in the brackets")
                    .write(format!("【{zh}】"), format!("[{en}]")),
            );
        }
        if section == Section::Scheme && self.sheet.header_span == Span::default() {
            self.sheet.header_span = at;
        }
        self.statement = tokens.into_iter().skip(close + 1).collect();
    }

    /// `接 "题"` behind an example's own title.
    fn follows(&mut self, tokens: &[Token]) -> Option<(String, Span)> {
        let [
            Token { kind: Kind::Text(_), .. },
            Token { kind: Kind::Word(word), span, .. },
            Token { kind: Kind::Text(before), span: last, .. },
        ] = tokens
        else {
            return None;
        };
        let follows = Word::Declare(Declare::After);
        meaning(word, |w| (w == follows).then_some(()))?;
        let (number, at) = self.sheet.header.number();
        if number < since(follows) {
            self.findings.push(later(*span, word, at));
            return None;
        }
        self.roles.push((span.start, span.end, follows));
        Some((before.clone(), join(*span, *last)))
    }

    /// A heading that names no section, or is not closed.
    fn no_section(
        &mut self,
        tokens: &[Token],
        word: Option<(&str, Span)>,
        section: Option<Section>,
        close: Option<usize>,
    ) {
        let span = tokens.first().map_or(Span::default(), |t| t.span);
        self.section = None;
        self.skipping = true;
        let found = Diagnostic::new(
            Code::P03,
            word.map_or(span, |(_, at)| at),
            "没有这样的节；有：方案 各方 账户 跨期 参数 登记 输入 步骤 名称 示例",
            "no such section; there are scheme parties accounts carried values registers inputs steps names example",
        );
        let meant = |word: &str| Some(Word::Section(section_meant(word)?));
        let near = word.and_then(|(word, _)| meant(word).or_else(|| nearest(word, |w| matches!(w, Word::Section(_)))));
        self.findings.push(match (near, section, close, tokens.last()) {
            (_, Some(_), None, Some(Token { kind: Kind::Text(_), .. })) if !self.findings.is_empty() => return,
            (_, Some(_), None, Some(last)) => found.write_for(last.span.end, last.span.end, "】", "]"),
            (Some(near), ..) => found.write(spelled(near, Lang::Zh), spelled(near, Lang::En)),
            _ => found,
        });
    }

    fn finish_statement(&mut self) {
        let tokens = std::mem::take(&mut self.statement);
        let Some(first) = tokens.first() else { return };
        let remark = |mark: Mark| tokens.iter().take(2).filter(|t| t.kind == Kind::Mark(mark)).count() == 2;
        if let (true, Some(second)) = (remark(Mark::Slash) || remark(Mark::Minus), tokens.get(1)) {
            let at = join(first.span, second.span);
            let found = Diagnostic::new(Code::P01, at, "给人看的话以 # 开头", "what is for people begins with #");
            self.findings.push(found.write("#", "#"));
            return;
        }
        let Some(section) = self.section else {
            if self.skipping {
                self.sheet.broken.extend(words_of(&tokens));
                return;
            }
            self.findings.push(
                Diagnostic::new(
                    Code::P03,
                    first.span,
                    "第一节之前不能写东西，先写【方案】",
                    "nothing may stand before the first section",
                )
                .write_for(first.span.start, first.span.start, "【方案】\n", "[scheme]\n"),
            );
            return;
        };
        let mut cursor = Cursor::new(self.text, &tokens, self.findings, self.roles);
        let sheet = &mut *self.sheet;
        cursor.semantics = sheet.header.number();
        // Statements of one line are set apart by ；.
        loop {
            if cursor.peek().is_none() {
                return;
            }
            let read = match section {
                Section::Scheme => header::read(&mut cursor, &mut sheet.header),
                Section::Parties => declaration::party(&mut cursor).map(|p| sheet.parties.push(p)),
                Section::Accounts => declaration::account(&mut cursor).map(|a| sheet.accounts.push(a)),
                Section::Carried => declaration::carried(&mut cursor).map(|c| sheet.carried.push(c)),
                Section::Values => declaration::value(&mut cursor).map(|v| sheet.values.push(v)),
                Section::Registers => declaration::register(&mut cursor).map(|r| sheet.registers.push(r)),
                Section::Inputs => declaration::input(&mut cursor).map(|i| sheet.inputs.push(i)),
                Section::Steps => step::read(&mut cursor).map(|s| sheet.steps.push(s)),
                Section::Names => declaration::label(&mut cursor).map(|n| sheet.names.push(n)),
                Section::Example => match sheet.examples.last_mut() {
                    Some(example) => example::statement(&mut cursor, example),
                    None => None,
                },
            };
            match read.and_then(|()| cursor.statement_ends()) {
                Some(true) => {}
                Some(false) => break,
                None => {
                    sheet.broken.extend(words_of(&tokens));
                    match section {
                        Section::Scheme => sheet.header.broken = true,
                        Section::Example => {
                            sheet.examples.iter_mut().next_back().into_iter().for_each(|e| e.broken = true)
                        }
                        _ => {}
                    }
                    break;
                }
            }
        }
        let most = [
            (sheet.parties.len(), "各方", "parties"),
            (sheet.accounts.len(), "账户", "accounts"),
            (sheet.carried.len(), "跨期", "carried"),
            (sheet.values.len(), "参数", "values"),
            (sheet.inputs.len(), "输入", "inputs"),
            (sheet.names.len(), "名称", "names"),
            (sheet.examples.len(), "示例", "examples"),
        ];
        if let Some((_, zh, en)) = most.into_iter().find(|(count, ..)| *count > MOST_STEPS) {
            self.findings.push(Diagnostic::new(
                Code::L04,
                first.span,
                format!("{zh} 太多：最多 {MOST_STEPS}"),
                format!("too many {en}: {MOST_STEPS} at most"),
            ));
        }
    }

    fn table_row(&mut self, tokens: Vec<Token>) {
        let table: Option<&mut RawTable> = self.sheet.examples.last_mut().and_then(|e| e.tables.last_mut());
        if let Some(table) = table {
            table.rows.push(example::row(self.text, &tokens, self.roles));
        }
    }
}

/// The section that is meant by another name.
fn section_meant(word: &str) -> Option<Section> {
    Some(match word {
        "parameters" | "params" | "rates" | "prices" | "settings" | "标准" | "数值" | "约定" | "价格" => {
            Section::Values
        }
        "rules" | "calculation" | "actions" | "规则" | "计算" | "做法" | "分配" | "分法" => Section::Steps,
        "tables" | "rows" | "lists" | "名册" | "登记表" | "表" => Section::Registers,
        "examples" | "test" | "tests" | "例子" | "例" | "举例" | "算例" => Section::Example,
        "data" | "figures" | "数据" | "到账" => Section::Inputs,
        "header" | "sheet" | "题头" | "单子" => Section::Scheme,
        _ => return None,
    })
}

fn words_of(tokens: &[Token]) -> impl Iterator<Item = String> + '_ {
    tokens.iter().filter_map(|t| if let Kind::Word(word) = &t.kind { Some(word.clone()) } else { None })
}

/// `由利润池` → `由 利润池`: a word of grammar grown together with what may be a name. Names often
/// begin or end in characters that are such words (分红, 收入), so a part counts only if the rest
/// is known or the word is one that names hardly have there.
pub(super) fn grown_together(text: &str, known: impl Fn(&str) -> bool) -> Option<String> {
    let is_clause = |part: &str| meanings(part).iter().any(|w| matches!(w, Word::Clause(_)));
    let han = |part: &str| part.chars().all(super::lexer::is_han);
    let long = |part: &str| part.chars().count() > 1;
    let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).take(40).collect();
    for &at in &cuts {
        let (head, tail) = text.split_at(at);
        let telling = long(head) || ["由", "给", "按", "的", "且", "或", "则", "若"].contains(&head);
        if han(head) && is_clause(head) && (telling || known(tail)) {
            return Some(format!("{head} {tail}"));
        }
    }
    for &at in cuts.iter().rev() {
        let (head, tail) = text.split_at(at);
        let telling = long(tail) || ["由", "按", "的", "且", "则"].contains(&tail);
        if han(tail) && is_clause(tail) && (telling || known(head)) {
            return Some(format!("{head} {tail}"));
        }
    }
    None
}
