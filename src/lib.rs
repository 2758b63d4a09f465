//! Reads lists of poor households as communes keep them and counts them by ward and cause group.
//!
//! The library does the work and the binary is a thin shell around [`cli::run`]. Data flows one way:
//!
//! ```text
//! bytes → rows of cells → table → households → classified → tally → report
//! read      read           table    survey       classify     tally   report
//! ```
//!
//! # Where is the thing that …
//!
//! | question | place |
//! |---|---|
//! | opens a file of any kind and gives its rows | [`read::Book`], one format a file in `read/` |
//! | knows how much a file may hold | [`read::limits`] |
//! | finds the header and says what each column is | [`table`], the headings in `table/headings.toml` |
//! | reads what the title says (year, ward, standing, kind of list) | [`table::Titles`] |
//! | decides which sheets are lists, and why others are not | `survey/scan.rs` |
//! | tells households from members, sums, sections and notes | `survey/rows.rs` |
//! | reads a household's row | `survey/list.rs`, wordings of values in `survey/wordings.toml` |
//! | finds households listed twice | `survey/repeats.rs` |
//! | shares a long text file out among threads, and joins what they read | `survey/run/stretches.rs` |
//! | matches lists of exits and the year's end to the main list | `survey/roles.rs` |
//! | knows wards, their codes and former names | [`ward`], `ward/wards.toml` |
//! | groups a cause text | [`classify`], the phrases in `classify/lexicon.toml` |
//! | weighs group column, marks, code and words of one row | [`survey::cause`] |
//! | holds the plan | [`plan`], the embedded one in `plan/plan-2020.toml` |
//! | finds what is wrong beyond counting | [`validate`], its rules in `validate/rules.toml` |
//! | counts | [`tally`]; what happened to a household in the year: [`tally::movement()`] |
//! | knows where targets come from, and shares them out | [`target`] |
//! | holds targets against what was reached | [`check`] |
//! | shapes figures for people and scripts | [`report`] |
//! | every code of a finding | [`diag::Code`] |
//! | notes that a table of the program is damaged | [`embedded`] |
//! | every word that people read | [`words`], one TOML file a language |
//! | parses the command line, prints, exits | [`cli`], one verb a file |
//!
//! # What always holds
//!
//! - Nothing below [`cli`] prints or exits.
//! - A household is in exactly one of six groups or in none yet, and counted either way.
//! - Every row of a sheet in use is counted exactly once: `read = households + members + headings + subtotals + sections +
//!   blank + notes + rejected`.
//! - What a list does not say is unknown, never zero; a sum with an unknown part is unknown.
//! - The text in the file is never changed; folded forms serve to compare only.
//! - Nothing is allocated by a size that a file claims for itself.
//! - Past the look at the head of a sheet, memory does not grow with rows, but for some twenty-two bytes a household by which
//!   repeats are found.
//! - No order of a hash map reaches an output: same input, same bytes.
//! - No message in JSON, annex or report holds a person's name or number.
//!
//! # Words
//!
//! household = hộ, standing = loại hộ, cause group = nhóm nguyên nhân, exit = thoát nghèo, ward = xã, phường, thị trấn,
//! hamlet = thôn, xóm, tổ dân phố, target = chỉ tiêu, registered = đăng ký thoát nghèo, fell back = tái nghèo, newly poor =
//! phát sinh.

pub mod check;
pub mod classify;
pub mod cli;
pub mod diag;
pub mod embedded;
#[doc(hidden)]
pub mod fuzz;
pub mod group;
pub mod link;
pub mod plan;
pub mod read;
pub mod report;
pub mod survey;
pub mod table;
pub mod tally;
pub mod target;
pub mod text;
pub mod validate;
pub mod ward;
pub mod words;
