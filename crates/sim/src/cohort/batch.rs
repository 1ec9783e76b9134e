//! Where and when each sample is collected and measured.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use rand::RngExt;
use rand::seq::SliceRandom;

use super::{BatchPlan, Role};

/// Fewest dates that a class is spread over, where it has dates of its own: a reader can then be tested
/// on dates that it has not seen.
const FEWEST_DATES: usize = 3;

/// The batch of one sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Site of collection, from 0.
    pub site: u64,
    /// Date of measurement, from 0.
    pub date: u64,
    /// Slide or run, from 0 over all dates.
    pub slide: u64,
    /// Place on the slide, from 0.
    pub cell: u64,
}

impl Batch {
    /// Name of the scanner's file of `sample`, by slide, cell and date as 3D-Gene's are.
    ///
    /// ```
    /// use exoscope_sim::cohort::Batch;
    /// let batch = Batch { site: 0, date: 64, slide: 1, cell: 3 };
    /// let name = batch.file_name("P00007");
    /// assert_eq!(name, "P00007_SL00002_Cell4_20150310_1200_1Color_IntegratedResult.txt");
    /// ```
    pub fn file_name(self, sample: &str) -> String {
        let date = day(self.date).replace('-', "");
        let (slide, cell) = (self.slide + 1, self.cell + 1);
        format!("{sample}_SL{slide:05}_Cell{cell}_{date}_1200_1Color_IntegratedResult.txt")
    }
}

/// The batches of samples of these classes (place and role).
///
/// With the chance of `confounding`, a sample goes to dates that hold its class alone and to a site of
/// its role; else to dates that hold whoever comes, and to any site.
pub fn lay_out(plan: &BatchPlan, samples: &[(usize, Role)], streams: Streams) -> Vec<Batch> {
    let all_sites = plan.sites_of_disease + plan.sites_of_controls;
    let mut batches = vec![Batch { site: 0, date: 0, slide: 0, cell: 0 }; samples.len()];
    let mut apart: BTreeMap<(u64, usize), Vec<usize>> = BTreeMap::new();
    let mut mixed = Vec::new();
    for (number, &(class, role)) in samples.iter().enumerate() {
        let stream = &mut streams.stream("batch", number as u64);
        let coincides = stream.random::<f64>() < plan.confounding;
        let of = |stream: &mut _, n: usize| RngExt::random_range(stream, 0..n.max(1));
        let site = match (coincides && plan.sites_too, role) {
            (false, _) => of(stream, all_sites),
            (true, Role::Control) => plan.sites_of_disease + of(stream, plan.sites_of_controls),
            (true, _) => of(stream, plan.sites_of_disease),
        } as u64;
        batches[number].site = site;
        if coincides {
            apart.entry((site, class)).or_default().push(number);
        } else {
            mixed.push(number);
        }
    }
    let stream = &mut streams.stream("order of measurement", 0);
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for mut members in apart.into_values() {
        members.shuffle(stream);
        let size = plan.per_date.min(members.len().div_ceil(FEWEST_DATES)).max(1);
        runs.extend(members.chunks(size).map(<[usize]>::to_vec));
    }
    mixed.shuffle(stream);
    runs.extend(mixed.chunks(plan.per_date.max(1)).map(<[usize]>::to_vec));
    runs.shuffle(stream);
    let mut slide = 0;
    for (date, run) in runs.iter().enumerate() {
        for on_slide in run.chunks(plan.per_slide.max(1)) {
            for (cell, &number) in on_slide.iter().enumerate() {
                let batch = &mut batches[number];
                (batch.date, batch.slide, batch.cell) = (date as u64, slide, cell as u64);
            }
            slide += 1;
        }
    }
    batches
}

/// The day so many days after 5 January 2015, as `2015-01-05`.
pub(super) fn day(after: u64) -> String {
    let mut day = after + 4;
    let mut year = 2015_u64;
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", day + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn samples() -> Vec<(usize, Role)> {
        (0..600).map(|i| (i % 3, if i % 3 == 0 { Role::Control } else { Role::Cancer })).collect()
    }

    fn classes_by_date(confounding: f64) -> BTreeMap<u64, BTreeSet<usize>> {
        let plan = BatchPlan { confounding, per_date: 30, ..BatchPlan::default() };
        let mut by_date: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
        for (batch, (class, _)) in lay_out(&plan, &samples(), Streams::new(1)).iter().zip(samples())
        {
            by_date.entry(batch.date).or_default().insert(class);
        }
        by_date
    }

    #[test]
    fn the_knob_goes_from_all_classes_on_a_date_to_one_with_several_dates_each() {
        assert!(classes_by_date(0.0).values().all(|classes| classes.len() == 3));
        let apart = classes_by_date(1.0);
        assert!(apart.values().all(|classes| classes.len() == 1));
        for class in 0..3 {
            assert!(apart.values().filter(|c| c.contains(&class)).count() >= 3);
        }
        let half = classes_by_date(0.5);
        let single = half.values().filter(|c| c.len() == 1).count();
        assert!(single > 0 && single < half.len());
    }

    #[test]
    fn a_slide_has_one_date_and_no_more_samples_than_fit() {
        let plan = BatchPlan { confounding: 1.0, ..BatchPlan::default() };
        let mut on_slide: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for batch in lay_out(&plan, &samples(), Streams::new(1)) {
            on_slide.entry(batch.slide).or_default().push(batch.date);
        }
        for dates in on_slide.values() {
            assert!(dates.len() <= 4 && dates.iter().all(|d| d == &dates[0]));
        }
    }

    #[test]
    fn days_are_of_the_calendar() {
        assert_eq!(day(0), "2015-01-05");
        assert_eq!(day(26), "2015-01-31");
        assert_eq!(day(27), "2015-02-01");
        assert_eq!(day(419), "2016-02-28");
        assert_eq!(day(420), "2016-02-29");
        assert_eq!(day(726), "2016-12-31");
    }
}
