package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// visits implements store.Visits.
type visits struct{ t *tx }

func (visits) table(name string) table[writ.Visit] {
	return table[writ.Visit]{
		name: name, noun: "file", columns: []string{"file_id", "at"},
		fields: func(v *writ.Visit) []any { return []any{&v.File, instant{&v.At}} },
	}
}

// list returns rows as values.
func (s visits) list(ctx context.Context, name, method, tail string, args ...any) ([]writ.Visit, error) {
	found, err := s.table(name).all(ctx, s.t, method, tail, args...)
	var list []writ.Visit
	for _, v := range found {
		list = append(list, *v)
	}
	return list, err
}

const forget = `DELETE FROM recents WHERE member_id = $1 AND file_id NOT IN
	(SELECT file_id FROM recents WHERE member_id = $1 ORDER BY at DESC, file_id DESC LIMIT $2)`

func (s visits) Visit(ctx context.Context, m writ.MemberID, f writ.FileID, at int64, keep int) error {
	const op = "store.visits.Visit"
	_, err := s.t.exec(ctx, op, `
		INSERT INTO recents (member_id, file_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (member_id, file_id) DO UPDATE SET at = excluded.at`, m, f, at)
	if err != nil {
		return err
	}
	_, err = s.t.exec(ctx, op, forget, m, keep)
	return err
}

func (s visits) Recents(ctx context.Context, m writ.MemberID, limit int) ([]writ.Visit, error) {
	return s.list(ctx, "recents", "Recents", "WHERE member_id = $1 ORDER BY at DESC, file_id DESC LIMIT $2", m, limit)
}

func (s visits) Like(ctx context.Context, m writ.MemberID, f writ.FileID, at int64, likes bool) error {
	const op = "store.visits.Like"
	if !likes {
		_, err := s.t.exec(ctx, op, "DELETE FROM favourites WHERE member_id = $1 AND file_id = $2", m, f)
		return err
	}
	_, err := s.t.exec(ctx, op, `
		INSERT INTO favourites (member_id, file_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (member_id, file_id) DO NOTHING`, m, f, at)
	return err
}

func (s visits) Favourites(ctx context.Context, m writ.MemberID) ([]writ.Visit, error) {
	return s.list(ctx, "favourites", "Favourites", "WHERE member_id = $1 ORDER BY at, file_id", m)
}
