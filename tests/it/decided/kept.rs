//! What a sheet keeps for its next run, and sheets in the other language.

use super::*;
use coop_ledger::{
    author::translate,
    books::Side,
    scheme::{self, words::Lang},
    unit::{Fen, HouseholdId},
};

/// Keeps a tenth of the rent, and gives out what the run before kept.
const TENTH: &str = "【方案】\n编号 = tenth\n语义 = 1\n标题 = \"留一成\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n【各方】\n集体：集体\n\n\
    【账户】\n周转金\n\n【登记】\n户 收款：人口股 股\n\n【输入】\n到账租金：元 待分 来自 凭单 \"收到的租金\"\n\n【步骤】\n\
    分 上期 = 余额(周转金) 由 周转金，给 每个 户 按 人口股 记作 承包地租金 无则 给 集体 记作 集体收益\n\
    付 留 = 10 % 的 到账租金 由 到账租金，不足 停，入 周转金 记作 往来\n\
    分 租金 由 到账租金，给 每个 户 按 人口股 记作 承包地租金 无则 给 集体 记作 集体收益\n";

#[test]
fn a_sheet_begins_with_what_it_kept_and_the_books_move_by_the_difference() {
    let mut village = Village::of_little(4);
    village.adopt("tenth", TENTH);
    let mut kept = Fen::ZERO;
    for (n, (rent, now)) in [("1000.00", 10_000), ("925.00", 9_250), ("100.00", 1_000)].iter().enumerate() {
        village.record(&format!(r#"{{"id":"r{n}","on":"2024-04-10","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"{rent}"}}]}}"#));
        village.record(&format!(r#"{{"id":"d{n}","on":"2024-04-1{}","kind":"payout.declare","payout":"T{n}","contract":"ROT-1","scheme":"tenth"}}"#, n + 1));
        let books = village.books();
        let payout = &books.payouts()[&*format!("T{n}")];
        let rent: Fen = Fen(rent.replace('.', "").parse().unwrap());
        let paid: i64 = payout.lines.values().map(|owed| owed.amount.0).sum();
        assert_eq!(paid, rent.0 - now + kept.0, "T{n}");
        assert_eq!(village.balance("211", "", "周转金"), Fen(-now), "T{n}");
        // each line on the side it belongs to, with an amount above 0
        let lines = books.vouchers().lines(payout.index).collect::<Vec<_>>();
        assert!(lines.iter().all(|line| line.amount > Fen::ZERO), "T{n}: {lines:?}");
        let moved = lines.iter().find(|line| line.key.purpose == "周转金").unwrap();
        let side = if now > &kept.0 { Side::Credit } else { Side::Debit };
        assert_eq!((moved.side, moved.amount.0), (side, (now - kept.0).abs()), "T{n}");
        kept = Fen(*now);
    }
}

/// Rent by heads of who holds a parcel, with the dictionary's names in Chinese.
const HEADS: &str = "【方案】\n编号 = heads\n语义 = 1\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n【各方】\n集体：集体\n\n\
    【登记】\n户 收款：人口股 股\n地块 属 户：登记亩数 亩\n\n【输入】\n到账租金：元 待分 来自 凭单 \"收到的租金\"\n\n【步骤】\n\
    分 租金 由 到账租金，给 每个 户 按 人口股 ÷ 1 股 × 合计(地块：登记亩数) 记作 承包地租金 无则 给 集体 记作 集体收益\n";

#[test]
fn a_sheet_in_the_other_languages_names_reads_the_same_registers() {
    let names = [
        ("户", "household"),
        ("人口股", "population_shares"),
        ("地块", "parcel"),
        ("登记亩数", "registered_mu"),
        ("到账租金", "rent_received"),
    ];
    let english = translate(&scheme::read(HEADS).unwrap(), Lang::En);
    let english = names.iter().fold(english, |text, (zh, en)| text.replace(zh, en));
    for sheet in [HEADS, &english] {
        let mut village = Village::of_little(5);
        village.adopt("heads", sheet);
        village.record(
            r#"{"id":"d","on":"2024-04-12","kind":"payout.declare","payout":"T1","contract":"ROT-1","scheme":"heads"}"#,
        );
        let lines = &village.books().payouts()["T1"].lines;
        let gets = |household: &str| lines[&household.parse::<HouseholdId>().unwrap()].amount;
        // 2,025.00 by 4 heads on 3 mu and 3 heads on 1.5 mu
        assert_eq!((gets("H0001"), gets("H0002")), (Fen(147_273), Fen(55_227)));
    }
}
