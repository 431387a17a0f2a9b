package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ"
)

// The table that a grid is opened on, and how much of it is read at once.
const (
	gridRows    = 1_000_000
	gridColumns = 20
	gridPage    = 200
)

// gridOpen compares the first rows of an input table, sorted by each of some columns
// and then by none, with the same query sent to PostgreSQL itself. Both read what
// they get: as JSON, as values.
func gridOpen(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	s, err := g.editing(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	id, table, err := s.grid(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	db, err := pgx.Connect(ctx, s.pg.URL)
	if err != nil {
		return nil, nil, "", err
	}
	defer func() { _ = db.Close(ctx) }()
	e, err := newEditor(ctx, s.address())
	if err != nil {
		return nil, nil, "", err
	}
	defer e.close()
	var parts []string
	for _, sort := range []string{"c1", "c2", "-c3", ""} {
		r, o, err := s.open(ctx, db, e, id, table, sort)
		if err != nil {
			return nil, nil, "", err
		}
		name := sort
		if name == "" {
			name = "by no column"
		}
		parts = append(parts, fmt.Sprintf("%s %s against %s", name, seconds(median(o)), seconds(median(r))))
		raw, ours = append(raw, r...), append(ours, o...)
	}
	return raw, ours, fmt.Sprintf("the first %d of %d rows of %d columns: %s", gridPage, gridRows, gridColumns, strings.Join(parts, ", ")), nil
}

// open reads the first page both ways, several times.
func (s *editSite) open(ctx context.Context, db *pgx.Conn, e *editor, id writ.InputTableID, table, sort string) (raw, ours []float64, err error) {
	address := fmt.Sprintf("/v2/input-tables/%s/rows?limit=%d", id, gridPage)
	order := `"DS_POSITION", "DS_ROW_ID"`
	if sort != "" {
		address += "&sort=" + sort
		column, down := strings.CutPrefix(sort, "-")
		if order = `"column_` + column[1:] + `"`; column == "c1" {
			order += ` COLLATE "C"`
		}
		if down {
			order += " DESC NULLS FIRST"
		}
		order += `, "DS_ROW_ID"`
		if down {
			order += " DESC"
		}
	}
	query := fmt.Sprintf(`SELECT * FROM %s ORDER BY %s LIMIT %d`, table, order, gridPage)
	request := s.request(http.MethodGet, address, "")
	return pairs(ctx, rounds,
		func(ctx context.Context) error { return readAll(ctx, db, query) },
		func(context.Context) error { return e.send(request) },
		func(context.Context) error { return nil })
}

// readAll reads all values of a query.
func readAll(ctx context.Context, db *pgx.Conn, query string) error {
	rows, err := db.Query(ctx, query)
	if err != nil {
		return err
	}
	n := 0
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
		n++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n != gridPage {
		return fmt.Errorf("%d rows came", n)
	}
	return nil
}

// grid makes an input table and fills its data table past the edit log, which nobody
// asks when it is read.
func (s *editSite) grid(ctx context.Context) (writ.InputTableID, string, error) {
	c, err := s.connect(ctx, "grid", s.pg.Host, s.pg.Port)
	if err != nil {
		return "", "", err
	}
	columns := make([]map[string]string, gridColumns)
	for i := range columns {
		columns[i] = map[string]string{"name": fmt.Sprintf("Column %d", i+1), "type": []string{"text", "integer", "decimal", "date"}[i%4]}
	}
	var made struct {
		ID writ.InputTableID `json:"inputTableId"`
	}
	if err := s.post(ctx, "/v2/input-tables", map[string]any{"name": "Grid", "kind": "empty", "connectionId": c, "columns": columns}, &made); err != nil {
		return "", "", err
	}
	table, err := s.fill(ctx)
	return made.ID, table, err
}

// fill finds the data table and adds rows to it.
func (s *editSite) fill(ctx context.Context) (table string, err error) {
	db, err := pgx.Connect(ctx, s.pg.URL)
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close(ctx) }()
	if err := db.QueryRow(ctx, `SELECT table_name FROM information_schema.columns WHERE table_schema = 'grid' AND column_name = $1`, writ.PositionColumn).Scan(&table); err != nil {
		return "", fmt.Errorf("the data table of the grid: %w", err)
	}
	table = pgx.Identifier{"grid", table}.Sanitize()
	values := make([]string, gridColumns)
	for i := range values {
		values[i] = []string{"'value ' || (i::bigint * 7919 % 1000003)", "i::bigint * 7919 % 1000003", "(i::bigint * 104729 % 1000003) / 4.0", "DATE '2020-01-01' + (i * 31 % 3000)::int"}[i%4]
	}
	insert := `INSERT INTO ` + table + ` SELECT gen_random_uuid()::text, 'x' || lpad(i::text, 8, '0'), now(), 'a@b.org', now(), 'a@b.org', 1, ` +
		strings.Join(values, ", ") + fmt.Sprintf(` FROM generate_series(1, %d) AS r(i)`, gridRows)
	if _, err := db.Exec(ctx, insert); err != nil {
		return "", err
	}
	_, err = db.Exec(ctx, "VACUUM ANALYZE "+table)
	return table, err
}
