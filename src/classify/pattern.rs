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
        let (step, tail) = if let Some(inner) = rest.strip_prefix('(') {
            let Some((inside, tail)) = inner.split_once(')') else { return Vec::new() };
            let mut choices = expand(inside);
            choices.push(Vec::new());
            out = crossed(&out, &choices);
            rest = tail.trim_start();
            continue;
        } else if let Some(inner) = rest.strip_prefix('<') {
            let Some((name, tail)) = inner.split_once('>') else { return Vec::new() };
            (Step::Set(name), tail)
        } else if let Some(tail) = rest.strip_prefix('…') {
            (Step::Gap, tail)
        } else if let Some(tail) = rest.strip_prefix(',') {
            (Step::Comma, tail)
        } else if let Some(tail) = rest.strip_prefix('|') {
            (Step::End, tail)
        } else {
            let end = rest.find([' ', ',', '(', '<', '…', '|']).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            if word.contains('/') {
                let choices: Vec<_> = word.split('/').filter(|w| !w.is_empty()).map(|w| vec![Step::Word(w)]).collect();
                out = crossed(&out, &choices);
                rest = tail.trim_start();
                continue;
            }
            (Step::Word(word), tail)
        };
        for steps in &mut out {
            steps.push(step.clone());
        }
        rest = tail.trim_start();
    }
    out.retain(|steps: &Vec<Step>| steps.iter().any(|s| matches!(s, Step::Word(_) | Step::Set(_))));
    out
}

/// The words of a phrase that is words and nothing else, as most are.
pub(super) fn literal(phrase: &str) -> Option<impl Iterator<Item = &str>> {
    // 0xE2 begins the `…` and no letter of Vietnamese.
    let notation = |byte| matches!(byte, b'(' | b'<' | b',' | b'|' | b'/' | 0xE2);
    (!phrase.bytes().any(notation)).then(|| phrase.split_ascii_whitespace())
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
