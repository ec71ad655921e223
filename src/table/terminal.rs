//! Tables for a terminal.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use super::colour::Colour;
use super::{Holds, Table};
use crate::model::text::{plain, wrapped};

/// Nobody reads more rows than this; other formats hold all.
const MOST_ROWS: usize = 10_000;

/// Pieces of words narrower than this can not be read.
const NARROWEST_PIECE: usize = 8;

impl Table {
    /// For a terminal: columns leave when it is narrow, and words break rather than lines.
    pub(super) fn terminal(&self, width: usize, colour: Colour) -> String {
        let rows = &self.rows[..self.rows.len().min(MOST_ROWS)];
        let mut narrowest: Vec<usize> =
            self.columns.iter().map(|column| column.name.chars().count()).collect();
        for (at, (least, column)) in narrowest.iter_mut().zip(&self.columns).enumerate() {
            let cells = rows.iter().filter_map(|row| row.get(at));
            let widest = cells.map(|cell| self.shown(Some(cell), at).chars().count()).max().unwrap_or(0);
            *least = (*least).max(match column.holds {
                Holds::Words => widest.min(column.least),
                Holds::Figures => widest,
            });
        }
        let shown_rows = rows.len();
        let kept = self.fitting(&narrowest, width);
        let mut table = comfy_table::Table::new();
        let line = LineStyle::new('-', '-', '-', '-');
        table
            .load_style(TableStyle::new().header_separator(line))
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_header(kept.iter().map(|&column| self.cell(column, &self.columns[column].name)));
        for row in rows {
            table.add_row(kept.iter().map(|&column| self.cell(column, &self.shown(row.get(column), column))));
        }
        // On a terminal too narrow for all that can not leave, words break rather than lines, and numbers only where
        // nothing would be left for words.
        let fits = needed(&narrowest, &kept) <= width;
        let is_number = |column: usize| self.columns[column].holds == Holds::Figures;
        let (numbers, words): (Vec<usize>, Vec<usize>) =
            kept.iter().copied().partition(|&column| is_number(column));
        let whole = fits || needed(&narrowest, &numbers) + words.len() * NARROWEST_PIECE <= width;
        for (shown, &column) in table.column_iter_mut().zip(&kept) {
            shown.set_padding((0, 1));
            let least = u16::try_from(narrowest[column] + 1).unwrap_or(u16::MAX);
            if fits || (whole && is_number(column)) {
                shown.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        let body = table.trim_fmt();
        let title = if self.title.is_empty() { String::new() } else { wrapped(&plain(&self.title), width) };
        // The names of the columns may take several lines; the rule ends them.
        let rule = body.lines().take_while(|line| !line.starts_with('-')).map(|line| line.len() + 1).sum();
        let (header, rows) = body.split_at_checked(rule).unwrap_or(("", body.as_str()));
        let more = match self.rows.len() - shown_rows {
            0 => String::new(),
            more => format!("and {more} more rows: `--format csv` and `--format json` have all\n"),
        };
        format!("{}{}{rows}\n{more}", colour.heading(&title), colour.heading(header))
    }

    fn fitting(&self, narrowest: &[usize], width: usize) -> Vec<usize> {
        let mut kept: Vec<usize> = (0..self.columns.len()).collect();
        loop {
            let needed = needed(narrowest, &kept);
            let next = kept.iter().copied().filter(|&column| self.columns[column].leaves > 0);
            let Some(leaving) =
                next.max_by_key(|&column| self.columns[column].leaves).filter(|_| needed > width)
            else {
                return kept;
            };
            kept.retain(|&column| column != leaving);
        }
    }

    fn cell(&self, column: usize, text: &str) -> comfy_table::Cell {
        let alignment = match self.columns[column].holds {
            Holds::Words => CellAlignment::Left,
            Holds::Figures => CellAlignment::Right,
        };
        comfy_table::Cell::new(plain(text)).set_alignment(alignment)
    }
}

/// Every cell has a blank behind it, and every column and edge a line of blanks.
fn needed(narrowest: &[usize], columns: &[usize]) -> usize {
    columns.iter().map(|&column| narrowest[column] + 2).sum::<usize>() + 1
}
