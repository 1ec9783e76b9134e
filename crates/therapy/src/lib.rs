//! Therapies as trials: production → dose → body → effect → endpoint, with natural recovery as the control.
//!
//! `production` grows cells, collects what they and their medium shed, and purifies it; `dose` gives the product to a
//! body of [`exoscope_sim`]; `effect` turns the amount at a lesion into a hazard ratio; `patient` holds natural histories
//! with their endpoints; `trial` runs a design many times over; `closed` has what needs no simulation. An effect is always
//! assumed, and always shown beside none (β = 0), where a treated patient has the natural course bit for bit.
//!
//! Research use only. What is computed follows from stated assumptions and promises no therapy.

pub mod closed;
pub mod dose;
pub mod effect;
mod error;
pub mod fortune;
pub mod ledger;
pub mod patient;
pub mod production;
pub mod quantity;
pub mod rows;
pub mod trial;

pub use error::TherapyError;
