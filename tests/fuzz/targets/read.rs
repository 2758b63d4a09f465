#![no_main]

// A panic in a library is caught where files are opened and is no crash; the hook that would make it one is taken out. What
// is not caught still ends the run.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| {
        let _ = giamngheo::fuzz::read(data);
    }
);
