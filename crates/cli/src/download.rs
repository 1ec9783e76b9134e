//! What is said while files are fetched.

use std::cell::RefCell;

use exoscope_fetch::{Event, Watch};
use indicatif::ProgressBar;

use crate::context::Context;

/// Shows what is fetched: a bar for each file, on a terminal; what goes wrong, everywhere.
pub struct Download<'a> {
    context: &'a Context,
    bar: RefCell<ProgressBar>,
}

impl<'a> Download<'a> {
    pub fn new(context: &'a Context) -> Self {
        Self { context, bar: RefCell::new(ProgressBar::hidden()) }
    }

    fn show(&self, bar: ProgressBar) {
        self.bar.replace(bar).finish_and_clear();
    }
}

impl Watch for Download<'_> {
    fn hear(&self, event: &Event<'_>) {
        match event {
            Event::Looking { url } => self.show(self.context.spinner(format!("looking at {url}"))),
            Event::Started { name, from, length } => {
                let bar = self.context.bytes((*name).to_owned(), *length);
                bar.set_position(*from);
                self.show(bar);
            }
            Event::Received { bytes } => self.bar.borrow().inc(*bytes),
            Event::Checking { name } => {
                self.show(self.context.spinner(format!("checking {name}")));
            }
            Event::Again { url, why, after } => {
                let wait = after.as_secs();
                self.context.note(format!("{url}: {why}; asking again in {wait} s"));
            }
            _ => {}
        }
    }
}

impl Drop for Download<'_> {
    fn drop(&mut self) {
        self.bar.borrow().finish_and_clear();
    }
}
