//! The engine against the judge, world by world.

use std::collections::BTreeMap;
use std::fmt;

use scoreplan::diag::Findings;
use scoreplan::engine::{Engine, Memory, Question};
use scoreplan::load::source::Source;
use scoreplan::load::{catalogue, tenant};
use scoreplan::model::{Catalogue, Id, Tenant};
use serde_json::{Map, Value, json};

use super::checks::saved;
use super::claims::{budget, hours, hundredths};
use super::generate::{Random, Texts};
use super::search::{Aside, Asked, End, Ends, search};
use super::world::{Assumed, Work, World};

/// The kinds of difference between the engine and the judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Differs {
    /// The engine refuses a question that makes sense.
    Refusal,
    /// Its status is not the one that is true.
    Status,
    /// Its plan is worse than some sequence, or better than all.
    Plan,
    /// Its bound is not the plan.
    Bound,
    /// What it says to a question without an answer would not help, or not be the nearest.
    WayOut,
    /// Its frontier is not what is efficient, or its corners are not the hull.
    Frontier,
    /// `check` refuses what keeps the rules.
    CheckRefuses,
    /// `check` accepts what breaks one.
    CheckAccepts,
}

#[derive(Debug, Clone)]
pub(crate) struct Difference {
    pub(crate) what: Differs,
    pub(crate) text: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.what, self.text)
    }
}

/// A world as both sides read it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) texts: Texts,
    catalogue: Catalogue,
    tenant: Tenant,
}

impl Case {
    /// Reads some worlds at once, since the built-in catalogue is read with every overlay; each keeps its own entries. A few
    /// dozen are enough: the product that all share grows with them.
    pub(crate) fn read(worlds: Vec<Texts>) -> Vec<Self> {
        let overlay = |of: &Texts| Source::from_text(&format!("overlay-{}.yaml", of.seed), &of.overlay);
        let sources: Vec<Source> = worlds.iter().map(overlay).collect();
        let mut findings = Findings::new();
        let all = catalogue::load(&sources, &mut findings);
        assert!(!findings.has_errors(), "{findings:#?}");
        let of = |texts: Texts| {
            let tag = format!("k{}", texts.seed);
            Self::of(texts, &all, &|id: &Id| {
                let name = id.as_str().to_lowercase();
                name.strip_prefix(&tag).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            })
        };
        worlds.into_iter().map(of).collect()
    }

    /// Reads one world that somebody wrote, of the product `xlab`.
    pub(crate) fn written(texts: Texts) -> Self {
        let source = Source::from_text("overlay.yaml", &texts.overlay);
        let mut findings = Findings::new();
        let all = catalogue::load(&[source], &mut findings);
        assert!(!findings.has_errors(), "{findings:#?}");
        let named = texts.overlay.clone();
        let has = |id: &Id| ["id", "sku"].iter().any(|key| named.contains(&format!("{key}: {id},")));
        Self::of(texts, &all, &has)
    }

    fn of(texts: Texts, all: &Catalogue, has: &dyn Fn(&Id) -> bool) -> Self {
        // Only what is its own is copied, since the built-in catalogue is large.
        let catalogue = Catalogue {
            version: all.version.clone(),
            products: own(&all.products, |id| id.as_str() == "xlab"),
            controls: own(&all.controls, has),
            actions: own(&all.actions, has),
            plans: own(&all.plans, has),
            skus: own(&all.skus, has),
            ..Catalogue::default()
        };
        let mut findings = Findings::new();
        let source = Source::from_text("tenant.yaml", &texts.tenant);
        let Some(tenant) = tenant::read(&source, &catalogue, &mut findings) else {
            panic!("{findings:#?}\n{}", texts.tenant)
        };
        Self { texts, catalogue, tenant }
    }

    pub(crate) fn world(&self, assumed: Assumed) -> Option<World<'_>> {
        World::of(&self.catalogue, &self.tenant, assumed)
    }

    /// An engine that knows nothing but this catalogue and these files.
    pub(crate) fn engine(&self, files: Memory) -> Engine {
        Engine::built_in().over(self.catalogue.clone()).files(files)
    }

    /// What a world of this seed was left aside for, or what differs in it. Of a hundred questions so many are asked: many
    /// worlds show more than many questions.
    pub(crate) fn compare(&self, most: usize, often: u64) -> Result<Vec<Difference>, Aside> {
        let mut random = Random::new(self.texts.seed ^ 0x5eed);
        let assumed = Assumed {
            advisory: random.often(15),
            by_plan: random.often(8),
            unknown_max: random.often(8).then_some(500),
        };
        let world = self.world(assumed).ok_or(Aside::Unsaid)?;
        let ends = search(&world, most)?;
        let files = Memory::from([("tenant.yaml", self.texts.tenant.as_bytes())]);
        let mut trial = Trial {
            engine: self.engine(files),
            ends,
            assume: written_out(assumed),
            plans: vec![],
            found: vec![],
            often,
        };
        trial.ask_all(&mut random);
        trial.check_all(self, &mut random);
        Ok(trial.found)
    }
}

fn own<T: Clone>(all: &BTreeMap<Id, T>, is_own: impl Fn(&Id) -> bool) -> BTreeMap<Id, T> {
    all.iter().filter(|(id, _)| is_own(id)).map(|(id, entry)| (id.clone(), entry.clone())).collect()
}

fn written_out(assumed: Assumed) -> Value {
    let mut settings = Map::new();
    let mut set = |name: &str, value: &str| settings.insert(name.to_owned(), value.into());
    if assumed.advisory {
        set("gates", "advisory");
    }
    if assumed.by_plan {
        set("visibility", "plan");
    }
    if let Some(max) = assumed.unknown_max {
        set("unknown-max", &(max / 100).to_string());
    }
    settings.into()
}

/// What a plan is to be best in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    Points,
    Percent,
    Target,
}

pub(super) struct Trial<'w, 'a> {
    pub(super) engine: Engine,
    pub(super) ends: Ends<'w, 'a>,
    assume: Value,
    /// Plans of the engine.
    pub(super) plans: Vec<Value>,
    found: Vec<Difference>,
    pub(super) often: u64,
}

impl Trial<'_, '_> {
    pub(super) fn differs(&mut self, what: Differs, text: String) {
        self.found.push(Difference { what, text });
    }

    fn ask_all(&mut self, random: &mut Random) {
        let nothing = Asked::default();
        self.ask(Aim::Points, &nothing, [&[], &[]], true);
        let all = self.ends.most_points(&nothing).map_or(0, |end| end.minutes);
        let budget = Asked { budget: Some(below(all + 2, random)), ..nothing.clone() };
        let start = rounded_down(self.ends.start());
        let high = self.ends.highest_percentage(&nothing).map_or(0, rounded_down);
        let to = |target: i64| Asked { target: Some(target.min(10_000)), ..Asked::default() };
        let between = to(start + below(high - start + 1, random));
        let open: Vec<usize> =
            (0..self.ends.world.items.len()).filter(|&at| self.can_be_asked_for(at)).collect();
        let name = |random: &mut Random| {
            let at = open.get(usize::try_from(random.below(open.len().max(1) as u64)).unwrap_or(0));
            let id = &self.ends.world.items[at.copied().unwrap_or(0)].id;
            let name = if random.often(50) { id.as_str() } else { id.without_instance() };
            name.to_owned()
        };
        let (one, other, third) = (name(random), name(random), name(random));
        let (one, other, third): (&[&str], &[&str], &[&str]) = (&[&one], &[&other], &[&third]);
        let both = [one[0], other[0]];
        let questions: [(Aim, Asked, [&[&str]; 2]); 11] = [
            (Aim::Points, budget.clone(), [&[], &[]]),
            (Aim::Percent, nothing.clone(), [&[], &[]]),
            (Aim::Percent, budget.clone(), [&[], &[]]),
            (Aim::Target, between.clone(), [&[], &[]]),
            (Aim::Target, to(high), [&[], &[]]),
            (Aim::Target, to(high + 1), [&[], &[]]),
            (Aim::Points, nothing.clone(), [one, &[]]),
            (Aim::Points, nothing.clone(), [&both, &[]]),
            (Aim::Points, budget, [one, other]),
            (Aim::Target, between, [&[], third]),
            (Aim::Points, nothing, [&[], third]),
        ];
        for (aim, asked, names) in questions {
            // A name is asked for or ruled out, and asked for once.
            let app = |name: &str| Id::new(name).without_instance().to_owned();
            let (must, never) = (names[0], names[1]);
            let again = |at: usize| must[..at].iter().chain(never).any(|name| app(name) == app(must[at]));
            let twice = (0..must.len()).any(again);
            let named = !names.concat().is_empty();
            if !twice && (!named || !open.is_empty()) && random.often(self.often) {
                self.ask(aim, &asked, names, false);
            }
        }
    }

    /// What nobody knows the worth of is worked on for something else alone.
    fn can_be_asked_for(&self, item: usize) -> bool {
        !matches!(&self.ends.world.items[item].work, Work::Control(row) if row.is_unknown())
    }

    fn ask(&mut self, aim: Aim, asked: &Asked, [must, never]: [&[&str]; 2], frontier: bool) {
        let items =
            |names: &[&str]| names.iter().flat_map(|name| self.ends.world.items_named(name)).collect();
        let asked = Asked { must: items(must), never: items(never), ..asked.clone() };
        let mut question = json!({
            "question": "plan", "tenant": "tenant.yaml", "assume": self.assume, "must": must, "never": never,
        });
        if frontier {
            question["frontier"] = "all".into();
        }
        if let Some(minutes) = asked.budget {
            question["budget"] = budget(minutes).into();
        }
        if let Some(target) = asked.target {
            question["target"] = format!("{}.{:02}%", target / 100, target % 100).into();
        }
        if aim == Aim::Percent {
            question["objective"] = "percent".into();
        }
        let short = format!(
            "{:?} budget {:?} target {:?} must {must:?} never {never:?}",
            aim, asked.budget, asked.target
        );
        let read = serde_json::from_value::<Question>(question).map_err(|wrong| wrong.to_string());
        let answer =
            read.and_then(|asked| self.engine.ask(&asked).map_err(|refusal| refusal.json().to_string()));
        let plan = match answer {
            Ok(outcome) => outcome.answer.0,
            Err(refusal) => return self.differs(Differs::Refusal, format!("{short}: {refusal}")),
        };
        let best = match aim {
            Aim::Points => self.ends.most_points(&asked),
            Aim::Percent => self.ends.highest_percentage(&asked),
            Aim::Target => self.ends.fewest_minutes(&asked),
        };
        let start = self.ends.start().score.points;
        let right = best.map(|end| (end.score.points - start, end.score.max, end.minutes));
        let steps = best.map(|end| self.steps(end)).unwrap_or_default();
        let status = if right.is_some() { "optimal" } else { "infeasible" };
        if plan["status"] != status {
            let text = format!("{short}: {} for {status} {right:?} {steps}", plan["status"]);
            self.differs(Differs::Status, text);
        }
        let said = hundredths(&plan["points"]).zip(plan["effort_minutes"].as_i64());
        let after = hundredths(&plan["max_after"]).unwrap_or(0);
        let same = match (aim, said, right) {
            (_, None, None) => true,
            (Aim::Points, Some(said), Some((points, _, minutes))) => said == (points, minutes),
            (Aim::Target, Some((points, minutes)), Some((most, max, least))) => {
                let beyond =
                    |points: i64, max: i64| 10_000 * (start + points) - asked.target.unwrap_or(0) * max;
                beyond(points, after) == beyond(most, max) && minutes == least
            }
            (Aim::Percent, Some((points, minutes)), Some((most, max, least))) => {
                (start + points) * max == (start + most) * after && minutes == least
            }
            _ => false,
        };
        if !same {
            self.differs(Differs::Plan, format!("{short}: {said:?} of {after} for {right:?} {steps}"));
        } else if let (Some((points, minutes)), true) = (said, right.is_some()) {
            let (key, is) = match aim {
                Aim::Points => ("bound_points", points),
                Aim::Target => ("bound_hours", hours(minutes)),
                Aim::Percent => {
                    ("bound_percent", (10_000 * (start + points)).checked_div(after).unwrap_or(0))
                }
            };
            if hundredths(&plan[key]) != Some(is) {
                self.differs(Differs::Bound, format!("{short}: {key} {} for {is}", plan[key]));
            }
        } else {
            self.way_out(&short, &plan, &asked);
        }
        if frontier {
            self.frontier(&plan);
        }
        self.plans.push(saved(&plan));
    }

    fn steps(&self, end: &End) -> String {
        let name = |(item, way): (usize, usize)| {
            let item = &self.ends.world.items[item];
            item.ways[way]
                .name()
                .filter(|_| item.ways.len() > 1)
                .map_or(item.id.to_string(), |way| format!("{}:{way}", item.id))
        };
        let names: Vec<String> = self.ends.steps(end).into_iter().map(name).collect();
        format!("[{}]", names.join(" "))
    }

    /// What would have to give so that there is a plan: the budget that the least takes, or the target that the most reaches;
    /// nothing where the demands exclude each other.
    fn way_out(&mut self, short: &str, plan: &Value, asked: &Asked) {
        let free = Asked { budget: None, target: None, ..asked.clone() };
        let right = match asked.target {
            Some(_) => self.ends.highest_percentage(&free).map(|end| ("percent", rounded_down(end))),
            None => self.ends.fewest_minutes(&free).map(|end| ("hours", hours(end.minutes))),
        };
        let said = &plan["way_out"];
        let same = match right {
            None => said.is_null(),
            Some((key, value)) => hundredths(&said[key]) == Some(value),
        };
        if !same {
            self.differs(Differs::WayOut, format!("{short}: {said} for {right:?}"));
        }
    }

    fn frontier(&mut self, plan: &Value) {
        let efficient = self.ends.efficient();
        let corners = Ends::corners(&efficient);
        let efficient: Vec<(i64, i64, bool)> = efficient
            .into_iter()
            .map(|(minutes, points)| (hours(minutes), points, corners.contains(&(minutes, points))))
            .collect();
        let said = plan["frontier"].as_array().into_iter().flatten();
        let said: Vec<(i64, i64, bool)> = said
            .filter_map(|one| {
                let hours = hundredths(&one["effort_hours"])?;
                Some((hours, hundredths(&one["points"])?, one["corner"].as_bool()?))
            })
            .collect();
        if said != efficient || plan["frontier_complete"] != true {
            self.differs(Differs::Frontier, format!("{said:?} for {efficient:?}"));
        }
    }
}

fn below(end: i64, random: &mut Random) -> i64 {
    let end = u64::try_from(end).unwrap_or(0).max(1);
    i64::try_from(random.below(end)).unwrap_or(0)
}

fn rounded_down(end: &End) -> i64 {
    if end.score.max > 0 { (10_000 * end.score.points).div_euclid(end.score.max) } else { 0 }
}
