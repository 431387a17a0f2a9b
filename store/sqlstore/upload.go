package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// uploads implements store.Uploads.
type uploads struct{ t *tx }

func (uploads) table() table[writ.Upload] {
	return table[writ.Upload]{
		name: "uploads", noun: "upload",
		columns: []string{"id", "member_id", "file_name", "size", "received", "sha256", "state", "connection_id",
			"destination_id", "table_id", "receiver_id", "problem", "change", "target_id", "schema_changes", "version", "created_at", "updated_at"},
		fields: func(u *writ.Upload) []any {
			return []any{&u.ID, &u.Member, &u.FileName, &u.Size, &u.Received, &u.SHA256, &u.State,
				optional[writ.ConnectionID]{&u.Connection}, optional[writ.DestinationID]{&u.Destination},
				optional[writ.TableID]{&u.Table}, optional[writ.NodeID]{&u.Receiver}, document[*writ.Problem]{&u.Problem}, &u.Change,
				optional[writ.TableID]{&u.Target}, document[[]writ.SchemaChange]{&u.Changes}, &u.Version,
				instant{&u.CreatedAt}, instant{&u.UpdatedAt}}
		},
	}
}

func (s uploads) Insert(ctx context.Context, u *writ.Upload) error {
	return s.table().insert(ctx, s.t, u)
}

func (s uploads) Update(ctx context.Context, u *writ.Upload) error {
	return s.table().update(ctx, s.t, u, &u.Version)
}

func (s uploads) Get(ctx context.Context, id writ.UploadID) (*writ.Upload, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s uploads) ListByMember(ctx context.Context, m writ.MemberID, limit int) ([]*writ.Upload, error) {
	return s.table().all(ctx, s.t, "ListByMember", "WHERE member_id = $1 ORDER BY id DESC LIMIT $2", m, limit)
}

func (s uploads) ListByState(ctx context.Context, states ...writ.UploadState) ([]*writ.Upload, error) {
	condition, args := in("state", 1, states)
	return s.table().all(ctx, s.t, "ListByState", "WHERE "+condition+" ORDER BY id", args...)
}

func (s uploads) ListBefore(ctx context.Context, updatedAt int64, limit int, states ...writ.UploadState) ([]*writ.Upload, error) {
	condition, args := in("state", 3, states)
	return s.table().all(ctx, s.t, "ListBefore", "WHERE updated_at < $1 AND "+condition+" ORDER BY id LIMIT $2",
		append([]any{updatedAt, limit}, args...)...)
}

func (s uploads) Open(ctx context.Context, m writ.MemberID) (n int, bytes int64, err error) {
	row := s.t.q.QueryRowContext(ctx, "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM uploads WHERE member_id = $1 AND state IN ($2, $3, $4)",
		m, writ.UploadReceiving, writ.UploadReady, writ.UploadImporting)
	if err := row.Scan(&n, &bytes); err != nil {
		return 0, 0, s.t.s.failed("store.uploads.Open", err)
	}
	return n, bytes, nil
}

func (s uploads) Delete(ctx context.Context, id writ.UploadID) error {
	return s.table().delete(ctx, s.t, id)
}
