//! Ranking, planning, scheduling, and the audit that judges plans.

pub(crate) mod audit_backlog_plans;
pub(crate) mod audit_effort;
pub(crate) mod audit_plan_files;
pub(crate) mod audit_tenant_plans;
pub(crate) mod best_plan_brute_force;
pub(crate) mod closure_brute_force;
pub(crate) mod interactions;
pub(crate) mod judge;
pub(crate) mod judged_worlds;
pub(crate) mod meaning;
pub(crate) mod optimise_brute_force;
pub(crate) mod optimise_large_graphs;
pub(crate) mod optimise_ways;
pub(crate) mod plan_and_check_every_scenario;
pub(crate) mod plan_diff;
pub(crate) mod rank;
pub(crate) mod rank_samples;
pub(crate) mod schedule_audit;
pub(crate) mod schedule_brute_force;
