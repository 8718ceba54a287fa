//! A request as fields of text, each under its path: what a page sends, what a row of a spreadsheet holds.
//!
//! `parts.0.amount` is the amount of the first part. Both ways: a request's members become fields, and fields become the
//! members that [`Request::read`] takes. Every field that cannot be read is told, not only the first.

use super::{Description, Member, Shape};
use crate::{
    decide::{ReadingRule, Refusal, Request},
    event::Holder,
    log::{Hash, Json},
    unit::{
        AreaM2, AreaMu, AssetId, BankId, ClassId, ContractId, Day, EntryId, Fen, Form, HouseId, HouseholdId, Money,
        ParcelId, PartyId, PayoutId, PersonId, Price, ProjectId, Quantity, Ratio, SchemeId, SeriesId, Shares, Text,
        UnitError, WorkerId,
    },
};
use std::{collections::BTreeMap, str::FromStr};

/// Fields by path.
pub type Fields = BTreeMap<String, String>;

/// What is wrong with fields: each with the path of the field; empty for the whole.
pub type Misread = Vec<(String, Refusal)>;

impl Description {
    /// The request that these fields ask for. Blanks around a text and empty fields say nothing.
    ///
    /// # Errors
    /// Every field that is missing, unknown or of another form, each by its path.
    pub fn request(&self, fields: &Fields) -> Result<Request, Misread> {
        let json = self.members_of(fields)?;
        Request::read(&json).map_err(|refusal| vec![(String::new(), refusal)])
    }

    /// The members of the request that these fields ask for, `kind` among them.
    ///
    /// # Errors
    /// As [`Description::request`], but for what only the members together show.
    pub fn members_of(&self, fields: &Fields) -> Result<Json, Misread> {
        let mut reading = FieldsReading { kind: self.kind, fields, wrong: Vec::new(), read: Vec::new() };
        let members: Vec<&Member> = self.asked().collect();
        let mut object = reading.object("", &members);
        let read = std::mem::take(&mut reading.read);
        for path in fields.keys().filter(|path| !read.contains(path)) {
            let rule = ReadingRule::UnknownMember { kind: self.kind.to_owned(), member: path.clone() };
            reading.wrong.push((path.clone(), rule.into()));
        }
        if !reading.wrong.is_empty() {
            return Err(reading.wrong);
        }
        object.insert("kind".to_owned(), Json::Text(self.kind.to_owned()));
        Ok(Json::Object(object))
    }

    /// The fields of a request's members, as [`Request::members`] gives them: [`Description::members_of`] gives them again.
    pub fn fields(&self, members: &Json) -> Fields {
        let mut fields = Fields::new();
        let all: Vec<&Member> = self.asked().collect();
        write_object(&mut fields, "", &all, members);
        fields
    }
}

/// `path.name`, or the name alone.
pub(super) fn under(path: &str, name: impl std::fmt::Display) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
}

struct FieldsReading<'a> {
    kind: &'static str,
    fields: &'a Fields,
    wrong: Misread,
    read: Vec<&'a String>,
}

impl FieldsReading<'_> {
    fn object(&mut self, path: &str, members: &[&Member]) -> BTreeMap<String, Json> {
        let mut object = BTreeMap::new();
        for member in members {
            let path = under(path, member.name);
            let value = match member.shape {
                Shape::Group(inner) => self.group(&path, inner),
                Shape::List(inner) => self.list(&path, inner),
                leaf => self.leaf(&path, leaf),
            };
            match value {
                Some(value) => {
                    object.insert(member.name.to_owned(), value);
                }
                None if member.need.is_needed() && !self.wrong.iter().any(|(at, _)| at.starts_with(&path)) => {
                    let rule = ReadingRule::MemberMissing { kind: self.kind.to_owned(), member: member.name };
                    self.wrong.push((path, rule.into()));
                }
                None => {}
            }
        }
        object
    }

    /// True if a field beneath this path says anything; they are known, whatever they say.
    fn says(&mut self, path: &str) -> bool {
        let fields = self.fields;
        let dot = format!("{path}.");
        fields.iter().any(|(at, text)| at.starts_with(&dot) && !text.trim().is_empty())
    }

    fn group(&mut self, path: &str, members: &'static [Member]) -> Option<Json> {
        if !self.says(path) {
            self.silent(path);
            return None;
        }
        Some(Json::Object(self.object(path, &members.iter().collect::<Vec<_>>())))
    }

    fn list(&mut self, path: &str, members: &'static [Member]) -> Option<Json> {
        let dot = format!("{path}.");
        let position = |at: &String| at.strip_prefix(&dot)?.split('.').next()?.parse::<usize>().ok();
        let positions: std::collections::BTreeSet<usize> = self.fields.keys().filter_map(position).collect();
        let members: Vec<&Member> = members.iter().collect();
        let mut items = Vec::new();
        for n in positions {
            let path = under(path, n);
            if self.says(&path) {
                items.push(Json::Object(self.object(&path, &members)));
            } else {
                self.silent(&path);
            }
        }
        (!items.is_empty()).then_some(Json::Array(items))
    }

    /// Fields that say nothing are known.
    fn silent(&mut self, path: &str) {
        let fields = self.fields;
        let dot = format!("{path}.");
        self.read.extend(fields.keys().filter(|at| at.starts_with(&dot)));
    }

    fn leaf(&mut self, path: &str, shape: Shape) -> Option<Json> {
        let (at, text) = self.fields.get_key_value(path)?;
        self.read.push(at);
        let text = tidy(shape, text);
        if text.is_empty() {
            return None;
        }
        match value(shape, &text) {
            Ok(json) => Some(json),
            Err(form) => {
                self.wrong.push((path.to_owned(), misfit(path, shape, form, text).into()));
                None
            }
        }
    }
}

/// What a text in a field of this shape should be, where it is something else; an empty one says nothing.
pub fn wrong(shape: Shape, text: &str) -> Option<Form> {
    let text = tidy(shape, text);
    if text.is_empty() { None } else { value(shape, &text).err() }
}

/// The rule that a text breaks which is not of its form.
pub(super) fn misfit(path: &str, shape: Shape, form: Form, found: String) -> ReadingRule {
    let at = path.to_owned();
    match shape {
        Shape::Money | Shape::Signed => ReadingRule::NotAnAmount { at, found },
        Shape::Day | Shape::PrivateDay => ReadingRule::NoSuchDay { at, found },
        _ => ReadingRule::OtherForm { at, form, found },
    }
}

/// A text as people write it, in the ledger's spelling: `１,２３４.5` yuan is `1234.50`, `2024年3月6日` and `20240306`
/// are `2024-03-06`.
pub fn tidy(shape: Shape, text: &str) -> String {
    let text = text.trim();
    match shape {
        Shape::Private | Shape::Text | Shape::Texts | Shape::Sheet | Shape::Attestations(_) => text.to_owned(),
        Shape::Day | Shape::PrivateDay => day(&narrow(text)),
        Shape::Money | Shape::Signed => amount(&narrow(text)),
        Shape::Price | Shape::AreaMu | Shape::AreaM2 | Shape::Shares | Shape::Quantity => ungrouped(&narrow(text)),
        Shape::Count | Shape::Year => ungrouped(narrow(text).trim_end_matches('年')),
        _ => narrow(text),
    }
}

/// Full-width letters, digits and signs in their half width.
fn narrow(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// A number without its commas, where they stand before groups of three digits. `1,07` is a slip of the finger, or a decimal
/// comma, and stays as it is: nobody may read it as 107.
fn ungrouped(text: &str) -> String {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("-", bare));
    let (whole, decimals) = bare.split_once('.').map_or((bare, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut groups = whole.split(',');
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    if !whole.contains(',') || !first || !groups.all(|group| group.len() == 3 && digits(group)) {
        return text.to_owned();
    }
    let decimals = decimals.map_or_else(String::new, |decimals| format!(".{decimals}"));
    format!("{sign}{}{decimals}", whole.replace(',', ""))
}

fn amount(text: &str) -> String {
    let bare = text.trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
    let bare = ungrouped(bare);
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    match bare.split_once('.') {
        None if digits(bare.trim_start_matches('-')) => format!("{bare}.00"),
        Some((yuan, tenth)) if tenth.len() == 1 && digits(tenth) && digits(yuan.trim_start_matches('-')) => {
            format!("{bare}0")
        }
        _ => bare,
    }
}

fn day(text: &str) -> String {
    const DIGITS: usize = 8;
    if let (Some(year), Some(month), Some(day)) = (text.get(..4), text.get(4..6), text.get(6..))
        && text.len() == DIGITS
        && text.bytes().all(|b| b.is_ascii_digit())
    {
        return format!("{year}-{month}-{day}");
    }
    let marked = text.replace(['年', '月', '/', '.'], "-").replace('日', "");
    let parts: Vec<&str> = marked.split('-').map(str::trim).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && [month, day].iter().all(|p| (1..=2).contains(&p.len())) => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}

/// Words between blanks, commas or the like.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';', '、', '，', '；', '\n']).map(str::trim).filter(|word| !word.is_empty())
}

/// Texts between commas: a text may have blanks in it.
fn texts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、', '\n']).map(str::trim).filter(|text| !text.is_empty())
}

/// A text that is of a form.
fn of<T: FromStr<Err = UnitError>>(text: &str) -> Result<Json, Form> {
    text.parse::<T>().map(|_| Json::Text(text.to_owned())).map_err(|e| e.expected)
}

/// `population=4`: a class and how many of it.
fn shares(pair: &str) -> Result<(String, Json), Form> {
    let (class, shares) = pair.split_once(['=', ':', '：']).ok_or(Form::Shares)?;
    of::<ClassId>(class)?;
    Ok((class.to_owned(), of::<Shares>(shares)?))
}

/// `population=1/2025-12-31`: the same, until a day.
fn kept(row: &str) -> Result<Json, Form> {
    let (class, kept) = row.split_once(['=', ':', '：']).ok_or(Form::Shares)?;
    let (shares, until) = kept.split_once('/').ok_or(Form::Day)?;
    let all = [("class", of::<ClassId>(class)?), ("shares", of::<Shares>(shares)?), ("until", of::<Day>(until)?)];
    Ok(Json::Object(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
}

/// The value of a tidy text, or the form that it is not of.
pub(super) fn value(shape: Shape, text: &str) -> Result<Json, Form> {
    match shape {
        Shape::Id | Shape::IdOf => of::<EntryId>(text),
        Shape::Day => of::<Day>(text),
        Shape::Year | Shape::Count => text.parse::<u32>().ok().map(|n| Json::Integer(n.into())).ok_or(Form::Count),
        Shape::Money => of::<Money>(text),
        Shape::Signed => of::<Fen>(text),
        Shape::Price => of::<Price>(text),
        Shape::AreaMu => of::<AreaMu>(text),
        Shape::AreaM2 => of::<AreaM2>(text),
        Shape::Shares => of::<Shares>(text),
        Shape::Ratio => of::<Ratio>(text),
        Shape::Quantity => of::<Quantity>(text),
        Shape::Text | Shape::OfChart(_) => of::<Text>(text),
        Shape::Suggested(choices) => {
            of::<Text>(choices.iter().find(|c| narrow(c.label.zh) == text).map_or(text, |c| c.word))
        }
        Shape::PublicKey | Shape::Digest => of::<Hash>(text),
        Shape::Private => Ok(Json::Text(text.to_owned())),
        Shape::PrivateDay => of::<Hash>(text).or_else(|_| of::<Day>(text)),
        Shape::NewCode(register) | Shape::Code(register) => {
            register.has_form(text).map(|()| Json::Text(text.to_owned()))
        }
        Shape::Holder => of::<Holder>(text),
        Shape::Word(choices) => match choices.iter().find(|c| c.word == text || narrow(c.label.zh) == text) {
            Some(choice) => Ok(Json::Text(choice.word.to_owned())),
            // what is none of the words is told with all of them by whoever reads the request
            None => Ok(Json::Text(text.to_owned())),
        },
        Shape::Codes(register) => {
            let codes = words(text).map(|code| register.has_form(code).map(|()| Json::Text(code.to_owned())));
            codes.collect::<Result<_, _>>().map(Json::Array)
        }
        Shape::Words(choices) => {
            let word = |text: &str| {
                let known = choices.iter().find(|c| c.word == text || narrow(c.label.zh) == text);
                Json::Text(known.map_or(text, |choice| choice.word).to_owned())
            };
            Ok(Json::Array(words(text).map(word).collect()))
        }
        Shape::SharesByClass => words(text).map(shares).collect::<Result<_, _>>().map(Json::Object),
        Shape::KeptByClass => words(text).map(kept).collect::<Result<_, _>>().map(Json::Array),
        Shape::Texts => texts(text).map(of::<Text>).collect::<Result<_, _>>().map(Json::Array),
        Shape::Truth => match text {
            "true" | "yes" | "是" => Ok(Json::Bool(true)),
            "false" | "no" | "否" => Ok(Json::Bool(false)),
            _ => Err(Form::Truth),
        },
        Shape::Sources => words(text).map(of::<EntryId>).collect::<Result<_, _>>().map(Json::Array),
        Shape::Evidence => words(text).map(of::<Hash>).collect::<Result<_, _>>().map(Json::Array),
        Shape::Sheet => Ok(Json::Array(text.lines().map(|line| Json::Text(line.trim_end().to_owned())).collect())),
        Shape::Attestations(_) => Json::parse(text.as_bytes()).ok().ok_or(Form::Attestation),
        Shape::Group(_) | Shape::List(_) => Err(Form::Line),
    }
}

impl super::CodeOf {
    /// Whether a text has the form of this register's codes.
    fn has_form(self, code: &str) -> Result<(), Form> {
        use super::CodeOf;
        fn of<T: FromStr<Err = UnitError>>(code: &str) -> Result<(), Form> {
            code.parse::<T>().map(|_| ()).map_err(|e| e.expected)
        }
        match self {
            CodeOf::Households => of::<HouseholdId>(code),
            CodeOf::Persons => of::<PersonId>(code),
            CodeOf::Workers => of::<WorkerId>(code),
            CodeOf::Parties => of::<PartyId>(code),
            CodeOf::Banks => of::<BankId>(code),
            CodeOf::Classes => of::<ClassId>(code),
            CodeOf::Parcels => of::<ParcelId>(code),
            CodeOf::Houses => of::<HouseId>(code),
            CodeOf::Contracts => of::<ContractId>(code),
            CodeOf::Assets => of::<AssetId>(code),
            CodeOf::Projects => of::<ProjectId>(code),
            CodeOf::Payouts => of::<PayoutId>(code),
            CodeOf::Schemes => of::<SchemeId>(code),
            CodeOf::Series => of::<SeriesId>(code),
            CodeOf::Holders | CodeOf::Rows | CodeOf::Objections | CodeOf::Plans | CodeOf::Officers | CodeOf::Keys => {
                of::<Text>(code)
            }
        }
    }
}

fn write_object(fields: &mut Fields, path: &str, members: &[&Member], json: &Json) {
    for member in members {
        let Some(value) = json.member(member.name) else { continue };
        let path = under(path, member.name);
        match (member.shape, value) {
            (Shape::Group(inner), value) => write_object(fields, &path, &inner.iter().collect::<Vec<_>>(), value),
            (Shape::List(inner), Json::Array(items)) => {
                let inner: Vec<&Member> = inner.iter().collect();
                items.iter().enumerate().for_each(|(n, item)| write_object(fields, &under(&path, n), &inner, item));
            }
            (shape, value) => {
                fields.insert(path, written(shape, value));
            }
        }
    }
}

/// A value as a field holds it.
fn written(shape: Shape, value: &Json) -> String {
    match (shape, value) {
        (_, Json::Text(text)) => text.clone(),
        (_, Json::Integer(number)) => number.to_string(),
        (Shape::Sheet, Json::Array(lines)) => lines.iter().filter_map(Json::text).collect::<Vec<_>>().join("\n"),
        (Shape::SharesByClass, Json::Object(shares)) => {
            let each = shares.iter().map(|(class, n)| format!("{class}={}", n.text().unwrap_or_default()));
            each.collect::<Vec<_>>().join(" ")
        }
        (Shape::Texts, Json::Array(items)) => items.iter().filter_map(Json::text).collect::<Vec<_>>().join(", "),
        (_, Json::Bool(said)) => said.to_string(),
        (Shape::KeptByClass, Json::Array(rows)) => {
            let each = rows.iter().filter_map(|row| {
                let said = |name: &str| row.member(name).and_then(Json::text);
                Some(format!("{}={}/{}", said("class")?, said("shares")?, said("until")?))
            });
            each.collect::<Vec<_>>().join(" ")
        }
        (Shape::Attestations(_), value) => String::from_utf8_lossy(&value.to_bytes()).into_owned(),
        (_, Json::Array(items)) if items.iter().all(|item| item.text().is_some()) => {
            items.iter().filter_map(Json::text).collect::<Vec<_>>().join(" ")
        }
        (_, value) => String::from_utf8_lossy(&value.to_bytes()).into_owned(),
    }
}
