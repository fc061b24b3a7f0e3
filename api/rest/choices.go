package rest

import (
	"reflect"

	"sovang/domain/award"
	saving "sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	kind "sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/statistic"
	"sovang/domain/unit"
)

// choices are the words that a command may say, by their types: those that the domain declares, as a test sees in its source. Only what is asked for is
// bound by them; answers may learn new words.
var choices = func() map[reflect.Type][]any {
	m := map[reflect.Type][]any{}
	words(m, unit.Kinds...)
	words(m, staff.Roles...)
	words(m, person.Kinds...)
	words(m, person.Purposes...)
	words(m, person.Cases...)
	words(m, person.Givers...)
	words(m, campaign.Kinds...)
	words(m, saving.Kinds...)
	words(m, saving.Fates...)
	words(m, sponsorship.Kinds...)
	words(m, sponsorship.Paths...)
	words(m, sponsorship.NoWish, sponsorship.ToNextChild, sponsorship.ToUnrestricted, sponsorship.ToCompartment, sponsorship.BackToTheSponsor)
	words(m, statistic.Bounds...)
	words(m, statistic.Own, statistic.Below)
	words(m, statistic.Stock, statistic.Flow, statistic.Target)
	words(m, pledge.Bases...)
	words(m, pledge.OneOff, pledge.Instalments, pledge.Standing)
	words(m, levy.ByHousehold, levy.ByHead, levy.ByList)
	words(m, award.MayStack, award.OnceAYear, award.OnceAYearPerKind)
	words(m, kind.Named, kind.Benefactor, kind.Hidden)
	words(m, kind.Declared, kind.Estimated)
	words(m, fund.LicensedFund, fund.AssociationFund, fund.ClanFund)
	words(m, fund.Cash, fund.Bank, fund.Savings, fund.Advance)
	words(m, fund.Unrestricted, fund.Purpose, fund.Beneficiary, fund.Slot, fund.Endowment, fund.Income, fund.Administration)
	words(m, fund.Named, fund.Benefactor, fund.Hidden)
	words(m, fund.Scholarship, fund.Support, fund.Reward)
	words(m, fund.Award, fund.ProgrammeCost, fund.RunningCost, fund.Fee, fund.Seizure)
	words(m, fund.KeyingError, fund.Bounced, fund.Unlawful)
	words(m, fund.DonorConsent, fund.ClosingRule, fund.SignedWish, fund.NearestUse)
	words(m, fund.RecipientsRule, fund.AwardsRule, fund.AwardCap, fund.YearCap, fund.WindowRule, fund.RunningShare)
	words(m, fund.Excluded, fund.Declined, fund.Cancelled, fund.Unclaimed)
	words(m, money.Currencies()...)
	return m
}()

func words[W ~string](m map[reflect.Type][]any, words ...W) {
	for _, w := range words {
		m[reflect.TypeFor[W]()] = append(m[reflect.TypeFor[W]()], string(w))
	}
}
