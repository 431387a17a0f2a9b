package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// newVersion is the nth version of a table, in an object of its own.
func newVersion(t *writ.Table, number int64, o *writ.ManagedObject) *writ.TableVersion {
	return &writ.TableVersion{
		Table: t.ID, Number: number, Change: writ.ChangeReplace, Upload: writ.NewID[writ.UploadID](), FileName: "a, b.csv",
		Member: t.Owner, Object: o.ID, Path: o.Path, Columns: t.Columns, Rows: 7, Certificate: []byte(`{"rows": 7}`), CreatedAt: moment(),
	}
}

func testVersions(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	objects := make([]*writ.ManagedObject, 4)
	for i := range objects {
		objects[i] = newObject(w.destination, "SIGDS_V"+string(rune('0'+i)))
	}
	table := newTable(objects[0], w.member.ID)
	versions := make([]*writ.TableVersion, len(objects))
	write(t, st, func(tx store.Tx) error {
		for i, o := range objects {
			if err := tx.Objects.Insert(ctx, o); err != nil {
				return err
			}
			versions[i] = newVersion(table, int64(i+1), o)
			if err := tx.Versions.Insert(ctx, versions[i]); err != nil {
				return err
			}
		}
		return tx.Tables.Insert(ctx, table)
	})
	get := func(ctx context.Context, tx store.Tx) (*writ.TableVersion, error) {
		return tx.Versions.Get(ctx, table.ID, 2)
	}
	equal(t, "Get", read(t, st, get), versions[1])
	equal(t, "ByUpload", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.TableVersion, error) {
		return tx.Versions.ByUpload(ctx, versions[1].Upload)
	}), versions[1])
	equal(t, "Objects", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.ManagedObject, error) {
		return tx.Versions.Objects(ctx, table.ID)
	}), objects)
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Versions.Insert(ctx, versions[1]) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Versions.Get(ctx, table.ID, 5); return err })

	list := func(before int64) []*writ.TableVersion {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.TableVersion, error) {
			return tx.Versions.List(ctx, table.ID, before, 3)
		})
	}
	equal(t, "first page", list(0), []*writ.TableVersion{versions[3], versions[2], versions[1]})
	equal(t, "second page", list(2), []*writ.TableVersion{versions[0]})

	orphans := func(ctx context.Context, tx store.Tx) ([]*writ.ManagedObject, error) {
		return tx.Objects.Page(ctx, store.ObjectFilter{Orphans: true}, "", 10)
	}
	equal(t, "orphans: those of no version", read(t, st, orphans), []*writ.ManagedObject{w.object})

	table.Current, table.Object, table.Path = 4, objects[3].ID, objects[3].Path
	write(t, st, func(tx store.Tx) error { return tx.Tables.Update(ctx, table) })
	stale := *table
	stale.Version--
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Tables.Update(ctx, &stale) })
	testOutdated(t, st, table, versions)

	write(t, st, func(tx store.Tx) error { return tx.Tables.Delete(ctx, table.ID) })
	testComplete(t, st, w, objects[0])
	equal(t, "versions of a deleted table", len(list(0)), 0)
}

// testOutdated restores the first version as the fifth: its object counts as new.
func testOutdated(t *testing.T, st store.Store, table *writ.Table, versions []*writ.TableVersion) {
	ctx := t.Context()
	outdated := func(keep, limit int) []*writ.TableVersion {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.TableVersion, error) {
			return tx.Versions.Outdated(ctx, keep, moment().Add(time.Hour).UnixMicro(), limit)
		})
	}
	equal(t, "outdated", outdated(2, 10), versions[:2])
	equal(t, "outdated, one at a time", outdated(2, 1), versions[:1])
	equal(t, "nothing outdated", len(outdated(4, 10)), 0)
	restored := *versions[0]
	restored.Number, restored.Change, restored.Restored, restored.Upload = 5, writ.ChangeRestore, 1, ""
	table.Current, table.Object = 5, restored.Object
	write(t, st, func(tx store.Tx) error {
		if err := tx.Versions.Insert(ctx, &restored); err != nil {
			return err
		}
		return tx.Tables.Update(ctx, table)
	})
	equal(t, "outdated after a restore", outdated(2, 10), versions[1:3])
	equal(t, "replaced too lately", len(read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.TableVersion, error) {
		return tx.Versions.Outdated(ctx, 2, moment().UnixMicro(), 10)
	})), 0)
	equal(t, "ByObject", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.TableVersion, error) {
		return tx.Versions.ByObject(ctx, versions[0].Object)
	}), &restored)
	owned := func(ctx context.Context, tx store.Tx) ([]*writ.ManagedObject, error) {
		return tx.Objects.Page(ctx, store.ObjectFilter{Owner: table.Owner}, "", 10)
	}
	equal(t, "objects of the owner, earlier versions included", len(read(t, st, owned)), len(versions))
	write(t, st, func(tx store.Tx) error { return tx.Versions.Forget(ctx, versions[1].Object) })
	equal(t, "outdated after one was dropped", outdated(2, 10), versions[2:3])
	versions[1].Object = ""
	equal(t, "a version without its object", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.TableVersion, error) {
		return tx.Versions.Get(ctx, table.ID, 2)
	}), versions[1])
}

func testChoices(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	c := &writ.SourceChoices{Member: w.member.ID, Source: "sales.csv", FileName: "sales 2026-11.csv", Options: []byte(`{"delimiter":";"}`), UpdatedAt: moment()}
	get := func(ctx context.Context, tx store.Tx) (*writ.SourceChoices, error) {
		return tx.Choices.Get(ctx, w.member.ID, "sales.csv")
	}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := get(ctx, tx); return err })
	write(t, st, func(tx store.Tx) error { return tx.Choices.Put(ctx, c) })
	equal(t, "Get", read(t, st, get), c)
	again := *c
	again.FileName, again.Options = "sales 2026-12.csv", []byte(`{"delimiter":"|"}`)
	write(t, st, func(tx store.Tx) error { return tx.Choices.Put(ctx, &again) })
	equal(t, "Get after a second Put", read(t, st, get), &again)
	remove := func(tx store.Tx) error { return tx.Choices.Delete(ctx, w.member.ID, "sales.csv") }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
}

// testComplete gives a table of a server of before its first version, and one that
// has versions nothing, and takes those away whose table such a server deleted.
func testComplete(t *testing.T, st store.Store, w world, o *writ.ManagedObject) {
	ctx := t.Context()
	table := newTable(o, w.member.ID)
	left := &writ.TableVersion{
		Table: writ.NewID[writ.TableID](), Number: 1, Change: writ.ChangeCreate, FileName: "left.csv", Member: w.member.ID, Object: o.ID,
		Path: o.Path, Columns: table.Columns, Certificate: table.Certificate, CreatedAt: table.CreatedAt,
	}
	write(t, st, func(tx store.Tx) error {
		return errors.Join(tx.Tables.Insert(ctx, table), tx.Versions.Insert(ctx, left))
	})
	for range 2 {
		write(t, st, func(tx store.Tx) error { return tx.Versions.Complete(ctx) })
	}
	list := read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.TableVersion, error) {
		return tx.Versions.List(ctx, table.ID, 0, 10)
	})
	equal(t, "versions of an old table", list, []*writ.TableVersion{{
		Table: table.ID, Number: 1, Change: writ.ChangeCreate, Upload: o.Upload, FileName: table.Name, Member: table.Owner,
		Object: table.Object, Path: table.Path, Columns: table.Columns, Rows: table.Rows, Certificate: table.Certificate, CreatedAt: table.CreatedAt,
	}})
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Versions.Get(ctx, left.Table, left.Number); return err })
	write(t, st, func(tx store.Tx) error { return tx.Tables.Delete(ctx, table.ID) })
}
