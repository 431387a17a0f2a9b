package sqlstore

import (
	"context"
	"database/sql"
	"errors"
)

// sessions implements store.Sessions.
type sessions struct{ t *tx }

func (s sessions) Find(ctx context.Context, hash string, now int64) ([]byte, bool, error) {
	return s.t.blob(ctx, "store.sessions.Find", "SELECT data FROM sessions WHERE hash = $1 AND expires_at > $2", hash, now)
}

func (s sessions) Put(ctx context.Context, hash string, data []byte, expiresAt int64) error {
	_, err := s.t.exec(ctx, "store.sessions.Put", `
		INSERT INTO sessions (hash, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
		hash, filled(data), expiresAt)
	return err
}

func (s sessions) Delete(ctx context.Context, hash string) error {
	_, err := s.t.exec(ctx, "store.sessions.Delete", "DELETE FROM sessions WHERE hash = $1", hash)
	return err
}

func (s sessions) DeleteBefore(ctx context.Context, expiredAt int64) error {
	_, err := s.t.exec(ctx, "store.sessions.DeleteBefore", "DELETE FROM sessions WHERE expires_at < $1", expiredAt)
	return err
}

// blob runs a query for one blob that may not be there.
func (t *tx) blob(ctx context.Context, op, query string, args ...any) ([]byte, bool, error) {
	var data []byte
	err := t.q.QueryRowContext(ctx, query, args...).Scan(&data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, t.s.failed(op, err)
	}
	return filled(data), true, nil
}

// filled makes nil bytes empty ones, because a blob column holds no NULL and not
// every driver tells the two apart.
func filled(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
