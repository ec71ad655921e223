//! One table, three texts.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use super::colour::Colour;
use super::text::{self, plain, wrapped};

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// How its cells stand.
    pub align: Align,
    /// Columns with the largest number leave first when a terminal is narrow; 0 never leaves.
    pub leaves: u8,
    /// A column of words is not worth showing narrower than this.
    pub least: usize,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// A column of words.
pub(super) const fn words(name: &'static str) -> Column {
    Column { name, align: Align::Left, leaves: 0, least: NARROWEST_WORDS }
}

/// A column of numbers.
pub(super) const fn numbers(name: &'static str) -> Column {
    Column { name, align: Align::Right, leaves: 0, least: 0 }
}

impl Column {
    /// The same, leaving a narrow terminal in the given turn.
    #[must_use]
    pub const fn leaves(mut self, turn: u8) -> Self {
        self.leaves = turn;
        self
    }

    /// The same, worth at least a width.
    #[must_use]
    pub(super) const fn least(mut self, width: usize) -> Self {
        self.least = width;
        self
    }
}

/// Below this width an ordinary column of words is not worth showing.
const NARROWEST_WORDS: usize = 16;
/// Pieces of words narrower than this can not be read.
const NARROWEST_PIECE: usize = 8;

impl Table {
    /// A table without rows.
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// The width that a column needs at least.
    fn narrowest(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        let widest = cells.max().unwrap_or(0);
        let header = self.columns[column].name.chars().count();
        match self.columns[column].align {
            Align::Left => widest.min(self.columns[column].least).max(header),
            Align::Right => widest.max(header),
        }
    }

    /// Every cell has a blank behind it, and every column and edge a line of blanks.
    fn needed(&self, columns: &[usize]) -> usize {
        columns.iter().map(|&column| self.narrowest(column) + 2).sum::<usize>() + 1
    }

    /// The columns that fit, by index.
    fn fitting(&self, width: usize) -> Vec<usize> {
        let mut kept: Vec<usize> = (0..self.columns.len()).collect();
        loop {
            let needed = self.needed(&kept);
            let next = kept.iter().copied().filter(|&column| self.columns[column].leaves > 0);
            let Some(leaving) =
                next.max_by_key(|&column| self.columns[column].leaves).filter(|_| needed > width)
            else {
                return kept;
            };
            kept.retain(|&column| column != leaving);
        }
    }

    /// For a terminal.
    pub(super) fn terminal(&self, width: usize, colour: Colour) -> String {
        let kept = self.fitting(width);
        let mut table = comfy_table::Table::new();
        let line = LineStyle::new('-', '-', '-', '-');
        table
            .load_style(TableStyle::new().header_separator(line))
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_header(kept.iter().map(|&column| self.cell(column, self.columns[column].name)));
        for row in &self.rows {
            table.add_row(kept.iter().map(|&column| self.cell(column, row.get(column).map_or("", |c| c))));
        }
        // On a terminal too narrow for all that can not leave, words break rather than lines, and numbers only where
        // nothing would be left for words.
        let fits = self.needed(&kept) <= width;
        let is_number = |column: usize| self.columns[column].align == Align::Right;
        let (numbers, words): (Vec<usize>, Vec<usize>) =
            kept.iter().copied().partition(|&column| is_number(column));
        let whole = fits || self.needed(&numbers) + words.len() * NARROWEST_PIECE <= width;
        for (shown, &column) in table.column_iter_mut().zip(&kept) {
            shown.set_padding((0, 1));
            let least = u16::try_from(self.narrowest(column) + 1).unwrap_or(u16::MAX);
            if fits || (whole && is_number(column)) {
                shown.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        let body = table.trim_fmt();
        let title = if self.title.is_empty() { String::new() } else { wrapped(&plain(&self.title), width) };
        // The names of the columns may take several lines; the rule ends them.
        let rule = body.lines().take_while(|line| !line.starts_with('-')).map(|line| line.len() + 1).sum();
        let (header, rows) = body.split_at_checked(rule).unwrap_or(("", body.as_str()));
        format!("{}{}{rows}\n", colour.heading(&title), colour.heading(header))
    }

    fn cell(&self, column: usize, text: &str) -> Cell {
        let alignment = match self.columns[column].align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        };
        Cell::new(plain(text)).set_alignment(alignment)
    }

    /// For a document.
    pub(super) fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut out = String::new();
        if !self.title.is_empty() {
            out.push_str(&format!("**{}**\n\n", text::markdown(&self.title)));
        }
        out.push_str(&line(self.columns.iter().map(|column| text::markdown(column.name)).collect()));
        let rule = |column: &Column| if column.align == Align::Right { "---:" } else { "---" }.to_owned();
        out.push_str(&line(self.columns.iter().map(rule).collect()));
        for row in &self.rows {
            out.push_str(&line(row.iter().map(|cell| text::markdown(cell)).collect()));
        }
        out
    }

    /// For a spreadsheet. Texts that a spreadsheet would run as a formula get an apostrophe.
    pub(super) fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = self.columns.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>();
        // Writing to memory can not fail.
        let _ = writer.write_record(&header);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(|cell| defused(&plain(cell))));
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

pub(super) fn defused(text: &str) -> String {
    // Some spreadsheets skip blanks, and take the wide forms of these signs for the signs.
    let begins =
        text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let runs = text.len() > 1 && begins && text.parse::<f64>().is_err();
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("T", vec![words("id"), numbers("points"), words("title").leaves(1)]);
        table.rows.push(vec!["a|b".into(), "-1.00".into(), "=SUM(A1)".into()]);
        table.rows.push(vec!["a-very-long-identifier-that-wraps".into(), "12.00".into(), "x".repeat(90)]);
        table
    }

    #[test]
    fn a_narrow_terminal_loses_columns_and_never_overflows() {
        for width in [24, 30, 40, 80, 200] {
            let text = table().terminal(width, Colour::Never);
            assert!(text.lines().all(|line| line.chars().count() <= width), "{width}\n{text}");
        }
        assert!(!table().terminal(34, Colour::Never).contains("title"));
    }

    #[test]
    fn formulas_and_markup_are_defused() {
        assert!(table().csv().contains("a|b,-1.00,'=SUM(A1)"));
        assert!(table().markdown().contains("a\\|b"));
        assert_eq!(
            ["+1", "-", "\u{ff1d}1", " =1", "-2+3"].map(defused),
            ["+1", "-", "'\u{ff1d}1", "' =1", "'-2+3"]
        );
    }

    #[test]
    fn colour_is_around_the_heading_and_changes_no_character() {
        let mut table = table();
        table.rows.truncate(1);
        let painted = table.terminal(80, Colour::Always);
        assert!(painted.starts_with("\u{1b}[1mT\u{1b}[0m\n\u{1b}[1m id"), "{painted:?}");
        let stripped = painted.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        assert_eq!(stripped, table.terminal(80, Colour::Never));
    }
}
