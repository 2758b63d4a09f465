//! The laws of adding up: order and grouping do not count, and the sum is that of one run over everything.

use proptest::prelude::*;

use super::*;
use crate::survey::RowCounts;
use crate::tally::{Counts, Known, WardTally, Whom};

/// A ward of a summary: its number, and what is known of it.
type Ward = (u8, WardTally);

fn counts() -> impl Strategy<Value = Counts> {
    (proptest::array::uniform12(0u64..4), any::<bool>()).prop_map(|(n, says_where)| {
        let [near, above, unsaid, still, silent, out, ended, from_near, back, new, moved_in, registered] = n;
        let (near, above) = if says_where { (near, above) } else { (0, 0) };
        let exited = near + above + unsaid;
        let households = exited + still + silent + out + ended;
        Counts {
            households,
            review: still.min(1),
            several: 0,
            registered: registered.min(households),
            exited,
            exited_to_near_poor: near,
            exited_above: above,
            registered_exited: registered.min(exited),
            still_poor: still + silent,
            no_outcome: silent,
            moved_out: out,
            ended,
            from_near_poor: from_near,
            fell_back: back,
            newly_poor: new,
            moved_in,
        }
    })
}

/// A ward as lists tell of it: with or without registrations and outcomes, or of near-poor households only.
fn ward() -> impl Strategy<Value = WardTally> {
    (proptest::collection::vec(counts(), 7), any::<bool>(), any::<bool>(), 0u8..4, 0u64..5).prop_map(
        |(counts, registration, outcome, kind, near_poor)| {
            let mut ward = WardTally { near_poor, ..WardTally::default() };
            let counted = kind > 0;
            if counted {
                ward.groups.iter_mut().zip(counts).for_each(|(own, more)| *own = more);
                // Without outcomes nothing is known of the year: every household is still poor, as far as it goes.
                if !outcome {
                    for own in &mut ward.groups {
                        *own = Counts {
                            households: own.households,
                            review: own.review,
                            registered: own.registered,
                            ..Counts::default()
                        };
                    }
                }
                ward.groups[1].households += 1;
                if outcome {
                    ward.groups[1].still_poor += 1;
                }
            } else {
                ward.near_poor += 1;
            }
            ward.known = Known {
                registration_unknown: counted && !registration,
                outcome_unknown: counted && !outcome,
                registration_told: registration,
                outcome_told: outcome,
            };
            ward
        },
    )
}

/// A summary of wards, as a run over their lists gives it.
fn summary(wards: &[Ward]) -> Summary {
    let mut total = WardTally::default();
    wards.iter().for_each(|(_, w)| total.add(w));
    let registered = total.known.registration_told;
    let figures = |counts: &Counts, known: Known| {
        let mut f = Figures::of(counts, known, Whom::Poor);
        f.target = f.registered.filter(|_| registered);
        f
    };
    let groups = |ward: &WardTally, named: bool| {
        let filled = |at: usize| {
            let counts = &ward.groups[at];
            (at > 0 || counts.households + counts.entries() > 0).then(|| GroupFigures {
                group: at as u8,
                code: (at > 0).then(|| format!("3.{at}")),
                name: named.then(|| format!("group {at}")),
                figures: figures(counts, ward.known),
            })
        };
        [1, 2, 3, 4, 5, 6, 0].into_iter().filter_map(filled).collect::<Vec<_>>()
    };
    let rows = wards.iter().map(|(number, ward)| WardFigures {
        ward: (*number > 0).then(|| format!("Xã {number}")),
        unit: None,
        code: (number % 2 == 1).then(|| format!("{number:05}")),
        figures: figures(&ward.sum(), ward.known),
        near_poor: Some(ward.near_poor),
        residents: None,
        residents_end: None,
        groups: groups(ward, false),
    });
    Summary {
        schema: SCHEMA.to_owned(),
        plan: Some(PlanInUse { unit: "Thành phố Tuyên Quang".to_owned(), year: 2020, from: "embedded".to_owned() }),
        standing: "poor".to_owned(),
        as_of: None,
        target_from: registered.then(|| "registered".to_owned()),
        actual_from: total.known.outcome_told.then(|| "outcome".to_owned()),
        total: Total {
            figures: figures(&total.sum(), total.known),
            near_poor: total.near_poor,
            residents: None,
            residents_end: None,
        },
        groups: groups(&total, true),
        wards: rows.collect(),
        rows: RowCounts { read: 1, households: 1, ..RowCounts::default() },
        sources: Vec::new(),
        diagnostics: Vec::new(),
    }
}

fn merge(all: &[Summary], allow: Allow) -> Result<Summary, MergeError> {
    let mut merger = Merger::new(allow);
    all.iter().try_for_each(|s| merger.add(s.clone()))?;
    Ok(merger.finish(|_| None).expect("summaries"))
}

/// Summaries whose wards are numbered from 1 on, each number once; every summary may have households without a ward.
fn summaries() -> impl Strategy<Value = Vec<Vec<Ward>>> {
    let one = proptest::collection::vec(ward(), 1..4);
    proptest::collection::vec((one, any::<bool>()), 2..5).prop_map(|all| {
        let mut number = 0;
        let numbered = |(wards, unknown): (Vec<WardTally>, bool)| {
            let last = wards.len() - 1;
            wards
                .into_iter()
                .enumerate()
                .map(|(at, ward)| {
                    if unknown && at == last {
                        return (0, ward);
                    }
                    number += 1;
                    (number, ward)
                })
                .collect()
        };
        all.into_iter().map(numbered).collect()
    })
}

proptest! {
    #[test]
    fn the_sum_is_that_of_one_run(all in summaries()) {
        let parts: Vec<Summary> = all.iter().map(|w| summary(w)).collect();
        let merged = merge(&parts, Allow::default()).expect("no overlap");
        let mut together: Vec<Ward> = Vec::new();
        for (number, ward) in all.concat() {
            match together.iter_mut().find(|(n, _)| *n == number) {
                Some((_, own)) => own.add(&ward),
                None => together.push((number, ward)),
            }
        }
        let mut whole = merge(&[summary(&together)], Allow::default()).expect("one");
        whole.rows = merged.rows;
        prop_assert_eq!(merged, whole);
    }

    #[test]
    fn order_and_grouping_do_not_count(all in summaries(), turn in 0usize..4) {
        let mut parts: Vec<Summary> = all.iter().map(|w| summary(w)).collect();
        let straight = merge(&parts, Allow::default()).expect("no overlap");
        let (left, right) = parts.split_at(1 + turn % (parts.len() - 1));
        let grouped = [merge(left, Allow::default()).expect("left"), merge(right, Allow::default()).expect("right")];
        prop_assert_eq!(&merge(&grouped, Allow::default()).expect("grouped"), &straight);
        let middle = turn % parts.len();
        parts.rotate_left(middle);
        prop_assert_eq!(&merge(&parts, Allow::default()).expect("turned"), &straight);
        parts.reverse();
        prop_assert_eq!(&merge(&parts, Allow::default()).expect("reversed"), &straight);
    }

    #[test]
    fn wards_told_to_overlap_are_added_up(a in ward(), b in ward(), c in ward()) {
        let parts = [summary(&[(1, a)]), summary(&[(1, b), (2, c)])];
        prop_assert_eq!(merge(&parts, Allow::default()), Err(MergeError::Overlap("Xã 1".to_owned())));
        let sum = merge(&parts, Allow { overlap: true, ..Allow::default() }).expect("told");
        let households = |s: &Summary| s.total.figures.households.expect("known");
        prop_assert_eq!(households(&sum), households(&parts[0]) + households(&parts[1]));
        prop_assert_eq!(sum.wards.len(), 2);
    }
}

#[test]
fn what_differs_is_refused_unless_told() {
    let a = summary(&[(1, WardTally::default())]);
    let mut other_year = summary(&[(2, WardTally::default())]);
    other_year.plan.as_mut().expect("plan").year = 2021;
    let both = [a.clone(), other_year];
    assert_eq!(merge(&both, Allow::default()), Err(MergeError::Years(2020, 2021)));
    let told = merge(&both, Allow { years: true, ..Allow::default() }).expect("told");
    assert_eq!(told.plan.expect("plan").year, 2021);

    let other_standing = Summary { standing: "near-poor".to_owned(), ..summary(&[(2, WardTally::default())]) };
    let both = [a.clone(), other_standing];
    assert!(matches!(merge(&both, Allow::default()), Err(MergeError::Standings(..))));
    assert_eq!(merge(&both, Allow { standings: true, ..Allow::default() }).expect("told").standing, "all");

    let mut cut = summary(&[(1, WardTally::default())]);
    cut.total.figures.households = Some(7);
    assert_eq!(merge(&[cut], Allow::default()), Err(MergeError::Sums));
    let old = Summary { schema: "giamngheo.summary/0".to_owned(), ..a };
    assert!(matches!(merge(&[old], Allow::default()), Err(MergeError::Schema(_))));
}

#[test]
fn a_row_of_a_ward_that_only_the_plan_names_adds_its_target_once() {
    let planned = |listed: u8| {
        let mut tally = WardTally::default();
        tally.groups[1].households = 3;
        let mut all = summary(&[(1, WardTally::default()), (2, WardTally::default())]);
        let own = summary(&[(listed, tally)]);
        for ward in &mut all.wards {
            match own.wards.iter().find(|w| w.ward == ward.ward) {
                Some(full) => *ward = full.clone(),
                None => ward.figures = Figures::default(),
            }
            ward.figures.target = Some(5);
            ward.groups.iter_mut().for_each(|g| {
                g.figures = if ward.figures.households.is_none() { Figures::default() } else { g.figures }
            });
        }
        all.total = own.total;
        all.total.figures.target = Some(10);
        all.groups = own.groups;
        all.target_from = Some("plan".to_owned());
        all
    };
    let sum = merge(&[planned(1), planned(2)], Allow::default()).expect("rows without lists do not overlap");
    assert_eq!((sum.total.figures.households, sum.total.figures.target), (Some(6), Some(10)));
    assert!(sum.wards.iter().all(|w| w.figures.households == Some(3) && w.figures.target == Some(5)));
}

#[test]
fn numbers_that_no_count_reaches_are_refused_and_never_wrap() {
    let half = 1u64 << 63;
    let all = Allow { overlap: true, ..Allow::default() };
    let twice = |change: &dyn Fn(&mut Summary)| {
        let mut tally = WardTally::default();
        tally.groups[1].households = 3;
        let mut changed = summary(&[(1, tally)]);
        change(&mut changed);
        merge(&[changed.clone(), changed], all)
    };
    assert!(twice(&|_| ()).is_ok());
    let large: [&dyn Fn(&mut Summary); 5] = [
        &|s| (s.rows.read, s.rows.households) = (half, half),
        &|s| s.total.near_poor = half,
        &|s| s.total.figures.exited = Some(half),
        &|s| s.wards[0].residents = Some(half),
        &|s| s.wards[0].groups[0].figures.target = Some(half),
    ];
    for (n, change) in large.into_iter().enumerate() {
        assert_eq!(twice(change), Err(MergeError::TooLarge), "{n}");
    }
    // Each number can be, the sum cannot.
    assert_eq!(twice(&|s| (s.rows.read, s.rows.notes) = (MOST, MOST - 1)), Err(MergeError::TooLarge));
    assert_eq!(twice(&|s| s.rows.notes = 5), Err(MergeError::Sums));
}
