package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// inputHeads implements store.InputHeads.
type inputHeads struct{ t *tx }

func (inputHeads) table() table[writ.InputHead] {
	return table[writ.InputHead]{
		name: "input_heads", noun: "head of an edit log",
		columns: []string{"input_table_id", "num", "term", "hash", "state", "at"},
		fields: func(h *writ.InputHead) []any {
			return []any{&h.Table, &h.Num, &h.Term, &h.Hash, raw{(*json.RawMessage)(&h.State)}, instant{&h.At}}
		},
	}
}

func (inputHeads) flags() table[writ.InputFlag] {
	return table[writ.InputFlag]{
		name: "input_flags", noun: "refused value",
		columns: []string{"input_table_id", "branch", "row_id", "column_id", "num", "rule", "reason", "type", "value", "email", "at"},
		fields: func(f *writ.InputFlag) []any {
			return []any{&f.Table, &f.Branch, &f.Row, &f.Column, &f.Num, &f.Rule, &f.Reason, &f.Type, cell{&f.Value}, &f.By, instant{&f.At}}
		},
	}
}

func (s inputHeads) Put(ctx context.Context, h *writ.InputHead) error {
	b := s.table()
	n, err := s.t.exec(ctx, b.op("Put"), `
		INSERT INTO input_heads (input_table_id, num, term, hash, state, at)
		SELECT id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), $4, $5, CAST($6 AS BIGINT) FROM input_tables WHERE id = $1
		ON CONFLICT (input_table_id) DO UPDATE SET num = excluded.num, term = excluded.term, hash = excluded.hash, state = excluded.state, at = excluded.at
		WHERE input_heads.term < excluded.term OR input_heads.term = excluded.term AND input_heads.num <= excluded.num`, b.fields(h)...)
	if err == nil && n == 0 {
		if _, err := inputTables(s).Get(ctx, h.Table); err != nil {
			return err
		}
		err = writ.Errorf(writ.CodeStale, b.op("Put"), "The edit log of the input table is known to have come further.")
	}
	return err
}

func (s inputHeads) Get(ctx context.Context, id writ.InputTableID) (*writ.InputHead, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE input_table_id = $1", id)
}

// flagsAtOnce is how many flags one statement names: with 11 columns well below the
// parameters that the engines take.
const flagsAtOnce = 500

func (s inputHeads) PutFlags(ctx context.Context, flags []writ.InputFlag) error {
	if err := s.DeleteFlags(ctx, flags); err != nil {
		return err
	}
	b := s.flags()
	for some := range slices.Chunk(flags, flagsAtOnce) {
		var rows []string
		var args []any
		for i := range some {
			rows = append(rows, "("+placeholders(len(args)+1, len(args)+len(b.columns))+")")
			args = append(args, b.fields(&some[i])...)
		}
		query := fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", b.name, strings.Join(b.columns, ", "), strings.Join(rows, ", "))
		if _, err := s.t.exec(ctx, b.op("Put"), query, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s inputHeads) DeleteFlags(ctx context.Context, flags []writ.InputFlag) error {
	b := s.flags()
	for some := range slices.Chunk(flags, flagsAtOnce) {
		var cells []string
		var args []any
		for i := range some {
			cells = append(cells, "("+placeholders(len(args)+1, len(args)+4)+")")
			args = append(args, b.fields(&some[i])[:4]...)
		}
		query := fmt.Sprintf("DELETE FROM %s WHERE (%s) IN (VALUES %s)", b.name, strings.Join(b.columns[:4], ", "), strings.Join(cells, ", "))
		if _, err := s.t.exec(ctx, b.op("Delete"), query, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s inputHeads) ClearFlags(ctx context.Context, id writ.InputTableID, b writ.Branch) error {
	_, err := s.t.exec(ctx, s.flags().op("Clear"), "DELETE FROM input_flags WHERE input_table_id = $1 AND branch = $2", id, b)
	return err
}

func (s inputHeads) Flags(ctx context.Context, id writ.InputTableID, b writ.Branch, row writ.RowID, column writ.ColumnID, limit int) ([]writ.InputFlag, error) {
	return s.list(ctx, "List", "WHERE input_table_id = $1 AND branch = $2 AND (row_id, column_id) > ($3, $4) ORDER BY row_id, column_id LIMIT $5",
		id, b, row, column, limit)
}

func (s inputHeads) FlagsOf(ctx context.Context, id writ.InputTableID, b writ.Branch, rows []writ.RowID) ([]writ.InputFlag, error) {
	var list []writ.InputFlag
	for some := range slices.Chunk(rows, manyAtOnce) {
		condition, args := in("row_id", 3, some)
		found, err := s.list(ctx, "Of", "WHERE input_table_id = $1 AND branch = $2 AND "+condition, append([]any{id, b}, args...)...)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// list returns the flags of a query's tail.
func (s inputHeads) list(ctx context.Context, method, tail string, args ...any) ([]writ.InputFlag, error) {
	found, err := s.flags().all(ctx, s.t, method, tail, args...)
	list := make([]writ.InputFlag, len(found))
	for i, f := range found {
		list[i] = *f
	}
	return list, err
}

func (s inputHeads) CountFlags(ctx context.Context, id writ.InputTableID, b writ.Branch) (int64, error) {
	n, err := s.t.count(ctx, s.flags().op("Count"), "SELECT count(*) FROM input_flags WHERE input_table_id = $1 AND branch = $2", id, b)
	return int64(n), err
}
