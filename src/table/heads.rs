//! Of which households a list is, by its title: the head of the title decides, not what the title happens to hold.
//!
//! "Danh sách hộ thoát nghèo" is a list of households that left poverty. "Danh sách hộ nghèo không có khả năng thoát nghèo",
//! "… tham gia mô hình thoát nghèo" and "… hộ nghèo, hộ mới thoát nghèo" are not. The words stand in `titles.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer};

use super::title::Role;
use crate::text::fold::{fold, has_diacritics, holds, tones};

/// What a line of a title says of the households of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// They are what the role says.
    Role(Role),
    /// No movement, or one that they have not made.
    Plain,
    /// It speaks of a movement in words that are not known.
    Unclear,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    role: Move,
    phrases: Vec<String>,
}

/// A movement: of poor households, or one that only near-poor ones make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    NearPoor,
    #[serde(untagged)]
    Role(Role),
}

/// The words that are known, folded.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heads {
    #[serde(deserialize_with = "folded")]
    heading: Vec<String>,
    #[serde(deserialize_with = "folded")]
    opens: Vec<String>,
    #[serde(deserialize_with = "folded")]
    closes: Vec<String>,
    #[serde(deserialize_with = "folded")]
    poor: Vec<String>,
    #[serde(deserialize_with = "folded")]
    near_poor: Vec<String>,
    #[serde(deserialize_with = "folded")]
    plain: Vec<String>,
    #[serde(deserialize_with = "folded")]
    places: Vec<String>,
    #[serde(deserialize_with = "folded")]
    after: Vec<String>,
    /// With the form that keeps tones: Đội Cấn is no "cần".
    #[serde(deserialize_with = "with_tones")]
    bars: Vec<(String, String)>,
    #[serde(rename = "movement", deserialize_with = "by_phrase")]
    movements: BTreeMap<String, Move>,
}

fn folded<'de, D: Deserializer<'de>>(words: D) -> Result<Vec<String>, D::Error> {
    Ok(Vec::<String>::deserialize(words)?.iter().map(|w| fold(w)).collect())
}

fn with_tones<'de, D: Deserializer<'de>>(words: D) -> Result<Vec<(String, String)>, D::Error> {
    Ok(Vec::<String>::deserialize(words)?.iter().map(|w| (fold(w), tones(w))).collect())
}

fn by_phrase<'de, D: Deserializer<'de>>(entries: D) -> Result<BTreeMap<String, Move>, D::Error> {
    let entries = Vec::<Entry>::deserialize(entries)?;
    Ok(entries.iter().flat_map(|entry| entry.phrases.iter().map(|phrase| (fold(phrase), entry.role))).collect())
}

/// Words of a place's name behind its kind, at most.
const NAME_OF_PLACE: usize = 3;

/// Words of the longest phrase.
const LONGEST: usize = 12;

/// A part of a title between commas.
#[derive(Debug, Default)]
struct Part {
    /// Whether poor households are named before the movement.
    poor: bool,
    /// Whether near-poor ones are.
    near_poor: bool,
    movement: Option<Move>,
    /// Whether the kind stands directly before the movement, so that it is those households that made it.
    of_kind: bool,
    barred: bool,
    unknown: bool,
}

impl Heads {
    /// The words that come with the program.
    pub(super) fn standard() -> &'static Heads {
        static STANDARD: OnceLock<Heads> = OnceLock::new();
        STANDARD.get_or_init(|| crate::embedded::table("titles.toml", Heads::parse(include_str!("titles.toml"))))
    }

    fn parse(text: &str) -> Result<Heads, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether a line is the title of a list.
    pub(super) fn is_heading(&self, folded: &str) -> bool {
        self.heading.iter().any(|w| holds(folded, w)) || ["ho ", "cac ho "].iter().any(|w| folded.starts_with(w))
    }

    /// Whether a line goes on where the title above it ends: with a movement, or below "Danh sách" alone.
    pub(super) fn goes_on(&self, above: &str, folded: &str) -> bool {
        let words: Vec<&str> = folded.split(' ').collect();
        self.opens.iter().any(|w| w == above) || self.move_at(&words, 0).is_some()
    }

    /// A line without what stands in brackets and what follows the name of the list.
    pub(super) fn bare(&self, line: &str) -> String {
        let mut depth = 0usize;
        let kept: String = line
            .chars()
            .filter(|c| {
                depth += usize::from(*c == '(');
                let keep = depth == 0;
                depth = depth.saturating_sub(usize::from(*c == ')'));
                keep
            })
            .collect();
        let (marked, words): (Vec<&str>, Vec<String>) = kept.split_whitespace().map(|word| (word, fold(word))).unzip();
        let from = |all: &[String]| (0..words.len()).find(|at| all.iter().any(|w| begins(&words, *at, w) > 0));
        let end = from(&self.closes).unwrap_or(words.len());
        let start = from(&self.opens).filter(|start| *start < end).unwrap_or(0);
        marked.get(start..end).unwrap_or(&[]).join(" ")
    }

    /// What a line says of the households of the list.
    pub(super) fn head(&self, line: &str) -> Head {
        let bare = self.bare(line).replace(" - ", ", ").replace(" – ", ", ");
        let parts: Vec<Part> = bare
            .split([',', ';', '&', '+', '/', ':'])
            .flat_map(|part| {
                let (folded, toned) = (fold(part), tones(part));
                let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
                // Without diacritics, or where the two forms part words in other places, the folded form is all there is.
                let toned: Vec<&str> = toned.split(' ').filter(|w| !w.is_empty()).collect();
                let toned = if has_diacritics(part) && toned.len() == words.len() { toned } else { Vec::new() };
                // "Thoát nghèo và vượt chuẩn cận nghèo" is one movement.
                let joins = |at: usize| {
                    ["va", "gom", "cung"].contains(&words.get(at).copied().unwrap_or(""))
                        && !(0..at).any(|from| self.move_at(&words, from).is_some_and(|(_, n)| from + n > at))
                };
                let mut parts = Vec::new();
                let mut start = 0;
                for end in (0..=words.len()).filter(|at| *at == words.len() || joins(*at)) {
                    let own = toned.get(start..end).unwrap_or(&[]);
                    parts.push(self.part(words.get(start..end).unwrap_or(&[]), own));
                    start = end + 1;
                }
                parts
            })
            .collect();
        self.together(&parts)
    }

    fn together(&self, parts: &[Part]) -> Head {
        let Some(first) = parts.iter().position(|p| p.movement.is_some()) else { return Head::Plain };
        if parts.iter().any(|p| p.barred) {
            return Head::Plain;
        }
        let moves = parts.iter().filter_map(|p| p.movement);
        let roles: Vec<Role> = moves.filter_map(|m| if let Move::Role(role) = m { Some(role) } else { None }).collect();
        let Some(role) = roles.iter().copied().reduce(|a, b| if a == b { a } else { a.with(b).unwrap_or(Role::End) })
        else {
            return Head::Plain;
        };
        let (before, rest) = parts.split_at(first);
        let Some((own, after)) = rest.split_first() else { return Head::Plain };
        let (poor, near) = (before.iter().any(|p| p.poor), before.iter().any(|p| p.near_poor));
        // Movements that do not go together: a list of everything, in which each row must say which.
        if role == Role::End {
            return Head::Unclear;
        }
        // "Hộ nghèo, hộ cận nghèo đăng ký thoát nghèo": both registered. "Hộ nghèo, hộ thoát nghèo": two kinds.
        let theirs = own.of_kind && !(poor && own.poor) && !(near && own.near_poor) && role.is_of_the_list();
        if (poor || near) && !theirs {
            return Head::Plain;
        }
        let others = after.iter().any(|p| p.movement.is_none() && (p.poor || p.near_poor));
        if others && role != Role::Registered {
            return Head::Plain;
        }
        if parts.iter().any(|p| p.unknown && p.movement.is_some()) {
            return Head::Unclear;
        }
        Head::Role(role)
    }

    /// `toned`: the same words with their tones, where they have some.
    fn part(&self, words: &[&str], toned: &[&str]) -> Part {
        let mut part = Part::default();
        let mut at = 0;
        let mut name_left = 0usize;
        let mut ended = 0;
        while at < words.len() {
            if let Some((movement, length)) = self.move_at(words, at) {
                at += length;
                ended = at;
                match part.movement {
                    None => part.movement = Some(movement),
                    // A second one in the same breath: "thoát nghèo có nguy cơ tái nghèo".
                    Some(first) if first != movement => part.barred = true,
                    Some(_) => {}
                }
                continue;
            }
            if let Some(movement) = part.movement {
                // "Phát sinh bệnh", "chuyển đi làm ăn xa" are other things; so is a plan of several years.
                let next = ended == at;
                let known =
                    longest(&self.plain, words, at) + longest(&self.places, words, at) > 0 || is_number(words, at);
                part.unknown |= next && !known && matches!(movement, Move::Role(role) if !role.is_common());
                part.unknown |= longest(&self.after, words, at) > 0;
                at += 1;
                continue;
            }
            let (poor, near) = (longest(&self.poor, words, at), longest(&self.near_poor, words, at));
            let barred = self.bars.iter().map(|(bar, tones)| match begins(words, at, bar) {
                n if toned.is_empty() || begins(toned, at, tones) > 0 => n,
                _ => 0,
            });
            let barred = barred.max().unwrap_or(0);
            let in_a_name = name_left > 0 && barred == 1 && toned.is_empty();
            if barred > poor.max(near) && !in_a_name {
                part.barred = true;
                at += barred;
                continue;
            }
            if poor.max(near) > 0 {
                part.near_poor |= near > poor;
                part.poor |= near <= poor;
                part.of_kind = true;
                at += poor.max(near);
                name_left = 0;
                continue;
            }
            let place = longest(&self.places, words, at);
            let plain = longest(&self.plain, words, at);
            let number = is_number(words, at);
            if place > 0 {
                name_left = NAME_OF_PLACE;
                at += place;
            } else if plain > 0 || number {
                at += plain.max(1);
            } else if name_left > 0 {
                name_left -= 1;
                at += 1;
            } else {
                part.unknown = true;
                at += 1;
            }
        }
        part
    }

    /// The longest movement that begins at a word, and how many words it takes.
    fn move_at(&self, words: &[&str], at: usize) -> Option<(Move, usize)> {
        let longest = LONGEST.min(words.len().saturating_sub(at));
        (1..=longest).rev().find_map(|n| {
            let piece = words.get(at..at + n)?.join(" ");
            self.movements.get(&piece).map(|movement| (*movement, n))
        })
    }
}

impl Role {
    /// Whether it is what poor households of the list make, so that near-poor ones may be named with them.
    fn is_of_the_list(self) -> bool {
        !matches!(self, Role::FellBack | Role::NewlyPoor | Role::FromNearPoor | Role::MovedIn)
    }

    /// Whether its words mean leaving poverty whatever follows.
    fn is_common(self) -> bool {
        matches!(self, Role::Registered | Role::Exited | Role::ExitedToNearPoor | Role::ExitedAbove)
    }

    /// What two movements of one title come to; none where they are a list of everything.
    fn with(self, other: Role) -> Option<Role> {
        use Role::{Ended, EndedUnsaid, Exited, ExitedAbove, ExitedToNearPoor, MovedOut, Registered};
        let exit = |role| matches!(role, Exited | ExitedToNearPoor | ExitedAbove);
        let gone = |role| matches!(role, Ended | EndedUnsaid | MovedOut);
        match (self, other) {
            (Registered, other) if exit(other) => Some(Registered),
            (a, b) if exit(a) && exit(b) => Some(Exited),
            (a, b) if gone(a) && gone(b) => Some(EndedUnsaid),
            _ => None,
        }
    }
}

fn is_number(words: &[&str], at: usize) -> bool {
    words.get(at).is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
}

/// How many words the longest of these phrases takes that begins at a word; 0 where none does.
fn longest(all: &[String], words: &[&str], at: usize) -> usize {
    all.iter().map(|phrase| begins(words, at, phrase)).max().unwrap_or(0)
}

/// How many words a phrase takes at a word; 0 where it does not begin there.
fn begins<T: AsRef<str>>(words: &[T], at: usize, phrase: &str) -> usize {
    let mut length = 0;
    for part in phrase.split(' ') {
        if words.get(at + length).is_none_or(|w| w.as_ref() != part) {
            return 0;
        }
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        title: String,
        is: String,
    }

    #[derive(Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }

    #[test]
    fn titles_are_judged_by_their_head() {
        assert!(Heads::parse(include_str!("titles.toml")).is_ok());
        let cases: Cases = toml::from_str(include_str!("title_cases.toml")).expect("a table of titles");
        let mut wrong = Vec::new();
        for case in &cases.case {
            let is = match Heads::standard().head(&case.title) {
                Head::Role(role) => fold(&format!("{role:?}")),
                Head::Plain => "plain".to_owned(),
                Head::Unclear => "unclear".to_owned(),
            };
            if is != case.is.replace('_', "") {
                wrong.push(format!("{}: {is}, not {}", case.title, case.is));
            }
        }
        assert!(wrong.is_empty() && !cases.case.is_empty(), "{}", wrong.join("\n"));
    }
}
