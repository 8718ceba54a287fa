//! Any text is instructions or refusals, in both forms that are read.
#![no_main]

use coop_ledger::decide::{Instruction, read_json_lines, read_toml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for (number, read) in read_json_lines(text).into_iter().chain(read_toml(text)) {
        assert!(number > 0);
        if let Ok(json) = read {
            let _ = Instruction::read(&json);
        }
    }
});
