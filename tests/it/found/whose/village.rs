//! A village on a desk: the little cooperative, and what these tests add to it.

use crate::{
    case::desk::Desk,
    little::{INSTRUCTIONS, objects},
};
use coop_ledger::{
    books::{AccountKey, Books},
    decide::Code,
    log::Json,
    unit::Fen,
};
use std::{collections::BTreeMap, ops::Range};

/// Everything is recorded on one late day: what holds when is told by effective days.
const RECORDED: &str = "2025-12-31";

pub struct Village {
    desk: Desk,
    /// The last refusal.
    pub said: String,
}

/// The day of a reversal, where it is in the year of what it takes back.
const REVERSED: &str = "2025-07-05";

/// The reversal of what an id recorded.
pub fn correct(id: &str) -> String {
    format!(r#"{{"id":"undo-{id}","on":"2025-07-05","kind":"entry.corrected","corrects":"{id}","reason":"other"}}"#)
}

/// A sheet that pays 20 yuan a member out of the collective's own money.
pub fn own_money(tag: &str) -> String {
    format!(
        "【方案】\n编号 = own-money\n语义 = 1\n标题 = \"集体自己出钱\"\ntitle = \"Out of own money\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n\
         【各方】\n集体：集体\n\n【参数】\n补贴标准 = 20 元/股 限 0 元/股 至 1000 元/股 据 \"示例值\"\n\n【登记】\n户 收款：人口股 股\n\n【步骤】\n每个 户：付 补贴 = 人口股 × 补贴标准 由 集体，给 户 记作 {tag}\n\n\
         【名称】\n补贴 = \"allowance\"\n\n【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 | 人口股\n  H1 | 3\n期望 户[H1].补贴 = 60 元\n"
    )
}

impl Village {
    /// The first batches of `tests/ledgers/little.jsonl`.
    pub fn of_little(batches: usize) -> Village {
        let desk = Desk::open("W", "open", "2024-01-01", ("小村", "Little village"));
        let mut village = Village { desk, said: String::new() };
        village.little(0..batches);
        village
    }

    /// Some of its batches.
    pub fn little(&mut self, batches: Range<usize>) {
        let all: Vec<Vec<Json>> = INSTRUCTIONS.split("\n\n").map(objects).filter(|b| !b.is_empty()).collect();
        for batch in &all[batches] {
            self.take(batch).unwrap_or_else(|said| panic!("{said}"));
        }
    }

    /// With a payout declared, a third household, money of its own, a pond let and capital pooled.
    pub fn rich() -> Village {
        let mut village = Village::of_little(6);
        village.record(r#"{"id":"h3","on":"2024-01-02","kind":"household.enrolled","household":"H0003","members":2,"shares":{"population":"2"}}
{"id":"op2","on":"2024-01-02","kind":"party.registered","party":"TEN1","role":"tenant"}
{"id":"pt1","on":"2024-01-02","kind":"party.registered","party":"PT1","role":"project company"}
{"id":"own","on":"2024-04-20","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"100000.00"}]}
{"id":"land","on":"2024-07-01","kind":"contract.signed","belongs_to":"collective","contract":"LAND-1","first_day":"2024-07-01","last_day":"2027-06-30","party":"TEN1","scheme":"LEASE","signed":"2024-07-01"}
{"id":"cot","on":"2024-05-01","kind":"contract.signed","contract":"COT-1","last_day":"2029-06-30","party":"PT1","scheme":"COT","signed":"2024-05-01","terms":{"capital":"10000.00","day_count":"actual/365","return_rate":"0.06"}}
{"id":"sub","on":"2024-05-02","kind":"subscription.recorded","collective":"4000.00","contract":"COT-1","into":"A-BANK-1","lines":[{"owner":"H0001","amount":"3500.00"},{"owner":"H0002","amount":"2500.00"}]}"#);
        village
    }

    /// A reversal of [`correct`] stands in the year of what it takes back.
    fn in_its_year(&self, mut instruction: Json) -> Json {
        let said = |name: &str| instruction.member(name).and_then(Json::text);
        let (Some(REVERSED), Some(id)) = (said("on"), said("corrects")) else { return instruction };
        let index = self.desk.books.ids().entry_of(id);
        let year = index.and_then(|index| self.desk.books.reversed_within(index));
        let day = year.filter(|year| !year.holds(REVERSED.parse().unwrap())).map(|year| year.last_day().to_string());
        if let (Json::Object(members), Some(day)) = (&mut instruction, day) {
            members.insert("on".to_owned(), Json::Text(day));
        }
        instruction
    }

    fn take(&mut self, batch: &[Json]) -> Result<(), String> {
        let batch: Vec<Json> = batch.iter().map(|instruction| self.in_its_year(instruction.clone())).collect();
        self.desk.record(RECORDED, &batch).map(|_| ()).map_err(|refusal| refusal.to_string())
    }

    /// Records instructions one by one; the id of the last.
    pub fn record(&mut self, text: &str) -> String {
        let mut last = String::new();
        for instruction in objects(text) {
            last = instruction.member("id").and_then(Json::text).unwrap().to_owned();
            self.take(&[instruction]).unwrap_or_else(|said| panic!("{last}: {said}"));
        }
        last
    }

    /// The code an instruction is refused with; nothing has changed.
    pub fn refused(&mut self, text: &str) -> Code {
        let before = self.desk.books.size();
        let batch: Vec<Json> = objects(text).into_iter().map(|instruction| self.in_its_year(instruction)).collect();
        match self.desk.record(RECORDED, &batch) {
            Ok(_) => panic!("recorded: {text}"),
            Err(refusal) => {
                assert_eq!(self.desk.books.size(), before);
                self.said = refusal.to_string();
                refusal.code()
            }
        }
    }

    /// True if an instruction is recorded.
    pub fn try_one(&mut self, text: &str) -> bool {
        self.take(&objects(text)).is_ok()
    }

    pub fn adopt(&mut self, id: &str, sheet: &str) {
        self.adopt_version(id, "2024-02-01", 1, sheet);
    }

    pub fn adopt_version(&mut self, id: &str, on: &str, version: u64, sheet: &str) {
        let text = |t: &str| Json::Text(t.to_owned());
        let members = [
            ("id", text(id)),
            ("on", text(on)),
            ("kind", text("scheme.adopt")),
            ("resolution", text("R-1")),
            ("sheet", Json::Array(sheet.lines().map(text).collect())),
            ("version", Json::Integer(version)),
        ];
        let adopt = Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        self.take(&[adopt]).unwrap_or_else(|said| panic!("{said}"));
    }

    pub fn books(&self) -> &Books {
        &self.desk.books
    }

    pub fn balance(&self, account: &str, holder: &str, purpose: &str) -> Fen {
        self.books().accounts().balance(&AccountKey::new(account, holder, purpose))
    }

    pub fn places(&self) -> BTreeMap<String, (u64, coop_ledger::log::Hash)> {
        self.desk.places.clone()
    }

    pub fn kind(&self, id: &str) -> String {
        self.kind_at(self.desk.places[id].0)
    }

    pub fn kind_at(&self, index: u64) -> String {
        self.desk.entries[usize::try_from(index).unwrap()].event.fact.kind().to_owned()
    }
}
