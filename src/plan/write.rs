//! A plan file to fill in, and the values of a plan with the line of each.

use super::{Plan, PlanWard};
use crate::group::Group;

/// A value of a plan, for people: its key, what it is, and its line in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Shown {
    /// The key, as plan files have it.
    pub key: String,
    /// The value, as plan files write it.
    pub value: String,
    /// The line in the file; none for what the file does not say.
    pub line: Option<usize>,
}

/// The values of a plan, in the order of plan files.
#[must_use]
pub fn values(plan: &Plan) -> Vec<Shown> {
    let mut all = Vec::new();
    let mut add = |key: &str, line: &str, value: Option<String>| {
        if let Some(value) = value {
            all.push(Shown { key: key.to_owned(), value, line: plan.lines.get(line).copied() });
        }
    };
    let whole = |n: Option<u64>| n.map(|n| n.to_string());
    let share = |n: Option<f64>| n.map(|n| n.to_string());
    add("unit", "unit", Some(quoted(&plan.unit)));
    add("authority", "authority", plan.authority.as_deref().map(quoted));
    add("year", "year", Some(plan.year.to_string()));
    add("document", "document", plan.document.number.as_deref().map(quoted));
    add("date", "date", plan.document.date.map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")));
    let signature: Vec<String> = plan.signature.iter().map(|line| quoted(line)).collect();
    add("signature", "signature", (!signature.is_empty()).then(|| format!("[{}]", signature.join(", "))));
    let order: Vec<String> = plan.precedence.iter().map(|g| g.number().to_string()).collect();
    add("precedence", "precedence", Some(format!("[{}]", order.join(", "))));
    add("count_moves_as_exits", "count_moves_as_exits", Some(plan.count_moves_as_exits.to_string()));
    let goals = &plan.goals;
    for (key, value) in [
        ("targets.exits", whole(goals.exits)),
        ("targets.rate_reduction", share(goals.rate_reduction)),
        ("targets.fell_back", whole(goals.fell_back)),
        ("targets.newly_poor", whole(goals.newly_poor)),
        ("targets.credit_coverage", share(goals.credit_coverage)),
        ("targets.insurance_coverage", share(goals.insurance_coverage)),
        ("targets.tuition_coverage", share(goals.tuition_coverage)),
    ] {
        add(key, key, value);
    }
    for group in &plan.groups {
        let line = format!("group {}", group.group.code());
        for (key, value) in [
            ("name", Some(quoted(&group.name)).filter(|_| !group.name.is_empty())),
            ("households", whole(group.households)),
            ("exits", whole(group.exits)),
        ] {
            add(&format!("{line}, {key}"), &line, value);
        }
    }
    for ward in &plan.wards {
        let line = format!("ward {}", ward.name);
        let line = if plan.lines.contains_key(&line) { line } else { "wards".to_owned() };
        add(&ward.name, &line, Some(of_ward(ward)));
    }
    for cause in &plan.causes {
        let group = cause.group.map_or(0, Group::number);
        add(&format!("causes.{}", quoted(&cause.phrase)), "causes", Some(group.to_string()));
    }
    all
}

/// What a plan says of a ward, on one line.
fn of_ward(ward: &PlanWard) -> String {
    let mut parts = Vec::new();
    let named = [("residents", ward.residents), ("residents_end", ward.residents_end), ("exits", ward.exits)];
    parts.extend(named.iter().filter_map(|(key, n)| n.map(|n| format!("{key} = {n}"))));
    let groups = Group::ALL.iter().zip(&ward.group_exits);
    parts.extend(groups.filter_map(|(group, n)| n.map(|n| format!("{} = {n}", group.code()))));
    parts.join(", ")
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A plan file to fill in: what is known of the plan stands in it, the rest as comments. `say` gives the words of each
/// comment, `households` the poor households of the groups.
#[must_use]
pub fn draft(plan: &Plan, households: Option<[u64; 6]>, say: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    let comment = |key: &str| say(key).lines().map(|l| format!("# {l}")).collect::<Vec<_>>().join("\n");
    let number = |key: &str, n: Option<u64>| match n {
        Some(n) => format!("{key} = {n}"),
        None => format!("# {key} = "),
    };
    line(&comment("head"));
    line(&format!("\nunit = {}", quoted(&plan.unit)));
    match &plan.authority {
        Some(authority) => line(&format!("authority = {}", quoted(authority))),
        None => line(&format!("# authority = {}", quoted(&say("authority")))),
    }
    line(&format!("year = {}", plan.year));
    line(&format!("\n{}\n# document = \"15/KH-UBND\"\n# date = {}-03-20", comment("document"), plan.year));
    let signature = ["signature-1", "signature-2", "signature-3"].map(|key| quoted(&say(key))).join(", ");
    line(&format!("\n{}\n# signature = [{signature}]", comment("signature")));
    let order: Vec<String> = plan.precedence.iter().map(|g| g.number().to_string()).collect();
    line(&format!("\n{}\nprecedence = [{}]", comment("precedence"), order.join(", ")));
    line(&format!("\n{}\ncount_moves_as_exits = {}", comment("moves"), plan.count_moves_as_exits));
    line(&format!("\n{}\n[targets]", comment("targets")));
    let goals = &plan.goals;
    for (key, value, model) in [
        ("exits", goals.exits.map(|n| n.to_string()), ""),
        ("rate_reduction", goals.rate_reduction.map(|n| n.to_string()), "0.25"),
        ("fell_back", goals.fell_back.map(|n| n.to_string()), "0"),
        ("newly_poor", goals.newly_poor.map(|n| n.to_string()), "0"),
        ("credit_coverage", goals.credit_coverage.map(|n| n.to_string()), "100"),
        ("insurance_coverage", goals.insurance_coverage.map(|n| n.to_string()), "100"),
        ("tuition_coverage", goals.tuition_coverage.map(|n| n.to_string()), "100"),
    ] {
        line(&value.map_or_else(|| format!("# {key} = {model}"), |value| format!("{key} = {value}")));
    }
    line(&format!("\n{}", comment("groups")));
    for (group, counted) in Group::ALL.into_iter().zip(households.map_or([None; 6], |h| h.map(Some))) {
        let own = plan.group(group);
        line(&format!("[[group]]\ncode = \"{}\"\nname = {}", group.code(), quoted(plan.group_name(group))));
        line(&number("households", counted.or(own.and_then(|g| g.households))));
        line(&format!("{}\n", number("exits", own.and_then(|g| g.exits))));
    }
    line(&comment("wards"));
    for ward in &plan.wards {
        line(&format!("[[ward]]\nname = {}", quoted(&ward.name)));
        line(&number("residents", ward.residents));
        line(&number("residents_end", ward.residents_end));
        line(&number("exits", ward.exits));
        line("# group_exits = { \"3.1\" = , \"3.2\" = , \"3.3\" = , \"3.4\" = , \"3.5\" = , \"3.6\" =  }\n");
    }
    line(&format!("{}\n[causes]\n# {} = 3", comment("causes"), quoted(&say("cause"))));
    out
}

#[cfg(test)]
mod tests {
    use super::super::{From, read};
    use super::*;

    #[test]
    fn a_draft_reads_back() {
        let mut plan = Plan::embedded().expect("plan");
        plan.wards.truncate(2);
        plan.unit = "Huyện \"A\"".to_owned();
        let text = draft(&plan, Some([1, 2, 3, 4, 5, 6]), |key| match key {
            "head" | "wards" => "a = [\n[b]".to_owned(),
            key => format!("{key} = [\"y\""),
        });
        let back = read::parse(&text, From::Embedded).expect(&text);
        assert_eq!((back.unit.as_str(), back.wards.len(), back.exits()), ("Huyện \"A\"", 2, Some(90)));
        assert_eq!(back.goals, plan.goals);
        assert_eq!(back.groups.iter().filter_map(|g| g.households).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    }
}
