//! Villages out of seeds, honest but for ten ghosts and ten frauds that are planted in each: what the screens of an
//! audit find of them, and what they ask of what is honest.
//!
//! `COOP_VILLAGES` says how many (`tests/long/run villages`: a hundred); each has its own people, amounts and days, and
//! stories of its own, told crooked or straight (`screens/stories/`). A planted fraud that the books refuse counts as
//! refused: it is not there to be found.

mod each;
mod page;
mod spot;
mod stories;
mod village;

use coop_ledger::screen::ScreenCode;
use std::collections::BTreeSet;
use stories::{FRAUDS, GHOSTS, UNTOLD};
use village::{Tally, told};

#[test]
fn of_every_screen_a_story_is_told_or_a_reason_why_not() {
    let told: Vec<ScreenCode> = GHOSTS.iter().chain(FRAUDS).map(|story| story.code).collect();
    let reasons: Vec<ScreenCode> = UNTOLD.iter().map(|(code, _)| *code).collect();
    let both: BTreeSet<ScreenCode> = told.iter().chain(&reasons).copied().collect();
    assert_eq!(both.len(), told.len() + reasons.len(), "a code has one story or one reason");
    let neither: Vec<&str> =
        ScreenCode::ALL.iter().filter(|code| !both.contains(code)).map(|code| code.name()).collect();
    assert!(neither.is_empty(), "no story is told of {neither:?}");
}

fn table(villages: u64, tally: &Tally) {
    println!("code                          planted found refused missed alarms recall precision");
    let percent = |part: usize, whole: usize| {
        (part * 100).checked_div(whole).map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"))
    };
    let (mut all, mut caught, mut no, mut wrong) = (0, 0, 0, 0);
    for code in ScreenCode::ALL {
        let (planted, found, refused) = tally.planted.get(code).copied().unwrap_or_default();
        let alarms = tally.alarms.get(code).map_or(0, Vec::len);
        (all, caught, no, wrong) = (all + planted, caught + found, no + refused, wrong + alarms);
        println!(
            "{:<30} {planted:>6} {found:>5} {refused:>7} {:>6} {alarms:>6} {:>6} {:>9}",
            code.name(),
            planted - found - refused,
            percent(found, planted - refused),
            percent(found, found + alarms)
        );
    }
    println!(
        "screens: villages={villages} entries={} planted={all} found={caught} refused={no} missed={} false_alarms={wrong} recall={} precision={}",
        tally.entries,
        all - caught - no,
        percent(caught, all - no),
        percent(caught, caught + wrong)
    );
    println!("refused: {:?}", tally.refused);
}

#[test]
fn planted_ghosts_and_frauds_are_found_and_what_is_honest_is_not_asked_about() {
    let villages: u64 = std::env::var("COOP_VILLAGES").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    let mut tally = Tally::default();
    for seed in 0..villages {
        told(seed, &mut tally);
    }
    table(villages, &tally);
    let alarms: Vec<&String> = tally.alarms.values().flatten().collect();
    let planted: usize = tally.planted.values().map(|row| row.0 - row.2).sum();
    let found: usize = tally.planted.values().map(|row| row.1).sum();
    println!("missed: {:#?}\nfalse alarms: {alarms:#?}", tally.missed);
    assert!(tally.unfair.is_empty(), "what is straight was refused: {:#?}", tally.unfair);
    assert!(found * 100 >= planted * 95, "{found} of {planted} found");
    assert!(alarms.len() * 20 <= planted, "{} false alarms", alarms.len());
}
