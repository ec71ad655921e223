//! Conditions over service plans, facts and populations.

use std::fmt;

use super::Id;

/// How a fact is compared with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    Greater,
    AtLeast,
    Less,
    AtMost,
    Equal,
}

impl Comparison {
    /// Whether `left` compares so with `right`.
    pub fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
        }
    }

    pub fn sign(self) -> &'static str {
        match self {
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
        }
    }
}

/// A condition. `present` (the product is there) is resolved by the loader and never appears here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Holds in every tenant.
    Always,
    Never,
    /// The tenant owns a service plan, directly or by implication.
    Plan(Id),
    /// A fact or population compares with a number; a fact that is not known is 0.
    Fact(Id, Comparison, i64),
    /// Some observed row matches the pattern (`*` at the end matches any rest).
    Scored(String),
    /// An observed row holds all its points.
    Earned(Id),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// The values that a condition is evaluated with.
pub trait Environment {
    /// Whether the tenant owns a plan; `None` when nothing shows it.
    fn owns(&self, plan: &Id) -> Option<bool>;
    /// Whether the tenant is known to own one of some plans, though nothing may tell which.
    fn owns_one_of(&self, plans: &[&Id]) -> bool;
    /// The value of a fact or population, 0 when it is not known.
    fn fact(&self, name: &Id) -> i64;
    /// Whether a name is that of a population whose size nobody knows.
    fn is_unknown(&self, name: &Id) -> bool;
    /// Whether an observed row matches the pattern.
    fn scored(&self, pattern: &str) -> bool;
    /// Points and maximum of an observed row.
    fn row(&self, id: &Id) -> Option<(i64, i64)>;
}

/// What is made of plans that nothing shows, and of comparisons of populations whose size nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unknown {
    plans: bool,
    populations: bool,
}

impl Unknown {
    /// The reading of what is negated: what may hold of a part may fail of its negation.
    fn negated(self) -> Self {
        Self { plans: !self.plans, populations: !self.populations }
    }
}

impl Expr {
    /// Whether the condition is known to hold.
    pub fn holds(&self, environment: &impl Environment) -> bool {
        self.given(environment, Unknown { plans: false, populations: false })
    }

    /// Whether nothing that is known makes the condition fail: a plan that nothing shows may be owned, and a population whose
    /// size nobody knows may have any.
    pub fn may_hold(&self, environment: &impl Environment) -> bool {
        self.given(environment, Unknown { plans: true, populations: true })
    }

    /// The same where populations are known to hold, so that only plans may be unknown.
    pub fn may_hold_by_plans(&self, environment: &impl Environment) -> bool {
        self.given(environment, Unknown { plans: true, populations: false })
    }

    fn given(&self, environment: &impl Environment, unknown: Unknown) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Plan(plan) => environment.owns(plan).unwrap_or(unknown.plans),
            Self::Fact(name, ..) if environment.is_unknown(name) => unknown.populations,
            Self::Fact(name, comparison, number) => comparison.holds(environment.fact(name), *number),
            Self::Scored(pattern) => environment.scored(pattern),
            Self::Earned(id) => environment.row(id).is_some_and(|(points, max)| max > 0 && points >= max),
            Self::Not(inner) => !inner.given(environment, unknown.negated()),
            Self::All(parts) => parts.iter().all(|part| part.given(environment, unknown)),
            Self::Any(parts) => {
                parts.iter().any(|part| part.given(environment, unknown))
                    || environment.owns_one_of(&plans_among(parts))
            }
        }
    }

    /// Whether the condition would hold if the tenant owned every plan that it asks for. Plans that it asks to be missing are
    /// as they are.
    pub fn holds_but_for_plans(&self, environment: &impl Environment) -> bool {
        self.with_plans(environment, true)
    }

    fn with_plans(&self, environment: &impl Environment, granted: bool) -> bool {
        match self {
            Self::Plan(_) if granted => true,
            Self::Not(inner) => !inner.with_plans(environment, !granted),
            Self::All(parts) => parts.iter().all(|part| part.with_plans(environment, granted)),
            Self::Any(parts) => parts.iter().any(|part| part.with_plans(environment, granted)),
            other => other.holds(environment),
        }
    }

    /// Every plan the condition names, in order of appearance.
    pub fn plans(&self) -> Vec<Id> {
        let mut plans = Vec::new();
        self.visit(&mut |expr| {
            if let Self::Plan(plan) = expr
                && !plans.contains(plan)
            {
                plans.push(plan.clone());
            }
        });
        plans
    }

    /// Every fact or population the condition names, in order of appearance.
    pub fn facts(&self) -> Vec<Id> {
        let mut facts = Vec::new();
        self.visit(&mut |expr| {
            if let Self::Fact(name, ..) = expr
                && !facts.contains(name)
            {
                facts.push(name.clone());
            }
        });
        facts
    }

    /// Calls `see` for every comparison of a fact or population with a number.
    pub fn visit_facts<'e>(&'e self, see: &mut impl FnMut(&'e Id, i64)) {
        self.visit(&mut |expr| {
            if let Self::Fact(name, _, number) = expr {
                see(name, *number);
            }
        });
    }

    /// Calls `see` for this condition and every part of it.
    pub fn visit<'e>(&'e self, see: &mut impl FnMut(&'e Self)) {
        // A work list instead of recursion: conditions come from files.
        let mut open = vec![self];
        while let Some(expr) = open.pop() {
            see(expr);
            match expr {
                Self::Not(inner) => open.push(inner),
                Self::All(parts) | Self::Any(parts) => open.extend(parts.iter().rev()),
                _ => {}
            }
        }
    }
}

/// The plans that stand among some alternatives by themselves.
fn plans_among(parts: &[Expr]) -> Vec<&Id> {
    parts.iter().filter_map(|part| if let Expr::Plan(plan) = part { Some(plan) } else { None }).collect()
}

impl fmt::Display for Expr {
    /// As people write it; reading the text again gives the same condition.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Never => f.write_str("never"),
            Self::Plan(plan) => write!(f, "plan:{plan}"),
            // Above 0 is what a fact means when nothing is said.
            Self::Fact(name, Comparison::Greater, 0) => write!(f, "{name}"),
            Self::Fact(name, comparison, number) => write!(f, "{name} {} {number}", comparison.sign()),
            Self::Scored(pattern) => write!(f, "scored({pattern})"),
            Self::Earned(id) => write!(f, "earned({id})"),
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.part_of(f, 3)
            }
            // The empty ones are never read, and hold as their parts would.
            Self::All(parts) if parts.is_empty() => f.write_str("always"),
            Self::Any(parts) if parts.is_empty() => f.write_str("never"),
            Self::All(parts) => joined(f, parts, " and ", 2),
            Self::Any(parts) => joined(f, parts, " or ", 1),
        }
    }
}

impl Expr {
    /// How closely it binds: `or`, `and`, everything else.
    fn binding(&self) -> u8 {
        match self {
            Self::Any(parts) if !parts.is_empty() => 1,
            Self::All(parts) if !parts.is_empty() => 2,
            _ => 3,
        }
    }

    /// Writes it as a part of what binds with `least`, in parentheses where it would fall apart.
    fn part_of(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        if self.binding() < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expr], word: &str, binding: u8) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        // A list within a list of the same kind keeps its parentheses, so that it is read as such again.
        part.part_of(f, binding + 1)?;
    }
    Ok(())
}

/// How to see from the tenant that an action is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoneWhen {
    Holds(Expr),
    /// Done to the share of points that an observed row holds.
    RowShare(Id),
    /// Done to the share of a population that a fact counts.
    FactShare {
        fact: Id,
        /// The population it is a part of.
        population: Id,
    },
}

impl DoneWhen {
    /// The rows of the score that it reads, as patterns: of a share, of `earned`, and of `scored`.
    pub fn row_patterns(&self) -> Vec<&str> {
        let mut patterns = Vec::new();
        match self {
            Self::RowShare(id) => patterns.push(id.as_str()),
            Self::Holds(expr) => expr.visit(&mut |part| match part {
                Expr::Scored(pattern) => patterns.push(pattern.as_str()),
                Expr::Earned(id) => patterns.push(id.as_str()),
                _ => {}
            }),
            Self::FactShare { .. } => {}
        }
        patterns
    }

    /// Whether rows that are in the score, with or without points, can show that the work is done.
    pub fn accepts_rows_without_points(&self) -> bool {
        let mut accepts = false;
        if let Self::Holds(expr) = self {
            expr.visit(&mut |part| accepts |= matches!(part, Expr::Scored(_)));
        }
        accepts
    }

    /// The facts and populations whose comparison decides it.
    pub fn facts(&self) -> Vec<Id> {
        match self {
            Self::Holds(expr) => expr.facts(),
            Self::FactShare { fact, .. } => vec![fact.clone()],
            Self::RowShare(_) => Vec::new(),
        }
    }
}

/// Whether a pattern means an id: `*` at its end matches any rest, and an instance of an app goes by the name of
/// the app.
pub fn pattern_means(pattern: &str, id: &Id) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => id.without_instance().starts_with(start),
        None => id.is_named(pattern),
    }
}

impl fmt::Display for DoneWhen {
    /// As people write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds(expr) => write!(f, "{expr}"),
            Self::RowShare(id) => write!(f, "share({id})"),
            Self::FactShare { fact, population } => write!(f, "{fact} / {population}"),
        }
    }
}
