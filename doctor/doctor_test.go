package doctor_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/postgres"
)

func open(t *testing.T, values map[string]string) *warehouse.Warehouse {
	t.Helper()
	w := warehouse.New(postgres.New(), values, warehouse.Options{MaxConns: 1})
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// statuses renders a report as "step status" by step, in order.
func statuses(r *doctor.Report) string {
	var b strings.Builder
	for _, s := range r.Results {
		b.WriteString(s.Name + " " + string(s.Status) + "; ")
	}
	return b.String()
}

// TestOrder says that steps are reported in the order they are tried, that the
// first failure is the one to mend, and that what depends on it is skipped, not
// failed.
func TestOrder(t *testing.T) {
	t.Parallel()
	s := testpg.Get(t)
	user := s.NewUser(t)
	database := s.NewDatabase(t)
	schema := s.NewSchema(t, database, user)
	for name, tc := range map[string]struct {
		field, value, schema, want string
	}{
		"well":        {"", "", schema, "reach ok; signIn ok; database ok; destination ok; "},
		"unreachable": {"port", "1", schema, "reach failed; signIn skipped; database skipped; destination skipped; "},
		"password":    {"password", "wrong", schema, "reach ok; signIn failed; database skipped; destination skipped; "},
		"database":    {"database", "no_such", schema, "reach ok; signIn ok; database failed; destination skipped; "},
		"schema":      {"", "", "no_such_schema", "reach ok; signIn ok; database ok; destination failed; "},
	} {
		values := s.Values(database, user)
		if tc.field != "" {
			values[tc.field] = tc.value
		}
		report, err := doctor.Check(t.Context(), open(t, values), writ.ServiceAccount(), writ.Path{tc.schema}, user.Name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := statuses(report)
		rest := strings.TrimPrefix(got, tc.want)
		want := "ok"
		if !report.OK {
			want = "skipped"
		}
		if rest == got || rest == "" || strings.Count(rest, want) != strings.Count(rest, ";") || report.OK != (name == "well") {
			t.Errorf("%s: %s, want it to begin with %s and go on with %s", name, got, tc.want, want)
		}
		if f := report.FirstFailure(); (f == nil) != report.OK || f != nil && (f.Message == "" || f.Hint == "") {
			t.Errorf("%s: the first failure is %+v", name, f)
		}
		if len(report.Script) == 0 || !strings.Contains(report.Script[len(report.Script)-1].Statement, user.Name) {
			t.Errorf("%s: the script is %+v", name, report.Script)
		}
	}
}

// TestScriptPlaceholders says that a script can be shown before all is typed.
func TestScriptPlaceholders(t *testing.T) {
	t.Parallel()
	lines, err := doctor.Script(postgres.New().Dialect(), writ.Path{"<writeSchema>"}, "<user>")
	if err != nil || len(lines) == 0 {
		t.Fatalf("%v, %v", lines, err)
	}
	for _, l := range lines {
		if l.Privilege == "" || l.Why == "" || !strings.Contains(l.Statement, "<writeSchema>") {
			t.Errorf("a line of the script: %+v", l)
		}
	}
}

// TestNobody says that a check without whose rights to use is refused.
func TestNobody(t *testing.T) {
	t.Parallel()
	s := testpg.Get(t)
	w := open(t, s.Values("postgres", s.Superuser))
	if r := doctor.Reach(t.Context(), w, writ.As{}); r.OK {
		t.Errorf("nobody could reach the warehouse: %+v", r)
	}
}
