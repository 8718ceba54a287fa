//! Random money: instructions of every kind that moves some, honest and hostile, decided and folded in
//! memory, against a naive model of who owns each fen. After each recorded instruction the owners' sum
//! has changed by what came in or went out and by nothing else, and the books hold for each owner what
//! the model says.

#[path = "money_owners.rs"]
pub mod owners;

use coop_ledger::{
    books::{Books, CN_2023},
    decide::{self, Instruction, Order, Request},
    event::{Attached, BlobRef, Display, Entry, Event, Fact, KeyAdmitted, LedgerOpened, Names},
    intake::json_lines,
    log::{About, Act, Attestation, Draft, Hash, Head, KeyKind, Origin, Role, SigningKey, Testimony, VerifierKey},
    unit::{Day, RecordedAt, Shares},
};
use owners::{Advance, Effect, Home, Owners, divided};
use std::{collections::BTreeMap, fmt};

/// Instructions tried in one village before the next begins.
const LIFE: u64 = 600;
const MEMBERS: [(&str, i64); 3] = [("H0001", 4), ("H0002", 3), ("H0003", 2)];

/// What a run counted.
#[derive(Debug, Default, Clone)]
pub struct Counted {
    pub rounds: u64,
    pub accepted: u64,
    pub refused: u64,
    /// Recorded and against the model: somebody's fen went where no rule sends it.
    pub moved_without_rule: u64,
    /// The rule on whose money it is was left out: then something must be found.
    pub control: bool,
    pub seed: u64,
    /// The first that went wrong, in words.
    pub told: Vec<String>,
    /// Recorded, by kind.
    pub kinds: BTreeMap<String, u64>,
}

impl Counted {
    pub fn passes(&self) -> bool {
        let honest = self.accepted > self.rounds / 5 && self.refused > self.rounds / 20;
        if self.control { self.moved_without_rule > 0 } else { self.moved_without_rule == 0 && honest }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counted { rounds, accepted, refused, moved_without_rule, seed, .. } = self;
        let name = if self.control { "money control=without_the_rule" } else { "money" };
        let verdict = if self.passes() { "PASS" } else { "FAIL" };
        write!(
            f,
            "{name} rounds={rounds} accepted={accepted} refused={refused} \
             moved_without_rule={moved_without_rule} seed={seed} verdict={verdict}"
        )
    }
}

/// Tries that many instructions.
pub fn money(rounds: u64, seed: u64) -> Counted {
    run(rounds, seed, false)
}

/// The same with hostile instructions folded in without asking [`decide`]: the model must see it.
pub fn control(rounds: u64, seed: u64) -> Counted {
    run(rounds, seed, true)
}

fn run(rounds: u64, seed: u64, control: bool) -> Counted {
    let mut counted = Counted { seed, control, ..Counted::default() };
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let founded = Village::founded();
    while counted.rounds < rounds {
        let mut village = founded.clone();
        for n in 0..LIFE.min(rounds - counted.rounds) {
            village.round(n, &mut dice, &mut counted);
        }
    }
    counted
}

/// A small generator whose whole state is one number (xorshift).
#[derive(Debug, Clone)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % most.max(1).unsigned_abs()).cast_signed()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as i64) as usize]
    }

    /// All of it, a little more, a part, or something else.
    fn around(&mut self, held: i64) -> i64 {
        match self.roll(6) {
            0 => held + 1,
            1 => held + 1 + self.roll(5_000),
            2 | 3 if held > 0 => held,
            _ if held > 1 => 1 + self.roll(held),
            _ => 1 + self.roll(20_000),
        }
        .max(1)
    }
}

/// An instruction, and what it moves if it may be recorded at all.
struct Try {
    body: String,
    effect: Option<Effect>,
    reverses: Option<String>,
}

fn honest(body: String, effect: Effect) -> Try {
    Try { body, effect: Some(effect), reverses: None }
}

fn hostile(body: String) -> Try {
    Try { body, effect: None, reverses: None }
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[derive(Clone)]
struct Village {
    key: std::sync::Arc<SigningKey>,
    origin: Origin,
    books: Books,
    prev: Hash,
    day: Day,
    model: Owners,
    ids: Vec<String>,
    made: u64,
}

const SHEETS: [(&str, &str, &str); 4] = [
    (
        "heads",
        "【各方】\n集体：集体\n\n【登记】\n户 收款：人口股 股\n保留股 属 户：股数 股，到期日 日期\n\n【输入】\n到账租金：元 待分 来自 凭单 \"收到的租金\"\n",
        "每个 户：点数 = 人口股 + 合计(保留股：股数 其中 到期日 >= 记录日)\n分 租金 由 到账租金，给 每个 户 按 点数 记作 承包地租金 无则 给 集体 记作 集体收益\n",
    ),
    (
        "result",
        RESULT,
        "每个 户：点数 = 人口股 + 合计(保留股：股数 其中 到期日 >= 记录日)\n分红总额 = 去尾(80 % 的 较大(可分，0 元)，1 元)\n分 分红 = 分红总额 由 收益分配，给 每个 户 按 点数 记作 成员分红 无则 给 收益分配 记作 留存\n",
    ),
    (
        "greedy",
        RESULT,
        "每个 户：点数 = 人口股 + 合计(保留股：股数 其中 到期日 >= 记录日)\n分红总额 = 去尾(5 × 较大(可分，0 元)，1 元) + 1 元\n分 分红 = 分红总额 由 收益分配，给 每个 户 按 点数 记作 成员分红 无则 给 收益分配 记作 留存\n",
    ),
    (
        "eater",
        RESULT,
        "每个 户：点数 = 人口股 + 合计(保留股：股数 其中 到期日 >= 记录日)\n分 福利 = 较小(余额(公积金)，较大(可分，0 元)) 由 公积金，不足 停，给 每个 户 按 点数 记作 成员分红 无则 入 公积金 记作 公积金\n",
    ),
];
const RESULT: &str = "【各方】\n收益分配：账面\n\n【账户】\n公积金\n\n【登记】\n户 收款：人口股 股\n保留股 属 户：股数 股，到期日 日期\n\n【输入】\n净收益：元 可负 来自 报表 \"净收益\"\n";

impl Village {
    fn founded() -> Village {
        let key = SigningKey::from_seed([1; 32]);
        let origin = Origin::new("coop.example", "money", &[7; 8]).expect("an origin");
        let day: Day = "2024-01-02".parse().expect("a day");
        let entry = first(&key, &origin, day);
        let books = Books::open(&entry).expect("an opened ledger");
        let prev = entry.sealed.leaf();
        let mut village =
            Village { key: key.into(), origin, books, prev, day, model: Owners::default(), ids: Vec::new(), made: 0 };
        for body in [
            r#""kind":"party.registered","party":"OP1","role":"operator""#,
            r#""kind":"party.registered","party":"TEN1","role":"tenant""#,
            r#""kind":"party.registered","party":"PT1","role":"project company""#,
            r#""kind":"bank.registered","account":"B-1","owner":"A","ownership":"collective""#,
            r#""kind":"class.set","class":"population","unit":"member","regime":"open""#,
            r#""kind":"household.enrolled","household":"H0001","members":4,"shares":{"population":"4"}"#,
            r#""kind":"household.enrolled","household":"H0002","members":3,"shares":{"population":"3"}"#,
            r#""kind":"household.enrolled","household":"H0003","members":2,"shares":{"population":"2"}"#,
            r#""kind":"contract.signed","contract":"C-1","first_day":"2024-01-01","last_day":"2033-12-31","party":"OP1","scheme":"ROT","signed":"2024-01-02""#,
            r#""kind":"contract.signed","contract":"LAND-1","belongs_to":"collective","first_day":"2024-01-01","last_day":"2033-12-31","party":"TEN1","scheme":"LEASE","signed":"2024-01-02""#,
            r#""kind":"parcel.registered","parcel":"P1","household":"H0001","area_m2":"2000.00","area_mu":"3.0000","contract_end":"2040-12-31""#,
            r#""kind":"entrustment.given","household":"H0001","document":"W-1","parcels":["P1"],"first_day":"2024-01-01","last_day":"2033-12-31""#,
            r#""kind":"contract.signed","contract":"R-1","parcels":["P1"],"first_day":"2024-01-01","last_day":"2033-12-31","party":"OP1","scheme":"ROT","signed":"2024-01-02","terms":{"fee_rate":"3/100","instalments":[{"due":"2024-01-31","first_day":"2024-01-01","last_day":"2024-06-30","lease_year":1,"part_of_year":"1/2","payout":"Q1"},{"due":"2024-07-31","first_day":"2024-07-01","last_day":"2024-12-31","lease_year":1,"part_of_year":"1/2","payout":"Q2"},{"due":"2025-01-31","first_day":"2025-01-01","last_day":"2025-06-30","lease_year":2,"part_of_year":"1/2","payout":"Q3"}]}"#,
            r#""kind":"contract.signed","contract":"COT-1","last_day":"2033-12-31","party":"PT1","scheme":"COT","signed":"2024-01-02","terms":{"capital":"99999999.00","day_count":"actual/365","return_rate":"0.06"}"#,
        ] {
            village.set_up(body);
        }
        for (household, members) in MEMBERS {
            village.model.homes.insert(household, Home { members, given: members, shares: members, kept: 0 });
        }
        for (id, head, steps) in SHEETS {
            let reserve = if id == "heads" {
                ""
            } else {
                "付 提公积金 = 30 % 的 较大(净收益，0 元) 由 收益分配，入 公积金 记作 公积金\n可分 = 净收益 - 提公积金\n"
            };
            let example = match id {
                "heads" => "取 到账租金 = 90 元\n期望 户[H1].租金 = 90 元\n",
                "result" => "取 净收益 = 0 元\n期望 户[H1].分红 = 0 元\n",
                "eater" => "取 净收益 = 100 元\n期望 户[H1].福利 = 30 元\n",
                _ => "取 净收益 = 0 元\n期望 户[H1].分红 = 1 元\n",
            };
            let text = format!(
                "【方案】\n编号 = {id}\n语义 = 1\n标题 = \"按人\"\ntitle = \"By heads\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n{head}\n\
                 【步骤】\n{reserve}{steps}\n【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 | 人口股\n  H1 | 3\n{example}"
            );
            let lines: Vec<String> = text.lines().map(|l| format!("\"{}\"", l.replace('"', "\\\""))).collect();
            village.set_up(&format!(
                r#""kind":"scheme.adopt","resolution":"R-1","version":1,"sheet":[{}]"#,
                lines.join(",")
            ));
        }
        village
    }

    fn set_up(&mut self, body: &str) {
        let done = self.record(body, false);
        done.unwrap_or_else(|said| panic!("{body}: {said}"));
    }

    /// Reads, decides, signs, folds; with `unasked` the decision is not asked for.
    fn record(&mut self, body: &str, unasked: bool) -> Result<String, String> {
        self.made += 1;
        let id = format!("i-{}", self.made);
        let text = format!(r#"{{"id":"{id}","on":"{}",{body}}}"#, self.day);
        let read = json_lines(&text).pop().expect("one line").1.and_then(|object| Request::read(&object));
        let sealed = read.and_then(|request| request.seal(&mut || [0; 32])).map_err(|r| r.to_string())?;
        let order = sealed.instruction;
        let signer = self.key.public().id();
        let (event, about) = match decide::decide(&self.books, &order, &signer, self.day) {
            Ok(decision) => (decision.event, decision.about),
            Err(refusal) => match order.order {
                Order::Record(fact, Attached::Nothing) if unasked => (Event::plain(fact), Vec::new()),
                _ => return Err(refusal.to_string()),
            },
        };
        let noon = self.day.days_since(Day::new(1970, 1, 1).expect("a day")) * 86_400 + 43_200;
        let draft = Draft {
            about: about.iter().map(ToString::to_string).collect(),
            batch: (0, 1),
            body: event.body().map_err(|e| e.to_string())?,
            effective_on: self.day,
            id: order.id.clone(),
            index: self.books.size(),
            key: signer,
            kind: event.fact.kind().parse().expect("a kind"),
            origin: self.origin.clone(),
            prev: self.prev,
            recorded_at: RecordedAt::from_seconds(noon).expect("a time"),
        };
        let sealed = draft.sign(&self.key).map_err(|e| e.to_string())?.into_entry();
        let entry = Entry { sealed, event };
        if !unasked && self.made.is_multiple_of(16) {
            let again =
                decide::decide(&self.books, &Instruction::of(&entry), &signer, self.day).map_err(|r| r.to_string());
            assert_eq!(again.expect("what was decided is decided again").event, entry.event);
        }
        self.books.apply(&entry).map_err(|e| e.to_string())?;
        self.prev = entry.sealed.leaf();
        Ok(id)
    }

    fn round(&mut self, n: u64, dice: &mut Dice, counted: &mut Counted) {
        if dice.roll(8) == 0 {
            self.day = self.day.plus_days(1).expect("a day");
        }
        let tried = self.draw(n, dice);
        counted.rounds += 1;
        let before = self.model.total();
        let size = self.books.size();
        let unasked = counted.control && tried.effect.is_none();
        let id = match self.record(&tried.body, unasked) {
            Ok(id) => id,
            Err(_) => {
                counted.refused += 1;
                assert_eq!(self.books.size(), size, "a refusal changes nothing");
                return;
            }
        };
        counted.accepted += 1;
        let kind = tried.body.split('"').nth(3).unwrap_or_default();
        *counted.kinds.entry(kind.to_owned()).or_default() += 1;
        let mut wrong = Vec::new();
        match &tried.effect {
            None => wrong.push("recorded, and no rule allows it".to_owned()),
            Some(effect) => {
                self.model.follow(&id, effect);
                if let Some(reversed) = &tried.reverses {
                    self.model.forget(reversed);
                }
                let moved: i64 = effect.money.iter().map(|(_, amount)| amount).sum();
                if self.model.total() - before != moved {
                    wrong.push(format!("the owners' sum moved by {}, money by {moved}", self.model.total() - before));
                }
                wrong.extend(self.model.below_zero());
            }
        }
        wrong.extend(self.differences());
        if wrong.is_empty() {
            self.ids.push(id);
            return;
        }
        counted.moved_without_rule += 1;
        if counted.told.len() < 5 {
            counted.told.push(format!("{} {}: {}", self.day, tried.body, wrong.join("; ")));
        }
        // what is wrong now would be wrong for ever: begin anew
        *self = Village::founded();
    }

    /// Where the register has other members, shares or kept shares than the model.
    fn other_heads(&self) -> Vec<String> {
        let registers = self.books.registers();
        let differ = self.model.homes.iter().filter_map(|(household, home)| {
            let (id, there) = registers.households().get_key_value(*household)?;
            let own = registers.shares_of(id, "population", self.day);
            let all = there.holds(self.day).values().next().copied().unwrap_or(Shares::ZERO);
            let found = (there.members_at(self.day), own, all);
            let whole = |count: i64| Shares::whole(u32::try_from(count).unwrap_or_default());
            let said = (u32::try_from(home.members).ok()?, whole(home.shares), whole(home.shares + home.kept));
            (found != said).then(|| format!("{household}: register {found:?}, model {said:?}"))
        });
        differ.collect()
    }

    /// Where the books hold something else for an owner than the model.
    fn differences(&self) -> Vec<String> {
        let mut held: BTreeMap<String, i64> = BTreeMap::new();
        for account in self.books.chart().accounts.keys() {
            for (key, turnover) in self.books.accounts().under(account) {
                let debit = turnover.net().0;
                let (holder, purpose) = (&key.holder, &key.purpose);
                let line = ["土地流转款", "成员分红"].contains(&purpose.as_str());
                let (name, amount) = match account.as_str() {
                    "101" => ("money CASH".to_owned(), debit),
                    "102" => ("money B-1".to_owned(), debit),
                    "112" => (format!("owed claim {holder}"), debit),
                    "113" if line => (format!("line {holder}"), -debit),
                    "113" if purpose == "慰问金" => (format!("member {holder}"), -debit),
                    "113" => (format!("owed debt {holder}"), debit),
                    "153" => (format!("owed works {purpose}"), debit),
                    "121" => ("owed stores".to_owned(), debit),
                    "211" if purpose.starts_with("待分") => (format!("waits {holder}"), -debit),
                    "211" if purpose.starts_with("预收") => ("unearned".to_owned(), -debit),
                    "201" | "231" | "214" | "181" => (format!("lent {account} {holder}"), -debit),
                    "211" | "212" => (format!("party {holder}{purpose}"), -debit),
                    "221" => (format!("pooled {holder}"), -debit),
                    "241" => (format!("grant {purpose}"), -debit),
                    "501" | "502" | "503" | "504" | "511" | "513" | "514" | "515" => ("income".to_owned(), -debit),
                    _ => continue,
                };
                *held.entry(name).or_default() += amount;
            }
        }
        let model = &self.model;
        let mut wrong = self.other_heads();
        let mut said: BTreeMap<String, i64> = BTreeMap::new();
        said.extend(
            model.fen.iter().filter(|(name, _)| *name != "collective").map(|(name, amount)| (name.clone(), *amount)),
        );
        said.extend(model.money.iter().map(|(name, amount)| (format!("money {name}"), *amount)));
        said.extend(model.owed.iter().map(|(name, amount)| (format!("owed {name}"), *amount)));
        said.insert("income".into(), model.income);
        let names: std::collections::BTreeSet<&String> = held.keys().chain(said.keys()).collect();
        let value = |all: &BTreeMap<String, i64>, name: &String| all.get(name).copied().unwrap_or_default();
        let differ = names.into_iter().filter(|name| value(&held, name) != value(&said, name));
        wrong.extend(differ.map(|n| format!("{n}: books {}, model {}", value(&held, n), value(&said, n))));
        for (code, lines) in &model.payouts {
            for (household, (amount, paid, _)) in lines {
                let owed = self
                    .books
                    .payouts()
                    .iter()
                    .find(|(c, _)| c.as_str() == code)
                    .and_then(|(_, p)| p.lines.get(*household));
                let open = owed.map(|o| (o.amount.0, o.paid.0));
                if open != Some((*amount, *paid)) {
                    wrong.push(format!("{code} {household}: books {open:?}, model {amount} {paid}"));
                }
            }
        }
        let unbalanced =
            self.books.vouchers().all().next_back().is_some_and(|(_, posted)| !posted.voucher().is_balanced());
        wrong.extend(unbalanced.then(|| "debits are not credits".to_owned()));
        wrong
    }
}

#[path = "money_drawn.rs"]
mod drawn;
#[path = "money_heads.rs"]
mod heads;
#[path = "money_lent.rs"]
mod lent;

/// Entry 0.
fn first(key: &SigningKey, origin: &Origin, day: Day) -> Entry {
    let text = |t: &str| t.parse().expect("a text");
    let public = key.public();
    let at = RecordedAt::from_seconds(day.days_since(Day::new(1970, 1, 1).expect("a day")) * 86_400).expect("a time");
    let (kind, role) = (KeyKind::Person, Some(Role::Accountant));
    let possession = Testimony {
        about: About::own_key("K001", public, kind, role),
        act: Act::Possess,
        at,
        origin: origin.clone(),
        say: None,
        seen: Head::empty(),
    };
    let opened = LedgerOpened {
        chart: BlobRef::of(CN_2023.as_bytes()),
        currency: text("CNY"),
        display: Display { thousands: text(",") },
        keys: vec![KeyAdmitted {
            alg: text("ed25519"),
            kind,
            person: text("K001"),
            possession: Attestation::sign(possession, key).expect("a testimony"),
            public: Hash(*public.as_bytes()),
            role,
        }],
        names: Names { zh: text("钱村"), en: text("Money") },
        policy: None,
        recovery_threshold: 1,
        vkey: VerifierKey::ledger(origin, SigningKey::from_seed([2; 32]).public()),
        year_starts: text("01-01"),
        zone: text("+08:00"),
    };
    let event = Event { attached: Attached::Document(CN_2023.to_owned()), ..Event::plain(Fact::LedgerOpened(opened)) };
    let draft = Draft {
        about: Vec::new(),
        batch: (0, 1),
        body: event.body().expect("a body"),
        effective_on: day,
        id: "open".parse().expect("an id"),
        index: 0,
        key: public.id(),
        kind: event.fact.kind().parse().expect("a kind"),
        origin: origin.clone(),
        prev: Hash::ZERO,
        recorded_at: at,
    };
    Entry { sealed: draft.sign(key).expect("a signature").into_entry(), event }
}
