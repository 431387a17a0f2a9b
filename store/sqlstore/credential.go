package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// credentials implements store.Credentials.
type credentials struct{ t *tx }

func (credentials) table() table[writ.APICredential] {
	return table[writ.APICredential]{
		name: "credentials", noun: "API credential",
		columns: []string{"id", "member_id", "name", "secret_hash", "created_at", "last_used_at", "revoked_at"},
		fields: func(c *writ.APICredential) []any {
			return []any{&c.ID, &c.Member, &c.Name, &c.SecretHash, instant{&c.CreatedAt}, instant{&c.LastUsedAt}, instant{&c.RevokedAt}}
		},
	}
}

func (s credentials) Insert(ctx context.Context, c *writ.APICredential) error {
	return s.table().insert(ctx, s.t, c)
}

func (s credentials) Get(ctx context.Context, id writ.CredentialID) (*writ.APICredential, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s credentials) ListByMember(ctx context.Context, m writ.MemberID) ([]*writ.APICredential, error) {
	return s.table().all(ctx, s.t, "ListByMember", "WHERE member_id = $1 ORDER BY id", m)
}

func (s credentials) Touch(ctx context.Context, id writ.CredentialID, usedAt int64) error {
	return s.table().set(ctx, s.t, "Touch", "last_used_at = $2 WHERE id = $1", id, usedAt)
}

func (s credentials) Revoke(ctx context.Context, id writ.CredentialID, revokedAt int64) error {
	return s.table().set(ctx, s.t, "Revoke", "revoked_at = $2 WHERE id = $1", id, revokedAt)
}
