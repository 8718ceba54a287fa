#![no_main]

#[path = "../../tests/it/fuzzed.rs"]
mod fuzzed;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::orders(text));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let text = std::str::from_utf8(&data[..size]).unwrap_or_default();
    let altered = fuzzed::altered(text, seed.into());
    // now and then plain bytes, for what no structure thinks of
    if seed % 50 == 0 || altered.len() > max_size {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    data[..altered.len()].copy_from_slice(altered.as_bytes());
    altered.len()
});
