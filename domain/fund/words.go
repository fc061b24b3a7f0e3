package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Form is the legal form of a fund; it will select the dated rules that bind it.
type Form string

// The forms.
const (
	LicensedFund    Form = "licensed"
	AssociationFund Form = "association"
	ClanFund        Form = "clan"
)

// RestrictionKind is what a compartment's money may be used for.
type RestrictionKind string

// The kinds of restriction.
const (
	Unrestricted   RestrictionKind = "none"
	Purpose        RestrictionKind = "purpose"     // a purpose or campaign
	Beneficiary    RestrictionKind = "beneficiary" // one named person
	Slot           RestrictionKind = "slot"        // one sponsorship slot
	Endowment      RestrictionKind = "endowment"   // principal: never spendable
	Income         RestrictionKind = "income"      // what an endowment earned: spendable
	Administration RestrictionKind = "administration"
)

// Restriction is the wish of the donor that a compartment keeps. Two compartments with the same wording are still two.
type Restriction struct {
	Kind        RestrictionKind `json:"kind"`
	Wording     string          `json:"wording,omitzero"`
	Beneficiary uuid.UUID       `json:"beneficiary,omitzero"`
	Slot        uuid.UUID       `json:"slot,omitzero"`
	Endowment   string          `json:"endowment,omitzero"` // of Income: the compartment whose income it is
	Programme   bool            `json:"programme,omitzero"` // of Purpose: programme costs are within it
	Bridge      bool            `json:"bridge,omitzero"`    // of Purpose: pays for slots whose sponsor is late, and is repaid by late money

	// Commissioned says that the State gave the money for a task of its own: it counts in no base of what the office may cost.
	Commissioned bool `json:"commissioned,omitzero"`
}

// PlaceKind is what kind of place money lies in.
type PlaceKind string

// The kinds of place.
const (
	Cash    PlaceKind = "cash"
	Bank    PlaceKind = "bank"
	Savings PlaceKind = "savings"
	Advance PlaceKind = "advance"
)

// Anonymity of one gift: its name shown, replaced by "nhà hảo tâm", or name and amount hidden. Sums stay public.
type Anonymity string

// The degrees of anonymity; the empty one is Named.
const (
	Named      Anonymity = ""
	Benefactor Anonymity = "benefactor"
	Hidden     Anonymity = "hidden"
)

// PayoutKind says what money was paid out for.
type PayoutKind string

// The kinds of payout.
const (
	Award         PayoutKind = "award"
	ProgrammeCost PayoutKind = "programme"
	RunningCost   PayoutKind = "running"
	Fee           PayoutKind = "fee"
	Seizure       PayoutKind = "seizure"
)

// AwardKind is one of the three kinds of award, counted apart.
type AwardKind string

// The kinds of award.
const (
	Scholarship AwardKind = "scholarship"
	Support     AwardKind = "support"
	Reward      AwardKind = "reward"
)

// Cause is why a donation is reversed. Bounced is a fact of the bank and never refused.
type Cause string

// The causes of a reversal.
const (
	KeyingError Cause = "keying-error"
	Bounced     Cause = "bounced"
	Unlawful    Cause = "unlawful"
)

// Basis is what gives the right to move đồng to another restriction.
type Basis string

// The bases.
const (
	DonorConsent Basis = "donor-consent"
	ClosingRule  Basis = "closing-rule"  // printed in the appeal
	SignedWish   Basis = "recorded-wish" // of a sponsor, at sign-up, for what is left at an exit
	NearestUse   Basis = "nearest-use"   // nobody can be asked and nothing was printed: the nearest purpose, published with its reason
)

// Document is what can be given another date.
type Document string

// The documents.
const (
	DonationDocument Document = "donation"
	PayoutDocument   Document = "payout"
)

// ClauseRule is what a clause of a deed is checked by.
type ClauseRule string

// The rules.
const (
	RecipientsRule ClauseRule = "recipients"    // who may receive awards
	AwardsRule     ClauseRule = "awards"        // which kinds of award may be given
	AwardCap       ClauseRule = "award-cap"     // how much one award may be
	YearCap        ClauseRule = "year-cap"      // how much may be paid in awards in a year
	WindowRule     ClauseRule = "window"        // when awards may be paid
	RunningShare   ClauseRule = "running-share" // how much of a year's payouts running costs may be
)

// UnrestrictedIn is the code of the unrestricted compartment in a currency: "unrestricted" for VND, "unrestricted-usd" for USD.
func UnrestrictedIn(c money.Currency) string {
	if c == money.VND {
		return "unrestricted"
	}
	return "unrestricted-" + lower(string(c))
}

func lower(code string) string {
	b := []byte(code)
	for i := range b {
		b[i] |= 0x20
	}
	return string(b)
}

// StreamOf names a fund's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("fund", id) }
