package pages

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"sovang/domain"
	"sovang/eventstore/merkle"
	"sovang/projections"
)

func (s *Site) proofPages() []Page {
	return []Page{{Path: "/proof", For: wholeLog(), Template: "proof", Menu: "menu.proof", Under: Checking, Unlisted: true, Show: (*Call).proof}}
}

// proofShown is the root of the book as of an entry, and how it goes on from an earlier one.
type proofShown struct {
	When
	Root   projections.Root
	Base64 string
	// From is an earlier entry, as it was typed; Earlier its root, Path the proof that the book goes on from it.
	From    string
	Earlier projections.Root
	Path    []string
	// Kept is a root that somebody kept, as it was typed; Same says whether it is that of the earlier entry, or of the page's where none was named.
	Kept string
	Same bool
}

func (c *Call) proof() (any, error) {
	h, err := c.when("from", "kept")
	if err != nil || h.AsOf.Entry == 0 {
		return proofShown{When: h}, err
	}
	p := proofShown{When: h, From: c.Query("from"), Kept: c.Query("kept")}
	if p.Root, err = c.Read().Root(c.Context(), c.site.o.Entries, h.AsOf); err != nil {
		return nil, err
	}
	p.Base64 = base64.StdEncoding.EncodeToString(p.Root.Hash[:])
	meant := p.Root
	if p.From != "" {
		from, err := c.Read().AsOf(c.Context(), p.From)
		if err != nil {
			return nil, domain.Under("from", err)
		}
		x, err := c.Read().Extension(c.Context(), c.site.o.Entries, from, h.AsOf)
		if err != nil {
			return nil, err
		}
		p.Earlier, meant = x.From, x.From
		for _, hash := range x.Path {
			p.Path = append(p.Path, hex.EncodeToString(hash[:]))
		}
	}
	if p.Kept != "" {
		kept, err := rootOf(p.Kept)
		if err != nil {
			return nil, err
		}
		p.Same = kept == meant.Hash
	}
	return p, nil
}

// rootOf reads a root as it was printed or kept: in hexadecimal, in any case and with blanks, or in base64.
func rootOf(text string) (h merkle.Hash, err error) {
	plain := strings.Join(strings.Fields(text), "")
	raw, failed := hex.DecodeString(plain)
	if failed != nil || len(raw) != len(h) {
		raw, failed = base64.StdEncoding.DecodeString(plain)
	}
	if failed != nil || len(raw) != len(h) {
		return h, domain.Errorf(domain.Invalid, "%q is no root: it has 64 hexadecimal digits", text).On("kept")
	}
	return merkle.Hash(raw), nil
}
