package postgres

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/drivertest"
)

// showEdits shows the statements of an edit log and a data table.
func showEdits(st *drivertest.Statements) {
	show := func(title string, commands []command, err error) {
		for _, c := range commands {
			st.Show(title, c.SQL, err)
		}
	}
	log := writ.Path{`wri"t's`, "SIGDS_WAL_1"}
	d := driver.Data{Path: log.Parent().Child("SIGDS_d"), Mark: log.Parent().Child("SIGDS_m")}
	id, number := driver.SystemColumns()[0], driver.Column{Name: `n"o`, Type: writ.Type{Kind: writ.KindInteger}}
	columns := append(driver.SystemColumns(), number)
	row := []writ.Value{writ.Text("r1"), writ.Text("7")}

	commands, err := planLog(log)
	show("edit log: create", commands, err)
	c, err := planAppend(log, []driver.LogRow{{Table: "t", Num: 1}})
	show("edit log: append", []command{c}, err)
	s, err := driver.SelectLog(quoting, log, driver.LogRange{Table: "t", After: 3, Upto: 9, Contains: `"it's"`, Limit: 10})
	st.Show("edit log: read", s, err)
	s, err = driver.UpdateEdit(quoting, log, driver.LogRow{Table: "t", Num: 1, Edit: "{}", Metadata: "{}"}, "null")
	st.Show("edit log: redact", s, err)

	p, err := planData(d, columns, driver.Mark{Num: 7, Term: 2, Generation: 1})
	st.Show("data table: create", p.create, err)
	for _, s := range p.after {
		st.Show("data table: afterwards", s, err)
	}
	s, err = planCopy(driver.Data{Path: log.Parent().Child("SIGDS_o"), Mark: log.Parent().Child("SIGDS_om")}, d, columns, driver.Mark{Num: 7})
	st.Show("data table: copy", s, err)
	commands, err = planColumn(d, number)
	show("data table: add a column", commands, err)
	commands, err = planFence(d, 3)
	show("data table: fence", commands, err)
	s, err = stopped(d.Mark)
	st.Show("data table: end who has stopped", s, err)
	commands, err = planApply(driver.Changes{
		Data: d, From: driver.Mark{Num: 7, Term: 2, Generation: 1}, To: driver.Mark{Num: 9, Term: 3, Generation: 1},
		Columns: []driver.Column{id, number}, Inserts: [][]writ.Value{row},
		Updates: []driver.RowUpdates{{Columns: []driver.Column{id, number}, Rows: [][]writ.Value{row}}},
		Deletes: []string{"r2"},
	})
	show("data table: apply", commands, err)
}
