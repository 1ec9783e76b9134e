//! Random numbers of a block of people: one stream a purpose, at places that depend on the person's number alone.
//!
//! What one person uses never moves what the next one gets, so that a parameter changed changes the people whom it
//! touches and nobody else, and a shard may begin anywhere.

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use rand::Rng as _;

use super::compile::Simulator;
use super::person::{Person, WORDS, short};

/// People of one block.
pub(super) const BLOCK: u64 = 8192;
/// Logarithm of the words that a person has in the streams of tumours and tests: more than anyone uses.
const REGION: u32 = 40;

/// Whether a person is invited, or of the control arm of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arm {
    /// Invited, of the screening arm where there is a trial: lives twice, with and without the programme.
    Invited,
    /// Randomised to no screening; some are screened all the same.
    Control {
        /// Whether this one is.
        crosses: bool,
    },
}

/// The streams of a block.
pub(super) struct Sources {
    people: Stream,
    arms: Option<Stream>,
    attendance: Option<Stream>,
    repeats: Option<Stream>,
    tumours: Stream,
    tests: Stream,
    /// Number within the block of the next person, and of the one whose tests the stream stands at.
    next: u64,
    tested: Option<u64>,
    attends: Vec<bool>,
}

impl Sources {
    /// Streams of a block from the person numbered `from` within it.
    pub fn new(simulator: &Simulator, streams: Streams, block: u64, from: u64) -> Self {
        let stream = |purpose: &str, words: u128| {
            let mut stream = streams.stream(purpose, block);
            stream.set_word_pos(u128::from(from) * words);
            stream
        };
        let programme = &simulator.plan.programme;
        let partial = programme.attendance.iter().any(|attendance| *attendance < 1.0);
        let repeats = simulator.plan.test.false_positive_persistence > 0.0;
        Self {
            people: stream("screening people", WORDS),
            arms: simulator.plan.trial.map(|_| stream("screening arms", 2)),
            attendance: partial.then(|| stream("screening attendance", programme.rounds as u128)),
            repeats: repeats.then(|| stream("screening repeated positives", 1)),
            tumours: stream("screening tumours", 0),
            tests: stream("screening tests", 0),
            next: from,
            tested: None,
            attends: vec![true; programme.rounds],
        }
    }

    /// The next person and their arm.
    #[inline]
    pub fn person(&mut self, simulator: &Simulator) -> (Person, Arm) {
        self.next += 1;
        let person = simulator.person(&mut self.people);
        let arm = match (&mut self.arms, &simulator.plan.trial) {
            (Some(words), Some(trial)) => {
                let (arm, crossing) = (short(words.next_u32()), short(words.next_u32()));
                if arm < trial.allocation {
                    Arm::Invited
                } else {
                    Arm::Control { crosses: crossing < trial.control_crossing }
                }
            }
            _ => Arm::Invited,
        };
        if let Some(words) = &mut self.attendance {
            let stated = &simulator.plan.programme.attendance;
            for (round, attends) in self.attends.iter_mut().enumerate() {
                let attendance = stated.get(round).or(stated.last()).map_or(1.0, |a| *a);
                *attends = short(words.next_u32()) < attendance;
            }
        }
        (person, arm)
    }

    /// Whether the person attends each round; `None` where everyone attends all.
    pub fn attends(&self) -> Option<&[bool]> {
        self.attendance.as_ref().map(|_| self.attends.as_slice())
    }

    /// A uniform number for whether this person's false positives repeat; to be asked of every person.
    pub fn repeats(&mut self) -> Option<f64> {
        self.repeats.as_mut().map(|words| short(words.next_u32()))
    }

    /// The stream of this person's tumours.
    pub fn tumours(&mut self) -> &mut Stream {
        self.tumours.set_word_pos(u128::from(self.next) << REGION);
        &mut self.tumours
    }

    /// The next uniform number of this person's tests.
    pub fn test(&mut self) -> f64 {
        use rand::RngExt as _;
        if self.tested != Some(self.next) {
            self.tested = Some(self.next);
            self.tests.set_word_pos(u128::from(self.next) << REGION);
        }
        self.tests.random()
    }
}
