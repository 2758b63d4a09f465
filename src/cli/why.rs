//! `why`: how one cause text is grouped, and what would change it.

use serde::Serialize;

use super::args::{Format, Options};
use super::exit::Exit;
use super::figures::{classifier, named_plan};
use super::finding;
use super::output::{self, deliver};
use crate::classify::Classifier;
use crate::group::Group;
use crate::plan::Plan;
use crate::report::doubt;
use crate::survey::cause::Doubt;
use crate::text::sanitize::plain_line;
use crate::words::Words;

#[derive(Serialize)]
struct Answer {
    schema: &'static str,
    texts: Vec<Text>,
}

#[derive(Serialize)]
struct Text {
    text: String,
    group: u8,
    code: Option<&'static str>,
    name: Option<String>,
    other_groups: Vec<u8>,
    rule: &'static str,
    evidence: Vec<Matched>,
    review: Option<String>,
    nearest: Option<u8>,
}

#[derive(Serialize)]
struct Matched {
    words: String,
    group: Option<u8>,
    concept: String,
}

pub(crate) fn run(options: &Options, words: &Words) -> Exit {
    let plans = Plan::embedded().and_then(|embedded| Ok((named_plan(options.plan.as_deref())?, embedded)));
    let (plan, embedded) = match plans {
        Ok(plans) => plans,
        Err(error) => {
            return output::fail(finding::plan_error(&error, words), words);
        }
    };
    let classifier = classifier(plan.as_ref());
    let names = plan.as_ref().unwrap_or(&embedded);
    let texts: Vec<Text> = options.texts.iter().map(|text| explain(text, &classifier, names, words)).collect();
    let bytes = if options.format == Format::Json {
        output::json(&Answer { schema: "giamngheo.why/1", texts })
    } else {
        let shown: Vec<String> = texts.iter().map(|t| show(t, names, words)).collect();
        Ok(shown.join("\n").into_bytes())
    };
    match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    }
}

fn explain(text: &str, classifier: &Classifier, plan: &Plan, words: &Words) -> Text {
    let decision = classifier.classify(text);
    let matched = decision.evidence.iter().map(|e| Matched {
        words: text.get(e.range.clone()).unwrap_or("").to_owned(),
        group: e.group.map(Group::number),
        concept: e.concept.to_string(),
    });
    Text {
        text: text.to_owned(),
        group: decision.group.map_or(0, Group::number),
        code: decision.group.map(Group::code),
        name: decision.group.map(|g| plan.group_name(g).to_owned()),
        other_groups: decision.others.iter().map(|g| g.number()).collect(),
        rule: decision.rule.id(),
        evidence: matched.collect(),
        review: decision.review.map(|r| doubt::reason(&Doubt::Words(r), classifier, words)),
        nearest: decision.nearest.map(Group::number),
    }
}

fn show(text: &Text, plan: &Plan, words: &Words) -> String {
    let group = |number: u8| match Group::new(number) {
        Some(g) => format!("{} {}", g.code(), plan.group_name(g)),
        None => words.get("group.none").to_owned(),
    };
    let typed = plain_line(&text.text);
    let mut lines = vec![format!("“{typed}”"), words.say("explain.group", &[("group", &group(text.group))])];
    let matched: Vec<String> = text
        .evidence
        .iter()
        .map(|m| {
            let code = match m.group.and_then(Group::new) {
                Some(group) => group.code(),
                None => words.get("explain.no-group"),
            };
            format!("“{}” ({code})", plain_line(&m.words))
        })
        .collect();
    if !matched.is_empty() {
        lines.push(words.say("explain.evidence", &[("words", &matched.join(", "))]));
    }
    lines.push(words.say("explain.rule", &[("rule", words.get(&format!("rule.{}", text.rule)))]));
    if !text.other_groups.is_empty() {
        let others: Vec<String> = text.other_groups.iter().map(|n| group(*n)).collect();
        lines.push(words.say("explain.others", &[("groups", &others.join("; "))]));
    }
    if let Some(nearest) = text.nearest.filter(|n| *n != text.group && !text.other_groups.contains(n)) {
        lines.push(words.say("explain.nearest", &[("group", &group(nearest))]));
    }
    lines.push(match &text.review {
        Some(reason) => words.say("explain.review", &[("reason", reason)]),
        None => words.get("explain.settled").to_owned(),
    });
    let other = text.nearest.or(text.other_groups.first().copied()).unwrap_or(text.group);
    let quoted = typed.replace('\\', "\\\\").replace('"', "\\\"");
    lines.push(words.say("explain.change", &[("text", &quoted), ("group", &other.to_string())]));
    lines.join("\n  ") + "\n"
}
