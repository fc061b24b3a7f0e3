package staff

import (
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
)

// TestRolesAreHeldOnTheirDays: on each day exactly those roles are held that were granted for it and not ended by then, whatever the order of
// granting and ending; told beside a model that has a cell for every day.
func TestRolesAreHeldOnTheirDays(t *testing.T) {
	const first, days = 20_000, 30
	names := []string{"Vũ Thị Hoa", "vũ thị  HOA", "Lê Văn Bình"}
	rapid.Check(t, func(t *rapid.T) {
		s := &Staff{}
		held := [2][days]Set{}
		whose := func(n int) int { return n / 2 }
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			n, role := rapid.IntRange(0, 2).Draw(t, "who"), rapid.SampledFrom(Roles).Draw(t, "role")
			from := rapid.IntRange(0, days-1).Draw(t, "from")
			who := whose(n)
			if rapid.Bool().Draw(t, "grant") {
				until := rapid.IntRange(from, days).Draw(t, "until") // days: open
				g := Granted{Actor: names[n], Role: role, From: domain.Date(first + from), Basis: "x"}
				if until < days {
					g.Until = domain.Date(first + until)
				}
				taken := false
				for d := from; d < days && d <= until; d++ {
					taken = taken || held[who][d].Has(role)
				}
				events, err := s.Grant(g)
				if (err != nil) != taken {
					t.Fatalf("%v; granted before: %v", err, taken)
				}
				for _, e := range events {
					s.Evolve(uuid.New(), e)
					for d := from; d < days && d <= until; d++ {
						held[who][d] |= Of(role)
					}
				}
				continue
			}
			g, err := s.Held(names[n], role, domain.Date(first+from))
			if err != nil {
				continue
			}
			on := max(from, int(g.From)-first)
			events, err := s.End(g, domain.Date(first+on), "ai", "nghỉ")
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				s.Evolve(uuid.New(), e)
			}
			for d := on; d < days && (g.Until == 0 || d <= int(g.Until)-first); d++ {
				if g.Closed && d >= int(g.Ended)-first {
					break
				}
				held[who][d] &^= Of(role)
			}
		}
		for d := range days {
			for n, name := range names {
				if got := s.Holds(name, domain.Date(first+d)); got != held[whose(n)][d] {
					t.Fatalf("day %d: %s holds %s, want %s", d, name, got, held[whose(n)][d])
				}
			}
		}
	})
}

// Incompatible duties are so whichever comes first, and a role is never apart from itself.
func TestApart(t *testing.T) {
	for _, a := range Roles {
		for _, b := range Roles {
			if a.Apart().Has(b) != b.Apart().Has(a) {
				t.Errorf("%s and %s", a, b)
			}
		}
		if a.Apart().Has(a) {
			t.Errorf("%s is apart from itself", a)
		}
	}
	if got := Of(Treasurer, Cashier, Chair).String(); got != "treasurer, cashier or chair" {
		t.Error(got)
	}
}
