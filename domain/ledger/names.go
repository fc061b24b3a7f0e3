package ledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/member"
	"sovang/domain/person"
)

// kind is one kind of command: what it is called outside, and how its JSON is read.
type kind struct {
	name   string
	typ    reflect.Type // only a key of the look-up from a command to its name
	decode func([]byte) (Command, error)
}

const donationReceive = "fund.receive"

// kinds names every command once. The order is that of the manual.
var kinds = []kind{
	command[FoundUnit]("unit.found"), command[RenameUnit]("unit.rename"), command[RetypeUnit]("unit.retype"), command[MoveUnit]("unit.move"),
	command[MergeUnits]("unit.merge"), command[SplitUnit]("unit.split"), command[DissolveUnit]("unit.dissolve"),
	command[RegisterPeople]("person.register"), command[DescribePerson]("person.describe"), command[ForgetPerson]("person.forget"),
	command[fund.Open]("fund.open"), command[fund.OpenCompartment]("fund.open-compartment"), command[fund.OpenPlace]("fund.open-place"),
	command[ReceiveDonation](donationReceive), command[fund.Clear]("fund.clear"), command[fund.Drop]("fund.drop"),
	command[fund.ReceiveInterest]("fund.receive-interest"),
	command[fund.ReceiveUnidentified]("fund.receive-unidentified"), command[fund.ReturnUnidentified]("fund.return-unidentified"),
	command[fund.Reserve]("fund.reserve"), command[fund.Release]("fund.release"),
	command[fund.Pay]("fund.pay"), command[fund.Charge]("fund.charge"), command[fund.Return]("fund.return"),
	command[fund.RecordList]("list.record"), command[fund.PayList]("fund.pay-list"),
	command[fund.Reverse]("fund.reverse"), command[fund.Refund]("fund.refund"),
	command[fund.RecordLoss]("fund.record-loss"), command[fund.SpreadLoss]("fund.spread-loss"),
	command[fund.Move]("fund.move"), command[fund.Send]("fund.send"), command[fund.Accept]("fund.accept"), command[fund.Refuse]("fund.refuse"),
	command[fund.SellCurrency]("fund.sell-currency"), command[fund.Close]("fund.close"), command[fund.Reopen]("fund.reopen"),
	command[fund.ReplaceReceipt]("fund.replace-receipt"),
	command[fund.Redesignate]("fund.redesignate"), command[fund.Redate]("fund.redate"), command[fund.AdoptDeed]("fund.adopt-deed"),
	command[fund.ReturnHeld]("fund.return-held"), command[HandOverFunds]("fund.hand-over"),
	command[ProposeChildren]("child.propose"), command[VerifyChildren]("child.verify"), command[ExitChild]("child.exit"),
	command[OpenSlot]("slot.open"), command[HoldSlot]("slot.hold"), command[ReleaseHold]("slot.release-hold"),
	command[QueueForSlot]("slot.queue"), command[LeaveQueue]("slot.leave-queue"), command[TakeSlot]("slot.take"),
	command[PauseSponsorship]("slot.pause"), command[ResumeSponsorship]("slot.resume"), command[GiveNotice]("slot.give-notice"),
	command[EndSponsorship]("slot.end"), command[NoteMemo]("slot.note-memo"), command[StrikeMemo]("slot.strike-memo"),
	command[SendReport]("slot.send-report"), command[CarryOver]("slot.carry"),
	command[MakePledge]("pledge.make"), command[ActivatePledge]("pledge.activate"),
	command[PausePledge]("pledge.pause"), command[ResumePledge]("pledge.resume"),
	command[ApplyPayment]("pledge.apply"), command[UnapplyPayment]("pledge.unapply"), command[MovePayment]("pledge.move"),
	command[CancelPledge]("pledge.cancel"), command[WriteOffPledge]("pledge.write-off"),

	command[OpenRound]("round.open"), command[Nominate]("round.nominate"), command[ExcludeRows]("round.exclude"), command[FreezeRound]("round.freeze"),
	command[ReviseRound]("round.revise"), command[ApproveRound]("round.approve"), command[AnnounceRound]("round.announce"), command[PayRound]("round.pay"),
	command[ProveRows]("round.prove"), command[GiveUpRows]("round.unclaimed"), command[CancelRows]("round.cancel-rows"),
	command[SubstituteRow]("round.substitute"), command[CloseRound]("round.close"), command[CancelRound]("round.cancel"),
	command[OpenCampaign]("campaign.open"), command[SetCampaignRule]("campaign.set-rule"), command[ExtendCampaign]("campaign.extend"),
	command[CloseCampaign]("campaign.close"),
	command[goods.OpenItem]("goods.open-item"), command[ReceiveGoods]("goods.receive"), command[goods.Give]("goods.give"), command[goods.Lose]("goods.lose"),
	command[goods.Return]("goods.return"), command[goods.Reverse]("goods.reverse"), command[goods.Revalue]("goods.revalue"),
	command[BeginBoxes]("boxes.begin"), command[HandOutBoxes]("boxes.hand-out"), command[OpenBoxes]("boxes.open"), command[LoseBoxes]("boxes.lose"),
	command[AcceptBoxes]("boxes.accept"),
	command[BeginLevy]("levy.begin"), command[ListHouseholds]("levy.list"), command[ExemptHouseholds]("levy.exempt"), command[WaiveHousehold]("levy.waive"),
	command[MoveHousehold]("levy.move-away"), command[PayLevy]("levy.pay"),
	command[PublishDisclosure]("disclosure.publish"),
	command[GrantRole]("staff.grant"), command[EndRole]("staff.end"), command[Sign]("staff.sign"),
	command[EstimateRoster]("roster.estimate"), command[RecordRoster]("roster.record"), command[AttachRoster]("roster.attach"),
	command[CorrectRoster]("roster.correct"), command[DetachRoster]("roster.detach"), command[NameRosterDifference]("roster.name-difference"),

	command[FormCluster]("cluster.form"), command[ChangeCluster]("cluster.change"),
	command[DeclareFigures]("statistic.declare"), command[CorrectFigure]("statistic.correct"), command[WithdrawFigure]("statistic.withdraw"),
	command[GiveConsent]("person.consent"), command[WithdrawConsent]("person.withdraw-consent"), command[AnswerWithdrawal]("person.answer-withdrawal"),
}

func command[C any](name string) kind {
	return kind{name, reflect.TypeFor[C](), func(data []byte) (Command, error) {
		var c C
		if err := json.Unmarshal(data, &c, json.RejectUnknownMembers(true)); err != nil {
			return nil, inField(err)
		}
		return c, nil
	}}
}

// inField turns a decoder's error into ours, with the field it speaks of.
func inField(err error) error {
	refusal := domain.Errorf(domain.Invalid, "the command's data cannot be read: %v", err)
	var field jsontext.Pointer
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		field = semantic.JSONPointer
		if errors.Is(err, json.ErrUnknownName) {
			refusal = domain.Errorf(domain.Invalid, "the command has no such field")
		} else if semantic.Err != nil {
			refusal = domain.Errorf(domain.Invalid, "%v", semantic.Err)
		} else if semantic.JSONKind != 0 { // what we expected is a type of the program, and says nothing to whoever writes files
			refusal = domain.Errorf(domain.Invalid, "%s cannot stand here", spoken(semantic.JSONKind))
		}
	}
	if ours, ok := errors.AsType[*domain.Error](err); ok {
		refusal = domain.Errorf(ours.Code, "%s", ours.Message)
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		field = syntactic.JSONPointer
	}
	if name := path(field); name != "" {
		refusal = refusal.On(name)
	}
	return refusal
}

func spoken(k jsontext.Kind) string {
	switch k {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a text"
	case '0':
		return "a number"
	}
	return k.String()
}

// path writes a JSON pointer as people write fields: /lines/1/amount → lines[1].amount.
func path(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if strings.Trim(token, "0123456789") == "" && token != "" {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	return b.String()
}

var (
	byName = func() map[string]kind {
		m := make(map[string]kind, len(kinds))
		for _, k := range kinds {
			m[k.name] = k
		}
		return m
	}()
	byType = func() map[reflect.Type]string {
		m := make(map[reflect.Type]string, len(kinds))
		for _, k := range kinds {
			m[k.typ] = k.name
		}
		return m
	}()
)

// Names lists the names of all commands.
func Names() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// Type is the type of the command with that name, so that its fields can be described; nil where there is none.
func Type(name string) reflect.Type { return byName[name].typ }

// Name is what a command is called outside, "" for what is none.
func Name(c Command) string { return byType[reflect.TypeOf(c)] }

// Decode reads the JSON of a command by its name. Unknown names and unknown fields are refused, with the field named.
func Decode(name string, data []byte) (Command, error) {
	k, ok := byName[name]
	if !ok {
		return nil, domain.Errorf(domain.Invalid, "there is no command %q", name).On("command")
	}
	data, err := composed(data)
	if err != nil {
		return nil, inField(err)
	}
	return k.decode(data)
}

// composed puts all text of a JSON value into NFC, so that the same name is the same bytes whichever keyboard or program wrote it.
func composed(data []byte) ([]byte, error) {
	if bytes.Contains(data, []byte(`\u`)) { // letters may hide in escapes
		value := jsontext.Value(bytes.Clone(data))
		if err := value.Format(jsontext.PreserveRawStrings(false)); err != nil {
			return nil, err
		}
		data = value
	}
	if norm.NFC.IsNormal(data) {
		return data, nil
	}
	return norm.NFC.Bytes(data), nil
}

// Encode writes a command as Decode reads it.
func Encode(c Command) (name string, data []byte, err error) {
	if name = Name(c); name == "" {
		return "", nil, domain.Errorf(domain.Internal, "%T is no command", c)
	}
	data, err = json.Marshal(c, json.Deterministic(true))
	return name, data, err
}

// Digest is the SHA-256 of a command's name and canonical JSON, personal fields left out (the person's id stays): nothing that could
// be guessed back to a name may outlive a forgetting.
func Digest(c Command) ([32]byte, error) {
	if donation, ok := c.(ReceiveDonation); ok { // as nearly all are
		var room [768]byte
		if data, ok := donation.appendJSON(append(room[:0], donationReceive+"\n"...)); ok {
			return sha256.Sum256(data), nil
		}
	}
	name, data, err := Encode(impersonal(c))
	if err != nil {
		return [32]byte{}, err
	}
	return sha256.Sum256(append([]byte(name+"\n"), data...)), nil
}

// appendJSON appends a donation that brings nobody and nothing along as the general encoder writes it; false for what that must judge.
func (c ReceiveDonation) appendJSON(b []byte) ([]byte, bool) {
	if c.NewDonor != nil || c.Override != nil || !member.Writable(string(c.Basis), c.PledgeCode) {
		return b, false
	}
	b, ok := c.AppendMembers(append(b, '{'))
	b = member.OptionalText(b, "basis", string(c.Basis))
	b = member.OptionalText(b, "pledge_code", c.PledgeCode)
	return append(b, '}'), ok
}

func impersonal(c Command) Command {
	return eachPersonal(c, func(p personal) {
		if p.card != nil {
			*p.card = person.Card{}
		} else {
			*p.memo = ""
		}
	})
}
