//! Every kind of finding: its code, its gravity, and what it is about.

use std::fmt;

use super::Severity;

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)*) => {
        /// The kind of a finding. Codes are stable and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every kind, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as printed: `E` error, `W` warning, `N` note; 1 exports and syntax, 2 catalogue,
            /// 3 tenant, 4 scenario, 5 graph, 6 saved plan, 7 prices.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What it is about, in one line.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    EmptyFile = "E1001", "the file is empty";
    NotText = "E1002", "the file is not text";
    BadJson = "E1003", "the JSON can not be read";
    UnknownShape = "E1004", "the file is none of the known exports";
    TruncatedExport = "E1005", "PowerShell cut nested objects off";
    DuplicateInPage = "E1006", "an export names a control twice";
    BadValue = "E1007", "a value in an export is not of its kind";
    NoScores = "E1008", "no file holds a secure score";
    ConflictingSnapshots = "E1009", "two snapshots of one day differ";
    SeveralTenants = "E1010", "the exports come from several tenants";
    TooLarge = "E1011", "the file is too large";
    OverInput = "E1012", "the output would replace an input";
    NoRows = "E1013", "the portal's export holds no rows";
    NoDay = "E1014", "the portal's export has no day";
    NotAnonymised = "E1015", "the file can not be made anonymous";
    NotProven = "E1016", "a file is not proven to be anonymous";
    FolderTaken = "E1017", "the output folder is not empty";
    GraphFailed = "E1018", "Graph answered with an error";
    Foreign = "E1019", "the file is another thing than an export";
    NoControlScores = "E1020", "a secure score has totals only";
    NothingScorable = "E1021", "nothing in the export is scored";
    BadYaml = "E1101", "the YAML can not be read";
    NoAliases = "E1102", "the file uses YAML aliases";
    TooDeep = "E1103", "the file is nested too deeply";
    UnknownKey = "E1104", "a key is not known";
    DuplicateKey = "E1105", "a key is given twice";
    MissingKey = "E1106", "a key is missing";
    WrongValue = "E1107", "a value is not of its kind";
    BadDate = "E1108", "a date does not exist";
    BadCsv = "E1109", "the CSV can not be read";
    BadExpression = "E1110", "a condition can not be read";
    UnknownFileKind = "E1111", "the file is no catalogue, tenant, scenario or backlog";
    DuplicateEntry = "E2001", "an id is defined twice";
    UnknownReference = "E2002", "an id is used that nothing defines";
    UnknownProduct = "E2003", "a product is not known";
    UnknownPlan = "E2004", "a service plan is not known";
    BadEstimate = "E2005", "an effort does not grow from low to high";
    UnknownControl = "E4001", "a control is not known";
    UnknownSku = "E4002", "a SKU is not known";
    ExtendsCycle = "E4003", "scenarios extend each other in a circle";
    ExtendsOutside = "E4004", "a scenario extends a file outside its folder";
    ExtendsTooDeep = "E4005", "scenarios extend each other too many times";
    DeviceStatus = "E4006", "the status of a device control can not be set";
    BeforeStart = "E4007", "a date lies before the snapshot";
    NothingToRemove = "E4008", "a licence is removed that the tenant does not have";
    TooManySeats = "E4009", "a licence is bought for more seats than it allows";
    WrongOrder = "E4010", "a date comes before the date it must follow";
    UnknownAssumption = "E4011", "an assumption is not known";
    AmbiguousName = "E4012", "a name means several things";
    SameDay = "E4020", "two changes of one SKU on one day";
    UnknownGroup = "E4021", "a group of users is not known";
    NothingOwned = "E4030", "options need licences to start from";
    NeedsBase = "E4031", "an add-on lacks the licence it goes on";
    OtherTenant = "E4040", "scenarios of one report are about different tenants";
    Cycle = "E5001", "prerequisites form a circle";
    UnknownSchema = "E6001", "the form of a saved file is not known";
    NothingToJudgeBy = "E6002", "a plan can not be judged without what it was made for";
    NoRate = "E7001", "a currency has no rate";
    NothingToBuyFor = "E7003", "the best licences can not be looked for";
    NothingImported = "W1001", "a file holds nothing that is used";
    ProfilesMissing = "W1002", "scores came without their profiles";
    PagesMissing = "W1003", "the profiles are only some of several pages";
    OlderSnapshots = "N1004", "older snapshots were left aside";
    SameSnapshot = "N1005", "the same snapshot came twice";
    UnknownStatus = "W1006", "a state of a control is not known";
    ForeignProfiles = "W1007", "the profiles come from another tenant";
    UnknownFields = "N1008", "fields of the export are not used";
    PlansDiffer = "N1009", "the plans of a SKU differ from the catalogue";
    UnusedValue = "W1010", "a value of an export can not be used";
    Unmatched = "W1011", "rows of the portal's export match no control";
    StatusDiffers = "W1012", "a status does not fit its row";
    ImpactDiffers = "W1013", "a score impact does not fit its maximum";
    DayTaken = "N1014", "the day of the snapshot was not in the export";
    PointsAboveMax = "W1015", "points of the portal's export are above their maximum";
    PercentageDiffers = "W1016", "a percentage of the export contradicts its points";
    NotMeasured = "W1017", "rows of an export have no score";
    PartFailed = "W1018", "a part of the export failed";
    FoundWithin = "N1019", "the export stands within other objects";
    ReadOtherwise = "N1020", "the file is written in another way than Graph writes it";
    ProfilesWithoutMax = "W1021", "profiles carry no maximum";
    PlansUnknown = "W1022", "a SKU came without its service plans";
    SeatsUnknown = "W1023", "a SKU came without its seats";
    EmptySnapshot = "N1024", "a snapshot on which nothing is scored was left aside";
    TotalsOnly = "N1025", "a snapshot with totals only was left aside";
    CountedOnce = "N1026", "a control or a SKU came twice and counts once";
    ForeignLicences = "W1041", "the licences come from another tenant";
    NoSkuListed = "W1042", "a list of SKUs is empty";
    TokensDiffer = "W1043", "Graph's tokens show plans that no SKU holds";
    ExpiredSeats = "W1044", "seats have expired";
    LeftAside = "N1050", "files of a folder are no exports";
    TotalRow = "N1112", "rows of the portal's export are sums of the others";
    FewRows = "N1113", "the portal's export holds a few rows of the score";
    PortalDiffers = "W1114", "Graph and the portal disagree on controls";
    PlansNotListed = "N1115", "a table of licences names no service plans";
    UnknownProducts = "W1116", "rows of a table of licences lead to no SKU";
    LintLicence = "W2101", "a prerequisite takes a higher licence than what needs it";
    LintUnreachable = "W2102", "a prerequisite is in no score";
    LintRating = "W2103", "a published rating is contradicted without an argument";
    LintTag = "W2104", "a tag contradicts the effort";
    LintNoSku = "W2105", "no licence lets a control be earned";
    LintTitle = "W2106", "two entries have the same title";
    LintSuccessor = "W2107", "a successor is withdrawn itself";
    LintBasis = "W2108", "a figure has no basis";
    LintUntold = "W2109", "what people need to know is missing";
    LintPopulation = "W2110", "a population is counted by nobody";
    LintDeadEnd = "W2111", "an action leads nowhere";
    LintNoEffort = "W2112", "an action takes no effort";
    LintAlike = "W2113", "too many controls of a product have the same effort";
    LintNoWayOut = "W2114", "an action ends every way of a control";
    UnknownSkuOwned = "W3001", "a SKU of the tenant is not in the catalogue";
    UnknownMax = "W3002", "the maximum of a control is not known";
    NotInCatalogue = "W3003", "a control is not in the catalogue";
    NoLicences = "W3004", "the licences of the tenant are not known";
    FewDevices = "W3005", "few device controls are scored";
    Residual = "W3006", "the headline differs from the sum of the controls";
    StaleSnapshot = "W3007", "the snapshot is old";
    ScoreAboveMax = "W3008", "a score is above its maximum";
    ExpectedNotScored = "N3009", "controls are expected but not scored";
    NoPlanned = "N3010", "the export does not carry planned actions";
    PopulationDefault = "W3011", "the size of a population is not known";
    LicencesDiffer = "N3012", "the portal and the SKUs disagree on licences";
    MaxAssumed = "N3013", "a maximum is assumed";
    SeatsAssumed = "N3014", "who holds which licence is assumed";
    GroupSize = "W3015", "the size of a group is not known";
    UnknownName = "W3016", "a name of the tenant file means nothing";
    Unattributed = "N3017", "a part of Microsoft's figure is in no row";
    StatusContradicted = "W3022", "a status that somebody wrote contradicts its score";
    NameTaken = "N4013", "a name is taken for an id";
    NotFinished = "W4001", "work is not finished by the horizon";
    NoTeams = "W4002", "a scenario names no team";
    PercentageUp = "W4003", "percentage up, protection down";
    NoEffect = "W4004", "a line of a scenario has no effect";
    GateWaived = "W4005", "safety prerequisites are waived";
    Unordered = "W4006", "work is dated before what it needs";
    LicenceGone = "W4007", "points are kept whose licence has gone";
    TooLate = "W4015", "work is finished after its latest day";
    MoreThanPeople = "W4020", "more seats than people";
    BaseGone = "W4030", "an add-on stays without the suite it goes on";
    OtherRules = "W4031", "an option differs in more than its licences";
    PlanDated = "W6003", "a plan was made with another catalogue or an older snapshot";
    NoPrice = "W7002", "a price is not known";
}

impl Code {
    /// Whether it says that a figure of the tenant is in doubt: such a finding is always printed.
    pub fn is_about_figures(self) -> bool {
        matches!(
            self,
            Self::PagesMissing
                | Self::UnusedValue
                | Self::PointsAboveMax
                | Self::PercentageDiffers
                | Self::NotMeasured
                | Self::PartFailed
                | Self::PlansUnknown
                | Self::SeatsUnknown
                | Self::PortalDiffers
                | Self::UnknownProducts
                | Self::UnknownMax
                | Self::Residual
                | Self::StaleSnapshot
                | Self::ScoreAboveMax
                | Self::PopulationDefault
                | Self::MaxAssumed
                | Self::GroupSize
                | Self::UnknownName
                | Self::Unattributed
                | Self::StatusContradicted
        )
    }

    /// How grave findings of this kind are.
    pub fn severity(self) -> Severity {
        match self.code().as_bytes().first() {
            Some(b'E') => Severity::Error,
            Some(b'W') => Severity::Warning,
            _ => Severity::Note,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
