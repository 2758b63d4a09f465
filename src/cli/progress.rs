//! A line on standard error that moves while work lasts; nothing where nobody looks or the work is short.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Console;
use crate::read::{bytes_taken, files::Named};
use crate::text::number::grouped;
use crate::words::Words;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
const BEAT: Duration = Duration::from_millis(120);

/// Shows progress until it is dropped.
pub(crate) struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Of the reading of files: bytes taken of bytes to take, and rows read.
    pub(crate) fn start<'f>(
        rows: &Arc<AtomicU64>,
        files: impl Iterator<Item = &'f Named>,
        words: &Words,
        console: &Console,
    ) -> Progress {
        if !console.terminal || console.quiet {
            return Progress { stop: None, thread: None };
        }
        let (stop, stopped) = channel();
        let rows = Arc::clone(rows);
        let sizes = files.map(|f| std::fs::metadata(&f.path).map(|m| m.len()));
        // What comes through a pipe has no size that is known.
        let whole = sizes.sum::<std::io::Result<u64>>().ok();
        let template = words.get(if whole.is_some() { "progress.bytes" } else { "progress.rows" }).to_owned();
        let begun = bytes_taken();
        let thread = std::thread::spawn(move || {
            if !matches!(stopped.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(BEAT) {
                // Parts of a file may be read twice; there is never more done than there is to do.
                let whole = whole.unwrap_or(0);
                let done = (bytes_taken() - begun).min(whole);
                let message = template
                    .replace("{done}", &grouped(done >> 20))
                    .replace("{whole}", &grouped((whole >> 20).max(1)))
                    .replace("{n}", &grouped(rows.load(Ordering::Relaxed)));
                bar.set_message(message);
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Progress { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
