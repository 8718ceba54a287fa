//! What comes in from outside at its limits, what a run keeps for the next one, and whose money is left over.

use super::*;
use coop_ledger::unit::{Lang, Say};

/// Passes on a percentage of what came in; counts runs; pays a price of the day.
const PLAIN: &str = "【方案】\n编号 = t\n语义 = 1\n舍入 = 四舍五入 0.01 元\n【各方】\n集体：集体\n用工方：运营方\n【跨期】\n次数：1 首期 0\n\
     【输入】\n比例：% 来自 报表 \"x\"\n甲款：元 待分 来自 凭单 \"x\"\n麦价：元/斤 逐日 来自 指数 \"麦价\"\n【步骤】\n\
     下期 次数 = 次数 + 1\n付 提成 = 比例 的 甲款 由 甲款，不足 停，给 集体 记作 集体收益\n余 剩 由 甲款，给 集体 记作 集体收益\n\
     采用价 = 取价(麦价，期末) 无则 1 元/斤\n付 麦款 = 采用价 × 100 斤 由 用工方，给 集体 记作 往来\n";

fn with(name: &str, given: Option<Given>) -> Result<Outcome, Box<Stop>> {
    let series = Given::Series(vec![(day("2025-12-31"), Exact::whole(2))]);
    let inputs = [("比例", number(30, 1)), ("甲款", number(10, 1)), ("麦价", series)];
    let inputs =
        inputs.into_iter().filter_map(|(n, g)| if n == name { Some((n, given.clone()?)) } else { Some((n, g)) });
    rules::compute(&sheet(PLAIN), &run("2025-01-01", "2025-12-31", vec![], inputs.collect())).map_err(Box::new)
}

/// What was expected of an input, and what was found.
fn refused(name: &str, given: Option<Given>) -> (String, String) {
    match *with(name, given).unwrap_err() {
        Stop::BadInput { name: of, expected, found, .. } if of == name => (expected.say(Lang::En), found.say(Lang::En)),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn a_percentage_is_at_most_a_hundred() {
    for most in [number(0, 1), number(100, 1), number(9_999, 100)] {
        assert!(with("比例", Some(most.clone())).is_ok(), "{most:?}");
    }
    for above in [number(10_001, 100), number(101, 1)] {
        let (expected, _) = refused("比例", Some(above));
        assert_eq!(expected, "a number in % at most 100");
    }
}

#[test]
fn an_input_that_is_none_of_its_kind_is_refused_with_what_was_expected() {
    let series = || Given::Series(vec![(day("2025-12-31"), Exact::whole(30))]);
    assert_eq!(refused("甲款", None).0, "a number in 元");
    assert_eq!(refused("甲款", Some(Given::Day(day("2025-12-31")))).0, "a number in 元");
    assert_eq!(refused("比例", Some(series())), ("a number in %".to_owned(), "a series of 1 days".to_owned()));
    assert_eq!(refused("麦价", Some(number(2, 1))).0, "a series of figures by day");
    let twice = Given::Series(vec![(day("2025-12-31"), Exact::whole(2)), (day("2025-12-31"), Exact::whole(3))]);
    assert_eq!(refused("麦价", Some(twice)).0, "one figure a day");
}

#[test]
fn what_is_carried_is_there_for_the_next_run() {
    let outcome = with("", None).unwrap();
    let kept = BTreeMap::from([("次数".to_owned(), BTreeMap::from([(String::new(), Exact::whole(1))]))]);
    assert_eq!(outcome.carried, kept);
    // of another run's numbers nothing is lost either
    let mut facts = run("2025-01-01", "2025-12-31", vec![], vec![("比例", number(1, 1)), ("甲款", number(10, 1))]);
    facts.carried = kept;
    let outcome = rules::compute(&sheet(PLAIN), &facts).unwrap();
    assert_eq!(outcome.carried["次数"][""], Exact::whole(2));
}

/// Parts of a lease by lease year, and which year each is of.
#[test]
fn the_pieces_of_a_lease_are_counted_from_the_first_year() {
    let sheet = sheet(
        "【方案】\n编号 = t\n语义 = 1\n舍入 = 四舍五入 0.01 元\n【各方】\n园区：运营方\n【登记】\n户 收款\n\
         地块 属 户：起租日 日期，止租日 日期\n租段 = 逐段 地块 自 起租日 至 止租日\n【步骤】\n\
         每个 租段：元数 = 序 × 1 元\n每个 地块：付 租金 = 合计(租段：元数) 由 园区，给 户 记作 承包地租金\n",
    );
    let parcels = vec![row(
        "P1".into(),
        &[("户", "H1".into())],
        vec![("起租日", Given::Day(day("2023-04-01"))), ("止租日", Given::Day(day("2033-03-31")))],
    )];
    let people = vec![row("H1".into(), &[], vec![])];
    let facts = run("2025-01-01", "2025-12-31", vec![("户", people), ("地块", parcels)], vec![]);
    // to the end of March the second year, from April on the third
    assert_eq!(paid(&rules::compute(&sheet, &facts).unwrap()), BTreeMap::from([("H1".to_owned(), 500)]));
}

/// 去尾: what is left over goes back to whoever was asked last.
#[test]
fn what_is_left_over_goes_back_to_the_last_one_asked() {
    let sheet = sheet(
        "【方案】\n编号 = t\n语义 = 1\n舍入 = 四舍五入 0.01 元\n【各方】\n集体：集体\n【账户】\n公积金\n保障金\n【登记】\n户 收款：份 股\n\
         【输入】\n应分：元 来自 报表 \"x\"\n【步骤】\n\
         分 红 = 应分 由 保障金，不足 由 公积金，不足 停，给 每个 户 按 份 记作 成员分红 无则 给 集体 记作 集体收益 舍入 去尾 1 元\n",
    );
    let one = |key: &str| row(key.into(), &[], vec![("份", number(1, 1))]);
    let shared = |bond: i64, fund: i64| {
        let mut facts = run(
            "2025-01-01",
            "2025-12-31",
            vec![("户", vec![one("H1"), one("H2"), one("H3")])],
            vec![("应分", number(11, 1))],
        );
        let held = |fen: i64| BTreeMap::from([(String::new(), Fen(fen))]);
        facts.balances = BTreeMap::from([("保障金".to_owned(), held(bond)), ("公积金".to_owned(), held(fund))]);
        let outcome = rules::compute(&sheet, &facts).unwrap();
        assert_eq!(paid(&outcome).values().copied().collect::<Vec<_>>(), [300; 3]);
        let gave = |name: &str| -> i64 {
            let from = |m: &&Move| matches!(&m.from, Place::Account { name: of, .. } if of == name);
            outcome.moves.iter().filter(from).map(|m| m.fen.0).sum()
        };
        ["保障金", "公积金"].map(|name| (gave(name), outcome.closing[name][""].0))
    };
    // 11.00 asked, 9.00 shared: two of the fund's seven are left; or all of its one, and one of the bond's ten
    assert_eq!(shared(400, 10_000), [(400, 0), (500, 9_500)]);
    assert_eq!(shared(1_000, 10_000), [(900, 100), (0, 10_000)]);
}

/// What a drawn run must be for the sheet not to refuse it: amounts and cells are set by its conditions.
#[test]
fn what_a_condition_demands_is_set_in_the_amount_or_the_cell_that_it_names() {
    let refused = |area: u32, last: &str, sum: u32, said: &str| {
        format!(
            "【示例 \"{said}\"】\n期 2025-01-01 至 2025-12-31\n户 |\n  H1\n地块 | 户 | 面积 | 起租日 | 止租日\n  P1 | H1 | {area} | 2025-01-01 | {last}\n取 应分 = 100 元\n取 甲款 = {sum} 元\n期望 拒绝 \"{said}\"\n"
        )
    };
    let text = "【方案】\n编号 = t\n语义 = 1\n舍入 = 四舍五入 0.01 元\n【各方】\n集体：集体\n园区：运营方\n【登记】\n户 收款\n\
         地块 属 户：面积 亩，起租日 日期，止租日 日期\n【输入】\n应分：元 来自 报表 \"x\"\n甲款：元 待分 来自 凭单 \"x\"\n【步骤】\n\
         每个 地块：要求 面积 >= 2 亩 否则 \"小\"\n每个 地块：要求 止租日 >= 起租日 + 1 天 否则 \"短\"\n\
         要求 甲款 - 20 元 = 应分 否则 \"不符\"\n余 剩 由 甲款，给 集体 记作 集体收益\n\
         每个 地块：付 租金 = 面积 × 1 元/亩 由 园区，给 户 记作 承包地租金\n";
    let examples =
        [refused(1, "2025-01-02", 120, "小"), refused(2, "2025-01-01", 120, "短"), refused(2, "2025-01-02", 7, "不符")];
    let sheet = sheet(&format!("{text}{}", examples.concat()));
    let parcel = |area: i128, last: &str| {
        let cells =
            [("面积", number(area, 1)), ("起租日", Given::Day(day("2025-01-01"))), ("止租日", Given::Day(day(last)))];
        vec![row("P1".into(), &[("户", "H1".into())], cells.into())]
    };
    let facts = |area, last, sum| {
        let people = vec![row("H1".into(), &[], vec![])];
        let amounts = vec![("应分", number(100, 1)), ("甲款", number(sum, 1))];
        run("2025-01-01", "2025-12-31", vec![("户", people), ("地块", parcel(area, last))], amounts)
    };
    let wanted = facts(2, "2025-01-02", 120);
    for given in
        [facts(1, "2025-01-02", 120), facts(2, "2024-06-30", 120), facts(2, "2025-01-02", 7), facts(1, "2024-06-30", 7)]
    {
        assert_eq!(rules::solve(&sheet, given).as_ref(), Ok(&wanted));
    }
}
