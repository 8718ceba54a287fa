//! Any text is laid out or refused; what was laid out stays as it is the second time.
#![no_main]

use coop_ledger::scheme::format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(laid) = format(text) {
        assert_eq!(format(&laid).as_deref(), Ok(laid.as_str()), "laid out twice");
    }
});
