package ledger_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// TestConsents: given, withdrawn and answered in the person's own stream; what is left out is today's.
func TestConsents(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people")
	who := person.StreamOf(word("child"))
	give := ledger.GiveConsent{Person: word("child"), Purpose: person.RecipientLists, Case: person.OlderChild, By: person.Both, Evidence: "hồ sơ 7", Wording: "MAU-02"}
	d.refuses("nobody", "a", ledger.GiveConsent{}, domain.Invalid, "person")
	d.refuses("a stranger", "a", ledger.GiveConsent{Person: word("stranger")}, domain.NotFound, "person")
	d.refuses("a body", "a", ledger.GiveConsent{Person: word("donor"), Purpose: person.DonorLists, Case: person.Adult, By: person.Self}, domain.Violation, "person")
	alone := give
	alone.By = person.Guardian
	d.refuses("without the child", "a", alone, domain.Violation, "by")
	d.takes("the child and the guardian", "give", give, to(who, person.ConsentGiven{Purpose: person.RecipientLists, Case: person.OlderChild, By: person.Both,
		Evidence: "hồ sơ 7", Wording: "MAU-02", From: day0}))
	d.refuses("nobody withdraws", "b", ledger.WithdrawConsent{}, domain.Invalid, "person")
	d.refuses("answered before it was withdrawn", "b", ledger.AnswerWithdrawal{Person: word("child"), Purpose: person.RecipientLists}, domain.Conflict, "purpose")
	d.takes("withdrawn", "withdraw", ledger.WithdrawConsent{Person: word("child")}, to(who, person.ConsentWithdrawn{Purpose: person.RecipientLists, On: day0}))
	d.now = d.now.Add(24 * time.Hour)
	d.takes("answered", "answer", ledger.AnswerWithdrawal{Person: word("child"), Purpose: person.RecipientLists}, to(who, person.WithdrawalAnswered{Purpose: person.RecipientLists, On: day0 + 1}))
	d.takes("forgotten", "forget", ledger.ForgetPerson{Person: word("child")}, to(who, person.Forgotten{}))
	d.refuses("the forgotten consents", "c", give, domain.Conflict, "person")
	d.refuses("the forgotten withdraws", "c", ledger.WithdrawConsent{Person: word("child")}, domain.Conflict, "person")
	d.refuses("the nil person is answered", "c", ledger.AnswerWithdrawal{Person: uuid.Nil}, domain.Invalid, "person")
}
