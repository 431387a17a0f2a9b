package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// auditLog implements store.AuditLog.
type auditLog struct{ t *tx }

func (auditLog) table() table[writ.AuditEntry] {
	return table[writ.AuditEntry]{
		name: "audit_entries", noun: "audit entry",
		columns: []string{"id", "at", "member_id", "email", "action", "noun", "object_id", "result", "reason", "remote", "request", "details"},
		fields: func(e *writ.AuditEntry) []any {
			return []any{&e.ID, instant{&e.At}, optional[writ.MemberID]{&e.Member}, &e.Email, &e.Action, &e.Noun, &e.Object,
				&e.Result, &e.Reason, &e.Remote, &e.Request, raw{&e.Details}}
		},
	}
}

func (s auditLog) Append(ctx context.Context, e *writ.AuditEntry) error {
	return s.table().insert(ctx, s.t, e)
}

// mentions is true for entries that have a text somewhere people look for it.
const mentions = "lower(email || ' ' || remote || ' ' || action || ' ' || object_id || ' ' || reason) LIKE lower($n) ESCAPE '!'"

func (s auditLog) List(ctx context.Context, f store.AuditFilter, before writ.AuditID, limit int) ([]*writ.AuditEntry, error) {
	return s.page(ctx, "List", f, "id < $n", before, "DESC", limit)
}

func (s auditLog) After(ctx context.Context, f store.AuditFilter, after writ.AuditID, limit int) ([]*writ.AuditEntry, error) {
	return s.page(ctx, "After", f, "id > $n", after, "ASC", limit)
}

// page returns the entries that fit and lie beyond an id, "" for none.
func (s auditLog) page(ctx context.Context, method string, f store.AuditFilter, beyond string, id writ.AuditID, order string, limit int) ([]*writ.AuditEntry, error) {
	condition, args := "1 = 1", []any{limit}
	for _, c := range []struct {
		wanted    bool
		condition string
		value     any
	}{
		{f.From != 0, "at >= $n", f.From},
		{f.To != 0, "at < $n", f.To},
		{f.Member != "", "member_id = $n", f.Member},
		{f.Action != "", "action = $n", f.Action},
		{f.Noun != "", "noun = $n", f.Noun},
		{f.Object != "", "object_id = $n", f.Object},
		{f.Result != "", "result = $n", f.Result},
		{f.Text != "", mentions, "%" + likeEscaper.Replace(f.Text) + "%"},
		{id != "", beyond, id},
	} {
		if c.wanted {
			args = append(args, c.value)
			condition += " AND " + strings.ReplaceAll(c.condition, "$n", fmt.Sprintf("$%d", len(args)))
		}
	}
	return s.table().all(ctx, s.t, method, "WHERE "+condition+" ORDER BY id "+order+" LIMIT $1", args...)
}

func (s auditLog) DeleteBefore(ctx context.Context, at int64, limit int) (int64, error) {
	return s.t.exec(ctx, "store.audit_entries.DeleteBefore",
		"DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE at < $1 ORDER BY at LIMIT $2)", at, limit)
}
