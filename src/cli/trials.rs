//! Trials at the edge: Ctrl-C, and progress when it takes long.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::clock::Deadline;
use crate::project::ProjectionInput;
use crate::project::trials::{Monitor, TrialSettings, Trials, common_day, run_trials};

/// Set by Ctrl-C; trials look at it between chunks.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether somebody pressed Ctrl-C.
pub(super) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Tries every scenario with the same luck, one after the other, each on all threads.
pub(super) fn all(inputs: &[ProjectionInput<'_>], count: u32, seed: u64) -> Vec<Trials> {
    // Where the system knows no signals, Ctrl-C ends the program at once, as everywhere.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
    let on = if inputs.len() > 1 { common_day(inputs) } else { None };
    let progress = Progress::new(inputs.len(), count);
    let watch = Monitor { stop: &interrupted, done: &|done| progress.add(done) };
    let wish =
        |input: &ProjectionInput<'_>| TrialSettings { count, seed, spreads: input.assumptions.spreads, on };
    let trials = inputs.iter().map(|input| run_trials(input, wish(input), &watch)).collect();
    progress.end();
    trials
}

/// Shown on a terminal, and only after a second.
struct Progress {
    done: AtomicU32,
    all: u64,
    quiet: Deadline,
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    fn new(scenarios: usize, count: u32) -> Self {
        Self {
            done: AtomicU32::new(0),
            all: u64::from(count) * scenarios as u64,
            quiet: Deadline::after(Duration::from_secs(1)),
            bar: Mutex::new(None),
        }
    }

    fn add(&self, done: u32) {
        let done = self.done.fetch_add(done, Ordering::Relaxed).saturating_add(done);
        if !self.quiet.is_over() {
            return;
        }
        // Whoever finds it locked leaves the drawing to the other.
        if let Ok(mut bar) = self.bar.try_lock() {
            bar.get_or_insert_with(|| self.shown()).set_position(done.into());
        }
    }

    fn shown(&self) -> ProgressBar {
        // Nothing is drawn where standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(self.all), ProgressDrawTarget::stderr());
        match ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} trials, {eta} left") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    fn end(&self) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.finish_and_clear();
        }
    }
}
