//! The lines of a payout: what they say, how they stand in blobs, and how they are read back.
//!
//! A line is short and of one size, so that it fits on a slip with its proof; why it is what it is
//! stands in a second blob, in the same order, and the line has its hash.

use super::{BlobRef, EventError, Holder, Reason};
use crate::{
    log::{
        Batch, Digest, Hash,
        json::{Json, from_json, to_json},
        sum::{SumHead, SumKind, SumLine, SumNode, SumTree, reasons_hash},
    },
    unit::{Day, Fen, Money, PayoutId},
};
use serde::{Deserialize, Serialize};

/// One line of a payout, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutLine {
    /// Whole fen.
    pub amount: Money,
    /// What the entry does with it, and why.
    pub because: Because,
    /// The household's state before this entry; empty for others.
    pub before: Digest,
    /// The entry's effective day.
    pub on: Day,
    /// The payout it belongs to.
    pub payout: PayoutId,
    /// The receiver.
    pub to: Holder,
}

/// What an entry does with a line's amount, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// Declared: one reason per step of the sheet that gave the receiver money.
    Computed(Vec<Reason>),
    /// Declared by a payout that asks: the household owes it, for one reason per step that asked.
    Asked(Vec<Reason>),
    /// Paid: what is open needs no other reason.
    Paid,
    /// Returned by the bank.
    Returned(BankReason),
}

/// Why a bank sent a payment back (退票).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankReason {
    /// The account is closed.
    AccountClosed,
    /// The account's name is another one.
    NameDiffers,
    /// Anything else.
    Other,
}

/// What an entry's body says of its lines.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a> {
    /// Count, total and root, and the blob of the lines.
    pub head: &'a SumHead,
    /// The blob of their reasons.
    pub reasons: &'a BlobRef,
    /// What the entry does with them.
    pub kind: SumKind,
    /// The payout they belong to.
    pub payout: &'a PayoutId,
}

/// Lines in the order of their tree, and what an entry says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Count, total and root, and the blob of the lines.
    pub head: SumHead,
    /// The blob of their reasons.
    pub reasons: BlobRef,
    /// Each with its leaf hash.
    pub lines: Vec<(Hash, PayoutLine)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Returned {
    bank: BankReason,
}

impl BankReason {
    /// Every reason.
    pub const ALL: [BankReason; 3] = [BankReason::AccountClosed, BankReason::NameDiffers, BankReason::Other];

    /// The code as it is written.
    pub fn code(self) -> &'static str {
        match self {
            BankReason::AccountClosed => "account_closed",
            BankReason::NameDiffers => "name_differs",
            BankReason::Other => "other",
        }
    }
}

impl Because {
    /// What the entry does with the amount.
    pub fn kind(&self) -> SumKind {
        match self {
            Because::Computed(_) => SumKind::Declared,
            Because::Asked(_) => SumKind::Asked,
            Because::Paid => SumKind::Paid,
            Because::Returned(_) => SumKind::Returned,
        }
    }

    /// The steps that gave or asked the amount; none for what is paid or returned.
    pub fn steps(&self) -> &[Reason] {
        match self {
            Because::Computed(reasons) | Because::Asked(reasons) => reasons,
            Because::Paid | Because::Returned(_) => &[],
        }
    }

    /// The same, to be altered.
    pub fn steps_mut(&mut self) -> &mut [Reason] {
        match self {
            Because::Computed(reasons) | Because::Asked(reasons) => reasons,
            Because::Paid | Because::Returned(_) => &mut [],
        }
    }

    /// One canonical array with its newline.
    ///
    /// # Errors
    /// [`EventError::Body`] where a text in it may not stand in the record, or it is too long.
    pub fn bytes(&self) -> Result<Vec<u8>, EventError> {
        let json = match self {
            Because::Computed(reasons) | Because::Asked(reasons) => to_json(reasons),
            Because::Paid => Ok(Json::Array(Vec::new())),
            Because::Returned(bank) => to_json(&[Returned { bank: *bank }]),
        };
        let mut bytes = json.map_err(bad)?.to_bytes();
        bytes.push(b'\n');
        whole(&bytes).map_err(bad)?;
        Ok(bytes)
    }

    fn read(kind: SumKind, line: &[u8]) -> Result<Because, String> {
        let text = whole(line)?;
        let json = Json::parse(text).map_err(|e| e.to_string())?;
        let read = match kind {
            SumKind::Declared => Because::Computed(from_json(&json).map_err(|e| e.to_string())?),
            SumKind::Asked => Because::Asked(from_json(&json).map_err(|e| e.to_string())?),
            SumKind::Paid => Because::Paid,
            SumKind::Returned => {
                let [Returned { bank }] = from_json(&json).map_err(|e| e.to_string())?;
                Because::Returned(bank)
            }
        };
        match read.bytes() {
            Ok(bytes) if bytes == line => Ok(read),
            _ => Err("reasons are not in their one canonical form".to_owned()),
        }
    }
}

/// For people and programs that list lines: the line with its reasons in place of their hash.
impl Serialize for PayoutLine {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut line = serializer.serialize_struct("PayoutLine", 8)?;
        line.serialize_field("amount", &self.amount)?;
        match &self.because {
            Because::Computed(reasons) | Because::Asked(reasons) => line.serialize_field("because", reasons)?,
            Because::Paid => line.serialize_field("because", &[(); 0])?,
            Because::Returned(bank) => line.serialize_field("because", &[Returned { bank: *bank }])?,
        }
        line.serialize_field("digest", &self.before.hash)?;
        line.serialize_field("items", &self.before.items)?;
        line.serialize_field("kind", &self.because.kind())?;
        line.serialize_field("on", &self.on)?;
        line.serialize_field("payout", &self.payout)?;
        line.serialize_field("to", &self.to)?;
        line.end()
    }
}

impl PayoutLine {
    /// The line as it stands in the tree.
    ///
    /// # Errors
    /// As [`Because::bytes`].
    pub fn summed(&self) -> Result<SumLine, EventError> {
        Ok(SumLine {
            amount: self.amount,
            because: reasons_hash(&self.because.bytes()?),
            digest: self.before.hash,
            items: self.before.items,
            kind: self.because.kind(),
            on: self.on,
            payout: self.payout.clone(),
            to: self.to.to_string(),
        })
    }

    /// The canonical line with its newline.
    ///
    /// # Errors
    /// As [`Because::bytes`].
    pub fn bytes(&self) -> Result<Vec<u8>, EventError> {
        self.summed()?.to_line().map_err(bad)
    }

    /// Reads a line and its reasons, each with its newline.
    ///
    /// # Errors
    /// A sentence where one of them is not in its one form, or they do not belong together.
    pub fn read(line: &[u8], reasons: &[u8]) -> Result<PayoutLine, String> {
        let read = SumLine::parse(line).map_err(|e| e.to_string())?;
        if reasons_hash(reasons) != read.because {
            return Err(format!("the reasons of {} are not those that its line names", read.to));
        }
        Ok(PayoutLine {
            amount: read.amount,
            because: Because::read(read.kind, reasons)?,
            before: read.before(),
            on: read.on,
            to: read.to.parse().map_err(|e: crate::unit::UnitError| e.to_string())?,
            payout: read.payout,
        })
    }

    /// Puts lines into tree order with their leaf hashes, and says what an entry says of them.
    ///
    /// # Errors
    /// [`EventError::Body`] where there are none, two are the same, one is too long, or they are
    /// together more than a total can say.
    pub fn place(lines: Vec<PayoutLine>) -> Result<Placed, EventError> {
        let placed = lines.into_iter().map(|line| {
            let (bytes, reasons) = (line.bytes()?, line.because.bytes()?);
            Ok((SumNode::leaf(line.amount, &bytes).hash, bytes, reasons, line))
        });
        let mut placed = placed.collect::<Result<Vec<_>, EventError>>()?;
        placed.sort_by_key(|(leaf, ..)| *leaf);
        let raw = placed.iter().map(|(_, bytes, ..)| bytes.clone()).collect();
        let head = SumTree::new(raw).map_err(bad)?.head();
        let reasons: Vec<u8> = placed.iter().flat_map(|(_, _, reasons, _)| reasons.iter().copied()).collect();
        let lines = placed.into_iter().map(|(leaf, _, _, line)| (leaf, line)).collect();
        Ok(Placed { head, reasons: BlobRef::of(&reasons), lines })
    }
}

impl Lines<'_> {
    /// Rebuilds the tree from its blobs and compares count, total, root and payout with the body.
    pub(super) fn read(&self, lines: &[u8], reasons: &[u8]) -> Result<Vec<(Hash, PayoutLine)>, EventError> {
        let wrong = |e: String| EventError::Blob(self.head.blob, e);
        // before a line is kept: a blob of empty lines would cost many times its length
        let count = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count() as u64;
        if count(lines) != self.head.count {
            return Err(wrong(format!("{} lines, the entry says {}", count(lines), self.head.count)));
        }
        let why = count(reasons);
        if why != self.head.count {
            let said = format!("{why} lines of reasons for {} lines", self.head.count);
            return Err(EventError::Blob(self.reasons.blob, said));
        }
        let (mut raw, mut read) = (Vec::new(), Vec::new());
        let both = lines.split_inclusive(|b| *b == b'\n').zip(reasons.split_inclusive(|b| *b == b'\n'));
        for (line, why) in both {
            let one = PayoutLine::read(line, why).map_err(wrong)?;
            if (one.because.kind(), &one.payout) != (self.kind, self.payout) {
                let (kind, ours) = (one.because.kind(), self.kind);
                let said = format!("a line {kind} of payout {}, the entry is {ours} of {}", one.payout, self.payout);
                return Err(wrong(said));
            }
            read.push((SumNode::leaf(one.amount, line).hash, one));
            raw.push(line.to_vec());
        }
        if !read.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(wrong("the lines are not in tree order".into()));
        }
        let tree = SumTree::new(raw).map_err(|e| wrong(e.to_string()))?;
        let said = (self.head.root, self.head.count, Fen::from(self.head.total));
        let found = (tree.root(), tree.count(), tree.total());
        if found != said {
            return Err(wrong(format!("root, count and total are {found:?}, the entry says {said:?}")));
        }
        Ok(read)
    }

    /// Every line says the day of its entry.
    pub(super) fn stand_on(&self, lines: &[(Hash, PayoutLine)], on: Day) -> Result<(), EventError> {
        match lines.iter().find(|(_, line)| line.on != on) {
            None => Ok(()),
            Some((_, line)) => {
                Err(EventError::Blob(self.head.blob, format!("a line of {}, the entry is of {on}", line.on)))
            }
        }
    }
}

fn bad(error: impl std::fmt::Display) -> EventError {
    EventError::Body("lines".into(), error.to_string())
}

/// The text of one line without its newline.
fn whole(line: &[u8]) -> Result<&[u8], String> {
    if line.len() > Batch::MAX_LINE {
        return Err(format!("a line of {} bytes, at most {} are read", line.len(), Batch::MAX_LINE));
    }
    line.strip_suffix(b"\n").ok_or_else(|| "the last line has no newline".to_owned())
}
