//! A line on standard error that moves while work lasts; nothing where nobody looks or the work is short.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Console;
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
    pub(crate) fn start(rows: &Arc<AtomicU64>, words: &Words, console: &Console) -> Progress {
        if !console.terminal || console.quiet {
            return Progress { stop: None, thread: None };
        }
        let (stop, stopped) = channel();
        let rows = Arc::clone(rows);
        let template = words.get("progress.rows").to_owned();
        let thread = std::thread::spawn(move || {
            if !matches!(stopped.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(BEAT) {
                bar.set_message(template.replace("{n}", &grouped(rows.load(Ordering::Relaxed))));
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
