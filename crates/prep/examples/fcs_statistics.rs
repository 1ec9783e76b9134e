//! Per-channel statistics of an FCS file, with the memory that reading took at most.
//!
//!     cargo run --release -p exoscope-prep --example fcs_statistics -- FILE

use exoscope_prep::{Contents, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("name a file")?;
    let export = read(path.as_ref())?;
    let Contents::Events(events) = &export.contents else { return Err("no file of events".into()) };
    println!("{} events, {} channels", events.events, events.channels.len());
    for channel in &events.channels {
        let [low, median, high] = channel.quartiles.unwrap_or_default();
        println!(
            "{}\t{:.6e}\t{:.6e}\t{low:.6e}\t{median:.6e}\t{high:.6e}",
            channel.name,
            channel.mean.unwrap_or_default(),
            channel.sd.unwrap_or_default(),
        );
    }
    // Linux alone says how much memory was held at most.
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
    Ok(())
}
