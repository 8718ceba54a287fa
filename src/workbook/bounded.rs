//! How much of a file is read: bounds that are counted while a part is unpacked, whatever the file says of its sizes.

use crate::unit::{Lang, Say, Words, both};
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// What is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Parts in the container.
    Parts,
    /// Bytes of one part, unpacked.
    Unpacked,
    /// Characters of one text or mark.
    Token,
    /// Texts that cells share.
    Texts,
    /// Sheets.
    Sheets,
    /// Cells of all sheets.
    Cells,
    /// Bytes of text in all cells.
    Text,
    /// Rows of a sheet.
    Rows,
    /// Columns of a sheet.
    Columns,
    /// Merged cells of a sheet.
    Merged,
}

impl Limit {
    /// The most that is read.
    pub const fn most(self) -> u64 {
        match self {
            Limit::Parts => 2_000,
            Limit::Unpacked => 192 << 20,
            Limit::Token => 1 << 20,
            Limit::Texts => 1_000_000,
            Limit::Sheets => 200,
            Limit::Cells => 1_500_000,
            Limit::Text => 64 << 20,
            Limit::Rows => 200_000,
            Limit::Columns => 1_000,
            Limit::Merged => 10_000,
        }
    }

    fn said(self) -> Words {
        match self {
            Limit::Parts => both!("parts", "个部件"),
            Limit::Unpacked => both!("bytes when it is unpacked", "字节（解压后）"),
            Limit::Token => both!("bytes in one text", "字节（一段文字）"),
            Limit::Texts => both!("texts", "段文字"),
            Limit::Sheets => both!("sheets", "张表"),
            Limit::Cells => both!("cells", "个单元格"),
            Limit::Text => both!("bytes of text", "字节的文字"),
            Limit::Rows => both!("rows", "行"),
            Limit::Columns => both!("columns", "列"),
            Limit::Merged => both!("merged cells", "处合并单元格"),
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// The older form, or one under a password.
    OldOrProtected,
    /// More than is read.
    Beyond(Limit),
    /// No container that opens, or one that breaks off.
    Container(String),
    /// Not the text that such a part is.
    Part(String),
    /// A part that must be there.
    Without(&'static str),
    /// In no encoding that is known.
    Encoding,
    /// An encoding that nobody knows.
    NoSuchEncoding(String),
    /// Nothing in it.
    Empty,
}

impl NotRead {
    /// A word that stays.
    pub fn code(&self) -> &'static str {
        match self {
            NotRead::OldOrProtected => "workbook_old_or_protected",
            NotRead::Beyond(_) => "workbook_too_large",
            NotRead::Container(_) | NotRead::Part(_) | NotRead::Without(_) => "workbook_broken",
            NotRead::Encoding | NotRead::NoSuchEncoding(_) => "encoding_unknown",
            NotRead::Empty => "workbook_empty",
        }
    }

    /// What to do.
    pub fn instead(&self) -> Words {
        match self {
            NotRead::OldOrProtected => {
                both!("open it, take the password off and save it as .xlsx", "请打开后取消密码，另存为 .xlsx")
            }
            NotRead::Beyond(_) => both!(
                "copy the list alone into a new workbook, or take it apart into several files",
                "请只把名单复制到新的工作簿，或分成几个文件"
            ),
            NotRead::Encoding | NotRead::NoSuchEncoding(_) => {
                both!("save it as CSV in UTF-8, or as .xlsx", "请另存为 UTF-8 的 CSV，或 .xlsx")
            }
            _ => both!("open it in a spreadsheet and save it as .xlsx", "请用表格软件打开，另存为 .xlsx"),
        }
    }
}

impl Say for NotRead {
    fn say(&self, lang: Lang) -> String {
        match self {
            NotRead::OldOrProtected => {
                both!("it is an older .xls or under a password", "是旧的 .xls 格式，或设有密码")
            }
            NotRead::Beyond(bound) => {
                let (most, what) = (bound.most(), bound.said());
                let (en, zh) = (what.say(Lang::En), what.say(Lang::Zh));
                Words::new(format!("it has more than {most} {en}"), format!("超过 {most} {zh}"))
            }
            NotRead::Container(why) | NotRead::Part(why) => {
                Words::new(format!("it is broken: {why}"), format!("文件已损坏，读取程序的原话是“{why}”"))
            }
            NotRead::Without(part) => both!("it has no {part}", "文件里没有 {part}"),
            NotRead::Encoding => {
                both!("it is neither UTF-8, UTF-16 nor GB18030", "不是 UTF-8、UTF-16 或 GB18030 编码")
            }
            NotRead::NoSuchEncoding(name) => both!("no encoding is called {name}", "没有名为 {name} 的编码"),
            NotRead::Empty => both!("nothing is in it", "文件是空的"),
        }
        .say(lang)
    }
}

/// The parts of a container.
pub(super) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// What was read so far, of all sheets.
    pub held: Held,
}

/// Cells and bytes of text that are held.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    cells: u64,
    text: u64,
}

impl Held {
    /// One more cell with so many bytes of text.
    pub fn one(&mut self, text: usize) -> Result<(), NotRead> {
        self.cells += 1;
        self.text += text as u64;
        within(Limit::Cells, self.cells)?;
        within(Limit::Text, self.text)
    }
}

/// A bound that is counted.
pub(super) fn within(bound: Limit, n: u64) -> Result<(), NotRead> {
    if n > bound.most() { Err(NotRead::Beyond(bound)) } else { Ok(()) }
}

impl<'a> Parts<'a> {
    /// Opens the container; what it says of sizes is not believed.
    pub fn open(bytes: &'a [u8]) -> Result<Parts<'a>, NotRead> {
        // one entry of the list of parts takes at least so many bytes: counted before the list is held
        const ENTRY: &[u8] = b"PK\x01\x02";
        let listed = bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() as u64;
        if listed > Limit::Parts.most() {
            return Err(NotRead::Beyond(Limit::Parts));
        }
        let broken = |e: zip::result::ZipError| NotRead::Container(e.to_string());
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let names = archive.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect();
        Ok(Parts { archive, names, held: Held::default() })
    }

    /// Is there a part of this name?
    pub fn has(&self, name: &str) -> bool {
        self.name(name).is_some()
    }

    /// The name as the container writes it: some write it with other letters, and with a stroke before it.
    fn name(&self, name: &str) -> Option<&String> {
        let bare = |n: &str| n.trim_start_matches('/').replace('\\', "/").to_lowercase();
        self.names.iter().find(|n| bare(n) == bare(name))
    }

    /// A part as a stream; `None` where there is none.
    pub fn part(&mut self, name: &str) -> Result<Option<Bounded<impl Read + '_>>, NotRead> {
        let Some(name) = self.name(name).cloned() else { return Ok(None) };
        match self.archive.by_name(&name) {
            Ok(file) => Ok(Some(Bounded { inner: file, read: 0, token: 0 })),
            Err(e) => Err(NotRead::Container(e.to_string())),
        }
    }
}

/// A stream that ends in an error beyond its bounds: bytes in all, and bytes between two angle brackets.
pub(super) struct Bounded<R> {
    inner: R,
    read: u64,
    token: u64,
}

/// What a stream beyond a bound says; [`beyond`] finds it again.
const SAID: &str = "beyond a bound: ";

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.read += n as u64;
        if self.read > Limit::Unpacked.most() {
            return Err(io::Error::other(format!("{SAID}unpacked")));
        }
        let new = buf.get(..n).unwrap_or(&[]);
        match new.iter().rposition(|b| matches!(b, b'<' | b'>')) {
            Some(at) => self.token = (n - at) as u64,
            None => self.token += n as u64,
        }
        if self.token > Limit::Token.most() {
            return Err(io::Error::other(format!("{SAID}token")));
        }
        Ok(n)
    }
}

/// What a reader of XML said, as why a file cannot be read.
pub(super) fn broken(error: &quick_xml::Error) -> NotRead {
    let said = error.to_string();
    match said.split(SAID).nth(1) {
        Some("unpacked") => NotRead::Beyond(Limit::Unpacked),
        Some("token") => NotRead::Beyond(Limit::Token),
        _ => NotRead::Part(said),
    }
}
