//! A table of an AnnData file: `obs` or `var`.

use exoscope_core::sample::{Column, is_missing};
use exoscope_core::suggest::did_you_mean;

use super::AnndataError;
use exoscope_container::{Array, Attribute, Data, Kind, Store};

/// A table, its columns read as they are asked for.
pub(super) struct Frame<'a> {
    store: &'a Store,
    path: &'static str,
    index: String,
    columns: Vec<String>,
    rows: usize,
}

impl<'a> Frame<'a> {
    pub(super) fn open(store: &'a Store, path: &'static str) -> Result<Self, AnndataError> {
        let Some(Attribute::Text(index)) = store.attribute(path, "_index")? else {
            return Err(AnndataError::Missing { path: format!("{path}/_index") });
        };
        let columns = match store.attribute(path, "column-order")? {
            Some(Attribute::Texts(columns)) => columns,
            // One column alone may be written as one text.
            Some(Attribute::Text(column)) => vec![column],
            _ => Vec::new(),
        };
        let mut frame = Self { store, path, index, columns, rows: 0 };
        frame.rows = frame.index()?.len();
        Ok(frame)
    }

    /// The names of the rows.
    pub(super) fn index(&self) -> Result<Vec<String>, AnndataError> {
        let texts = self.column(&self.index)?.into_texts();
        Ok(texts.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// A column as text, missing values empty.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, AnndataError> {
        if !self.columns.iter().any(|column| column == name) {
            let suggestion = did_you_mean(name, self.columns.iter().map(String::as_str));
            return Err(AnndataError::NoSuchColumn { name: name.to_owned(), suggestion });
        }
        let texts = self.checked(name)?.into_texts();
        Ok(texts.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// All columns that can be read as facts, and those that cannot, with why.
    pub(super) fn facts(&self) -> (Vec<Column>, Vec<(String, String)>) {
        let (mut facts, mut left_out) = (Vec::new(), Vec::new());
        for name in &self.columns {
            match self.checked(name) {
                Ok(Values::Numbers(values)) => facts.push(Column::number(name, values)),
                Ok(Values::Texts(values)) => {
                    let values = values.into_iter().map(|v| v.filter(|text| !is_missing(text)));
                    facts.push(Column::text(name, values.collect()));
                }
                Err(error) => left_out.push((name.clone(), error.to_string())),
            }
        }
        (facts, left_out)
    }

    /// A column with a value a row.
    fn checked(&self, name: &str) -> Result<Values, AnndataError> {
        let values = self.column(name)?;
        let (found, expected) = (values.len(), self.rows);
        if found == expected {
            return Ok(values);
        }
        Err(AnndataError::Size { path: format!("{}/{name}", self.path), found, expected })
    }

    /// Where anndata before 0.8 kept the words of a column of categories.
    fn old_categories(&self, name: &str) -> String {
        format!("{}/__categories/{name}", self.path)
    }

    /// Whether a column holds codes of words that stand in `__categories`, as anndata before 0.8 wrote
    /// them. A column that refers to words that are not there is refused: its codes are no values.
    fn has_old_categories(&self, name: &str) -> Result<bool, AnndataError> {
        if self.store.kind(&self.old_categories(name)) == Kind::Array {
            return Ok(true);
        }
        let path = format!("{}/{name}", self.path);
        if self.store.refers(&path, "categories")? {
            return Err(AnndataError::Missing { path: self.old_categories(name) });
        }
        Ok(false)
    }

    fn column(&self, name: &str) -> Result<Values, AnndataError> {
        let path = format!("{}/{name}", self.path);
        let part = |part: &str| self.store.array(&format!("{path}/{part}")).map(|array| array.data);
        match self.store.kind(&path) {
            Kind::Absent => Err(AnndataError::Missing { path }),
            Kind::Array if self.has_old_categories(name)? => {
                let codes = self.store.array(&path)?.data;
                let words = self.store.array(&self.old_categories(name))?.data;
                categories(Values::of(words), codes, &path)
            }
            Kind::Array => match self.store.array(&path)? {
                Array { shape, data } if shape.len() == 1 => Ok(Values::of(data)),
                Array { shape, .. } => {
                    let found = format!("an array of {} axes", shape.len());
                    Err(AnndataError::Encoding { path, found })
                }
            },
            Kind::Group => match self.store.encoding(&path)?.as_str() {
                "categorical" => categories(Values::of(part("categories")?), part("codes")?, &path),
                "nullable-integer" | "nullable-boolean" | "nullable-string-array" => {
                    let (mut values, mask) = (Values::of(part("values")?), part("mask")?);
                    values.hide(&mask);
                    Ok(values)
                }
                other => {
                    let found = other.to_owned();
                    Err(AnndataError::Encoding { path, found })
                }
            },
        }
    }
}

/// A column's values, `None` where missing.
enum Values {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
}

impl Values {
    fn of(data: Data) -> Self {
        match data {
            Data::Texts(_) | Data::Flags(_) => Self::Texts(data.into_texts()),
            numbers => {
                let numbers = numbers.into_numbers().unwrap_or_default();
                Self::Numbers(
                    numbers.into_iter().map(|v| Some(v).filter(|v| !v.is_nan())).collect(),
                )
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    fn into_texts(self) -> Vec<Option<String>> {
        match self {
            Self::Texts(values) => values,
            Self::Numbers(values) => values.into_iter().map(|v| v.map(|v| v.to_string())).collect(),
        }
    }

    /// Takes out what a mask, true or not zero, says is missing.
    fn hide(&mut self, mask: &Data) {
        let hidden = |at: usize| match mask {
            Data::Flags(mask) => mask.get(at).copied().unwrap_or(true),
            Data::Codes(mask) => mask.get(at).is_none_or(|&mask| mask != 0),
            _ => true,
        };
        match self {
            Self::Numbers(values) => clear(values, hidden),
            Self::Texts(values) => clear(values, hidden),
        }
    }
}

fn clear<T>(values: &mut [Option<T>], hidden: impl Fn(usize) -> bool) {
    for (at, value) in values.iter_mut().enumerate() {
        if hidden(at) {
            *value = None;
        }
    }
}

/// The category of each code; −1 is none.
fn categories(categories: Values, codes: Data, path: &str) -> Result<Values, AnndataError> {
    let Data::Codes(codes) = codes else {
        let path = format!("{path}/codes");
        return Err(AnndataError::Encoding { path, found: "no whole numbers".to_owned() });
    };
    let count = categories.len();
    let place = |code: i64| match usize::try_from(code) {
        Ok(place) if place < count => Ok(Some(place)),
        Err(_) if code == -1 => Ok(None),
        _ => Err(AnndataError::NoSuchPlace { path: path.to_owned(), number: code, count }),
    };
    let places: Vec<Option<usize>> = codes.into_iter().map(place).collect::<Result<_, _>>()?;
    Ok(match categories {
        Values::Numbers(all) => Values::Numbers(at_places(&all, &places)),
        Values::Texts(all) => Values::Texts(at_places(&all, &places)),
    })
}

fn at_places<T: Clone>(all: &[Option<T>], places: &[Option<usize>]) -> Vec<Option<T>> {
    places.iter().map(|place| place.and_then(|place| all.get(place).cloned().flatten())).collect()
}
