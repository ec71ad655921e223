//! The other charts, against places computed by hand, and with random input.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use scoreplan::chart::calendar::{Calendar, Span, Team};
use scoreplan::chart::dependencies::{Dependencies, Step};
use scoreplan::chart::dip::Licensed;
use scoreplan::chart::frontier::{Corner, Frontier};
use scoreplan::chart::over_time::Mark;
use scoreplan::chart::waterfall::{Cause, Waterfall};
use scoreplan::chart::{Frame, Home, calendar, dependencies, dip, frontier, waterfall};

use crate::document::svg_reader::{Drawn, harmless};

const PAGE: Frame<'_> = Frame { id: "c", width: 760, home: Home::Page };

fn mark(date: Date, percent: i64) -> Mark {
    Mark { date, percent }
}

fn option(name: &str, low: i64) -> Licensed {
    Licensed {
        name: name.to_owned(),
        before: 4_500,
        day_0: 4_400,
        low: mark(date(2027, 2, 1), low),
        day_90: Some(6_000),
        end: mark(date(2027, 11, 1), 9_000),
    }
}

#[test]
fn an_option_falls_and_recovers_where_the_scale_says() {
    let drawn = Drawn::read(&dip(&[option("E5", 2_000)], &PAGE));
    // Stations from 80 px to 570 px, 122.5 px apart; marks 20 to 100 by twenties over 280 px above 300: 35 px a ten.
    let line = drawn.one("path", "series-1");
    assert_eq!(line.attribute("d"), Some("M80 212.5L202.5 216L325 300L447.5 160L570 55"));
    assert_eq!(
        drawn.description(),
        "E5: 45.00 % the day before, 44.00 % on day 0, lowest 20.00 % on 2027-02-01, 60.00 % after 90 days, 90.00 % on \
         2027-11-01."
    );
}

#[test]
fn options_without_a_day_90_and_beyond_the_fifth_are_told() {
    let mut options: Vec<Licensed> =
        (0..7).map(|n| option(&format!("option {n}"), 2_000 + n * 100)).collect();
    options[0].day_90 = None;
    let drawn = Drawn::read(&dip(&options, &PAGE));
    assert_eq!(drawn.one("path", "series-1").attribute("d"), Some("M80 212.5L202.5 216L325 300L570 55"));
    assert!(drawn.texts("muted").contains(&"2 more options are not drawn".to_owned()));
    assert!(
        drawn.description().contains("option 6: ")
            && !drawn.description().contains("option 0: 45.00 % after")
    );
}

#[test]
fn the_frontier_is_level_until_the_next_corner_is_paid_for() {
    let corner = |hours: i64, percent| Corner { minutes: hours * 60, percent };
    let chart = Frontier {
        corners: vec![corner(0, 4_000), corner(50, 7_000), corner(100, 9_000)],
        chosen: Some(corner(60, 7_500)),
        target: Some(8_000),
    };
    let drawn = Drawn::read(&frontier(&chart, &PAGE));
    // 48 to 736 px for 0 to 100 h; marks 40 to 90 by tens over 280 px from 20 px: 56 px a ten.
    assert_eq!(drawn.one("path", "series-1").attribute("d"), Some("M48 300H392V132H736V20"));
    let ring = drawn.one("circle", "series-2 paper");
    // 60 h: 48 + 0.6 * 688 = 460.8; 75 %: 300 - 3.5 * 56 = 104.
    assert_eq!((ring.attribute("cx"), ring.attribute("cy")), (Some("460.8"), Some("104")));
    assert_eq!(
        drawn.description(),
        "3 corners, from 0.00 h for 40.00 % to 100.00 h for 90.00 %. Within half of the hours: 50.00 h for 70.00 %. The \
         plan: 60.00 h for 75.00 %. Wanted: 80.00 %."
    );
    assert!(drawn.texts("fill-2 halo").contains(&"this plan: 60.00 h for 75.00 %".to_owned()));
}

fn falls() -> Waterfall {
    let cause = |name: &str, percent| Cause { name: name.to_owned(), percent };
    Waterfall {
        start: mark(date(2027, 1, 1), 4_000),
        causes: vec![cause("gain", 3_000), cause("fall", -1_000)],
        end: mark(date(2027, 12, 31), 6_000),
    }
}

#[test]
fn bars_go_from_one_total_to_the_next() {
    let drawn = Drawn::read(&waterfall(&falls(), &PAGE));
    let bars: Vec<(f64, f64)> = ["level", "gain", "loss"]
        .iter()
        .flat_map(|class| drawn.all("rect", class))
        .map(|bar| (bar.number("x"), bar.number("x") + bar.number("width")))
        .collect();
    let [start, end, gain, fall] = bars.as_slice() else { panic!("{bars:?}") };
    // The axis runs from 40 to 70 by fives; 40 % is its left end, and what is nothing wide is still a pixel.
    assert!((start.1 - start.0 - 1.0).abs() < 0.01);
    assert!((gain.0 - start.0).abs() < 0.01 && (gain.1 - 696.0).abs() < 0.01);
    let third = (gain.1 - gain.0) / 3.0;
    assert!((fall.1 - gain.1).abs() < 0.11 && (fall.1 - fall.0 - third).abs() < 0.11);
    assert!((end.1 - fall.0).abs() < 0.11);
    let shown = drawn.texts("ink");
    for text in ["40.00 %", "+30.00", "-10.00", "60.00 %"] {
        assert!(shown.contains(&text.to_owned()), "{text}");
    }
}

#[test]
fn small_causes_share_a_bar_and_nothing_is_lost() {
    let causes: Vec<Cause> = (1..=40).map(|n| Cause { name: format!("cause {n}"), percent: n }).collect();
    let chart = Waterfall { causes, end: mark(date(2027, 12, 31), 4_820), ..falls() };
    let drawn = Drawn::read(&waterfall(&chart, &PAGE));
    // The ten largest are 31 to 40; the others sum to 30 * 31 / 2 = 465 hundredths, and come before them.
    let shown = drawn.texts("ink");
    assert!(shown.contains(&"30 other causes".to_owned()) && shown.contains(&"+4.65".to_owned()));
    assert!(shown.contains(&"cause 31".to_owned()) && !shown.contains(&"cause 30".to_owned()));
    let place = |name: &str| shown.iter().position(|text| text == name);
    assert!(place("30 other causes") < place("cause 31"));
}

#[test]
fn work_stands_on_its_days_and_frozen_days_are_hatched() {
    let span = |name: &str, from, to| Span { name: name.to_owned(), from, to };
    let chart = Calendar {
        teams: vec![Team {
            name: "identity".to_owned(),
            pieces: vec![
                span("first", date(2027, 1, 1), date(2027, 1, 10)),
                span("second", date(2027, 1, 11), date(2027, 1, 20)),
            ],
        }],
        freezes: vec![
            span("freeze", date(2027, 1, 6), date(2027, 1, 10)),
            span("another year", date(2028, 1, 6), date(2028, 1, 10)),
        ],
        holidays: vec![date(2027, 1, 20), date(2029, 1, 1)],
    };
    let drawn = Drawn::read(&calendar(&chart, &PAGE));
    // 16 to 744 px for twenty days: 36.4 px a day.
    let bars: Vec<(f64, f64)> =
        drawn.all("rect", "fill-1").iter().map(|bar| (bar.number("x"), bar.number("width"))).collect();
    assert_eq!(bars, [(16.0, 364.0), (380.0, 364.0)]);
    let shade = drawn.all("rect", "shade");
    assert_eq!(shade.len(), 1);
    assert_eq!((shade[0].number("x"), shade[0].number("width")), (707.6, 36.4));
    let hatched: Vec<_> =
        drawn.elements("rect").filter(|rect| rect.attribute("fill") == Some("url(#c-hatch)")).collect();
    assert_eq!(hatched.len(), 1);
    assert_eq!((hatched[0].number("x"), hatched[0].number("width")), (198.0, 182.0));
    assert_eq!(
        drawn.description(),
        "identity: 2 pieces of work, 2027-01-01 to 2027-01-20. Frozen: 2027-01-06 to 2027-01-10, freeze."
    );
}

#[test]
fn what_is_needed_stands_left_of_what_needs_it() {
    let step = |name: &str, action| Step { name: name.to_owned(), points: 250, minutes: 90, action };
    let names = ["profile", "a", "b", "c", "d", "free"];
    let plan = Dependencies {
        steps: names.iter().map(|name| step(name, *name == "profile")).collect(),
        needs: vec![(1, 0), (2, 0), (3, 0), (4, 1)],
    };
    let drawn = Drawn::read(&dependencies(&plan, &PAGE));
    assert_eq!(
        drawn.description(),
        "6 steps. a needs profile. b needs profile. c needs profile. d needs a. 1 step that needs and brings nothing is \
         not drawn."
    );
    let action = drawn.one("rect", "box series-2").number("x");
    let controls: Vec<f64> = drawn.all("rect", "box series-1").iter().map(|node| node.number("x")).collect();
    assert_eq!(controls.len(), 4);
    assert!(controls.iter().all(|x| *x > action));
    assert_eq!(drawn.all("path", "link").len(), 4);
}

#[test]
fn names_do_no_harm_in_any_chart() {
    let name = "\"><script>alert(1)</script><a href='x'>\u{202e}\u{7}&#x3c;".to_owned();
    for home in [Home::Page, Home::File] {
        let frame = Frame { home, id: "\"><script>", ..PAGE };
        let day = date(2027, 1, 1);
        let span = || Span { name: name.clone(), from: day, to: day };
        let step = Step { name: name.clone(), points: 1, minutes: 1, action: false };
        let cause = Cause { name: name.clone(), percent: 1 };
        let texts = [
            dip(&[option(&name, 2_000)], &frame),
            waterfall(&Waterfall { causes: vec![cause], ..falls() }, &frame),
            calendar(
                &Calendar {
                    teams: vec![Team { name: name.clone(), pieces: vec![span()] }],
                    freezes: vec![span()],
                    holidays: vec![day],
                },
                &frame,
            ),
            dependencies(&Dependencies { steps: vec![step.clone(), step], needs: vec![(0, 1)] }, &frame),
        ];
        for text in texts {
            harmless(&text, home);
            assert!(!text.contains("<script"));
        }
    }
}

fn any_date() -> impl Strategy<Value = Date> {
    (prop_oneof![2026_i16..2029, -9999_i16..=9999], 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| date(year, month, day))
}

fn figure() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..=10_000, any::<i64>()]
}

fn any_mark() -> impl Strategy<Value = Mark> {
    (any_date(), figure()).prop_map(|(date, percent)| Mark { date, percent })
}

fn any_span() -> impl Strategy<Value = Span> {
    (".{0,40}", any_date(), any_date()).prop_map(|(name, from, to)| Span { name, from, to })
}

fn any_frame() -> impl Strategy<Value = (i64, Home)> {
    (-5_i64..3_000, prop_oneof![Just(Home::Page), Just(Home::File)])
}

fn well_formed(draw: impl Fn(&Frame<'_>) -> String, (width, home): (i64, Home)) {
    let frame = Frame { id: "any", width, home };
    let text = draw(&frame);
    harmless(&text, home);
    assert_eq!(text, draw(&frame));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_options(
        options in proptest::collection::vec((".{0,40}", figure(), figure(), any_mark(), proptest::option::of(figure()), any_mark())
            .prop_map(|(name, before, day_0, low, day_90, end)| Licensed { name, before, day_0, low, day_90, end }), 0..8),
        frame in any_frame(),
    ) {
        well_formed(|frame| dip(&options, frame), frame);
    }

    #[test]
    fn any_frontier(
        corners in proptest::collection::vec((figure(), figure()), 0..70),
        chosen in proptest::option::of((figure(), figure())),
        target in proptest::option::of(figure()),
        frame in any_frame(),
    ) {
        let corner = |(minutes, percent)| Corner { minutes, percent };
        let chart = Frontier { corners: corners.into_iter().map(corner).collect(), chosen: chosen.map(corner), target };
        well_formed(|frame| frontier(&chart, frame), frame);
    }

    #[test]
    fn any_waterfall(
        start in any_mark(),
        causes in proptest::collection::vec((".{0,40}", figure()).prop_map(|(name, percent)| Cause { name, percent }), 0..30),
        end in any_mark(),
        frame in any_frame(),
    ) {
        let chart = Waterfall { start, causes, end };
        well_formed(|frame| waterfall(&chart, frame), frame);
    }

    #[test]
    fn any_calendar(
        teams in proptest::collection::vec((".{0,20}", proptest::collection::vec(any_span(), 0..40)), 0..7),
        freezes in proptest::collection::vec(any_span(), 0..4),
        holidays in proptest::collection::vec(any_date(), 0..4),
        frame in any_frame(),
    ) {
        let teams = teams.into_iter().map(|(name, pieces)| Team { name, pieces }).collect();
        let chart = Calendar { teams, freezes, holidays };
        well_formed(|frame| calendar(&chart, frame), frame);
    }

    #[test]
    fn any_graph_even_one_with_cycles(
        steps in proptest::collection::vec((".{0,40}", figure(), figure(), any::<bool>())
            .prop_map(|(name, points, minutes, action)| Step { name, points, minutes, action }), 0..90),
        needs in proptest::collection::vec((0_usize..95, 0_usize..95), 0..200),
        frame in any_frame(),
    ) {
        let plan = Dependencies { steps, needs };
        well_formed(|frame| dependencies(&plan, frame), frame);
    }
}
