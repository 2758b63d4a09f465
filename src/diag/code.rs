//! The table of codes: every finding the program can make, with its number and severity.

use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The figures cannot be right.
    Error,
    /// A person should look: the figures may be wrong.
    Warning,
    /// Something the reader of the figures should know.
    Note,
}

impl Severity {
    /// The name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal $severity:ident;)*) => {
        /// A kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// `GN101` and the like.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => concat!("GN", $number),)* }
            }

            /// How bad it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A file found in a folder holds no list of households.
    FileWithoutList = "101" Warning;
    /// A hidden sheet was not read.
    HiddenSheet = "102" Note;
    /// A sheet or file repeats households that were read before.
    RepeatedList = "103" Warning;
    /// A cell in use holds an error value.
    ErrorCell = "104" Warning;
    /// Rows that are hidden, by a filter or by hand, were counted.
    HiddenRows = "105" Note;
    /// A second list stands beside the first and was not read.
    ListBeside = "106" Warning;
    /// A row that holds something, but no name, number or cause.
    RejectedRow = "107" Warning;
    /// A text file in an old charset was converted.
    OldCharset = "108" Note;
    /// A formula without a stored result.
    Uncalculated = "109" Error;
    /// The standing of the households is not said: poor was assumed.
    StandingAssumed = "110" Note;
    /// A sheet that looks like a list has no column of causes.
    NoCauseColumn = "111" Warning;
    /// Nothing in a list is known, neither a cause nor a ward: it may be no list of poor households at all.
    NothingKnown = "112" Warning;
    /// Neither title nor headings nor names say that a list is one of poor households.
    NotSaidPoor = "113" Warning;
    /// A mark beside standings or outcomes in a column that nobody understands.
    UnclaimedMark = "114" Warning;
    /// A row without a running number below a head that has one, taken for a member.
    UnnumberedMember = "115" Note;
    /// A row without a running number in a list that has them, taken for a household.
    UnnumberedHousehold = "116" Warning;
    /// A title that speaks of a movement in words that are not known.
    UnclearTitle = "117" Warning;
    /// A ward that is not known.
    UnknownWard = "201" Warning;
    /// Households whose ward cannot be known.
    NoWard = "202" Warning;
    /// Wards that have a target or stand in the plan, and that no list names.
    WardWithoutList = "203" Warning;
    /// Wards that the source of targets gives none.
    WardWithoutTarget = "204" Warning;
    /// A cause given as a code whose list is not there.
    CodeWithoutList = "301" Warning;
    /// A mark in a cause column that is not understood.
    UnclearMark = "302" Warning;
    /// A registered household without an outcome, in a list that has outcomes.
    RegisteredWithoutOutcome = "401" Warning;
    /// An outcome that is not understood.
    UnclearOutcome = "402" Warning;
    /// An outcome that contradicts the standing.
    ContradictingOutcome = "403" Warning;
    /// A registration that is not understood.
    UnclearRegistration = "404" Warning;
    /// Actual exits are unknown for a part, and so for the total.
    OutcomeUnknown = "405" Note;
    /// A mark of decrease or increase that does not say which.
    UnspecifiedChange = "406" Note;
    /// Registrations are unknown for a part, and so for the total.
    RegistrationUnknown = "407" Note;
    /// A household of a list of registrations or exits that is not in the main list.
    NotInMainList = "409" Warning;
    /// Exits that rest on absence from the list at the end of the year alone.
    ExitByAbsence = "410" Note;
    /// Targets of all the plan's wards add up to something else than the plan's total.
    TargetTotal = "408" Warning;
    /// Numbers in a file of targets that do not add up to what it says.
    TargetSum = "411" Warning;
    /// A check that was left out, and why.
    CheckLeftOut = "412" Note;
    /// A column of another year than the list's, which is not used.
    OtherYear = "413" Warning;
    /// A household that may be one of several at the end of the year, or none.
    DoubtfulPair = "421" Warning;
    /// The outcome that a list gives is not what the list at the end of the year says.
    OutcomeDiffers = "422" Warning;
    /// A ward that no list at the end of the year names.
    WardNotInEnd = "423" Warning;
    /// A person's word on pairs that no longer applies.
    SettledIdle = "424" Warning;
    /// A person's word on a pair that is not understood.
    UnclearDecision = "425" Warning;
    /// The same identity number twice.
    SameIdentity = "501" Warning;
    /// The same name, hamlet and year of birth twice.
    SameName = "502" Warning;
    /// An identity number of a length that none has.
    IdentityLength = "503" Error;
    /// An identity number that has likely lost zeros at its start.
    IdentityLostZero = "504" Warning;
    /// An identity number that holds something else than digits.
    IdentityNotDigits = "505" Error;
    /// A household whose head has no name.
    NameMissing = "506" Error;
    /// A birth that names no year.
    BirthUnclear = "511" Error;
    /// A year of birth in the future, or too long ago.
    BirthImpossible = "512" Error;
    /// A head of household who is a child.
    YoungHead = "513" Warning;
    /// A number of persons that is none.
    SizeUnclear = "521" Error;
    /// A number of persons that the rows of members do not bear out.
    MemberCount = "522" Error;
    /// A number of households written in the list that counting does not bear out.
    StatedSum = "531" Error;
    /// A sum of persons written in the list that adding does not bear out.
    StatedPersons = "532" Error;
    /// A score that is no number.
    ScoreUnclear = "541" Error;
    /// A B2 that no number of indicators gives.
    ScoreStep = "542" Error;
    /// A B2 that the flagged indicators do not give.
    ScoreAgainstFlags = "543" Warning;
    /// A standing that the scores do not give.
    StandingAgainstScores = "544" Warning;
    /// A cause whose indicator of deprivation is not flagged.
    CauseAgainstFlags = "551" Warning;
    /// A cause that needs more persons than the household has.
    CauseAgainstSize = "552" Warning;
    /// A standing that is not understood.
    UnclearStanding = "601" Warning;
    /// The embedded plan is not used, and why.
    NoPlan = "701" Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
