//! What happens to rows without anybody's work: heads come, controls come and go, settings drift.

use std::collections::BTreeMap;

use super::{Row, Shift, ShiftKind, State};
use crate::model::units::div_half_up;
use crate::model::{BasisPoints, Heads, Id, NewControl, NewHeads, Points, Share, Status};

/// The name under which controls are added that nobody knows yet.
const UNNAMED: &str = "new-controls";

impl State<'_> {
    /// A population takes another size. The rows that count it follow, each by its own rule and from its own total.
    /// Whoever leaves is as compliant as those who stay.
    pub(super) fn resize(&mut self, population: &Id, heads: Heads) {
        let before = self.population(population);
        let after = heads.of(before);
        self.populations.insert(population.clone(), after);
        if before <= 0 {
            return;
        }
        let catalogue = self.catalogue;
        for row in self.rows.values_mut().chain(self.gone.values_mut()) {
            let Some(control) = catalogue.control(&row.id) else { continue };
            if control.scoring.population() == Some(population) {
                row.resize(control.new_heads, before, after);
            }
        }
    }

    /// A control comes into the score without points; what was set or finished before it came takes effect.
    pub(super) fn arrive(&mut self, new: &NewControl) {
        if self.rows.contains_key(&new.id) {
            return;
        }
        self.retired.remove(&new.id);
        self.arrived.insert(new.id.clone());
        let known = self.control(&new.id).map(|control| self.new_row(&new.id, control));
        let mut row = self.gone.remove(&new.id).or(known).unwrap_or_else(|| unknown(new));
        row.max = new.max.or(row.max).or(self.assumptions.unknown_max);
        row.measured = row.measured.min(row.max.unwrap_or(Points::ZERO));
        row.simulated = self.statuses.get(&new.id).copied();
        self.rows.insert(new.id.clone(), row);
        if let Some((share, way)) = self.finished.remove(&new.id) {
            self.complete_control(&new.id, share, way.as_ref());
        }
    }

    /// A control leaves the score for good.
    pub(super) fn retire(&mut self, id: &Id) {
        self.arrived.remove(id);
        self.rows.remove(id);
        self.gone.remove(id);
        self.retired.insert(id.clone());
    }

    /// The measured points of a product fall by a share; each row is rounded half up.
    pub(super) fn drift(&mut self, product: &Id, rate: BasisPoints) -> Vec<Shift> {
        let of_product = |row: &&Row| row.product.as_ref() == Some(product) && row.measured > Points::ZERO;
        let before: BTreeMap<Id, Points> =
            self.rows.values().filter(of_product).map(|row| (row.id.clone(), self.weight(row).0)).collect();
        let mut shifts = Vec::new();
        for (id, was) in before {
            let Some(row) = self.rows.get_mut(&id) else { continue };
            let lost = Points(rate.of(row.measured.0));
            row.take_back_to(row.measured - lost);
            let is = self.rows.get(&id).map_or(was, |row| self.weight(row).0);
            if is != was {
                shifts.push(Shift { id, kind: ShiftKind::Points, points: is - was, max: Points::ZERO });
            }
        }
        shifts
    }

    /// The maximum grows by controls that nobody knows yet.
    pub(super) fn add_unnamed(&mut self, max: Points) -> Vec<Shift> {
        self.unnamed += max;
        vec![Shift { id: Id::new(UNNAMED), kind: ShiftKind::Entered, points: Points::ZERO, max }]
    }

    /// What a control of this tenant is worth on average, rounded half up to the hundredth.
    pub fn average_max(&self) -> Points {
        let known = self.rows.values().filter_map(|row| row.max);
        let (count, sum) = known.fold((0, 0), |(count, sum), max| (count + 1, sum + i128::from(max.0)));
        if count == 0 { Points::ZERO } else { Points(div_half_up(sum, count)) }
    }
}

impl Row {
    /// The population that the row counts goes from one size to another; the row's own total follows in proportion.
    fn resize(&mut self, rule: NewHeads, before: i64, after: i64) {
        let Some(max) = self.max else { return };
        let grown = after > before;
        let scaled = |heads: i64| div_half_up(i128::from(heads) * i128::from(after), before);
        let mut covered = self.covered;
        if let Some((count, total)) = &mut covered {
            let new = scaled(*total) - *total;
            // Whole heads: a part of a head is not compliant.
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

/// A row of which nothing is known but what a person says.
fn unknown(new: &NewControl) -> Row {
    Row {
        id: new.id.clone(),
        title: new.title.clone().unwrap_or_else(|| new.id.to_string()),
        category: "Unknown".to_owned(),
        product: new.product.clone(),
        max: new.max,
        measured: Points::ZERO,
        given: None,
        observed: false,
        status: Some(Status::ToAddress),
        simulated: None,
        covered: None,
    }
}
