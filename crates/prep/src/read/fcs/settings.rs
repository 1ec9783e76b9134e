//! Settings of the acquisition that rule what two files of one cytometer may say of each other.

use super::layout::Layout;
use super::text::Keywords;
use crate::text::{Decimal, number};

/// Trigger (`$TR`) and detector voltages (`$PnV`) as the file states them, by keyword or channel.
pub(super) fn settings(keywords: &Keywords, layout: &Layout) -> Vec<(String, String)> {
    let trigger = keywords.text("$TR").map(|text| ("$TR".to_owned(), text));
    let voltages = layout.channels.iter().enumerate().filter_map(|(place, channel)| {
        let text = keywords.text(&format!("$P{}V", place + 1))?;
        Some((channel.name.clone(), text))
    });
    trigger.into_iter().chain(voltages).collect()
}

/// Channels into which fluorescence of others spills by the file's own matrix (`$SPILLOVER`, `SPILL`, `$COMP`): n, the names
/// of n channels and n × n shares, the detector by column; `$COMP` has no names and is of the first n channels.
pub(super) fn spillover(keywords: &Keywords, layout: &Layout) -> Vec<String> {
    let stated = ["$SPILLOVER", "SPILLOVER", "$SPILL", "SPILL", "$COMP"]
        .iter()
        .find_map(|key| keywords.get(key).map(|text| (*key, text)));
    let Some((key, text)) = stated else { return Vec::new() };
    let cells: Vec<&str> = text.split(',').map(str::trim).collect();
    let Some((n, rest)) = cells.split_first().and_then(|(n, rest)| Some((n.parse().ok()?, rest)))
    else {
        return Vec::new();
    };
    let n: usize = n;
    let own: Vec<&str> = layout.channels.iter().map(|channel| channel.name.as_str()).collect();
    let (names, shares) = if key == "$COMP" {
        (own.as_slice(), rest)
    } else {
        rest.split_at_checked(n).unwrap_or_default()
    };
    let into = |column: usize| {
        let rows = shares.chunks(n.max(1)).enumerate().filter(|(row, _)| *row != column);
        let mut cells = rows.filter_map(|(_, row)| row.get(column));
        cells.any(|cell| number(cell, Decimal::Point).is_none_or(|share| share != 0.0))
    };
    let spilt = names.iter().take(n).enumerate().filter(|(column, _)| into(*column));
    spilt.map(|(_, name)| (*name).to_owned()).collect()
}
