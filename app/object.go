package app

import (
	"cmp"
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// FindingOrphan is, in an ObjectFilter, what is live in the ledger although
// nothing owns it. Unlike the findings of a scan it needs no look at a warehouse.
const FindingOrphan writ.Finding = "orphan"

// ObjectFilter narrows a list of managed objects; its zero value takes all.
type ObjectFilter struct {
	Connection writ.ConnectionID
	States     []writ.ObjectState
	Owner      writ.MemberID // of the document of the table that the object holds
	Finding    writ.Finding  // also FindingOrphan
	Text       string        // a part of the path or of the table's name, whatever the case
}

// ObjectView is a managed object with what people need to judge it. Table, with
// its Owner, is what it holds, nil if it holds none, and TableVersion the newest
// version of that which it is; Upload is what it was made for, nil if that is
// forgotten.
type ObjectView struct {
	writ.ManagedObject
	ConnectionName string
	Table          *writ.Table
	TableVersion   int64
	Owner          *writ.Member
	Upload         *writ.Upload
	Input          *writ.InputTable // whose rows it holds, or the mark of them; nil if it holds none
	Log            bool             // it is the edit log of its connection
	Orphan         bool
	Why            string // why it is here, as a sentence

	making       bool // its import has not ended, though it may have been canceled, or an input table may be waiting for it
	conn         *writ.Connection
	destinations []*writ.Destination
}

// CanQuarantine tells whether the object may be put aside.
func (v *ObjectView) CanQuarantine() bool {
	return v.Orphan && v.State == writ.ObjectExists && v.Finding == writ.FindingNone
}

// CanRestore tells whether the object may be brought back from quarantine.
func (v *ObjectView) CanRestore() bool {
	return v.State == writ.ObjectQuarantined && !v.Moving()
}

// CanDrop tells whether the object may be dropped at once: only what nothing owns.
func (v *ObjectView) CanDrop() bool {
	return v.CanRestore() || v.Orphan || v.State == writ.ObjectDropped && v.Finding == writ.FindingReturned
}

// ManagedObjects lists the ledger, newest first, before the id before ("" for the
// first page), at most limit.
func (a *App) ManagedObjects(ctx context.Context, actor Actor, f ObjectFilter, before writ.ObjectID, limit int) ([]*ObjectView, error) {
	if err := a.ask(ctx, "app.ManagedObjects", actor, access.SeeManagedObjects); err != nil {
		return nil, err
	}
	filter := store.ObjectFilter{Connection: f.Connection, States: f.States, Owner: f.Owner, Finding: f.Finding, Text: f.Text}
	if f.Finding == FindingOrphan {
		filter.Finding, filter.Orphans = writ.FindingNone, true
	}
	views := []*ObjectView{}
	err := a.store.Read(ctx, func(tx store.Tx) error {
		views = views[:0]
		list, err := tx.Objects.Page(ctx, filter, before, limit)
		if err != nil {
			return err
		}
		for _, o := range list {
			v, err := viewObject(ctx, tx, o)
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		return nil
	})
	return views, err
}

// ManagedObject returns one object of the ledger.
func (a *App) ManagedObject(ctx context.Context, actor Actor, id writ.ObjectID) (*ObjectView, error) {
	const op = "app.ManagedObject"
	if err := a.ask(ctx, op, actor, access.SeeManagedObjects); err != nil {
		return nil, err
	}
	return a.readObject(ctx, op, id)
}

func (a *App) readObject(ctx context.Context, op string, id writ.ObjectID) (v *ObjectView, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		o, err := tx.Objects.Get(ctx, id)
		if err == nil {
			v, err = viewObject(ctx, tx, o)
		}
		return sameAbsence(op, "managed object", err)
	})
	return v, err
}

// viewObject gathers what belongs to an object.
func viewObject(ctx context.Context, tx store.Tx, o *writ.ManagedObject) (*ObjectView, error) {
	v := &ObjectView{ManagedObject: *o}
	var err error
	if v.conn, err = tx.Connections.Get(ctx, o.Connection); err != nil {
		return nil, err
	}
	v.ConnectionName = v.conn.Name
	if v.destinations, err = tx.Connections.Destinations(ctx, o.Connection); err != nil {
		return nil, err
	}
	if err := v.addTable(ctx, tx); err != nil {
		return nil, err
	}
	if err := v.addInput(ctx, tx); err != nil {
		return nil, err
	}
	if v.Upload, err = present(tx.Uploads.Get(ctx, o.Upload)); err != nil {
		return nil, err
	}
	job, err := unended(ctx, tx, kindImport, string(o.Upload))
	if err != nil {
		return nil, err
	}
	announced := o.State == writ.ObjectIntended && o.Upload == "" && o.UpdatedAt.Equal(o.CreatedAt) // for an input table
	v.making = announced || job != nil || v.Upload != nil && v.Upload.State == writ.UploadImporting
	live := o.State == writ.ObjectIntended || o.State == writ.ObjectExists
	v.Orphan = live && v.Table == nil && v.Input == nil && !v.Log && !v.making
	v.Why = why(v)
	return v, nil
}

// addTable finds the table that the object holds, now or in an earlier version, and
// who owns it.
func (v *ObjectView) addTable(ctx context.Context, tx store.Tx) (err error) {
	if v.Table, err = present(tx.Tables.ByObject(ctx, v.ID)); err != nil {
		return err
	}
	if v.Table == nil {
		version, err := present(tx.Versions.ByObject(ctx, v.ID))
		if err != nil || version == nil {
			return err
		}
		v.TableVersion = version.Number
		if v.Table, err = present(tx.Tables.Get(ctx, version.Table)); err != nil {
			return err
		}
	}
	if v.Table == nil {
		return nil
	}
	v.TableVersion = cmp.Or(v.TableVersion, v.Table.Current)
	owner, err := tableOwner(ctx, tx, v.Table)
	if err != nil {
		return err
	}
	v.Owner, err = tx.Members.Get(ctx, owner)
	return err
}

// addInput finds what the object is to input tables: an edit log is theirs as long
// as its connection is there, and nothing may put it aside or drop it.
func (v *ObjectView) addInput(ctx context.Context, tx store.Tx) (err error) {
	if v.Input, err = present(tx.InputTables.ByObject(ctx, v.ID)); err != nil {
		return err
	}
	log, err := present(tx.EditLogs.Get(ctx, v.Connection))
	v.Log = log != nil && log.Object == v.ID
	return err
}

// present takes what is not there for nil.
func present[T any](v *T, err error) (*T, error) {
	if writ.CodeOf(err) == writ.CodeNotFound {
		return nil, nil
	}
	return v, err
}

// ObjectSummary is what one connection has in the ledger, and what its last scan
// found.
type ObjectSummary struct {
	store.ObjectTotals
	ConnectionName string
	Archived       bool
	Scan           *writ.Scan // nil if nobody has looked yet
}

// ObjectSummaries sums the ledger up for each connection that has something in it
// or could have: its write destinations, by name.
func (a *App) ObjectSummaries(ctx context.Context, actor Actor) ([]ObjectSummary, error) {
	if err := a.ask(ctx, "app.ObjectSummaries", actor, access.SeeManagedObjects); err != nil {
		return nil, err
	}
	out := []ObjectSummary{}
	err := a.store.Read(ctx, func(tx store.Tx) error {
		out = out[:0]
		totals, err1 := tx.Objects.Totals(ctx)
		scans, err2 := tx.Scans.List(ctx)
		conns, err3 := tx.Connections.List(ctx, true)
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		for _, c := range conns {
			s := ObjectSummary{ObjectTotals: store.ObjectTotals{Connection: c.ID}, ConnectionName: c.Name, Archived: c.Archived}
			for _, t := range totals {
				if t.Connection == c.ID {
					s.ObjectTotals = t
				}
			}
			for _, scan := range scans {
				if scan.Connection == c.ID {
					s.Scan = scan
				}
			}
			list, err := tx.Connections.Destinations(ctx, c.ID)
			if err != nil {
				return err
			}
			if len(list) > 0 || s.Live > 0 {
				out = append(out, s)
			}
		}
		return nil
	})
	return out, err
}
