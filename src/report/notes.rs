//! The lines under the tables: what was read, what was left out, where target and actual come from, what to review.

use super::summary::Summary;
use crate::tally::{Tally, Whom};
use crate::text::number::grouped;
use crate::words::Words;

/// Sources listed one by one; those beyond are only counted.
const MOST_SOURCES: usize = 20;

/// Which plan is in use, what day the figures stand for, and where targets and exits come from.
#[must_use]
pub fn sources_of_figures(summary: &Summary, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(match &summary.plan {
        Some(plan) => {
            let from = match plan.from.as_str() {
                "embedded" => words.get("table.plan-embedded"),
                "merged" => words.get("table.plan-merged"),
                _ => "",
            };
            words.say("table.plan", &[("unit", &plan.unit), ("year", &plan.year.to_string()), ("from", from)])
        }
        None => words.get("table.no-plan").to_owned(),
    });
    if let Some(date) = &summary.as_of {
        lines.push(words.say("table.as-of", &[("date", date)]));
    }
    if summary.standing == Whom::Poor.id() {
        let target = summary.target_from.as_deref().unwrap_or("none");
        lines.push(words.get(&format!("table.target-{target}")).to_owned());
        let actual = match (&summary.actual_from, summary.total.figures.exited) {
            (Some(from), Some(_)) if from == "end" => "table.actual-end",
            (Some(from), Some(_)) if from == "mixed" => "table.actual-mixed",
            (Some(_), Some(_)) => "table.actual-outcome",
            (Some(_), None) => "table.actual-part",
            (None, _) => "table.actual-none",
        };
        lines.push(words.get(actual).to_owned());
    }
    lines
}

/// The notes, a line each.
#[must_use]
pub fn lines(summary: &Summary, tally: &Tally, whom: Whom, words: &Words) -> Vec<String> {
    let mut lines = sources_of_figures(summary, words);
    if whom == Whom::Poor {
        lines.extend(movement(summary, words));
        if summary.total.near_poor > 0 {
            lines.push(words.say("table.near-poor", &[("n", &grouped(summary.total.near_poor))]));
        }
    }
    lines.push(review(summary, tally, words));
    if tally.corrected > 0 {
        lines.push(words.say("table.corrected", &[("n", &grouped(tally.corrected))]));
    }
    lines.extend(sources(summary, words));
    lines.push(rows(summary, words));
    lines
}

/// How the rows of the sheets in use were taken.
#[must_use]
pub fn rows(summary: &Summary, words: &Words) -> String {
    let r = &summary.rows;
    let counts = [
        ("read", r.read),
        ("households", r.households),
        ("members", r.members),
        ("headings", r.headings),
        ("subtotals", r.subtotals),
        ("sections", r.sections),
        ("blank", r.blank),
        ("notes", r.notes),
        ("rejected", r.rejected),
    ];
    let counts: Vec<(&str, String)> = counts.iter().map(|(k, n)| (*k, grouped(*n))).collect();
    let counts: Vec<(&str, &str)> = counts.iter().map(|(k, n)| (*k, n.as_str())).collect();
    words.say("table.rows", &counts)
}

/// What happened in the year beside exits, where anything did.
fn movement(summary: &Summary, words: &Words) -> Option<String> {
    let f = &summary.total.figures;
    let parts = [
        ("from_near_poor", f.from_near_poor),
        ("fell_back", f.fell_back),
        ("newly_poor", f.newly_poor),
        ("moved_in", f.moved_in),
        ("moved_out", f.moved_out),
        ("ended", f.ended),
    ];
    let moved: u64 = parts.iter().filter_map(|(_, n)| *n).sum();
    let end = f.end.filter(|_| moved > 0)?;
    let mut values: Vec<(&str, String)> = parts.iter().map(|(k, n)| (*k, grouped(n.unwrap_or(0)))).collect();
    values.push(("end", grouped(end)));
    let values: Vec<(&str, &str)> = values.iter().map(|(k, n)| (*k, n.as_str())).collect();
    Some(words.say("table.movement", &values))
}

fn review(summary: &Summary, tally: &Tally, words: &Words) -> String {
    let review = summary.total.figures.review.unwrap_or(0);
    if review == 0 {
        return words.get("table.review-none").to_owned();
    }
    let mut reasons: Vec<(&String, &u64)> = tally.doubts.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    if reasons.is_empty() {
        return words.say("table.review-count", &[("n", &grouped(review))]);
    }
    let reasons: Vec<String> = reasons.iter().map(|(id, n)| format!("{} {}", grouped(**n), words.get(id))).collect();
    words.say("table.review", &[("n", &grouped(review)), ("reasons", &reasons.join("; "))])
}

fn sources(summary: &Summary, words: &Words) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for source in &summary.sources {
        let place = words.place(&source.file, source.sheet.as_deref().unwrap_or(""), None);
        lines.push(if source.used {
            let header = match (source.header_rows.first(), source.header_rows.last()) {
                (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
                (Some(first), _) => first.to_string(),
                _ => String::new(),
            };
            let households = grouped(source.households);
            words.say("table.read", &[("place", &place), ("header", &header), ("households", &households)])
        } else {
            words.say("table.left", &[("place", &place), ("why", &source.why)])
        });
    }
    let more = lines.len().saturating_sub(MOST_SOURCES);
    if more > 0 {
        lines.truncate(MOST_SOURCES);
        lines.push(words.say("table.and-more", &[("n", &grouped(more as u64))]));
    }
    lines
}
