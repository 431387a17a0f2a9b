package main

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type objectCommand struct {
	List       objectList       `cmd:"" help:"List what Writ made in the warehouses."`
	Scan       objectScan       `cmd:"" help:"Look into a connection's warehouse and compare it with the ledger."`
	Quarantine objectQuarantine `cmd:"" help:"Put an object aside that nothing owns; it is dropped later."`
	Restore    objectRestore    `cmd:"" help:"Give a quarantined object its name back."`
	Drop       objectDrop       `cmd:"" help:"Drop an object that nothing owns, for good."`
}

type objectList struct {
	server
	Connection writ.ConnectionID `placeholder:"ID" help:"Only of this connection."`
	State      writ.ObjectState  `enum:",intended,exists,quarantined,dropped" default:"" help:"Only in this state: intended, exists, quarantined or dropped."`
	Finding    string            `enum:",orphan,missing,returned" default:"" help:"Only what is not as it should be: orphan, missing or returned."`
	Text       string            `help:"Only with this in the path or in the table's name."`
}

// Run lists managed objects.
func (c objectList) Run(ctx context.Context, term *terminal) error {
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.ManagedObjects(ctx, client.ObjectFilter{Connection: c.Connection, State: c.State, Finding: c.Finding, Text: c.Text})
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	rows := make([][]any, len(list))
	for i, o := range list {
		size := any("")
		if o.Bytes != nil {
			size = *o.Bytes
		}
		rows[i] = []any{o.ID, o.Path.String(), o.ConnectionName, o.State, size, o.CreatedAt.Local().Format(time.DateTime), o.Why}
	}
	return term.table([]any{"ID", "PATH", "CONNECTION", "STATE", "BYTES", "MADE", "WHY"}, rows)
}

type objectScan struct{ namedConnection }

// Run looks into a warehouse.
func (c objectScan) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	scan, err := cl.StartScan(ctx, id)
	if err != nil {
		return err
	}
	if scan.Problem != nil {
		return writ.Errorf(scan.Problem.Code, "writ.objectScan", "%s", scan.Problem.Message).WithHint("%s", scan.Problem.Hint)
	}
	if term.json {
		return term.document(scan)
	}
	rows := make([][]any, len(scan.Strangers))
	for i, s := range scan.Strangers {
		rows[i] = []any{s.Path.String(), s.Kind}
	}
	term.note("%d objects with names like Writ's, %d of them strangers, which Writ never touches", scan.Objects, len(scan.Strangers))
	return term.table([]any{"STRANGER", "KIND"}, rows)
}

// oneObject is a command on one managed object.
type oneObject struct {
	server
	ID writ.ObjectID `arg:"" help:"The id that writ object list shows."`
}

// with calls the server and prints what became of the object.
func (c oneObject) with(term *terminal, do func(*client.Client) (*client.ManagedObject, error)) error {
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	o, err := do(cl)
	if err != nil {
		return err
	}
	return term.answer(o, "%s is %s. %s", o.Path, o.State, o.Why)
}

type objectQuarantine struct{ oneObject }

// Run puts an object aside.
func (c objectQuarantine) Run(ctx context.Context, term *terminal) error {
	return c.with(term, func(cl *client.Client) (*client.ManagedObject, error) { return cl.QuarantineObject(ctx, c.ID) })
}

type objectRestore struct{ oneObject }

// Run brings an object back.
func (c objectRestore) Run(ctx context.Context, term *terminal) error {
	return c.with(term, func(cl *client.Client) (*client.ManagedObject, error) { return cl.RestoreObject(ctx, c.ID) })
}

type objectDrop struct {
	oneObject
	Confirm string `required:"" placeholder:"NAME" help:"The name of the object, so that nothing is dropped by a slip of the hand."`
}

// Run drops an object.
func (c objectDrop) Run(ctx context.Context, term *terminal) error {
	return c.with(term, func(cl *client.Client) (*client.ManagedObject, error) { return cl.DropObject(ctx, c.ID, c.Confirm) })
}
