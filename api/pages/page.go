package pages

import (
	"slices"

	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// Page is one row of the table of pages: the way to it, who may see it, what it shows and what its form asks for.
type Page struct {
	Path     string // as net/http's mux takes it, without a method: "/balances", "/u/{unit}"
	For      Access
	Template string // a file below templates, without .html
	Menu     string // the word under which it stands in the menu; "": it does not
	Under    Group  // the part of the menu that the word stands in; "": it stands by itself
	Unlisted bool   // no search engine may keep it
	Files    bool   // its form may bring files, of which hash and name are taken
	Texts    bool   // its form may bring files of text, which are taken as if they had been typed

	// Show gives what the template shows, also where a form was refused: what was typed is in the Call then.
	Show func(*Call) (data any, err error)
	// Do carries out a form of the page and says where to go on; "": the page is shown again with what was typed, and nothing was done. Whatever has to be done once has the id of the Call. nil: there is no form.
	Do func(*Call) (to string, err error)
	// Send answers with something that is no page: a file. It has no template then.
	Send func(*Call) error
}

// table is every page there is. Whoever adds some adds a line here and a file beside.
func (s *Site) table() []Page {
	return slices.Concat(
		s.demoPages(),
		s.frontPages(),
		s.giftPages(),
		s.receiptPages(),
		s.sendPages(),
		s.historyPages(),
		s.unitPages(),
		s.todayPages(),
		s.transferPages(),
		s.pledgePages(),
		s.boxPages(),
		s.bankPages(),
		s.cashPages(),
		s.payoutPages(),
		s.campaignPages(),
		s.publicationPages(),
		s.rosterPages(),
		s.closingPages(),
		s.fundPages(),
		s.goodsPages(),
		s.gridPages(),
		s.batchPages(),
		s.balancePages(),
		s.roundPages(),
		s.listPages(),
		s.peoplePages(),
		s.figurePages(),
		s.signaturePages(),
		s.godfatherPages(),
		s.childPages(),
		s.rollupPages(),
		s.entryPages(),
		s.postingPages(),
		s.exportPages(),
		s.findingPages(),
		s.differencePages(),
		s.proofPages(),
		s.signPages(),
		s.setupPages(),
		s.accountPages(),
		s.treePages(),
		s.runningPages(),
	)
}

// most is how many bytes a form of the page may have.
func (p *Page) most() int64 {
	if p.Files {
		return mostForm + mostUpload
	}
	return mostForm
}

// Group is a part of the menu: the work of one kind of people. Its word is menu.under. and the Group.
type Group string

// The parts of the menu, in the order in which they are shown.
const (
	Recording Group = "record" // treasurers
	Deciding  Group = "decide" // approvers and chairs
	Checking  Group = "check"  // auditors
	Running   Group = "run"    // administrators
)

var groups = []Group{"", Recording, Deciding, Checking, Running}

// Access says who a page is for. The zero Access is for nobody.
type Access struct {
	roles  staff.Set
	anyone bool
	signed bool
	top    bool
}

// Anybody may see the page without signing in.
func Anybody() Access { return Access{anyone: true} }

// SignedIn is for whoever has signed in, whatever roles they hold.
func SignedIn() Access { return Access{signed: true} }

// Report is for whoever holds a role that the table of duties has for that report. A report that stands in no row is for nobody.
func Report(name string) Access {
	for _, row := range staff.Reads {
		if row.Report == name {
			return Access{roles: row.Roles}
		}
	}
	return Access{}
}

// AtTheTop narrows it to roles that are held at the top of the tree: for what is of no unit, and so of the whole book. A token that is bound to a unit is
// refused it likewise.
func (a Access) AtTheTop() Access {
	a.top = true
	return a
}

// Command is for whoever holds a role that the table of duties has for that command; what they may do where, the ledger decides.
func Command(name string) Access {
	for _, row := range ledger.Duties() {
		if row.Command == name {
			return Access{roles: row.Roles}
		}
	}
	return Access{}
}
