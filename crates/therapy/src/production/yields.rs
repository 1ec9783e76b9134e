//! Published yields of culture systems beside secretion of 1e3 to 1e4 vesicles per cell and day.

use serde::Serialize;

/// Secretion of MSC, vesicles per cell and day (10.1186/s13578-022-00786-7 for concentrations; the range is assumed).
pub const SECRETION: (f64, f64) = (1e3, 1e4);

/// One published yield (PMC9063275, table 3).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Yield {
    system: &'static str,
    published: &'static str,
    /// Particles of one collection of `days`, low and high, by the number of cells beside.
    particles: (f64, f64),
    days: f64,
    cells: Option<f64>,
    note: &'static str,
}

const YIELDS: [Yield; 7] = [
    Yield {
        system: "UC-MSC, 10-layer flask",
        published: "1.36e9 to 5.96e9 per mL in 48 h",
        particles: (1.36e9 * 20.0, 5.96e9 * 20.0),
        days: 2.0,
        cells: Some(5e6),
        note: "20 mL on 5e6 cells: assumed",
    },
    Yield {
        system: "BM-MSC, Quantum hollow fibre, 5 % platelet lysate",
        published: "1.04e10 per mL in 48 h",
        particles: (1.04e10, 1.04e10),
        days: 2.0,
        cells: None,
        note: "no number of cells is given; lysate brings particles of its own, and no blank is given",
    },
    Yield {
        system: "BM-MSC, FiberCell, no serum",
        published: "5.5e10 per mL in 24 h",
        particles: (5.5e10, 5.5e10),
        days: 1.0,
        cells: None,
        note: "no number of cells is given",
    },
    Yield {
        system: "BM-MSC, spinner with microcarriers, 5 % FBS",
        published: "1e11 per mL",
        particles: (1e11, 1e11),
        days: 2.0,
        cells: None,
        note: "no number of cells is given; serum brings particles of its own, and no blank is given",
    },
    Yield {
        system: "AD-MSC, Vertical-Wheel",
        published: "3.1e11 ± 1.3e11 in 48 h",
        particles: (1.8e11, 4.4e11),
        days: 2.0,
        cells: Some(2e7),
        note: "2e7 cells: assumed",
    },
    Yield {
        system: "BM-MSC, Vertical-Wheel",
        published: "2.8e11 ± 0.1e11 in 48 h",
        particles: (2.7e11, 2.9e11),
        days: 2.0,
        cells: Some(2e7),
        note: "2e7 cells: assumed",
    },
    Yield {
        system: "UC-MSC, Vertical-Wheel",
        published: "4.1e11 ± 1.7e11 in 48 h",
        particles: (2.4e11, 5.8e11),
        days: 2.0,
        cells: Some(2e7),
        note: "2e7 cells: assumed",
    },
];

/// How a published yield stands to the range of secretion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// System.
    pub system: String,
    /// As published.
    pub published: String,
    /// Vesicles per cell and day that it implies; nothing where the source gives no number of cells.
    pub per_cell_day: Option<(f64, f64)>,
    /// *inside*, *overlaps*, *outside*, or *cannot be compared*.
    pub verdict: &'static str,
    /// What to know.
    pub note: String,
}

/// All published yields.
///
/// ```
/// use exoscope_therapy::production::yields::compared;
/// let rows = compared();
/// assert_eq!(rows.iter().filter(|row| row.verdict == "cannot be compared").count(), 3);
/// let wheel = rows[4].per_cell_day.ok_or("cells are given")?;
/// assert!(wheel.0 > 1e3 && wheel.1 < 2e4);
/// # Ok::<(), &str>(())
/// ```
pub fn compared() -> Vec<Compared> {
    let row = |y: &Yield| {
        let per =
            y.cells.map(|cells| (y.particles.0 / cells / y.days, y.particles.1 / cells / y.days));
        let verdict = match per {
            None => "cannot be compared",
            Some((low, high)) if low >= SECRETION.0 && high <= SECRETION.1 => "inside",
            Some((low, high)) if high < SECRETION.0 || low > SECRETION.1 => "outside",
            Some(_) => "overlaps",
        };
        Compared {
            system: y.system.to_owned(),
            published: y.published.to_owned(),
            per_cell_day: per,
            verdict,
            note: y.note.to_owned(),
        }
    };
    YIELDS.iter().map(row).collect()
}

/// Gain of vesicles from flat to three-dimensional culture to tangential flow filtration (PMC6277553): 20-fold, then
/// 7-fold again.
pub const THREE_DIMENSIONAL: f64 = 20.0;
/// The second gain.
pub const TANGENTIAL_FLOW: f64 = 7.0;
