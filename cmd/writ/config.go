package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// configFile gives the flags of serve values from a JSON object whose keys are
// the flags' names. The command line and the environment go before it.
type configFile map[string]any

// loadConfig reads a config file.
func loadConfig(r io.Reader) (kong.Resolver, error) {
	dec := json.NewDecoder(r)
	dec.UseNumber()
	var c configFile
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("the config file is not a JSON object: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the config file goes on after its JSON object")
	}
	return c, nil
}

// Validate refuses keys that are no flag of serve.
func (c configFile) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, command := range app.Children {
		if command.Name != "serve" {
			continue
		}
		for _, f := range command.Flags {
			known[f.Name] = true
		}
	}
	for key := range c {
		if !known[key] || key == "config" {
			return fmt.Errorf("the config file has the unknown key %q; writ serve --help lists the names", key)
		}
	}
	return nil
}

// Resolve implements kong.Resolver.
func (c configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value, ok := c[flag.Name]
	if !ok {
		return nil, nil
	}
	for _, name := range flag.Tag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	if n, ok := value.(json.Number); ok {
		return n.String(), nil
	}
	return value, nil
}

// byteSize is a size in bytes, typed as 500MiB, 10GiB or a plain number.
type byteSize int64

// leastUpload is the least that a server must take: the sample has to fit.
const leastUpload = 64 << 10

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *byteSize) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	factor := int64(1)
	for i, unit := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if rest, ok := strings.CutSuffix(s, unit); ok {
			s, factor = strings.TrimSpace(rest), 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > (1<<62)/factor {
		return fmt.Errorf("%q is not a size; write 500MiB, 10GiB or a number of bytes", text)
	}
	if *b = byteSize(n * factor); *b < leastUpload {
		return fmt.Errorf("%q is too small; a server takes files of at least 64KiB", text)
	}
	return nil
}
