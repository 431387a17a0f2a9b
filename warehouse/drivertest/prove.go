package drivertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examProve demands that a destination which can be written passes every check,
// that one which cannot be does not, and that nothing of the checks stays.
func examProve(t *testing.T, e *exam) {
	dialect := e.Driver.Dialect()
	t.Run("script and checks agree", func(t *testing.T) {
		t.Parallel()
		d := e.NewDestination(t)
		grants, err := dialect.Grants(d, "somebody")
		if err != nil || len(grants) == 0 {
			t.Fatalf("grants: %v, %v", grants, err)
		}
		var granted []string
		for _, g := range grants {
			granted = append(granted, g.Privilege)
			if g.Privilege == "" || g.Statement.String() == "" || g.Why == "" {
				t.Errorf("%+v: needs privilege, statement and reason", g)
			}
		}
		names := []string{""}
		for _, check := range e.checks(t, d) {
			if check.Name == "" || check.Title == "" || len(check.Statements) == 0 || slices.Contains(names, check.Name) {
				t.Errorf("%+v: needs a name of its own, a title and statements", check)
			}
			if !slices.Contains(names, check.Needs) {
				t.Errorf("%s needs %q, which does not come before it", check.Name, check.Needs)
			}
			if !slices.Contains(granted, check.Privilege) {
				t.Errorf("%s proves %q, which the script does not grant", check.Name, check.Privilege)
			}
			names = append(names, check.Name)
		}
	})
	t.Run("placeholders", func(t *testing.T) {
		t.Parallel()
		destination := writ.Path{"<database>", "<schema>"}[:len(e.caps.Levels)-1]
		grants, err := dialect.Grants(destination, "<user>")
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range grants {
			if strings.Contains(g.Statement.String(), "''") {
				t.Errorf("%s: an empty name", g.Statement)
			}
		}
	})
	t.Run("owner", func(t *testing.T) {
		t.Parallel()
		c, w, d := e.open(t), e.warehouse(t, e.Owner), e.NewDestination(t)
		for _, o := range e.prove(t, w, d) {
			if !o.Tried || o.Err != nil {
				t.Errorf("%s: tried %v, %s: %v", o.Check.Name, o.Tried, o.Statement, o.Err)
			}
		}
		e.empty(t, c, d)
	})
	t.Run("absent destination", func(t *testing.T) {
		t.Parallel()
		w := e.warehouse(t, e.Owner)
		outcomes := e.prove(t, w, e.NewDestination(t).Parent().Child("no such place"))
		if o := outcomes[0]; o.Err == nil || o.Statement == "" || warehouse.ClassOf(o.Err) != driver.ClassNotFound {
			t.Errorf("%s: %v, want ClassNotFound and the statement", o.Check.Name, o.Err)
		}
		for _, o := range outcomes {
			if o.Tried && o.Err == nil {
				t.Errorf("%s worked in a place that is not there", o.Check.Name)
			}
		}
	})
}

// probe is the free name that the checks may use.
const probe = writ.ProbePrefix + "1"

func (e *exam) checks(t *testing.T, destination writ.Path) []driver.Check {
	t.Helper()
	checks, err := e.Driver.Dialect().Checks(destination, probe)
	if err != nil || len(checks) == 0 {
		t.Fatalf("checks: %v, %v", checks, err)
	}
	return checks
}

func (e *exam) prove(t *testing.T, w *warehouse.Warehouse, destination writ.Path) []warehouse.Outcome {
	t.Helper()
	checks := e.checks(t, destination)
	outcomes, err := w.Prove(t.Context(), writ.ServiceAccount(), checks)
	if err != nil || len(outcomes) != len(checks) {
		t.Fatalf("prove: %d outcomes of %d checks, %v", len(outcomes), len(checks), err)
	}
	return outcomes
}

// missed proves a destination and returns which privileges the warehouse
// refused, sorted, each once.
func (e *exam) missed(t *testing.T, w *warehouse.Warehouse, destination writ.Path) []string {
	t.Helper()
	var missed []string
	for _, o := range e.prove(t, w, destination) {
		if o.Err == nil {
			continue
		}
		wantClass(t, o.Err, driver.ClassPrivilege)
		if !slices.Contains(missed, o.Check.Privilege) {
			missed = append(missed, o.Check.Privilege)
		}
	}
	slices.Sort(missed)
	return missed
}
