//! How much a file may hold. All caps stand here, each with its reason.
//!
//! They are what makes a small file that claims to be huge, or inflates to be, end in a sentence rather than in a machine
//! without memory. A commune's list is four orders of magnitude below them, a nation's below them still.

/// Bytes of a text file in an old charset, which is decoded whole, to three times as many: no commune's list comes near it.
pub const OLD_CHARSET_BYTES: u64 = 64 << 20;

/// Bytes of an .xls, whose stream is held in memory: 65,536 rows of 100 filled cells.
pub const XLS_BYTES: u64 = 128 << 20;

/// Bytes that the content of an .ods may inflate to; it is held in memory.
pub const ODS_BYTES: u64 = 256 << 20;

/// Bytes that one sheet of a workbook may inflate to; a nation's list of a million rows takes under 1 GiB.
pub const PART_BYTES: u64 = 8 << 30;

/// Bytes that the strings of a workbook may take in memory; those of a nation's list take 150 MB.
pub const STRINGS_BYTES: u64 = 384 << 20;

/// Bytes that any other part of a workbook (styles, names of sheets) may inflate to.
pub const SMALL_PART_BYTES: u64 = 64 << 20;

/// How many times larger a part may grow by inflating, once it is larger than [`RATIO_FROM`]. Lists grow 8 to 30 times, a
/// zip bomb a thousand.
pub const RATIO: u64 = 100;

/// Inflated bytes below which the ratio does not matter.
pub const RATIO_FROM: u64 = 96 << 20;

/// Files inside a workbook. Workbooks with a picture a household have a few thousand.
pub const PARTS: usize = 65_536;

/// Sheets of a workbook. A province with a sheet a hamlet has two thousand.
pub const SHEETS: u64 = 4096;

/// Bytes of XML between two tags, or of one comment: no cell is longer.
pub const XML_RUN: u64 = 4 << 20;

/// Bytes of one record of an .xlsb; the longest are strings, 32,767 characters with their formats.
pub const RECORD_BYTES: u64 = 1 << 20;

/// Merged areas remembered in one sheet; Excel itself grows unusable long before.
pub const MERGES: usize = 1 << 20;

/// Bytes of text in one cell. Excel's own limit is 32,767 characters.
pub const CELL_BYTES: usize = 256 << 10;

/// Bytes of text in one row.
pub const ROW_BYTES: usize = 16 << 20;

/// Cells in one row: Excel's columns.
pub const COLUMNS: u32 = 16_384;

/// Rows of a sheet: Excel's and LibreOffice's.
pub const ROWS: u32 = 1 << 20;

/// Filled cells that the repeat counts of an .ods may make of those it holds, in one sheet.
pub const REPEATED_CELLS: u64 = 4 << 20;

/// Bytes taken from standard input, which cannot be read twice and is held in memory, for a moment twice.
pub const STDIN_BYTES: u64 = 192 << 20;

/// Bytes of a text file looked at to find its charset and delimiter.
pub const SAMPLE_BYTES: usize = 64 << 10;
