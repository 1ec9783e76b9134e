//! Event files of many blocks: the same statistics at any number of threads, and those of a plain sum.

use exoscope_prep::export::ChannelSummary;
use exoscope_prep::read::{Gate, gate_counts};
use exoscope_prep::{Contents, read};

use crate::made::fcs_of;

const CHANNELS: [&str; 3] = ["A-H", "B-H", "C-H"];
/// More than the blocks of one round, so that lanes go on, and a last round that fills only some of them.
const EVENTS: usize = 3_500_000;

/// Far from 0, either sign, and one value in a thousand that is not finite.
fn value(event: usize, channel: usize) -> f32 {
    let mixed = (event as u64 * 3 + channel as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    match channel {
        0 => 1e6 + mixed as f32 / 16_777_216.0,
        1 => mixed as f32 - 8e6,
        _ if event.is_multiple_of(1000) => f32::NAN,
        _ => mixed as f32,
    }
}

#[test]
fn an_event_file_of_many_blocks_has_the_sums_of_its_values_at_any_number_of_threads() {
    let mut data = Vec::with_capacity(EVENTS * CHANNELS.len() * 4);
    for event in 0..EVENTS {
        (0..CHANNELS.len()).for_each(|channel| data.extend(value(event, channel).to_le_bytes()));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.fcs");
    std::fs::write(&path, fcs_of(&CHANNELS, EVENTS, &data, None)).unwrap();
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let gate = Gate { channel: "B-H".into(), above: 0.0 };
        let (export, counts) =
            pool.install(|| (read(&path).unwrap(), gate_counts(&path, &gate).unwrap()));
        let Contents::Events(events) = export.contents else { panic!("no events") };
        (events.channels, export.sha256, counts)
    };
    let (channels, sum, counts) = of(1);
    for threads in [2, 3] {
        assert_eq!((channels.clone(), sum.clone(), counts), of(threads), "{threads} threads");
    }
    let above = (0..EVENTS).filter(|&event| value(event, 1) > 0.0).count();
    assert_eq!(counts, (above as u64, EVENTS as u64));
    for (number, channel) in channels.iter().enumerate() {
        check(channel, (0..EVENTS).map(|event| f64::from(value(event, number))));
    }
}

/// Against two plain passes.
fn check(channel: &ChannelSummary, values: impl Iterator<Item = f64>) {
    let mut finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    let n = finite.len() as f64;
    let mean = finite.iter().sum::<f64>() / n;
    let sd = (finite.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    assert_eq!(
        (channel.n, channel.not_finite),
        (finite.len() as u64, (EVENTS - finite.len()) as u64)
    );
    finite.sort_by(f64::total_cmp);
    assert_eq!((channel.min, channel.max), (finite.first().copied(), finite.last().copied()));
    let near = |found: f64, truth: f64| (found / truth - 1.0).abs();
    assert!(near(channel.mean.unwrap(), mean) < 1e-10, "{channel:?} {mean}");
    assert!(near(channel.sd.unwrap(), sd) < 1e-8, "{channel:?} {sd}");
    for (found, p) in channel.quartiles.unwrap().iter().zip([0.25, 0.5, 0.75]) {
        let truth = finite[(p * n) as usize];
        assert!(near(*found, truth) < channel.quartile_error + 1e-6, "{channel:?} {truth}");
    }
}
