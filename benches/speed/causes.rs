//! How fast causes are read: texts that repeat as they do in lists, and texts that nobody has written before.

use std::time::Instant;

use giamngheo::classify::Classifier;
use giamngheo::survey::cause::{CauseCells, Causes};

use crate::generate::Dice;
use crate::run::median;

pub(crate) const NAME: &str = "causes";

const HOUSEHOLDS: usize = 5_000_000;
const WORDINGS: usize = 2_000;
const NEW: usize = 20_000;
const ROUNDS: u32 = 7;

/// Prints what it measures beside what is aimed at.
pub(crate) fn run(rounds: Option<u32>) {
    let rounds = rounds.unwrap_or(ROUNDS).max(1);
    let corpus = corpus();
    let repeated = wordings(&corpus, WORDINGS);
    let drawn = drawn(repeated.len());
    // The lexicon is built once a process: that is not measured here.
    let lexicon = Classifier::standard();
    let millions = (0..rounds).map(|_| HOUSEHOLDS as f64 / 1e6 / seconds(|| households(lexicon, &repeated, &drawn)));
    let millions = median(millions);
    println!("{NAME:<10} {millions:.1} million households a second, {WORDINGS} wordings (at least 5)");
    let new = wordings(&corpus, corpus.len() + NEW).split_off(corpus.len());
    let letters = new.iter().map(|text| text.chars().count()).sum::<usize>() / new.len();
    let each = (0..rounds).map(|_| seconds(|| groups(lexicon, &new)) * 1e6 / new.len() as f64);
    println!("{NAME:<10} {:.1} µs for a new text, {letters} letters on average (at most 20)", median(each));
}

/// What a reader of lists does: each household's cells, as written, are looked up; each wording is grouped once.
fn households(lexicon: &Classifier, wordings: &[String], drawn: &[u16]) -> usize {
    let mut causes = Causes::default();
    let mut cells = CauseCells::default();
    let mut counts: Vec<usize> = Vec::new();
    for (row, wording) in (1..).zip(drawn) {
        cells.text.clear();
        cells.text.push_str(&wordings[usize::from(*wording)]);
        let id = causes.id(&cells, row).0 as usize;
        if counts.len() <= id {
            counts.resize(id + 1, 0);
        }
        counts[id] += 1;
    }
    let grouped = |cells: &CauseCells| lexicon.classify(&cells.text).group.is_some();
    causes.all().iter().zip(&counts).filter(|(cells, _)| grouped(cells)).map(|(_, count)| count).sum()
}

fn groups(lexicon: &Classifier, texts: &[String]) -> usize {
    texts.iter().filter(|text| lexicon.classify(text).group.is_some()).count()
}

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed().as_secs_f64()
}

/// The texts of the tests' corpus, each once, in its order.
fn corpus() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/causes-dev.csv");
    let mut reader = csv::Reader::from_path(path).expect("the corpus is there");
    let mut texts: Vec<String> = Vec::new();
    for row in reader.records() {
        let text = row.expect("the corpus is CSV")[0].to_owned();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// So many different texts: those given, and then pairs of them.
fn wordings(texts: &[String], count: usize) -> Vec<String> {
    let mut out = texts.to_vec();
    for apart in 1..texts.len() {
        for (a, b) in texts.iter().zip(texts.iter().cycle().skip(apart * 7)) {
            if out.len() >= count {
                return out;
            }
            out.push(format!("{a}; {b}"));
        }
    }
    out
}

/// Which wording each household has: the second is half as frequent as the first, the third a third, and so on.
fn drawn(wordings: usize) -> Vec<u16> {
    let mut sum = 0.0;
    let bounds: Vec<f64> = (1..=wordings)
        .map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        })
        .collect();
    let mut dice = Dice(2020);
    let draw = |_| {
        let at = dice.roll(1 << 30) as f64 / f64::from(1 << 30) * sum;
        bounds.partition_point(|bound| *bound <= at).min(wordings - 1) as u16
    };
    (0..HOUSEHOLDS).map(draw).collect()
}
