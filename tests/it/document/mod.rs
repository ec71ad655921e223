//! Reports, charts, workbooks and tasks.

pub(crate) mod chart_over_time;
pub(crate) mod chart_shapes;
pub(crate) mod chart_terminal;
pub(crate) mod csv_folder;
pub(crate) mod html_figures;
pub(crate) mod html_reader;
pub(crate) mod report;
pub(crate) mod svg_reader;
pub(crate) mod tasks;
#[cfg(feature = "xlsx")]
pub(crate) mod workbook;
