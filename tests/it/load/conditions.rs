//! Conditions are read as people mean them, and decided over every tenant there can be.

use scoreplan::diag::Findings;
use scoreplan::load::catalogue::lint::truth::implies;
use scoreplan::load::catalogue::load;
use scoreplan::load::expr::{condition as read, done_when};
use scoreplan::model::{Comparison, DoneWhen, Expr};

fn condition(text: &str) -> Result<Expr, String> {
    read(text, &Expr::Plan("HERE".into()))
}

#[test]
fn present_stands_for_the_product_anywhere() {
    let here = || Expr::Plan("HERE".into());
    let fact = |name: &str| Expr::Fact(name.into(), Comparison::Greater, 0);
    let either = Expr::Any(vec![fact("a"), fact("b")]);
    assert_eq!(condition("present and (a or b)"), Ok(Expr::All(vec![here(), either])));
    assert_eq!(condition("not present"), Ok(Expr::Not(Box::new(here()))));
}

#[test]
fn words_bind_as_people_read_them() {
    let expr = condition("plan:ATA and sensors.dc > 0 or not hybrid").unwrap();
    let ata =
        Expr::All(vec![Expr::Plan("ATA".into()), Expr::Fact("sensors.dc".into(), Comparison::Greater, 0)]);
    let cloud = Expr::Not(Box::new(Expr::Fact("hybrid".into(), Comparison::Greater, 0)));
    assert_eq!(expr, Expr::Any(vec![ata, cloud]));
    assert_eq!(condition("(always)"), Ok(Expr::Always));
    assert_eq!(condition("scored(scid_*)"), Ok(Expr::Scored("scid_*".to_owned())));
    assert_eq!(done_when("share(A)", &Expr::Always), Ok(DoneWhen::RowShare("A".into())));
}

#[test]
fn what_is_written_is_read_again() {
    for text in [
        "plan:ATA and sensors.dc > 0 or not hybrid",
        "(a or b) and (c and not (d or e <= 3))",
        "(a or b) or not not never",
        "scored(scid_*) and earned(OneAdmin) and always",
    ] {
        let expr = condition(text).unwrap();
        assert_eq!(condition(&expr.to_string()), Ok(expr), "{text}");
    }
    assert_eq!(condition("a or (b and c)").unwrap().to_string(), "a or b and c");
}

#[test]
fn slips_are_named() {
    for wrong in [
        "",
        "and",
        "a and",
        "(a",
        "a)",
        "a >",
        "a > b",
        "AAD_PREMIUM",
        "plan:",
        "a ! b",
        "scored(*a*)",
        "not not",
        "a / 1",
        "scored(",
        "share(",
        "é",
    ] {
        assert!(condition(wrong).is_err(), "{wrong}");
    }
    assert!(condition(&"(".repeat(100_000)).is_err());
    assert!(condition(&"not ".repeat(100_000)).is_err());
}

fn decide(left: &str, right: &str) -> Option<bool> {
    let catalogue = load(&[], &mut Findings::new());
    let read = |text| read(text, &Expr::Always).unwrap();
    implies(&catalogue, &read(left), &read(right))
}

#[test]
fn plans_imply_what_the_catalogue_says_and_no_more() {
    assert_eq!(decide("plan:AAD_PREMIUM_P2", "plan:AAD_PREMIUM"), Some(true));
    assert_eq!(decide("plan:AAD_PREMIUM", "plan:AAD_PREMIUM_P2"), Some(false));
    assert_eq!(decide("plan:ATA or plan:AAD_PREMIUM", "plan:AAD_PREMIUM"), Some(false));
    assert_eq!(decide("always", "plan:AAD_PREMIUM or not plan:AAD_PREMIUM_P2"), Some(true));
}

#[test]
fn facts_are_told_apart_at_every_number() {
    assert_eq!(decide("admins > 5", "admins > 4"), Some(true));
    assert_eq!(decide("admins > 4", "admins > 5"), Some(false));
    assert_eq!(decide("admins >= 5", "admins > 4"), Some(true));
    assert_eq!(decide("hybrid and not hybrid", "never"), Some(true));
}

#[test]
fn too_many_names_claim_nothing() {
    let many: Vec<String> = (0..13).map(|n| format!("f{n}")).collect();
    assert_eq!(decide(&many.join(" and "), "never"), None);
}
