//! What the village chose where its chart leaves a choice, since when, and by which entry.

use super::{Books, Chart};
use crate::unit::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// One of the values that the chart allows.
    pub value: String,
    /// The day of the entry.
    pub on: Day,
    /// The entry.
    pub entry: u64,
}

impl Books {
    /// The value of a setting as it was chosen last, its default where none was chosen: what is posted goes by it from the
    /// entry on.
    pub fn setting(&self, name: &str) -> &str {
        let chosen = self.settings.get(name).and_then(|all| all.last());
        chosen.map_or_else(|| self.default_setting(name), |chosen| &chosen.value)
    }

    /// The same as it was in force at the end of a day: what is computed over days goes by it.
    pub fn setting_on(&self, name: &str, day: Day) -> &str {
        self.chosen_by(name, day).map_or_else(|| self.default_setting(name), |chosen| &chosen.value)
    }

    /// The choice in force at the end of a day; nothing where the default is.
    pub fn chosen_by(&self, name: &str, day: Day) -> Option<&Chosen> {
        let by = |all: &&Chosen| all.on <= day;
        self.settings.get(name)?.iter().filter(by).max_by_key(|chosen| (chosen.on, chosen.entry))
    }

    fn default_setting(&self, name: &str) -> &str {
        self.chart.settings.get(name).and_then(|all| all.first()).map(String::as_str).unwrap_or_default()
    }
}

/// A choice that the shipped chart leaves: what it and its values are called, which are no accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownSetting {
    /// As the chart writes it.
    pub name: &'static str,
    /// Its name.
    pub zh: &'static str,
    /// Its name.
    pub en: &'static str,
    /// True where a public rule says which values there are. False where that is general knowledge or stands in a text at
    /// second hand: whoever goes by it looks first.
    pub verified: bool,
    /// Values that are no accounts, as the chart writes them, and what they are called.
    pub values: &'static [(&'static str, &'static str, &'static str)],
}

const fn known(
    name: &'static str,
    [zh, en]: [&'static str; 2],
    values: &'static [(&'static str, &'static str, &'static str)],
) -> KnownSetting {
    KnownSetting { name, zh, en, verified: true, values }
}

const fn unverified(name: &'static str, [zh, en]: [&'static str; 2]) -> KnownSetting {
    KnownSetting { verified: false, ..known(name, [zh, en], &[]) }
}

const BEGINS: &[(&str, &str, &str)] = &[("same", "当月", "the same month"), ("next", "下月", "the next month")];

/// Every choice of the shipped chart.
pub const KNOWN_SETTINGS: [KnownSetting; 21] = [
    known("member_payable", ["成员往来", "what members are owed"], &[]),
    known("service_fee_income", ["流转服务费收入", "service fee as income"], &[]),
    known(
        "correction",
        ["更正方式", "how an entry is reversed"],
        &[("red", "红字冲销", "by red figures"), ("swap", "反方向冲销", "from the other side")],
    ),
    known(
        "depreciation",
        ["折旧", "depreciation"],
        &[("yearly", "按年", "by years"), ("monthly", "按月", "by months")],
    ),
    known("deposit_forfeited", ["没收的保证金", "a deposit that is forfeited"], &[]),
    known("disposal_gain", ["处置固定资产净收益", "gain of a disposal"], &[]),
    known("disposal_loss", ["处置固定资产净损失", "loss of a disposal"], &[]),
    known(
        "stores_cost",
        ["发出存货计价", "cost of stores that are used"],
        &[("moving_average", "移动平均", "moving average"), ("fifo", "先进先出", "first in, first out")],
    ),
    known("intangible_starts", ["无形资产从何时摊销", "intangible assets are charged from"], BEGINS),
    known("deferred_starts", ["长期待摊费用从何时摊销", "deferred costs are charged from"], BEGINS),
    unverified("interest_expense", ["借款利息", "interest on loans"]),
    unverified("donation", ["接受捐赠", "donations received"]),
    unverified("land_compensation", ["土地补偿费", "compensation for land"]),
    unverified("petty_cash", ["备用金", "petty cash"]),
    known(
        "late_base",
        ["违约金的基数", "what late interest is taken of"],
        &[("open", "未结金额", "what is open"), ("whole", "整期应收", "the whole due")],
    ),
    known(
        "income_at_due",
        ["租金何时入账", "when rent becomes income"],
        &[("no", "收到时", "when it comes"), ("yes", "到期日转应收", "on its due day, as a claim")],
    ),
    known(
        "future_days",
        ["收付款可以早记几天", "days that money may be recorded ahead"],
        &[("0", "不许早记", "none"), ("7", "七天", "seven days"), ("31", "三十一天", "thirty-one days")],
    ),
    known("vat_exempted", ["减免的增值税", "tax that is let off"], &[]),
    unverified("share_redemption", ["量化股份退出的支付", "what is paid for shares taken back"]),
    unverified("redemption_premium", ["退股溢价", "what is paid above par for shares taken back"]),
    unverified("investment_loss", ["对外投资损失（集体部分）", "loss of an investment, the collective's part"]),
];

/// What is known of a setting; nothing of one that a village added.
pub fn known_setting(name: &str) -> Option<&'static KnownSetting> {
    KNOWN_SETTINGS.iter().find(|known| known.name == name)
}

impl Chart {
    /// Purposes under which the account of a setting is posted.
    fn purposes_of(&self, setting: &str) -> BTreeSet<&str> {
        let named = format!("@{setting}");
        let receipts = self.receipt.values().map(|rule| (&rule.credit, &rule.purpose));
        let payments = self.payment.values().map(|rule| (&rule.debit, &rule.purpose));
        let claims = self.claim.values();
        let claims = claims.flat_map(|rule| [(&rule.debit, &rule.debit_purpose), (&rule.credit, &rule.credit_purpose)]);
        let credited = self.credited.values().map(|place| (&place.account, &place.purpose));
        let holding = self.holding.iter();
        let holding =
            holding.flat_map(|held| [&held.shares, &held.capital, &held.redemption, &held.premium, &held.loss]);
        let things = self.things.iter().flat_map(|things| [&things.donated, &things.gain, &things.loss]);
        let places = holding.chain(things).map(|place| (&place.account, &place.purpose));
        let all = receipts.chain(payments).chain(claims).chain(credited).chain(places);
        all.filter(|(account, _)| **account == named).map(|(_, purpose)| purpose.as_str()).collect()
    }
}

impl Books {
    /// What a value of a setting is called, in Chinese and in English: an account by its name; itself where nothing is known.
    pub fn setting_value<'a>(&'a self, name: &str, value: &'a str) -> (&'a str, &'a str) {
        let known = known_setting(name).and_then(|known| known.values.iter().find(|(word, ..)| *word == value));
        if let Some((_, zh, en)) = known {
            return (zh, en);
        }
        self.chart.accounts.get(value).map_or((value, value), |account| (account.zh.as_str(), account.en.as_str()))
    }

    /// Settings that are not verified and by which something was posted up to a day, each with the account it went to.
    pub fn unverified_settings(&self, on: Day) -> Vec<(&'static KnownSetting, String)> {
        let first = self.accounts.first_day().unwrap_or(on);
        let mut used = Vec::new();
        for known in KNOWN_SETTINGS.iter().filter(|known| !known.verified) {
            let purposes = self.chart.purposes_of(known.name);
            for account in self.chart.settings.get(known.name).into_iter().flatten() {
                let mut keys = self.accounts.under(account).filter(|(key, _)| purposes.contains(key.purpose.as_str()));
                if keys.any(|(key, _)| self.accounts.moved_since(key, first).range(..=on).next().is_some()) {
                    used.push((known, account.clone()));
                }
            }
        }
        used
    }
}
