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
)

type connectionCommand struct {
	List  connectionList  `cmd:"" help:"List the connections you may see."`
	Add   connectionAdd   `cmd:"" help:"Add a connection."`
	Test  connectionTest  `cmd:"" help:"Try a connection and name the step that fails."`
	Check connectionCheck `cmd:"" help:"Prove each privilege of the write destination by doing."`

	Delete connectionDelete `cmd:"" help:"Archive a connection; nothing in its warehouse is touched."`
	Grants connectionGrants `cmd:"" help:"List the data access given on a connection."`
	Grant  connectionGrant  `cmd:"" help:"Give a member, a team or all members data access."`
	Revoke connectionRevoke `cmd:"" help:"Take data access back."`
}

type connectionList struct{ server }

// Run lists connections.
func (c connectionList) Run(ctx context.Context, term *terminal) error {
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.Connections(ctx)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{l.Name, l.Type, onOff(l.WriteAccess), l.ID}
	}
	return term.table([]any{"NAME", "TYPE", "WRITE ACCESS", "ID"}, rows)
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

type connectionAdd struct {
	server
	Name        string   `arg:"" help:"What the connection is called."`
	Type        string   `required:"" help:"The platform, such as postgres."`
	Description string   `help:"What it is for."`
	Set         []string `sep:"none" placeholder:"FIELD=VALUE" help:"A field of the connection."`
	SetFile     []string `sep:"none" placeholder:"FIELD=PATH" help:"A field whose value is in a file, as secrets should be; - is standard input."`
	Write       []string `sep:"none" placeholder:"FIELD=VALUE" help:"A field of the write destination; switches write access on."`
}

// Help teaches the command.
func (connectionAdd) Help() string {
	return `Example:
  writ connection add finance --type postgres --set host=db.example.com --set database=finance \
    --set user=writ --set-file password=- --write writeSchema=writ < password.txt

GET /v2/platforms lists the fields of each platform.`
}

// Run adds a connection.
func (c connectionAdd) Run(ctx context.Context, term *terminal) error {
	details, err := c.details(term)
	if err != nil {
		return err
	}
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	made, err := cl.CreateConnection(ctx, client.ConnectionDraft{Name: c.Name, Description: c.Description, Details: details})
	if err != nil {
		return err
	}
	return term.answer(made, "Added %s (%s).", made.Name, made.ID)
}

// details builds the form of the connection.
func (c connectionAdd) details(term *terminal) (map[string]any, error) {
	details := map[string]any{}
	if err := setAll(details, c.Set, func(v string) (string, error) { return v, nil }); err != nil {
		return nil, err
	}
	if err := setAll(details, c.SetFile, term.fileOrInput); err != nil {
		return nil, err
	}
	if len(c.Write) > 0 {
		destination := map[string]any{}
		if err := setAll(destination, c.Write, func(v string) (string, error) { return v, nil }); err != nil {
			return nil, err
		}
		details["writeAccess"] = destination
	}
	details["type"] = c.Type
	return details, nil
}

func setAll(into map[string]any, pairs []string, read func(string) (string, error)) error {
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return usageError{fmt.Errorf("%q is not FIELD=VALUE", pair)}
		}
		text, err := read(value)
		if err != nil {
			return err
		}
		into[name] = text
	}
	return nil
}

// fileOrInput reads a file, or standard input for "-", without the line end that
// editors put at its end.
func (t *terminal) fileOrInput(path string) (string, error) {
	var text []byte
	var err error
	if path == "-" {
		text, err = io.ReadAll(t.in)
	} else {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return "", usageError{err}
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// namedConnection names a connection by its name or id.
type namedConnection struct {
	server
	Name string `arg:"" help:"The name of the connection, or its id."`
}

// find returns a client and the connection's id.
func (n namedConnection) find(ctx context.Context) (*client.Client, writ.ConnectionID, error) {
	cl, err := n.open()
	if err != nil {
		return nil, "", err
	}
	list, err := cl.Connections(ctx)
	if err != nil {
		cl.Close()
		return nil, "", err
	}
	for _, l := range list {
		if l.Name == n.Name || string(l.ID) == n.Name {
			return cl, l.ID, nil
		}
	}
	cl.Close()
	return nil, "", writ.Errorf(writ.CodeNotFound, "writ.connection", "There is no connection %q, or you may not see it", n.Name).
		WithHint("writ connection list shows those you may see.")
}

type connectionTest struct{ namedConnection }

// Run tries a connection.
func (c connectionTest) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	r, err := cl.TestConnection(ctx, id)
	if err != nil {
		return err
	}
	if err := term.answer(r, "Read: %s\nWrite: %s", r.Read, r.Write); err != nil {
		return err
	}
	if r.Read == "FAILED" || r.Write == "FAILED" {
		return writ.Errorf(writ.CodeRejected, "writ.connection", "%s: %s", r.Step, r.Message).WithHint("%s", r.Hint)
	}
	return nil
}

type connectionCheck struct{ namedConnection }

// Run checks write access.
func (c connectionCheck) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	report, err := cl.CheckConnection(ctx, id)
	if err != nil {
		return err
	}
	if term.json {
		err = term.document(report)
	} else {
		err = printReport(term, report)
	}
	if err == nil && !report.OK {
		err = writ.Errorf(writ.CodeRejected, "writ.connection", "Write access does not work yet: see the check that failed")
	}
	return err
}

func printReport(term *terminal, report *client.Report) error {
	var errs []error
	for _, r := range report.Results {
		errs = append(errs, term.print("%-8s %s", r.Status, r.Title))
		for _, line := range []string{r.Statement, r.Message, r.Hint} {
			if line != "" {
				errs = append(errs, term.print("         %s", line))
			}
		}
	}
	for _, w := range report.Warnings {
		term.note("Warning: %s", w)
	}
	return errors.Join(errs...)
}

type connectionDelete struct {
	namedConnection
	Force bool `help:"Also while tables live on it."`
}

// Run archives a connection.
func (c connectionDelete) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	if err := cl.DeleteConnection(ctx, id, c.Force); err != nil {
		return err
	}
	return term.answer(map[string]any{"connectionId": id}, "Deleted %s.", c.Name)
}
