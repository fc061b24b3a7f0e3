package staff

// Read is one row of the table of who may see what: a report, as the command line names it, and the roles whose holders it is for.
type Read struct {
	Report string
	Roles  Set
}

var (
	anybody  = Of(Roles...)
	givers   = Working | Of(Donor) // donors see their own
	insiders = Working             // names of pupils, households and payers stand in it
)

// Reads is the table. On the command line, whoever holds the data directory sees all of it; it binds whatever shows reports to others.
// A report without a row is a fault that a test names.
var Reads = []Read{
	{"balances", anybody}, {"places", insiders}, {"accounts", insiders}, {"donor", givers}, {"trail", anybody}, {"payouts", insiders}, {"list", insiders},
	{"round", insiders}, {"awards", anybody}, {"already-awarded", insiders}, {"overrides", insiders}, {"godfathers", insiders}, {"pledges", insiders},
	{"rosters", insiders}, {"held", insiders}, {"unidentified", insiders}, {"deed", anybody}, {"campaigns", anybody}, {"boxes", insiders},
	{"levies", insiders}, {"restatement", insiders}, {"goods", insiders}, {"receipts", insiders}, {"units", anybody}, {"unit-history", anybody}, {"funds", anybody},
	{"entries", insiders}, {"consents", insiders}, {"law", anybody}, {"publications", anybody}, {"figures", anybody}, {"rollup", anybody}, {"per-capita", anybody}, {"cluster", anybody}, {"disclosure", anybody},
	{"staff", givers}, {"duties", anybody}, {"signatures", insiders}, {"findings", insiders}, {"journal", insiders}, {"differences", insiders},
}
