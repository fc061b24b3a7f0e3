package catalog

import (
	"github.com/go-json-experiment/json/jsontext"

	"sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/cluster"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/statistic"
	"sovang/domain/unit"
)

// facts is the one place where names stand. Add lines; never rename or remove one. The word before the dot is the kind of the stream
// that the fact belongs to.
var facts = []fact{
	of[unit.Founded]("unit.founded"),
	of[unit.Renamed]("unit.renamed"),
	of[unit.Placed]("unit.placed"),
	of[unit.Retyped]("unit.retyped"),
	of[unit.Ended]("unit.ended"),
	of[unit.Succeeded]("unit.succeeded"),

	of[person.Registered]("person.registered"),
	of[person.Described]("person.described"),
	of[person.Forgotten]("person.forgotten"),
	of[person.ConsentGiven]("person.consent-given"),
	of[person.ConsentWithdrawn]("person.consent-withdrawn"),
	of[person.WithdrawalAnswered]("person.withdrawal-answered"),

	of[code.Claimed]("code.claimed"),

	of[fund.Opened]("fund.opened", added),
	of[fund.CompartmentOpened]("fund.compartment-opened", added, added),
	of[fund.PlaceOpened]("fund.place-opened"),
	of[fund.DonationReceived]("fund.donation-received", added),
	of[fund.DonationCleared]("fund.donation-cleared"),
	of[fund.DonationDropped]("fund.donation-dropped"),
	of[fund.InterestReceived]("fund.interest-received"),
	of[fund.UnidentifiedReceived]("fund.unidentified-received"),
	of[fund.UnidentifiedReturned]("fund.unidentified-returned"),
	of[fund.AmountReserved]("fund.amount-reserved"),
	of[fund.PayoutMade]("fund.payout-made", added, added),
	of[fund.ReservationReleased]("fund.reservation-released", added),
	of[fund.ListPaid]("fund.list-paid", added),
	of[fund.PayoutReturned]("fund.payout-returned"),
	of[fund.DonationReversed]("fund.donation-reversed", added),
	of[fund.DonationRefunded]("fund.donation-refunded", added),
	of[fund.DeficitCovered]("fund.deficit-covered"),
	of[fund.LossRecorded]("fund.loss-recorded"),
	of[fund.LossSpread]("fund.loss-spread"),
	of[fund.MoneyMoved]("fund.money-moved"),
	of[fund.TransferSent]("fund.transfer-sent", added, added),
	of[fund.TransferSettled]("fund.transfer-settled"),
	of[fund.TransferRefused]("fund.transfer-refused"),
	of[fund.TransferAccepted]("fund.transfer-accepted"),
	of[fund.CurrencySold]("fund.currency-sold"),
	of[fund.PeriodClosed]("fund.period-closed"),
	of[fund.PeriodReopened]("fund.period-reopened"),
	of[fund.ReceiptVoided]("fund.receipt-voided"),
	of[fund.ReceiptIssued]("fund.receipt-issued"),
	of[fund.BatchOverridden]("fund.batch-overridden"),

	of[fund.HeldReceived]("fund.held-received"),
	of[fund.HeldHandedOver]("fund.held-handed-over"),
	of[fund.HeldReturned]("fund.held-returned"),
	of[fund.Redesignated]("fund.redesignated"),
	of[fund.BridgeRepaid]("fund.bridge-repaid"),
	of[fund.Redated]("fund.redated"),
	of[fund.DeedAdopted]("fund.deed-adopted"),
	of[fund.YearPublished]("fund.year-published"),

	of[fund.PassedOn]("fund.passed-on"),
	of[fund.HandedOver]("fund.handed-over"),
	of[fund.TakenOver]("fund.taken-over"),
	of[fund.WoundUp]("fund.wound-up"),

	of[fund.ListOpened]("list.opened"),
	of[fund.ListRowsRecorded]("list.rows-recorded", added),
	of[fund.ListFrozen]("list.frozen"),
	of[fund.ListRowsPaid]("list.rows-paid"),
	of[fund.ListRowReturned]("list.row-returned"),
	of[fund.ListRowsEnded]("list.rows-ended"),
	of[fund.ListRowSubstituted]("list.row-substituted"),
	of[fund.ListRowsProved]("list.rows-proved"),

	of[award.Opened]("round.opened"),
	of[award.Nominated]("round.nominated"),
	of[award.Revised]("round.revised"),
	of[award.Frozen]("round.frozen"),
	of[award.Approved]("round.approved"),
	of[award.Announced]("round.announced"),
	of[award.Paid]("round.paid"),
	of[award.Closed]("round.closed"),
	of[award.Cancelled]("round.cancelled"),
	of[award.MeritNominated]("merit.nominated"),
	of[award.MeritReleased]("merit.released"),
	of[award.AttachmentUsed]("attachment.used"),

	of[sponsorship.Opened]("slot.opened", added),
	of[sponsorship.Held]("slot.held", added),
	of[sponsorship.HoldReleased]("slot.hold-released"),
	of[sponsorship.Queued]("slot.queued"),
	of[sponsorship.QueueLeft]("slot.queue-left"),
	of[sponsorship.Taken]("slot.taken", added),
	of[sponsorship.PaidFor]("slot.paid-for"),
	of[sponsorship.PaymentReversed]("slot.payment-reversed"),
	of[sponsorship.MemoNoted]("slot.memo-noted"),
	of[sponsorship.MemoStruck]("slot.memo-struck"),
	of[sponsorship.Bridged]("slot.bridged"),
	of[sponsorship.BridgeRelieved]("slot.bridge-relieved"),
	of[sponsorship.BridgeReturned]("slot.bridge-returned"),
	of[sponsorship.Paused]("slot.paused"),
	of[sponsorship.Resumed]("slot.resumed"),
	of[sponsorship.NoticeGiven]("slot.notice-given"),
	of[sponsorship.Ended]("slot.ended"),
	of[sponsorship.Closed]("slot.closed"),
	of[sponsorship.CarriedOver]("slot.carried-over"),
	of[sponsorship.CarriedBack]("slot.carried-back"),
	of[sponsorship.ReportSent]("slot.report-sent"),

	of[sponsorship.Proposed]("child.proposed"),
	of[sponsorship.Verified]("child.verified"),
	of[sponsorship.SlotListed]("child.slot-listed"),
	of[sponsorship.Exited]("child.exited"),

	of[pledge.Made]("pledge.made", added),
	of[pledge.Activated]("pledge.activated"),
	of[pledge.PaymentApplied]("pledge.payment-applied", onlyInstalment),
	of[pledge.PaymentUnapplied]("pledge.payment-unapplied", onlyInstalment),
	of[pledge.Paused]("pledge.paused"),
	of[pledge.Resumed]("pledge.resumed"),
	of[pledge.Cancelled]("pledge.cancelled", added),
	of[pledge.WrittenOff]("pledge.written-off", added),

	of[pledge.Counted]("payment.counted"),

	of[goods.ItemOpened]("store.item-opened"),
	of[goods.Received]("store.goods-received"),
	of[goods.HandedOut]("store.goods-given"),
	of[goods.Lost]("store.goods-lost"),
	of[goods.Returned]("store.goods-returned"),
	of[goods.DeliveryReversed]("store.delivery-reversed"),
	of[goods.IssueReversed]("store.issue-reversed"),
	of[goods.Revalued]("store.lot-revalued"),

	of[campaign.Opened]("campaign.opened"),
	of[campaign.RuleSet]("campaign.rule-set"),
	of[campaign.Extended]("campaign.extended"),
	of[campaign.Closed]("campaign.closed"),

	of[boxes.Begun]("boxes.begun"),
	of[boxes.HandedOut]("boxes.handed-out"),
	of[boxes.BroughtIn]("boxes.brought-in"),
	of[boxes.Opened]("boxes.opened"),
	of[boxes.Lost]("boxes.lost"),
	of[boxes.Accepted]("boxes.accepted"),

	of[levy.Begun]("levy.begun"),
	of[levy.HouseholdsListed]("levy.households-listed"),
	of[levy.HouseholdsExempted]("levy.households-exempted"),
	of[levy.Waived]("levy.waived"),
	of[levy.HouseholdMoved]("levy.household-moved"),
	of[levy.Paid]("levy.paid"),
	of[levy.TakenBack]("levy.taken-back"),

	of[roster.Estimated]("roster.estimated"),
	of[roster.RowsRecorded]("roster.rows-recorded"),
	of[roster.Corrected]("roster.corrected"),
	of[roster.Attached]("roster.attached"),
	of[roster.Detached]("roster.detached"),
	of[roster.RemittanceUndone]("roster.remittance-undone"),
	of[roster.DifferenceNamed]("roster.difference-named"),

	of[roster.Listed]("remittance.listed"),

	of[cluster.Formed]("cluster.formed"),
	of[cluster.Changed]("cluster.changed"),
	of[statistic.Declared]("statistics.declared"),
	of[statistic.Corrected]("statistics.corrected"),
	of[statistic.Withdrawn]("statistics.withdrawn"),
	of[staff.Granted]("staff.role-granted"),
	of[staff.Ended]("staff.role-ended"),
	of[staff.Enrolled]("staff.enrolled"),
	of[staff.Signed]("signature.given"),
}

// onlyInstalment: when there were only one-off pledges, all that was counted was counted towards the one there is.
func onlyInstalment(members map[string]jsontext.Value) error {
	members["instalment"] = jsontext.Value("1")
	return nil
}
