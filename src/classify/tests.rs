use super::*;

#[test]
fn the_embedded_lexicon_compiles() {
    assert_eq!(Lexicon::embedded().err(), None);
    assert!(code_lists().iter().map(|list| list.entries.len()).eq([11, 8]));
}
