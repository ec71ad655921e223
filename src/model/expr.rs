//! Conditions over service plans, facts and populations.

use std::fmt;

use super::Id;

/// How a fact is compared with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
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

    /// The sign as people write it.
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
    /// Holds in none.
    Never,
    /// The tenant owns a service plan, directly or by implication.
    Plan(Id),
    /// A fact or population compares with a number; a fact that is not known is 0.
    Fact(Id, Comparison, i64),
    /// Some observed row matches the pattern (`*` at the end matches any rest).
    Scored(String),
    /// An observed row holds all its points.
    Earned(Id),
    /// Not so.
    Not(Box<Self>),
    /// All hold.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
}

/// What a condition is asked about.
pub trait World {
    /// Whether the tenant owns a plan; `None` when its licences are unknown.
    fn owns(&self, plan: &Id) -> Option<bool>;
    /// The value of a fact or population, 0 when it is not known.
    fn fact(&self, name: &Id) -> i64;
    /// Whether an observed row matches the pattern.
    fn scored(&self, pattern: &str) -> bool;
    /// Points and maximum of an observed row.
    fn row(&self, id: &Id) -> Option<(i64, i64)>;
}

impl Expr {
    /// Whether the condition holds. Plans of a tenant whose licences are unknown count as owned.
    pub fn holds(&self, world: &impl World) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Plan(plan) => world.owns(plan).unwrap_or(true),
            Self::Fact(name, comparison, number) => comparison.holds(world.fact(name), *number),
            Self::Scored(pattern) => world.scored(pattern),
            Self::Earned(id) => world.row(id).is_some_and(|(points, max)| max > 0 && points >= max),
            Self::Not(inner) => !inner.holds(world),
            Self::All(parts) => parts.iter().all(|part| part.holds(world)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(world)),
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

    /// Calls `see` for this condition and every part of it.
    pub fn visit(&self, see: &mut impl FnMut(&Self)) {
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

impl fmt::Display for Expr {
    /// As people write it; what is read again is the same condition. A fact stands with its comparison.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str| {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    write!(f, " {word} ")?;
                }
                // `and` binds closer than `or`; a list in its own kind keeps its parentheses.
                match part {
                    Self::Any(_) => write!(f, "({part})")?,
                    Self::All(_) if word == "and" => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::Always => f.write_str("always"),
            Self::Never => f.write_str("never"),
            Self::Plan(plan) => write!(f, "plan:{plan}"),
            Self::Fact(name, comparison, number) => write!(f, "{name} {} {number}", comparison.sign()),
            Self::Scored(pattern) => write!(f, "scored({pattern})"),
            Self::Earned(id) => write!(f, "earned({id})"),
            Self::Not(inner) => match **inner {
                Self::All(_) | Self::Any(_) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
            Self::All(parts) => list(f, parts, "and"),
            Self::Any(parts) => list(f, parts, "or"),
        }
    }
}

/// How to see from the tenant that an action is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoneWhen {
    /// Done or not.
    Holds(Expr),
    /// Done to the share of points that an observed row holds.
    RowShare(Id),
    /// Done to the share of a population that a fact counts.
    FactShare {
        /// The fact that counts.
        fact: Id,
        /// The population it is a part of.
        population: Id,
    },
}
