//! An order as it is proposed: one line of canonical JSON.

use crate::{
    books::{Side, Voucher},
    decide::{Instruction, Refusal, Request, refusal::OrderRule},
    event::{Attached, Event, Fact},
    log::{Hash, Json, JsonError, from_json, to_json},
    unit::{Day, HouseholdId, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An order that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// What is asked, private texts sealed; without `on` it is of the day on which it takes effect.
    pub asked: Json,
    /// What it would do, by hash ([`result_of`]).
    pub result: Hash,
    /// What it has to do with, and the evidence behind it.
    pub beside: Backing,
}

/// What stands beside an order in its line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backing {
    /// Households that it concerns.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub about: Vec<HouseholdId>,
    /// Commitments to evidence, by its sort.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub evidence: BTreeMap<String, Vec<Hash>>,
    /// The resolution behind it, where its own members name none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
}

impl OrderLine {
    /// An instruction that is sealed; of the day of its effect where `floats`.
    ///
    /// # Errors
    /// A number or a text that canonical JSON cannot hold.
    pub fn of(instruction: &Instruction, floats: bool, result: Hash, beside: Backing) -> Result<OrderLine, JsonError> {
        let mut asked = instruction.members()?;
        if let Json::Object(members) = &mut asked
            && floats
        {
            members.remove("on");
        }
        Ok(OrderLine { asked, result, beside })
    }

    /// The line, without a newline.
    ///
    /// # Errors
    /// As [`OrderLine::of`].
    pub fn text(&self) -> Result<String, JsonError> {
        let mut all = to_json(&self.beside)?;
        if let Json::Object(members) = &mut all {
            members.insert("asked".to_owned(), self.asked.clone());
            members.insert("result".to_owned(), Json::Text(self.result.to_string()));
        }
        String::from_utf8(all.to_bytes()).map_err(|e| JsonError::shape(e.to_string()))
    }

    /// Reads one line.
    ///
    /// # Errors
    /// It is not canonical JSON, or has not these members.
    pub fn read(line: &str) -> Result<OrderLine, Refusal> {
        OrderLine::parsed(line).map_err(|e| OrderRule::NoOrder { line: 1, why: e.to_string() }.into())
    }

    fn parsed(line: &str) -> Result<OrderLine, JsonError> {
        let Json::Object(mut members) = Json::parse(line.as_bytes())? else {
            return Err(JsonError::shape("an object"));
        };
        let missing = |name: &str| JsonError::shape(format!("{name}: missing"));
        let asked = members.remove("asked").ok_or_else(|| missing("asked"))?;
        let result = members.remove("result").ok_or_else(|| missing("result"))?;
        let beside = from_json(&Json::Object(members))?;
        Ok(OrderLine { asked, result: from_json(&result)?, beside })
    }

    /// Every line of a document.
    ///
    /// # Errors
    /// The first line that is no order, by its number.
    pub fn read_all(text: &str) -> Result<Vec<OrderLine>, Refusal> {
        let numbered = text.lines().enumerate();
        numbered
            .map(|(at, line)| {
                OrderLine::parsed(line).map_err(|e| OrderRule::NoOrder { line: at + 1, why: e.to_string() }.into())
            })
            .collect()
    }

    /// The request, of a day where it says none.
    ///
    /// # Errors
    /// The members are no request.
    pub fn request(&self, recorded: Day) -> Result<Request, Refusal> {
        let mut asked = self.asked.clone();
        if let Json::Object(members) = &mut asked {
            members.entry("on".to_owned()).or_insert_with(|| Json::Text(recorded.to_string()));
        }
        Request::read(&asked)
    }

    /// The instruction. Everything private in it is sealed, so nothing of it is random.
    ///
    /// # Errors
    /// The members are no request.
    pub fn instruction(&self, recorded: Day) -> Result<Instruction, Refusal> {
        Ok(self.request(recorded)?.seal(&mut || [0; 32])?.instruction)
    }
}

/// What an order does, by hash: what it records, what it posts, who gets how much and why. Left out is what other
/// entries about the same households move: their digests, and the root over them.
///
/// # Errors
/// Something in it has no canonical spelling.
pub fn result_of(event: &Event, voucher: &Voucher) -> Result<Hash, Refusal> {
    let lines = voucher.lines().iter().map(|line| {
        let side = match line.side {
            Side::Debit => "debit",
            Side::Credit => "credit",
        };
        let texts = [&*line.key.account, &*line.key.holder, &*line.key.purpose, side, &line.amount.to_string()];
        Json::Array(texts.map(|text| Json::Text(text.to_owned())).into())
    });
    let posted = Json::Array(lines.collect());
    let done = match (&event.fact, &event.attached) {
        (Fact::PayoutDeclared(_) | Fact::PayoutPaid(_) | Fact::PayoutReturned(_), Attached::Lines(all)) => {
            let mut told: Vec<String> = Vec::with_capacity(all.len());
            for (_, line) in all {
                let because = line.because.bytes().map_err(|e| unsaid(&e))?;
                told.push(format!("{} {} {}", line.to, line.amount, Hash::of(&[&because])));
            }
            told.sort_unstable();
            Json::Array(told.into_iter().map(Json::Text).collect())
        }
        (fact, _) => fact.body().map_err(|e| unsaid(&e))?,
    };
    let all = Json::Object(BTreeMap::from([("does".to_owned(), done), ("posts".to_owned(), posted)]));
    Ok(Hash::of(&[&all.to_bytes()]))
}

/// Of what has no canonical spelling nobody can say what it does.
fn unsaid(why: &dyn std::fmt::Display) -> Refusal {
    OrderRule::NoOrder { line: 1, why: why.to_string() }.into()
}
