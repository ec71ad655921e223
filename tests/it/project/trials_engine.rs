//! The engine of the trials against a second one, and its invariants.

use scoreplan::model::{BacklogItem, BasisPoints, Id, Minutes, Points};
use scoreplan::project::trials::distribution::{
    Delay, Distribution, Quantiles, UncertainQuantity, pace_quantiles, success_bound,
};
use scoreplan::project::trials::model::{
    ChangeTime, FlatModel, OnFailure, ScoreChange, TrialGoal, TrialNeed, TrialStep, TrialTeam,
};
use scoreplan::project::trials::philox::{Rng, Stream};
use scoreplan::project::trials::{Monitor, RunRequest, TrialCounts, run_model, summarise};

#[path = "../../../benches/one_team.rs"]
mod one_team;

fn ask(count: u32, drivers: bool) -> RunRequest {
    RunRequest { count, seed: 7, drivers, keep: Some(20) }
}

fn tried(model: &FlatModel, ask: RunRequest) -> TrialCounts {
    run_model(model, ask, &Monitor::NONE).trimmed()
}

/// A backlog of some items; points 1 to 5, effort in quarter hours.
fn items(count: usize) -> Vec<BacklogItem> {
    let item = |at: usize| BacklogItem {
        id: Id::new(&format!("i{at}")),
        title: String::new(),
        points: Points::whole(i64::try_from(1 + at * 7 % 5).unwrap()),
        effort: Minutes(i64::try_from(15 * (1 + at * 13 % 40)).unwrap()),
        needs: Vec::new(),
    };
    (0..count).map(item).collect()
}

/// Two teams of eight hours on five days of seven; every third step needs the one before it, across teams.
fn crew(count: usize) -> FlatModel {
    let open: Vec<bool> = (0..200).map(|day| day % 7 < 5).collect();
    let shapes = vec![Quantiles::new(Distribution::Pert, 1, 2, 6)];
    let mut model = FlatModel {
        last_day: 199,
        teams: ["red", "blue"]
            .map(|name| TrialTeam {
                key: Stream::team(&Id::new(name)),
                capacity: open.iter().map(|open| if *open { 480 } else { 0 }).collect(),
                paces: pace_quantiles(Distribution::Triangular, 700, 1000, 1100),
            })
            .to_vec(),
        open: open.repeat(2),
        shapes,
        delays: vec![Delay::new(2, []), Delay::until_shown(48, 120)],
        start: (1_000, 100_000),
        goal: Some(TrialGoal { percent: BasisPoints::percent(8), by: 60 }),
        ..FlatModel::default()
    };
    for at in 0..u32::try_from(count).unwrap() {
        if at % 3 == 2 {
            model.needs.push(TrialNeed { step: at - 1, gap: 1 + at % 4 });
        }
        model.steps.push(TrialStep {
            key: Stream::step(&Id::new(&format!("s{at}")), 0),
            team: at % 2,
            release: at % 5,
            effort: UncertainQuantity { shape: 0, low: 60 * (1 + at * 5 % 7), span: 300 * (1 + at * 5 % 7) },
            success: success_bound(BasisPoints::percent(90)),
            delay: at % 2,
            needs_end: u32::try_from(model.needs.len()).unwrap(),
        });
        let shift = ScoreChange { when: ChangeTime::Step(at), behind: None, points: 137, max: 0 };
        model.score_changes.push(shift);
    }
    model.score_changes.push(ScoreChange { when: ChangeTime::Day(30), behind: None, points: 0, max: 5_000 });
    model
}

#[test]
fn threads_change_no_count() {
    for (model, drivers) in [(one_team::model(&items(50)), false), (crew(60), true), (crew(60), false)] {
        let runs: Vec<TrialCounts> = [1, 2, 7]
            .iter()
            .map(|&threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| tried(&model, ask(2_000, drivers)))
            })
            .collect();
        assert_eq!(runs[0].trials, 2_000);
        assert!(runs.iter().all(|run| *run == runs[0]));
        let summaries: Vec<String> = runs.iter().map(|run| format!("{:?}", summarise(&model, run))).collect();
        assert!(summaries.iter().all(|text| *text == summaries[0]));
    }
}

/// The engine for one team gives the counts of the general one, with failures lost or done again.
#[test]
fn the_single_team_engine_counts_as_the_general_one() {
    for failure in [OnFailure::Lose, OnFailure::Redo] {
        let mut line = one_team::model(&items(80));
        line.failure = failure;
        // A second team without work asks for the general way.
        let mut general = line.clone();
        general.teams.push(TrialTeam { key: Stream::team(&Id::new("idle")), ..line.teams[0].clone() });
        let (line, general) = (tried(&line, ask(1_003, false)), tried(&general, ask(1_003, false)));
        assert_eq!(line.days, general.days);
        assert_eq!((line.held, &line.reached), (general.held, &general.reached));
        assert_eq!(line.kept(), general.kept());
    }
}

/// The first trials of a long run are a short run.
#[test]
fn a_short_run_is_the_beginning_of_a_long_one() {
    let model = crew(30);
    let (short, long) = (tried(&model, ask(700, false)), tried(&model, ask(1_900, false)));
    assert_eq!(short.kept(), long.kept()[..700]);
}

/// Stopped after some chunks, a run is the same as one that asked for so many.
#[test]
fn a_stopped_run_is_the_run_that_asked_for_so_many() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let model = crew(30);
    let done = AtomicU32::new(0);
    let watch = Monitor {
        stop: &|| done.load(Ordering::Relaxed) >= 1_000,
        done: &|count| {
            done.fetch_add(count, Ordering::Relaxed);
        },
    };
    let stopped = run_model(&model, ask(1_000_000, true), &watch).trimmed();
    assert!(stopped.trials >= 1_000 && stopped.trials < 1_000_000);
    assert_eq!(stopped, tried(&model, ask(stopped.trials, true)));
}

/// An additional step takes time wherever it stands, and changes no draw of another.
#[test]
fn an_additional_step_shifts_no_other_draw() {
    let luck = Rng::new(7);
    let (few, more) = (crew(20), crew(21));
    for trial in 0..50 {
        for (a, b) in few.steps.iter().zip(&more.steps) {
            assert_eq!(luck.draw(trial, a.key), luck.draw(trial, b.key));
        }
    }
    // At the end of the line it changes nobody's day: points rise by its own at most.
    let (few, more) = (tried(&crew(20), ask(500, false)), tried(&crew(21), ask(500, false)));
    let pairs: Vec<(u32, u32)> = few.kept().into_iter().zip(more.kept()).collect();
    assert!(pairs.iter().all(|(few, more)| few <= more && more - few <= 15));
}

/// Without any spread every trial is what one works out by hand: 8 hours a day, weekends off.
#[test]
fn without_spreads_every_trial_is_the_same_sum() {
    let mut model = crew(4);
    for step in &mut model.steps {
        (step.effort.span, step.success, step.delay, step.release) =
            (0, success_bound(BasisPoints::ALL), 0, 0);
    }
    for team in &mut model.teams {
        team.paces = pace_quantiles(Distribution::Triangular, 1000, 1000, 1000);
    }
    // Red has 10 and 20 hours: finished on days 1 and 3, shown two days later. Blue has 9 and 18 hours; the second of red
    // needs the first of blue (finished on day 1) and a gap of 3 days: red begins it on day 4, and days 5, 6 are
    // free, so 20 hours end on day 8. Blue's second ends on day 3.
    for (step, hours) in model.steps.iter_mut().zip([10, 9, 20, 18]) {
        step.effort.low = hours * 60;
    }
    let tally = tried(&model, ask(300, true));
    let summary = summarise(&model, &tally);
    for day in &summary.days {
        assert!(day.p10 == day.p50 && day.p50 == day.p90 && day.p90 == day.mean, "{day:?}");
        let points = 1_000 + [3, 3, 10, 5].iter().filter(|&&shown| day.day >= shown).count() * 137;
        let max = if day.day >= 30 { 105_000 } else { 100_000 };
        let percent = (f64::from(u32::try_from(points).unwrap()) * 1e4 / f64::from(max)).round();
        assert!((percent - f64::from(i32::try_from(day.p50.0).unwrap())).abs() < 0.5, "{day:?} {percent}");
    }
    assert!(summary.drivers.is_empty());
}

/// The curve never falls where points only come, its quantiles keep their order, and the chance of the goal is the
/// share of the trials that reach it.
#[test]
fn the_summary_keeps_its_order() {
    let model = crew(60);
    let tally = tried(&model, ask(3_000, true));
    let summary = summarise(&model, &tally);
    for day in &summary.days {
        assert!(day.p10 <= day.p50 && day.p50 <= day.p90, "{day:?}");
    }
    for pair in summary.days[..30].windows(2) {
        assert!(pair[0].p10 <= pair[1].p10 && pair[0].p90 <= pair[1].p90);
    }
    let [half, most, sure] = summary.by_confidence;
    assert!(half.is_some() && half <= most && (sure.is_none() || most <= sure));
    // Whoever has an 80 % date has reached it in 80 % of the trials.
    let by = |day: u32| tally.reached[..=day as usize].iter().sum::<u32>();
    assert!(by(most.unwrap()) >= 2_400 && by(most.unwrap() - 1) < 2_400);
    assert_eq!(summary.in_time, Some(by(60)));
    // Nothing is lost before the maximum grows on day 30, nor after.
    assert!(summary.held <= summary.in_time && summary.by_date);
    // One step decides each trial that reaches the goal.
    let reached: u32 = tally.reached[..tally.reached.len() - 1].iter().sum();
    assert_eq!(tally.decided.iter().sum::<u32>(), reached);
    assert!(summary.drivers.iter().all(|driver| driver.share <= 1.0 && driver.share >= 0.0));
    // The two teams, at the end of the list of quantities, drive more than any single step.
    let strongest: Vec<usize> = summary.drivers.iter().take(2).map(|driver| driver.place).collect();
    assert!(strongest.contains(&60) || strongest.contains(&61), "{strongest:?}");
}

/// Only the first trials are asked what drives the spread; the others run another loop, and no figure differs.
#[test]
fn asking_what_drives_changes_no_figure() {
    let model = one_team::model(&items(12));
    let count = 10_240 + 700;
    let asked = tried(&model, RunRequest { keep: None, ..ask(count, true) });
    let plain = tried(&model, RunRequest { keep: None, ..ask(count, false) });
    assert_eq!((asked.driven, plain.driven), (10_240, 0));
    let (asked, plain) = (asked.trimmed(), plain.trimmed());
    assert_eq!((&asked.days, &asked.reached, asked.held), (&plain.days, &plain.reached, plain.held));
    let first = tried(&model, RunRequest { keep: None, ..ask(10_240, true) });
    assert_eq!((&asked.drivers, &asked.decided), (&first.drivers, &first.decided));
}

/// The mean of a sum is the sum of the means: all steps done at once, each in 70 to 100 % of the trials.
#[test]
fn the_mean_of_the_curve_is_the_sum_of_the_means() {
    let model = one_team::model(&items(100));
    let n = 4_000;
    let tally = tried(&model, RunRequest { keep: None, ..ask(n, false) });
    let summary = summarise(&model, &tally);
    let (mut mean, mut variance, mut all) = (0.0, 0.0, 0.0);
    for (step, shift) in model.steps.iter().zip(&model.score_changes) {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let (q, points) = (f64::from(step.success) / 65_536.0, shift.points as f64);
        mean += q * points;
        variance += q * (1.0 - q) * points * points;
        all += points;
    }
    // On the last day nearly everything that succeeds shows; the rest lowers the mean, so this bound has one side.
    let last = summary.days.last().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "hundredths of a percent")]
    let found = last.mean.0 as f64 * all / 1e4;
    let error = 5.0 * (variance / f64::from(n)).sqrt() + all / 1e4;
    assert!(found <= mean + error, "{found} {mean} {error}");
    assert!(found >= mean * 0.9, "{found} {mean}");
}
