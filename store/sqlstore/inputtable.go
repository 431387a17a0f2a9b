package sqlstore

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
)

// inputTables implements store.InputTables.
type inputTables struct{ t *tx }

func (inputTables) table() table[writ.InputTable] {
	return table[writ.InputTable]{
		name: "input_tables", noun: "input table",
		columns: []string{"id", "kind", "connection_id", "parent", "created_by", "created_at",
			"name", "document_id", "destination_id", "version", "updated_at"},
		fixed: 6,
		fields: func(t *writ.InputTable) []any {
			return []any{&t.ID, &t.Kind, &t.Connection, document[*writ.InputParent]{&t.Parent}, optional[writ.MemberID]{&t.CreatedBy},
				instant{&t.CreatedAt}, &t.Name, &t.Document, &t.Destination, &t.Version, instant{&t.UpdatedAt}}
		},
	}
}

func (inputTables) data() table[writ.DataTable] {
	return table[writ.DataTable]{
		name: "data_tables", noun: "data table", taken: "Another input table has this data table.",
		columns: []string{"input_table_id", "branch", "generation", "object_id", "mark_object_id", "path", "mark_path", "made_as",
			"columns", "updated_at"},
		fields: func(d *writ.DataTable) []any {
			return []any{&d.Table, &d.Branch, &d.Generation, &d.Object, &d.MarkObject, document[writ.Path]{&d.Path},
				document[writ.Path]{&d.MarkPath}, rights{&d.As}, document[[]writ.DataColumn]{&d.Columns}, instant{&d.UpdatedAt}}
		},
	}
}

func (s inputTables) Insert(ctx context.Context, t *writ.InputTable) error {
	return s.table().insert(ctx, s.t, t)
}

func (s inputTables) Update(ctx context.Context, t *writ.InputTable) error {
	return s.table().update(ctx, s.t, t, &t.Version)
}

func (s inputTables) Get(ctx context.Context, id writ.InputTableID) (*writ.InputTable, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s inputTables) List(ctx context.Context, after writ.InputTableID, limit int) ([]*writ.InputTable, error) {
	if after == "" {
		return s.table().all(ctx, s.t, "List", "ORDER BY id DESC LIMIT $1", limit)
	}
	return s.table().all(ctx, s.t, "List", "WHERE id < $1 ORDER BY id DESC LIMIT $2", after, limit)
}

func (s inputTables) ByDocument(ctx context.Context, id writ.FileID) ([]*writ.InputTable, error) {
	return s.table().all(ctx, s.t, "ByDocument", "WHERE document_id = $1 ORDER BY id", id)
}

func (s inputTables) ByConnection(ctx context.Context, id writ.ConnectionID) ([]*writ.InputTable, error) {
	return s.table().all(ctx, s.t, "ByConnection", "WHERE connection_id = $1 ORDER BY id", id)
}

func (s inputTables) ByObject(ctx context.Context, id writ.ObjectID) (*writ.InputTable, error) {
	return s.table().one(ctx, s.t, "ByObject",
		"WHERE id IN (SELECT input_table_id FROM data_tables WHERE object_id = $1 OR mark_object_id = $1)", id)
}

func (s inputTables) Delete(ctx context.Context, id writ.InputTableID) error {
	for _, of := range []string{"data_tables", "input_heads", "input_flags"} {
		if _, err := s.t.exec(ctx, "store.input_tables.Delete", "DELETE FROM "+of+" WHERE input_table_id = $1", id); err != nil {
			return err
		}
	}
	return s.table().delete(ctx, s.t, id)
}

func (s inputTables) PutData(ctx context.Context, d *writ.DataTable) error {
	list, err := s.data().all(ctx, s.t, "PutData", "WHERE input_table_id = $1 AND branch = $2", d.Table, d.Branch)
	if err != nil {
		return err
	}
	if len(list) > 0 && !follows(list[0], d) {
		return writ.Errorf(writ.CodeStale, s.data().op("PutData"), "Another server has moved the rows of the input table meanwhile.")
	}
	if _, err := s.t.exec(ctx, s.data().op("PutData"), "DELETE FROM data_tables WHERE input_table_id = $1 AND branch = $2", d.Table, d.Branch); err != nil {
		return err
	}
	return s.data().insert(ctx, s.t, d)
}

// follows tells whether d may take the place of what is known: it is of a later
// generation, or the same data table with columns more.
func follows(known, d *writ.DataTable) bool {
	if d.Generation != known.Generation {
		return d.Generation > known.Generation
	}
	return d.Object == known.Object && d.MarkObject == known.MarkObject && slices.Equal(d.Path, known.Path) &&
		slices.Equal(d.MarkPath, known.MarkPath) && d.As == known.As &&
		len(d.Columns) >= len(known.Columns) && slices.Equal(d.Columns[:len(known.Columns)], known.Columns)
}

func (s inputTables) Data(ctx context.Context, id writ.InputTableID) ([]*writ.DataTable, error) {
	return s.data().all(ctx, s.t, "Data", "WHERE input_table_id = $1 ORDER BY branch", id)
}
