//! The sheet of charts: poor households by cause group, and targets against exits by ward. They show the cells of the
//! two forms and hold no numbers of their own.

use rust_xlsxwriter::{Chart, ChartDataLabel, ChartFont, ChartLegendPosition, Formula, Workbook, XlsxError};

use super::Annex;
use super::draw::{FONT, letters, page};
use super::form::{Cell, Form, cell};
use super::form01::TARGET_AND_EXITS;
use super::form02::group_column;
use crate::report::measure::width;
use crate::report::summary::GroupFigures;

const WIDTH: u32 = 940;
/// Rows of a page, and one to spare: the second chart stands on the second page.
const PAGE: u32 = 33;

/// Draws the charts.
pub(super) fn draw(workbook: &mut Workbook, first: &Form, second: &Form, annex: &Annex<'_>) -> Result<(), XlsxError> {
    let words = annex.words;
    let name = words.get("annex.sheet-charts");
    let sheet = workbook.add_worksheet().set_name(name)?;
    page(sheet);
    // The sums of the groups stand far apart in Biểu 02: a chart needs them side by side.
    let plain = letters(11.0);
    let widest = annex.summary.groups.iter().map(|g| width(&label(g), 11.0, false)).fold(240.0, f64::max);
    let labels = (((widest + 12.0) * 96.0 / 72.0) as u32).min(WIDTH - 100);
    for (column, pixels) in (0u16..).zip([labels, 80, WIDTH + 10 - labels - 80]) {
        sheet.set_column_width_pixels(column, pixels)?;
    }
    let title = words.get("annex.chart-groups");
    sheet.write_string_with_format(0, 0, title, &letters(13.0).set_bold())?;
    let total = second.total_row();
    let mut row = 1;
    for (place, group) in (0u16..).zip(&annex.summary.groups) {
        sheet.write_string_with_format(row, 0, label(group), &plain)?;
        if let Some(Cell::Formula { result, .. }) = second.total.get(usize::from(group_column(place))) {
            let formula = format!("='{}'!{}", second.sheet, cell(group_column(place), total));
            let formula = Formula::new(formula).set_result(result.to_string());
            sheet.write_formula_with_format(row, 1, formula, &plain.clone().set_num_format("#,##0"))?;
        }
        row += 1;
    }
    let mut by_group = Chart::new_column();
    by_group
        .add_series()
        .set_categories((name, 1, 0, row - 1, 0))
        .set_values((name, 1, 1, row - 1, 1))
        .set_name(words.get("annex.02-households"))
        .set_gap(60)
        .set_data_label(ChartDataLabel::new().show_value().set_font(&font(10.0)));
    by_group.legend().set_hidden();
    finish(&mut by_group, title, 420);
    sheet.insert_chart(row + 1, 0, &by_group)?;
    let wards = u32::try_from(first.rows.len()).unwrap_or(0);
    let mut last = PAGE - 1;
    if wards > 0 && annex.summary.target_from.is_some() {
        let (body, end) = (first.body(), first.body() + wards - 1);
        let sheet_name = first.sheet.as_str();
        let mut by_ward = Chart::new_bar();
        let (target, exits) = TARGET_AND_EXITS;
        for (column, key, colour) in [(target, "annex.02-target", 0xA5A5A5), (exits, "annex.02-exits", 0x2E75B6)] {
            by_ward
                .add_series()
                .set_categories((sheet_name, body, 1, end, 1))
                .set_values((sheet_name, body, column, end, column))
                .set_name(words.get(key))
                .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                    rust_xlsxwriter::ChartSolidFill::new().set_color(rust_xlsxwriter::Color::RGB(colour)),
                ))
                .set_gap(50)
                .set_data_label(ChartDataLabel::new().show_value().set_font(&font(9.0)));
        }
        // The first ward on top, as in the table; the numbers stay below.
        by_ward.y_axis().set_reverse();
        by_ward.legend().set_position(ChartLegendPosition::Top).set_font(&font(11.0));
        let height = (100 + wards * 30).clamp(250, 4000);
        finish(&mut by_ward, words.get("annex.chart-wards"), height);
        sheet.insert_chart(PAGE, 0, &by_ward)?;
        last = PAGE + height / 20;
    }
    sheet.set_print_area(0, 0, last, 2)?;
    Ok(())
}

/// A group as it is called: `3.4 Nhiều người ăn theo`.
fn label(group: &GroupFigures) -> String {
    let name = group.name.as_deref().unwrap_or("");
    group.code.as_deref().map_or_else(|| name.to_owned(), |code| format!("{code} {name}"))
}

fn font(size: f64) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(size);
    font
}

fn finish(chart: &mut Chart, title: &str, height: u32) {
    let mut bold = font(13.0);
    bold.set_bold();
    chart.title().set_name(title).set_font(&bold);
    chart.x_axis().set_font(&font(10.0));
    chart.y_axis().set_font(&font(10.0)).set_major_gridlines(false);
    chart.set_width(WIDTH).set_height(height).set_alt_text(title);
}
