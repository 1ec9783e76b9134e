//! What every command shares: seed, and the one place that writes to the terminal.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use exoscope_core::progress::{Cancelled, Progress};
use exoscope_core::store::ReplaceError;
use exoscope_core::{Streams, store};
use indicatif::{ProgressBar, ProgressStyle};

use crate::answer::Answer;
use crate::args::Global;
use crate::hint::{Misuse, hint, is_misuse};
use crate::terminal::{shown, shown_json};

/// Seed and terminal.
pub struct Context {
    /// The random streams of this run.
    pub streams: Streams,
    seed_stated: bool,
    json: bool,
    quiet: bool,
}

/// The exit code of a process that an interrupt ended, by convention 128 + SIGINT.
const INTERRUPTED: i32 = 130;

impl Context {
    /// Sets threads and the handler of Ctrl-C up.
    pub fn new(global: &Global, seed_stated: bool) -> anyhow::Result<Self> {
        let mut pool = rayon::ThreadPoolBuilder::new();
        if let Some(threads) = global.threads {
            pool = pool.num_threads(threads.get());
        }
        pool.build_global().context("cannot start threads")?;
        ctrlc::set_handler(|| {
            store::remove_unfinished();
            std::process::exit(INTERRUPTED);
        })
        .context("cannot listen for Ctrl-C")?;
        let (json, quiet) = (global.json, global.quiet);
        Ok(Self { streams: Streams::new(global.seed), seed_stated, json, quiet })
    }

    /// Refuses a stated seed where `file` was drawn with another: it would change nothing.
    pub fn check_seed(&self, drawn_with: u64, file: &Path) -> anyhow::Result<()> {
        let stated = self.streams.seed();
        if self.seed_stated && stated != drawn_with {
            let file = file.display();
            let what =
                format!("--seed {stated} changes nothing: {file} was drawn with seed {drawn_with}");
            return Err(Misuse::new(what).into());
        }
        Ok(())
    }

    /// Prints the answer. A reader that has gone away (`| head`) is no failure.
    pub fn print(&self, answer: &Answer) -> anyhow::Result<()> {
        let mut text = shown(&answer.text).into_owned();
        if self.json {
            text = shown_json(&serde_json::to_string(&answer.json)?);
            text.push('\n');
        }
        match io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(error).context("cannot write to standard output")
            }
            _ => Ok(()),
        }
    }

    /// Says what the user should look at, on standard error, also with `--quiet`.
    #[allow(clippy::unused_self)] // a method, so that all speech goes through the context
    pub fn warn(&self, text: impl AsRef<str>) {
        anstream::eprintln!("\x1b[33mwarning:\x1b[0m {}", shown(text.as_ref()));
    }

    /// Says how the work goes, on standard error; nothing with `--quiet`.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            anstream::eprintln!("{}", shown(text.as_ref()));
        }
    }

    /// A bar that a use case tells of its steps; shown as [`Self::progress`] is.
    pub fn watch(&self) -> Bar {
        Bar(self.progress("starting", 0))
    }

    /// A bar of `total` steps, or a spinner where `total` is 0; shown on a terminal alone, and
    /// gone when done.
    pub fn progress(&self, what: &'static str, total: usize) -> ProgressBar {
        let total = (total > 0).then_some(total as u64);
        self.bar(what.to_owned(), total, BAR)
    }

    /// A bar of bytes, or a spinner where their number is not known; shown as [`Self::progress`] is.
    pub fn bytes(&self, what: String, total: Option<u64>) -> ProgressBar {
        self.bar(what, total, "{msg} {bar:30} {bytes}/{total_bytes}, {eta} to go")
    }

    /// A spinner.
    pub fn spinner(&self, what: String) -> ProgressBar {
        self.bar(what, None, "")
    }

    fn bar(&self, what: String, total: Option<u64>, style: &str) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let (bar, style) = match total {
            None => (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}"),
            Some(total) => (ProgressBar::new(total), style),
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.set_message(shown(&what).into_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

/// What a use case tells of its steps, shown on a terminal; gone when dropped.
pub struct Bar(ProgressBar);

impl Progress for Bar {
    fn step(&self, what: &str, done: usize, of: usize) -> Result<(), Cancelled> {
        let bar = &self.0;
        if of > 1 && bar.length() != Some(of as u64) {
            bar.set_length(of as u64);
            if let Ok(style) = ProgressStyle::with_template(BAR) {
                bar.set_style(style);
            }
        }
        bar.set_message(shown(what).into_owned());
        bar.set_position(done as u64);
        Ok(())
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A bar of steps.
const BAR: &str = "{msg} {bar:30} {pos}/{len}, {eta} to go";

/// Says why a command failed and gives its exit code.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    anstream::eprintln!("\x1b[31merror:\x1b[0m {}", shown(&message(error)));
    if let Some(hint) = hint(error) {
        anstream::eprintln!("\x1b[36mhint:\x1b[0m {}", shown(&hint));
    }
    if error.is::<Misuse>() || error.is::<ReplaceError>() || is_misuse(error) {
        ExitCode::from(2)
    } else {
        ExitCode::from(1)
    }
}

/// The chain of causes in one line, each said once: a cause that an outer message quotes is left
/// out.
fn message(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}
