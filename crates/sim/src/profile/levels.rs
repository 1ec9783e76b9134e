//! The built-in table: mean levels of miRNAs in public sets of plasma, serum and vesicles.

use super::ProfileError;

const TABLE: &str = include_str!("plasma.tsv");

/// Sets of plasma and serum whose means the table has; the last is of plasma vesicles ([`VESICLES`]).
pub const SETS: [&str; 8] = [
    "GSE105052",
    "GSE118038",
    "GSE151341",
    "GSE153813",
    "miRmine-plasma",
    "miRmine-serum",
    "pool",
    VESICLES,
];
/// The set of plasma vesicles (Yuan 2016).
pub const VESICLES: &str = "GSE71008";

/// What public sets say of one miRNA. Made by `tests/reference/plasma.py`, which names the sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Its name, or several of one probe with commas between.
    pub mirna: String,
    /// Mean counts per million in each of [`SETS`]; `None` where the set does not list it.
    pub cpm: [Option<f64>; 8],
    /// Change of the natural logarithm over one SD of the score of red cells.
    pub red_cells: Option<f64>,
    /// The same of platelets, red cells taken out.
    pub platelets: Option<f64>,
    /// Mean log2 intensity on the 3D-Gene array in people without cancer (GSE73002).
    pub array: Option<f64>,
}

/// All rows, in the order of [`crate::cargo::mirnas`].
///
/// ```
/// let levels = exoscope_sim::profile::levels()?;
/// assert_eq!(levels.len(), 2565);
/// let mir21 = levels.iter().find(|level| level.mirna == "hsa-miR-21-5p").ok_or("absent")?;
/// assert!(mir21.cpm[1].is_some_and(|cpm| cpm > 4000.0)); // GSE118038
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where a line does not read.
pub fn levels() -> Result<Vec<Level>, ProfileError> {
    let lines = TABLE.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).skip(1);
    lines.map(|(number, line)| read(line).ok_or_else(|| wrong(number, line))).collect()
}

fn read(line: &str) -> Option<Level> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [name, sets @ .., red_cells, platelets, array] = cells.as_slice() else { return None };
    let number = |cell: &str| -> Option<Option<f64>> {
        if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) }
    };
    let cpm: Vec<Option<f64>> = sets.iter().map(|cell| number(cell)).collect::<Option<_>>()?;
    let full: Vec<String> = name.split(',').map(|name| format!("hsa-{name}")).collect();
    Some(Level {
        mirna: full.join(","),
        cpm: cpm.try_into().ok()?,
        red_cells: number(red_cells)?,
        platelets: number(platelets)?,
        array: number(array)?,
    })
}

fn wrong(number: usize, line: &str) -> ProfileError {
    ProfileError::Table { line: number + 1, text: line.to_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_names_of_the_cargo_and_sums_near_a_million() {
        let levels = levels().unwrap();
        let names = crate::cargo::mirnas();
        assert!(levels.iter().map(|level| &level.mirna).eq(&names));
        for (place, set) in SETS.iter().enumerate() {
            let sum: f64 = levels.iter().filter_map(|level| level.cpm[place]).sum();
            // Names of later miRBase versions, and precursors without an arm here, are left out.
            assert!((6e5..1.001e6).contains(&sum), "{set}: {sum}");
        }
        assert!(levels.iter().filter(|level| level.red_cells.is_some()).count() > 200);
        assert_eq!(levels.iter().filter(|level| level.array.is_some()).count(), 100);
    }
}
