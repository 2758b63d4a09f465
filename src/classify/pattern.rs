//! The notation of the lexicon's phrases, and its expansion into plain sequences.
//!
//! ```text
//! chữa/trị bệnh        either word
//! (bị) tai nạn         the bracketed part may be missing
//! <thiếu> <vốn>        any phrase of the set named
//! <thiếu> … <vốn>      up to six words of the same clause between them
//! thiếu vốn, phương    a comma: a separator may stand there
//! vốn ít |             a bar: the clause ends there
//! ```
//!
//! It knows nothing of texts; it only says what a phrase means.

/// One step of an expanded phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A word, as written.
    Word(&'a str),
    /// Any phrase of the set of this name.
    Set(&'a str),
    /// Other words may stand here.
    Gap,
    /// A separator may stand here.
    Comma,
    /// The clause ends here.
    End,
}

/// Splits a concept's phrase list: phrases are parted by semicolons and line ends.
pub(super) fn phrases(list: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr2_iter(b';', b'\n', list.as_bytes()).chain([list.len()]);
    let parts = ends.map(move |end| list.get(std::mem::replace(&mut start, end + 1)..end).unwrap_or(""));
    parts.map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// Every sequence that a phrase stands for; empty when brackets do not close or nothing is left.
pub(super) fn expand(phrase: &str) -> Vec<Vec<Step<'_>>> {
    let mut out = vec![Vec::new()];
    let mut rest = phrase.trim();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('(') {
            let Some((inside, tail)) = inner.split_once(')') else { return Vec::new() };
            let mut choices = expand(inside);
            choices.push(Vec::new());
            out = crossed(&out, &choices);
            rest = tail.trim_start();
            continue;
        }
        let Some((step, tail)) = step(rest) else { return Vec::new() };
        rest = tail;
        if let Step::Word(word) = step
            && word.contains('/')
        {
            let choices: Vec<_> = word.split('/').filter(|w| !w.is_empty()).map(|w| vec![Step::Word(w)]).collect();
            out = crossed(&out, &choices);
            continue;
        }
        for steps in &mut out {
            steps.push(step.clone());
        }
    }
    out.retain(|steps: &Vec<Step>| steps.iter().any(|s| matches!(s, Step::Word(_) | Step::Set(_))));
    out
}

/// The steps of a phrase that stands for one sequence, as most do; cheaper than [`expand`]. `None` when it leaves a
/// choice; a step that is not well formed is `None` as well.
pub(super) fn sequence(phrase: &str) -> Option<impl Iterator<Item = Option<Step<'_>>>> {
    let one = memchr::memchr2(b'(', b'/', phrase.as_bytes()).is_none() && phrase.contains(char::is_alphanumeric);
    let mut rest = phrase.trim();
    let steps = std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (step, tail) = step(rest).unzip();
        rest = tail.unwrap_or("");
        Some(step)
    });
    one.then_some(steps)
}

/// The first step of a notation and what follows it; `None` at its end, or where a set's name does not close.
fn step(rest: &str) -> Option<(Step<'_>, &str)> {
    let (step, tail) = match *rest.as_bytes().first()? {
        b'<' => {
            let (name, tail) = rest.get(1..)?.split_once('>')?;
            (Step::Set(name), tail)
        }
        b',' => (Step::Comma, rest.get(1..)?),
        b'|' => (Step::End, rest.get(1..)?),
        // 0xE2 begins the `…` and no letter of Vietnamese.
        0xE2 if rest.starts_with('…') => (Step::Gap, rest.get('…'.len_utf8()..)?),
        _ => {
            let ends = |byte: &u8| matches!(byte, b' ' | b',' | b'(' | b'<' | b'|' | 0xE2);
            let end = rest.bytes().position(|byte| ends(&byte)).unwrap_or(rest.len()).max(1);
            let (word, tail) = rest.split_at_checked(end)?;
            (Step::Word(word), tail)
        }
    };
    Some((step, tail.trim_start()))
}

/// Each sequence so far, followed by each of the choices.
fn crossed<'a>(done: &[Vec<Step<'a>>], choices: &[Vec<Step<'a>>]) -> Vec<Vec<Step<'a>>> {
    done.iter().flat_map(|steps| choices.iter().map(|next| steps.iter().chain(next).cloned().collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(phrase: &str) -> Vec<String> {
        let step = |s: &Step| match s {
            Step::Word(w) => (*w).to_owned(),
            Step::Set(s) => format!("<{s}>"),
            Step::Gap => "…".to_owned(),
            Step::Comma => ",".to_owned(),
            Step::End => "|".to_owned(),
        };
        expand(phrase).iter().map(|steps| steps.iter().map(step).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn phrases_expand_to_sequences() {
        assert_eq!(written("chữa/trị (được) bệnh"), ["chữa được bệnh", "chữa bệnh", "trị được bệnh", "trị bệnh"]);
        assert_eq!(written("<thiếu>…<vốn>, đất|"), ["<thiếu> … <vốn> , đất |"]);
        assert_eq!(written("thiếu (vốn"), Vec::<String>::new());
        assert_eq!(written("(…)"), Vec::<String>::new());
        assert_eq!(phrases("a; b\n\n c;").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
