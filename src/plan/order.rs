//! The order of wards in every table.

use crate::text::order;
use crate::ward::{Kind, WardId, Wards};

/// Puts wards in order: the plan's, else phường before xã and alphabetical; the unknown ward last.
pub fn sort(wards: &mut [Option<WardId>], plan: &[WardId], names: &Wards) {
    let rank = |id: &Option<WardId>| id.and_then(|id| plan.iter().position(|p| *p == id)).unwrap_or(usize::MAX);
    let kind = |id: &Option<WardId>| {
        id.and_then(|id| names.get(id)).and_then(|w| w.kind).map_or(3, |k| match k {
            Kind::Phuong => 0,
            Kind::ThiTran => 1,
            Kind::Xa => 2,
        })
    };
    let name = |id: &Option<WardId>| id.and_then(|id| names.get(id)).map(|w| w.name.clone()).unwrap_or_default();
    wards.sort_by(|a, b| {
        a.is_none()
            .cmp(&b.is_none())
            .then(rank(a).cmp(&rank(b)))
            .then(kind(a).cmp(&kind(b)))
            .then_with(|| order::compare(&name(a), &name(b)))
    });
}
