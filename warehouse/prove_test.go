package warehouse_test

import (
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// check makes a check of one statement, its own name as an identifier.
func check(name, needs string) driver.Check {
	s, err := sqltext.Quoting{Ident: '"'}.Build().Raw("TRY ").Ident(name).Done()
	if err != nil {
		panic(err)
	}
	return driver.Check{Name: name, Needs: needs, Statements: []sqltext.SQL{s}}
}

func TestProve(t *testing.T) {
	t.Parallel()
	checks := []driver.Check{check("create", ""), check("insert", "create"), check("view", "create"), check("deep", "insert"), check("schema", "")}
	denied := func() error { return &driver.Error{Class: driver.ClassPrivilege, Message: "no"} }
	for _, tt := range []struct {
		name       string
		savepoints bool
		fail       map[string]error // by statement
		tried      []string
		failed     []string
	}{
		{"all well", true, nil, []string{"create", "insert", "view", "deep", "schema"}, nil},
		{"all well without savepoints", false, nil, []string{"create", "insert", "view", "deep", "schema"}, nil},
		{"one refused", true, map[string]error{`TRY "insert"`: denied()}, []string{"create", "insert", "view", "schema"}, []string{"insert"}},
		{"the first refused", true, map[string]error{`TRY "create"`: denied()}, []string{"create", "schema"}, []string{"create"}},
		{"refused without savepoints", false, map[string]error{`TRY "insert"`: denied()}, []string{"create", "insert"}, []string{"insert"}},
		{"lost in the middle", true, map[string]error{`TRY "insert"`: lost(), "ROLLBACK TO": lost()}, []string{"create", "insert"}, []string{"insert"}},
		{"no savepoint", true, map[string]error{"SAVEPOINT writ_check": lost()}, []string{"create"}, []string{"create"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake()
			f.caps.Savepoints = tt.savepoints
			for part, err := range tt.fail {
				f.fail(part, err)
			}
			outcomes, err := warehouse.New(f, nil, warehouse.Options{}).Prove(t.Context(), writ.ServiceAccount(), checks)
			if err != nil || len(outcomes) != len(checks) {
				t.Fatalf("%d outcomes, %v", len(outcomes), err)
			}
			var tried, failed []string
			for i, o := range outcomes {
				if o.Check.Name != checks[i].Name {
					t.Errorf("outcome %d is of %s", i, o.Check.Name)
				}
				if o.Tried {
					tried = append(tried, o.Check.Name)
				}
				if o.Err != nil {
					failed = append(failed, o.Check.Name)
				}
			}
			if !slices.Equal(tried, tt.tried) || !slices.Equal(failed, tt.failed) {
				t.Errorf("tried %v, want %v; failed %v, want %v", tried, tt.tried, failed, tt.failed)
			}
			if f.count("COMMIT") != 0 || f.ran[len(f.ran)-1] != "ROLLBACK" {
				t.Errorf("not rolled back: %v", f.ran)
			}
		})
	}
}

func TestProveUndoes(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.caps.TransactionalDDL = false
	create, view, late := check("create", ""), check("view", "create"), check("late", "view")
	create.Undo, view.Undo, late.Undo = check("drop table", "").Statements[0], check("drop view", "").Statements[0], check("drop late", "").Statements[0]
	f.fail(`TRY "view"`, lost())
	outcomes, err := warehouse.New(f, nil, warehouse.Options{}).Prove(t.Context(), writ.ServiceAccount(), []driver.Check{create, view, late})
	if err != nil || outcomes[0].Err != nil || outcomes[1].Err == nil || outcomes[2].Tried {
		t.Errorf("outcomes %+v, %v", outcomes, err)
	}
	if want := []string{`TRY "create"`, `TRY "view"`, `TRY "drop view"`, `TRY "drop table"`}; !slices.Equal(f.ran[len(f.ran)-4:], want) {
		t.Errorf("ran %q, want it to end in %q", f.ran, want)
	}
	f.fail(`TRY "drop table"`, &driver.Error{Class: driver.ClassPrivilege, Message: "no"})
	if _, err := warehouse.New(f, nil, warehouse.Options{}).Prove(t.Context(), writ.ServiceAccount(), []driver.Check{create}); warehouse.ClassOf(err) != driver.ClassPrivilege {
		t.Errorf("a probe that stays is not told: %v", err)
	}
}
