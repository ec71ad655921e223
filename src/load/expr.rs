//! Reads conditions such as `plan:ATA and sensors.dc > 0`.

use crate::model::{Comparison, DoneWhen, Expr, Id};

/// A condition in words people write. `present` stands for the given condition of the product.
///
/// # Errors
/// What is wrong with it, as a sentence fragment.
pub fn condition(text: &str, present: &Expr) -> Result<Expr, String> {
    let mut tokens = Tokens::new(text, present)?;
    let expr = any(&mut tokens, 0)?;
    match tokens.next() {
        None => Ok(expr),
        Some(extra) => Err(format!("`{extra}` is not expected here")),
    }
}

/// A `done-when`: a condition, `share(ID)`, or `FACT / POPULATION`.
///
/// # Errors
/// What is wrong with it, as a sentence fragment.
pub fn done_when(text: &str, present: &Expr) -> Result<DoneWhen, String> {
    if let Some(id) = argument(text.trim(), "share") {
        return Ok(DoneWhen::RowShare(Id::new(id)));
    }
    if let Some((fact, population)) = text.split_once('/') {
        let (fact, population) = (fact.trim(), population.trim());
        if is_fact(fact) && is_fact(population) {
            return Ok(DoneWhen::FactShare { fact: Id::new(fact), population: Id::new(population) });
        }
        return Err("a share is written `FACT / POPULATION`".to_owned());
    }
    condition(text, present).map(DoneWhen::Holds)
}

/// The word in the parentheses of `name(word)`.
fn argument<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
    (!inner.is_empty() && !inner.contains(['(', ')', ' '])).then_some(inner)
}

/// Conditions deeper than this are refused, so that reading them can recurse.
const DEEPEST: usize = 32;

fn any(tokens: &mut Tokens<'_>, depth: usize) -> Result<Expr, String> {
    let mut parts = vec![all(tokens, depth)?];
    while tokens.take("or") {
        parts.push(all(tokens, depth)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Any(parts) })
}

fn all(tokens: &mut Tokens<'_>, depth: usize) -> Result<Expr, String> {
    let mut parts = vec![not(tokens, depth)?];
    while tokens.take("and") {
        parts.push(not(tokens, depth)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::All(parts) })
}

fn not(tokens: &mut Tokens<'_>, depth: usize) -> Result<Expr, String> {
    if depth > DEEPEST {
        return Err(format!("it is nested more than {DEEPEST} levels deep"));
    }
    if tokens.take("not") {
        return Ok(Expr::Not(Box::new(not(tokens, depth + 1)?)));
    }
    if tokens.take("(") {
        let inner = any(tokens, depth + 1)?;
        return if tokens.take(")") { Ok(inner) } else { Err("a `)` is missing".to_owned()) };
    }
    let Some(word) = tokens.next() else { return Err("it ends too early".to_owned()) };
    atom(word, tokens)
}

fn atom(word: &str, tokens: &mut Tokens<'_>) -> Result<Expr, String> {
    if let Some(pattern) = argument(word, "scored") {
        if pattern.strip_suffix('*').unwrap_or(pattern).contains('*') {
            return Err(format!("`*` may only end a pattern: `{pattern}`"));
        }
        return Ok(Expr::Scored(pattern.to_owned()));
    }
    if let Some(id) = argument(word, "earned") {
        return Ok(Expr::Earned(Id::new(id)));
    }
    if let Some(plan) = word.strip_prefix("plan:") {
        return if plan.is_empty() {
            Err("`plan:` needs a name".to_owned())
        } else {
            Ok(Expr::Plan(Id::new(plan)))
        };
    }
    match word {
        "always" => return Ok(Expr::Always),
        "never" => return Ok(Expr::Never),
        "present" => return Ok(tokens.present.clone()),
        _ if !is_fact(word) => return Err(format!("`{word}` is neither a plan (`plan:NAME`) nor a fact")),
        _ => {}
    }
    let comparison = match tokens.peek() {
        Some(">") => Comparison::Greater,
        Some(">=") => Comparison::AtLeast,
        Some("<") => Comparison::Less,
        Some("<=") => Comparison::AtMost,
        Some("=") => Comparison::Equal,
        _ => return Ok(Expr::Fact(Id::new(word), Comparison::Greater, 0)),
    };
    tokens.next();
    let number = tokens.next().and_then(|number| number.parse().ok());
    number
        .map(|number| Expr::Fact(Id::new(word), comparison, number))
        .ok_or_else(|| format!("`{word} {}` needs a whole number", comparison.sign()))
}

/// Facts and populations are lower-case words with dots and dashes.
pub(crate) fn is_fact(word: &str) -> bool {
    !matches!(word, "and" | "or" | "not" | "present")
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
}

/// The words of a condition.
struct Tokens<'t> {
    words: Vec<&'t str>,
    at: usize,
    present: &'t Expr,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str, present: &'t Expr) -> Result<Self, String> {
        let mut words = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if matches!(first, '(' | ')' | '=') {
                1
            } else if matches!(first, '<' | '>') {
                if rest[1..].starts_with('=') { 2 } else { 1 }
            } else {
                word_length(rest)
            };
            if length == 0 {
                return Err(format!("`{first}` is not expected here"));
            }
            words.push(&rest[..length]);
            rest = rest[length..].trim_start();
        }
        Ok(Self { words, at: 0, present })
    }

    fn peek(&self) -> Option<&'t str> {
        self.words.get(self.at).copied()
    }

    fn next(&mut self) -> Option<&'t str> {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        if found {
            self.at += 1;
        }
        found
    }
}

/// The length of the word at the start; `name(word)` is one word.
fn word_length(text: &str) -> usize {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '*');
    let length = text.find(|c| !part(c)).unwrap_or(text.len());
    if matches!(&text[..length], "scored" | "earned" | "share")
        && text[length..].starts_with('(')
        && let Some(end) = text.find(')')
    {
        return end + 1;
    }
    length
}
