//! Shares by head are no more than heads, on every road; what is kept for who left is no more than was his.

use super::Village;
use crate::{
    little::{Little, accountant, read},
    tampered::forge::Forge,
};
use coop_ledger::{
    audit::FindingCode,
    decide::Code,
    event::{Fact, MemberChange},
    unit::{Day, Shares},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// H0001 with 4 members, H0002 with 3, all with a share each, and H0003 with 2 and one.
fn heads() -> Village {
    let mut village = Village::of_little(1);
    village.record(r#"{"id":"h3","on":"2024-01-02","kind":"household.enrolled","household":"H0003","members":2,"shares":{"population":"1"}}"#);
    village
}

fn transfer(id: &str, from: &str, to: &str, shares: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-02-01","kind":"shares.transferred","class":"population","from":"{from}","to":"{to}","shares":"{shares}"}}"#
    )
}

fn grant(id: &str, on: &str, to: &str, shares: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"shares.granted","class":"population","holder":"{to}","shares":"{shares}"}}"#
    )
}

fn held(village: &Village, household: &str, on: &str) -> Shares {
    village.books().registers().shares_of(&household.parse().unwrap(), "population", day(on))
}

#[test]
fn t1_shares_by_head_are_not_pumped_into_another_household() {
    let mut village = heads();
    assert_eq!(village.refused(&transfer("t", "H0001", "H0002", "4")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&transfer("t", "H0001", "H0003", "1.5")), Code::MoreSharesThanHeld);
    assert!(village.said.contains("H0003 population") && village.said.contains("at most 2"), "{}", village.said);
    // a member without a share takes one in; whoever gave it away is not given another
    village.record(&transfer("t1", "H0001", "H0003", "1"));
    assert_eq!(village.refused(&grant("g", "2024-02-01", "H0001", "1")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&grant("g", "2024-02-01", "H0003", "0.01")), Code::MoreSharesThanHeld);
    // it may be bought back, and a child has its own
    village.record(&transfer("t2", "H0003", "H0001", "0.5"));
    village.record(
        r#"{"id":"b","on":"2024-03-01","kind":"members.changed","household":"H0001","more":1,"reason":"born"}"#,
    );
    assert_eq!(village.refused(&grant("g", "2024-02-29", "H0001", "1")), Code::MoreSharesThanHeld);
    village.record(&grant("g1", "2024-03-01", "H0001", "1"));
    assert_eq!(held(&village, "H0001", "2024-03-01"), "4.5".parse().unwrap());
}

#[test]
fn t1_whoever_left_makes_room_for_a_child() {
    let mut village = heads();
    village.record(&transfer("t1", "H0001", "H0003", "1"));
    // who sold his share dies; a child is born and has one
    village.record(
        r#"{"id":"m","on":"2024-03-01","kind":"members.changed","household":"H0001","fewer":1,"reason":"died"}"#,
    );
    let born = r#"{"id":"b","on":"2024-04-01","kind":"members.changed","household":"H0001","more":1,"reason":"born","shares":{"population":"1"}}"#;
    assert_eq!(village.refused(&born.replace(r#":"1"}"#, r#":"1.01"}"#)), Code::MoreSharesThanHeld);
    village.record(born);
    assert_eq!(held(&village, "H0001", "2024-04-01"), "4".parse().unwrap());
    // a share that a household keeps behind its member is no place for another
    village.record(
        r#"{"id":"m2","on":"2024-05-01","kind":"members.changed","household":"H0002","fewer":1,"reason":"died"}
{"id":"b2","on":"2024-06-01","kind":"members.changed","household":"H0002","more":1,"reason":"born"}"#,
    );
    assert_eq!(village.refused(&grant("g", "2024-06-01", "H0002", "1")), Code::MoreSharesThanHeld);
}

#[test]
fn t1_nor_do_splits_and_merges_make_room() {
    let split = |id: &str, members: u32, shares: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-02-01","kind":"household.split","household":"H0001","new_household":"H0009","members_moved":{members},"shares_moved":{{"population":"{shares}"}},"document":"S"}}"#
        )
    };
    let mut village = heads();
    assert_eq!(village.refused(&split("s", 1, "4")), Code::MoreSharesThanHeld);
    village.record(&split("s", 1, "1"));
    for household in ["H0001", "H0009"] {
        assert_eq!(village.refused(&grant("g", "2024-02-01", household, "1")), Code::MoreSharesThanHeld);
    }
    // who went without his share has it with the others still
    let mut village = heads();
    village.record(&split("s", 2, "1"));
    for household in ["H0001", "H0009"] {
        assert_eq!(village.refused(&grant("g", "2024-02-01", household, "1")), Code::MoreSharesThanHeld);
    }
    village.record(&transfer("t", "H0001", "H0009", "1"));
    // the one share that two members of a household that was taken in had
    let merged =
        r#"{"id":"m","on":"2024-02-02","kind":"household.merged","household":"H0003","into":"H0002","document":"M"}"#;
    village.record(merged);
    assert_eq!(village.refused(&grant("g", "2024-02-02", "H0002", "1.01")), Code::MoreSharesThanHeld);
    village.record(&grant("g1", "2024-02-02", "H0002", "1"));
}

#[test]
fn t1_a_closed_roll_passes_on_as_it_likes_within_its_total() {
    let mut village = heads();
    village.record(r#"{"id":"c","on":"2024-01-02","kind":"class.set","class":"frozen","unit":"member","regime":"closed","total":"7"}
{"id":"f1","on":"2024-01-02","kind":"shares.granted","class":"frozen","holder":"H0001","shares":"4"}
{"id":"f2","on":"2024-01-02","kind":"shares.granted","class":"frozen","holder":"H0002","shares":"3"}"#);
    village.record(&transfer("t", "H0001", "H0002", "4").replace("population", "frozen"));
    for household in ["H0001", "H0003"] {
        let again = grant("g", "2024-02-01", household, "1").replace("population", "frozen");
        assert_eq!(village.refused(&again), Code::ShareClassOverTotal);
    }
}

#[test]
fn t14_a_member_who_comes_brings_one_share() {
    let mut village = heads();
    let born = |id: &str, more: u32, shares: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-03-01","kind":"members.changed","household":"H0001","more":{more},"reason":"admitted","shares":{{"population":"{shares}"}}}}"#
        )
    };
    assert_eq!(village.refused(&born("b", 1, "500")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&born("b", 2, "2.01")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&born("b", 0, "500")), Code::BadValue);
    village.record(&born("b", 2, "1"));
    village.record(&grant("g", "2024-03-01", "H0001", "1"));
    assert_eq!(village.refused(&born("b2", 1, "1.01")), Code::MoreSharesThanHeld);
    village.record(&born("b2", 1, "1"));
}

fn left(id: &str, shares: &str, retained: (&str, &str)) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-03-01","kind":"members.changed","household":"H0001","fewer":1,"reason":"died","shares":{shares},"retained":{{"class":"{}","shares":"{}","until":"2025-12-31"}}}}"#,
        retained.0, retained.1
    )
}

/// With classes by work (closed) and of the collective, all given out.
fn classes() -> Village {
    let mut village = heads();
    village.record(r#"{"id":"c1","on":"2024-01-02","kind":"class.set","class":"labour","unit":"year","regime":"closed","total":"100"}
{"id":"c2","on":"2024-01-02","kind":"class.set","class":"collective","unit":"point","regime":"closed","total":"150"}
{"id":"l1","on":"2024-01-02","kind":"shares.granted","class":"labour","holder":"H0001","shares":"55"}
{"id":"l2","on":"2024-01-02","kind":"shares.granted","class":"labour","holder":"H0002","shares":"45"}
{"id":"k","on":"2024-01-02","kind":"shares.granted","class":"collective","holder":"collective","shares":"150"}"#);
    village
}

#[test]
fn t2_what_is_kept_for_a_member_who_left_is_no_more_than_goes_with_him() {
    let mut village = classes();
    for (shares, retained) in [
        ("{}", ("population", "1")),
        ("{}", ("population", "1000")),
        (r#"{"population":"1"}"#, ("population", "1.01")),
        // one member, one share
        (r#"{"population":"2"}"#, ("population", "2")),
        ("{}", ("labour", "55")),
        (r#"{"labour":"14"}"#, ("labour", "14.01")),
        // what goes of one class is nothing kept of another, nor is the collective's a member's
        (r#"{"population":"1"}"#, ("labour", "1")),
        ("{}", ("collective", "150")),
        (r#"{"collective":"150"}"#, ("collective", "150")),
    ] {
        assert_eq!(village.refused(&left("m", shares, retained)), Code::MoreSharesThanHeld, "{shares} {retained:?}");
    }
    let nobody = left("m", r#"{"population":"1"}"#, ("population", "1")).replace(r#""fewer":1"#, r#""fewer":0"#);
    assert_eq!(village.refused(&nobody), Code::BadValue);
    let born = r#"{"id":"m","on":"2024-03-01","kind":"members.changed","household":"H0001","more":1,"reason":"born","shares":{"population":"1"},"retained":{"class":"population","shares":"1","until":"2025-12-31"}}"#;
    assert_eq!(village.refused(born), Code::MoreSharesThanHeld);
    village.record(&left("m1", r#"{"population":"1"}"#, ("population", "1")));
    village.record(&left("m2", r#"{"population":"1","labour":"14"}"#, ("labour", "14")));
}

#[test]
fn t2_what_is_kept_is_still_out_of_a_closed_class() {
    let mut village = classes();
    village.record(&left("m", r#"{"labour":"55"}"#, ("labour", "55")));
    let again = |on: &str| grant("g", on, "H0002", "55").replace("population", "labour");
    for on in ["2024-03-01", "2025-12-31"] {
        assert_eq!(village.refused(&again(on)), Code::ShareClassOverTotal, "{on}");
    }
    // and back when the time is over
    let mut village = classes();
    village.record(&left("m", r#"{"labour":"55"}"#, ("labour", "55")).replace("2025-12-31", "2025-06-30"));
    assert_eq!(village.refused(&again("2025-06-30")), Code::ShareClassOverTotal);
    village.record(&again("2025-07-01"));
}

#[test]
fn t2_shares_by_work_that_are_kept_count_as_no_heads() {
    let mut village = classes();
    village.adopt("by-head", "【方案】\n编号 = by-head\n语义 = 1\n标题 = \"按人\"\ntitle = \"By heads\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n\
        【各方】\n集体：集体\n\n【登记】\n户 收款：人口股 股\n保留股 属 户：股数 股，到期日 日期\n\n\
        【步骤】\n每个 户：付 补贴 = (人口股 + 合计(保留股：股数 其中 到期日 >= 记录日)) × 1 元/股 由 集体，给 户 记作 劳务费\n\n\
        【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 | 人口股\n  H1 | 3\n期望 户[H1].补贴 = 3 元\n");
    village.record(&left("m1", r#"{"labour":"14"}"#, ("labour", "14")));
    village.record(&left("m2", r#"{"population":"1"}"#, ("population", "1")));
    village.record(r#"{"id":"d","on":"2024-03-02","kind":"payout.declare","payout":"X","scheme":"by-head","period":{"first_day":"2024-01-01","last_day":"2024-12-31"}}"#);
    let line = |household: &str| village.books().payouts()["X"].lines[household].amount.0;
    assert_eq!((line("H0001"), line("H0002")), (400, 300));
}

#[test]
fn t2_signed_shares_of_nobody_are_a_finding_of_the_audit() {
    let mut little = Little::upto(5, 0x45);
    let order = left("m", r#"{"population":"1"}"#, ("population", "1")).replace("2024-03-01", "2024-05-01");
    little.cooperative.record(&read(&order), &accountant()).unwrap();
    let mut forge = Forge::of(&little);
    forge.rewrite(|_, event, _| {
        if let Fact::MembersChanged(m) = &mut event.fact {
            let MemberChange::Count(change) = &mut m.change else { panic!("in number") };
            change.retained.as_mut().unwrap().shares = "1000".parse().unwrap();
        }
        None
    });
    let report = forge.audit();
    assert_eq!(report.exit_code(), 1);
    let told = report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let found = report.findings.iter().any(|f| f.code() == FindingCode::DecidedOtherwise);
    assert!(found && told.contains("more_shares_than_held"), "{told}");
}
