//! How much a file may hold. All caps stand here, each with its reason.

/// Bytes of a text file in an old charset, which is decoded whole: no commune's list comes near it.
pub const OLD_CHARSET_BYTES: u64 = 256 << 20;

/// Bytes of .xls and .ods files, which the library reads whole.
pub const WHOLE_FILE_BYTES: u64 = 128 << 20;

/// Bytes that one part of a workbook may inflate to; a nation's list of a million rows takes under 1 GiB.
pub const PART_BYTES: u64 = 8 << 30;

/// Merged areas remembered in one sheet; Excel itself grows unusable long before.
pub const MERGES: usize = 1 << 20;

/// Bytes of text in one cell. Excel's own limit is 32,767 characters.
pub const CELL_BYTES: usize = 256 << 10;

/// Cells in one row: Excel's columns.
pub const COLUMNS: u32 = 16_384;

/// Bytes taken from standard input, which cannot be read twice.
pub const STDIN_BYTES: u64 = 1 << 30;

/// Bytes of a text file looked at to find its charset and delimiter.
pub const SAMPLE_BYTES: usize = 64 << 10;
