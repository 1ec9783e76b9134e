//! miRNAs of other species that laboratories add to samples.

use std::borrow::Cow;

use super::columns::{ColumnKind, LeftOut};
use super::list::Named;
use super::matrix::Matrix;
use super::names::{Names, OtherRna, mirna};

/// Takes out what was added to samples of another species, and says what: before the scale is looked for, as it
/// counts in no sample's sum.
pub(super) fn take_out(
    written: &mut Cow<'_, [Named]>,
    matrix: &mut Matrix,
    names: Option<&Names>,
) -> Vec<LeftOut> {
    let canonical = |named: &Named| {
        let name = mirna(&named.text, names).ok()?.canonical().to_owned();
        OtherRna::is_spike_in(&name).then_some(name)
    };
    let species = |text: &str| {
        let species: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
        species.to_ascii_lowercase()
    };
    // In a study of worms or plants they are the sample's own.
    let own = |name: &str| {
        let species_of = species(name);
        let count = written.iter().filter(|named| species(&named.text) == species_of).count();
        count * 2 > written.len()
    };
    let added = |named: &Named| canonical(named).is_some_and(|name| !own(&name));
    let places: Vec<usize> =
        written.iter().enumerate().filter(|(_, named)| added(named)).map(|(n, _)| n).collect();
    if places.is_empty() {
        return Vec::new();
    }
    matrix.take_out(&places);
    let kind = ColumnKind::Rna(OtherRna::SpikeIn);
    let mut left_out = Vec::new();
    let mut place = 0..;
    written.to_mut().retain(|named| {
        let stays = place.next().is_none_or(|place| places.binary_search(&place).is_err());
        if !stays {
            left_out.push(LeftOut { name: named.text.clone(), kind });
        }
        stays
    });
    left_out
}
