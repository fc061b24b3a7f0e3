// Command sovang is the ledger: one program that serves a book, takes commands into it and reports from it.
//
// It promises four exit codes (0 done, 1 refused, 2 usage, 3 internal), that nothing it was told is done by halves, and that a signal in the
// middle loses nothing that it acknowledged. This package is wiring: what it wires, and in what order, is in house.go.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	runtime.MemProfileRate = 0 // a stack for every half mebibyte that is allocated costs a hundredth of the work; profiled asks for them
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := Run(ctx, Process{Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
