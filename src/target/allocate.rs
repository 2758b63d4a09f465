//! Sharing a group's target out over wards by largest remainder.

/// Shares `target` out in proportion to `households`, one share a ward in the same order: the shares add up to the
/// target exactly and none is above its ward's households. Of equal remainders the earlier ward's comes first.
///
/// A target above the sum of the households cannot be met: every ward then gets all that it has.
#[must_use]
pub fn share_out(target: u64, households: &[u64]) -> Vec<u64> {
    let total: u128 = households.iter().map(|h| u128::from(*h)).sum();
    if u128::from(target) >= total {
        return households.to_vec();
    }
    let quota = |h: u64| u128::from(target) * u128::from(h);
    // Below the total each share is at most its households: the quotients fit.
    let mut shares: Vec<u64> = households.iter().map(|h| u64::try_from(quota(*h) / total).unwrap_or(*h)).collect();
    let given: u64 = shares.iter().sum();
    let mut by_remainder: Vec<usize> = (0..households.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(quota(households.get(*at).copied().unwrap_or(0)) % total));
    let left = usize::try_from(target - given).unwrap_or(0);
    for at in by_remainder.into_iter().take(left) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_go_to_the_earlier_ward() {
        assert_eq!(share_out(1, &[1, 1, 1]), [1, 0, 0]);
        assert_eq!(share_out(2, &[3, 3, 3, 0]), [1, 1, 0, 0]);
        assert_eq!(share_out(8, &[49]), [8]);
        assert_eq!(share_out(9, &[3, 2]), [3, 2]);
        assert_eq!(share_out(0, &[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn shares_are_exact_bounded_and_stable(households in prop::collection::vec(0u64..5_000_000, 0..200), share in 0.0f64..=1.0) {
            let total: u64 = households.iter().sum();
            let target = (total as f64 * share) as u64;
            let shares = share_out(target, &households);
            prop_assert_eq!(shares.len(), households.len());
            prop_assert_eq!(shares.iter().sum::<u64>(), target);
            for (share, own) in shares.iter().zip(&households) {
                prop_assert!(share <= own);
                // Never further than one from the exact quota.
                let quota = if total == 0 { 0.0 } else { target as f64 * *own as f64 / total as f64 };
                prop_assert!((*share as f64 - quota).abs() < 1.0 + 1e-6);
            }
            prop_assert_eq!(&shares, &share_out(target, &households));
        }
    }
}
