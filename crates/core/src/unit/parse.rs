//! The grammar: `unit = [factor] { ("/" | "*" | "·" | " ") factor }`, `factor = symbol [exponent]`.

use super::symbol::{known, look_up};
use super::{Dimension, UnitError};
use crate::suggest::did_you_mean;

/// Size in base units and dimension of the unit `text`; the empty text is the pure number.
pub(super) fn unit(text: &str) -> Result<(f64, Dimension), UnitError> {
    let mut size = 1.0;
    let mut dimension = Dimension::NONE;
    let mut divide = false;
    let mut rest = text.trim();
    let grammar = || UnitError::Grammar { text: text.to_owned() };
    if rest == "/" {
        return Err(grammar());
    }
    let mut first = true;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('/') {
            divide = true;
            rest = after.trim_start();
        } else if !first {
            divide = false;
            rest = rest.strip_prefix(['*', '·']).unwrap_or(rest).trim_start();
        }
        first = false;
        let end = rest.find(|c: char| "/*·^ ".contains(c) || is_power(c)).unwrap_or(rest.len());
        let (symbol, after) = rest.split_at(end);
        if symbol.is_empty() {
            return Err(grammar());
        }
        let (power, after) = exponent(after).ok_or_else(grammar)?;
        rest = after.trim_start();
        let (one, kind) = look_up(symbol).ok_or_else(|| UnitError::UnknownUnit {
            symbol: symbol.to_owned(),
            text: text.to_owned(),
            suggestion: did_you_mean(symbol, known()),
        })?;
        let power = if divide { -power } else { power };
        let too_large = || UnitError::Exponent { text: text.to_owned() };
        dimension = dimension.times(kind, power).ok_or_else(too_large)?;
        size *= f64::powi(one, i32::from(power));
    }
    if size.is_normal() { Ok((size, dimension)) } else { Err(grammar()) }
}

/// The value that `text` begins with, and what follows it.
pub(super) fn number(text: &str) -> Result<(f64, &str), UnitError> {
    let text = text.trim();
    // The longest start that is a number: "1e3 cells", but also "1 exosome".
    let bad = || UnitError::Number { text: text.to_owned() };
    let limit = text.find(|c: char| !"+-.0123456789eE".contains(c)).unwrap_or(text.len());
    let (value, end) = (1..=limit)
        .rev()
        .find_map(|end| Some((text.get(..end)?.parse::<f64>().ok()?, end)))
        .ok_or_else(bad)?;
    if !value.is_finite() {
        return Err(UnitError::NotFinite { text: text.to_owned() });
    }
    Ok((value, text.get(end..).unwrap_or_default()))
}

const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

fn is_power(c: char) -> bool {
    c.is_ascii_digit() || c == '-' || c == '⁻' || SUPERSCRIPTS.contains(c)
}

/// The exponent `text` begins with (1 where there is none), and what follows it.
fn exponent(text: &str) -> Option<(i8, &str)> {
    let (written, body) = match text.strip_prefix('^') {
        Some(after) => (true, after),
        None => (false, text),
    };
    let end = body.find(|c| !is_power(c)).unwrap_or(body.len());
    let (digits, after) = body.split_at(end);
    if digits.is_empty() {
        return (!written).then_some((1, text));
    }
    let plain: String = digits.chars().map(plain).collect();
    let power: i8 = plain.parse().ok()?;
    (power.unsigned_abs() <= 9).then_some((power, after))
}

fn plain(c: char) -> char {
    let place = SUPERSCRIPTS.chars().position(|s| s == c);
    let digit = place.and_then(|p| char::from_digit(u32::try_from(p).ok()?, 10));
    digit.unwrap_or(if c == '⁻' { '-' } else { c })
}
