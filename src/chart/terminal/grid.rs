//! Characters in rows.

/// Level, upright, and the corners from below to the right, from the left to below, from above to the right, from the
/// left to above: one family for each series.
const FAMILIES: [[char; 6]; 5] = [
    ['─', '│', '╭', '╮', '╰', '╯'],
    ['━', '┃', '┏', '┓', '┗', '┛'],
    ['═', '║', '╔', '╗', '╚', '╝'],
    ['╌', '╎', '┌', '┐', '└', '┘'],
    ['╍', '╏', '┏', '┓', '┗', '┛'],
];

fn family(series: usize) -> [char; 6] {
    FAMILIES[series % FAMILIES.len()]
}

/// A piece of the line of a series.
pub(super) fn sample(series: usize) -> String {
    let [level, ..] = family(series);
    [level, level].iter().collect()
}

/// A drawing of characters.
pub(super) struct Grid {
    rows: Vec<Vec<char>>,
}

impl Grid {
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        Self { rows: vec![vec![' '; columns]; rows] }
    }

    /// One character; outside there is nothing.
    pub(super) fn put(&mut self, column: usize, row: usize, sign: char) {
        if let Some(cell) = self.rows.get_mut(row).and_then(|cells| cells.get_mut(column)) {
            *cell = sign;
        }
    }

    /// A column from one row down to another.
    pub(super) fn column(&mut self, column: usize, from: usize, to: usize, sign: char) {
        (from..=to).for_each(|row| self.put(column, row, sign));
    }

    /// Every other character of a row, up to a column.
    pub(super) fn level(&mut self, row: usize, last: usize, sign: char) {
        (0..=last).step_by(2).for_each(|column| self.put(column, row, sign));
    }

    /// Every other character of a course.
    pub(super) fn dots(&mut self, rows: &[Option<usize>], sign: char) {
        for (column, row) in rows.iter().enumerate().step_by(2) {
            row.iter().for_each(|row| self.put(column, *row, sign));
        }
    }

    /// A course as a line of a series.
    pub(super) fn steps(&mut self, rows: &[Option<usize>], series: usize) {
        let [level, upright, rising_end, falling, falling_end, rising] = family(series);
        let mut before = None;
        for (column, row) in rows.iter().enumerate() {
            match (before, *row) {
                (_, None) => {}
                (Some(from), Some(to)) if from > to => {
                    self.column(column, to, from, upright);
                    self.put(column, from, rising);
                    self.put(column, to, rising_end);
                }
                (Some(from), Some(to)) if from < to => {
                    self.column(column, from, to, upright);
                    self.put(column, from, falling);
                    self.put(column, to, falling_end);
                }
                (_, Some(at)) => self.put(column, at, level),
            }
            before = *row;
        }
    }

    /// The rows as text, without blanks at their ends.
    pub(super) fn lines(&self) -> Vec<String> {
        let text = |cells: &Vec<char>| cells.iter().collect::<String>().trim_end().to_owned();
        self.rows.iter().map(text).collect()
    }
}
