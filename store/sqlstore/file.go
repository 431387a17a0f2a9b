package sqlstore

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
)

// files implements store.Files.
type files struct{ t *tx }

// table begins with what never changes, and goes on with what else Each reads.
func (files) table() table[writ.File] {
	return table[writ.File]{
		name: "files", noun: "file", taken: "The member has a My documents folder already.",
		columns: []string{"id", "kind", "creator_id", "created_at", "name", "parent_id", "owner_id", "trashed_at", "updated_at",
			"description", "trashed_by", "published", "version", "updated_by"},
		fixed: 4,
		fields: func(f *writ.File) []any {
			return []any{&f.ID, &f.Kind, &f.Creator, instant{&f.CreatedAt}, &f.Name, optional[writ.FileID]{&f.Parent}, &f.Owner,
				instant{&f.TrashedAt}, instant{&f.UpdatedAt}, &f.Description, optional[writ.MemberID]{&f.TrashedBy}, &f.Published,
				&f.Version, optional[writ.MemberID]{&f.UpdatedBy}}
		},
	}
}

func (s files) Insert(ctx context.Context, f *writ.File) error {
	if err := s.placed(ctx, "Insert", f); err != nil {
		return err
	}
	return changed(s.t, writ.FactFile, f.ID, s.table().insert(ctx, s.t, f))
}

func (s files) Update(ctx context.Context, f *writ.File) error {
	if err := s.placed(ctx, "Update", f); err != nil {
		return err
	}
	return changed(s.t, writ.FactFile, f.ID, s.table().update(ctx, s.t, f, &f.Version))
}

// placed refuses a file that lies where files of its kind cannot lie.
func (s files) placed(ctx context.Context, method string, f *writ.File) error {
	op := s.table().op(method)
	switch {
	case f.Parent == "" && f.Kind.Top():
		return nil
	case f.Parent == "":
		return writ.Errorf(writ.CodeConflict, op, "A %s lies in a folder; none is named.", f.Kind.Label())
	case f.Kind.Top():
		return writ.Errorf(writ.CodeConflict, op, "A %s lies in no folder.", f.Kind.Label())
	}
	parent, err := s.Get(ctx, f.Parent)
	switch {
	case writ.CodeOf(err) == writ.CodeNotFound:
		return writ.Errorf(writ.CodeConflict, op, "The folder is not there any more.")
	case err == nil && parent.Kind.Document():
		return writ.Errorf(writ.CodeConflict, op, "Only folders hold other files; this is a %s.", parent.Kind.Label())
	}
	return err
}

func (s files) Delete(ctx context.Context, id writ.FileID) error {
	const op = "store.files.Delete"
	n, err := s.t.count(ctx, op, "SELECT count(*) FROM (SELECT 1 FROM files WHERE parent_id = $1 LIMIT 1) AS one", id)
	if err != nil {
		return err
	}
	if n > 0 {
		return writ.Errorf(writ.CodeConflict, op, "Something lies in the folder.")
	}
	n, err = s.t.count(ctx, op, "SELECT count(*) FROM (SELECT 1 FROM input_tables WHERE document_id = $1 LIMIT 1) AS one", id)
	if err != nil {
		return err
	}
	if n > 0 {
		return writ.Errorf(writ.CodeConflict, op, "The document has input tables.").WithHint("Delete them first.")
	}
	if err := grants(s).drop(ctx, op, "file_id", string(id)); err != nil {
		return err
	}
	for _, what := range []string{"recents WHERE file_id", "favourites WHERE file_id", "drafts WHERE document_id", "publications WHERE document_id"} {
		if _, err := s.t.exec(ctx, op, "DELETE FROM "+what+" = $1", id); err != nil {
			return err
		}
	}
	return changed(s.t, writ.FactFile, id, s.table().delete(ctx, s.t, id))
}

func (s files) Get(ctx context.Context, id writ.FileID) (*writ.File, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

// manyAtOnce is how many ids one query asks for.
const manyAtOnce = 500

func (s files) Many(ctx context.Context, ids []writ.FileID) ([]*writ.File, error) {
	var list []*writ.File
	for some := range slices.Chunk(ids, manyAtOnce) {
		condition, args := in("id", 1, some)
		found, err := s.table().all(ctx, s.t, "Many", "WHERE "+condition, args...)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

func (s files) Home(ctx context.Context, m writ.MemberID) (*writ.File, error) {
	return s.table().one(ctx, s.t, "Home", "WHERE owner_id = $1 AND kind = 'home'", m)
}

// upwards are a file and what it lies in, downwards what lies in it. UNION drops
// what it has seen, so both end even if files should lie in a circle.
const (
	upwards = `WITH RECURSIVE up (id, parent_id) AS (
			SELECT id, parent_id FROM files WHERE id = $1
			UNION SELECT f.id, f.parent_id FROM files f JOIN up ON f.id = up.parent_id)
		SELECT id, coalesce(parent_id, '') FROM up`
	downwards = `WITH RECURSIVE down (id, parent_id) AS (
			SELECT id, parent_id FROM files WHERE parent_id = $1
			UNION SELECT f.id, f.parent_id FROM files f JOIN down ON f.parent_id = down.id)
		SELECT id, parent_id FROM down`
)

// parents runs one of the queries: files and, for each, what it lies in.
func (s files) parents(ctx context.Context, op, query string, id writ.FileID) (map[writ.FileID]writ.FileID, error) {
	rows, err := s.t.q.QueryContext(ctx, query, id)
	if err != nil {
		return nil, s.t.s.failed(op, err)
	}
	defer rows.Close() // its error is rows.Err's
	parent := map[writ.FileID]writ.FileID{}
	for rows.Next() {
		var child, folder writ.FileID
		if err := rows.Scan(&child, &folder); err != nil {
			return nil, s.t.s.failed(op, err)
		}
		parent[child] = folder
	}
	if err := rows.Err(); err != nil {
		return nil, s.t.s.failed(op, err)
	}
	return parent, nil
}

func (s files) Above(ctx context.Context, id writ.FileID) ([]*writ.File, error) {
	parent, err := s.parents(ctx, "store.files.Above", upwards, id)
	if err != nil {
		return nil, err
	}
	next, found := parent[id]
	if !found {
		return nil, s.table().notFound("Above")
	}
	var order []writ.FileID
	for seen := map[writ.FileID]bool{id: true, "": true}; !seen[next]; next = parent[next] {
		seen[next] = true
		order = append(order, next)
	}
	list, err := s.Many(ctx, order)
	slices.SortFunc(list, func(a, b *writ.File) int { return slices.Index(order, a.ID) - slices.Index(order, b.ID) })
	return list, err
}

func (s files) Below(ctx context.Context, id writ.FileID) (ids []writ.FileID, levels int, err error) {
	parent, err := s.parents(ctx, "store.files.Below", downwards, id)
	if err != nil {
		return nil, 0, err
	}
	in := map[writ.FileID][]writ.FileID{}
	for child, folder := range parent {
		in[folder] = append(in[folder], child)
	}
	ids, levels = layers(in, id)
	return ids, levels, nil
}

// layers lists what is below top, the lowest layer first, and counts the layers.
func layers(in map[writ.FileID][]writ.FileID, top writ.FileID) (ids []writ.FileID, n int) {
	seen := map[writ.FileID]bool{top: true}
	for layer := []writ.FileID{top}; ; n++ {
		var next []writ.FileID
		for _, folder := range layer {
			for _, id := range in[folder] {
				if !seen[id] {
					seen[id] = true
					next = append(next, id)
				}
			}
		}
		if len(next) == 0 {
			slices.Reverse(ids)
			return ids, n
		}
		ids = append(ids, next...)
		layer = next
	}
}

func (s files) Each(ctx context.Context, fn func(*writ.File) error) error {
	return s.table().first(9).each(ctx, s.t, fn)
}

func (s files) TrashedBefore(ctx context.Context, at int64, limit int) ([]*writ.File, error) {
	return s.table().all(ctx, s.t, "TrashedBefore", "WHERE trashed_at < $1 ORDER BY trashed_at, id LIMIT $2", at, limit)
}
