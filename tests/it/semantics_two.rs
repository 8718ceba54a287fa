//! What semantics 2 adds beside its first words: tables that change on a day, a figure of another table, what
//! members owe, an example that follows another. Each has its bad neighbours, and what the checker says to write is written.

use crate::{
    remedies::{Ends, file, refused, written},
    schemes::checked,
};
use coop_ledger::{
    rules::{self, examples},
    scheme::{Code, words::Lang},
};

fn tables() -> String {
    file("language/good/tables-that-change.sheet")
}

fn dues() -> String {
    file("language/good/dues-of-members.sheet")
}

/// Breaks a sheet at one place: the code, and that what is said to be written passes in the end, in both languages.
fn broken(sheet: &str, cases: &[(Code, &str, &str, bool)]) {
    for (code, right, wrong, mended) in cases {
        assert!(sheet.contains(right), "{right}");
        let text = sheet.replacen(right, wrong, 1);
        let found = refused(&text).unwrap_or_else(|| panic!("passes: {wrong}"));
        assert_eq!(found.code, *code, "{}", found.render(wrong, &text, Lang::Zh));
        for lang in [Lang::Zh, Lang::En] {
            match written(&text, lang) {
                // a name that the mended line no longer uses is another matter
                Ends::Passes | Ends::Silent(Code::N05, _) => assert!(mended, "{wrong}: has a remedy now"),
                Ends::Silent(code, said) => assert!(!mended, "{wrong}: {code} {said}"),
                Ends::Loops(told) => panic!("{wrong}: {told}"),
            }
        }
    }
}

#[test]
fn every_form_of_semantics_2_is_refused_by_1_with_the_way_there() {
    for sheet in [tables(), dues()] {
        checked("two", &sheet);
        assert!(examples(&checked("two", &sheet)).iter().all(|r| r.passed), "{:?}", examples(&checked("two", &sheet)));
        let text = sheet.replacen("语义 = 2", "语义 = 1", 1);
        assert!(matches!(written(&text, Lang::Zh), Ends::Passes), "{:?}", refused(&text));
        assert_eq!(refused(&text).map(|found| found.code), Some(Code::H02));
    }
    let one = file("remedies/base.sheet");
    broken(
        &one,
        &[
            (Code::H02, "采茶 = 150 元/工日；", "采茶 = 150 元/工日 = 160 元/工日 自 2026-03-01；", true),
            (Code::H02, "不满 16 年 = 2 股；", "不满 16 年 = 2 股 自 2020-01-01；", true),
            (Code::H02, "【示例 \"太多\"】", "【示例 \"太多\" 接 \"一\"】", true),
            (Code::H02, "价 无则 0 元 由", "价 无则 停 由", true),
            (Code::H02, "付 台 = 总台", "付 台 = (总台 + (查表(设备：台数 按 台数 = 1 件) 无则 0 件))", true),
        ],
    );
    // under 1 the words are names as before, and a member still gives nothing
    checked("names", &one.replace("年龄股", "查表").replace("甲占", "接"));
    let found = refused(&one.replacen("= 地钱 由 园区", "= 地钱 由 户", 1)).unwrap();
    assert_eq!((found.code, found.instead(Lang::Zh)), (Code::M08, Some("园区")));
}

#[test]
fn a_table_that_changes_has_rising_days_one_unit_and_its_range() {
    broken(
        &tables(),
        &[
            (Code::V06, "= 160 元/工日 自 2026-03-01", "= 160 元/工日", true),
            (Code::V06, "= 160 元/工日 自", "= 155 元/工日 自 2026-05-01 = 160 元/工日 自", true),
            (Code::U14, "= 160 元/工日 自", "= 160 元 自", false),
            (Code::U14, "= 2 股 自 2026-01-01", "= 2 自 2026-01-01", true),
            (Code::U17, "管护 = 120 元/工日 据", "管护 = 120 元/工日 限 100 元/工日 至 155 元/工日 据", true),
            (Code::V04, "；管护 = 120 元/工日", "", true),
            (Code::V07, "；其余 = 4 股 = 5 股 自 2027-01-01", "", true),
            (Code::P01, "自 2026-03-01；", "自 三月；", false),
        ],
    );
    // before its first day a figure is none
    let late = tables().replacen("采茶 = 150 元/工日 =", "采茶 = 150 元/工日 自 2026-02-01 =", 1);
    let stops = examples(&checked("late", &late));
    assert!(!stops[0].passed && stops[0].failures.iter().any(|f| f.stopped()), "{stops:?}");
}

#[test]
fn a_figure_is_looked_up_by_columns_of_one_type_and_the_table_may_be_any() {
    broken(
        &tables(),
        &[
            (Code::N01, "按 等级 = 茶级，", "按 级 = 茶级，", true),
            (Code::N02, "按 等级 = 茶级，", "按 等级 = 茶级，等级 = 茶级，", false),
            (Code::U02, "按 等级 = 茶级，", "按 等级 = 斤数，", false),
            (Code::P01, "按 等级 = 茶级，季 = 茶季 其中 非 停收", "其中 非 停收", false),
            (Code::V01, " 无则 春茶底价\n", "\n", true),
            (Code::N01, "季 = 春)", "季 = 夏)", true),
        ],
    );
}

#[test]
fn what_is_not_there_stops_the_payout_where_the_sheet_says_so() {
    let sheet = tables().replacen("季 = 茶季 其中 非 停收) 无则 春茶底价", "季 = 茶季 其中 非 停收) 无则 停", 1);
    let sheet = sheet.replacen("季 = 春) 无则 0 元/斤", "季 = 春) 无则 春茶底价 × 0", 1);
    let results = examples(&checked("stops", &sheet));
    let stop = |at: usize| results[at].failures.iter().any(|f| f.stopped());
    // J2 has no row in the table; where nobody delivered nothing is looked for
    assert!(stop(0) && !stop(1) && !stop(2), "{results:?}");
    let expected =
        sheet.replacen("期望 交茶[J1].茶钱 = 120 元 且 交茶[J2].茶钱 = 60 元 且 交茶[J3].茶钱 = 20 元\n", "", 1);
    let refused = expected.replacen(
        "期望 工票[G1].工钱 = 300 元 且 工票[G2].工钱 = 120 元\n期望 户[H2].股 = 2 股 且 全部股 = 10 股 且 站费 = 70 元",
        "期望 拒绝 \"缺少\"",
        1,
    );
    assert!(
        examples(&checked("refused", &refused)).iter().all(|r| r.passed),
        "{:?}",
        examples(&checked("refused", &refused))
    );
}

#[test]
fn what_members_owe_is_owed_to_a_party() {
    broken(
        &dues(),
        &[
            (Code::M08, "由 户，给 水务所 记作 往来", "由 户，入 水池", true),
            (Code::M08, "由 户，给 水务所 记作 往来", "由 集体，不足 由 户，给 水务所 记作 往来", true),
            (Code::M08, "由 每个 户 按 人口，给 集体 记作 集体收益", "由 每个 户 按 人口，入 修渠余款", true),
            (
                Code::M06,
                "余 收补助 由 补助，入 修渠余款",
                "余 收补助 由 补助，入 修渠余款\n每个 户：余 全部 由 户，给 集体 记作 往来",
                true,
            ),
            (Code::M06, "分 摊修渠 = 还差 由", "分 摊修渠 由", true),
            (Code::M08, "户 收款：人口 人", "户：人口 人", true),
        ],
    );
}

#[test]
fn an_example_that_follows_another_opens_with_what_that_one_left() {
    broken(
        &dues(),
        &[
            (Code::E01, "接 \"第一次\"", "接 \"第一回\"", true),
            (Code::E01, "\"第二次\" 接 \"第一次\"", "\"第二次\" 接 \"第三次\"", true),
            (Code::E01, "取 补助 = 500 元", "修渠余款 = 400 元\n取 补助 = 500 元", true),
            (Code::E01, "\"第三次\" 接 \"第二次\"", "\"第三次\" 接 \"倒退\"", true),
        ],
    );
    // what the first kept is seen by the second: another opening, another result
    let less = dues().replacen("取 补助 = 400 元", "取 补助 = 300 元", 1);
    let results = examples(&checked("less", &less));
    assert_eq!(results.iter().map(|r| r.passed).collect::<Vec<_>>(), [false, false, false, true], "{results:?}");
    // and where the first is refused, so is what follows
    let stops =
        dues().replacen("  W2 | H1 | 浇地 | 100\n取 补助 = 400", "  W2 | H1 | 浇地 | 100\n取 补助 = 400.001", 1);
    let results = examples(&checked("stops", &stops));
    assert!(results[1].failures.iter().all(|f| matches!(f.found, rules::Seen::Stopped(_))), "{results:?}");
}
