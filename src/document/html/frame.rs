//! What surrounds the sections: head, policy, masthead, links and footer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::chart;
use crate::document::{Audience, Document, Style};
use crate::model::{Brand, Logo};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

pub(super) fn whole(
    document: &Document<'_>,
    style: &Style<'_>,
    links: &[(&str, &str)],
    body: &Markup,
) -> String {
    let css = format!("{STYLE}{}{}", chart::style(), colours(style.brand));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&css));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "scoreplan " (env!("CARGO_PKG_VERSION")) };
                title { (document.title) }
                style { (PreEscaped(&css)) }
            }
            body {
                a class="skip" href="#summary" { "Skip to the summary" }
                header class="masthead" { (masthead(document, style)) }
                nav aria-label="Sections" {
                    ul { @for (id, name) in links { li { a href={ "#" (id) } { (name) } } } }
                }
                main { (body) }
                footer { (footer(document, style.brand)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// Nothing is loaded from anywhere; our own two blocks are named by what they say.
fn policy(style: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(SCRIPT)
    )
}

fn colours(brand: Option<&Brand>) -> String {
    let Some(brand) = brand else { return String::new() };
    let light = brand.accent.map(|colour| format!(":root{{--accent:{colour}}}"));
    let dark = brand
        .accent_dark
        .map(|colour| format!("@media screen and (prefers-color-scheme:dark){{:root{{--accent:{colour}}}}}"));
    // Without a colour for dark screens the style's own stays there.
    let own = (brand.accent.is_some() && dark.is_none()).then(|| {
        "@media screen and (prefers-color-scheme:dark){:root{--accent:var(--accent-dark)}}".to_owned()
    });
    [light, dark, own].into_iter().flatten().collect()
}

fn masthead(document: &Document<'_>, style: &Style<'_>) -> Markup {
    let (brand, state) = (style.brand, document.inputs.state);
    html! {
        @if let Some(brand) = brand {
            p class="brand" {
                @if let Some(logo) = &brand.logo { img src=(data(logo)) alt=""; }
                span { (brand.name) }
            }
        }
        h1 { (document.title) }
        p class="facts" {
            span { (state.tenant.name) }
            span { "snapshot of " time datetime=(state.tenant.snapshot_date) { (state.tenant.snapshot_date) } }
            @if state.day != state.tenant.snapshot_date { span { "as of " time datetime=(state.day) { (state.day) } } }
            @if style.audience == Audience::Architect { span { "catalogue " (state.catalogue.version) } }
        }
        @if document.inputs.is_sample {
            p class="notice" role="note" {
                "This report is about a built-in sample tenant: no tenant was named."
            }
        }
    }
}

fn data(logo: &Logo) -> String {
    format!("data:{};base64,{}", logo.kind, BASE64.encode(&logo.bytes))
}

fn footer(document: &Document<'_>, brand: Option<&Brand>) -> Markup {
    let state = document.inputs.state;
    html! {
        p {
            @if let Some(brand) = brand { "Handed over by " (brand.name) ". " }
            "Made offline by scoreplan " (env!("CARGO_PKG_VERSION")) " from a snapshot of " (state.tenant.snapshot_date)
            ". This page loads nothing and sends nothing."
        }
        p { "A score is a measure of settings, not of safety: the plan counts points and hours." }
    }
}
