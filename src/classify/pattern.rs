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
//! It knows nothing of texts; it only says what a phrase means. A phrase is read once, into parts, and then walked in every
//! way that it leaves.

/// One step of a phrase.
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

/// A part of a phrase, its steps made into what the reader of the phrase needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<K> {
    /// A step.
    Step(K),
    /// One of the steps in so many parts that follow.
    Either(usize),
    /// So many parts that follow may be missing.
    Maybe(usize),
}

/// Reads a phrase into `parts`, which are cleared first; `key` makes something of a step. Whether brackets close, and every
/// step is one.
pub(super) fn read<'a, K>(
    phrase: &'a str,
    parts: &mut Vec<Part<K>>,
    mut key: impl FnMut(Step<'a>) -> Option<K>,
) -> bool {
    parts.clear();
    read_on(phrase, parts, &mut key).is_some()
}

fn read_on<'a, K>(
    notation: &'a str,
    parts: &mut Vec<Part<K>>,
    key: &mut impl FnMut(Step<'a>) -> Option<K>,
) -> Option<()> {
    let mut rest = notation.trim_ascii_start();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('(') {
            let (inside, tail) = inner.split_once(')').filter(|(inside, _)| !inside.contains('('))?;
            let at = parts.len();
            parts.push(Part::Maybe(0));
            read_on(inside, parts, key)?;
            let behind = parts.len();
            *parts.get_mut(at)? = Part::Maybe(behind - at - 1);
            rest = tail.trim_ascii_start();
            continue;
        }
        let (step, tail) = step(rest)?;
        match step {
            Step::Word(either) if either.bytes().any(|byte| byte == b'/') => {
                let at = parts.len();
                parts.push(Part::Either(0));
                for word in either.split('/').filter(|word| !word.is_empty()) {
                    parts.push(Part::Step(key(Step::Word(word))?));
                }
                let behind = parts.len();
                *parts.get_mut(at)? = Part::Either(behind - at - 1);
            }
            _ => parts.push(Part::Step(key(step)?)),
        }
        rest = tail;
    }
    Some(())
}

/// Walks a phrase in every way that it leaves: `take` goes a step from a place, `end` sees where each way ends. Whether both
/// said that all is well.
pub(super) fn walk<K: Copy, P: Copy, W>(
    parts: &[Part<K>],
    from: P,
    with: &mut W,
    take: &impl Fn(&mut W, P, K) -> Option<P>,
    end: &impl Fn(&mut W, P),
) -> bool {
    let mut from = from;
    let mut rest = parts;
    while let Some((part, behind)) = rest.split_first() {
        rest = behind;
        match *part {
            Part::Step(key) => match take(with, from, key) {
                Some(to) => from = to,
                None => return false,
            },
            Part::Either(count) => {
                let (either, tail) = behind.split_at_checked(count).unwrap_or((behind, &[]));
                return either.iter().all(|part| match part {
                    Part::Step(key) => take(with, from, *key).is_some_and(|to| walk(tail, to, with, take, end)),
                    Part::Either(_) | Part::Maybe(_) => false,
                });
            }
            Part::Maybe(count) => {
                return walk(behind, from, with, take, end)
                    && walk(behind.get(count..).unwrap_or(&[]), from, with, take, end);
            }
        }
    }
    end(with, from);
    true
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
            let ends = |byte| matches!(byte, b' ' | b',' | b'(' | b'<' | b'|' | 0xE2);
            let end = rest.bytes().position(ends).unwrap_or(rest.len()).max(1);
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
        let shown = |step: Step| match step {
            Step::Word(w) => w.to_owned(),
            Step::Set(s) => format!("<{s}>"),
            Step::Gap => "…".to_owned(),
            Step::Comma => ",".to_owned(),
            Step::End => "|".to_owned(),
        };
        let (mut parts, mut names) = (Vec::new(), Vec::new());
        let well = read(phrase, &mut parts, |step| {
            names.push(shown(step));
            Some(names.len() - 1)
        });
        // A place is where the words so far stand among those of all ways.
        let mut ways = (vec![Vec::new()], Vec::new());
        let take = |ways: &mut (Vec<Vec<usize>>, Vec<usize>), from: usize, name: usize| {
            let way = [ways.0[from].clone(), vec![name]].concat();
            ways.0.push(way);
            Some(ways.0.len() - 1)
        };
        let well = well && walk(&parts, 0, &mut ways, &take, &|ways, at| ways.1.push(at));
        let way = |at: &usize| ways.0[*at].iter().map(|name| names[*name].as_str()).collect::<Vec<_>>().join(" ");
        if well { ways.1.iter().map(way).collect() } else { Vec::new() }
    }

    #[test]
    fn phrases_expand_to_sequences() {
        assert_eq!(written("chữa/trị (được) bệnh"), ["chữa được bệnh", "chữa bệnh", "trị được bệnh", "trị bệnh"]);
        assert_eq!(written("<thiếu>…<vốn>, đất|"), ["<thiếu> … <vốn> , đất |"]);
        assert_eq!(written("thiếu (vốn"), Vec::<String>::new());
        assert_eq!(written("(thiếu (vốn) đất)"), Vec::<String>::new());
        assert_eq!(written("a (b/c d) e"), ["a b d e", "a c d e", "a e"]);
        assert_eq!(written("a/ b"), ["a b"]);
        assert_eq!(written("/ b"), Vec::<String>::new());
        assert_eq!(phrases("a; b\n\n c;").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
