package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
)

// profiled writes down, while do runs, where the program spends its time, and in the end what it allocated: cpu.pprof and allocs.pprof in dir, which is
// made where it is not there. Of several runs the last one stays.
func profiled(dir string, do func() error) error {
	if dir == "" {
		return do()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	runtime.MemProfileRate = 512 << 10
	cpu, err := os.Create(filepath.Join(dir, "cpu.pprof"))
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return errors.Join(err, cpu.Close())
	}
	err = do()
	pprof.StopCPUProfile()
	allocs, failed := os.Create(filepath.Join(dir, "allocs.pprof"))
	if failed != nil {
		return errors.Join(err, failed, cpu.Close())
	}
	return errors.Join(err, cpu.Close(), pprof.Lookup("allocs").WriteTo(allocs, 0), allocs.Close())
}
