package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// commands is the whole command line.
type commands struct {
	Openapi openapiCommand `cmd:"" help:"Print the OpenAPI document of the API."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

func main() {
	var c commands
	ctx := kong.Parse(&c, kong.Name("writ"))
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "writ:", err)
		os.Exit(1)
	}
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	_, err := fmt.Println("writ", version())
	return err
}

// version is what the build knows about itself: a tag, or the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}
