//! The peers: the least that each library or tool does to read every cell. They classify and count nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xlsx};

use crate::run::Program;

/// The argument by which this program runs itself as a peer.
pub(crate) const FLAG: &str = "--as-peer";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    /// calamine's reader of cells, one after the other.
    Cells,
    /// calamine's sheet as a rectangle.
    Range,
    /// The csv crate's records of bytes.
    Csv,
    Polars,
    DuckDb,
    OpenPyxl,
}

impl Peer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Peer::Cells => "calamine, bare loop over cells",
            Peer::Range => "calamine, worksheet_range",
            Peer::Csv => "csv, bare loop over byte records",
            Peer::Polars => "polars (Python)",
            Peer::DuckDb => "duckdb (Python)",
            Peer::OpenPyxl => "openpyxl, read only",
        }
    }

    /// Whether it is run by Python.
    pub(crate) fn is_foreign(self) -> bool {
        matches!(self, Peer::Polars | Peer::DuckDb | Peer::OpenPyxl)
    }
}

/// The program of a peer; where there is none, what has to be installed. `SPEED_PYTHON` names another Python.
pub(crate) fn program(peer: Peer, path: &Path) -> Result<Program, String> {
    let kind = match peer {
        Peer::Cells => "cells",
        Peer::Range => "range",
        Peer::Csv => "csv",
        Peer::Polars | Peer::DuckDb | Peer::OpenPyxl => return python(peer, path),
    };
    let arguments = vec![FLAG.into(), kind.into(), path.into()];
    let name = std::env::current_exe().map_err(|e| e.to_string())?.into();
    Ok(Program { name, arguments })
}

fn python(peer: Peer, path: &Path) -> Result<Program, String> {
    let text = path.extension().is_some_and(|e| e == "csv");
    // What is imported, the packages that hold it, and what is done.
    let (modules, packages, script) = match (peer, text) {
        (Peer::Polars, true) => (
            "polars",
            "polars",
            "polars.scan_csv(f, has_header=True, infer_schema=False).select(polars.all().str.len_bytes().sum()).collect(engine='streaming')",
        ),
        (Peer::Polars, false) => {
            ("polars, fastexcel", "polars fastexcel", "polars.read_excel(f, has_header=False, infer_schema_length=0)")
        }
        (Peer::DuckDb, true) => (
            "duckdb",
            "duckdb",
            "duckdb.sql(f\"SELECT count(*), sum(length(COLUMNS(*))) FROM read_csv('{f}', all_varchar=true)\").fetchall()",
        ),
        // The package brings the extension and no module of its own. The range passes over the titles: at a blank row, duckdb
        // stops.
        (Peer::DuckDb, false) => (
            "duckdb, duckdb_ext",
            "duckdb==1.4.4 duckdb-ext-excel",
            "c = duckdb.connect(config={'extension_directory': list(duckdb_ext.__path__)[0] + '/extensions'}); c.sql('LOAD excel'); c.sql(f\"SELECT count(COLUMNS(*)) FROM read_xlsx('{f}', all_varchar=true, header=false, range='A6:Y1048576')\").fetchall()",
        ),
        _ => (
            "openpyxl",
            "openpyxl",
            "[sum(c is not None for c in r) for s in openpyxl.load_workbook(f, read_only=True).worksheets for r in s.iter_rows(values_only=True)]",
        ),
    };
    let name = std::env::var_os("SPEED_PYTHON").unwrap_or_else(|| "python3".into());
    let missing = || format!("not installed: {} -m pip install {packages}", name.to_string_lossy());
    let import = std::process::Command::new(&name).args(["-c", &format!("import {modules}")]).output();
    if !import.is_ok_and(|tried| tried.status.success()) {
        return Err(missing());
    }
    let script = format!("import sys, {modules}\nf = sys.argv[1]\n{script}");
    Ok(Program { name, arguments: vec!["-c".into(), script.into(), path.into()] })
}

/// What a peer does in its own process; a sum, so that nothing is left out as unused.
pub(crate) fn read(kind: &str, files: &[String]) -> u64 {
    let mut sum = 0;
    for path in files.iter().map(PathBuf::from).flat_map(expand) {
        sum += match kind {
            "cells" => cells(&path),
            "range" => range(&path),
            _ => records(&path),
        };
    }
    sum
}

fn expand(path: PathBuf) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path];
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.sort();
    files
}

fn open(path: &Path) -> Xlsx<BufReader<File>> {
    calamine::open_workbook(path).expect("a workbook")
}

fn cells(path: &Path) -> u64 {
    let mut book = open(path);
    let mut sum = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).expect("a sheet");
        while let Some(cell) = cells.next_cell().expect("a cell") {
            sum += match cell.get_value() {
                DataRef::Empty => 0,
                DataRef::String(text) => text.len() as u64,
                DataRef::SharedString(text) => text.len() as u64,
                _ => 1,
            };
        }
    }
    sum
}

fn range(path: &Path) -> u64 {
    let mut book = open(path);
    let names = book.sheet_names();
    names.iter().map(|name| book.worksheet_range(name).expect("a sheet").used_cells().count() as u64).sum()
}

fn records(path: &Path) -> u64 {
    let mut records = csv::ReaderBuilder::new().flexible(true).from_path(path).expect("a file");
    let mut record = csv::ByteRecord::new();
    let mut sum = 0;
    while records.read_byte_record(&mut record).expect("a record") {
        sum += record.iter().map(<[u8]>::len).sum::<usize>() as u64;
    }
    sum
}
