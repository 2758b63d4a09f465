//! `explain`: what the code of a finding means, with a wrong and a right example.

use super::args::Options;
use super::exit::Exit;
use super::output::{complain, deliver};
use crate::diag::Code;
use crate::report::findings;
use crate::text::sanitize::plain_line;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words) -> Exit {
    let mut pages = Vec::new();
    for typed in &options.texts {
        let code = Code::ALL.iter().find(|c| c.id().eq_ignore_ascii_case(typed.trim()));
        let Some(code) = code else {
            let message = words.say("code-page.unknown", &[("text", &plain_line(typed))]);
            complain(&format!("{}: {message}", words.get("severity.error")));
            return Exit::Failed;
        };
        pages.push(findings::explanation(*code, words));
    }
    deliver(pages.join("\n").as_bytes(), options, words)
}
