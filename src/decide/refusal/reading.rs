//! What an instruction is: text that can be read, of a kind there is, no longer than an entry.

use super::{Code, Grounds, Rule, grounds, nothing};
use crate::{
    event::EventError,
    log::{Batch, JsonGiven, JsonShape, portions::PortionError},
    unit::{EntryId, Form, Words, both},
};

/// A rule about what an instruction is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingRule {
    /// Not JSON.
    NotJson { byte: usize, fault: JsonFault },
    /// Not TOML with one `[[record]]` for each instruction; `why` are the words of whoever reads TOML.
    NotToml { column: usize, why: String },
    /// JSON, but no object.
    NoObject,
    /// A file without an instruction.
    Nothing,
    /// A member twice.
    MemberTwice { member: String },
    /// A number with a fraction where the ledger wants text.
    Fraction { at: String, found: String },
    /// A number below zero.
    Negative { at: String, found: String },
    /// Null: what is not there is left out.
    Null { at: String },
    /// A member that every instruction has.
    Without { member: &'static str },
    /// A member that the kind needs.
    MemberMissing { kind: String, member: &'static str },
    /// A member that the kind does not have.
    UnknownMember { kind: String, member: String },
    /// A kind that does not exist.
    UnknownKind { kind: String, nearest: String },
    /// A character outside the table.
    Character { at: String, character: char },
    /// An amount not in yuan with two decimals.
    NotAnAmount { at: String, found: String },
    /// A day that does not exist.
    NoSuchDay { at: String, found: String },
    /// A first day after a last day.
    Backwards { at: String, first: String, last: String },
    /// A text of another form.
    OtherForm { at: String, form: Form, found: String },
    /// Another value than the member is written as.
    OtherValue { at: String, wanted: JsonShape, found: JsonGiven },
    /// A larger number than the member can hold.
    Above { at: String, most: u64, found: String },
    /// A word that is none of those the member takes.
    OtherWord { at: String, known: &'static [&'static str], found: String },
    /// A value that cannot stand there; `why` are the words of whoever reads it.
    Unfit { at: String, why: String },
    /// Nothing is not everything: no line is to be paid.
    NoLines,
    /// An official code of a parcel that is not 19 digits.
    NotNineteenDigits { member: String, characters: usize },
    /// A number that names a person, in text that is signed.
    NamesAPerson { member: String, number: PersonalNumber },
    /// Longer than any entry can hold.
    InstructionTooLong { most: usize, bytes: usize },
    /// More instructions than a batch can hold.
    TooMany { instructions: usize },
    /// What an entry brings is longer than a reader takes.
    TooLong { what: &'static str, most: u64, bytes: u64 },
    /// What an entry says is longer than a line.
    LineTooLong { bytes: usize },
    /// What an entry says of one household, or of nobody, is longer than a line.
    PortionTooLong { kind: String, bytes: usize },
    /// A body that has no spelling.
    Unwritable { kind: String, why: Box<EventError> },
    /// Lists of several households that cannot be taken apart.
    NotApart { kind: String, why: Box<PortionError> },
    /// The id of an entry that says something else.
    IdUsed { id: EntryId, entry: u64, member: String },
    /// The same id twice in one batch.
    IdTwice { id: EntryId },
}

/// What is wrong with a text that is to be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFault {
    /// It ends inside a list.
    EndInList,
    /// It ends inside an object.
    EndInObject,
    /// It ends inside quotes.
    EndInText,
    /// It ends where a value should be.
    EndBeforeValue,
    /// A colon belongs here.
    Colon,
    /// A comma or the end of the list belongs here.
    CommaOrBracket,
    /// A comma or the end of the object belongs here.
    CommaOrBrace,
    /// A word that is not `true`, `false` or `null`.
    NoWord,
    /// No value begins so.
    NoValue,
    /// Nothing follows a backslash so.
    Escape,
    /// A number is not written so.
    Number,
    /// No character has this number.
    NoCharacter,
    /// Half a character.
    HalfCharacter,
    /// Fewer than four digits behind `\u`.
    ShortHex,
    /// A line break or tab inside quotes.
    ControlCharacter,
    /// A name without quotes.
    NameWithoutQuotes,
    /// A comma before the end.
    TrailingComma,
    /// Something behind the value.
    Behind,
    /// Too many containers inside one another.
    TooDeep,
}

impl JsonFault {
    fn words(self) -> Words {
        match self {
            JsonFault::EndInList => both!("EOF while parsing a list", "列表没有写完"),
            JsonFault::EndInObject => both!("EOF while parsing an object", "对象没有写完"),
            JsonFault::EndInText => both!("EOF while parsing a string", "引号没有合上"),
            JsonFault::EndBeforeValue => both!("EOF while parsing a value", "值没有写完"),
            JsonFault::Colon => both!("expected `:`", "这里应为冒号"),
            JsonFault::CommaOrBracket => both!("expected `,` or `]`", "这里应为逗号或 ]"),
            JsonFault::CommaOrBrace => both!("expected `,` or `}}`", "这里应为逗号或 }}"),
            JsonFault::NoWord => both!("expected ident", "不认识的词，应为 true、false 或 null"),
            JsonFault::NoValue => both!("expected value", "这里应为一个值"),
            JsonFault::Escape => both!("invalid escape", "反斜杠后面的字符不对"),
            JsonFault::Number => both!("invalid number", "数写得不对"),
            JsonFault::NoCharacter => both!("invalid unicode code point", "不是字符"),
            JsonFault::HalfCharacter => both!("lone leading surrogate in hex escape", "\\u 写的字符只有一半"),
            JsonFault::ShortHex => both!("unexpected end of hex escape", "\\u 后面不足四位"),
            JsonFault::ControlCharacter => both!(
                "control character (\\u0000-\\u001F) found while parsing a string",
                "引号里有控制字符（如换行、制表符）",
            ),
            JsonFault::NameWithoutQuotes => both!("key must be a string", "名称要加引号"),
            JsonFault::TrailingComma => both!("trailing comma", "多了一个逗号"),
            JsonFault::Behind => both!("trailing characters", "后面多了内容"),
            JsonFault::TooDeep => both!("recursion limit exceeded", "层数太多"),
        }
    }
}

/// A number that names a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalNumber {
    /// Of an identity card.
    Identity,
    /// Of a mobile.
    Mobile,
}

/// What a member is written as.
fn wanted(wanted: JsonShape) -> Words {
    match wanted {
        JsonShape::Object => both!("an object", "一个对象"),
        JsonShape::List => both!("a list", "一个列表"),
        JsonShape::Text => both!("text", "文字"),
        JsonShape::Whole => both!("a whole number from 0", "从 0 起的整数"),
        JsonShape::YesNo => both!("true or false", "true 或 false"),
    }
}

/// What stands in its place.
fn given(given: &JsonGiven) -> Words {
    match given {
        JsonGiven::Object => both!("an object", "一个对象"),
        JsonGiven::List => both!("a list", "一个列表"),
        JsonGiven::Text(text) => both!("the text {text:?}", "文字 {text:?}"),
        JsonGiven::Whole(number) => both!("the number {number}", "数 {number}"),
        JsonGiven::YesNo(truth) => truth.into(),
    }
}

/// Words of which one is wanted.
fn one_of(known: &[&str]) -> Words {
    match known {
        ["collective", "personal"] => {
            both!("collective or personal", "collective（集体）或 personal（个人）")
        }
        [] => nothing(),
        [one] => one.into(),
        [one, other] => both!("{one} or {other}", "{one} 或 {other}"),
        many => Words::new(format!("one of {}", many.join(", ")), format!("{} 之一", many.join("、"))),
    }
}

fn instruction() -> Words {
    both!("instruction", "记录")
}

impl Rule for ReadingRule {
    fn grounds(&self) -> Grounds {
        let json_or_toml = || both!("JSON or TOML", "JSON 或 TOML");
        let most = Batch::MAX_LINE;
        match self {
            ReadingRule::NotJson { byte, fault } => {
                let found = both!("at byte {byte}: ", "第 {byte} 字节处：").with(fault.words());
                grounds(Code::Unreadable, instruction(), json_or_toml(), found)
            }
            ReadingRule::NotToml { column, why } => {
                let found =
                    both!("at column {column}: {why}", "第 {column} 列处不合 TOML 写法，读取程序的原话是“{why}”");
                grounds(Code::Unreadable, instruction(), json_or_toml(), found)
            }
            ReadingRule::NoObject => {
                let found = both!("something else", "别的内容");
                grounds(Code::Unreadable, instruction(), both!("an object", "一个对象"), found)
            }
            ReadingRule::Nothing => {
                grounds(Code::Unreadable, instruction(), both!("something recorded", "至少一条"), nothing())
            }
            ReadingRule::MemberTwice { member } => grounds(
                Code::DuplicateMember,
                member,
                both!("each member once", "每项一次"),
                both!("twice", "写了两次"),
            ),
            ReadingRule::Fraction { at, found } => {
                let expected = both!("an amount in quotes, \"1234.56\"", "加引号的金额，如 \"1234.56\"");
                grounds(Code::FloatFound, at, expected, found)
            }
            ReadingRule::Negative { at, found } => {
                grounds(Code::BadValue, at, a_value(), both!("the number {found}", "数 {found}"))
            }
            ReadingRule::Null { at } => grounds(Code::BadValue, at, a_value(), "null"),
            ReadingRule::Without { member } => grounds(Code::MemberMissing, member, member, nothing()),
            ReadingRule::MemberMissing { kind, member } => grounds(Code::MemberMissing, kind, member, nothing()),
            ReadingRule::UnknownMember { kind, member } => {
                grounds(Code::UnknownMember, kind, both!("members of this kind", "这一类有的项"), member)
            }
            ReadingRule::UnknownKind { kind, nearest } => grounds(Code::UnknownKind, "kind", nearest, kind),
            ReadingRule::Character { at, character } => {
                let found = format!("U+{:04X}", u32::from(*character));
                grounds(Code::CharacterOutsideTable, at, both!("characters of the table", "字符表里的字符"), found)
            }
            ReadingRule::NotAnAmount { at, found } => grounds(Code::AmountScale, at, Form::Amount.words(), found),
            ReadingRule::NoSuchDay { at, found } => grounds(Code::DateDoesNotExist, at, Form::Day.words(), found),
            ReadingRule::Backwards { at, first, last } => {
                let found = both!("{first} to {last}", "{first} 到 {last}");
                grounds(Code::DatesOutOfOrder, at, Form::Days.words(), found)
            }
            ReadingRule::OtherForm { at, form, found } => grounds(Code::BadValue, at, form.words(), found),
            ReadingRule::OtherValue { at, wanted: is, found } => grounds(Code::BadValue, at, wanted(*is), given(found)),
            ReadingRule::Above { at, most, found } => {
                let expected = both!("a whole number from 0 to {most}", "从 0 到 {most} 的整数");
                grounds(Code::BadValue, at, expected, both!("the number {found}", "数 {found}"))
            }
            ReadingRule::OtherWord { at, known, found } => grounds(Code::BadValue, at, one_of(known), found),
            ReadingRule::Unfit { at, why } => {
                grounds(Code::BadValue, at, both!("a value of this kind", "这一类的值"), why)
            }
            ReadingRule::NoLines => {
                let expected = both!(
                    "at least one line; without the member all that is open is paid",
                    "至少一笔；不写这一项就全部付清",
                );
                grounds(Code::BadValue, "lines", expected, "[]")
            }
            ReadingRule::NotNineteenDigits { member, characters } => grounds(
                Code::ParcelCodeNot19Digits,
                member,
                both!("19 digits", "19 位数字"),
                both!("{characters} characters", "{characters} 个字符"),
            ),
            ReadingRule::NamesAPerson { member, number } => {
                let expected = both!(
                    "no number that names a person: name, phone, account and note are sealed",
                    "不含能认出人的号码；name、phone、account、note 是密存的",
                );
                let found = match number {
                    PersonalNumber::Identity => both!("an identity number", "身份证号码"),
                    PersonalNumber::Mobile => both!("a mobile number", "手机号码"),
                };
                grounds(Code::PersonalNumberInText, member, expected, found)
            }
            ReadingRule::InstructionTooLong { most, bytes } => {
                grounds(Code::EntryTooLarge, instruction(), both!("at most {most} bytes", "最多 {most} 字节"), bytes)
            }
            ReadingRule::TooMany { instructions } => {
                let most = Batch::MAX_LINES;
                let expected = both!("at most {most} instructions", "最多 {most} 条");
                grounds(Code::EntryTooLarge, "batch", expected, instructions)
            }
            ReadingRule::TooLong { what, most, bytes } => {
                grounds(Code::EntryTooLarge, what, both!("at most {most} bytes", "最多 {most} 字节"), bytes)
            }
            ReadingRule::LineTooLong { bytes } => {
                let found = both!("{bytes} bytes", "{bytes} 字节");
                let expected = both!("a line of at most {most} bytes", "一行，最多 {most} 字节");
                grounds(Code::EntryTooLarge, "entry", expected, found)
            }
            ReadingRule::PortionTooLong { kind, bytes } => {
                let expected = both!(
                    "at most {most} bytes of one household, and of nobody",
                    "每户（及不属于任何户）的内容最多 {most} 字节",
                );
                grounds(Code::EntryTooLarge, kind, expected, both!("{bytes} bytes", "{bytes} 字节"))
            }
            ReadingRule::Unwritable { kind, why } => grounds(Code::BadValue, kind, writable(), Words::of(why.as_ref())),
            ReadingRule::NotApart { kind, why } => grounds(Code::BadValue, kind, writable(), Words::of(why.as_ref())),
            ReadingRule::IdUsed { id, entry, member } => {
                let expected = both!("what entry {entry} says, or another id", "与第 {entry} 条相同，或换一个代号");
                grounds(Code::IdUsedOtherwise, id, expected, member)
            }
            ReadingRule::IdTwice { id } => grounds(
                Code::IdUsedOtherwise,
                id,
                both!("an id used once", "只用一次的代号"),
                both!("twice in one batch", "同一批里用了两次"),
            ),
        }
    }
}

fn a_value() -> Words {
    both!("text, a list, a table, true, false or a whole number", "文字、列表、表、是否或整数")
}

fn writable() -> Words {
    both!("what can be written", "写得下来的内容")
}
