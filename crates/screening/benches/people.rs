//! People simulated a second: a yearly test for Japan's 13 cancers over ten years, in both universes.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exoscope_core::Streams;
use exoscope_screening::plan::BUILT_IN;
use exoscope_screening::{Plan, Population, Simulator};

const PEOPLE: u64 = 100_000;

fn people(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("screening");
    group.throughput(Throughput::Elements(PEOPLE)).sample_size(10);
    for name in ["japan-13", "hubbell2021", "nhs-galleri"] {
        let text = BUILT_IN.iter().find(|(built_in, _)| *built_in == name).unwrap().1;
        let plan: Plan = text.parse().unwrap();
        let population = Population::built_in(&plan.population).unwrap().unwrap();
        let simulator = Simulator::new(plan, population).unwrap();
        group
            .bench_function(name, |bench| bench.iter(|| simulator.run(Streams::new(1), 0, PEOPLE)));
    }
    group.finish();
}

criterion_group!(benches, people);
criterion_main!(benches);
