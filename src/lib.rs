//! Offline simulation and what-if planning for Microsoft Secure Score.
//!
//! The pipeline, each stage a room that sees only the results of the rooms before it:
//!
//! 1. [`load`] reads exports and the files of people into [`model`] values, beside [`diag::Findings`].
//! 2. [`state`] is the tenant at one date: what is visible, entitled and earned, and the score.
//! 3. [`plan`] builds the backlog of a state, ranks it in bundles and gives it dates; its audit judges any plan.
//! 4. [`project`] walks scenarios over time, several in parallel.
//! 5. [`report`] turns results into text for people and programs.
//!
//! Beside the pipeline, [`compare`] puts two states side by side, and [`licences`] says what licences cost, what an option
//! would bring, and which licences are the best to have.
//! `cli` stands on top and is the only room that prints.
//!
//! ```
//! use scoreplan::diag::Findings;
//! use scoreplan::load::{self, samples};
//! use scoreplan::model::Assumptions;
//! use scoreplan::plan::{Order, backlog, rank};
//! use scoreplan::state::State;
//!
//! let mut findings = Findings::new();
//! let catalogue = load::catalogue::load(&[], &mut findings);
//! let source = samples::sample("sample-e3").expect("a built-in sample");
//! let tenant = load::tenant::read(&source, &catalogue, &mut findings).expect("a sample without errors");
//!
//! let today = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
//! assert_eq!(today.totals().percent().to_string(), "45.09");
//!
//! let ranking = rank(backlog::build(&today), Order::Bundles, Some(&today));
//! let first = &ranking.backlog.items[ranking.steps[0].node];
//! assert_eq!(first.id.as_str(), "aad_third_party_apps");
//! ```
//!
//! # Words
//!
//! A **control** is a recommended action of Secure Score. An **action** earns nothing itself but is needed by
//! controls. A **way** is one route to earning a control. **Visible** is in the denominator, **entitled** is
//! allowed to be earned: two different predicates. A **bundle** is a set of work that is only worth doing
//! together. A **scenario** states dated changes to a **tenant**, and a **projection** is the score they lead to.

#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod diag;
pub mod licences;
pub mod load;
pub mod model;
pub mod plan;
pub mod project;
pub mod report;
pub mod state;

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
