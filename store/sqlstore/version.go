package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// versions implements store.Versions.
type versions struct{ t *tx }

func (versions) table() table[writ.TableVersion] {
	return table[writ.TableVersion]{
		name: "table_versions", noun: "version", taken: "Somebody else has changed the table meanwhile.",
		columns: []string{"table_id", "number", "change", "restored", "upload_id", "file_name", "member_id", "object_id", "path",
			"columns", "row_count", "certificate", "created_at"},
		fields: func(v *writ.TableVersion) []any {
			return []any{&v.Table, &v.Number, &v.Change, &v.Restored, optional[writ.UploadID]{&v.Upload}, &v.FileName, &v.Member,
				optional[writ.ObjectID]{&v.Object}, document[writ.Path]{&v.Path}, document[[]writ.TableColumn]{&v.Columns}, &v.Rows,
				raw{&v.Certificate}, instant{&v.CreatedAt}}
		},
	}
}

func (s versions) Insert(ctx context.Context, v *writ.TableVersion) error {
	return s.table().insert(ctx, s.t, v)
}

func (s versions) Get(ctx context.Context, t writ.TableID, number int64) (*writ.TableVersion, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE table_id = $1 AND number = $2", t, number)
}

func (s versions) List(ctx context.Context, t writ.TableID, before int64, limit int) ([]*writ.TableVersion, error) {
	if before == 0 {
		return s.table().all(ctx, s.t, "List", "WHERE table_id = $1 ORDER BY number DESC LIMIT $2", t, limit)
	}
	return s.table().all(ctx, s.t, "List", "WHERE table_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3", t, before, limit)
}

// outdated asks for no newer version with the same object, because a restored
// version lives as long as its newest use.
const outdated = `WHERE object_id IS NOT NULL
 AND number <= (SELECT current FROM tables WHERE tables.id = table_versions.table_id) - $1
 AND NOT EXISTS (SELECT 1 FROM table_versions newer WHERE newer.object_id = table_versions.object_id AND newer.number > table_versions.number)
 AND EXISTS (SELECT 1 FROM table_versions next WHERE next.table_id = table_versions.table_id AND next.number = table_versions.number + 1 AND next.created_at < $2)
 ORDER BY table_id, number LIMIT $3`

func (s versions) Outdated(ctx context.Context, keep int, replacedAt int64, limit int) ([]*writ.TableVersion, error) {
	return s.table().all(ctx, s.t, "Outdated", outdated, keep, replacedAt, limit)
}

func (s versions) ByUpload(ctx context.Context, id writ.UploadID) (*writ.TableVersion, error) {
	return s.table().one(ctx, s.t, "ByUpload", "WHERE upload_id = $1", id)
}

func (s versions) ByObject(ctx context.Context, id writ.ObjectID) (*writ.TableVersion, error) {
	return s.table().one(ctx, s.t, "ByObject", "WHERE object_id = $1 ORDER BY number DESC LIMIT 1", id)
}

func (s versions) Objects(ctx context.Context, t writ.TableID) ([]*writ.ManagedObject, error) {
	return objects(s).table().all(ctx, s.t, "Objects", "WHERE id IN (SELECT object_id FROM table_versions WHERE table_id = $1) ORDER BY id", t)
}

func (s versions) Forget(ctx context.Context, o writ.ObjectID) error {
	_, err := s.t.exec(ctx, "store.versions.Forget", "UPDATE table_versions SET object_id = NULL WHERE object_id = $1", o)
	return err
}

const complete = `INSERT INTO table_versions (table_id, number, change, restored, upload_id, file_name, member_id, object_id, path, columns, row_count, certificate, created_at)
 SELECT t.id, 1, 'create', 0, o.upload_id, coalesce(u.file_name, t.name), t.owner_id, t.object_id, t.path, t.columns, t.row_count, t.certificate, t.created_at
 FROM tables t JOIN objects o ON o.id = t.object_id LEFT JOIN uploads u ON u.id = o.upload_id
 WHERE t.current = 1 AND NOT EXISTS (SELECT 1 FROM table_versions v WHERE v.table_id = t.id)`

// ownerless are versions of tables that are deleted.
const ownerless = "DELETE FROM table_versions WHERE NOT EXISTS (SELECT 1 FROM tables WHERE tables.id = table_versions.table_id)"

func (s versions) Complete(ctx context.Context) error {
	const op = "store.versions.Complete"
	if _, err := s.t.exec(ctx, op, ownerless); err != nil {
		return err
	}
	_, err := s.t.exec(ctx, op, complete)
	return err
}

// choices implements store.Choices.
type choices struct{ t *tx }

func (choices) table() table[writ.SourceChoices] {
	return table[writ.SourceChoices]{
		name: "source_choices", noun: "choice", columns: []string{"member_id", "source", "file_name", "options", "updated_at"},
		fields: func(c *writ.SourceChoices) []any {
			return []any{&c.Member, &c.Source, &c.FileName, raw{&c.Options}, instant{&c.UpdatedAt}}
		},
	}
}

func (s choices) Put(ctx context.Context, c *writ.SourceChoices) error {
	if err := s.Delete(ctx, c.Member, c.Source); err != nil && writ.CodeOf(err) != writ.CodeNotFound {
		return err
	}
	return s.table().insert(ctx, s.t, c)
}

func (s choices) Get(ctx context.Context, m writ.MemberID, source string) (*writ.SourceChoices, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE member_id = $1 AND source = $2", m, source)
}

func (s choices) Delete(ctx context.Context, m writ.MemberID, source string) error {
	n, err := s.t.exec(ctx, "store.choices.Delete", "DELETE FROM source_choices WHERE member_id = $1 AND source = $2", m, source)
	if err == nil && n == 0 {
		err = s.table().notFound("Delete")
	}
	return err
}
