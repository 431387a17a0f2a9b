package mysql

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/drivertest"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// showEdits shows the statements of an edit log and a data table.
func showEdits(st *drivertest.Statements) {
	log := writ.Path{"wri`t_50%", "SIGDS_WAL_1"}
	d := driver.Data{Path: log.Parent().Child("SIGDS_d"), Mark: log.Parent().Child("SIGDS_m")}
	id, number := driver.SystemColumns()[0], driver.Column{Name: "n`o", Type: writ.Type{Kind: writ.KindInteger}}
	row := []writ.Value{writ.Text("r1"), writ.Text("7")}
	list := func(title string, stmts []sqltext.SQL, err error) {
		for _, s := range stmts {
			st.Show(title, s, err)
		}
	}
	s, err := planLog(log)
	st.Show("edit log: create", s, err)
	stmts, err := planAppend(log, []driver.LogRow{{Table: "t", Num: 1, Edit: `{"a":"\n"}`, Metadata: "{}"}})
	list("edit log: append", stmts, err)
	p, err := planData(d, append(driver.SystemColumns(), number), driver.Mark{Num: 7, Term: 2, Generation: 1})
	list("data table: create", append([]sqltext.SQL{p.create}, p.mark...), err)
	st.Show("data table: publish", p.publish, err)
	st.Show("data table: after a failure", p.discard, err)
	s, err = planCopy(log.Parent().Child("SIGDS_o"), d.Path, []driver.Column{id, number})
	st.Show("data table: copy", s, err)
	s, err = planDrop(d)
	st.Show("data table: drop", s, err)
	s, err = planColumn(d, number)
	st.Show("data table: add a column", s, err)
	s, err = planHold(d.Mark, true)
	st.Show("data table: fence", s, err)
	st.Text("data table: who has stopped", stoppedSQL)
	steps, err := planApply(driver.Changes{
		Data: d, From: driver.Mark{Num: 7, Term: 2, Generation: 1}, To: driver.Mark{Num: 9, Term: 3, Generation: 1},
		Columns: []driver.Column{id, number}, Inserts: [][]writ.Value{row},
		Updates: []driver.RowUpdates{{Columns: []driver.Column{id, number}, Rows: [][]writ.Value{row, {writ.Text("r2"), writ.Null()}}}},
		Deletes: []string{"r3"},
	})
	for _, step := range steps {
		st.Show("data table: apply", step.stmt, err)
	}
}

// TestFenceEndsWhoHasStopped lets a client stop in the middle of an Apply. Its user
// may do nothing but write to one schema.
func TestFenceEndsWhoHasStopped(t *testing.T) {
	t.Parallel()
	server := testmysql.Get(t)
	u, home := server.NewUser(t), writ.Path{server.NewDatabase(t)}
	grants, err := dialect{}.Grants(home, u.Name)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grants[1:] {
		server.Exec(t, g.Statement.String())
	}
	open := func() *conn {
		c, err := New().Open(t.Context(), driver.Config{Values: server.Values(u), MaxConns: 2})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c.(*conn)
	}
	stopped, c := open(), open()
	d := driver.Data{Path: home.Child("SIGDS_d"), Mark: home.Child("SIGDS_m")}
	if _, err := c.CreateData(t.Context(), d, nil, "", 0, driver.Mark{Num: 1, Term: 1}); err != nil {
		t.Fatal(err)
	}
	s, release, err := stopped.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	steps, err := planApply(driver.Changes{Data: d, From: driver.Mark{Num: 1, Term: 1}, To: driver.Mark{Num: 2, Term: 1}})
	if err != nil {
		t.Fatal(err)
	}
	begin, err := quoting.Build().Raw("START TRANSACTION").Done()
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), s, []sqltext.SQL{begin, steps[0].stmt}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	m, err := c.Fence(ctx, d, 5)
	if want := (driver.Mark{Num: 1, Term: 5}); err != nil || m != want {
		t.Errorf("got %+v, %v, want %+v", m, err, want)
	}
}
