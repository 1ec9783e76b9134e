//! Numbering whatever there is: classes, groups, fold numbers of a file.

/// The rank of each item among the distinct items in ascending order, and these.
pub(super) fn ranks<T: Ord + Copy>(items: &[T]) -> (Vec<usize>, Vec<T>) {
    let mut distinct = items.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let rank = |item| distinct.partition_point(|other| other < item);
    (items.iter().map(rank).collect(), distinct)
}
