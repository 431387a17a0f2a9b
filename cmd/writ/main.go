package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The exit statuses that scripts rely on.
const (
	exitDone    = 0
	exitRefused = 1 // by the server, the warehouse or the data folder
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	term := &terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	os.Exit(run(ctx, term, os.Args[1:]))
}

// asked reads nothing at all, and help COMMAND, as a question for help.
func asked(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(args[1:len(args):len(args)], "--help")
	}
	return args
}

// terminal is where a command reads and writes. JSON asks for answers and
// refusals that programs read.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	json     bool
}

// run is the whole program: it returns the exit status.
func run(ctx context.Context, term *terminal, args []string) int {
	var c commands
	status := -1
	parser, err := kong.New(&c,
		kong.Name("writ"),
		kong.Description(description),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Configuration(loadConfig),
		kong.Writers(term.out, term.err),
		kong.Exit(func(code int) { status = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(term),
	)
	if err != nil {
		return term.wrongUsage(err)
	}
	parsed, err := parser.Parse(asked(args))
	if status >= 0 { // help was asked for and printed
		return status
	}
	if err != nil {
		return term.wrongUsage(err)
	}
	term.json = c.JSON
	if err := parsed.Run(); err != nil {
		return term.refused(err)
	}
	return exitDone
}
