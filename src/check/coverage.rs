//! How many of those entitled to a support have it.

/// Served of entitled: persons or households, as the columns of the lists say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cover {
    /// Who has it.
    pub served: u64,
    /// Who is to have it.
    pub entitled: u64,
}

/// The coverages of a survey; none where its lists do not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Covers {
    /// Credit: households that need it and qualify.
    pub credit: Option<Cover>,
    /// Health insurance: persons in poor households.
    pub insurance: Option<Cover>,
    /// Tuition: pupils and students entitled.
    pub tuition: Option<Cover>,
}
