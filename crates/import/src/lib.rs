//! From the files people have to a cohort: tables of any common layout, and facts about samples.
//!
//! Nothing is dropped or renamed in silence, every refusal names file, line and column, and memory
//! is bounded whatever the file holds ([`Limits`]).
//!
//! ```
//! use exoscope_import::{TableSettings, table};
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("counts.csv");
//! std::fs::write(&file, "name,hsa-miR-21-5p,hsa-miR-451a,sex\na,310,22622,F\nb,418,NA,M\n")?;
//! let imported = table(&[file], &TableSettings::default())?;
//! assert_eq!(imported.cohort.n_samples(), 2);
//! assert_eq!(imported.report.missing.count, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anndata;
mod annotate;
mod array;
mod assemble;
mod barcode;
mod cells;
mod collect;
mod columns;
mod counts;
mod decimal;
pub mod describe;
mod design;
mod encoding;
mod error;
pub mod export;
mod facts;
mod fields;
mod geo;
mod head;
mod layout;
mod limits;
mod lines;
mod list;
mod long;
mod matrix;
mod named_scale;
mod names;
mod nanostring;
mod note;
mod number;
mod replicates;
mod report;
mod rows;
mod sniff;
mod source;
mod spiked;
mod table;
mod thousands;
mod undetermined;

pub use anndata::{AnndataError, AnndataImported, AnndataReport, AnndataSettings, anndata};
pub use annotate::{
    Annotated, Annotation, AnnotationReport, Derive, DeriveReport, Join, JoinError, JoinReport,
    KeyMap, PatternError, Unmatched, annotate,
};
pub use array::{
    ArrayError, ArrayImported, ArrayName, ArrayReport, ArraySettings, Normalise, Range,
    UnknownNormalise, array,
};
pub use cells::{Delimiter, UnknownDelimiter};
pub use columns::{ColumnChoice, ColumnKind, LeftOut};
pub use counts::{
    CountsError, CountsFormat, CountsImported, CountsReport, CountsSettings, Merged, UnknownMerged,
    counts,
};
pub use decimal::{Decimal, UnknownDecimal};
pub use design::design;
pub use encoding::{TextEncoding, UnknownEncoding};
pub use error::{ImportError, Place, Problem};
pub use geo::{GeoError, GeoImported, GeoReport, GeoSettings, Platform, SeriesReport, geo};
pub use head::{HeadError, head};
pub use layout::{Orientation, UnknownOrientation};
pub use limits::Limits;
pub use names::{
    Ambiguous, Names, NamesError, NamesReport, OtherRna, Resolution, UnknownName, older_names,
};
pub use nanostring::{
    Background, CodeClass, Content, NanostringError, NanostringImported, NanostringReport,
    NanostringSettings, Normalisation, UnknownNormalisation, nanostring,
};
pub use note::NoteError;
pub use report::{
    ColumnReport, EncodingReport, FieldReport, FileReport, ImportReport, LongReport, Missing,
    NotCurrent, Renamed, ScaleReport,
};
pub use source::TextError;
pub use table::{Imported, TableError, TableSettings, table};

/// The page on adding a file format, kept true.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/add-a-file-format.md")]
pub struct AddAFileFormat;
