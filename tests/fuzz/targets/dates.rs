#![no_main]

// The first eight bytes are a number of days.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((days, text)) = data.split_first_chunk()
        && let Ok(text) = std::str::from_utf8(text)
    {
        giamngheo::fuzz::dates(text, f64::from_le_bytes(*days));
    }
});
