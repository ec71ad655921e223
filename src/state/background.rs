//! Changes of rows without anybody's work: populations grow, controls are added and retired, settings drift.

use std::collections::BTreeSet;

use super::{RowChange, RowChangeKind, ScoreRow, State};
use crate::model::units::div_half_up;
use crate::model::{BasisPoints, Heads, Id, NewControl, NewHeads, Points, Share, Status};

/// The id under which controls are added that are not known by name.
const UNNAMED: &str = "new-controls";

impl State<'_> {
    /// Changes the size of a population. The rows that count it follow, each by its own rule and from its own total. Those
    /// who leave are as compliant as those who stay.
    pub(super) fn resize(&mut self, population: &Id, heads: Heads) {
        let before = self.population(population);
        let after = heads.of(before);
        self.resized.insert(population.clone(), after);
        if before <= 0 {
            return;
        }
        let ids: BTreeSet<Id> = self.rows.keys().chain(self.membership.hidden.keys()).cloned().collect();
        for id in ids {
            let Some(control) = self.control(&id) else { continue };
            if control.scoring.population() == Some(population) {
                self.each_row(&id, |row| row.resize(control.new_heads, before, after));
            }
        }
    }

    /// Adds a control to the score without points. A status or work that came before it takes effect.
    pub(super) fn add_control(&mut self, new: &NewControl) {
        if self.rows.contains_key(&new.id) {
            return;
        }
        self.membership.retired.remove(&new.id);
        self.membership.added.insert(new.id.clone());
        let known = self.control(&new.id).map(|control| self.new_row(&new.id, control));
        let mut row = self.membership.hidden.remove(&new.id).or(known).unwrap_or_else(|| unknown(new));
        row.max = new.max.or(row.max).or(self.assumptions.unknown_max);
        let most = row.max.unwrap_or(Points::ZERO);
        row.measured = row.measured.min(most);
        row.asserted = row.asserted.map(|points| points.min(most));
        row.follow_points();
        row.simulated = self.statuses.get(&new.id).copied();
        self.insert_row(row);
        if let Some((share, way)) = self.waiting_work.remove(&new.id) {
            self.complete_control(&new.id, share, way.as_ref());
        }
    }

    /// Removes a control from the score for good.
    pub(super) fn retire(&mut self, id: &Id) {
        self.membership.added.remove(id);
        self.remove_row(id);
        self.membership.hidden.remove(id);
        self.membership.retired.insert(id.clone());
    }

    /// Lowers the measured points of a product by a share in hundredths of a percent; each row is rounded half up.
    pub(super) fn drift(&mut self, product: &Id, rate: BasisPoints) {
        let of_product =
            |row: &&ScoreRow| row.product.as_ref() == Some(product) && row.measured > Points::ZERO;
        let ids: Vec<Id> = self.rows.values().filter(of_product).map(|row| row.id.clone()).collect();
        for id in ids {
            if let Some(row) = self.row_mut(&id) {
                let lost = Points(rate.of(row.measured.0));
                row.take_back_to(row.measured - lost);
            }
        }
    }

    /// Raises the maximum by controls that are not known by name.
    pub(super) fn add_unnamed(&mut self, max: Points) -> Vec<RowChange> {
        self.unknown_controls_max += max;
        vec![RowChange { id: Id::new(UNNAMED), kind: RowChangeKind::Entered, points: Points::ZERO, max }]
    }

    /// The average maximum of the tenant's controls, rounded half up to the hundredth.
    pub fn average_max(&self) -> Points {
        let known = self.rows.values().filter_map(|row| row.max);
        let (count, sum) = known.fold((0, 0), |(count, sum), max| (count + 1, sum + i128::from(max.0)));
        if count == 0 { Points::ZERO } else { Points(div_half_up(sum, count)) }
    }
}

impl ScoreRow {
    /// Follows a change of the size of the population that the row counts; the row's own total changes in proportion.
    fn resize(&mut self, rule: NewHeads, before: i64, after: i64) {
        let Some(max) = self.max else { return };
        let grown = after > before;
        let scaled = |heads: i64| div_half_up(i128::from(heads) * i128::from(after), before);
        let mut covered = self.covered;
        if let Some((count, total)) = &mut covered {
            let new = scaled(*total) - *total;
            // Whole heads, rounded down.
            let compliant = (i128::from(*count) * i128::from(new)).div_euclid(i128::from((*total).max(1)));
            *count += match rule {
                NewHeads::StartsAtZero if grown => 0,
                _ => i64::try_from(compliant).unwrap_or_default(),
            };
            *total += new;
        }
        let points = match (rule, covered) {
            _ if !grown => self.measured,
            (NewHeads::Inherits, _) | (NewHeads::KeepsRate, None) => self.measured,
            (_, Some((count, total))) if total > 0 => Share::new(count, total).of(max),
            (NewHeads::StartsAtZero, _) => {
                Points(div_half_up(i128::from(self.measured.0) * i128::from(before), after))
            }
            (NewHeads::KeepsRate, Some(_)) => self.measured,
        };
        self.take_back_to(points);
        self.covered = covered.filter(|(_, total)| *total > 0);
    }
}

/// The row of a control that only the scenario describes.
fn unknown(new: &NewControl) -> ScoreRow {
    ScoreRow {
        id: new.id.clone(),
        title: new.title.clone().unwrap_or_else(|| new.id.to_string()).into(),
        category: "Unknown".into(),
        product: new.product.clone(),
        max: new.max,
        measured: Points::ZERO,
        asserted: None,
        observed: false,
        status: Some(Status::ToAddress),
        simulated: None,
        covered: None,
    }
}
