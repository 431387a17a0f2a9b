package duckdb

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/drivertest"
)

// showEdits shows the statements of an edit log and a data table.
func showEdits(st *drivertest.Statements) {
	log := writ.Path{`wri"t`, "SIGDS_WAL_1"}
	d := driver.Data{Path: log.Parent().Child("SIGDS_d"), Mark: log.Parent().Child("SIGDS_m")}
	id, number := driver.SystemColumns()[0], driver.Column{Name: `n"o`, Type: writ.Type{Kind: writ.KindInteger}}
	raw := driver.Column{Name: "raw", Type: writ.Type{Kind: writ.KindBytes}}
	columns := append(driver.SystemColumns(), number)
	row := []writ.Value{writ.Text("r1"), writ.Text("7"), writ.Text("00ff")}

	s, err := keyed(log, driver.LogColumns(), driver.LogTable, driver.LogNum)
	st.Show("edit log: create", s, err)
	plan, err := planData(d, columns, driver.Mark{Num: 7, Term: 2, Generation: 1})
	for _, s := range plan {
		st.Show("data table: create", s, err)
	}
	s, err = selectFile(quoting.Build().Raw("INSERT INTO ").Path(d.Path).Raw(" "), driver.Load{Columns: columns, File: "/staging/rows.csv"}, readings[0])
	st.Show("data table: fill", s, err)
	s, err = planCopy(log.Parent().Child("SIGDS_o"), d.Path, columns)
	st.Show("data table: copy", s, err)
	s, err = planColumn(d, number)
	st.Show("data table: add a column", s, err)
	changed := []driver.Column{id, number, raw}
	steps, err := planApply(driver.Changes{
		Data: d, From: driver.Mark{Num: 7, Term: 2, Generation: 1}, To: driver.Mark{Num: 9, Term: 3, Generation: 1},
		Columns: changed, Inserts: [][]writ.Value{row},
		Updates: []driver.RowUpdates{{Columns: changed, Rows: [][]writ.Value{row}}, {Columns: changed, Rows: [][]writ.Value{row, row}}},
		Deletes: []string{"r2"},
	})
	for _, step := range steps {
		st.Show("data table: apply", step.stmt, err)
	}
	s, err = planStage(changed)
	st.Show("data table: stage rows", s, err)
}
