package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Reach tries only whether the warehouse can be reached and signed in to: the
// steps StepReach, StepSignIn and StepDatabase.
func Reach(ctx context.Context, w *warehouse.Warehouse, as writ.As) *Report {
	r := &Report{Warnings: []string{}, Script: []ScriptLine{}}
	r.reach(w.Ping(ctx, as))
	r.OK = r.FirstFailure() == nil
	return r
}

// Check proves that principal, as whom w signs in, can use destination. Its
// error says that the check itself could not be made; everything the warehouse
// refuses is in the report.
func Check(ctx context.Context, w *warehouse.Warehouse, as writ.As, destination writ.Path, principal string) (*Report, error) {
	script, err := Script(w.Dialect(), destination, principal)
	if err != nil {
		return nil, err
	}
	probe := warehouse.NewProbe()
	checks, err := w.Dialect().Checks(destination, probe)
	if err != nil {
		return nil, err
	}
	r := Reach(ctx, w, as)
	r.Script = script
	if !r.OK {
		r.add(Result{Name: StepDestination, Title: destinationTitle(destination), Status: StatusSkipped})
		r.skip(checks)
		return r, nil
	}
	// What was left by an earlier check is not worth failing for: whether this one
	// may look and drop is what its own steps tell.
	_ = w.SweepProbes(ctx, as, destination, probe)
	if err := r.prove(ctx, w, as, destination, checks); err != nil {
		return nil, err
	}
	r.OK = r.FirstFailure() == nil
	if r.OK {
		r.warn(ctx, w, as, destination)
	}
	return r, nil
}

func destinationTitle(d writ.Path) string { return fmt.Sprintf("Find %s", d) }

func (r *Report) add(res Result) { r.Results = append(r.Results, res) }

func (r *Report) skip(checks []driver.Check) {
	for _, c := range checks {
		r.add(Result{Name: c.Name, Title: c.Title, Privilege: c.Privilege, Status: StatusSkipped})
	}
}

// reach sorts the one error of a ping into the step that it belongs to: the
// steps before it went well, those after it could not be tried.
func (r *Report) reach(err error) {
	failed := ""
	if err != nil {
		failed = stepOf(warehouse.ClassOf(err))
	}
	status := StatusOK
	for _, s := range []Result{
		{Name: StepReach, Title: "Reach the warehouse"},
		{Name: StepSignIn, Title: "Sign in"},
		{Name: StepDatabase, Title: "Open the database"},
	} {
		s.Status = status
		if s.Name == failed {
			s.Status, status = StatusFailed, StatusSkipped
			s.Message, s.Hint = words(err)
		}
		r.add(s)
	}
}

// stepOf tells at which step of connecting an error of a class arises.
func stepOf(c driver.Class) string {
	switch c {
	case driver.ClassSignIn:
		return StepSignIn
	case driver.ClassDatabase, driver.ClassPrivilege:
		return StepDatabase
	}
	return StepReach
}

// prove runs the platform's checks. That the destination is absent shows in the
// first of them: asking the catalog instead would need rights of its own.
func (r *Report) prove(ctx context.Context, w *warehouse.Warehouse, as writ.As, destination writ.Path, checks []driver.Check) error {
	outcomes, err := w.Prove(ctx, as, checks)
	if err != nil {
		return err
	}
	place := Result{Name: StepDestination, Title: destinationTitle(destination), Status: StatusOK}
	if absent(outcomes) {
		place.Status = StatusFailed
		place.Message = fmt.Sprintf("%s does not exist in the warehouse.", destination)
		place.Hint = "Check the spelling, or have an administrator of the warehouse create it with the script."
		r.add(place)
		r.skip(checks)
		return nil
	}
	r.add(place)
	for _, o := range outcomes {
		r.add(result(o, destination))
	}
	return nil
}

func absent(outcomes []warehouse.Outcome) bool {
	return len(outcomes) > 0 && warehouse.ClassOf(outcomes[0].Err) == driver.ClassNotFound
}

// result says what came of one check. A missing privilege is named together
// with the destination.
func result(o warehouse.Outcome, destination writ.Path) Result {
	res := Result{Name: o.Check.Name, Title: o.Check.Title, Privilege: o.Check.Privilege, Status: StatusOK}
	switch {
	case !o.Tried:
		res.Status = StatusSkipped
	case o.Err != nil:
		res.Status, res.Statement = StatusFailed, o.Statement
		res.Message, res.Hint = words(o.Err)
		if warehouse.ClassOf(o.Err) == driver.ClassPrivilege {
			res.Hint = fmt.Sprintf("The privilege %s is missing for %s. The script grants it.", o.Check.Privilege, destination)
		}
	}
	return res
}

// words splits an error into what happened and what to do.
func words(err error) (message, hint string) {
	var e *writ.Error
	if errors.As(err, &e) {
		return e.Message, e.Hint
	}
	return err.Error(), ""
}

// warn tells about tables in the destination that Writ did not make: they will
// vanish from the connection explorer. It is not worth failing for.
func (r *Report) warn(ctx context.Context, w *warehouse.Warehouse, as writ.As, destination writ.Path) {
	entries, err := w.List(ctx, as, destination)
	if err != nil {
		return
	}
	var foreign []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Path.Name(), writ.ObjectPrefix) {
			foreign = append(foreign, e.Path.Name())
		}
	}
	if len(foreign) == 0 {
		return
	}
	const shown = 5
	names := strings.Join(foreign[:min(len(foreign), shown)], ", ")
	if len(foreign) > shown {
		names += ", …"
	}
	r.Warnings = append(r.Warnings, fmt.Sprintf(
		"%s already holds %d tables or views that Writ did not make (%s). Writ does not touch them, but they vanish from the connection explorer. A schema of its own is better.",
		destination, len(foreign), names))
}
