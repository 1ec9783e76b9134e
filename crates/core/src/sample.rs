//! What is known of a sample besides its miRNAs.

mod date;
mod field;
mod id;
mod metadata;
mod role;
mod sex;
mod spelling;
mod stage;

pub use date::{Date, DateError};
pub use field::{Field, FieldError};
pub use id::{SampleId, SampleIdError};
pub use metadata::{Column, ColumnValues, Metadata, MetadataError, is_missing};
pub use role::{Role, Roles, RolesError};
pub use sex::{Sex, SexError};
pub use spelling::spellings;
pub use stage::{Stage, StageError};
