package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// objects implements store.Objects.
type objects struct{ t *tx }

func (objects) table() table[writ.ManagedObject] {
	return table[writ.ManagedObject]{
		name: "objects", noun: "managed object", taken: "Another managed object has this path.",
		columns: []string{"id", "connection_id", "destination_id", "path", "kind", "state", "made_as", "upload_id",
			"former_path", "bytes", "measured_at", "used_at", "drop_at", "finding", "created_at", "updated_at"},
		fields: func(o *writ.ManagedObject) []any {
			return []any{&o.ID, &o.Connection, &o.Destination, document[writ.Path]{&o.Path}, &o.Kind, &o.State, rights{&o.As},
				optional[writ.UploadID]{&o.Upload}, document[writ.Path]{&o.FormerPath}, &o.Bytes, instant{&o.MeasuredAt},
				instant{&o.UsedAt}, instant{&o.DropAt}, &o.Finding, instant{&o.CreatedAt}, instant{&o.UpdatedAt}}
		},
	}
}

func (s objects) Insert(ctx context.Context, o *writ.ManagedObject) error {
	return s.table().insert(ctx, s.t, o)
}

func (s objects) SetState(ctx context.Context, id writ.ObjectID, state writ.ObjectState, at int64) error {
	return s.table().set(ctx, s.t, "SetState", "state = $2, finding = '', updated_at = $3 WHERE id = $1", id, state, at)
}

func (s objects) Get(ctx context.Context, id writ.ObjectID) (*writ.ManagedObject, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s objects) List(ctx context.Context, c writ.ConnectionID, states ...writ.ObjectState) ([]*writ.ManagedObject, error) {
	condition, args := in("state", 2, states)
	list, err := s.table().all(ctx, s.t, "List", "WHERE connection_id = $1 AND "+condition, append([]any{c}, args...)...)
	// Sorted here: to sort by an index, SQLite would read what was ever dropped.
	slices.SortFunc(list, func(a, b *writ.ManagedObject) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

func (s objects) CountLive(ctx context.Context, d writ.DestinationID) (int, error) {
	return s.t.count(ctx, "store.objects.CountLive",
		"SELECT count(*) FROM objects WHERE destination_id = $1 AND (state <> $2 OR finding = $3)", d, writ.ObjectDropped, writ.FindingReturned)
}

func (s objects) Update(ctx context.Context, o *writ.ManagedObject) error {
	return s.table().set(ctx, s.t, "Update",
		"path = $2, former_path = $3, state = $4, bytes = $5, measured_at = $6, used_at = $7, drop_at = $8, finding = $9, updated_at = $10 WHERE id = $1",
		o.ID, document[writ.Path]{&o.Path}, document[writ.Path]{&o.FormerPath}, o.State, o.Bytes, instant{&o.MeasuredAt},
		instant{&o.UsedAt}, instant{&o.DropAt}, o.Finding, instant{&o.UpdatedAt})
}

// unowned holds for a row of objects that no table holds, now or in an earlier
// version, no import is making, and that belong to no input table and are no edit
// log; an import that was canceled counts until its job has ended.
const unowned = `NOT EXISTS (SELECT 1 FROM tables WHERE tables.object_id = objects.id)
	AND NOT EXISTS (SELECT 1 FROM table_versions WHERE table_versions.object_id = objects.id)
	AND NOT EXISTS (SELECT 1 FROM data_tables WHERE data_tables.object_id = objects.id)
	AND NOT EXISTS (SELECT 1 FROM data_tables WHERE data_tables.mark_object_id = objects.id)
	AND NOT EXISTS (SELECT 1 FROM edit_logs WHERE edit_logs.object_id = objects.id)
	AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.id = objects.upload_id AND uploads.state = 'importing')
	AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.kind = 'import' AND jobs.key = objects.upload_id AND jobs.state IN ('queued', 'running'))`

// orphaned holds for a row of objects that is an orphan.
const orphaned = "state IN ('intended', 'exists') AND " + unowned

// unseen is a condition on objects: they cannot have held a table, because they were
// never finished, or because the upload that they were made for did not become one.
// One that is made for an input table has no upload that says how that goes; it gets
// a day, unless it is intended for the second time: to be given up.
func (t *tx) unseen() string {
	const day = 24 * 60 * 60 * 1_000_000
	return fmt.Sprintf(`(state = 'intended' AND (upload_id IS NOT NULL OR updated_at <> created_at OR created_at < %s - %d)
	OR EXISTS (SELECT 1 FROM uploads WHERE uploads.id = objects.upload_id AND uploads.state <> 'done'))`, t.clock(), day)
}

func (s objects) Page(ctx context.Context, f store.ObjectFilter, before writ.ObjectID, limit int) ([]*writ.ManagedObject, error) {
	condition, args := in("state", 2, f.States)
	if f.Orphans || f.Leftovers {
		condition += " AND " + orphaned
	}
	if f.Leftovers {
		condition += " AND " + s.t.unseen()
	}
	pattern := ""
	if f.Text != "" {
		pattern = "%" + likeEscaper.Replace(f.Text) + "%"
	}
	for _, c := range []struct{ value, condition string }{ // only what is asked for, so that an index fits
		{string(f.Connection), "connection_id = $n"},
		{string(f.Finding), "finding = $n"},
		{string(f.Upload), "upload_id = $n"},
		{string(f.Owner), "(" + held(ownedTable) + " OR " + entered(ownedInput) + ")"},
		{pattern, "(lower(path) LIKE lower($n) ESCAPE '!' OR " + held("lower(name) LIKE lower($n) ESCAPE '!'") +
			" OR " + entered("lower(name) LIKE lower($n) ESCAPE '!'") + ")"},
		{string(before), "id < $n"},
	} {
		if c.value != "" {
			args = append(args, c.value)
			condition += " AND " + strings.ReplaceAll(c.condition, "$n", fmt.Sprintf("$%d", len(args)+1))
		}
	}
	return s.table().all(ctx, s.t, "Page", "WHERE "+condition+" ORDER BY id DESC LIMIT $1", append([]any{limit}, args...)...)
}

// ownedTable holds for a row of tables that a member owns: through its document,
// unless a server of the version before made it and it has none yet.
const ownedTable = "coalesce((SELECT files.owner_id FROM files WHERE files.id = tables.document_id), tables.owner_id) = $n"

// held is a condition on objects: a table of that condition has them, in whatever
// version.
func held(condition string) string {
	return "id IN (SELECT object_id FROM tables WHERE " + condition +
		" UNION SELECT object_id FROM table_versions WHERE table_id IN (SELECT id FROM tables WHERE " + condition + "))"
}

// ownedInput holds for a row of input_tables that a member owns: through its document.
const ownedInput = "document_id IN (SELECT id FROM files WHERE owner_id = $n)"

// entered is a condition on objects: they are the data table, or the mark of it, of
// an input table of that condition.
func entered(condition string) string {
	of := "(SELECT id FROM input_tables WHERE " + condition + ")"
	return "id IN (SELECT object_id FROM data_tables WHERE input_table_id IN " + of +
		" UNION SELECT mark_object_id FROM data_tables WHERE input_table_id IN " + of + ")"
}

// likeEscaper makes a text stand for itself in a pattern.
var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

func (s objects) Totals(ctx context.Context) ([]store.ObjectTotals, error) {
	const op = "store.objects.Totals"
	count := func(condition string) string { return "count(CASE WHEN " + condition + " THEN 1 END)" }
	rows, err := s.t.q.QueryContext(ctx, "SELECT connection_id, "+count("state <> 'dropped'")+", "+count(orphaned)+", "+
		count("state = 'quarantined'")+", "+count("finding = 'missing'")+", "+count("finding = 'returned'")+", "+
		"CAST(coalesce(sum(CASE WHEN state <> 'dropped' AND bytes > 0 THEN bytes END), 0) AS BIGINT), "+
		count("state <> 'dropped' AND bytes < 0")+" FROM objects "+
		"WHERE state IN ('intended', 'exists', 'quarantined') OR finding IN ('missing', 'returned') GROUP BY connection_id ORDER BY connection_id")
	if err != nil {
		return nil, s.t.s.failed(op, err)
	}
	defer rows.Close() // its error is rows.Err's
	var all []store.ObjectTotals
	for rows.Next() {
		var t store.ObjectTotals
		if err := rows.Scan(&t.Connection, &t.Live, &t.Orphans, &t.Quarantined, &t.Missing, &t.Returned, &t.Bytes, &t.Unmeasured); err != nil {
			return nil, s.t.s.failed(op, err)
		}
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return nil, s.t.s.failed(op, err)
	}
	return all, nil
}

func (s objects) Measured(ctx context.Context, o *writ.ManagedObject) error {
	return s.table().set(ctx, s.t, "Measured", "bytes = $2, measured_at = $3, finding = $4 WHERE id = $1",
		o.ID, o.Bytes, instant{&o.MeasuredAt}, o.Finding)
}

func (s objects) Touch(ctx context.Context, at int64, ids ...writ.ObjectID) error {
	if len(ids) == 0 {
		return nil
	}
	condition, args := in("id", 2, ids)
	_, err := s.t.exec(ctx, "store.objects.Touch", "UPDATE objects SET used_at = $1 WHERE (used_at IS NULL OR used_at < $1) AND "+condition,
		append([]any{at}, args...)...)
	return err
}
