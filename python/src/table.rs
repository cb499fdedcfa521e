//! A table: the bytes of its CSV file, and the same as Arrow, typed by the columns that the library declares.

use crate::trouble::wrong;
use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchOptions};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use offramp::table::sheet::Sheet;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyList};
use serde_json::Value;
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

/// A column as a data package declares it.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: String,
    unit: String,
    meaning: String,
}

/// A table of a result.
#[pyclass(frozen, module = "offramp")]
#[derive(Debug)]
pub struct Table {
    name: String,
    meaning: String,
    columns: Vec<Column>,
    csv: Vec<u8>,
    /// Made when it is first asked for.
    batch: OnceLock<RecordBatch>,
}

impl Table {
    /// A table from what a data package says of it, and its file.
    pub fn new(resource: &Value, csv: Vec<u8>) -> Self {
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let fields = resource["schema"]["fields"].as_array();
        let column = |field: &Value| Column {
            name: text(field, "name"),
            kind: text(field, "type"),
            unit: text(field, "unit"),
            meaning: text(field, "description"),
        };
        Self {
            name: text(resource, "name"),
            meaning: text(resource, "description"),
            columns: fields.into_iter().flatten().map(column).collect(),
            csv,
            batch: OnceLock::new(),
        }
    }

    /// The table as Arrow.
    fn batch(&self) -> PyResult<&RecordBatch> {
        if let Some(batch) = self.batch.get() {
            return Ok(batch);
        }
        let made = self.read()?;
        Ok(self.batch.get_or_init(|| made))
    }

    fn read(&self) -> PyResult<RecordBatch> {
        let name = &self.name;
        let sheet = Sheet::read(self.csv.as_slice(), &[], |_| true)
            .map_err(|error| wrong(format!("table {name}: {error}")))?;
        let declared = self.columns.iter().map(|column| &column.name);
        if !declared.eq(&sheet.columns) {
            let found = sheet.columns.join(", ");
            return Err(wrong(format!(
                "table {name}: its columns are not those that datapackage.json declares: {found}"
            )));
        }
        let array = |(at, column): (usize, &Column)| {
            let cells = sheet.rows.iter().map(|row| row[at].as_str());
            array(&column.kind, cells).map_err(|cell| {
                let (column, kind) = (&column.name, &column.kind);
                wrong(format!(
                    "table {name}, column {column}: `{cell}` is no {kind}"
                ))
            })
        };
        let arrays = self.columns.iter().enumerate().map(array);
        let arrays: Vec<ArrayRef> = arrays.collect::<PyResult<_>>()?;
        let fields = self.columns.iter().zip(&arrays).map(|(column, array)| {
            let said = [("unit", &column.unit), ("description", &column.meaning)];
            let said = said.into_iter().filter(|(_, text)| !text.is_empty());
            let said = said.map(|(key, text)| (key.to_owned(), text.clone()));
            Field::new(&column.name, array.data_type().clone(), true)
                .with_metadata(said.collect::<HashMap<String, String>>())
        });
        let said = [("name", &self.name), ("description", &self.meaning)];
        let said: HashMap<String, String> = said
            .into_iter()
            .map(|(key, text)| (key.to_owned(), text.clone()))
            .collect();
        let schema = Schema::new_with_metadata(fields.collect::<Vec<Field>>(), said);
        let rows = RecordBatchOptions::new().with_row_count(Some(sheet.rows.len()));
        RecordBatch::try_new_with_options(Arc::new(schema), arrays, &rows).map_err(arrow)
    }
}

/// Cells of a kind as a column; an empty one is unknown. The cell that is none, where one is none.
fn array<'c>(kind: &str, cells: impl Iterator<Item = &'c str>) -> Result<ArrayRef, String> {
    macro_rules! column {
        ($builder:ty, $read:expr) => {{
            let (mut column, read) = (<$builder>::new(), $read);
            for cell in cells {
                if cell.is_empty() {
                    column.append_null();
                } else {
                    column.append_value(read(cell).ok_or_else(|| cell.to_owned())?);
                }
            }
            Ok(Arc::new(column.finish()))
        }};
    }
    match kind {
        "integer" => column!(Int64Builder, parsed::<i64>),
        "number" => column!(Float64Builder, parsed::<f64>),
        "boolean" => column!(BooleanBuilder, parsed::<bool>),
        "date" => column!(Date32Builder, days),
        _ => column!(StringBuilder, |cell: &'c str| Some(cell)),
    }
}

fn parsed<T: FromStr>(cell: &str) -> Option<T> {
    cell.parse().ok()
}

/// Days since 1970.
fn days(cell: &str) -> Option<i32> {
    let date: jiff::civil::Date = cell.parse().ok()?;
    let span = date.since(jiff::civil::date(1970, 1, 1)).ok()?;
    Some(span.get_days())
}

/// Between the first day of the calendar of Python and 1970.
const FIRST_DAY: i32 = 719_163;

fn arrow(error: ArrowError) -> PyErr {
    wrong(error.to_string())
}

#[pymethods]
impl Table {
    /// What it is called.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// What a row is.
    #[getter]
    fn meaning(&self) -> &str {
        &self.meaning
    }

    /// Names of its columns, in order.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        let columns = self.columns.iter();
        columns.map(|column| column.name.as_str()).collect()
    }

    /// By column, what it holds.
    #[getter]
    fn types<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.by_column(py, |column| &column.kind)
    }

    /// By column, its unit; of those that have one.
    #[getter]
    fn units<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.by_column(py, |column| &column.unit)
    }

    /// By column, what it means.
    #[getter]
    fn meanings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.by_column(py, |column| &column.meaning)
    }

    fn __len__(&self) -> PyResult<usize> {
        Ok(self.batch()?.num_rows())
    }

    /// The values of a column.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        let batch = self.batch()?;
        let Some(array) = batch.column_by_name(name) else {
            let known = self.columns().join(", ");
            let why = format!("table {} has no column `{name}`; it has {known}", self.name);
            return Err(pyo3::exceptions::PyKeyError::new_err(why));
        };
        values(py, array)
    }

    /// The bytes of its CSV file.
    fn to_csv<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.csv)
    }

    /// It as an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = self.batch()?.schema();
        let schema = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(arrow)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// It as a stream of Arrow, of one batch.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A hint, and there is one way in which it can be had.
        drop(requested_schema);
        let batch = self.batch()?;
        let batches = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// It as a data frame of pandas.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "to_pandas")
    }

    /// It as a data frame of polars.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "to_polars")
    }

    /// It as a list of rows.
    fn to_rows<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "to_rows")
    }

    fn __repr__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "table_text")
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "table_html")
    }
}

impl Table {
    fn by_column<'py>(
        &self,
        py: Python<'py>,
        said: impl Fn(&Column) -> &String,
    ) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for column in self
            .columns
            .iter()
            .filter(|column| !said(column).is_empty())
        {
            dict.set_item(&column.name, said(column))?;
        }
        Ok(dict)
    }
}

/// What the Python side makes of it.
fn shown<'py>(table: &Bound<'py, Table>, how: &str) -> PyResult<Bound<'py, PyAny>> {
    let frames = table.py().import("offramp._frames")?;
    frames.call_method1(how, (table,))
}

/// The values of a column as objects; what is unknown is `None`.
fn values<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Bound<'py, PyList>> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float64Type, Int64Type};
    match array.data_type() {
        DataType::Int64 => PyList::new(py, array.as_primitive::<Int64Type>()),
        DataType::Float64 => PyList::new(py, array.as_primitive::<Float64Type>()),
        DataType::Boolean => PyList::new(py, array.as_boolean()),
        DataType::Date32 => {
            let date = py.import("datetime")?.getattr("date")?;
            let days = array.as_primitive::<Date32Type>().iter();
            let dates = days.map(|day| {
                day.map(|day| date.call_method1("fromordinal", (FIRST_DAY + day,)))
                    .transpose()
            });
            PyList::new(py, dates.collect::<PyResult<Vec<_>>>()?)
        }
        _ => PyList::new(py, array.as_string::<i32>()),
    }
}
