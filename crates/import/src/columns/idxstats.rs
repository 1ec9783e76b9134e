//! The table of `samtools idxstats`, which has no heading: a reference, its length, and the reads that map to it and those
//! whose mate alone does.

use super::{ColumnKind, LeftOut, Sheet, Use};

/// Lengths of references that are miRNAs or their hairpins.
const LENGTHS: std::ops::RangeInclusive<u32> = 15..=200;

impl Sheet<'_> {
    /// Leaves the lengths and the reads that do not map out, where a table without a heading holds them beside counts.
    pub(super) fn leave_idxstats_out(&mut self, names: usize, left_out: &mut Vec<LeftOut>) {
        if self.header.is_some() || self.columns.len() != 4 || names != 0 {
            return;
        }
        let examples = self.examples();
        // The last line, called *, is of reads that map to nothing.
        let column = |number: usize| examples.get(number).map(Vec::as_slice).unwrap_or_default();
        let all = |number: usize, of: &dyn Fn(u32) -> bool| {
            let lines = column(0).iter().zip(column(number)).filter(|(name, _)| *name != "*");
            let mut cells = lines.map(|(_, cell)| cell).peekable();
            cells.peek().is_some() && cells.all(|cell| cell.parse().is_ok_and(of))
        };
        if all(1, &|length| LENGTHS.contains(&length))
            && all(2, &|_| true)
            && all(3, &|mates| mates == 0)
        {
            let (lengths, mates) = (ColumnKind::Annotation, ColumnKind::Copy);
            for (number, name, kind) in [(1, "length", lengths), (3, "unmapped mates", mates)] {
                if let Some(column) = self.columns.get_mut(number) {
                    column.holds = Use::LeftOut;
                    left_out.push(LeftOut { name: name.to_owned(), kind });
                }
            }
        }
    }
}
