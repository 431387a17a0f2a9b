package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// tokens implements store.Tokens.
type tokens struct{ t *tx }

func (tokens) table() table[writ.Token] {
	return table[writ.Token]{
		name: "tokens", noun: "token",
		columns: []string{"hash", "use", "credential_id", "member_id", "epoch", "family", "expires_at", "spent_at"},
		fields: func(t *writ.Token) []any {
			return []any{&t.Hash, &t.Use, &t.Credential, &t.Member, &t.Epoch, &t.Family, instant{&t.ExpiresAt}, instant{&t.SpentAt}}
		},
	}
}

func (s tokens) Insert(ctx context.Context, t *writ.Token) error {
	return s.table().insert(ctx, s.t, t)
}

func (s tokens) ByHash(ctx context.Context, hash string) (*writ.Token, error) {
	return s.table().one(ctx, s.t, "ByHash", "WHERE hash = $1", hash)
}

func (s tokens) Spend(ctx context.Context, hash string, at int64) error {
	return s.table().set(ctx, s.t, "Spend", "spent_at = $2 WHERE hash = $1 AND spent_at IS NULL", hash, at)
}

func (s tokens) DeleteFamily(ctx context.Context, family string) error {
	_, err := s.t.exec(ctx, "store.tokens.DeleteFamily", "DELETE FROM tokens WHERE family = $1", family)
	return err
}

func (s tokens) DeleteBefore(ctx context.Context, expiredAt int64) error {
	_, err := s.t.exec(ctx, "store.tokens.DeleteBefore", "DELETE FROM tokens WHERE expires_at < $1", expiredAt)
	return err
}
