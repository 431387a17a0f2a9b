package warehouse

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Quarantine puts o aside under its quarantine name, to be dropped at dropAt. The
// ledger says before the rename that o moves and after it where it lies; whatever
// ends in between, Resume puts right. CodeConflict if o does not exist for all
// the ledger knows, CodeNotFound if the warehouse has it no more.
func (ow *ObjectWriter) Quarantine(ctx context.Context, o *writ.ManagedObject, dropAt time.Time) error {
	const op = "warehouse.Quarantine"
	if o.State != writ.ObjectExists {
		return writ.Errorf(writ.CodeConflict, op, "%s is %s; only what exists can be put aside.", o.Path, o.State)
	}
	return ow.begin(ctx, op, o, o.QuarantinePath(), dropAt)
}

// Restore gives a quarantined object its name back. If it cannot, because the
// name is taken, the object stays aside and is dropped at dropAt.
func (ow *ObjectWriter) Restore(ctx context.Context, o *writ.ManagedObject, dropAt time.Time) error {
	const op = "warehouse.Restore"
	if o.State != writ.ObjectQuarantined || o.Moving() {
		return writ.Errorf(writ.CodeConflict, op, "%s is %s; only what was put aside can be brought back.", o.Path, o.State)
	}
	return ow.begin(ctx, op, o, o.FormerPath, dropAt)
}

// Resume ends a move that was interrupted, whichever way it went: it looks where
// o lies and goes on from there. Safe to repeat.
func (ow *ObjectWriter) Resume(ctx context.Context, o *writ.ManagedObject, dropAt time.Time) error {
	const op = "warehouse.Resume"
	if !o.Moving() {
		return nil
	}
	if err := ow.ownsBoth(op, o); err != nil {
		return err
	}
	ctx, cancel := ow.w.bounded(ctx)
	defer cancel()
	return ow.carry(ctx, op, o, dropAt)
}

// begin records that o moves to a path and moves it.
func (ow *ObjectWriter) begin(ctx context.Context, op string, o *writ.ManagedObject, to writ.Path, dropAt time.Time) error {
	moving := *o
	moving.State, moving.Path, moving.FormerPath, moving.DropAt = writ.ObjectQuarantined, to, o.Path, time.Time{}
	if err := ow.ownsBoth(op, &moving); err != nil {
		return err
	}
	ctx, cancel := ow.w.bounded(ctx)
	defer cancel()
	if _, _, err := ow.look(ctx, &moving); err != nil { // before the ledger says anything
		return err
	}
	if err := ow.ledger.Move(ctx, o, &moving); err != nil {
		return err
	}
	*o = moving
	return ow.carry(ctx, op, o, dropAt)
}

// carry renames o from FormerPath to Path unless it has been, and records where it
// lies then. If nobody can tell whether the rename happened, o stays moving.
func (ow *ObjectWriter) carry(ctx context.Context, op string, o *writ.ManagedObject, dropAt time.Time) error {
	from, to := o.FormerPath, o.Path
	old, next, err := ow.look(ctx, o)
	if err != nil {
		return err
	}
	var failed error
	if old && !next {
		if failed = ow.rename(ctx, op, o); unsure(failed) {
			return failed
		}
		if old, next, err = ow.look(ctx, o); err != nil {
			return err
		}
	}
	switch {
	case next && !old:
		return ow.lies(ctx, o, to, dropAt)
	case failed == nil && next:
		failed = writ.Errorf(writ.CodeConflict, op, "There is another object called %s.", to).WithHint("Rename or drop that one in the warehouse first.")
	case failed == nil:
		failed = writ.Errorf(writ.CodeNotFound, op, "The warehouse has no %s any more.", from).WithHint("Look again: the ledger then says that it is missing.")
	}
	if err := ow.lies(ctx, o, from, dropAt); err != nil {
		return err
	}
	return failed
}

// rename renames o once. It is not repeated by itself: a second try would not
// find what the first one has renamed.
func (ow *ObjectWriter) rename(ctx context.Context, op string, o *writ.ManagedObject) error {
	c, done, err := ow.w.conn(ctx, op, o.As)
	if err != nil {
		return err
	}
	defer done()
	stmt, err := ow.w.drv.Dialect().RenameTable(o.FormerPath, o.Path.Name())
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, tag(ctx, stmt))
	return wrap(op, err)
}

// unsure tells whether a statement that failed may have been carried out.
func unsure(err error) bool {
	switch ClassOf(err) {
	case driver.ClassLost, driver.ClassUncertain, driver.ClassTimeout, driver.ClassCanceled:
		return true
	}
	return false
}

// look tells whether something lies at o's former path and at its path.
func (ow *ObjectWriter) look(ctx context.Context, o *writ.ManagedObject) (old, next bool, err error) {
	entries, err := ow.w.List(ctx, o.As, o.Path.Parent())
	for _, e := range entries {
		old = old || ow.w.sameName(e.Path.Name(), o.FormerPath.Name())
		next = next || ow.w.sameName(e.Path.Name(), o.Path.Name())
	}
	return old, next, err
}

// lies records that o, which moved, lies at path.
func (ow *ObjectWriter) lies(ctx context.Context, o *writ.ManagedObject, path writ.Path, dropAt time.Time) error {
	settled := *o
	settled.Path, settled.FormerPath = path, nil
	settled.State = writ.ObjectExists
	if strings.HasPrefix(path.Name(), writ.QuarantinePrefix) {
		settled.State, settled.DropAt, settled.FormerPath = writ.ObjectQuarantined, dropAt, o.Path
		if slices.Equal(path, o.Path) {
			settled.FormerPath = o.FormerPath
		}
	}
	if err := ow.ledger.Move(context.WithoutCancel(ctx), o, &settled); err != nil {
		return err
	}
	*o = settled
	return nil
}

// ownsBoth refuses a move that begins or ends outside of o's destination, or whose
// names are not Writ's, or that is neither into quarantine nor out of it.
func (ow *ObjectWriter) ownsBoth(op string, o *writ.ManagedObject) error {
	former := *o
	former.Path = o.FormerPath
	if err := ow.owns(op, &former); err != nil {
		return err
	}
	if err := ow.owns(op, o); err != nil {
		return err
	}
	if aside := o.QuarantinePath(); slices.Equal(aside, o.Path) == slices.Equal(aside, o.FormerPath) {
		return writ.Errorf(writ.CodeInternal, op, "%s and %s are not the two names of one object; nothing was done", o.FormerPath, o.Path)
	}
	return nil
}
