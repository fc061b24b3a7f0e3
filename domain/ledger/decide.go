package ledger

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// Decide answers a request with changes to one or more streams, or with a refusal. recorded is the book's own clock at this decision.
// It is pure: asked again with the same view it answers the same.
func Decide(v View, r Request, recorded time.Time) ([]domain.Change, error) {
	if r.ID == uuid.Nil {
		return nil, domain.Errorf(domain.Invalid, "a command has an id of its own").On("id")
	}
	if strings.TrimSpace(r.Actor) == "" {
		return nil, domain.Errorf(domain.Invalid, "somebody asks").On("actor")
	}
	if _, err := domain.OptionalText("actor", r.Actor, 500); err != nil {
		return nil, err
	}
	if _, err := domain.OptionalText("why", r.Why, 500); err != nil {
		return nil, err
	}
	if err := allowed(v, &r, domain.DateOf(recorded)); err != nil {
		return nil, err
	}
	changes, err := decide(v, r, recorded)
	if err != nil {
		return nil, err
	}
	return changes, nil
}

func decide(v View, r Request, recorded time.Time) ([]domain.Change, error) {
	a := fund.Asked{ID: r.ID, Day: domain.DateOf(recorded)}
	switch c := r.Command.(type) {
	case RegisterPeople:
		return decideRegisterPeople(v, r, recorded, c)
	case DescribePerson:
		return decideDescribePerson(v, r, recorded, c)
	case ForgetPerson:
		return decideForgetPerson(v, r, recorded, c)
	case MakePledge:
		return decideMakePledge(v, r, recorded, c)
	case ActivatePledge:
		return decideActivatePledge(v, r, recorded, c)
	case PausePledge:
		return decidePausePledge(v, r, recorded, c)
	case ResumePledge:
		return decideResumePledge(v, r, recorded, c)
	case MovePayment:
		return decideMovePayment(v, r, recorded, c)
	case ApplyPayment:
		return decideApplyPayment(v, r, recorded, c)
	case UnapplyPayment:
		return decideUnapplyPayment(v, r, recorded, c)
	case CancelPledge:
		return decideCancelPledge(v, r, recorded, c)
	case WriteOffPledge:
		return decideWriteOffPledge(v, r, recorded, c)
	case OpenCampaign:
		return decideOpenCampaign(v, r, recorded, c)
	case SetCampaignRule:
		return decideSetCampaignRule(v, r, recorded, c)
	case ExtendCampaign:
		return decideExtendCampaign(v, r, recorded, c)
	case CloseCampaign:
		return decideCloseCampaign(v, r, recorded, c)
	case BeginBoxes:
		return decideBeginBoxes(v, r, recorded, c)
	case HandOutBoxes:
		return decideHandOutBoxes(v, r, recorded, c)
	case OpenBoxes:
		return decideOpenBoxes(v, r, recorded, c)
	case LoseBoxes:
		return decideLoseBoxes(v, r, recorded, c)
	case AcceptBoxes:
		return decideAcceptBoxes(v, r, recorded, c)
	case BeginLevy:
		return decideBeginLevy(v, r, recorded, c)
	case ListHouseholds:
		return decideListHouseholds(v, r, recorded, c)
	case ExemptHouseholds:
		return decideExemptHouseholds(v, r, recorded, c)
	case WaiveHousehold:
		return decideWaiveHousehold(v, r, recorded, c)
	case MoveHousehold:
		return decideMoveHousehold(v, r, recorded, c)
	case PayLevy:
		return decidePayLevy(v, r, recorded, c)
	case EstimateRoster:
		return decideEstimateRoster(v, r, recorded, c)
	case RecordRoster:
		return decideRecordRoster(v, r, recorded, c)
	case AttachRoster:
		return decideAttachRoster(v, r, recorded, c)
	case CorrectRoster:
		return decideCorrectRoster(v, r, recorded, c)
	case DetachRoster:
		return decideDetachRoster(v, r, recorded, c)
	case NameRosterDifference:
		return decideNameRosterDifference(v, r, recorded, c)
	case fund.Open:
		return openFund(v, c, a)
	case ReceiveDonation:
		return receiveDonation(v, c, a)
	case fund.Clear:
		return clearDonation(v, c, a)
	case fund.Reserve:
		return reserve(v, c, a)
	case fund.Release:
		return decideRelease(v, r, recorded, c)
	case fund.Pay:
		return pay(v, c, a)
	case fund.RecordList:
		return recordList(v, c)
	case fund.PayList:
		return payList(v, c, a)
	case fund.Return:
		if fundOf(v, c.Fund).Successor != nil {
			return returnedLate(v, c, a)
		}
		return returned(v, c, a)
	case fund.Reverse:
		return reverse(v, c, a)
	case fund.Refund:
		return refund(v, c, a)
	case fund.ReplaceReceipt:
		return replaceReceipt(v, c, a)
	case fund.Redesignate:
		return redesignate(v, c, a)
	case fund.Redate:
		return redate(v, c, a)
	case fund.ReturnHeld:
		return returnHeld(v, c, a)
	case fund.Send:
		return send(v, c, a)
	case fund.Accept:
		return accept(v, c, a)
	case fund.Refuse:
		return refuse(v, c, a)
	case HandOverFunds:
		return decideHandOver(v, c, a)
	}
	if c, ok := r.Command.(PublishDisclosure); ok {
		return publishDisclosure(v, c, a)
	}
	if changes, ok, err := decideUnit(v, r, a); ok {
		return changes, err
	}
	if changes, ok, err := decideGoods(v, r, a); ok {
		return changes, err
	}
	if changes, ok, err := decideCluster(v, r, recorded); ok {
		return changes, err
	}
	if changes, ok, err := decideStatistics(v, r, recorded); ok {
		return changes, err
	}
	if changes, ok, err := decideSponsorship(v, r, recorded); ok {
		return changes, err
	}
	if changes, ok, err := decideConsent(v, r, recorded); ok {
		return changes, err
	}
	if changes, err, ours := decideRound(v, r, a); ours {
		return changes, err
	}
	if changes, ok, err := decideStaff(v, r, recorded); ok {
		return changes, err
	}
	return decideAlone(v, r.Command, a)
}

// decideAlone decides the commands that ask nothing of any stream but the fund's own.
func decideAlone(v View, command Command, a fund.Asked) ([]domain.Change, error) {
	alone := func(id uuid.UUID, events []domain.Event, err error) ([]domain.Change, error) {
		return only(fund.StreamOf(id))(events, err)
	}
	var events []domain.Event
	var err error
	switch c := command.(type) {
	case fund.OpenCompartment:
		if c.Restriction.Beneficiary != uuid.Nil {
			if err := personKnown(v, c.Restriction.Beneficiary, "restriction.beneficiary"); err != nil {
				return nil, err
			}
		}
		if c.Restriction.Slot != uuid.Nil && !slotOf(v, c.Restriction.Slot).Exists() {
			return nil, domain.Errorf(domain.NotFound, "there is no such slot").On("restriction.slot")
		}
		events, err = fundOf(v, c.Fund).OpenCompartment(c, a)
		return alone(c.Fund, events, err)
	case fund.OpenPlace:
		events, err = fundOf(v, c.Fund).OpenPlace(c, a)
		return alone(c.Fund, events, err)
	case fund.Drop:
		events, err = fundOf(v, c.Fund).Drop(c, a)
		return alone(c.Fund, events, err)
	case fund.ReceiveInterest:
		events, err = fundOf(v, c.Fund).ReceiveInterest(c, a)
		return alone(c.Fund, events, err)
	case fund.ReceiveUnidentified:
		events, err = fundOf(v, c.Fund).ReceiveUnidentified(c, a)
		return alone(c.Fund, events, err)
	case fund.ReturnUnidentified:
		events, err = fundOf(v, c.Fund).ReturnUnidentified(c, a)
		return alone(c.Fund, events, err)
	case fund.Charge:
		events, err = fundOf(v, c.Fund).Charge(c, a)
		return alone(c.Fund, events, err)
	case fund.RecordLoss:
		events, err = fundOf(v, c.Fund).RecordLoss(c, a)
		return alone(c.Fund, events, err)
	case fund.SpreadLoss:
		events, err = fundOf(v, c.Fund).SpreadLoss(c, a)
		return alone(c.Fund, events, err)
	case fund.Move:
		events, err = fundOf(v, c.Fund).Move(c, a)
		return alone(c.Fund, events, err)
	case fund.SellCurrency:
		events, err = fundOf(v, c.Fund).SellCurrency(c, a)
		return alone(c.Fund, events, err)
	case fund.AdoptDeed:
		events, err = fundOf(v, c.Fund).AdoptDeed(c, a)
		return alone(c.Fund, events, err)
	case fund.Close:
		events, err = fundOf(v, c.Fund).Close(c, a)
		return alone(c.Fund, events, err)
	case fund.Reopen:
		events, err = fundOf(v, c.Fund).Reopen(c, a)
		return alone(c.Fund, events, err)
	}
	return nil, domain.Errorf(domain.Internal, "%T is a command that nobody decides", command)
}
