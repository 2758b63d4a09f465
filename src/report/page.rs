//! The figures as one page for people who would rather look than read: no script, nothing fetched, no household in it.
//!
//! Every chart is a list whose numbers stand beside the bars, so that nothing is said by colour or length alone.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::compare::{Comparison, movement_table};
use super::summary::{Figures, Summary, WardFigures};
use super::table::Table;
use crate::tally::Tally;
use crate::text::number::{grouped, percent};
use crate::words::Words;

const STYLE: &str = include_str!("style.css");
/// Kinds of findings that are named; the rest are counted.
const MOST_FINDINGS: usize = 12;

/// The page.
#[must_use]
pub fn write(summary: &Summary, tally: &Tally, notes: &[String], words: &Words) -> String {
    let text = |key: &str| words.get(&format!("page.{key}")).to_owned();
    let unit = summary.plan.as_ref().map_or_else(|| text("no-unit"), |p| p.unit.clone());
    let year = summary.plan.as_ref().map(|p| p.year.to_string()).unwrap_or_default();
    let title = words.say("page.title", &[("unit", &unit), ("year", &year)]);
    let title = title.trim();
    let mut page = String::with_capacity(64 * 1024);
    let lang = words.get("page.lang");
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{}</h1>\n",
        escape(title),
        escape(title)
    );
    if let Some(date) = &summary.as_of {
        let _ = writeln!(page, "<p class=\"soft\">{}</p>", escape(&words.say("table.as-of", &[("date", date)])));
    }
    page.push_str("</header>\n<main>\n");
    cards(&mut page, &summary.total.figures, words);
    by_ward(&mut page, summary, words);
    by_group(&mut page, summary, words);
    movement(&mut page, summary, words);
    review(&mut page, summary, tally, words);
    findings(&mut page, summary, words);
    section(&mut page, &text("sources"));
    page.push_str("<ul>\n");
    for note in notes {
        let _ = writeln!(page, "<li>{}</li>", escape(note));
    }
    page.push_str("</ul>\n</main>\n</body>\n</html>\n");
    page
}

/// Text that a browser takes for text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn section(page: &mut String, title: &str) {
    let _ = writeln!(page, "<h2>{}</h2>", escape(title));
}

fn shown(value: Option<u64>, words: &Words) -> String {
    value.map_or_else(|| words.get("table.unknown").to_owned(), grouped)
}

fn cards(page: &mut String, f: &Figures, words: &Words) {
    let share = f.target.zip(f.exited).and_then(|(target, exited)| percent(exited, target, 1));
    let share = share.map(|s| words.say("page.share", &[("share", &s)])).unwrap_or_default();
    let all = [
        ("households", f.households, String::new()),
        ("target", f.target, String::new()),
        ("exited", f.exited, share),
        ("end", f.end, String::new()),
        ("review", f.review, String::new()),
    ];
    page.push_str("<ul class=\"cards\">\n");
    for (key, value, more) in all {
        let label = words.get(&format!("page.{key}")).to_owned();
        let more = if more.is_empty() { more } else { format!(" <span class=\"soft\">{}</span>", escape(&more)) };
        let _ = writeln!(page, "<li><b>{}</b>{}{more}</li>", escape(&shown(value, words)), escape(&label));
    }
    page.push_str("</ul>\n");
}

/// Hundredths of the whole width, with two decimals; a whole of nothing has no width.
fn width(part: u64, whole: u64) -> String {
    let scaled = (u128::from(part) * 10_000).checked_div(u128::from(whole)).unwrap_or(0).min(10_000);
    format!("{}.{:02}", scaled / 100, scaled % 100)
}

/// One row of a chart: a bar, where there is one a mark for the target, and the numbers in words.
struct Bar {
    label: String,
    class: &'static str,
    length: Option<u64>,
    mark: Option<u64>,
    numbers: String,
    says: String,
}

fn bar(page: &mut String, bar: &Bar, most: u64) {
    let _ = write!(
        page,
        "<div class=\"bar\"><span>{}</span><svg role=\"img\" aria-label=\"{says}\"><title>{says}</title>\
         <rect class=\"track\" width=\"100%\" height=\"100%\"/>",
        escape(&bar.label),
        says = escape(&bar.says)
    );
    if let Some(length) = bar.length {
        let _ =
            write!(page, "<rect class=\"{}\" y=\"15%\" width=\"{}%\" height=\"70%\"/>", bar.class, width(length, most));
    }
    if let Some(mark) = bar.mark {
        // The mark at the end of the scale stays inside it.
        let at = width(mark, most);
        let _ = write!(
            page,
            "<rect class=\"target\" x=\"{at}%\" width=\"4\" height=\"100%\" transform=\"translate(-4 0)\"/>"
        );
    }
    let _ = writeln!(page, "</svg><span>{}</span></div>", escape(&bar.numbers));
}

fn by_ward(page: &mut String, summary: &Summary, words: &Words) {
    section(page, words.get("page.by-ward"));
    let _ = writeln!(
        page,
        "<p class=\"key\"><span><i></i>{}</span><span><i class=\"t\"></i>{}</span></p>",
        escape(words.get("page.exited")),
        escape(words.get("page.target"))
    );
    let f = |w: &WardFigures| w.figures;
    let most = summary.wards.iter().flat_map(|w| [f(w).target, f(w).exited]).flatten().max().unwrap_or(0);
    for ward in &summary.wards {
        let (target, exited) = (shown(f(ward).target, words), shown(f(ward).exited, words));
        let name = ward.ward.clone().unwrap_or_else(|| words.get("ward.unknown").to_owned());
        let says = words.say("page.ward-says", &[("ward", &name), ("exited", &exited), ("target", &target)]);
        let numbers = format!("{exited} / {target}");
        bar(
            page,
            &Bar {
                label: name,
                class: "actual",
                length: f(ward).exited,
                mark: f(ward).target.filter(|t| *t > 0),
                numbers,
                says,
            },
            most,
        );
    }
}

fn by_group(page: &mut String, summary: &Summary, words: &Words) {
    section(page, words.get("page.by-group"));
    let most = summary.groups.iter().filter_map(|g| g.figures.households).max().unwrap_or(0);
    for group in &summary.groups {
        let name = group.name.clone().unwrap_or_default();
        let label = group.code.as_ref().map_or_else(|| name.clone(), |code| format!("{code} {name}"));
        let n = shown(group.figures.households, words);
        let says = words.say("page.group-says", &[("group", &label), ("n", &n)]);
        let length = group.figures.households;
        bar(page, &Bar { label, class: "plain", length, mark: None, numbers: n, says }, most);
    }
}

fn movement(page: &mut String, summary: &Summary, words: &Words) {
    section(page, words.get("page.movement"));
    if summary.total.figures.end.is_none() && summary.wards.iter().all(|w| w.figures.end.is_none()) {
        let _ = writeln!(page, "<p>{}</p>", escape(words.get("page.no-movement")));
        return;
    }
    table(page, &movement_table(&Comparison::of_figures(summary), words));
}

fn table(page: &mut String, table: &Table) {
    let row = |cells: &[String], tag: &str| {
        let scope = if tag == "th" { " scope=\"col\"" } else { "" };
        let cells: String =
            cells.iter().map(|c| format!("<{tag}{scope}>{}</{tag}>", escape(&c.replace('\n', " ")))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let _ = write!(
        page,
        "<div class=\"wide\" tabindex=\"0\"><table>\n<thead>\n{}</thead>\n<tbody>\n",
        row(&table.head, "th")
    );
    for cells in &table.rows {
        page.push_str(&row(cells, "td"));
    }
    let _ = writeln!(page, "</tbody>\n<tfoot>\n{}</tfoot>\n</table></div>", row(&table.total, "td"));
}

fn review(page: &mut String, summary: &Summary, tally: &Tally, words: &Words) {
    section(page, words.get("page.to-review"));
    let n = summary.total.figures.review.unwrap_or(0);
    if n == 0 {
        let _ = writeln!(page, "<p>{}</p>", escape(words.get("table.review-none")));
        return;
    }
    let _ = writeln!(page, "<p>{}</p>\n<ul>", escape(&words.say("table.review-count", &[("n", &grouped(n))])));
    let mut reasons: Vec<(&String, &u64)> = tally.doubts.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (reason, n) in reasons {
        let _ = writeln!(page, "<li>{}: {}</li>", escape(words.get(reason)), grouped(*n));
    }
    page.push_str("</ul>\n");
}

/// Findings by kind, the commonest first: how many, and where the first is.
fn findings(page: &mut String, summary: &Summary, words: &Words) {
    let mut kinds: BTreeMap<&str, (usize, &super::summary::Finding)> = BTreeMap::new();
    for finding in summary.diagnostics.iter().filter(|d| d.severity != "note") {
        kinds.entry(&finding.code).and_modify(|(n, _)| *n += 1).or_insert((1, finding));
    }
    if kinds.is_empty() {
        return;
    }
    section(page, words.get("page.findings"));
    let mut kinds: Vec<(&str, (usize, &super::summary::Finding))> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(b.0)));
    page.push_str("<ul>\n");
    for (code, (n, first)) in kinds.iter().take(MOST_FINDINGS) {
        // A message names places and never people.
        let _ = writeln!(page, "<li><b>{code}</b> × {}: {}</li>", grouped(*n as u64), escape(&first.message));
    }
    page.push_str("</ul>\n");
}
