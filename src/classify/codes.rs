//! The official lists of causes, by which a bare code ("3") can be read.
//!
//! A code means nothing without its list: 3 is "thiếu phương tiện sản xuất" in one and "không có lao động" in another.
//! Which list a file uses is for its reader to find out.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::group::Group;

/// An official list of causes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CodeList {
    /// Its stable id.
    pub id: String,
    /// What it is called in Vietnamese.
    pub name: String,
    /// What it is called in English.
    pub name_en: String,
    /// The first and last year of its use.
    pub years: [u16; 2],
    /// Its entries, in its order.
    pub entries: Vec<Code>,
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Code {
    /// The code as written: `"1"`.
    pub code: String,
    /// The cause as the list words it.
    pub text: String,
    /// Its group; absent for "other causes".
    pub group: Option<Group>,
    /// Whether a person should look all the same.
    #[serde(default)]
    pub review: bool,
}

#[derive(Deserialize)]
struct File {
    list: Vec<CodeList>,
}

/// The official lists, oldest first.
#[must_use]
pub fn code_lists() -> &'static [CodeList] {
    static LISTS: OnceLock<Vec<CodeList>> = OnceLock::new();
    let read = || toml::from_str::<File>(include_str!("codes.toml")).map(|file| file.list);
    LISTS.get_or_init(|| crate::embedded::table("codes.toml", read()))
}
