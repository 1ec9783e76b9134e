//! The command line of Exoscope.

fn main() {}
