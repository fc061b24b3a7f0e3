package ledger

import (
	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/staff"
)

// The groups of roles that the table is made of.
var (
	books   = staff.Of(staff.Treasurer)                                 // what changes figures
	desk    = staff.Of(staff.Treasurer, staff.Cashier)                  // where money goes from hand to hand
	office  = staff.Of(staff.Treasurer, staff.Registrar)                // children, lists, promises
	lists   = staff.Of(staff.Treasurer, staff.Cashier, staff.Registrar) // who came, who gave, what was handed out
	seat    = staff.Of(staff.Registrar, staff.Chair)                    // units and those who serve in them
	drawer  = staff.Of(staff.Treasurer, staff.Approver, staff.Chair)    // what sets money aside, or gives it free again
	papers  = staff.Of(staff.Treasurer, staff.Registrar, staff.Chair)   // campaigns, rounds, deeds: the board's, written down by the office
	word    = staff.Working                                             // one's own word: a signature, a child that one knows
	losses  = staff.Of(staff.Treasurer, staff.Cashier, staff.Auditor)   // whoever finds that something is missing
	ledgers = staff.Of(staff.Treasurer, staff.Chair)                    // what chair and inspection decide, and what goes from books to books
)

// row is one row of the table: the command, whose it is, and which units it concerns.
func row[C any](command string, roles staff.Set, where func(View, C) places) duty {
	d := duty{command: command, roles: roles}
	if where != nil {
		d.where = func(v View, c Command) places { return where(v, c.(C)) }
	}
	return d
}

// duties is the table of who may ask for what. A command without a row is a fault that a test names.
var duties = []duty{
	row("unit.found", seat, ofParent), row("unit.rename", seat, func(_ View, c RenameUnit) places { return in(c.Unit) }),
	row("unit.retype", seat, func(_ View, c RetypeUnit) places { return in(c.Unit) }),
	row[MoveUnit]("unit.move", seat, nil), // ofMove: it takes those who let it go, too
	row("unit.merge", chairAlone, func(v View, c MergeUnits) places { // it hands funds over
		return ofEnding(v, c.Funds, c.Children, append([]uuid.UUID{c.Into}, c.Units...))
	}),
	row("unit.split", chairAlone, func(v View, c SplitUnit) places {
		return ofEnding(v, c.Funds, c.Children, append([]uuid.UUID{c.Unit}, c.Into...))
	}),
	row("unit.dissolve", chairAlone, func(v View, c DissolveUnit) places {
		return ofEnding(v, c.Funds, c.Children, []uuid.UUID{c.Unit, c.Into})
	}),
	row("person.register", lists, func(_ View, c RegisterPeople) places { return ofPeople(c) }),
	row("person.describe", lists, func(v View, c DescribePerson) places { return in(personOf(v, c.Person).Unit) }),
	row("person.forget", seat, func(v View, c ForgetPerson) places { return in(personOf(v, c.Person).Unit) }),

	row("fund.open", papers, func(_ View, c fund.Open) places { return in(c.Unit) }),
	row("fund.open-compartment", books, func(v View, c fund.OpenCompartment) places { return inFund(v, c.Fund) }),
	row("fund.open-place", books, func(v View, c fund.OpenPlace) places { return inFund(v, c.Fund) }),
	row("fund.receive", desk, func(v View, c ReceiveDonation) places { return inFund(v, c.Fund).and(c.NewDonor) }),
	row("fund.clear", books, func(v View, c fund.Clear) places { return inFund(v, c.Fund) }),
	row("fund.drop", books, func(v View, c fund.Drop) places { return inFund(v, c.Fund) }),
	row("fund.receive-interest", books, func(v View, c fund.ReceiveInterest) places { return inFund(v, c.Fund) }),
	row("fund.receive-unidentified", books, func(v View, c fund.ReceiveUnidentified) places { return inFund(v, c.Fund) }),
	row("fund.return-unidentified", books, func(v View, c fund.ReturnUnidentified) places { return inFund(v, c.Fund) }),
	row("fund.reserve", drawer, func(v View, c fund.Reserve) places { return inFund(v, c.Fund) }),
	row("fund.release", drawer, func(v View, c fund.Release) places { return inFund(v, c.Fund) }),
	row("fund.pay", desk, func(v View, c fund.Pay) places { return inFund(v, c.Fund) }),
	row("fund.charge", books, func(v View, c fund.Charge) places { return inFund(v, c.Fund) }),
	row("fund.return", desk, func(v View, c fund.Return) places { return inFund(v, c.Fund) }),
	row("list.record", office, func(v View, c fund.RecordList) places { return inFund(v, c.Fund) }),
	row("fund.pay-list", desk, func(v View, c fund.PayList) places { return inFund(v, c.Fund) }),
	row("fund.reverse", books, func(v View, c fund.Reverse) places { return inFund(v, c.Fund) }),
	row("fund.refund", books, func(v View, c fund.Refund) places { return inFund(v, c.Fund) }),
	row("fund.record-loss", losses, func(v View, c fund.RecordLoss) places { return inFund(v, c.Fund) }),
	row("fund.spread-loss", ledgers, func(v View, c fund.SpreadLoss) places { return inFund(v, c.Fund) }),
	row("fund.move", desk, func(v View, c fund.Move) places { return inFund(v, c.Fund) }),
	row("fund.send", books, func(v View, c fund.Send) places { return inFund(v, c.Fund) }),
	row("fund.accept", desk, func(v View, c fund.Accept) places { return inFund(v, c.Fund) }),
	row("fund.refuse", books, func(v View, c fund.Refuse) places { return inFund(v, c.Fund) }),
	row("fund.sell-currency", books, func(v View, c fund.SellCurrency) places { return inFund(v, c.Fund) }),
	row("fund.close", books, func(v View, c fund.Close) places { return inFund(v, c.Fund) }),
	row("fund.reopen", books, func(v View, c fund.Reopen) places { return inFund(v, c.Fund) }),
	row("fund.replace-receipt", books, func(v View, c fund.ReplaceReceipt) places { return inFund(v, c.Fund) }),
	row("fund.redesignate", books, func(v View, c fund.Redesignate) places { return inFund(v, c.Fund) }),
	row("fund.redate", books, func(v View, c fund.Redate) places { return inFund(v, c.Fund) }),
	row("fund.adopt-deed", papers, func(v View, c fund.AdoptDeed) places { return inFund(v, c.Fund) }),
	row("fund.return-held", desk, func(v View, c fund.ReturnHeld) places { return inFund(v, c.Fund) }),

	row("fund.hand-over", ledgers, ofHandOver),
	row("disclosure.publish", papers, func(v View, c PublishDisclosure) places { return ofFunds(v, c.Funds).with(c.Unit) }),

	row("child.propose", office, func(_ View, c ProposeChildren) places { return in(c.Unit) }),
	row("child.verify", word, ofChildren), row("child.exit", office, ofExit),
	row("slot.open", office, func(_ View, c OpenSlot) places { return in(c.Unit).and(c.NewChild) }),
	row("slot.hold", office, func(v View, c HoldSlot) places { return ofSlot(v, c.Slot) }),
	row("slot.release-hold", office, func(v View, c ReleaseHold) places { return ofSlot(v, c.Slot) }),
	row("slot.queue", office, func(v View, c QueueForSlot) places { return ofSlot(v, c.Slot) }),
	row("slot.leave-queue", office, func(v View, c LeaveQueue) places { return ofSlot(v, c.Slot) }),
	row("slot.take", office, func(v View, c TakeSlot) places { return ofSlot(v, c.Slot).and(c.NewSponsor) }),
	row("slot.pause", office, func(v View, c PauseSponsorship) places { return ofSlot(v, c.Slot) }),
	row("slot.resume", office, func(v View, c ResumeSponsorship) places { return ofSlot(v, c.Slot) }),
	row("slot.give-notice", office, func(v View, c GiveNotice) places { return ofSlot(v, c.Slot) }),
	row("slot.end", office, func(v View, c EndSponsorship) places { return ofSlot(v, c.Slot) }),
	row("slot.note-memo", office, func(v View, c NoteMemo) places { return ofSlot(v, c.Slot) }),
	row("slot.strike-memo", office, func(v View, c StrikeMemo) places { return ofSlot(v, c.Slot) }),
	row("slot.send-report", office, func(v View, c SendReport) places { return ofSlot(v, c.Slot) }),
	row("slot.carry", books, func(v View, c CarryOver) places {
		return ofSlot(v, c.Slot).with(slotOf(v, c.Next).Unit, unitOfFund(v, slotOf(v, c.Slot).Fund))
	}),

	row("pledge.make", lists, func(v View, c MakePledge) places { return inFund(v, c.Fund).and(c.NewDonor) }),
	row("pledge.activate", office, func(v View, c ActivatePledge) places { return ofPledge(v, c.Pledge) }),
	row("pledge.pause", office, func(v View, c PausePledge) places { return ofPledge(v, c.Pledge) }),
	row("pledge.resume", office, func(v View, c ResumePledge) places { return ofPledge(v, c.Pledge) }),
	row("pledge.apply", books, func(v View, c ApplyPayment) places { return ofPledge(v, c.Pledge) }),
	row("pledge.unapply", books, func(v View, c UnapplyPayment) places { return ofPledge(v, c.Pledge) }),
	row("pledge.move", books, func(v View, c MovePayment) places { return ofPledge(v, c.From).with(ofPledge(v, c.To).units...) }),
	row("pledge.cancel", office, func(v View, c CancelPledge) places { return ofPledge(v, c.Pledge) }),
	row("pledge.write-off", books, func(v View, c WriteOffPledge) places { return ofPledge(v, c.Pledge) }),

	row("round.open", papers, func(_ View, c OpenRound) places { return in(c.Unit) }),
	row("round.nominate", office, func(v View, c Nominate) places { return ofRound(v, c.Round) }),
	row("round.exclude", office, func(v View, c ExcludeRows) places { return ofRound(v, c.Round) }),
	row("round.freeze", office, func(v View, c FreezeRound) places { return ofRound(v, c.Round) }),
	row("round.revise", office, func(v View, c ReviseRound) places { return ofRound(v, c.Round) }),
	row("round.approve", board, func(v View, c ApproveRound) places { return ofRoundsMoney(v, c.Round) }),
	row("round.announce", papers|board, func(v View, c AnnounceRound) places { return ofRound(v, c.Round) }),
	row("round.pay", desk, func(v View, c PayRound) places { return ofRoundsMoney(v, c.Round) }),
	row("round.prove", lists, func(v View, c ProveRows) places { return ofRound(v, c.Round) }),
	row("round.unclaimed", books, func(v View, c GiveUpRows) places { return ofRoundsMoney(v, c.Round) }),
	row("round.cancel-rows", drawer, func(v View, c CancelRows) places { return ofRoundsMoney(v, c.Round) }),
	row("round.substitute", office, func(v View, c SubstituteRow) places { return ofRound(v, c.Round) }),
	row("round.close", office, func(v View, c CloseRound) places { return ofRound(v, c.Round) }),
	row("round.cancel", board|seat, func(v View, c CancelRound) places { return ofRoundsMoney(v, c.Round) }),

	row("campaign.open", papers, func(_ View, c OpenCampaign) places { return in(c.Unit) }),
	row("campaign.set-rule", papers, func(v View, c SetCampaignRule) places { return in(campaignOf(v, c.Campaign).Unit) }),
	row("campaign.extend", papers, func(v View, c ExtendCampaign) places { return in(campaignOf(v, c.Campaign).Unit) }),
	row("campaign.close", papers, func(v View, c CloseCampaign) places { return in(campaignOf(v, c.Campaign).Unit) }),

	row("goods.open-item", lists, func(v View, c goods.OpenItem) places { return inFund(v, c.Fund) }),
	row("goods.receive", desk, func(v View, c ReceiveGoods) places { return inFund(v, c.Fund).and(c.NewDonor) }),
	row("goods.give", desk, func(v View, c goods.Give) places { return inFund(v, c.Fund) }),
	row("goods.lose", desk, func(v View, c goods.Lose) places { return inFund(v, c.Fund) }),
	row("goods.return", desk, func(v View, c goods.Return) places { return inFund(v, c.Fund) }),
	row("goods.reverse", books, func(v View, c goods.Reverse) places { return inFund(v, c.Fund) }),
	row("goods.revalue", books, func(v View, c goods.Revalue) places { return inFund(v, c.Fund) }),

	row("boxes.begin", office, func(_ View, c BeginBoxes) places { return in(c.Unit) }),
	row("boxes.hand-out", lists, func(v View, c HandOutBoxes) places { return in(boxesOf(v, c.Boxes).Unit) }),
	row("boxes.open", desk, func(v View, c OpenBoxes) places { return ofCount(v, c.Boxes) }),
	row("boxes.lose", lists, func(v View, c LoseBoxes) places { return in(boxesOf(v, c.Boxes).Unit) }),
	row("boxes.accept", desk, ofLevel),
	row("levy.begin", papers, func(v View, c BeginLevy) places { return in(c.Unit).with(fundOf(v, c.Fund).Unit) }),
	row("levy.list", office, func(v View, c ListHouseholds) places { return in(levyOf(v, c.Levy).Unit) }),
	row("levy.exempt", papers, func(v View, c ExemptHouseholds) places { return in(levyOf(v, c.Levy).Unit) }),
	row("levy.waive", office, func(v View, c WaiveHousehold) places { return in(levyOf(v, c.Levy).Unit) }),
	row("levy.move-away", office, func(v View, c MoveHousehold) places { return in(levyOf(v, c.Levy).Unit) }),
	row("levy.pay", desk, func(v View, c PayLevy) places { return ofLevy(v, c.Levy) }),
	row("roster.estimate", office, func(v View, c EstimateRoster) places { return in(personOf(v, c.Giver).Unit) }),
	row("roster.record", office, func(v View, c RecordRoster) places { return ofRoster(v, c.Roster, c.Giver) }),
	row("roster.attach", books, func(v View, c AttachRoster) places {
		return ofRoster(v, c.Roster).with(ofDonation(v, c.Donation).units...)
	}),
	row("roster.correct", office, func(v View, c CorrectRoster) places { return ofRoster(v, c.Roster) }),
	row("roster.detach", books, func(v View, c DetachRoster) places { return ofRoster(v, c.Roster) }),
	row("roster.name-difference", books, func(v View, c NameRosterDifference) places { return ofRoster(v, c.Roster) }),

	row("cluster.form", seat, func(_ View, c FormCluster) places { return places{}.with(c.Units...) }),
	row("cluster.change", seat, func(v View, c ChangeCluster) places {
		return places{}.with(clusterOf(v, c.Cluster).Units...).with(c.Join...)
	}),
	row("statistic.declare", office, func(_ View, c DeclareFigures) places { return in(c.Unit) }),
	row("statistic.correct", office, func(_ View, c CorrectFigure) places { return in(c.Unit) }),
	row("statistic.withdraw", office, func(_ View, c WithdrawFigure) places { return in(c.Unit) }),
	row("person.consent", office, func(v View, c GiveConsent) places { return in(personOf(v, c.Person).Unit) }),
	row("person.withdraw-consent", office, func(v View, c WithdrawConsent) places { return in(personOf(v, c.Person).Unit) }),
	row("person.answer-withdrawal", office, func(v View, c AnswerWithdrawal) places { return in(personOf(v, c.Person).Unit) }),

	row[GrantRole]("staff.grant", seat, nil), // who may grant which role to whom, and for how long: mayGrant
	row[EndRole]("staff.end", seat, nil),     // and everybody their own
	row[Sign]("staff.sign", word, nil),       // concerned looks at what is signed
}
