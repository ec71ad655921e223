//! Schedules of random work hold before the audit, which makes none itself.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use scoreplan::model::{
    Aim, BasisPoints, Freeze, Graph, Id, Minutes, Pilot, Points, Ramp, Share, Team, Weight, Window,
};
use scoreplan::plan::audit::Kind;
use scoreplan::plan::audit::dates::{Dated, Rules, judge};
use scoreplan::plan::schedule::{Purpose, Schedule};
use scoreplan::plan::{Backlog, Order, Ranking, WorkItem, WorkKind, rank};
use serde_json::{Value, json};

use crate::support::{ROOT, ask, breaches};

const START: Date = date(2026, 11, 2);
const DAYS: i64 = 70;

fn day(at: i64) -> Date {
    START.checked_add(at.days()).unwrap()
}

/// Work, teams and days off.
#[derive(Debug, Clone)]
struct Teamwork {
    nodes: Vec<WorkItem>,
    teams: Vec<Team>,
    freezes: Vec<Freeze>,
    holidays: Vec<Date>,
    dates: Vec<Window>,
    ramps: Vec<Ramp>,
    aim: Aim,
}

fn product(at: usize) -> Id {
    Id::new(["red", "green", "blue"][at % 3])
}

fn team(at: usize) -> impl Strategy<Value = Team> {
    let changes = proptest::collection::vec((0..DAYS, 0_i64..=2_400), 0..=3);
    let lead = prop_oneof![2 => Just(0_i64), 1 => 1_i64..=9];
    let upkeep = prop_oneof![2 => Just(0_i64), 1 => 1_i64..=3_000];
    let holidays = proptest::collection::vec(0..DAYS, 0..=4);
    let products = proptest::collection::vec(0_usize..3, 0..=2);
    let controls = proptest::collection::vec(0_usize..12, 0..=2);
    (1_i64..=2_400, changes, lead, upkeep, holidays, (products, controls)).prop_map(
        move |(week, mut changes, lead_days, upkeep, holidays, (products, controls))| {
            changes.sort_unstable();
            changes.dedup_by_key(|change| change.0);
            Team {
                id: Id::new(["amber", "birch", "cedar"][at]),
                per_week: Minutes(week),
                changes: changes.into_iter().map(|(at, hours)| (day(at), Minutes(hours))).collect(),
                products: products.into_iter().map(product).collect(),
                controls: controls.into_iter().map(name).collect(),
                lead_days,
                upkeep: BasisPoints(upkeep),
                holidays: holidays.into_iter().map(day).collect(),
            }
        },
    )
}

fn name(at: usize) -> Id {
    Id::new(&format!("work-{at:02}"))
}

fn node() -> impl Strategy<Value = (i64, i64, usize, Vec<usize>, i64, bool)> {
    let effort = prop_oneof![1 => Just(0_i64), 6 => 1_i64..=1_500];
    let wait = prop_oneof![3 => Just(0_i64), 1 => 1_i64..=12];
    (effort, 0_i64..=1_000, 0_usize..3, proptest::collection::vec(0_usize..12, 0..=2), wait, any::<bool>())
}

fn teamwork() -> impl Strategy<Value = Teamwork> {
    let teams = prop_oneof![
        team(0).prop_map(|one| vec![one]).boxed(),
        (team(0), team(1)).prop_map(|(one, two)| vec![one, two]).boxed(),
        (team(0), team(1), team(2)).prop_map(|(one, two, three)| vec![one, two, three]).boxed(),
    ];
    let freezes = proptest::collection::vec((0..DAYS, 0_i64..=12), 0..=2);
    let holidays = proptest::collection::vec(0..DAYS, 0..=4);
    let windows =
        proptest::collection::vec((0_usize..12, prop::option::of(0..DAYS), prop::option::of(0..DAYS)), 0..=2);
    let aim = prop_oneof![3 => Just(Aim::Rank), 1 => Just(Aim::Area), 1 => Just(Aim::Score)];
    let ramps = proptest::collection::vec((0_usize..12, 1_i64..=9_999, 0_i64..=9), 0..=2);
    (proptest::collection::vec(node(), 1..=12), teams, freezes, holidays, windows, ramps, aim).prop_map(
        |(nodes, teams, freezes, holidays, windows, ramps, aim)| {
            let ramps = ramps.into_iter().map(|(at, coverage, wait_days)| Ramp {
                control: name(at),
                pilots: vec![Pilot { coverage: BasisPoints(coverage), wait_days }],
            });
            let nodes =
                nodes.into_iter().enumerate().map(|(at, (effort, points, of, needs, wait_days, own))| {
                    let mut needs: Vec<usize> = needs.into_iter().filter(|need| *need < at).collect();
                    needs.sort_unstable();
                    needs.dedup();
                    WorkItem {
                        id: name(at),
                        kind: if points > 0 { WorkKind::Control } else { WorkKind::Action },
                        title: String::new(),
                        product: Some(product(of)),
                        team: own.then(|| Id::new("amber")),
                        way: None,
                        points: Points(points),
                        max: Points::ZERO,
                        effort: Minutes(effort),
                        requires: needs.iter().copied().map(name).collect(),
                        needs,
                        after: Vec::new(),
                        wait_days,
                    }
                });
            let windows = windows.into_iter().map(|(at, earliest, latest)| Window {
                id: name(at),
                earliest: earliest.map(day),
                latest: latest.map(day),
            });
            Teamwork {
                nodes: nodes.collect(),
                teams,
                freezes: freezes
                    .into_iter()
                    .map(|(at, days)| Freeze { from: day(at), to: day(at + days), reason: None })
                    .collect(),
                holidays: holidays.into_iter().map(day).collect(),
                dates: windows.collect(),
                ramps: ramps.collect(),
                aim,
            }
        },
    )
}

impl Teamwork {
    fn ranking(&self) -> Ranking {
        let weights = self.nodes.iter().map(|n| Weight { points: n.points, minutes: n.effort }).collect();
        let graph = Graph::new(weights, self.nodes.iter().map(|node| node.needs.clone()).collect()).unwrap();
        rank(
            Backlog { items: self.nodes.clone(), graph, excluded: Vec::new(), exact: true },
            Order::Bundles,
            None,
        )
    }

    fn schedule(&self) -> Schedule {
        let days = (START, day(DAYS));
        let mut schedule =
            Schedule::new(self.teams.clone(), &self.freezes, &self.holidays, &self.dates, days)
                .with_ramps(&self.ramps);
        let shows = |_: &Id| 2_i64;
        let grows = |node: &WorkItem, share: Share| Points(share.of_count(node.points.0));
        let purpose = Purpose { aim: self.aim, shows: &shows, grows: &grows };
        schedule.extend(&self.ranking(), START, None, purpose);
        schedule
    }

    fn rules(&self) -> Rules<'_> {
        Rules {
            teams: &self.teams,
            freezes: &self.freezes,
            holidays: &self.holidays,
            dates: &self.dates,
            ramps: &self.ramps,
            from: START,
            by: day(DAYS),
        }
    }

    fn dated<'a>(&'a self, schedule: &'a Schedule) -> Vec<Dated<'a>> {
        let bookings = schedule.bookings.values();
        bookings
            .map(|booking| {
                let node = self.nodes.iter().find(|node| node.id == booking.id).unwrap();
                Dated {
                    id: &node.id,
                    product: node.product.as_ref(),
                    usual: node.team.as_ref(),
                    team: &booking.team,
                    start: booking.start,
                    finish: booking.finish,
                    stages: booking
                        .pilots
                        .iter()
                        .map(|(share, finish)| (BasisPoints(share.of_count(10_000)), *finish))
                        .collect(),
                    effort: node.effort,
                    needs: node.requires.iter().collect(),
                    wait_days: node.wait_days,
                }
            })
            .collect()
    }
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(8),
        failure_persistence: None,
        ..Config::default()
    })
}

#[test]
fn the_audit_holds_the_days_of_thousands_of_schedules() {
    let booked = std::cell::Cell::new(0);
    runner(4_000)
        .run(&teamwork(), |teamwork| {
            let schedule = teamwork.schedule();
            let late: Vec<Id> = schedule.late().into_iter().map(|(id, _)| id.clone()).collect();
            let work = teamwork.dated(&schedule);
            booked.set(booked.get() + work.len());
            let breaches = judge(&work, &late, &teamwork.rules());
            prop_assert!(breaches.is_empty(), "{:?}", breaches.iter().map(|b| b.text()).collect::<Vec<_>>());
            // What is booked rests on nothing that is not.
            for one in &work {
                prop_assert!(one.needs.iter().all(|need| work.iter().any(|other| other.id == *need)));
            }
            Ok(())
        })
        .unwrap();
    assert!(booked.get() > 8_000, "{}", booked.get());
}

/// Every schedule that is altered is refused, so the audit does judge.
#[test]
fn the_audit_refuses_altered_schedules() {
    let refused = std::cell::Cell::new(0);
    runner(600)
        .run(&teamwork(), |teamwork| {
            let schedule = teamwork.schedule();
            let late: Vec<Id> = schedule.late().into_iter().map(|(id, _)| id.clone()).collect();
            let work = teamwork.dated(&schedule);
            let finds = |altered: Vec<Dated<'_>>, kind: Kind| {
                judge(&altered, &late, &teamwork.rules()).iter().any(|breach| breach.kind == kind)
            };
            let other = Id::new("nobody");
            for at in 0..work.len() {
                let bend = |change: &dyn Fn(&mut Dated<'_>)| {
                    let mut altered = work.clone();
                    change(&mut altered[at]);
                    altered
                };
                let mut strange = work.clone();
                strange[at].team = &other;
                prop_assert!(finds(strange, Kind::Team));
                prop_assert!(finds(bend(&|one| one.effort = Minutes(10_000_000)), Kind::Overbooked));
                prop_assert!(finds(bend(&|one| one.finish = day(DAYS + 1)), Kind::AfterEnd));
                prop_assert!(finds(bend(&|one| one.start = day(-1)), Kind::TooEarly));
                // The next Sunday: 2 November is a Monday.
                let sunday = |one: &mut Dated<'_>| {
                    one.finish = day((one.finish.since(START).unwrap().get_days() as i64 / 7) * 7 + 6);
                };
                prop_assert!(finds(bend(&sunday), Kind::DayOff));
                if let Some(need) = work.iter().position(|other| work[at].needs.contains(&other.id)) {
                    let mut altered = work.clone();
                    altered[need].finish = day(DAYS);
                    altered[need].start = day(DAYS);
                    if work[at].start < day(DAYS) {
                        prop_assert!(finds(altered, Kind::NeedNotReady));
                    }
                }
                if let Some(ramp) = teamwork.ramps.iter().rfind(|ramp| ramp.control == *work[at].id) {
                    let shorter = bend(&|one| one.finish = one.start);
                    prop_assert!(ramp.pilots.is_empty() || finds(shorter, Kind::Ramp));
                }
                refused.set(refused.get() + 1);
            }
            Ok(())
        })
        .unwrap();
    assert!(refused.get() > 1_000, "{}", refused.get());
}

/// A saved plan by a day is judged by the scenario it was made for, and refused when its days are altered.
#[test]
fn check_judges_the_days_of_saved_plans() {
    let scenario = format!("{ROOT}/scenarios/e5-three-teams.yaml");
    let plan = ask(json!({ "question": "plan", "by": "2027-03-31", "scenario": scenario }));
    let question = json!({ "tenant": "sample-e5", "scenario": scenario });
    assert_eq!(breaches(&plan, &question), [""; 0]);
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut altered = plan.clone();
        change(&mut altered["steps"][0]);
        breaches(&altered, &question)
    };
    let kinds = altered(&|step| step["team"] = "nobody".into());
    assert!(kinds.contains(&"team".to_owned()), "{kinds:?}");
    let kinds = altered(&|step| step["start"] = "2026-11-01".into());
    assert!(kinds.contains(&"too-early".to_owned()), "{kinds:?}");
    let kinds = altered(&|step| step["effort_minutes"] = 6_000_000.into());
    assert!(kinds.contains(&"overbooked".to_owned()), "{kinds:?}");
    let kinds = altered(&|step| step["finish"] = "2026-12-20".into());
    assert!(kinds.contains(&"day-off".to_owned()), "{kinds:?}");
}
