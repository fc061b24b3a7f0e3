package projections

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/cluster"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/unit"
)

// mention notes that the batch needs keys for these ids; the nil UUID needs none.
func (f *fold) mention(kind int64, ids ...uuid.UUID) {
	for _, id := range ids {
		if id != uuid.Nil {
			f.mentions = append(f.mentions, mention{id, kind})
		}
	}
}

// streamName says which streams are walked and what their ids name.
func streamName(kind string) int64 {
	switch kind {
	case "unit", "statistics", "staff": // what is declared of a unit is the unit's, and so is who serves in it
		return unitName
	case "fund", "store": // a store is its fund's
		return fundName
	case "person":
		return personName
	case "slot":
		return slotName
	case "pledge":
		return pledgeName
	case "list":
		return listName
	case "payment":
		return paymentName
	case "cluster":
		return clusterName
	case "campaign":
		return campaignName
	case "boxes":
		return boxesName
	case "levy":
		return levyName
	case "round":
		return roundName
	case "merit":
		return meritName
	case "attachment":
		return attachmentName
	case "child":
		return childName
	case "roster":
		return rosterName
	case "remittance":
		return remittanceName
	case "signature":
		return signatureName
	}
	return 0
}

func (f *fold) mentionStream(s domain.Stream) {
	if kind := streamName(s.Kind()); kind != 0 {
		f.mention(kind, streamID(s))
	}
}

// streamID is the id in a stream's name; the nil UUID where there is none.
func streamID(s domain.Stream) uuid.UUID {
	_, text, _ := strings.Cut(string(s), "/")
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

// mentionEvent notes the ids that a fact speaks of.
func (f *fold) mentionEvent(e domain.Event) {
	switch e := e.(type) {
	case unit.Founded:
		f.mention(unitName, e.Parent)
	case unit.Placed:
		f.mention(unitName, e.Parent)
	case unit.Ended:
		f.mention(unitName, e.Into...)
	case person.Registered:
		f.mention(unitName, e.Unit)
	case fund.Opened:
		f.mention(unitName, e.Unit)
	case fund.YearPublished:
		f.mention(unitName, e.Unit)
	case fund.PassedOn:
		f.mention(unitName, e.Unit, e.Was)
	case staff.Granted:
		f.mention(personName, e.Person)
	case fund.HandedOver:
		f.mention(fundName, e.Into)
	case fund.TakenOver:
		f.mention(fundName, e.From)
	case fund.WoundUp:
		f.mention(fundName, e.Into)
	case fund.CompartmentOpened:
		f.mention(personName, e.Restriction.Beneficiary)
		f.mention(slotName, e.Restriction.Slot)
	case fund.DonationReceived:
		f.mention(personName, e.Donor, e.Payer, e.Behind)
		f.mentionRows(e.Rows)
	case fund.HeldReceived:
		f.mention(fundName, e.For)
		f.mentionRows(e.Rows)
	case fund.HeldHandedOver:
		f.mention(fundName, e.For)
	case fund.HeldReturned:
		f.mention(fundName, e.For)
	case fund.BridgeRepaid:
		f.mention(slotName, e.Slot)
	case fund.AmountReserved:
		f.mention(personName, e.Recipient)
		f.mention(slotName, e.Slot)
		f.mention(listName, e.List)
	case fund.PayoutMade:
		f.mention(personName, e.Recipient)
		f.mention(slotName, e.Slot)
	case fund.ListPaid:
		f.mention(listName, e.List)
	case fund.PayoutReturned:
		f.mention(listName, e.List)
	case fund.TransferSent:
		f.mention(fundName, e.To)
	case fund.TransferAccepted:
		f.mention(fundName, e.Sender)
	case fund.ListRowsRecorded:
		f.mention(fundName, e.Fund)
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Recipient)
		}
	case fund.ListOpened:
		f.mention(roundName, e.Round)
		f.mention(fundName, e.Fund)
		f.mention(listName, e.Before)
	case fund.ListRowSubstituted:
		f.mention(personName, e.Was, e.Recipient)
	case goods.Received:
		f.mention(personName, e.Donor)
	case goods.HandedOut:
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Recipient)
		}
	default:
		f.mentionPromised(e)
	}
}

// mentionPromised is mentionEvent for what is promised and awarded; the money of it is the fund's.
func (f *fold) mentionPromised(e domain.Event) {
	switch e := e.(type) {
	case cluster.Formed:
		f.mention(unitName, e.Units...)
	case cluster.Changed:
		f.mention(unitName, e.Joined...)
		f.mention(unitName, e.Left...)
	case campaign.Opened:
		f.mention(unitName, e.Unit)
		for i := range e.Fills {
			f.mention(fundName, e.Fills[i].Fund)
		}
	case pledge.Made:
		f.mention(personName, e.Donor)
		f.mention(fundName, e.Fund)
		f.mention(slotName, e.Slot)
	case roster.Estimated:
		f.mention(personName, e.Giver)
		f.mention(rosterName, e.Of)
	case roster.RowsRecorded:
		f.mention(personName, e.Giver)
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Person)
		}
	case roster.Corrected:
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Person)
		}
	case boxes.Begun:
		f.mention(unitName, e.Unit)
		f.mention(campaignName, e.Campaign)
		for i := range e.Levels {
			f.mention(fundName, e.Levels[i].Fund)
		}
	case boxes.HandedOut:
		f.mentionKeepers(e.Rows)
	case boxes.BroughtIn:
		f.mentionKeepers(e.Rows)
	case levy.Begun:
		f.mention(unitName, e.Unit)
		f.mention(fundName, e.Fund)
		f.mention(campaignName, e.Campaign)
	case levy.HouseholdsListed:
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Head)
		}
	case sponsorship.Opened:
		f.mention(unitName, e.Unit)
		f.mention(fundName, e.Fund)
		f.mention(personName, e.Child)
		f.mention(slotName, e.Previous)
	case sponsorship.Held:
		f.mention(personName, e.Sponsor)
	case sponsorship.HoldReleased:
		f.mention(personName, e.Sponsor)
	case sponsorship.Taken:
		f.mention(personName, e.Sponsor)
	case sponsorship.Queued:
		f.mention(personName, e.Sponsor)
	case sponsorship.QueueLeft:
		f.mention(personName, e.Sponsor)
	case sponsorship.CarriedBack:
		f.mention(personName, e.Sponsor)
	case sponsorship.CarriedOver:
		f.mention(slotName, e.From)
		f.mention(personName, e.Sponsor)
	case sponsorship.Proposed:
		f.mention(unitName, e.Unit)
	case sponsorship.SlotListed:
		f.mention(slotName, e.Slot)
	case award.Opened:
		f.mention(unitName, e.Unit)
		f.mention(fundName, e.Fund)
	case award.Nominated:
		f.mention(listName, e.List)
	case award.Revised:
		f.mention(listName, e.List)
	}
}

func (f *fold) mentionRows(rows []fund.GiftRow) {
	for i := range rows {
		f.mention(personName, rows[i].Donor)
	}
}

func (f *fold) mentionKeepers(rows []boxes.KeptRow) {
	for i := range rows {
		f.mention(personName, rows[i].Keeper)
	}
}
