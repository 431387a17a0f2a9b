package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// drafts implements store.Drafts.
type drafts struct{ t *tx }

func (drafts) table() table[writ.Draft] {
	return table[writ.Draft]{
		name: "drafts", noun: "draft", taken: "The document has a draft already.",
		columns: []string{"document_id", "content", "base", "version", "updated_by", "updated_at"},
		fields: func(d *writ.Draft) []any {
			return []any{&d.Document, raw{&d.Content}, &d.Base, &d.Version, optional[writ.MemberID]{&d.UpdatedBy}, instant{&d.UpdatedAt}}
		},
	}
}

func (s drafts) Insert(ctx context.Context, d *writ.Draft) error {
	return s.table().insert(ctx, s.t, d)
}

func (s drafts) Update(ctx context.Context, d *writ.Draft) error {
	return s.table().update(ctx, s.t, d, &d.Version)
}

func (s drafts) Get(ctx context.Context, id writ.FileID) (*writ.Draft, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE document_id = $1", id)
}

// publications implements store.Publications.
type publications struct{ t *tx }

// table has the content last, for lists that go without it.
func (publications) table() table[writ.Publication] {
	return table[writ.Publication]{
		name: "publications", noun: "published version", taken: "Somebody else has published the document meanwhile.",
		columns: []string{"document_id", "number", "restored", "published_by", "published_at", "content"},
		fields: func(p *writ.Publication) []any {
			return []any{&p.Document, &p.Number, &p.Restored, optional[writ.MemberID]{&p.By}, instant{&p.At}, raw{&p.Content}}
		},
	}
}

func (s publications) heads() table[writ.Publication] {
	b := s.table()
	return b.first(len(b.columns) - 1)
}

func (s publications) Insert(ctx context.Context, p *writ.Publication) error {
	return s.table().insert(ctx, s.t, p)
}

func (s publications) Get(ctx context.Context, id writ.FileID, number int64) (*writ.Publication, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE document_id = $1 AND number = $2", id, number)
}

func (s publications) List(ctx context.Context, id writ.FileID, before int64, limit int) ([]*writ.Publication, error) {
	if before == 0 {
		return s.heads().all(ctx, s.t, "List", "WHERE document_id = $1 ORDER BY number DESC LIMIT $2", id, limit)
	}
	return s.heads().all(ctx, s.t, "List", "WHERE document_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3", id, before, limit)
}
