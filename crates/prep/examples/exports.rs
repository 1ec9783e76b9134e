//! What instrument exports hold, a line a file: layout, contents, remarks; or why one cannot be read.
//!
//!     cargo run -p exoscope-prep --example exports -- FILE…

use exoscope_prep::{Contents, read};

fn main() {
    for path in std::env::args_os().skip(1) {
        let name = path.to_string_lossy().into_owned();
        let export = match read(path.as_ref()) {
            Ok(export) => export,
            Err(error) => {
                println!("{error}\n  hint: {}", error.hint().unwrap_or_default());
                continue;
            }
        };
        let holds = match &export.contents {
            Contents::Sizes { replicates } => {
                let all = replicates
                    .iter()
                    .map(|r| format!("{:?} /mL at {:?}", r.concentration, r.dilution));
                format!("{} replicates: {}", replicates.len(), all.collect::<Vec<_>>().join(", "))
            }
            Contents::Events(events) => format!(
                "{} events in {} channels, volume {:?} nL",
                events.events,
                events.channels.len(),
                events.volume_nl
            ),
            Contents::Plates { grids, layout, .. } => format!(
                "{} grids of {:?} wells, {} in the layout",
                grids.len(),
                grids.iter().map(|grid| grid.wells.len()).collect::<Vec<_>>(),
                layout.len()
            ),
            Contents::Concentrations { readings } => format!("{} concentrations", readings.len()),
            Contents::Positions { positions } => format!("{} positions", positions.len()),
            Contents::ZetaPotential(zeta) => format!("{} mV", zeta.potential),
            Contents::NothingMeasured { reason } => format!("nothing measured: {reason}"),
            _ => "something else".to_owned(),
        };
        println!("{name}: {}: {holds}", export.layout);
        for flag in &export.flags {
            println!("  {}", flag.text);
        }
    }
}
