//! Trials in parallel.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::counts::{CHUNK, TrialCounts};
use super::model::FlatModel;
use super::multi_team::MultiTeam;
use super::philox::Rng;
use super::single_team::SingleTeam;

/// What drives the outcome is asked of so many trials from the first on: more would tell hardly anything new.
pub(super) const DRIVEN: u32 = 80 * CHUNK;

/// What is asked of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunRequest {
    /// How many trials.
    pub count: u32,
    /// Whose luck.
    pub seed: u64,
    /// Whether to ask what drives the outcome too, of the first 10 240 trials.
    pub drivers: bool,
    /// The day whose level is kept for every trial, for comparing two runs trial by trial.
    pub keep: Option<u32>,
}

/// Who is asked between chunks whether to stop, and told how many trials are done.
pub struct Monitor<'w> {
    /// Whether to stop.
    pub stop: &'w (dyn Fn() -> bool + Sync),
    /// Told the number of trials that have been done.
    pub done: &'w (dyn Fn(u32) + Sync),
}

impl std::fmt::Debug for Monitor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

impl Monitor<'_> {
    /// Nobody.
    pub const NONE: Monitor<'static> = Monitor { stop: &|| false, done: &|_| () };
}

/// Tries a model. When it is stopped, the counts are those of the trials from the first to some later one.
///
/// Workers take chunks of trials in turn and finish what they have taken, so what is finished is always the
/// beginning. Each sums whole numbers of its own, and sums of whole numbers know no order.
pub fn run_model(model: &FlatModel, ask: RunRequest, watch: &Monitor<'_>) -> TrialCounts {
    let luck = Rng::new(ask.seed);
    let line = SingleTeam::of(model, ask.keep);
    let crew = MultiTeam::of(model, ask.keep);
    let next = AtomicU32::new(0);
    let chunks = ask.count.div_ceil(CHUNK);
    let worker = |_| {
        let mut tally = TrialCounts::new(model, ask.drivers);
        let mut of_line = line.as_ref().map(SingleTeam::desk);
        let mut of_crew = None;
        while !(watch.stop)() {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                break;
            }
            let first = chunk * CHUNK;
            let count = CHUNK.min(ask.count - first);
            if ask.keep.is_some() {
                tally.kept.push((chunk, Vec::with_capacity(count as usize)));
            }
            let driven = ask.drivers && first < DRIVEN;
            match (&line, &mut of_line) {
                (Some(line), Some(desk)) if !driven => line.run(&luck, first, count, desk, &mut tally),
                _ => {
                    let desk = of_crew.get_or_insert_with(|| crew.desk());
                    crew.run(&luck, first, count, driven, desk, &mut tally);
                }
            }
            (watch.done)(count);
        }
        tally
    };
    let workers = rayon::current_num_threads().min(chunks.max(1) as usize);
    let tallies = (0..workers).into_par_iter().map(worker);
    tallies.reduce_with(TrialCounts::merge).unwrap_or_else(|| TrialCounts::new(model, ask.drivers))
}
