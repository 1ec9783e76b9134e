//! A slope chart: the same figure under two conditions, joined by a line.

use askama::Template;
use exoscope_score::Interval;

use crate::format::proportion;

/// One thing under both conditions: figures with their intervals.
pub(crate) struct Step {
    pub name: &'static str,
    pub ends: [(f64, Interval); 2],
}

/// A slope chart of proportions. Places are those of the drawing, 480 wide and 272 high.
#[derive(Template)]
#[template(path = "slope.html")]
pub(crate) struct Slope {
    title: String,
    description: String,
    conditions: [&'static str; 2],
    ticks: Vec<(f64, String)>,
    lines: Vec<Line>,
    chance: f64,
    /// Height of the name of chance.
    chance_name: f64,
}

struct Line {
    name: &'static str,
    style: usize,
    /// Height of its name.
    name_at: f64,
    ends: [End; 2],
}

struct End {
    across: f64,
    at: f64,
    low: f64,
    high: f64,
    text: String,
}

/// Where conditions stand; lines are a little apart so that whiskers do not meet.
const ACROSS: [f64; 2] = [110.0, 235.0];
/// Top of the plot, and its height.
const TOP: f64 = 10.0;
const HIGH: f64 = 220.0;

impl Slope {
    /// `chance` is what calling the commonest class would give.
    pub(crate) fn new(
        title: String,
        conditions: [&'static str; 2],
        steps: &[Step],
        chance: f64,
    ) -> Self {
        let place = |p: f64| TOP + HIGH * (1.0 - p.clamp(0.0, 1.0));
        let mut names: Vec<f64> = steps.iter().map(|step| place(step.ends[1].0)).collect();
        names.push(place(chance));
        keep_apart(&mut names);
        let line = |(number, step): (usize, &Step)| Line {
            name: step.name,
            style: 2 - number % 2,
            name_at: names.get(number).copied().unwrap_or(TOP),
            ends: [0, 1].map(|end| {
                let (p, ci) = step.ends[end];
                End {
                    across: ACROSS[end] + 6.0 * (number as f64 - 0.5),
                    at: place(p),
                    low: place(ci.low),
                    high: place(ci.high),
                    text: proportion(p),
                }
            }),
        };
        let said = steps.iter().map(|step| {
            let [(before, _), (after, _)] = step.ends;
            format!("{}: {}, then {}", step.name, proportion(before), proportion(after))
        });
        let description = format!("{}.", said.collect::<Vec<_>>().join("; "));
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|p| (place(p), p.to_string())).into();
        let lines = steps.iter().enumerate().map(line).collect();
        let (chance, chance_name) = (place(chance), names.last().copied().unwrap_or(TOP));
        Self { title, description, conditions, ticks, lines, chance, chance_name }
    }
}

/// Lowers names that would stand on each other, from the top.
fn keep_apart(heights: &mut [f64]) {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|&a, &b| heights[a].total_cmp(&heights[b]));
    let mut free = f64::NEG_INFINITY;
    for place in order {
        heights[place] = heights[place].max(free);
        free = heights[place] + 12.0;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_is_drawn_downwards_and_said() {
        let ci = Interval { low: 0.4, high: 0.6 };
        let step = Step { name: "inside", ends: [(0.75, ci), (0.5, ci)] };
        let drawn = Slope::new("T".into(), ["one", "two"], &[step], 0.25).render().unwrap();
        assert!(drawn.contains("M107.0 65.0L232.0 120.0"), "{drawn}");
        assert!(drawn.contains("inside: 0.750, then 0.500"), "{drawn}");
    }
}
