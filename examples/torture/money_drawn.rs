//! The instructions that are drawn, each with what it moves.

use super::{Advance, Dice, Effect, Try, Village, divided, honest, hostile, yuan};

const MONEY: [&str; 2] = ["B-1", "CASH"];
const HOUSEHOLDS: [&str; 3] = ["H0001", "H0002", "H0003"];

/// One line of a voucher.
fn line(account: &str, holder: &str, purpose: &str, side: &str, amount: i64) -> String {
    let named =
        |name: &str, value: &str| if value.is_empty() { String::new() } else { format!(r#","{name}":"{value}""#) };
    format!(
        r#"{{"account":"{account}"{}{},"{side}":"{}"}}"#,
        named("holder", holder),
        named("purpose", purpose),
        yuan(amount)
    )
}

pub(super) type Place = (&'static str, &'static str, &'static str);

pub(super) fn voucher(debit: Place, credit: Place, amount: i64) -> String {
    let debit = line(debit.0, debit.1, debit.2, "debit", amount);
    let credit = line(credit.0, credit.1, credit.2, "credit", amount);
    format!(r#""kind":"voucher.recorded","lines":[{debit},{credit}]"#)
}

pub(super) fn to(owner: impl Into<String>, amount: i64) -> (String, i64) {
    (owner.into(), amount)
}

pub(super) fn own(amount: i64) -> (String, i64) {
    to("collective", amount)
}

pub(super) const BANK: Place = ("102", "B-1", "");

impl Village {
    pub(super) fn draw(&mut self, n: u64, dice: &mut Dice) -> Try {
        // the year ends half way
        let steps = ["close", "greedy-early", "carry", "reserve", "greedy", "eater", "result", "distribution"];
        if let Some(at) = n.checked_sub(super::LIFE / 2).and_then(|at| steps.get(at as usize)) {
            return self.year_end(at);
        }
        if n == super::LIFE / 2 + steps.len() as u64 {
            self.day = "2025-01-01".parse().expect("a day");
        }
        match dice.roll(33) {
            0..=3 => self.received(dice),
            4..=6 => self.paid(dice),
            7 | 8 => self.own_voucher(dice),
            9..=12 => self.taking(dice),
            13 => self.claimed(dice),
            14 => self.declared(dice),
            15..=17 => self.payout_paid(dice),
            18 => self.returned(dice),
            19 => self.set_off(dice),
            20..=22 => self.reversed(dice),
            23 => self.pooled(dice),
            24 => self.released(),
            25 | 26 => self.heads(dice),
            27 | 28 => self.rents(dice),
            29 | 30 => self.lent(dice),
            _ => self.works(dice),
        }
    }

    fn month(&self) -> i64 {
        i64::from(self.day.year()) * 12 + i64::from(self.day.month()) - 1
    }

    fn year_end(&mut self, step: &str) -> Try {
        self.day = "2024-12-31".parse().expect("a day");
        let net = self.model.net.unwrap_or(self.model.income);
        let reserve = (3 * net.max(0) + 5) / 10;
        let total = ((net - reserve).max(0) * 8 / 10) / 100 * 100;
        let stepped = |name: &str| {
            format!(
                r#""kind":"year.stepped","step":"{name}","year":2024{}"#,
                if name == "reserve" { r#","scheme":"result""# } else { "" }
            )
        };
        let declare = |scheme: &str, code: &str| {
            format!(r#""kind":"payout.declare","payout":"{code}","scheme":"{scheme}","year":2024"#)
        };
        match step {
            "greedy-early" => hostile(declare("result", "E2024")),
            "greedy" => hostile(declare("greedy", "G2024")),
            "eater" => hostile(declare("eater", "F2024")),
            "result" => {
                let lines = divided(total, &self.model.weights());
                let mut owners: Vec<_> = lines.iter().map(|(h, amount)| to(format!("line {h}"), *amount)).collect();
                owners.push(own(-total));
                honest(
                    declare("result", "D2024"),
                    Effect { owners, declares: Some(("D2024".into(), lines)), ..Effect::default() },
                )
            }
            "close" => honest(stepped("close"), Effect { step: Some("close"), ..Effect::default() }),
            other => honest(stepped(other), Effect::default()),
        }
    }

    fn received(&mut self, dice: &mut Dice) -> Try {
        let into = dice.pick(&["B-1", "B-1", "B-1", "CASH"]);
        let amount = 1 + dice.roll(500_000);
        let head = |contract: &str, parts: String, rest: &str| {
            let contract = if contract.is_empty() { String::new() } else { format!(r#","contract":"{contract}""#) };
            format!(r#""kind":"receipt.recorded","into":"{into}"{contract}{rest},"parts":[{parts}]"#)
        };
        let part =
            |name: &str, amount: i64, more: &str| format!(r#"{{"part":"{name}","amount":"{}"{more}}}"#, yuan(amount));
        let effect = |owners: Vec<(String, i64)>, sum: i64, income: i64| Effect {
            owners,
            money: vec![(into, sum)],
            income,
            may_be_reversed: true,
            ..Effect::default()
        };
        let household = dice.pick(&HOUSEHOLDS);
        match dice.roll(8) {
            0 | 1 => {
                let fee = amount / 33 + 1;
                let parts = [part("land_rent", amount, ""), part("service_fee", fee, "")].join(",");
                honest(head("C-1", parts, ""), effect(vec![to("waits C-1", amount), own(fee)], amount + fee, fee))
            }
            2 => honest(
                head("C-1", part("deposit", amount, ""), ""),
                effect(vec![to("party OP1保证金", amount)], amount, 0),
            ),
            3 => honest(head("", part("other_income", amount, ""), ""), effect(vec![own(amount)], amount, amount)),
            4 => honest(
                head("", part("grant", amount, r#","project":"灌渠""#), ""),
                effect(vec![to("grant 灌渠", amount)], amount, 0),
            ),
            5 => {
                let months = 12 * (1 + dice.roll(3));
                let first = self.month();
                let last = (first + months - 1).rem_euclid(12) + 1;
                let year = (first + months - 1).div_euclid(12);
                let days = coop_ledger::unit::Day::new(year as i32, last as u32, 1)
                    .and_then(|d| d.plus_months(1))
                    .and_then(|d| d.plus_days(-1));
                let period = format!(
                    r#","period":{{"first_day":"{:04}-{:02}-01","last_day":"{}"}}"#,
                    first.div_euclid(12),
                    first.rem_euclid(12) + 1,
                    days.expect("a day")
                );
                let mut advance = Advance { id: format!("i-{}", self.made + 1), amount, first, months, earned: 0 };
                let now = advance.due((first.div_euclid(12) + 1) * 12);
                advance.earned = now;
                let mut moved = effect(vec![to("unearned", amount - now), own(now)], amount, now);
                moved.advance = Some(advance);
                honest(head("LAND-1", part("lease_rent", amount, ""), &period), moved)
            }
            6 => {
                let held = self.model.owed(&format!("debt {household}"));
                let amount = dice.around(held);
                let mut moved = effect(vec![own(amount)], amount, 0);
                moved.owed = vec![to(format!("debt {household}"), -amount)];
                honest(
                    head("", part("member_debt", amount, &format!(r#","holder":"{household}","purpose":"水费""#)), ""),
                    moved,
                )
            }
            _ => {
                // what waits for households under the name of a deposit
                let more = r#","holder":"C-1","purpose":"待分流转款""#;
                hostile(head("", part("deposit", amount, more), ""))
            }
        }
    }

    fn paid(&mut self, dice: &mut Dice) -> Try {
        let from = dice.pick(&["B-1", "B-1", "B-1", "CASH"]);
        let pay = |contract: &str, parts: &[String]| {
            format!(r#""kind":"payment.recorded","from":"{from}"{contract},"parts":[{}]"#, parts.join(","))
        };
        let part =
            |name: &str, amount: i64, more: &str| format!(r#"{{"part":"{name}","amount":"{}"{more}}}"#, yuan(amount));
        let effect = |owners: Vec<(String, i64)>, sum: i64, income: i64| Effect {
            owners,
            money: vec![(from, -sum)],
            income,
            may_be_reversed: true,
            ..Effect::default()
        };
        let there = self.model.money.get(from).copied().unwrap_or_default();
        let op = r#","contract":"C-1""#;
        match dice.roll(9) {
            0 | 1 => {
                let amount = if dice.roll(4) == 0 { dice.around(there) } else { 1 + dice.roll(60_000) };
                honest(
                    pay("", &[part("expense", amount, r#","account":"513""#)]),
                    effect(vec![own(-amount)], amount, -amount),
                )
            }
            2 | 3 => {
                // one deposit in one part or in two
                let amount = dice.around(self.model.of("party OP1保证金"));
                let second = if dice.roll(2) == 0 { 0 } else { dice.around(amount) };
                let mut parts = vec![part("deposit_returned", amount, "")];
                parts.extend((second > 0).then(|| part("deposit_returned", second, "")));
                honest(pay(op, &parts), effect(vec![to("party OP1保证金", -amount - second)], amount + second, 0))
            }
            4 => {
                let amount = dice.around(self.model.of("party "));
                honest(pay("", &[part("wages", amount, "")]), effect(vec![to("party ", -amount)], amount, 0))
            }
            5 => {
                let amount = dice.around(self.model.of("party OP1质保金"));
                let more = r#","holder":"OP1","purpose":"质保金""#;
                honest(
                    pay("", &[part("payable", amount, more)]),
                    effect(vec![to("party OP1质保金", -amount)], amount, 0),
                )
            }
            6 => {
                let amount = 1 + dice.roll(30_000);
                let other = if from == "CASH" { return self.taking(dice) } else { "CASH" };
                let money = vec![(from, -amount), (other, amount)];
                honest(
                    pay("", &[part("cash", amount, "")]),
                    Effect { money, may_be_reversed: true, ..Effect::default() },
                )
            }
            7 => {
                let amount = dice.around(self.model.of("waits C-1"));
                hostile(pay("", &[part("payable", amount, r#","holder":"C-1","purpose":"待分流转款""#)]))
            }
            _ => {
                let amount = dice.around(self.model.of("unearned"));
                hostile(pay("", &[part("payable", amount, r#","holder":"TEN1","purpose":"预收承包款""#)]))
            }
        }
    }

    /// What books need that no other instruction says.
    fn own_voucher(&mut self, dice: &mut Dice) -> Try {
        let amount = 1 + dice.roll(40_000);
        let household = dice.pick(&HOUSEHOLDS);
        let effect = |owners: Vec<(String, i64)>, money: i64, owed: Vec<(String, i64)>, income: i64| Effect {
            owners,
            money: if money == 0 { Vec::new() } else { vec![("B-1", money)] },
            owed,
            income,
            may_be_reversed: true,
            ..Effect::default()
        };
        let gift = format!("member {household}");
        match dice.roll(13) {
            0 => honest(voucher(BANK, ("504", "", "捐赠"), amount), effect(vec![own(amount)], amount, vec![], amount)),
            1 => honest(voucher(("513", "", ""), BANK, amount), effect(vec![own(-amount)], -amount, vec![], -amount)),
            2 => honest(
                voucher(("513", "", ""), ("211", "OP1", "质保金"), amount),
                effect(vec![to("party OP1质保金", amount), own(-amount)], 0, vec![], -amount),
            ),
            3 => {
                let amount = dice.around(self.model.of("party OP1质保金"));
                honest(
                    voucher(("211", "OP1", "质保金"), BANK, amount),
                    effect(vec![to("party OP1质保金", -amount)], -amount, vec![], 0),
                )
            }
            4 => {
                let owed = vec![to(format!("debt {household}"), amount)];
                honest(
                    voucher(("113", household, "水费"), ("504", "", "水费"), amount),
                    effect(vec![], 0, owed, amount),
                )
            }
            5 => {
                let amount = dice.around(self.model.owed("claim TEN1"));
                honest(
                    voucher(("515", "", "坏账"), ("112", "TEN1", "租金"), amount),
                    effect(vec![], 0, vec![to("claim TEN1", -amount)], -amount),
                )
            }
            6 => honest(
                voucher(("112", "TEN1", "租金"), ("501", "", ""), amount),
                effect(vec![], 0, vec![to("claim TEN1", amount)], amount),
            ),
            7 => honest(
                voucher(("514", "", ""), ("113", household, "慰问金"), amount),
                effect(vec![to(gift, amount), own(-amount)], 0, vec![], -amount),
            ),
            8 => {
                let amount = dice.around(self.model.of(&gift)).min(self.model.of(&gift));
                if amount <= 0 {
                    return self.taking(dice);
                }
                honest(
                    voucher(("113", household, "慰问金"), BANK, amount),
                    effect(vec![to(gift, -amount)], -amount, vec![], 0),
                )
            }
            11 => honest(
                voucher(("153", "", "灌渠"), BANK, amount),
                Effect {
                    works: (amount, 0), ..effect(vec![own(-amount)], -amount, vec![to("works 灌渠", amount)], 0)
                },
            ),
            12 => {
                let amount = dice.around(self.model.owed("works 灌渠"));
                honest(
                    voucher(BANK, ("153", "", "灌渠"), amount),
                    Effect {
                        works: (-amount, 0),
                        ..effect(vec![own(amount)], amount, vec![to("works 灌渠", -amount)], 0)
                    },
                )
            }
            9 => honest(
                voucher(("121", "", "化肥"), BANK, amount),
                effect(vec![own(-amount)], -amount, vec![to("stores", amount)], 0),
            ),
            _ => {
                let amount = dice.around(self.model.owed("stores"));
                honest(
                    voucher(("511", "", ""), ("121", "", "化肥"), amount),
                    effect(vec![], 0, vec![to("stores", -amount)], -amount),
                )
            }
        }
    }

    /// A voucher that takes or moves somebody's money.
    fn taking(&mut self, dice: &mut Dice) -> Try {
        let (one, other) = (dice.pick(&HOUSEHOLDS), dice.pick(&HOUSEHOLDS));
        let amount =
            dice.around(dice.clone().roll(2) * self.model.of(&format!("line {one}")).max(self.model.of("waits C-1")));
        let typed: [Place; 9] = [
            ("211", "C-1", "待分流转款"),
            ("113", one, "土地流转款"),
            ("113", one, "成员分红"),
            ("221", one, "代投资金"),
            ("211", "TEN1", "预收承包款"),
            ("301", "", ""),
            ("321", "", ""),
            ("322", "", "未分配收益"),
            ("311", "", "历年提取"),
        ];
        let owed: [Place; 5] = [
            ("211", "OP1", "保证金"),
            ("211", "OP1", "质保金"),
            ("212", "", ""),
            ("241", "", "灌渠"),
            ("113", one, "慰问金"),
        ];
        let ours: [Place; 5] = [BANK, ("101", "", ""), ("504", "", ""), ("513", "", ""), ("121", "", "化肥")];
        let others: [Place; 3] = [("113", other, "奖励"), ("113", other, "土地流转款"), ("211", "TEN1", "应付")];
        // what one owes or is owed, made another's; some of it covered by balances, some not
        let burdened: [Place; 3] = [("113", one, "水费"), ("113", one, "奖励"), ("112", "TEN1", "租金")];
        let relieved: [Place; 5] = [
            ("113", other, "水费"),
            ("113", other, "奖励"),
            ("211", "OP1", "质保金"),
            ("212", "", ""),
            ("241", "", "灌渠"),
        ];
        let text = match dice.roll(7) {
            6 => {
                let free: [Place; 4] =
                    [("504", "", "捐赠"), ("501", "", ""), ("112", "TEN1", "租金"), ("311", "", "捐赠")];
                voucher(("153", "", "灌渠"), dice.pick(&free), amount)
            }
            0 | 1 => {
                let credit = if dice.roll(2) == 0 { dice.pick(&ours) } else { dice.pick(&others) };
                voucher(dice.pick(&typed), credit, amount)
            }
            2 => {
                let credit = if dice.roll(2) == 0 { dice.pick(&ours[2..4]) } else { dice.pick(&others[1..]) };
                let mut debit = dice.pick(&owed);
                // a member to whom nothing is owed may be charged
                if debit.2 == "慰问金" && self.model.of(&format!("member {one}")) == 0 {
                    debit = owed[2];
                }
                voucher(debit, credit, amount)
            }
            3 if one != other => {
                let most = self.model.owed(&format!("debt {other}")).max(2);
                voucher(dice.pick(&burdened), dice.pick(&relieved), 1 + dice.roll(most))
            }
            3 | 4 => {
                // money into where only typed instructions put it; a gift to the fund is allowed, rent
                // of later months may be older than the books
                let mut credit = dice.pick(&typed);
                while matches!(credit.0, "311") || credit.2 == "预收承包款" {
                    credit = dice.pick(&typed);
                }
                voucher(dice.pick(&[BANK, ("513", "", "")]), credit, amount)
            }
            _ => {
                let there = self.model.money.get(dice.pick(&MONEY)).copied().unwrap_or_default();
                voucher(
                    ("513", "", ""),
                    dice.pick(&[BANK, ("101", "", "")]),
                    self.model.money.values().sum::<i64>().max(there) + 1 + amount,
                )
            }
        };
        hostile(text)
    }

    fn claimed(&mut self, dice: &mut Dice) -> Try {
        let amount = 1 + dice.roll(50_000);
        let claim = |more: &str| format!(r#""kind":"claim.recorded","amount":"{}"{more}"#, yuan(amount));
        let effect = |owners, owed, income| Effect { owners, owed, income, may_be_reversed: true, ..Effect::default() };
        match dice.roll(3) {
            0 => {
                honest(claim(r#","claim":"wages""#), effect(vec![to("party ", amount), own(-amount)], vec![], -amount))
            }
            1 => honest(
                claim(r#","claim":"works_invoice","holder":"OP1","project":"灌渠""#),
                Effect {
                    works: (amount, 0),
                    ..effect(vec![to("party OP1质保金", amount), own(-amount)], vec![to("works 灌渠", amount)], 0)
                },
            ),
            _ => hostile(claim(r#","claim":"works_invoice","holder":"C-1","project":"灌渠","purpose":"待分流转款""#)),
        }
    }

    fn declared(&mut self, _: &mut Dice) -> Try {
        let code = format!("R{}", self.made);
        let body = format!(
            r#""kind":"payout.declare","payout":"{code}","contract":"C-1","scheme":"heads","period":{{"first_day":"2024-01-01","last_day":"2024-06-30"}}"#
        );
        let pool = self.model.of("waits C-1");
        let lines = divided(pool, &self.model.weights());
        let mut owners: Vec<_> = lines.iter().map(|(h, amount)| to(format!("line {h}"), *amount)).collect();
        owners.push(to("waits C-1", -pool));
        honest(body, Effect { owners, declares: Some((code, lines)), ..Effect::default() })
    }

    /// A payout, a household and what is paid and open of its line.
    fn a_line(&self, dice: &mut Dice) -> Option<(String, &'static str, (i64, i64, i64))> {
        let all: Vec<_> = self.model.payouts.iter().rev().take(6).collect();
        let (code, lines) = all.get(dice.roll(all.len() as i64) as usize)?;
        let household = dice.pick(&HOUSEHOLDS);
        Some(((*code).clone(), household, *lines.get(household)?))
    }

    fn payout_paid(&mut self, dice: &mut Dice) -> Try {
        let Some((code, household, (amount, paid, _))) = self.a_line(dice) else { return self.received(dice) };
        let from = dice.pick(&["B-1", "B-1", "CASH"]);
        let wanted = dice.around(amount - paid);
        let body = format!(
            r#""kind":"payout.pay","payout":"{code}","from":"{from}","lines":[{{"household":"{household}","amount":"{}"}}]"#,
            yuan(wanted)
        );
        let (owners, money) = (vec![to(format!("line {household}"), -wanted)], vec![(from, -wanted)]);
        honest(body, Effect { owners, money, lines: vec![(code, household, wanted, 0)], ..Effect::default() })
    }

    fn returned(&mut self, dice: &mut Dice) -> Try {
        let Some((code, household, (_, paid, off))) = self.a_line(dice) else { return self.received(dice) };
        let back = if dice.roll(3) == 0 { dice.around(paid) } else { dice.around(paid - off) };
        let body = format!(
            r#""kind":"payout.returned","payout":"{code}","into":"B-1","lines":[{{"household":"{household}","amount":"{}","reason":"other"}}]"#,
            yuan(back)
        );
        let (owners, money) = (vec![to(format!("line {household}"), back)], vec![("B-1", back)]);
        honest(body, Effect { owners, money, lines: vec![(code, household, -back, 0)], ..Effect::default() })
    }

    fn set_off(&mut self, dice: &mut Dice) -> Try {
        let Some((code, household, (amount, paid, _))) = self.a_line(dice) else { return self.own_voucher(dice) };
        let owed = self.model.owed(&format!("debt {household}"));
        let off = dice.around((amount - paid).min(owed));
        let body = format!(
            r#""kind":"debt.set.off","household":"{household}","payout":"{code}","amount":"{}","consent":"C-1","purpose":"水费""#,
            yuan(off)
        );
        honest(
            body,
            Effect {
                owners: vec![to(format!("line {household}"), -off), own(off)],
                owed: vec![to(format!("debt {household}"), -off)],
                lines: vec![(code, household, off, off)],
                may_be_reversed: true,
                ..Effect::default()
            },
        )
    }

    fn reversed(&mut self, dice: &mut Dice) -> Try {
        let recent = self.ids.len().saturating_sub(60);
        let Some(id) = self.ids.get(recent + dice.roll((self.ids.len() - recent) as i64) as usize).cloned() else {
            return self.received(dice);
        };
        let body = format!(r#""kind":"entry.corrected","corrects":"{id}","reason":"other""#);
        let may = self.model.recorded.get(&id).is_some_and(|effect| effect.may_be_reversed);
        match self.model.back(&id).filter(|_| may) {
            Some(effect) => Try { body, effect: Some(effect), reverses: Some(id) },
            None => hostile(body),
        }
    }

    fn pooled(&mut self, dice: &mut Dice) -> Try {
        let household = dice.pick(&HOUSEHOLDS);
        let amount = 1 + dice.roll(90_000);
        let body = format!(
            r#""kind":"subscription.recorded","collective":"0.00","contract":"COT-1","into":"B-1","lines":[{{"owner":"{household}","amount":"{}"}}]"#,
            yuan(amount)
        );
        let (owners, money) = (vec![to(format!("pooled {household}"), amount)], vec![("B-1", amount)]);
        honest(body, Effect { owners, money, ..Effect::default() })
    }

    fn released(&mut self) -> Try {
        // the month of today counts when its last day is today
        let over = self.day.plus_days(1).expect("a day");
        let upto = i64::from(over.year()) * 12 + i64::from(over.month()) - 1;
        let due: Vec<(String, i64)> = self.model.advances.iter().map(|a| (a.id.clone(), a.due(upto))).collect();
        let sum: i64 = due.iter().map(|(_, amount)| amount).sum();
        let body = format!(r#""kind":"income.released","contract":"LAND-1","year":{}"#, self.day.year());
        honest(
            body,
            Effect {
                owners: vec![to("unearned", -sum), own(sum)],
                income: sum,
                earned: due,
                may_be_reversed: true,
                ..Effect::default()
            },
        )
    }

    fn works(&mut self, dice: &mut Dice) -> Try {
        let spent = self.model.owed("works 灌渠");
        match dice.roll(4) {
            0 | 1 => {
                let amount = 1 + dice.roll(50_000);
                let part = format!(r#"{{"part":"works","project":"灌渠","amount":"{}"}}"#, yuan(amount));
                let body = format!(r#""kind":"payment.recorded","from":"B-1","parts":[{part}]"#);
                let effect = Effect {
                    owners: vec![own(-amount)],
                    money: vec![("B-1", -amount)],
                    owed: vec![to("works 灌渠", amount)],
                    works: (amount, 0),
                    may_be_reversed: true,
                    ..Effect::default()
                };
                honest(body, effect)
            }
            2 => {
                let used = dice.around(self.model.of("grant 灌渠"));
                let body = format!(r#""kind":"grant.used","project":"灌渠","amount":"{}""#, yuan(used));
                honest(
                    body,
                    Effect {
                        owners: vec![to("grant 灌渠", -used), own(used)],
                        works: (0, used),
                        may_be_reversed: true,
                        ..Effect::default()
                    },
                )
            }
            _ => {
                let asset = format!("渠{}", self.made);
                let cost = if dice.roll(3) == 0 { dice.around(spent) } else { spent };
                let body = format!(
                    r#""kind":"works.accepted","project":"灌渠","assets":[{{"asset":"{asset}","cost":"{}","life_months":1200,"salvage":"1","use":"public"}}]"#,
                    yuan(cost)
                );
                honest(body, Effect { owed: vec![to("works 灌渠", -cost)], may_be_reversed: true, ..Effect::default() })
            }
        }
    }
}
