//! Offline simulation and what-if planning for Microsoft Secure Score.
//!
//! The pipeline, each stage a room that sees only the results of the rooms before it:
//!
//! 1. [`load`] reads exports and the files of people into [`model`] values, beside [`diag::Findings`].
//! 2. [`state`] is the tenant at one date: what is visible, entitled and earned, and the score.
//! 3. [`plan`] builds the backlog of a state, ranks it in bundles and gives it dates; its audit judges any plan.
//! 4. [`project`] walks scenarios over time, several in parallel.
//! 5. [`answer`] says what came of it as data and as tables, and [`document`] puts all of it into one report.
//!
//! Beside the pipeline, [`compare`] puts two states side by side, and [`licences`] says what licences cost, what an option
//! would bring, and which licences are the best to have.
//! `cli` is the only room that prints.
//!
//! On top of it stands the [`engine`]: a question goes in as data, an answer comes out as data, and files are read from
//! wherever [`engine::Files`] says.
//!
//! ```
//! use scoreplan::engine::{Engine, Memory, PlanQuestion, ProjectQuestion, RankQuestion, Refusal, ScoreQuestion};
//! use scoreplan::table::json;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = "scenario: e5\nhorizon: 90d\nlicences:\n  - { from: 2027-01-15, replace: SPE_E3, with: SPE_E5 }\n";
//! let engine = Engine::built_in().files(Memory::from([("e5.yaml", scenario)]));
//! let refused = |refusal: Refusal| refusal.json().to_string();
//!
//! let score = engine.score(&ScoreQuestion { subject: "sample-e3".into() }).map_err(refused)?;
//! let ranking = engine.rank(&RankQuestion::default()).map_err(refused)?;
//! let budget = Some("120h".parse()?);
//! let plan = engine.plan(&PlanQuestion { budget, ..PlanQuestion::default() }).map_err(refused)?;
//! let scenarios = vec!["e5.yaml".into()];
//! let course = engine.project(&ProjectQuestion { scenarios, ..ProjectQuestion::default() }).map_err(refused)?;
//! for answer in [json(&score.answer), json(&ranking.answer), json(&plan.answer), json(&course.answer)] {
//!     println!("{answer}");
//! }
//! // The same as JSON in and JSON out, for other languages.
//! let answer = engine.ask_json(r#"{ "question": "plan", "target": 80, "assume": { "visibility": "plan" } }"#);
//! assert!(answer.contains("\"schema\": \"scoreplan/plan/1\""));
//! # Ok(())
//! # }
//! ```
//!
//! What control, action, way, visible, entitled and bundle mean stands in [`docs::architecture`].

pub mod answer;
pub mod chart;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod diag;
pub mod document;
pub mod engine;
pub mod licences;
pub mod load;
pub mod model;
pub mod plan;
pub mod project;
pub mod state;
pub mod table;

/// Long documentation: how the program is built, what its files hold, how its figures come about.
pub mod docs {
    /// Every verb with what it prints.
    pub mod tour {
        #[doc = include_str!("docs/tour/first-look.md")]
        pub mod first_look {}
        #[doc = include_str!("docs/tour/own-tenant.md")]
        pub mod own_tenant {}
        #[doc = include_str!("docs/tour/plan.md")]
        pub mod plan {}
        #[doc = include_str!("docs/tour/deadline.md")]
        pub mod deadline {}
        #[doc = include_str!("docs/tour/scenarios.md")]
        pub mod scenarios {}
        #[doc = include_str!("docs/tour/trials.md")]
        pub mod trials {}
        #[doc = include_str!("docs/tour/licences.md")]
        pub mod licences {}
        #[doc = include_str!("docs/tour/compare.md")]
        pub mod compare {}
        #[doc = include_str!("docs/tour/report.md")]
        pub mod report {}
        #[doc = include_str!("docs/tour/catalogue.md")]
        pub mod catalogue {}
    }
    #[doc = include_str!("docs/architecture.md")]
    pub mod architecture {}
    #[doc = include_str!("docs/formats.md")]
    pub mod formats {}
    #[doc = include_str!("docs/methods.md")]
    pub mod methods {}
    #[doc = include_str!("docs/errors.md")]
    pub mod errors {}
    #[doc = include_str!("docs/decisions.md")]
    pub mod decisions {}
    #[doc = include_str!("../CHANGELOG.md")]
    pub mod changelog {}
}
