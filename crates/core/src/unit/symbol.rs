//! The symbols units are made of.

use super::Dimension;

/// A symbol, its size in base units, its dimension, and whether it takes a metric prefix.
struct Symbol(&'static str, f64, Dimension, bool);

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
/// The Julian year, as in astronomy and SI brochure tables.
const YEAR: f64 = 365.25 * DAY;

const SYMBOLS: &[Symbol] = &[
    Symbol("m", 1.0, Dimension::LENGTH, true),
    Symbol("g", 1e-3, Dimension::MASS, true),
    Symbol("s", 1.0, Dimension::TIME, true),
    Symbol("sec", 1.0, Dimension::TIME, false),
    Symbol("min", MINUTE, Dimension::TIME, false),
    Symbol("h", HOUR, Dimension::TIME, false),
    Symbol("hour", HOUR, Dimension::TIME, false),
    Symbol("hours", HOUR, Dimension::TIME, false),
    Symbol("d", DAY, Dimension::TIME, false),
    Symbol("day", DAY, Dimension::TIME, false),
    Symbol("days", DAY, Dimension::TIME, false),
    Symbol("week", 7.0 * DAY, Dimension::TIME, false),
    Symbol("weeks", 7.0 * DAY, Dimension::TIME, false),
    Symbol("year", YEAR, Dimension::TIME, false),
    Symbol("years", YEAR, Dimension::TIME, false),
    Symbol("mol", 1.0, Dimension::AMOUNT, true),
    Symbol("cell", 1.0, Dimension::CELL, false),
    Symbol("cells", 1.0, Dimension::CELL, false),
    Symbol("U", 1.0, Dimension::ACTIVITY, true),
    Symbol("%", 1e-2, Dimension::NONE, false),
    Symbol("EV", 1.0, Dimension::NONE, false),
    Symbol("EVs", 1.0, Dimension::NONE, false),
    Symbol("exosome", 1.0, Dimension::NONE, false),
    Symbol("exosomes", 1.0, Dimension::NONE, false),
    Symbol("vesicle", 1.0, Dimension::NONE, false),
    Symbol("vesicles", 1.0, Dimension::NONE, false),
    Symbol("particle", 1.0, Dimension::NONE, false),
    Symbol("particles", 1.0, Dimension::NONE, false),
    Symbol("copy", 1.0, Dimension::NONE, false),
    Symbol("copies", 1.0, Dimension::NONE, false),
    Symbol("molecule", 1.0, Dimension::NONE, false),
    Symbol("molecules", 1.0, Dimension::NONE, false),
    Symbol("GE", 1.0, Dimension::NONE, false),
];

const PREFIXES: &[(&str, f64)] = &[
    ("f", 1e-15),
    ("p", 1e-12),
    ("n", 1e-9),
    ("u", 1e-6),
    ("µ", 1e-6), // micro sign
    ("μ", 1e-6), // Greek mu
    ("m", 1e-3),
    ("c", 1e-2),
    ("d", 1e-1),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
];

/// Size in base units and dimension of `symbol`, where there is such a unit.
pub(super) fn look_up(symbol: &str) -> Option<(f64, Dimension)> {
    let whole = |text: &str| SYMBOLS.iter().find(|s| s.0 == text);
    if let Some(found) = whole(symbol) {
        return Some((found.1, found.2));
    }
    if let Some(litre) = litre(symbol) {
        return Some(litre);
    }
    PREFIXES.iter().find_map(|(prefix, size)| {
        let rest = symbol.strip_prefix(prefix)?;
        if let Some((litre, volume)) = litre(rest) {
            return Some((size * litre, volume));
        }
        let molar = (rest == "M").then(|| (size * 1e3, molarity()));
        molar.or_else(|| whole(rest).filter(|s| s.3).map(|s| (size * s.1, s.2)))
    })
}

/// The names a slip may have been meant for.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    const COMPOSED: [&str; 9] = ["L", "mL", "µL", "µm", "mm", "cm", "kg", "mg", "µM"];
    SYMBOLS.iter().map(|s| s.0).chain(COMPOSED)
}

fn litre(symbol: &str) -> Option<(f64, Dimension)> {
    let volume = Dimension::NONE.times(Dimension::LENGTH, 3)?;
    (symbol == "L" || symbol == "l").then_some((1e-3, volume))
}

fn molarity() -> Dimension {
    Dimension::AMOUNT.times(Dimension::LENGTH, -3).unwrap_or_default()
}
