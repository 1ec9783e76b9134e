//! Placement of the first cells.

use exoscope_core::Streams;
use rand::RngExt;

use crate::cell::Population;

/// Where some cells of a type begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    pub kind: u16,
    pub count: u64,
    pub shape: Shape,
}

/// A shape, in µm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Box { low: [f64; 3], high: [f64; 3] },
    Ball { centre: [f64; 3], radius: f64 },
    At([f64; 3]),
}

/// Places cells, each from a stream of its own.
pub(super) fn place(all: &[Placement], cells: &mut Population, flat: [bool; 3], streams: Streams) {
    for (which, placement) in all.iter().enumerate() {
        let purpose = format!("tissue place {which}");
        for nth in 0..placement.count {
            let stream = &mut streams.stream(&purpose, nth);
            let mut drawn = || -> [f64; 3] { std::array::from_fn(|_| stream.random::<f64>()) };
            let position = match placement.shape {
                Shape::At(at) => at,
                Shape::Box { low, high } => {
                    let u = drawn();
                    [0, 1, 2].map(|a| low[a] + u[a] * (high[a] - low[a]))
                }
                Shape::Ball { centre, radius } => {
                    // Drawn from the cube until it lies in the ball; a flat axis counts for nothing.
                    let mut offset = [0.0; 3];
                    for _ in 0..1000 {
                        let u = drawn();
                        offset = [0, 1, 2].map(|a| if flat[a] { 0.0 } else { 2.0 * u[a] - 1.0 });
                        if offset.iter().map(|o| o * o).sum::<f64>() <= 1.0 {
                            break;
                        }
                    }
                    [0, 1, 2].map(|a| centre[a] + radius * offset[a])
                }
            };
            cells.add(placement.kind, position);
        }
    }
}
