//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The formats of a workbook.
pub(super) struct Style {
    pub(super) header: Format,
    pub(super) count: Format,
    pub(super) hundredths: Format,
    pub(super) percent: Format,
    pub(super) day: Format,
    pub(super) text: Format,
}

impl Style {
    pub(super) fn new() -> Self {
        let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: header
                .set_background_color(Color::RGB(0xE9_ED_F2))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(0x8B_95_A3)),
            count: Format::new().set_num_format("0"),
            hundredths: Format::new().set_num_format("#,##0.00"),
            percent: Format::new().set_num_format("0.00%"),
            // Beside a column of words neither dates nor words may touch.
            day: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            text: Format::new().set_indent(1),
        }
    }
}
