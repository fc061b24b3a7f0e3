package pages

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"sovang/api/books"
	"sovang/domain"
)

func (s *Site) exportPages() []Page {
	return []Page{{Path: "/export/{format}", For: Report("accounts"), Unlisted: true, Send: (*Call).export}}
}

// export sends the books of a fund, or of all where the whole book is asked for, written from the log itself as of an entry and up to a day.
func (c *Call) export() error {
	format, ok := books.FormatNamed(c.Path("format"))
	if !ok {
		return errNoPage
	}
	asOf, err := c.AsOf()
	if err != nil {
		return err
	}
	at, err := c.At()
	if err != nil {
		return err
	}
	only, name := books.Choice{}, "so-vang"
	if at != nil {
		only.Until = *at
	}
	if only.Funds, name, err = c.fundToExport(name); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", format.Media)
	h.Set("Content-Disposition", `attachment; filename="`+plainID(name)+format.Suffix+`"`)
	c.status = http.StatusOK
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(sending)) // where there is none to move, none ends it
	if err := books.Copy(c.Context(), format.New(c.w, only), c.site.o.Entries, asOf.Entry, only); err != nil {
		c.site.o.Log.Error("an export broke off", "entry", asOf.Entry, "error", err)
		panic(http.ErrAbortHandler) // what has gone out must not pass for the whole
	}
	return nil
}

// fundToExport is the fund that is asked for; none is the whole book, for who may see it.
func (c *Call) fundToExport(whole string) (funds []uuid.UUID, name string, err error) {
	code := c.Query("fund")
	if code == "" {
		if !c.May(Report("accounts").AtTheTop()) {
			return nil, "", domain.Errorf(domain.Denied, "name a unit or a fund")
		}
		return nil, whole, nil
	}
	id, err := c.Read().FundNamed(c.Context(), code)
	if err != nil {
		return nil, "", err
	}
	all, err := c.Read().Funds(c.Context(), *c.asOf)
	for _, f := range all {
		if f.Fund == id {
			return []uuid.UUID{id}, f.Code, c.Within(f.Unit)
		}
	}
	if err == nil {
		err = domain.Errorf(domain.NotFound, "there was no fund %s as of that entry", code).On("fund")
	}
	return nil, "", err
}
