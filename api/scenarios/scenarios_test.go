package scenarios

import (
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/api/apply"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/eventstore/vault"
)

// view is a book in memory.
type view struct {
	states  map[domain.Stream]domain.State
	entries map[uuid.UUID]domain.Entry
}

func (v view) State(s domain.Stream) domain.State {
	if _, ok := v.states[s]; !ok {
		v.states[s] = ledger.New(s)
	}
	return v.states[s]
}

func (v view) Each(kind string) iter.Seq2[domain.Stream, domain.State] {
	return ledger.Each(v.states, kind)
}

func (v view) Entry(id uuid.UUID) (domain.Entry, bool) { e, ok := v.entries[id]; return e, ok }

// TestEveryCommandIsTaken decides all cases in order and looks at what the funds hold then; and after them the demonstration's year.
func TestEveryCommandIsTaken(t *testing.T) {
	cases, err := All()
	if err != nil {
		t.Fatal(err)
	}
	master, err := vault.ParseMaster(strings.Repeat("01", 32))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.New(t.Context(), vault.NewMemory(), master)
	if err != nil {
		t.Fatal(err)
	}
	v := view{map[domain.Stream]domain.State{}, map[uuid.UUID]domain.Entry{}}
	take := func(c Case) {
		for i, r := range c.Requests {
			if err := keys.SealRequest(t.Context(), &r); err != nil {
				t.Fatalf("%s, command %d (%s): %v", c.Name, i, ledger.Name(r.Command), err)
			}
			changes, err := ledger.Decide(v, r, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatalf("%s, command %d (%s): %v", c.Name, i, ledger.Name(r.Command), err)
			}
			if _, ok := v.entries[r.ID]; ok {
				t.Fatalf("%s, command %d: the id was used before", c.Name, i)
			}
			v.entries[r.ID] = domain.Entry{ID: r.ID, Changes: changes}
			for _, change := range changes {
				for _, e := range change.Events {
					v.State(change.Stream).Evolve(r.ID, e)
				}
			}
		}
	}
	for _, c := range cases {
		take(c)
	}
	for code, want := range map[string]int64{"TQ-XA": 272_922_500, "TQ-XOM": 154_354_500, "PM": 13_000_000, "CD-CH": 8_400_000, "CD-XA": 5_600_000,
		"TB-TINH": 250_100_000, "TB-HUYEN": 500_200_000, "TB-XA": 1_750_700_001, "HO-THAO": 32_450_000, "QD": 99_820_000, "QN-HB": 5_500_000, "QN-VD": 25_650_000, "QN-KT": 0,
		"HD": 25_000_000, "PT": 0, "HD-1": 5_000_000, "PT-5": 50_000_000, "QN-BDD": 1_000_000,
		"QN-DM": 0, "QN-TM": 0, "QN-MG": 18_000_000 + 6_000_000 + 11_500_000 - 500_000 - 2_000_000, "QN-DM-CD": 22_000_000, "QN-TM-BDD": 7_800_000} {
		f := v.State(fund.StreamOf(ID("fund/" + code))).(*fund.Fund)
		var free int64
		for _, c := range f.Compartments {
			free += c.Free.Len()
		}
		if free != want {
			t.Errorf("%s holds %d, want %d", code, free, want)
		}
	}
	take(Demo())
}

// TestLines: a case survives the way through a file of commands.
func TestLines(t *testing.T) {
	cases, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for i, r := range c.Requests {
			line, err := apply.Append(nil, r)
			if err != nil {
				t.Fatalf("%s, command %d: %v", c.Name, i, err)
			}
			again, err := apply.Parse(line)
			if err != nil {
				t.Fatalf("%s, command %d: %v\n%s", c.Name, i, err, line)
			}
			want, _ := ledger.Digest(r.Command)
			if got, _ := ledger.Digest(again.Command); got != want || again.ID != r.ID || !again.At.Equal(r.At) {
				t.Fatalf("%s, command %d is another after the way through a file: %s", c.Name, i, cmp.Diff(r, again))
			}
		}
	}
}
