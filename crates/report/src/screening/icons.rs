//! Icon array: 1,000 people, one dot each.

use askama::Template;

/// Dots a row.
const ROW: usize = 40;

/// 1,000 dots; places are those of the drawing, 8 apart.
#[derive(Template)]
#[template(path = "screening_icons.html")]
pub(crate) struct Icons {
    description: String,
    /// Left, top, class.
    dots: Vec<(usize, usize, &'static str)>,
    /// Class, words, count as text.
    legend: Vec<(&'static str, &'static str, String)>,
}

/// Kinds of people in the order of [`exoscope_screening::Outcome::of_thousand`]: class and words.
const KINDS: [(&str, &str); 5] = [
    ("i-shift", "cancer found at stage I or II that would have been late"),
    ("i-found", "cancer found, at no earlier group of stages"),
    ("i-over", "overdiagnosed"),
    ("i-missed", "cancer that surfaced all the same"),
    ("i-alarm", "false alarm at least once, and no cancer"),
];

impl Icons {
    pub(crate) fn new(counts: &[f64; 5]) -> Self {
        let mut dots = Vec::with_capacity(1000);
        let mut legend = Vec::new();
        for ((class, words), count) in KINDS.into_iter().zip(counts) {
            let whole = (count.round() as usize).min(1000 - dots.len());
            dots.extend(std::iter::repeat_n(class, whole));
            legend.push((class, words, format!("{count:.1}")));
        }
        let description: Vec<String> =
            legend.iter().map(|(_, words, n)| format!("{n} {words}")).collect();
        let rest = "i-none";
        dots.resize(1000, rest);
        let place =
            |(n, class): (usize, &'static str)| (4 + 8 * (n % ROW), 4 + 8 * (n / ROW), class);
        Self {
            description: format!("Of 1,000 people: {}.", description.join(", ")),
            dots: dots.into_iter().enumerate().map(place).collect(),
            legend,
        }
    }
}
