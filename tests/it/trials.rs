//! The engine of the trials against formulas, against itself, and against its promises.

use scoreplan::model::{BacklogItem, Id, Minutes, Points};
use scoreplan::project::trials::model::{Failure, Goal, Model, Need, Shift, Step, Team, When};
use scoreplan::project::trials::random::{Key, Luck};
use scoreplan::project::trials::table::{CELLS, DELAYS, Law, Shape, Spread, chance, delays, paces};
use scoreplan::project::trials::{Ask, Tally, Watch, run, summary};

#[path = "../../benches/one_team.rs"]
mod one_team;

fn ask(count: u32, drivers: bool) -> Ask {
    Ask { count, seed: 7, drivers, keep: Some(20) }
}

fn tried(model: &Model, ask: Ask) -> Tally {
    run(model, ask, &Watch::NOBODY).trimmed()
}

/// Quantiles as numbers from 0 to 1.
fn quantiles(law: Law, low: u64, likely: u64, high: u64) -> Vec<f64> {
    let shape = Shape::new(law, low, likely, high);
    shape.quantiles().iter().map(|&quantile| f64::from(quantile) / 4_294_967_296.0).collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = f64::from(u32::try_from(values.len()).unwrap());
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n)
}

const TRIPLES: [(u64, u64, u64); 6] = [(0, 1, 2), (0, 1, 4), (10, 10, 50), (3, 9, 9), (1, 2, 9), (0, 9, 10)];

/// Mean `(a + 4m + b) / 6` and variance `(mean - a)(b - mean) / 7`, to a millionth of the span and a thousandth of
/// the variance.
#[test]
fn pert_has_the_moments_of_its_formula() {
    for (a, m, b) in TRIPLES {
        let span = f64::from(u32::try_from(b - a).unwrap());
        let mode = f64::from(u32::try_from(m - a).unwrap()) / span;
        let (mean, variance) = moments(&quantiles(Law::Pert, a, m, b));
        let expected = (4.0 * mode + 1.0) / 6.0;
        assert!((mean - expected).abs() < 1e-6, "{a} {m} {b}: {mean}");
        assert!(
            (variance / (expected * (1.0 - expected) / 7.0) - 1.0).abs() < 1e-3,
            "{a} {m} {b}: {variance}"
        );
    }
}

/// Mean `(a + m + b) / 3` and variance `(a² + m² + b² - am - ab - mb) / 18`.
#[test]
fn the_triangle_has_the_moments_and_quantiles_of_its_formula() {
    for (a, m, b) in TRIPLES {
        let span = f64::from(u32::try_from(b - a).unwrap());
        let mode = f64::from(u32::try_from(m - a).unwrap()) / span;
        let values = quantiles(Law::Triangular, a, m, b);
        let (mean, variance) = moments(&values);
        assert!((mean - (1.0 + mode) / 3.0).abs() < 1e-6, "{a} {m} {b}: {mean}");
        assert!((variance / ((1.0 - mode + mode * mode) / 18.0) - 1.0).abs() < 1e-3, "{a} {m} {b}");
        // The share of the mass below a quantile is the quantile's own: x²/mode, or 1 - (1-x)²/(1-mode).
        for (cell, &x) in values.iter().enumerate() {
            let below = if x < mode { x * x / mode } else { 1.0 - (1.0 - x).powi(2) / (1.0 - mode) };
            let u =
                (f64::from(u32::try_from(cell).unwrap()) + 0.5) / f64::from(u32::try_from(CELLS).unwrap());
            assert!((below - u).abs() < 1e-4, "{a} {m} {b}: cell {cell}");
        }
    }
}

/// With the likely value in the middle PERT is Beta(3, 3), whose distribution function is `x³ (10 - 15x + 6x²)`; at an
/// end it is Beta(1, 5): `1 - (1-x)⁵`.
#[test]
fn pert_has_the_quantiles_of_its_formula() {
    let middle: fn(f64) -> f64 = |x| x.powi(3) * (10.0 - 15.0 * x + 6.0 * x * x);
    let end: fn(f64) -> f64 = |x| 1.0 - (1.0 - x).powi(5);
    for (values, below) in [(quantiles(Law::Pert, 0, 1, 2), middle), (quantiles(Law::Pert, 0, 0, 1), end)] {
        for (cell, &x) in values.iter().enumerate() {
            let u =
                (f64::from(u32::try_from(cell).unwrap()) + 0.5) / f64::from(u32::try_from(CELLS).unwrap());
            assert!((below(x) - u).abs() < 1e-4, "cell {cell}: {x}");
        }
    }
}

#[test]
fn quantiles_rise_and_stay_between_the_ends() {
    for (a, m, b) in TRIPLES {
        for law in [Law::Pert, Law::Triangular] {
            assert!(Shape::new(law, a, m, b).quantiles().is_sorted());
        }
        let spread = Spread { shape: 0, low: 10, span: 90 };
        assert_eq!((spread.value(0), spread.value(u32::MAX)), (10, 100));
    }
}

/// Bits, not figures: whatever the processor, these sums are the same.
#[test]
fn tables_have_the_same_bits_everywhere() {
    let sum = |law, a, m, b| {
        let shape = Shape::new(law, a, m, b);
        shape.quantiles().iter().fold(0_u64, |sum, &value| sum.wrapping_mul(31).wrapping_add(value.into()))
    };
    assert_eq!(
        (sum(Law::Triangular, 1, 2, 5), sum(Law::Pert, 1, 2, 5)),
        (7_901_255_789_747_836_470, 14_856_809_958_913_919_872)
    );
}

/// 200 000 draws: the shares of successes and the mean pace lie within five standard errors.
#[test]
fn draws_agree_with_their_chances() {
    let luck = Luck::new(3);
    let n = 200_000_u32;
    for q in [500_u32, 7_000, 9_500, 10_000] {
        let key = Key::step(&Id::new(&format!("step {q}")), 0);
        let bound = chance(q);
        let hits = (0..n).filter(|&trial| u64::from(luck.draw(trial, key).success) < bound).count();
        let (share, p) = (f64::from(u32::try_from(hits).unwrap()) / f64::from(n), f64::from(q) / 1e4);
        assert!((share - p).abs() <= 5.0 * (p * (1.0 - p) / f64::from(n)).sqrt(), "{q}: {share}");
    }
    // The reciprocal of the pace is the capacity, with the mean of its triangle.
    let capacities: Vec<f64> = paces(Law::Triangular, 600, 1000, 1200)
        .iter()
        .map(|&pace| f64::from(1 << 20) / f64::from(pace))
        .collect();
    let (mean, variance) = moments(&capacities);
    assert!((mean - 2.8 / 3.0).abs() < 1e-5, "{mean}");
    let expected = (0.36 + 1.0 + 1.44 - 0.6 - 0.72 - 1.2) / 18.0;
    assert!((variance / expected - 1.0).abs() < 1e-3, "{variance}");
    assert!(paces(Law::Triangular, 1000, 1000, 1000).iter().all(|&pace| pace == 1 << 20));
}

#[test]
fn delays_are_whole_days_and_exact_without_a_spread() {
    assert_eq!(delays(48, 48), [3; DELAYS]);
    assert_eq!(delays(25, 24), [3; DELAYS]);
    let spread = delays(24, 168);
    assert_eq!((spread[0], spread[DELAYS - 1]), (3, 8));
    assert!(spread.is_sorted());
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
fn crew(count: usize) -> Model {
    let open: Vec<bool> = (0..200).map(|day| day % 7 < 5).collect();
    let shapes = vec![Shape::new(Law::Pert, 1, 2, 6)];
    let mut model = Model {
        last_day: 199,
        teams: ["red", "blue"]
            .map(|name| Team {
                key: Key::team(&Id::new(name)),
                capacity: open.iter().map(|open| if *open { 480 } else { 0 }).collect(),
                paces: paces(Law::Triangular, 700, 1000, 1100),
            })
            .to_vec(),
        open,
        shapes,
        delays: vec![[2; DELAYS], delays(48, 120)],
        start: (1_000, 100_000),
        goal: Some(Goal { percent_hundredths: 800, by: 60 }),
        ..Model::default()
    };
    for at in 0..u32::try_from(count).unwrap() {
        if at % 3 == 2 {
            model.needs.push(Need { step: at - 1, gap: 1 + at % 4 });
        }
        model.steps.push(Step {
            key: Key::step(&Id::new(&format!("s{at}")), 0),
            team: at % 2,
            release: at % 5,
            effort: Spread { shape: 0, low: 60 * (1 + at * 5 % 7), span: 300 * (1 + at * 5 % 7) },
            success: chance(9_000),
            delay: at % 2,
            needs_end: u32::try_from(model.needs.len()).unwrap(),
        });
        let shift = Shift { when: When::Step(at), behind: None, points: 137, max: 0 };
        model.shifts.push(shift);
    }
    model.shifts.push(Shift { when: When::Day(30), behind: None, points: 0, max: 5_000 });
    model
}

#[test]
fn threads_change_no_count() {
    for (model, drivers) in [(one_team::model(&items(50)), false), (crew(60), true), (crew(60), false)] {
        let runs: Vec<Tally> = [1, 2, 7]
            .iter()
            .map(|&threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| tried(&model, ask(2_000, drivers)))
            })
            .collect();
        assert_eq!(runs[0].trials, 2_000);
        assert!(runs.iter().all(|run| *run == runs[0]));
        let summaries: Vec<String> = runs.iter().map(|run| format!("{:?}", summary(&model, run))).collect();
        assert!(summaries.iter().all(|text| *text == summaries[0]));
    }
}

/// The quick way of one team gives the counts of the general one, with failures lost or done again.
#[test]
fn a_line_is_a_crew_of_one() {
    for failure in [Failure::Lose, Failure::Redo] {
        let mut line = one_team::model(&items(80));
        line.failure = failure;
        // A second team without work asks for the general way.
        let mut general = line.clone();
        general.teams.push(Team { key: Key::team(&Id::new("idle")), ..line.teams[0].clone() });
        let (line, general) = (tried(&line, ask(1_003, false)), tried(&general, ask(1_003, false)));
        assert_eq!(line.days, general.days);
        assert_eq!(line.reached, general.reached);
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
    let watch = Watch {
        stop: &|| done.load(Ordering::Relaxed) >= 1_000,
        done: &|count| {
            done.fetch_add(count, Ordering::Relaxed);
        },
    };
    let stopped = run(&model, ask(1_000_000, true), &watch).trimmed();
    assert!(stopped.trials >= 1_000 && stopped.trials < 1_000_000);
    assert_eq!(stopped, tried(&model, ask(stopped.trials, true)));
}

/// A step more, wherever it stands, takes time; it draws for itself and for nobody else.
#[test]
fn one_step_more_shifts_nobody_elses_draw() {
    let luck = Luck::new(7);
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
        (step.effort.span, step.success, step.delay, step.release) = (0, chance(10_000), 0, 0);
    }
    for team in &mut model.teams {
        team.paces = paces(Law::Triangular, 1000, 1000, 1000);
    }
    // Red has 10 and 20 hours: finished on days 1 and 3, shown two days later. Blue has 9 and 18 hours; the second of red
    // needs the first of blue (finished on day 1) and a gap of 3 days: red begins it on day 4, and days 5, 6 are
    // free, so 20 hours end on day 8. Blue's second ends on day 3.
    for (step, hours) in model.steps.iter_mut().zip([10, 9, 20, 18]) {
        step.effort.low = hours * 60;
    }
    let tally = tried(&model, ask(300, true));
    let summary = summary(&model, &tally);
    for day in &summary.days {
        assert!(day.p10 == day.p50 && day.p50 == day.p90 && day.p90 == day.mean, "{day:?}");
        let points = 1_000 + [3, 3, 10, 5].iter().filter(|&&shown| day.day >= shown).count() * 137;
        let max = if day.day >= 30 { 105_000 } else { 100_000 };
        let percent = (f64::from(u32::try_from(points).unwrap()) * 1e4 / f64::from(max)).round();
        assert!((percent - f64::from(i32::try_from(day.p50).unwrap())).abs() < 0.5, "{day:?} {percent}");
    }
    assert!(summary.drivers.is_empty());
}

/// The curve never falls where points only come, its quantiles keep their order, and the chance of the goal is the
/// share of the trials that reach it.
#[test]
fn the_summary_keeps_its_order() {
    let model = crew(60);
    let tally = tried(&model, ask(3_000, true));
    let summary = summary(&model, &tally);
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
    // One step decides each trial that reaches the goal.
    let reached: u32 = tally.reached[..tally.reached.len() - 1].iter().sum();
    assert_eq!(tally.decided.iter().sum::<u32>(), reached);
    assert!(summary.drivers.iter().all(|driver| driver.share <= 1.0 && driver.share >= 0.0));
    // The two teams, at the end of the list of quantities, drive more than any single step.
    let strongest: Vec<usize> = summary.drivers.iter().take(2).map(|driver| driver.place).collect();
    assert!(strongest.contains(&60) || strongest.contains(&61), "{strongest:?}");
}

/// The mean of a sum is the sum of the means: all steps done at once, each in 70 to 100 % of the trials.
#[test]
fn the_mean_of_the_curve_is_the_sum_of_the_means() {
    let model = one_team::model(&items(100));
    let n = 4_000;
    let tally = tried(&model, Ask { keep: None, ..ask(n, false) });
    let summary = summary(&model, &tally);
    let (mut mean, mut variance, mut all) = (0.0, 0.0, 0.0);
    for (step, shift) in model.steps.iter().zip(&model.shifts) {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let (q, points) = (step.success as f64 / 4_294_967_296.0, shift.points as f64);
        mean += q * points;
        variance += q * (1.0 - q) * points * points;
        all += points;
    }
    // On the last day nearly everything that succeeds shows; the rest lowers the mean, so this bound has one side.
    let last = summary.days.last().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "hundredths of a percent")]
    let found = last.mean as f64 * all / 1e4;
    let error = 5.0 * (variance / f64::from(n)).sqrt() + all / 1e4;
    assert!(found <= mean + error, "{found} {mean} {error}");
    assert!(found >= mean * 0.9, "{found} {mean}");
}
