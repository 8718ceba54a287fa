//! A write that failed in the middle: what is said of it, and what the next opening says.

use super::{AtRest, JOURNAL, NOW, party};
use crate::{
    faulty::{Fault, FaultDisk},
    found::recovery::ByHand,
    little::{accountant, founding, read},
};
use coop_ledger::cooperative::{Cooperative, Opened, Trouble};
use std::{fs, path::Path, sync::Arc};

fn opened(disk: &FaultDisk) -> Opened {
    let disk = Arc::new(disk.clone());
    Cooperative::recover_on(disk, Path::new("/ledger"), Path::new("/state"), ByHand::at(NOW), false).unwrap()
}

#[test]
fn r4_a_write_that_failed_in_the_middle_is_never_said_to_have_left_nothing() {
    let founded = FaultDisk::new();
    let begin = Cooperative::create_on(
        Arc::new(founded.clone()),
        Path::new("/ledger"),
        Path::new("/state"),
        &founding(0x11),
        ByHand::at(NOW),
    );
    drop(begin.unwrap());
    let (mut there, mut gone) = (0, 0);
    for fault in [Fault::Failed, Fault::FailedButDone, Fault::Full] {
        for k in 0..40 {
            let disk = founded.killed();
            let mut first = opened(&disk);
            disk.at(k, fault);
            let failed = first.cooperative.record(&read(&party("w1")), &accountant());
            drop(first);
            let disk = disk.killed();
            let next = opened(&disk);
            let saved = next.cooperative.books().ids().entry_of("w1").is_some();
            match failed {
                // not one operation more
                Ok(_) if !saved => panic!("{fault:?} at {k}: lost"),
                Ok(_) => break,
                Err(trouble) => {
                    there += u32::from(saved);
                    gone += u32::from(!saved);
                    if saved {
                        assert_eq!(trouble.code(), "store_failed", "{fault:?} at {k}: {trouble}");
                        let named: Vec<_> = next.completed.iter().map(|c| (c.entry, c.id.as_str())).collect();
                        assert_eq!(named, [(1, "w1")], "{fault:?} at {k}: {:?}", next.opening);
                    }
                }
            }
            // said once
            drop(next);
            assert_eq!(opened(&disk).completed, Vec::new(), "{fault:?} at {k}");
        }
    }
    assert!(there > 3 && gone > 3, "{there} {gone}");
}

#[test]
fn r4_the_words_say_that_it_may_be_saved_and_what_to_do() {
    use coop_ledger::{
        cli::{told_code, told_trouble},
        statement::{Labels, Lang},
        store::{AppendError, Cause, Why},
    };
    for why in [Why::Device, Why::DiskFull, Why::ReadOnly] {
        let trouble = Trouble::Append(AppendError::Failed(Cause::new(why, "writing the guard")));
        assert_eq!((trouble.code(), trouble.exit_code()), ("store_failed", 4), "{why:?}");
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| told_trouble(Labels::of(lang), &trouble));
        assert!(en.message.contains("may or may not be saved") && en.hint.contains("same ids"), "{en:?}");
        assert!(zh.message.contains("可能已经存下，也可能没有") && zh.hint.contains("原来的代号"), "{zh:?}");
    }
    assert!(told_code(Labels::of(Lang::En), "disk_full").message.contains("nothing was recorded"));
}

#[test]
fn r4_the_next_command_names_the_entries_that_are_complete() {
    let rest = AtRest::upto(3);
    let size = rest.lines().len();
    let more = rest.grown(&[party("w1"), party("w2")].join("\n"));
    let named =
        format!("2 entries that were written before an interruption are now complete: {size} w1, {} w2", size + 1);
    // the journal alone; and the guard too, whose sync was said to have failed
    for guarded in [false, true] {
        let at = rest.twin();
        at.take(&more, &[JOURNAL]);
        if guarded {
            fs::copy(more.guarded().join("guard"), at.guarded().join("guard")).unwrap();
        }
        let (code, _, said) = at.coop(&at.state(), &["recover"]);
        assert!(code == 0 && said.contains(&named), "{guarded}: {said}");
        let (code, _, said) = at.coop(&at.state(), &["recover"]);
        assert!(code == 0 && !said.contains("complete"), "{guarded}: said once: {said}");
    }
}
