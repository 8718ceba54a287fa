//! The sheet a meeting adopted: a shipped one with the values that were voted, and with other
//! steps where the case page allows another way of computing.

use super::folder::{Fact, text};
use coop_ledger::scheme::shipped;
use serde_json::Value;

/// The text of the sheet behind `rule_adopted`. `all` tells which contracts it will be used for:
/// area basis, escalation and units of work stand there.
pub fn adopted(rule: &str, version: u64, parameters: &Value, all: &[Fact]) -> String {
    let classes = parameters["sharing"].get("class_pools").is_some();
    let model = if rule == "distribution" { 1 + u32::from(classes) } else { 1 };
    let shipped = shipped::by_id(rule, model).unwrap_or_else(|| panic!("no sheet ships for {rule}@{version}"));
    let mut sheet = Sheet::of(shipped.text);
    let contracts = contracts_of(rule, all);
    let term = |name: &str| contracts.iter().find_map(|c| c.text(name));
    let exact = text(parameters, "area_basis").or(term("area_basis")) == Some("exact_m2");
    match rule {
        "rot-rent" => {
            let kinds = contracts.iter().filter_map(|c| text(c.get("escalation")?, "kind"));
            if kinds.clone().any(|k| k == "original_base") {
                sheet.replace("年递增率", "原价年递增率");
                sheet.step(
                    "本年租价",
                    "本年租价 = 四舍五入(首年租价 + 已满年数 × (原价年递增率 的 首年租价)，0.01 元/亩/年)",
                );
            }
            if exact {
                sheet.measured();
            }
        }
        "rot-bonus" => {
            sheet.value("每亩门槛", &hurdles(&parameters["hurdle"]));
            sheet.percent("户占", text(parameters, "households"));
            sheet.percent("集体占", text(parameters, "collective"));
            if text(parameters, "weight") == Some("mu_days") {
                let days = "天数(较晚(租起，期初)，较早(租止，期末)) ÷ 天数(期初，期末)";
                sheet.step("每个 租期：在租亩数", &format!("每个 租期：在租亩数 = 地块.登记亩数 × {days}"));
            }
            if exact {
                sheet.measured();
            }
        }
        "bot-share" => {
            sheet.percent("收入分成率", text(parameters, "share"));
            sheet.percent("户占", text(parameters, "household_part"));
        }
        "cot-return" => {
            sheet.rate("固定收益率", text(parameters, "rate"));
            if text(parameters, "day_count") == Some("actual/actual") {
                sheet.replace("日365", "历年");
            }
        }
        "wages" => {
            sheet.percent("服务费率", text(parameters, "fee"));
            if term("unit") == Some("hour") {
                sheet.hourly();
            }
        }
        "distribution" => distribution(&mut sheet, parameters),
        "union-distribution" => {
            sheet.percent("公积金率", text(parameters, "reserve_rate"));
            sheet.percent("分配率", text(&parameters["pool"], "part_of_rest"));
            sheet.percent("土地占", text(&parameters["weight"], "land"));
            sheet.percent("资金占", text(&parameters["weight"], "money"));
            if text(&parameters["pool"], "round") == Some("down_to_fen") {
                sheet.replace("0 元)，1 元)", "0 元)，0.01 元)");
            }
        }
        _ => {}
    }
    sheet.finish()
}

/// Contracts whose payouts will be computed by this rule.
fn contracts_of<'a>(rule: &str, all: &'a [Fact]) -> Vec<&'a Fact> {
    let uses = |f: &&Fact| match f.kind.as_str() {
        "payout_declared" => f.text("rule").and_then(|r| r.split('@').next()) == Some(rule),
        "wage_sheet" => rule == "wages",
        _ => false,
    };
    let named: Vec<&str> = all.iter().filter(uses).filter_map(|f| f.text("contract")).collect();
    let signed = all.iter().filter(|f| f.kind == "contract_signed");
    signed.filter(|c| c.text("contract").is_some_and(|code| named.contains(&code))).collect()
}

fn distribution(sheet: &mut Sheet, parameters: &Value) {
    sheet.percent("公积金率", text(parameters, "reserve_rate"));
    let base = text(parameters, "reserve_base").unwrap_or_default();
    if !base.contains("loss") {
        sheet.replace("较大(净收益 - 补亏额，0 元)", "较大(净收益，0 元)");
    }
    let (pool, sharing) = (&parameters["pool"], &parameters["sharing"]);
    let rest = "年初未分配 + 净收益 - 提公积金";
    match (text(pool, "part_of_rest"), text(pool, "keep_back")) {
        (Some(part), _) => {
            if !sheet.has("分红率") {
                sheet.step("留底", "分红率 = 80 % 据 \"议定：可分配部分里分红的比例\"");
            }
            sheet.percent("分红率", Some(part));
            let unit = if text(pool, "round") == Some("down_to_fen") { "0.01 元" } else { "1 元" };
            let from = if sheet.has("可分配") { "可分配" } else { rest };
            sheet.step("分红总额", &format!("分红总额 = 去尾(分红率 的 较大({from}，0 元)，{unit})"));
        }
        (None, Some(kept)) => {
            if !sheet.has("留底") {
                sheet.step("分红率", "留底 = 30000 元 据 \"议定：分红以前先留在账上的数\"");
            }
            sheet.value("留底", &format!("{} 元", short(kept)));
            sheet.step("分红总额", &format!("分红总额 = 较大({rest} - 留底，0 元)"));
        }
        (None, None) => {}
    }
    if let Some(pools) = sharing.get("class_pools") {
        sheet.percent("人口占", text(pools, "population"));
        sheet.percent("农龄占", text(pools, "labour"));
        return;
    }
    let points = &sharing["points"];
    let heads = text(points, "labour").is_none_or(|l| !l.bytes().any(|b| (b'1'..=b'9').contains(&b)));
    let people = "人口股 + 合计(保留股：股数 其中 到期日 >= 记录日)";
    if heads {
        sheet.remove("人口股折算");
        sheet.replace("，户.农龄股", "");
        sheet.replace("，农龄股 股", "");
        sheet.step("每个 户：点数", &format!("每个 户：点数 = {people}"));
    } else {
        sheet.value("人口股折算", short(text(points, "population").unwrap_or("1")));
        let labour = short(text(points, "labour").unwrap_or("1"));
        if labour != "1" {
            sheet.step("每个 户：点数", &format!("每个 户：点数 = ({people}) × 人口股折算 + 农龄股 × {labour}"));
        }
    }
    match text(points, "collective").map(short) {
        Some("1") => {}
        Some(points) => sheet.replace("按 集体股 记作", &format!("按 集体股 × {points} 记作")),
        None => {
            sheet.remove("集体股");
            sheet.replace("给 收益分配 按 集体股 记作 留存，", "");
        }
    }
}

/// `900 元/亩 = 930 元/亩 自 2025-01-01`
fn hurdles(said: &Value) -> String {
    if let Some(one) = said.as_str() {
        return format!("{} 元/亩", short(one));
    }
    let mut years: Vec<(&String, &str)> =
        said.as_object().into_iter().flatten().filter_map(|(year, v)| Some((year, v.as_str()?))).collect();
    years.sort();
    let mut text = String::new();
    for (n, (year, amount)) in years.into_iter().enumerate() {
        match n {
            0 => text.push_str(&format!("{} 元/亩", short(amount))),
            _ => text.push_str(&format!(" = {} 元/亩 自 {year}-01-01", short(amount))),
        }
    }
    text
}

/// `900.00` → `900`, `0.50` → `0.5`.
fn short(number: &str) -> &str {
    if !number.contains('.') {
        return number;
    }
    number.trim_end_matches('0').trim_end_matches('.')
}

/// `0.035` → `3.5`; what follows the number is left aside.
fn hundredfold(ratio: &str) -> String {
    let ratio = ratio.split(' ').next().unwrap_or_default();
    let (whole, part) = ratio.split_once('.').unwrap_or((ratio, ""));
    let part = format!("{part:0<2}");
    let digits = format!("{whole}{}.{}", &part[..2], &part[2..]);
    let digits = digits.trim_start_matches('0');
    let digits = if digits.starts_with('.') { format!("0{digits}") } else { digits.to_owned() };
    short(&digits).to_owned()
}

/// A sheet's lines while they are being changed.
struct Sheet {
    lines: Vec<String>,
    changed: bool,
    other_names: bool,
}

impl Sheet {
    fn of(text: &str) -> Sheet {
        Sheet { lines: text.lines().map(str::to_owned).collect(), changed: false, other_names: false }
    }

    /// The shipped text where nothing was changed. Else without the examples whose figures are
    /// about other values, but with those of what must be refused, and without labels of names
    /// that are gone.
    fn finish(self) -> String {
        let mut kept: Vec<&str> = Vec::new();
        for section in self.lines.chunk_by(|_, next| !next.starts_with('【')) {
            let first = section.first().map(String::as_str).unwrap_or_default();
            let refused = section.iter().any(|l| l.starts_with("期望 拒绝"));
            let stale = self.changed && first.starts_with("【示例") && !refused;
            let nameless = self.other_names && first.starts_with("【名称");
            if !stale && !nameless {
                let remarks = |l: &&str| !(self.changed && first.starts_with("【示例") && l.starts_with('#'));
                kept.extend(section.iter().map(String::as_str).filter(remarks));
            }
        }
        let mut text = kept.join("\n");
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    /// The statement that defines a name: its first line and how many lines it takes.
    fn find(&self, name: &str) -> Option<(usize, usize)> {
        let steps = self.lines.iter().position(|l| l.starts_with("【名称") || l.starts_with("【示例"));
        let lines = self.lines.get(..steps.unwrap_or(self.lines.len()))?;
        let starts =
            |l: &String| l.strip_prefix(name).is_some_and(|rest| rest.starts_with(" =") || rest.starts_with('：'));
        let at = lines.iter().position(starts)?;
        let more = lines.iter().skip(at + 1).take_while(|l| l.starts_with("  ")).count();
        Some((at, 1 + more))
    }

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Another statement in place of the one that defines `name`.
    fn step(&mut self, name: &str, statement: &str) {
        let (at, count) = self.find(name).unwrap_or_else(|| panic!("the shipped sheet has no `{name}`"));
        let stands: Vec<String> = self.lines.splice(at..at + count, [statement.to_owned()]).collect();
        self.changed |= stands != [statement];
        self.other_names |= !statement.starts_with(name);
    }

    fn remove(&mut self, name: &str) {
        let (at, count) = self.find(name).unwrap_or_else(|| panic!("the shipped sheet has no `{name}`"));
        self.lines.drain(at..at + count);
        self.changed = true;
        self.other_names = true;
    }

    /// Another voted value; its range is the shipped sheet's and goes with the old value.
    fn value(&mut self, name: &str, literal: &str) {
        let (at, _) = self.find(name).unwrap_or_else(|| panic!("the shipped sheet has no value `{name}`"));
        let Some(line) = self.lines.get_mut(at) else { return };
        let said = line.split_once(" = ").map(|(_, said)| said).unwrap_or_default();
        let upto = [" 限 ", " 据 "].iter().filter_map(|w| said.find(w)).min().unwrap_or(said.len());
        if said.get(..upto) == Some(literal) {
            return;
        }
        *line = format!("{name} = {literal} 据 \"议定\"");
        self.changed = true;
    }

    fn percent(&mut self, name: &str, ratio: Option<&str>) {
        if let Some(ratio) = ratio {
            self.value(name, &format!("{} %", hundredfold(ratio)));
        }
    }

    fn rate(&mut self, name: &str, ratio: Option<&str>) {
        if let Some(ratio) = ratio {
            self.value(name, &format!("{} %/年", hundredfold(ratio)));
        }
    }

    fn replace(&mut self, old: &str, new: &str) {
        let found = self.lines.iter().any(|l| l.contains(old));
        assert!(found, "the shipped sheet has no `{old}`");
        for line in &mut self.lines {
            *line = line.replace(old, new);
        }
        self.changed = true;
        self.other_names = true;
    }

    /// Square metres × 15 / 10000, not rounded, in place of the registered mu.
    fn measured(&mut self) {
        self.replace("地块.登记亩数 ", "换算(地块.测量面积，亩) ");
        self.replace("登记亩数 亩", "测量面积 平方米");
        self.replace("登记亩数", "测量面积");
    }

    /// Hours in place of days.
    fn hourly(&mut self) {
        self.replace("工日数 工日", "工时 小时");
        self.replace("日工价 元/工日", "时工价 元/小时");
        self.replace("工票.工日数", "工票.工时");
        self.replace("工日数 × 工种.日工价", "工时 × 工种.时工价");
    }
}

#[test]
fn a_ratio_is_written_as_a_percentage() {
    for (ratio, percent) in
        [("0.40", "40"), ("0.035", "3.5"), ("0.70 of total", "70"), ("0.005", "0.5"), ("1", "100"), ("0.6", "60")]
    {
        assert_eq!(hundredfold(ratio), percent, "{ratio}");
    }
}

#[test]
fn a_sheet_with_the_shipped_values_is_the_shipped_sheet_and_another_value_changes_it() {
    let shipped = shipped::by_id("bot-share", 1).unwrap().text;
    let said = |share: &str| serde_json::json!({"share": share, "household_part": "0.70 of total"});
    assert_eq!(adopted("bot-share", 1, &said("0.05"), &[]), shipped);
    let other = adopted("bot-share", 1, &said("0.06"), &[]);
    assert!(other.contains("收入分成率 = 6 % 据") && !other.contains("余数大的多一分"), "{other}");
}
