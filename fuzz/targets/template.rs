#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| helm_render_fuzz::template(data));
