//! Who asks at a terminal: Ctrl-C, a time limit, and progress when trials take long.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::exit::Exit;
use crate::engine::{Control, Engine, Stop};

/// Set by Ctrl-C, of which a process has one.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether a search listens to Ctrl-C: it has asked whether to stop.
static LISTENS: AtomicBool = AtomicBool::new(false);

pub(super) struct Terminal {
    limit: Option<Deadline>,
    done: AtomicU64,
    /// Nobody wants to see the progress of what takes a moment.
    quiet: Deadline,
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    /// From now on Ctrl-C stops a search, which then answers with the best that it has, and so does the end of a time limit.
    /// Before a search, or pressed once more, Ctrl-C ends the program.
    pub(super) fn attend(limit: Option<Duration>) -> Arc<Self> {
        // Where the system knows no signals, Ctrl-C ends the program at once, as everywhere.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) || !LISTENS.load(Ordering::Relaxed) {
                std::process::exit(Exit::Interrupted.code().into());
            }
        });
        Arc::new(Self {
            limit: limit.map(Deadline::after),
            done: AtomicU64::new(0),
            quiet: Deadline::after(Duration::from_secs(1)),
            bar: Mutex::new(None),
        })
    }

    pub(super) fn attended<T>(engine: Engine, ask: impl FnOnce(&Engine) -> T) -> T {
        let terminal = Self::attend(None);
        let answer = ask(&engine.control(terminal.clone()));
        if let Ok(bar) = terminal.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.finish_and_clear();
        }
        answer
    }
}

impl Control for Terminal {
    fn stop(&self) -> Option<Stop> {
        LISTENS.store(true, Ordering::Relaxed);
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Some(Stop::Interrupted);
        }
        self.limit.as_ref().is_some_and(Deadline::is_over).then_some(Stop::Time)
    }

    fn trials_done(&self, more: u32, all: u64) {
        let done = self.done.fetch_add(more.into(), Ordering::Relaxed).saturating_add(more.into());
        if !self.quiet.is_over() {
            return;
        }
        // Whoever finds it locked leaves the drawing to the other.
        if let Ok(mut bar) = self.bar.try_lock() {
            bar.get_or_insert_with(|| shown(all)).set_position(done);
        }
    }
}

fn shown(all: u64) -> ProgressBar {
    // Nothing is drawn where standard error is no terminal.
    let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} trials, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A moment. One beyond what the clock can say never passes.
struct Deadline(Option<Instant>);

impl Deadline {
    #[expect(clippy::disallowed_methods, reason = "the edge owns the clock, and only a limit asks for it")]
    fn after(limit: Duration) -> Self {
        Self(Instant::now().checked_add(limit))
    }

    #[expect(clippy::disallowed_methods, reason = "the edge owns the clock, and only a limit asks for it")]
    fn is_over(&self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }
}
