//! Matching against a truth that the generator knows: a city's households after a year of moves, deaths, splits,
//! misspellings and lost numbers.

use super::*;
use crate::ward::Wards;

/// Chance that is the same every time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }
}

const FAMILY: [&str; 10] = ["Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Hoàng", "Ma", "Nông", "Bàn", "Triệu"];
const MIDDLE: [&str; 7] = ["Văn", "Văn", "Thị", "Thị", "Thị", "Đức", "Thanh"];
const GIVEN: [&str; 20] = [
    "Hoa", "Hoa", "Lan", "Hương", "Nga", "Thủy", "Mai", "Xuân", "Hùng", "Dũng", "Tuấn", "Cường", "Sơn", "Bình",
    "Thắng", "Quý", "Phừ", "Sèng", "Liên", "Hằng",
];

fn person(chance: &mut Chance) -> Person {
    let name = format!("{} {} {}", chance.of(&FAMILY), chance.of(&MIDDLE), chance.of(&GIVEN));
    let birth = 1930 + chance.below(65) as u16;
    let identity = Some(8_000_000_000 + chance.below(1_999_999_999) as u64);
    Person { name: name.into(), identity, birth: Some(birth) }
}

/// A slip of the keyboard in one word: a letter left out, doubled or swapped.
fn misspell(name: &str, chance: &mut Chance) -> String {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let at = chance.below(words.len());
    let mut letters: Vec<char> = words[at].chars().collect();
    let place = chance.below(letters.len());
    match chance.below(3) {
        0 if letters.len() > 2 => {
            letters.remove(place);
        }
        1 if place + 1 < letters.len() => letters.swap(place, place + 1),
        _ => letters.insert(place, letters[place]),
    }
    words[at] = letters.into_iter().collect();
    words.join(" ")
}

struct Year {
    start: Vec<Record>,
    end: Vec<Record>,
    /// For each of the end the one of the start that it is.
    truth: Vec<Option<usize>>,
}

/// `lost`: of 100 identity numbers missing in each list; `misspelt`: of 100 names with a slip at the end.
fn year(households: usize, lost: usize, misspelt: usize) -> Year {
    let mut chance = Chance(7);
    let mut wards = Wards::default();
    let names = ["Phường Phan Thiết", "Phường Minh Xuân", "Phường Tân Hà", "Xã Tràng Đà", "Xã Kim Phú"];
    let ids: Vec<_> = names.iter().filter_map(|n| wards.resolve(n)).collect();
    let mut year = Year { start: Vec::new(), end: Vec::new(), truth: Vec::new() };
    for row in 0..households {
        let mut record = Record {
            row: row as u32,
            head: person(&mut chance),
            ward: Some(ids[chance.below(ids.len())]),
            hamlet: format!("Tổ {}", 1 + chance.below(12)).into(),
            size: Some(1 + chance.below(6) as u16),
            ..Record::default()
        };
        if chance.percent(lost) {
            record.head.identity = None;
        }
        year.start.push(record);
    }
    for at in 0..households {
        if chance.percent(25) {
            continue;
        }
        let mut record = year.start[at].clone();
        record.hamlet = record.hamlet.replace("Tổ ", "TDP số ").into();
        if chance.percent(lost) {
            record.head.identity = None;
        }
        if chance.percent(misspelt) {
            record.head.name = misspell(&record.head.name, &mut chance).into();
        }
        if chance.percent(3) {
            record.hamlet = format!("Tổ {}", 1 + chance.below(12)).into();
        }
        if chance.percent(1) {
            record.ward = Some(ids[chance.below(ids.len())]);
        }
        if chance.percent(10) {
            record.size = record.size.map(|s| s + 1);
        }
        year.end.push(record);
        year.truth.push(Some(at));
    }
    for _ in 0..households / 20 {
        let mut record = Record { head: person(&mut chance), ..year.start[chance.below(households)].clone() };
        if chance.percent(lost) {
            record.head.identity = None;
        }
        year.end.push(record);
        year.truth.push(None);
    }
    year
}

/// Right and wrong pairs, true pairs in a doubt, true pairs missed.
fn judge(year: &Year) -> (usize, usize, usize, usize) {
    let found = pair(&year.start, &year.end, &Settled::default());
    let right = found.pairs.iter().filter(|p| year.truth[p.end] == Some(p.start)).count();
    let all = year.truth.iter().flatten().count();
    let listed = |s: usize, e: usize| found.doubts.iter().any(|d| d.pairs.iter().any(|p| (p.start, p.end) == (s, e)));
    let doubtful = year.truth.iter().enumerate().filter(|(e, s)| s.is_some_and(|s| listed(s, *e))).count();
    (right, found.pairs.len() - right, doubtful, all - right - doubtful)
}

#[test]
fn precision_and_recall_hold_with_lost_numbers_and_misspelt_names() {
    for (lost, misspelt, least) in [(0, 0, 99.5), (20, 10, 99.0), (100, 0, 90.0), (100, 10, 80.0)] {
        let year = year(2000, lost, misspelt);
        let (right, wrong, doubtful, missed) = judge(&year);
        let precision = 100.0 * right as f64 / (right + wrong) as f64;
        let recall = 100.0 * right as f64 / (right + doubtful + missed) as f64;
        println!(
            "lost {lost} % misspelt {misspelt} %: precision {precision:.2} recall {recall:.2} doubtful {doubtful} missed {missed}"
        );
        assert!(precision >= 99.0, "precision {precision}");
        assert!(recall >= least, "recall {recall}");
    }
}

fn record(name: &str, birth: u16, hamlet: &str, identity: Option<u64>) -> Record {
    let head = Person { name: name.into(), birth: Some(birth).filter(|b| *b > 0), identity };
    Record { head, hamlet: hamlet.into(), ..Record::default() }
}

/// Eight other households, so that a name can be rare or common.
fn others(name: &str) -> Vec<Record> {
    (0..8).map(|n| record(name, 1950 + n, &format!("Thôn {}", 10 + n), Some(8_100_000_000 + u64::from(n)))).collect()
}

#[test]
fn a_common_name_is_no_evidence_and_a_rare_one_is() {
    let mut start = others("Nguyễn Thị Hoa");
    let mut end = others("Nguyễn Thị Hoa");
    start.push(record("Nguyễn Thị Hoa", 0, "Thôn 1", None));
    end.push(record("Nguyễn Thị Hoa", 0, "Thôn 2", None));
    start.push(record("Ma Seo Phừ", 0, "Thôn 1", None));
    end.push(record("Ma Seo Phừ", 0, "Thôn 2", None));
    let found = pair(&start, &end, &Settled::default());
    let of = |s: usize| found.pairs.iter().find(|p| p.start == s).map(|p| p.end);
    assert_eq!((of(8), of(9)), (None, Some(9)), "{:?}", found.pairs);
}

#[test]
fn old_and_new_numbers_are_different_keys_and_other_numbers_other_people() {
    let start = [others("Lê Văn Ba"), vec![record("Trần Văn Sèng", 1960, "Thôn 1", Some(70_123_456))]].concat();
    let mut end = others("Lê Văn Ba");
    // The same person with a new number; a namesake of another year with another old number.
    end.push(record("Trần Văn Sèng", 1960, "Thôn 1", Some(8_060_001_234)));
    end.push(record("Trần Văn Sèng", 1988, "Thôn 1", Some(71_999_999)));
    let found = pair(&start, &end, &Settled::default());
    let made = found.pairs.iter().find(|p| p.start == 8).expect("a pair");
    assert_eq!(made.end, 8);
    assert!(!made.evidence.contains(&Evidence::IdentityDiffers));
}

#[test]
fn namesakes_that_nothing_tells_apart_are_a_doubt_until_a_person_settles_them() {
    let start = [others("Lê Văn Ba"), vec![record("Bàn Thị Mai", 1970, "Thôn 1", None)]].concat();
    let twice = vec![record("Bàn Thị Mai", 1970, "Thôn 1", None), record("Bàn Thị Mai", 1970, "Thôn 1", None)];
    let end = [others("Lê Văn Ba"), twice].concat();
    let found = pair(&start, &end, &Settled::default());
    assert_eq!(found.pairs.len(), 8);
    assert_eq!(found.doubts.len(), 1);
    assert_eq!((found.doubts[0].starts.clone(), found.doubts[0].ends.len()), (vec![8], 2));

    let (a, b) = (keys(&start), keys(&end));
    let said = |same: &[((u64, u64), bool)]| Settled { same: same.iter().copied().collect() };
    let found = pair(&start, &end, &said(&[((a[8], b[9]), true)]));
    assert!(found.doubts.is_empty() && found.pairs.iter().any(|p| (p.start, p.end) == (8, 9)));
    let found = pair(&start, &end, &said(&[((a[8], b[8]), false), ((a[8], b[9]), false), ((1, 2), true)]));
    assert!(found.doubts.is_empty() && found.pairs.len() == 8 && found.idle == 1);
}

#[test]
fn members_tell_of_a_new_head_of_a_split_and_of_a_join() {
    let member = |name: &str, birth: u16| Person { name: name.into(), birth: Some(birth), identity: None };
    let mut start = others("Lê Văn Ba");
    let mut end = others("Lê Văn Ba");
    start.push(Record {
        members: vec![member("Nông Thị Sen", 1955), member("Hoàng Văn Kiên", 1985)],
        ..record("Hoàng Văn Quý", 1950, "Thôn 3", None)
    });
    start.push(record("Triệu Thị Lai", 1948, "Thôn 4", None));
    // The head has died and his wife heads the household; the son lives apart; an old woman lives with her daughter.
    end.push(record("Nông Thị Sen", 1955, "Thôn 3", None));
    end.push(record("Hoàng Văn Kiên", 1985, "Thôn 3", None));
    end[0].members.push(member("Triệu Thị Lai", 1948));
    let found = pair(&start, &end, &Settled::default());
    let heads = found.pairs.iter().find(|p| p.start == 8);
    // Wife or son: both were members, so a person says which household goes on.
    match heads {
        Some(made) => assert!(made.evidence.contains(&Evidence::Member)),
        None => assert!(found.doubts.iter().any(|d| d.starts == [8] && d.ends.len() == 2)),
    }
    assert_eq!(found.joined.get(&9), Some(&0));
    end.remove(9);
    let found = pair(&start, &end, &Settled::default());
    assert!(found.pairs.iter().any(|p| (p.start, p.end) == (8, 8) && p.evidence.contains(&Evidence::Member)));
}

proptest::proptest! {
    #[test]
    fn no_household_is_used_twice_and_the_order_of_rows_does_not_count(turn in 0usize..60, lost in 0usize..100) {
        let Year { start, mut end, .. } = year(60, lost, 20);
        let found = pair(&start, &end, &Settled::default());
        let both = |of: fn(&Pair) -> usize| found.pairs.iter().map(of).collect::<std::collections::BTreeSet<_>>().len();
        proptest::prop_assert_eq!(both(|p| p.start), found.pairs.len());
        proptest::prop_assert_eq!(both(|p| p.end), found.pairs.len());
        let length = end.len();
        let turn = turn % length;
        end.rotate_left(turn);
        let turned = pair(&start, &end, &Settled::default());
        let back = |p: &Pair| (p.start, (p.end + turn) % length, p.strength);
        let mut again: Vec<_> = turned.pairs.iter().map(back).collect();
        again.sort_unstable();
        let straight: Vec<_> = found.pairs.iter().map(|p| (p.start, p.end, p.strength)).collect();
        proptest::prop_assert_eq!(again, straight);
    }
}
