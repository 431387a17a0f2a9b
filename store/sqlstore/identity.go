package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/writ-dev/writ"
)

// identities implements store.Identities.
type identities struct{ t *tx }

func (s identities) Find(ctx context.Context, issuer, subject string) (m writ.MemberID, err error) {
	const op = "store.identities.Find"
	row := s.t.q.QueryRowContext(ctx, "SELECT member_id FROM identities WHERE issuer = $1 AND subject = $2", issuer, subject)
	switch err := row.Scan(&m); {
	case errors.Is(err, sql.ErrNoRows):
		return "", writ.Errorf(writ.CodeNotFound, op, "Nobody signs in as this one.")
	case err != nil:
		return "", s.t.s.failed(op, err)
	}
	return m, nil
}

func (s identities) Put(ctx context.Context, issuer, subject string, m writ.MemberID) error {
	const op = "store.identities.Put"
	n, err := s.t.exec(ctx, op, `
		INSERT INTO identities (issuer, subject, member_id) VALUES ($1, $2, $3)
		ON CONFLICT (issuer, subject) DO UPDATE SET member_id = excluded.member_id WHERE identities.member_id = excluded.member_id`,
		issuer, subject, m)
	if err == nil && n == 0 {
		err = writ.Errorf(writ.CodeConflict, op, "Another member signs in as this one.")
	}
	return err
}

func (identities) table() table[writ.Identity] {
	return table[writ.Identity]{
		name: "identities", noun: "identity", columns: []string{"issuer", "subject", "member_id"},
		fields: func(i *writ.Identity) []any { return []any{&i.Issuer, &i.Subject, &i.Member} },
	}
}

func (s identities) Of(ctx context.Context, m writ.MemberID) (list []writ.Identity, err error) {
	found, err := s.table().all(ctx, s.t, "Of", "WHERE member_id = $1 ORDER BY issuer, subject", m)
	for _, i := range found {
		list = append(list, *i)
	}
	return list, err
}

func (s identities) Forget(ctx context.Context, m writ.MemberID) (int64, error) {
	return s.t.exec(ctx, "store.identities.Forget", "DELETE FROM identities WHERE member_id = $1", m)
}
