package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"
)

// settings resolves flags from the file that --config (or SOVANG_CONFIG) names, a JSON object of flag names and values. The environment goes
// before the file: kong by itself would let the file win, so a flag whose variable is set is left alone here.
type settings struct {
	read   bool
	values map[string]any
}

// Validate implements kong.Resolver.
func (*settings) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (s *settings) Resolve(c *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Name == "config" || flag.Name == "help" {
		return nil, nil
	}
	for _, variable := range flag.Envs {
		if _, set := os.LookupEnv(variable); set {
			return nil, nil
		}
	}
	if !s.read {
		values, err := readSettings(c)
		if err != nil {
			return nil, &settingsError{err}
		}
		s.read, s.values = true, values
	}
	return s.values[flag.Name], nil
}

// settingsError is what is wrong with the file, and not with the flag at which kong came to read it.
type settingsError struct{ error }

func (e *settingsError) Unwrap() error { return e.error }

// readSettings reads the file. One that was not asked for may be missing; one that holds a name we do not know is refused, since a setting
// misspelt is a setting lost.
func readSettings(c *kong.Context) (map[string]any, error) {
	file, asked := configFile(), false
	for _, flag := range c.Flags() {
		if flag.Name != "config" {
			continue
		}
		if named, ok := c.FlagValue(flag).(string); ok && named != file {
			file, asked = named, true
		}
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	known := map[string]bool{}
	err = kong.Visit(c.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	if err != nil {
		return nil, err
	}
	for name := range values {
		if !known[name] {
			return nil, fmt.Errorf("%s: there is no setting %q", file, name)
		}
	}
	return values, nil
}
