//! One person: age and sex, death of other causes, whether any tumour matters, participation.
//!
//! Most people never have a tumour that a programme could touch. Five words of the block's stream, at places that
//! depend on the person's number alone, say who has; all else is drawn for those alone.

use exoscope_core::random::Stream;
use rand::Rng as _;

use super::compile::Simulator;

/// Age beyond which nobody lives.
pub(super) const OLDEST: f64 = 111.0;
/// 32-bit words a person.
pub(super) const WORDS: u128 = 10;

/// What is true of a person whatever the programme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    /// 0 men, 1 women.
    pub sex: usize,
    /// Age at the first invitation.
    pub entry: f64,
    /// Age at death of other causes; infinite where it is after follow-up and not needed.
    pub death: f64,
    /// Age at the end of what is followed: of follow-up, or at death of other causes.
    pub end: f64,
    /// Length of the line on which tumours that matter are points of unit rate, and the place of the first point.
    pub line: f64,
    pub first: f64,
    /// Uniform numbers: participation, tests up to the first false positive.
    pub uptake: f64,
    pub alarm: f64,
}

impl Person {
    /// Whether a tumour can surface, or be in progress, within what is followed.
    #[inline]
    pub fn has_tumours(&self) -> bool {
        self.first < self.line
    }
}

/// A uniform number above 0 and not above 1, of 53 bits.
#[inline]
pub(super) fn unit(word: u64) -> f64 {
    ((word >> 11) + 1) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// A uniform number from 0 to below 1, of 32 bits.
#[inline]
pub(super) fn short(word: u32) -> f64 {
    f64::from(word) * (1.0 / 4_294_967_296.0)
}

/// Whether a standard exponential time, −ln `uniform`, is above `least`: most are told by 1 − x ≤ e^{−x}.
#[inline]
fn outlasts(uniform: f64, least: f64) -> Result<(), f64> {
    if uniform <= 1.0 - least {
        return Ok(());
    }
    let time = -uniform.ln();
    if time >= least { Ok(()) } else { Err(time) }
}

impl Simulator {
    /// The next person of the block's stream.
    #[inline]
    pub(super) fn person(&self, random: &mut Stream) -> Person {
        let cell = self.cells.draw(random.next_u64());
        let (to_death, to_tumour) = (unit(random.next_u64()), unit(random.next_u64()));
        let alarm = unit(random.next_u64());
        let (place, uptake) = (short(random.next_u32()), short(random.next_u32()));
        let (hazards, entry) = (&self.hazards[cell.sex], cell.age + place);
        let spent = hazards.death.at(entry);
        let (mut death, mut end) = (f64::INFINITY, entry + self.follow_up);
        match outlasts(to_death, hazards.death.at(end) - spent) {
            Err(time) => death = hazards.death.age_at(spent + time).min(OLDEST),
            Ok(()) if end >= OLDEST => death = OLDEST,
            Ok(()) => {}
        }
        end = end.min(death);
        let line = self.line[cell.sex].at(end) - hazards.cancer.at(entry);
        let mut first = f64::INFINITY;
        if let Err(point) = outlasts(to_tumour, line) {
            first = point;
            death = death.min(hazards.death.age_at(spent - to_death.ln())).min(OLDEST);
        }
        Person { sex: cell.sex, entry, death, end, line, first, uptake, alarm }
    }
}
