//! Who hands a report over: name, logo and colours, as YAML.

use std::path::Path;

use crate::diag::{Code, Findings};
use crate::load::files::{Files, Unreadable};
use crate::load::source::{Source, beside, leads_outside};
use crate::load::yaml::{Node, Reader, parse};
use crate::model::{Brand, Colour, Logo};

/// A logo is part of every page that is sent around.
const LARGEST_LOGO: usize = 512 * 1024;

/// Text has to be read on it.
const LEAST_CONTRAST: f64 = 4.5;

/// Reads a brand; its logo lies in the folder of the file. `None` when a finding is an error.
///
/// # Errors
/// When the logo is missing or can not be read.
pub fn read(
    files: &dyn Files,
    source: &Source,
    path: &Path,
    findings: &mut Findings,
) -> Result<Option<Brand>, Unreadable> {
    let mut own = Findings::new();
    let Some(root) = parse(source, &mut own) else {
        findings.extend(own);
        return Ok(None);
    };
    let mut reader = Reader::new(source, &mut own);
    let brand = reader.brand(&root, files, path);
    let failed = own.has_errors();
    findings.extend(own);
    Ok(brand?.filter(|_| !failed))
}

impl Reader<'_> {
    fn brand(&mut self, root: &Node, files: &dyn Files, path: &Path) -> Result<Option<Brand>, Unreadable> {
        let Some(mut fields) = self.fields(root, "a brand") else { return Ok(None) };
        let f = &mut fields;
        let name = self.required(f, "name").and_then(|node| self.text(node, "name"));
        let logo = match self.optional(f, "logo") {
            Some(node) => self.logo(node, files, path)?,
            None => None,
        };
        let (mut accent, mut accent_dark) = (None, None);
        if let Some(node) = self.optional(f, "colours")
            && let Some(mut colours) = self.fields(node, "colours")
        {
            let of = &mut colours;
            accent = self.optional(of, "accent").and_then(|node| self.colour(node, Colour::WHITE, "white"));
            let dark = self.optional(of, "accent-dark");
            accent_dark = dark.and_then(|node| self.colour(node, Colour::DARK, "a dark screen"));
            self.finish(&colours);
        }
        self.finish(&fields);
        Ok(name.map(|name| Brand { name, logo, accent, accent_dark }))
    }

    fn colour(&mut self, node: &Node, on: Colour, what: &str) -> Option<Colour> {
        let colour =
            self.parsed(node, Code::WrongValue, "the colour", "a colour like \"#0f6cbd\"", Colour::read)?;
        let contrast = colour.contrast(on);
        if contrast < LEAST_CONTRAST {
            let message = format!("{colour} can not be read on {what}: contrast {contrast:.1}");
            let help = format!("take a colour with a contrast of {LEAST_CONTRAST} at least");
            self.report(node, Code::WrongValue, message, help);
            return None;
        }
        Some(colour)
    }

    fn logo(&mut self, node: &Node, files: &dyn Files, path: &Path) -> Result<Option<Logo>, Unreadable> {
        let Some(name) = self.text(node, "logo") else { return Ok(None) };
        let file = beside(path, &name).filter(|file| !leads_outside(files, path, file));
        let Some(file) = file else {
            let message = format!("`{name}` lies outside the folder of the brand");
            self.report(node, Code::WrongValue, message, "name a file beside or below this one");
            return Ok(None);
        };
        let Some(content) = files.read(&file, LARGEST_LOGO)? else {
            let message = format!("`{name}` is larger than {} KB", LARGEST_LOGO / 1024);
            self.report(node, Code::TooLarge, message, "save the logo smaller");
            return Ok(None);
        };
        let kind = kind(&content.bytes);
        if kind.is_none() {
            let message = format!("`{name}` is neither a PNG nor an SVG");
            self.report(node, Code::WrongValue, message, "save the logo as PNG or SVG");
        }
        Ok(kind.map(|kind| Logo { kind, bytes: content.bytes }))
    }
}

/// What a picture is, by its content.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
    let is_svg = (text.starts_with("<svg") || text.starts_with("<?xml") || text.starts_with("<!--"))
        && text.contains("<svg");
    is_svg.then_some("image/svg+xml")
}
