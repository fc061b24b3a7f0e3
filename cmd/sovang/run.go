package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"sovang/api/apply"
	"sovang/domain"
)

// Process is what a run of the program gets from outside, so that a test can be outside too. Ready, if given, hears the address that a server
// listens on once it answers there.
type Process struct {
	Args  []string
	In    io.Reader
	Out   io.Writer
	Err   io.Writer
	Ready func(address string)
}

// The exit codes. They are promised: scripts read them.
const (
	exitDone     = 0
	exitRefused  = 1
	exitUsage    = 2
	exitInternal = 3
)

// exitOf maps the codes of errors to exit codes; a code that is not here is our fault.
var exitOf = map[domain.Code]int{
	"":               exitDone,
	domain.Invalid:   exitRefused,
	domain.Denied:    exitRefused,
	domain.NotFound:  exitRefused,
	domain.Conflict:  exitRefused,
	domain.Violation: exitRefused,
}

// globals are the settings of every subcommand: from a flag, else the environment, else the file of settings.
type globals struct {
	Config   string `help:"File of settings, a JSON object of flag names and values." env:"SOVANG_CONFIG" placeholder:"FILE" default:"${config}"`
	Data     string `help:"Directory that holds the ledger (${data})." env:"SOVANG_DATA" placeholder:"DIR"`
	NATS     string `name:"nats" help:"URL of a NATS server with JetStream; without it, one runs inside." env:"SOVANG_NATS" placeholder:"URL"`
	SyncAck  bool   `name:"nats-sync-always" help:"I have set sync_interval: always on that server: without it, an acknowledged entry can be lost." env:"SOVANG_NATS_SYNC_ALWAYS"`
	Replicas int    `name:"nats-replicas" help:"Copies of the log and the keys that a NATS cluster keeps, when they are made there." env:"SOVANG_NATS_REPLICAS" default:"1" placeholder:"N"`
	Postgres string `help:"Connection string of PostgreSQL for the read side; without it, SQLite in the data directory." env:"SOVANG_POSTGRES" placeholder:"DSN"`
	Book     string `help:"Name of the book." env:"SOVANG_BOOK" default:"main" placeholder:"NAME"`
	Actor    string `help:"Who asks, for commands that do not say." env:"SOVANG_ACTOR" default:"${actor}" placeholder:"NAME"`

	Lines *slog.Level `kong:"-"` // what a serve writes down
}

// logTo is where the program writes what operators read: a serve lines of JSON, for whatever gathers them, everything else plain text.
func (g *globals) logTo(p Process) *slog.Logger {
	if g.Lines != nil {
		return slog.New(slog.NewJSONHandler(p.Err, &slog.HandlerOptions{Level: g.Lines}))
	}
	return slog.New(slog.NewTextHandler(p.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

type cli struct {
	globals

	Serve   serveCmd   `cmd:"" help:"Serve the ledger: the API, health, metrics, and the socket of the other subcommands."`
	Demo    demoCmd    `cmd:"" help:"Furnish a ledger with real cases, show it and serve it."`
	Apply   applyCmd   `cmd:"" help:"Apply a file of commands, one JSON object a line."`
	Import  importCmd  `cmd:"" help:"Import donations, pledges or awards from a CSV file."`
	Match   matchCmd   `cmd:"" help:"Count donations and bank lines towards the pledges they are for."`
	Report  reportCmd  `cmd:"" help:"Report what the ledger holds."`
	Export  exportCmd  `cmd:"" help:"Export the ledger for other programs."`
	Token   tokenCmd   `cmd:"" help:"Tokens of the API: issue, list, revoke."`
	Account accountCmd `cmd:"" help:"Accounts of the pages: a link to choose a password."`
	Visit   visitCmd   `cmd:"" help:"Codes with which donors see their gifts: make, list, revoke."`
	Audit   auditCmd   `cmd:"" help:"For auditors: the root of the log."`
	Rebuild rebuildCmd `cmd:"" help:"Build the read side anew from the log."`
	Person  personCmd  `cmd:"" help:"People: forget one."`
	Bench   benchCmd   `cmd:"" help:"Measure how fast and how large the ledger is here, each figure beside its limit."`
	Staff   staffCmd   `cmd:"" help:"Duties: give a role, take it back, sign a command."`
}

// Run runs one subcommand and gives its exit code.
func Run(ctx context.Context, p Process) int {
	var c cli
	ended := -1 // what kong wants to exit with after --help
	parser, err := kong.New(&c, kong.Name("sovang"),
		kong.Description("Sổ Vàng: a ledger for scholarship funds that cannot be rewritten, in which every đồng can be followed."),
		kong.Vars{"config": configFile(), "data": dataDir(""), "actor": actor(), "temp": os.TempDir(), "formats": "How to write: table, json or csv."},
		kong.Writers(p.Out, p.Err), kong.Exit(func(code int) { ended = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Resolvers(&settings{}),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return p.fail(err)
	}
	parsed, err := parser.Parse(p.Args)
	if ended >= 0 {
		return ended
	}
	if err != nil {
		if s, ok := errors.AsType[*settingsError](err); ok {
			err = s
		}
		fmt.Fprintf(p.Err, "sovang: %v\nTry sovang --help.\n", err)
		return exitUsage
	}
	if err := parsed.Run(p, &c.globals); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// fail tells the user what is wrong and gives the exit code for it.
func (p Process) fail(err error) int {
	if errors.Is(err, errTold) {
		return exitRefused
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(p.Err, "sovang: stopped on a signal; what was acknowledged is kept")
		return exitRefused
	}
	code := domain.CodeOf(err)
	if e, ok := errors.AsType[*domain.Error](err); ok {
		text := e.Error()
		if l, ok := errors.AsType[*apply.LineError](err); ok {
			text = l.Error()
		}
		fmt.Fprintf(p.Err, "sovang: %s [%s]\n", text, code)
	} else {
		fmt.Fprintf(p.Err, "sovang: %v [%s]\n", err, code)
	}
	if exit, ok := exitOf[code]; ok {
		return exit
	}
	return exitInternal
}

// errTold ends a subcommand that has itself said what was refused.
var errTold = errors.New("refused, as said")

// dataDir is the directory given, else the place where programs keep data of their user.
func dataDir(given string) string {
	if given != "" {
		return given
	}
	return userDir("XDG_DATA_HOME", ".local/share", "sovang")
}

func configFile() string {
	return filepath.Join(userDir("XDG_CONFIG_HOME", ".config", "sovang"), "config.json")
}

func userDir(variable, fallback, name string) string {
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, name)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return name // no home: below the working directory, where the user will find it
	}
	return filepath.Join(home, fallback, name)
}

func actor() string {
	if user := os.Getenv("USER"); user != "" {
		return user
	}
	return "cli"
}
