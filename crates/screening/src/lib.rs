//! Screening programmes for cancer: population → disease → test → programme → outcome → cost.
//!
//! A test enters as numbers: sensitivity by cancer and stage, specificity. Every simulated person lives twice from
//! the same random stream, with and without the programme, so that lead time and overdiagnosis are known and not
//! estimated. Research use only.

pub mod closed;
pub mod table;
