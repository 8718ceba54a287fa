//! What the collective owes by no rule of the chart: loans of households, levies for a project, taxes withheld,
//! money that awaits a decision. It comes, goes back, and is spent on what it was raised for; else nobody takes it.

use super::{
    Dice, Effect, Try, Village,
    drawn::{BANK, own, to, voucher},
    honest, hostile,
};

const HOUSEHOLDS: [&str; 3] = ["H0001", "H0002", "H0003"];
const OWED: [(&str, &str); 4] = [("201", "借款"), ("231", "修路"), ("214", "代扣税"), ("181", "待查")];

impl Village {
    pub(super) fn lent(&mut self, dice: &mut Dice) -> Try {
        let (account, purpose) = dice.pick(&OWED);
        let household = dice.pick(&HOUSEHOLDS);
        let place = (account, household, purpose);
        let owner = format!("lent {account} {household}");
        let held = self.model.of(&owner);
        let effect = |owners, money: i64| Effect {
            owners,
            money: if money == 0 { Vec::new() } else { vec![("B-1", money)] },
            may_be_reversed: true,
            ..Effect::default()
        };
        let amount = 1 + dice.roll(40_000);
        // who is owed nothing may be charged
        let back = dice.around(held).min(if matches!(account, "214" | "181") { held } else { i64::MAX });
        match dice.roll(5) {
            0 | 1 => honest(voucher(BANK, place, amount), effect(vec![to(owner, amount)], amount)),
            2 if back > 0 => honest(voucher(place, BANK, back), effect(vec![to(owner, -back)], -back)),
            3 if account == "231" => {
                let fund = ("311", "", "一事一议");
                honest(voucher(place, fund, back), effect(vec![to(owner, -back), own(back)], 0))
            }
            3 | 4 if held > 0 => {
                let all = [
                    ("504", "", ""),
                    ("501", "OP1", ""),
                    ("513", "", ""),
                    ("121", "", "化肥"),
                    ("211", "OP1", "质保金"),
                ];
                hostile(voucher(place, dice.pick(&all), 1 + dice.roll(held)))
            }
            // under the contract of households' land, in the field of the holder
            _ => hostile(voucher(BANK, dice.pick(&[("501", "R-1", "租金"), ("504", "R-1", "")]), amount)),
        }
    }
}
