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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    parts.map(str::trim_ascii).filter(|phrase| !phrase.is_empty())
}

/// Shows every sequence that a phrase stands for to `see`, which says whether all is well so far. Whether it is to the
/// end, brackets close, and something is left. `steps` is room to work in.
pub(super) fn expand<'a>(phrase: &'a str, steps: &mut Vec<Step<'a>>, mut see: impl FnMut(&[Step<'a>]) -> bool) -> bool {
    let mut any = false;
    steps.clear();
    let well = go_on(phrase, steps, &mut |steps| {
        let worded = steps.iter().any(|step| matches!(step, Step::Word(_) | Step::Set(_)));
        any |= worded;
        !worded || see(steps)
    });
    well && any
}

/// Adds what a notation says to the steps before it, in every way that it leaves, and goes on with `then` each time.
fn go_on<'a>(notation: &'a str, steps: &mut Vec<Step<'a>>, then: &mut dyn FnMut(&mut Vec<Step<'a>>) -> bool) -> bool {
    let before = steps.len();
    let mut rest = notation.trim_ascii_start();
    let well = loop {
        if rest.is_empty() {
            break then(steps);
        }
        if let Some(inner) = rest.strip_prefix('(') {
            let Some((inside, tail)) = inner.split_once(')') else { break false };
            break go_on(inside, steps, &mut |steps| go_on(tail, steps, then)) && go_on(tail, steps, then);
        }
        let Some((step, tail)) = step(rest) else { break false };
        match step {
            Step::Word(either) if either.contains('/') => {
                break either.split('/').filter(|word| !word.is_empty()).all(|word| {
                    steps.push(Step::Word(word));
                    let well = go_on(tail, steps, then);
                    steps.pop();
                    well
                });
            }
            _ => steps.push(step),
        }
        rest = tail;
    };
    steps.truncate(before);
    well
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
    Some((step, tail.trim_ascii_start()))
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
        let mut out = Vec::new();
        let well = expand(phrase, &mut Vec::new(), |steps| {
            out.push(steps.iter().map(step).collect::<Vec<_>>().join(" "));
            true
        });
        if well { out } else { Vec::new() }
    }

    #[test]
    fn phrases_expand_to_sequences() {
        assert_eq!(written("chữa/trị (được) bệnh"), ["chữa được bệnh", "chữa bệnh", "trị được bệnh", "trị bệnh"]);
        assert_eq!(written("<thiếu>…<vốn>, đất|"), ["<thiếu> … <vốn> , đất |"]);
        assert_eq!(written("thiếu (vốn"), Vec::<String>::new());
        assert_eq!(written("(…)"), Vec::<String>::new());
        assert_eq!(written("a/ b"), ["a b"]);
        assert_eq!(written("/ b"), Vec::<String>::new());
        assert_eq!(phrases("a; b\n\n c;").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
