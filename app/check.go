package app

import (
	"context"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
)

// The outcomes of a connection test.
const (
	TestSuccess  = "SUCCESS"
	TestFailed   = "FAILED"
	TestDisabled = "DISABLED" // write access is off
)

// TestResult is what a connection test found. Step names what failed: the name
// of a doctor.Result, "" if nothing did.
type TestResult struct {
	Read, Write         string
	Step, Message, Hint string
}

// TestConnection tries a draft without saving it. With the id of a saved
// connection, secrets that the draft leaves out are the stored ones; with "" it
// is a new one.
func (a *App) TestConnection(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (*TestResult, error) {
	const op = "app.TestConnection"
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return nil, err
	}
	stored, c, err := a.drafted(ctx, op, actor, id, draft)
	if err != nil {
		return nil, err
	}
	return a.test(tagged(ctx, actor), stored, c)
}

// TestSaved tries a connection as it is saved.
func (a *App) TestSaved(ctx context.Context, actor Actor, id writ.ConnectionID) (*TestResult, error) {
	const op = "app.TestSaved"
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return nil, err
	}
	c, err := a.saved(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	return a.test(tagged(ctx, actor), c.conn, c)
}

// CheckWriteAccess lets the doctor examine a draft's destination. The id is as
// in TestConnection.
func (a *App) CheckWriteAccess(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (*doctor.Report, error) {
	const op = "app.CheckWriteAccess"
	if err := a.ask(ctx, op, actor, access.ConfigureWriteAccess); err != nil {
		return nil, err
	}
	draft.WriteAccess = true // that is what is to be checked
	stored, c, err := a.drafted(ctx, op, actor, id, draft)
	if err != nil {
		return nil, err
	}
	return a.check(tagged(ctx, actor), op, stored, c)
}

// CheckSaved lets the doctor examine a saved connection's destination.
func (a *App) CheckSaved(ctx context.Context, actor Actor, id writ.ConnectionID) (*doctor.Report, error) {
	const op = "app.CheckSaved"
	if err := a.ask(ctx, op, actor, access.ConfigureWriteAccess); err != nil {
		return nil, err
	}
	c, err := a.saved(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	if c.destination == nil {
		return nil, writeAccessOff(op, c.conn)
	}
	return a.check(tagged(ctx, actor), op, c.conn, c)
}

// GrantScript prints the script that grants what the draft's destination needs.
// What is not typed yet comes in as a placeholder.
func (a *App) GrantScript(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) ([]doctor.ScriptLine, error) {
	const op = "app.GrantScript"
	if err := a.ask(ctx, op, actor, access.ConfigureWriteAccess); err != nil {
		return nil, err
	}
	if id != "" {
		if _, err := a.stored(ctx, op, actor, id); err != nil {
			return nil, err
		}
	}
	drv, err := a.driverOf(op, draft.Platform)
	if err != nil {
		return nil, err
	}
	path := writ.Path{}
	for i, f := range drv.Spec().Destination {
		part := ""
		if i < len(draft.Destination) {
			part = draft.Destination[i]
		}
		path = append(path, known(part, f.Name))
	}
	return doctor.Script(drv.Dialect(), path, known(draft.Values["user"], "user"))
}

// drafted loads the stored connection, if there is one, and completes a draft.
func (a *App) drafted(ctx context.Context, op string, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (stored *writ.Connection, c *candidate, err error) {
	if id != "" {
		if stored, err = a.stored(ctx, op, actor, id); err != nil {
			return nil, nil, err
		}
	}
	if draft.Name == "" {
		draft.Name = "(new)" // one may test before choosing a name
	}
	c, err = a.complete(op, stored, draft)
	return stored, c, err
}

// saved makes a candidate of a connection as it is saved.
func (a *App) saved(ctx context.Context, op string, actor Actor, id writ.ConnectionID) (*candidate, error) {
	conn, err := a.stored(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	var list []*writ.Destination
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err = destinations(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	drv, err := a.driverOf(op, conn.Platform)
	if err != nil {
		return nil, err
	}
	c := &candidate{conn: conn, drv: drv, values: conn.Details}
	if conn.WriteAccess && len(list) > 0 && !list[0].Retired {
		c.destination = list[0].Path
	}
	return c, nil
}

// test reads, and writes if the candidate has a destination.
func (a *App) test(ctx context.Context, stored *writ.Connection, c *candidate) (*TestResult, error) {
	res := &TestResult{Read: TestSuccess, Write: TestDisabled}
	report, err := a.examine(ctx, stored, c)
	if err != nil {
		return nil, err
	}
	if c.destination != nil {
		res.Write = TestSuccess
	}
	f := report.FirstFailure()
	if f == nil {
		return res, nil
	}
	res.Step, res.Message, res.Hint = f.Name, f.Message, f.Hint
	if f.Name == doctor.StepReach || f.Name == doctor.StepSignIn || f.Name == doctor.StepDatabase {
		res.Read = TestFailed
	}
	if c.destination != nil {
		res.Write = TestFailed
	}
	return res, nil
}

// check is the doctor's whole report, with what only Writ knows: that another
// connection uses the destination.
func (a *App) check(ctx context.Context, op string, stored *writ.Connection, c *candidate) (*doctor.Report, error) {
	report, err := a.examine(ctx, stored, c)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error { return a.free(ctx, op, tx, c.conn, c.destination) })
	if writ.CodeOf(err) == writ.CodeConflict {
		report.Refuse(doctor.StepFree, fmt.Sprintf("See that %s is free", c.destination), err)
		return report, nil
	}
	return report, err
}

// examine runs the doctor on a candidate: on its destination if it has one, else
// only on the way to the warehouse.
func (a *App) examine(ctx context.Context, stored *writ.Connection, c *candidate) (*doctor.Report, error) {
	w, done, err := a.reach(stored, c)
	if err != nil {
		return nil, err
	}
	defer done()
	if c.destination == nil {
		return doctor.Reach(ctx, w, writ.ServiceAccount()), nil
	}
	return doctor.Check(ctx, w, writ.ServiceAccount(), c.destination, c.principal())
}

// reach returns a warehouse for a candidate: the open one where the candidate
// signs in as the stored connection does, else one for this call alone.
func (a *App) reach(stored *writ.Connection, c *candidate) (w *warehouse.Warehouse, done func(), err error) {
	if stored != nil && sameWay(stored, c.conn) {
		o, err := a.open(stored)
		if err != nil {
			return nil, nil, err
		}
		return o.w, func() {}, nil
	}
	w = warehouse.New(c.drv, c.values, warehouse.Options{MaxConns: 1, Hosts: a.hosts})
	return w, func() {
		if err := w.Close(); err != nil {
			a.log.Warn("a trial connection did not close", "platform", c.conn.Platform, "error", err)
		}
	}, nil
}

// refusal turns a report with a failure into the error that refuses to save.
func refusal(op string, c *candidate, report *doctor.Report) error {
	f := report.FirstFailure()
	if f == nil {
		return nil
	}
	e := writ.Errorf(writ.CodeRejected, op, "Write access to %s cannot be switched on. %s failed: %s", c.destination, f.Title, f.Message)
	if f.Privilege != "" {
		e = writ.Errorf(writ.CodeRejected, op, "Write access to %s cannot be switched on: %s lacks the privilege %s there. %s",
			c.destination, c.principal(), f.Privilege, f.Message)
	}
	if f.Name == doctor.StepDestination {
		fields := c.drv.Spec().Destination
		e.Field = fields[len(fields)-1].Name
	}
	return e.WithHint("%s", f.Hint)
}

// writeAccessOff is what everybody is told who wants to write through a
// connection that only reads.
func writeAccessOff(op string, c *writ.Connection) error {
	return writ.Errorf(writ.CodeForbidden, op, "Write access of the connection %s is switched off.", c.Name).
		WithHint("An Admin can switch it on under Administration, Connections.")
}
