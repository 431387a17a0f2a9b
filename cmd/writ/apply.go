package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/cmd/writ/plan"
)

type applyCommand struct {
	server
	File    string `short:"f" required:"" placeholder:"FILE" help:"The organization as YAML; - is standard input."`
	DryRun  bool   `help:"Print the plan and change nothing; the exit status is 1 if anything would change."`
	Yes     bool   `short:"y" help:"Do not ask before changing anything."`
	Prune   bool   `help:"Also take away what the lists in the file do not name."`
	Secrets bool   `help:"Send secrets again: whether they differ from those of the server cannot be seen."`
}

// Help teaches the command.
func (applyCommand) Help() string {
	return `Example:
  writ export org > org.yaml
  writ apply -f org.yaml --dry-run
  writ apply -f org.yaml --yes

The file has accountTypes, teams, workspaces and connections; what it does not speak of stays as it is.`
}

// maxOrganization is how many bytes a file may have.
const maxOrganization = 16 << 20

// Run plans, asks and applies.
func (c applyCommand) Run(ctx context.Context, term *terminal) error {
	text, err := c.read(term)
	if err != nil {
		return err
	}
	want, err := plan.Parse(c.name(), text)
	if err != nil {
		return err
	}
	return c.withClient(func(cl *client.Client) error {
		have, err := loadOrganization(ctx, cl)
		if err != nil {
			return err
		}
		changes, err := plan.Compare(want, &have.State, plan.Options{File: c.name(), Prune: c.Prune, Secrets: c.Secrets, Env: os.LookupEnv})
		if err != nil {
			return err
		}
		if err := c.show(term, changes); err != nil || len(changes) == 0 {
			return err
		}
		if c.DryRun {
			return errPlanned
		}
		if err := c.confirm(term); err != nil {
			return err
		}
		return carryAll(ctx, term, cl, have, changes)
	})
}

// errPlanned ends a dry run that found something to change.
var errPlanned = writ.Errorf(writ.CodeConflict, "writ.apply", "Nothing was changed: this was a dry run").WithHint("Leave out --dry-run to carry it out.")

// name is how mistakes name the file.
func (c applyCommand) name() string {
	if c.File == "-" {
		return "standard input"
	}
	return c.File
}

func (c applyCommand) read(term *terminal) ([]byte, error) {
	in := term.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, usageError{err}
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxOrganization+1))
	if err != nil {
		return nil, usageError{err}
	}
	if len(text) > maxOrganization {
		return nil, usageError{fmt.Errorf("%s has more than %d MiB", c.name(), maxOrganization>>20)}
	}
	return text, nil
}

// show prints the plan.
func (c applyCommand) show(term *terminal, changes []plan.Change) error {
	if term.json {
		lines := []map[string]string{}
		for _, ch := range changes {
			lines = append(lines, map[string]string{"sign": string(ch.Sign), "what": ch.What, "how": ch.How})
		}
		return term.document(map[string]any{"changes": lines})
	}
	if len(changes) == 0 {
		return term.print("Nothing to do: the organization is as %s says.", c.name())
	}
	var errs []error
	count := map[plan.Sign]int{}
	for _, ch := range changes {
		errs = append(errs, term.print("%s", strings.Map(printable, ch.String())))
		count[ch.Sign]++
	}
	errs = append(errs, term.print("%d to add, %d to change, %d to take away.", count[plan.Added], count[plan.Changed], count[plan.Removed]))
	return errors.Join(errs...)
}

// confirm asks whoever sits at a terminal; nobody else is asked, so they have to say
// --yes.
func (c applyCommand) confirm(term *terminal) error {
	if c.Yes {
		return nil
	}
	if !isTerminal(term.in) || c.File == "-" {
		return usageError{errors.New("nobody can be asked here: say --yes to carry the plan out, or --dry-run to see it only")}
	}
	answer, err := term.line("Carry this out? Type yes: ")
	if err == nil && strings.TrimSpace(answer) != "yes" {
		err = writ.Errorf(writ.CodeCanceled, "writ.apply", "Nothing was changed")
	}
	return err
}

// carryAll carries a plan out, change by change. The first that fails ends it: what
// was done before stays, and the next run goes on from there.
func carryAll(ctx context.Context, term *terminal, cl *client.Client, o *organization, changes []plan.Change) error {
	for i, ch := range changes {
		if err := o.carry(ctx, cl, ch.Step); err != nil {
			term.note("%d of %d changes were carried out. This one was not: %s", i, len(changes), strings.Map(printable, ch.String()))
			return err
		}
	}
	if term.json {
		return nil
	}
	return term.print("Done: %s.", countOf(int64(len(changes)), "change", "changes"))
}

type exportCommand struct {
	Org exportOrg `cmd:"" help:"Print the organization as the file that writ apply takes; secrets are left out."`
}

type exportOrg struct{ server }

// Run prints the organization.
func (c exportOrg) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		o, err := loadOrganization(ctx, cl)
		if err != nil {
			return err
		}
		for _, left := range plan.Distinct(&o.Organization) {
			term.note("Left out: %s", left)
		}
		text, err := plan.Write(&o.Organization, "The organization as writ export org found it. writ apply -f takes this file.\nSecrets are not in it: where a connection has one, it refers to an environment variable.")
		if err != nil {
			return err
		}
		_, err = term.out.Write(text)
		return err
	})
}
