#![no_main]

// Panics of libraries are caught where files are opened and are no crash; libfuzzer's own hook, set before, would make them
// one. `fuzz::read` itself panics after one of this project's code.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|panic| {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{panic}\n").as_bytes());
    })),
    |data: &[u8]| {
        let _ = giamngheo::fuzz::read(data);
    }
);
