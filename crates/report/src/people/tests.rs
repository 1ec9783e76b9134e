use exoscope_core::Streams;
use exoscope_core::cohort::Source;
use exoscope_core::store::checksum_bytes;
use exoscope_read::call::CallSettings;
use exoscope_read::example;
use exoscope_read::learn::LearnerSettings;
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;
use exoscope_score::Prevalence;

use super::*;
use crate::markup::check;

/// The page of these rows of the example, called by a model of another draw of it.
fn pages(rows: &[usize], prevalence: Option<f64>, calls: Option<CallSettings>) -> String {
    pages_of(2, rows, prevalence, calls)
}

/// The page of these rows of the example of a seed, called by a model of the example of seed 1.
fn pages_of(
    seed: u64,
    rows: &[usize],
    prevalence: Option<f64>,
    calls: Option<CallSettings>,
) -> String {
    let cohort = example::cohort(Streams::new(1)).unwrap();
    let learner = LearnerSettings::default_of("lda").unwrap();
    let settings = Pipeline { learner, calls, ..Pipeline::default() };
    let training = Labelled::of(&cohort, None).unwrap().training();
    let reader = FittedPipeline::fit(&training, &settings).unwrap().recognising(&training);
    let cohort = example::cohort(Streams::new(seed)).unwrap();
    let said = reader.call(&cohort, rows, 0.1).unwrap();
    let meaning = prevalence.and_then(|p| reader.meaning(&said, &Prevalence::Any(p)));
    let bases: Vec<Basis> =
        reader.explain(&cohort, rows, None, 0.1).unwrap().iter().map(Basis::of).collect();
    let source =
        |name: &str| Source { name: name.into(), sha256: checksum_bytes([b"x".as_slice()]) };
    calls_page(&CallsPage {
        reader: &reader,
        model: &source("reader.model"),
        cohort: &source("new.parquet"),
        calls: &said,
        batches: &reader.called_batches(&cohort, rows, &said, None).unwrap(),
        meaning: meaning.as_ref(),
        bases: &bases,
        quality: &Quality::of(&cohort),
    })
    .unwrap()
}

#[test]
fn one_person_has_a_page() {
    let page = pages(&[3], Some(0.01), Some(CallSettings::default()));
    check(&page);
    assert!(page.contains("What the model says of P") && !page.contains("id=\"list\""));
    for expected in ["not a diagnosis of anyone", "Where 1 % of those tested", "hsa-miR-", "others"]
    {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(page.len() < 40_000, "{}", page.len());
}

#[test]
fn training_samples_have_no_headline() {
    let rows: Vec<usize> = (0..280).collect();
    let page = pages_of(1, &rows, None, Some(CallSettings::default()));
    check(&page);
    assert!(page.contains("280 of 280 samples were learned from: no headline"));
    assert!(page.contains("trained on this very sample") && !page.contains("There is a signal"));
}

#[test]
fn many_people_are_listed_and_stay_small() {
    let rows: Vec<usize> = (0..280).collect();
    let page = pages(&rows, None, Some(CallSettings::default()));
    check(&page);
    assert!(page.contains("No prevalence was stated") && page.contains("href=\"#sample-280\""));
    assert!(page.len() / 280 < 8_000, "{} bytes a sample", page.len() / 280);
}

#[test]
fn a_reader_without_rules_says_no_more_than_it_knows() {
    let page = pages(&[0, 1], Some(0.01), None);
    check(&page);
    assert!(page.contains("no rules by which to say more") && !page.contains("There is a signal"));
}
