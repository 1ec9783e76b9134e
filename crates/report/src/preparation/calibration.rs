//! Tables of a cytometer's calibration: beads, what was stated of them, residuals.

use exoscope_prep::calibration::Calibration;

/// A calibrated channel.
pub(super) struct CalibrationTable {
    pub(super) title: String,
    pub(super) stated: String,
    pub(super) rows: Vec<[String; 3]>,
}

impl CalibrationTable {
    pub(super) fn all(calibration: &Calibration) -> Vec<Self> {
        let fluorescence = calibration.fluorescence.iter().map(|channel| {
            let lot = channel.lot.as_ref().map(|lot| format!(", lot {lot}")).unwrap_or_default();
            let fit = &channel.fit;
            Self {
                title: format!(
                    "{} in {}{lot}: slope {:.3}, R² {:.4}{}",
                    channel.channel,
                    channel.unit,
                    fit.slope,
                    fit.r_squared,
                    if fit.accepted() { "" } else { ", not accepted" }
                ),
                stated: channel.unit.to_string(),
                rows: channel
                    .peaks
                    .iter()
                    .zip(&fit.residuals)
                    .map(|(peak, residual)| {
                        [
                            format!("{:.0}", peak.mesf),
                            format!("{:.1}", peak.channel),
                            format!("{residual:+.1} %"),
                        ]
                    })
                    .collect(),
            }
        });
        let scatter = calibration.scatter.iter().map(|scatter| {
            let optics = &scatter.fit.optics;
            let angle = optics
                .half_angle
                .map_or_else(|| "all light".to_owned(), |angle| format!("half angle {angle:.0}°"));
            let accepted = if scatter.fit.accepted() { "" } else { ", not accepted" };
            Self {
                title: format!(
                    "{} at {} nm in index {}, {angle}: {:.4} per nm²{accepted}",
                    scatter.channel, optics.wavelength, optics.medium, scatter.fit.factor
                ),
                stated: "Diameter, nm (index)".to_owned(),
                rows: scatter
                    .beads
                    .iter()
                    .zip(&scatter.fit.residuals)
                    .map(|(bead, residual)| {
                        [
                            format!("{} ({})", bead.diameter, bead.index),
                            format!("{:.1}", bead.signal),
                            format!("{residual:+.1} %"),
                        ]
                    })
                    .collect(),
            }
        });
        fluorescence.chain(scatter).collect()
    }
}
