package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// changeFlags say how a file goes into a table that is there.
type changeFlags struct {
	Replace        string   `xor:"change" placeholder:"TABLE" help:"Put the rows of the file in place of those of a table."`
	Append         string   `xor:"change" placeholder:"TABLE" help:"Put the rows of the file after those of a table."`
	Upsert         string   `xor:"change" placeholder:"TABLE" help:"Put the rows of the file in place of those of a table with the same key, the others after them."`
	Key            []string `placeholder:"NAME" sep:"none" help:"With --upsert: a column by which two rows are the same; repeat it for several."`
	OnSchemaChange string   `enum:"stop,accept" default:"stop" help:"When the file has other columns or types than the table: stop and say which, or accept that (${default})."`
}

// kind is what happens to which table; "" makes a new one.
func (c changeFlags) kind() (kind writ.TableChange, table string) {
	switch {
	case c.Replace != "":
		return writ.ChangeReplace, c.Replace
	case c.Append != "":
		return writ.ChangeAppend, c.Append
	case c.Upsert != "":
		return writ.ChangeUpsert, c.Upsert
	}
	return "", ""
}

// check refuses flags that do not go together; others are those of a new table
// besides the connection.
func (c changeFlags) check(connection, others string) error {
	kind, _ := c.kind()
	switch {
	case kind == "" && connection == "":
		return usageError{fmt.Errorf("missing flags: --connection=NAME, or one of --replace, --append and --upsert")}
	case kind != "" && (connection != "" || others != ""):
		return usageError{fmt.Errorf("the table of --%s has a connection and a name already: leave --connection, --destination, --name, --folder and --document out", kind)}
	case kind == writ.ChangeUpsert && len(c.Key) == 0:
		return usageError{fmt.Errorf("--upsert needs --key=NAME: the column by which two rows are the same")}
	case kind != writ.ChangeUpsert && len(c.Key) > 0:
		return usageError{fmt.Errorf("--key goes with --upsert only")}
	}
	return nil
}

// target finds the table.
func (c changeFlags) target(ctx context.Context, cl *client.Client, in client.Import) (client.Import, error) {
	kind, table := c.kind()
	id, err := findTable(ctx, cl, table)
	in.Name, in.Change, in.Table, in.Key, in.OnSchemaChange = "", kind, id, c.Key, c.OnSchemaChange
	return in, err
}

// said tells what an import did to its table.
func (c changeFlags) said(r client.UploadResult) string {
	switch kind, _ := c.kind(); kind {
	case writ.ChangeReplace:
		return fmt.Sprintf("%s in place of those of before", countOf(r.RowsLoaded, "row", "rows"))
	case writ.ChangeUpsert:
		return fmt.Sprintf("%s in place of others, %s after them", countOf(r.RowsUpdated, "row", "rows"), countOf(r.RowsInserted, "row", "rows"))
	}
	return countOf(r.RowsInserted, "row", "rows") + " after the others"
}

// recall returns the options of the last file of the same source as an upload's.
func recall(ctx context.Context, term *terminal, cl *client.Client, id writ.UploadID) (json.RawMessage, error) {
	u, err := cl.Upload(ctx, id)
	if err != nil {
		return nil, err
	}
	if u.Remembered == nil {
		term.note("Nothing is remembered of earlier files of this source.")
		return nil, nil
	}
	term.note("Read as you chose for %s.", u.Remembered.FileName)
	return u.Remembered.Options, nil
}
