package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/api"
	"sovang/api/account"
	"sovang/api/pages"
	forms "sovang/api/paper"
	"sovang/api/post"
	"sovang/api/rest"
	"sovang/domain/person"
)

type serveCmd struct {
	Listen string `help:"Address of the pages, the API, health and metrics." default:"127.0.0.1:8080" placeholder:"ADDR"`
	URL    string `name:"url" help:"Where people reach the pages, where that is not the address: https://so.example.vn. With https, cookies travel by it alone." env:"SOVANG_URL" placeholder:"URL"`
	Log    string `help:"What is written down: every request (info), or only what somebody should look at (warn, error)." default:"info" enum:"info,warn,error"`
	Rate   int    `help:"How many requests a second one token may make; 0: any number." default:"1000" placeholder:"N"`

	Forms string `help:"Folder with forms for receipts and vouchers that stand in for the program's own: forms.json and templates." type:"existingdir" placeholder:"DIR"`

	mailFlags

	Profile string `hidden:"" help:"Directory for profiles of this run."`
}

// Run opens the house and serves it until a signal. It ends in the order of promises: no new visitors, answers to what was asked, the writer's last
// publish and snapshot, then the log.
func (c *serveCmd) Run(ctx context.Context, p Process, g *globals) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		return err
	}
	g.Lines = &level
	sender, err := c.sender()
	if err != nil {
		return err
	}
	return profiled(c.Profile, func() error {
		h, err := openHouse(ctx, g, p)
		if err != nil {
			return err
		}
		return h.serve(ctx, p, faces{listen: c.Listen, url: c.URL, rate: c.Rate, forms: c.Forms, sender: sender})
	})
}

// leaving bounds what may still be done after a signal.
const leaving = 30 * time.Second

// faces is how an open house is served.
type faces struct {
	listen string
	url    string // "": the address
	rate   int
	forms  string // a folder whose forms stand in for the program's; "": there is none
	sender post.Sender
	demo   bool // whoever sits at this machine may try every role
}

// serve serves an open house and closes it.
func (h *house) serve(ctx context.Context, p Process, f faces) (err error) {
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaving)
		defer cancel()
		err = errors.Join(err, h.Close(last))
	}()
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return err
	}
	if f.url = strings.TrimRight(f.url, "/"); f.url == "" {
		f.url = "http://" + l.Addr().String()
	}
	forPrograms := h.rest(f.rate)
	forPrograms.Leaving = ctx.Done()
	programs := rest.New(forPrograms)
	forPeople, err := h.pages(f)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	people, err := pages.New(forPeople)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	socket, err := listenSocket(h.dir)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if h.lease != nil {
		h.lease.Stand()
	}
	fmt.Fprintf(p.Out, "serving %s on http://%s (pages, /api/v1, /healthz, /readyz, /metrics); stop with Ctrl-C\n", h, l.Addr())
	if err := h.welcome(ctx, p, f); err != nil {
		return errors.Join(err, l.Close(), socket.Close())
	}
	if p.Ready != nil {
		p.Ready(l.Addr().String())
	}
	ctx, stop := context.WithCancel(ctx)
	var open sync.WaitGroup
	open.Go(func() { attend(ctx, socket, h) })
	open.Go(func() { people.Ahead(ctx) })
	open.Go(func() {
		select {
		case <-h.writer.Done(): // it must not go on; reports do, and /readyz says why
			h.log.Error("no more writing", "error", h.writer.Err())
			if h.lease != nil {
				h.leave(ctx)
			}
		case <-ctx.Done():
		}
	})
	err = api.Serve(ctx, l, api.Handler(api.Operations{Ready: h.ready, Writer: h.writes, Metrics: h.metrics(), API: programs, Pages: people}), api.Usual)
	stop()
	people.Close()
	open.Wait()
	return err
}

// pages is what pages stand on: the same as the API, and who signs in.
func (h *house) pages(f faces) (pages.Options, error) {
	o := h.rest(0)
	drawn, err := f.readForms()
	sessions := account.NewSessions(h.people, h.store.Desk(), strings.HasPrefix(f.url, "https://"), h.log)
	return pages.Options{Submit: o.Submit, Try: o.Try, Wait: o.Wait, Reached: o.Reached, Sync: h.settled, Read: o.Read, Entries: o.Entries, Log: o.Log, Desk: h.store.Desk(),
		Visits: h.visits, Root: h.Root, Accounts: h.people, Sessions: sessions, URL: f.url, Demo: f.demo,
		Prints: forms.NewPrints(h.store.Papers(), nil), Forms: drawn, Card: h.card, Cards: h.cards, Send: f.sender, Running: h.running}, err
}

// card is all that is known of a person, opened.
func (h *house) card(ctx context.Context, who uuid.UUID) (person.Card, error) {
	return h.read.reader.Card(ctx, h.store, h.vault, who)
}

func (h *house) cards(ctx context.Context, who []uuid.UUID) (map[uuid.UUID]person.Card, error) {
	return h.read.reader.Cards(ctx, h.store, h.vault, who)
}

// readForms reads the forms of papers, those of the operator's own folder before the program's.
func (f faces) readForms() (*forms.Forms, error) {
	if f.forms == "" {
		return forms.ReadForms(nil)
	}
	return forms.ReadForms(os.DirFS(f.forms))
}

// settled returns when reads see everything that this instance knows to be accepted.
func (h *house) settled(ctx context.Context) error {
	_, err := h.Sync(ctx)
	return err
}

// welcome prints the link with which the first account is made, where there is none yet.
func (h *house) welcome(ctx context.Context, p Process, f faces) error {
	if f.demo {
		_, err := fmt.Fprintf(p.Out, "open %s/demo and choose whose day to try\n", f.url)
		return err
	}
	link, err := h.people.First(ctx)
	if err != nil || link == "" {
		return err
	}
	_, err = fmt.Fprintf(p.Out, "nobody can sign in to the pages yet; the first administrator opens %s/setup/%s (it works once, today)\n", f.url, link)
	return err
}

// rest is what the API stands on: the same door as every subcommand's, and the same read side as every report's.
func (h *house) rest(rate int) rest.Options {
	return rest.Options{Submit: h.Submit, Try: h.Try, Wait: h.read.projector.Wait, Reached: h.read.projector.Reached, Last: h.writer.Known,
		Read: h.read.reader, Entries: h.store,
		Tokens: h.tokens, Visits: h.visits, Log: h.log, Rate: rate}
}
