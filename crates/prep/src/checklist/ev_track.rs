//! EV-TRACK (Van Deun 2017, Nat Methods 14:228): what its nine items of the EV-METRIC ask. The items are assumed: the paper
//! was not at hand.

use super::{Item, each, item, layouts};
use crate::export::{Contents, Export};
use crate::preparation::Preparation;

/// The list.
pub fn ev_track(preparation: &Preparation, exports: &[Export]) -> Vec<Item> {
    let counters = layouts(exports, |c| matches!(c, Contents::Sizes { .. } | Contents::Events(_)));
    let protein = each(preparation, |sample| {
        let methods: Vec<&str> =
            sample.protein.iter().map(|measured| measured.method.as_str()).collect();
        (!methods.is_empty()).then(|| methods.join(", "))
    });
    vec![
        item("Quantitative and qualitative analysis of particles", counters),
        item("Electron microscopy images", None),
        item("Density gradient", None),
        item("EV density", None),
        item("Ultracentrifugation specifics", None),
        item("Antibody specifics", None),
        item("Lysate preparation", None),
        item("Proteomics or EV-enriched proteins", None),
        item("Non EV-enriched proteins; protein concentration", protein),
    ]
}
