//! Where two exports of one tenant disagree on a control.

use jiff::civil::Date;

use super::Id;
use super::tenant::Status;
use super::units::Points;

/// A control on which Graph and the portal disagree. Graph's figures count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalDifference {
    pub id: Id,
    /// As the portal writes it.
    pub title: String,
    pub graph: ControlFigures,
    pub portal: ControlFigures,
}

/// What one export says of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlFigures {
    /// The day of the export; `None` where nothing tells it.
    pub date: Option<Date>,
    pub points: Points,
    pub max: Option<Points>,
    pub status: Option<Status>,
}
