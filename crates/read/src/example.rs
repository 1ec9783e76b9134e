//! A made-up cohort, for demonstrations, tests and benchmarks. It says nothing about cancer.

use exoscope_core::cohort::{CohortError, Step};
use exoscope_core::sample::{Column, Field, MetadataError, RolesError};
use exoscope_core::{Cohort, MirnaName, Scale, Streams};
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, Gamma, LogNormal, Normal, Poisson};

/// The classes and how many samples of each.
const CLASSES: [(&str, usize); 4] =
    [("colorectal", 70), ("healthy", 100), ("pancreas", 50), ("prostate", 60)];
const N_MIRNAS: u64 = 300;
/// miRNAs whose level a cancer changes.
const MARKERS: usize = 24;
const SAMPLES_PER_SLIDE: usize = 8;

/// Why the example cannot be made: never, unless it is changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExampleError {
    /// The values are no cohort.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// The facts do not fit.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The roles do not fit.
    #[error(transparent)]
    Roles(#[from] RolesError),
    /// A miRNA's name is none.
    #[error(transparent)]
    Mirna(#[from] exoscope_core::mirna::ParseError),
    /// A sample's name is none.
    #[error(transparent)]
    Sample(#[from] exoscope_core::sample::SampleIdError),
    /// A distribution has parameters out of its range.
    #[error("a distribution of the example is out of its range")]
    Distribution,
}

/// Read counts of 280 made-up people: three cancers and no cancer, on slides that hold all classes.
///
/// The count of a miRNA in a sample is Poisson with mean depth × share × exp(effects), gamma
/// mixed, so negative binomial with dispersion 0.15. On the log scale a miRNA's level is normal
/// with SD 1.7, a cancer moves 24 miRNAs by a normal effect of SD 0.45 that grows with stage from
/// 0.6 to 1.5 times, and each slide moves every miRNA by a normal effect of SD 0.25. Depth is
/// log-normal about 1.2 million reads.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_read::example;
///
/// let cohort = example::cohort(Streams::new(1))?;
/// assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (280, 300));
/// assert_eq!(cohort, example::cohort(Streams::new(1))?);
/// # Ok::<(), exoscope_read::example::ExampleError>(())
/// ```
pub fn cohort(streams: Streams) -> Result<Cohort, ExampleError> {
    let people = people(streams);
    let level = normal(0.0, 1.7)?;
    let level: Vec<f64> =
        (0..N_MIRNAS).map(|m| level.sample(&mut streams.stream("level", m))).collect();
    let total: f64 = level.iter().map(|l| l.exp()).sum();
    let cancers = effects(streams, "cancer effect", CLASSES.len(), MARKERS, 0.45)?;
    let slides = people.len().div_ceil(SAMPLES_PER_SLIDE);
    let slides = effects(streams, "slide effect", slides, N_MIRNAS as usize, 0.25)?;
    let depth = LogNormal::new(1.2e6_f64.ln(), 0.3).map_err(|_| ExampleError::Distribution)?;
    let mixing = Gamma::new(1.0 / 0.15, 0.15).map_err(|_| ExampleError::Distribution)?;

    let mut counts = Array2::zeros((people.len(), level.len()));
    for (i, (person, mut row)) in people.iter().zip(counts.rows_mut()).enumerate() {
        let stream = &mut streams.stream("person", i as u64);
        let depth = depth.sample(stream);
        for (m, count) in row.iter_mut().enumerate() {
            let disease = person
                .stage
                .map_or(0.0, |stage| (0.3 + 0.3 * f64::from(stage)) * cancers[(person.class, m)]);
            let effect = disease + slides[(i / SAMPLES_PER_SLIDE, m)];
            let mean = depth * (level[m] + effect).exp() / total * mixing.sample(stream);
            *count = Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(stream));
        }
    }
    assemble(&people, counts)
}

/// A made-up person.
struct Person {
    class: usize,
    stage: Option<u8>,
    male: bool,
    age: f64,
}

/// The people in the order they are put on slides, which is a random one.
fn people(streams: Streams) -> Vec<Person> {
    let mut classes: Vec<usize> = CLASSES
        .iter()
        .enumerate()
        .flat_map(|(class, &(_, n))| std::iter::repeat_n(class, n))
        .collect();
    let stream = &mut streams.stream("people", 0);
    rand::seq::SliceRandom::shuffle(classes.as_mut_slice(), stream);
    classes
        .into_iter()
        .map(|class| Person {
            class,
            stage: (CLASSES[class].0 != "healthy").then(|| stream.random_range(1..=4)),
            male: CLASSES[class].0 == "prostate" || stream.random_bool(0.5),
            age: f64::from(stream.random_range(45..=85)),
        })
        .collect()
}

/// Normal effects (groups × miRNAs) on `changed` miRNAs of each group, 0 on the others.
fn effects(
    streams: Streams,
    purpose: &str,
    groups: usize,
    changed: usize,
    sd: f64,
) -> Result<Array2<f64>, ExampleError> {
    let effect = normal(0.0, sd)?;
    let mut effects = Array2::zeros((groups, N_MIRNAS as usize));
    for (group, mut row) in effects.rows_mut().into_iter().enumerate() {
        let stream = &mut streams.stream(purpose, group as u64);
        for m in rand::seq::index::sample(stream, N_MIRNAS as usize, changed) {
            row[m] = effect.sample(stream);
        }
    }
    Ok(effects)
}

fn normal(mean: f64, sd: f64) -> Result<Normal<f64>, ExampleError> {
    Normal::new(mean, sd).map_err(|_| ExampleError::Distribution)
}

fn assemble(people: &[Person], counts: Array2<f64>) -> Result<Cohort, ExampleError> {
    let samples =
        (1..=people.len()).map(|i| format!("P{i:03}").parse()).collect::<Result<_, _>>()?;
    let mirnas: Vec<MirnaName> = (1..=N_MIRNAS)
        .map(|m| format!("hsa-miR-{m}-{}p", if m % 2 == 0 { 3 } else { 5 }).parse())
        .collect::<Result<_, _>>()?;
    let mut cohort = Cohort::new(samples, mirnas, counts, Scale::Counts)?;
    let text = |value: &dyn Fn(usize, &Person) -> Option<String>| -> Vec<Option<String>> {
        people.iter().enumerate().map(|(i, person)| value(i, person)).collect()
    };
    let roman = ["", "I", "II", "III", "IV"];
    let columns = [
        ("diagnosis", text(&|_, p| Some(CLASSES[p.class].0.to_owned()))),
        ("stage", text(&|_, p| p.stage.map(|stage| roman[usize::from(stage)].to_owned()))),
        ("sex", text(&|_, p| Some(if p.male { "male" } else { "female" }.to_owned()))),
        ("slide", text(&|i, _| Some(format!("slide{:02}", i / SAMPLES_PER_SLIDE + 1)))),
    ];
    for (name, values) in columns {
        cohort.add_column(Column::text(name, values))?;
    }
    cohort.add_column(Column::number("age", people.iter().map(|p| Some(p.age)).collect()))?;
    for (field, column) in [
        (Field::Label, "diagnosis"),
        (Field::Stage, "stage"),
        (Field::Sex, "sex"),
        (Field::Slide, "slide"),
        (Field::Age, "age"),
    ] {
        cohort.set_field(field, column)?;
    }
    cohort.set_roles(&["healthy"], &[] as &[&str])?;
    cohort.add_step(Step::new("made up by exoscope: no real person, no real miRNA level", vec![]));
    Ok(cohort)
}
