//! Mistakes that are alike are told together: nine hundred rows without a day hide no other mistake.

use crate::{
    intake::{Spot, TableFault},
    page::visible,
    statement::Labels,
    told::{Told, told_refusal},
    unit::{Lang, Say, Words},
};
use std::collections::BTreeMap;

/// Rows in which the same words are told one by one.
const SAME: usize = 3;
/// Mistakes of one code in one column that are told one by one.
const OF_A_SORT: usize = 20;
/// Stretches of rows that are named.
const STRETCHES: usize = 8;

/// What is wrong in the same words, and where.
struct Same {
    told: Told,
    spots: Vec<Spot>,
}

/// Every mistake in words, by its first place: those of one code in one column of one sheet are of one sort.
pub(super) fn told(labels: &Labels, faults: &[(Spot, TableFault)]) -> Vec<(Spot, Told)> {
    let mut sorts: BTreeMap<(usize, Option<u16>, &str), Vec<Same>> = BTreeMap::new();
    let mut seen: BTreeMap<(usize, Option<u16>, String), usize> = BTreeMap::new();
    for (spot, fault) in faults {
        let sort = sorts.entry((spot.sheet, spot.column, fault.code())).or_default();
        let told = of(labels, fault);
        let at = *seen.entry((spot.sheet, spot.column, told.message.clone())).or_insert(sort.len());
        match sort.get_mut(at).filter(|same| same.told.message == told.message) {
            Some(same) => same.spots.push(*spot),
            None => sort.push(Same { told, spots: vec![*spot] }),
        }
    }
    let mut all: Vec<(Spot, Told)> = sorts.into_values().flat_map(|sort| of_a_sort(labels, sort)).collect();
    all.sort_by_key(|(spot, _)| *spot);
    all
}

fn of_a_sort(labels: &Labels, sort: Vec<Same>) -> Vec<(Spot, Told)> {
    let mut all = Vec::new();
    let mut rest: Option<Same> = None;
    for Same { told, spots } in sort {
        match &mut rest {
            Some(rest) => rest.spots.extend(spots),
            None if all.len() >= OF_A_SORT => rest = Some(Same { told, spots }),
            None if spots.len() > SAME => all.extend(many(labels, "import.alike", told, &spots)),
            None => all.extend(spots.into_iter().map(|spot| (spot, told.clone()))),
        }
    }
    match rest {
        // one by itself takes no more room than to say that there is one
        Some(Same { told, spots }) if spots.len() == 1 => all.extend(spots.first().map(|spot| (*spot, told))),
        Some(Same { told, spots }) => all.extend(many(labels, "import.alike_more", told, &spots)),
        None => {}
    }
    all
}

/// One mistake of many rows, at the first of them.
fn many(labels: &Labels, key: &str, told: Told, spots: &[Spot]) -> Option<(Spot, Told)> {
    let mut rows: Vec<u32> = spots.iter().map(|spot| spot.row).collect();
    rows.sort_unstable();
    rows.dedup();
    let (many, rows) = (spots.len().to_string(), stretches(&rows));
    let message = labels.fill(key, &[("said", &told.message), ("n", &many), ("rows", &rows)]);
    spots.iter().min().map(|spot| (*spot, Told { message, ..told }))
}

/// Rows as stretches, `4–12, 15, 20–31`; of many the first.
fn stretches(rows: &[u32]) -> String {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match all.last_mut().filter(|(_, last)| last.checked_add(1) == Some(*row)) {
            Some((_, last)) => *last = *row,
            None => all.push((*row, *row)),
        }
    }
    let one = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    let mut said: Vec<String> = all.iter().take(STRETCHES).map(one).collect();
    if let Some((_, last)) = all.last().filter(|_| all.len() > STRETCHES) {
        said.push(format!("… {last}"));
    }
    said.join(", ")
}

/// One mistake in words.
pub(super) fn of(labels: &Labels, fault: &TableFault) -> Told {
    if let TableFault::Refused(refusal) = fault {
        return told_refusal(labels, refusal);
    }
    written(labels, fault.code(), &fault.said(), &fault.instead())
}

/// A mistake by its code, what is wrong and what to write instead.
pub(super) fn written(labels: &Labels, code: &str, said: &Words, instead: &Words) -> Told {
    Told {
        code: code.to_owned(),
        place: String::new(),
        message: visible(&said.say(labels.lang()), false).into_owned(),
        hint: instead.say(labels.lang()),
        subject: String::new(),
        expected: instead.say(Lang::En),
        found: said.say(Lang::En),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty(row: u32, column: u16) -> (Spot, TableFault) {
        (Spot { sheet: 0, row, column: Some(column) }, TableFault::Empty { title: "Day".to_owned() })
    }

    fn texts(faults: &[(Spot, TableFault)]) -> Vec<(u32, String)> {
        let all = told(Labels::of(Lang::En), faults);
        all.into_iter().map(|(spot, told)| (spot.row, told.message)).collect()
    }

    #[test]
    fn a_column_that_was_forgotten_hides_no_other_mistake() {
        let spoiled = |row| {
            let fault = TableFault::Spoiled { found: format!("{row}E+18") };
            (Spot { sheet: 0, row, column: Some(4) }, fault)
        };
        let mut faults: Vec<_> = (3..1_000).filter(|row| *row != 500).map(|row| empty(row, 2)).collect();
        faults.extend((100..150).map(spoiled));
        faults.push(empty(7, 3));
        let told = texts(&faults);
        assert_eq!(told.len(), 1 + 21 + 1, "{told:?}");
        assert_eq!(told[0], (3, "“Day” is empty and must be filled in; so in 996 rows: 3–499, 501–999".to_owned()));
        assert_eq!(told[1], (7, "“Day” is empty and must be filled in".to_owned()));
        let last = told.last().unwrap();
        assert_eq!(*last, (120, "30 more of this sort in the column: rows 120–149".to_owned()));
    }

    #[test]
    fn what_is_wrong_in_a_few_rows_is_told_in_each() {
        let few: Vec<_> = (3..6).map(|row| empty(row, 2)).collect();
        assert_eq!(texts(&few).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4, 5]);
        // the same words of another code, of another sheet or column are no more of them
        let other = (Spot { sheet: 1, row: 9, column: Some(2) }, TableFault::Empty { title: "Day".to_owned() });
        assert_eq!(texts(&[few, vec![other, empty(6, 3)]].concat()).len(), 5);
        assert_eq!(stretches(&[1, 3, 5, 7, 9, 11, 13, 15, 17, 18]), "1, 3, 5, 7, 9, 11, 13, 15, … 18");
    }
}
