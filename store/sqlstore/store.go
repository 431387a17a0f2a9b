package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Fault is what kind of thing a driver complains of.
type Fault int

// The faults that matter to a caller; all others are FaultOther.
const (
	FaultOther       Fault = iota
	FaultUnique            // a value that must be unique is taken
	FaultReference         // a reference to a row that is not there, or is still needed
	FaultReadOnly          // a write in a read-only transaction
	FaultBusy              // another process holds the store for too long
	FaultFull              // no space left
	FaultInterrupted       // the caller's context ended
)

// Store keeps metadata in a database. It has all of store.Store but Backup,
// which is the engine's own.
type Store struct {
	read, write *sql.DB
	fault       func(error) Fault
}

// New makes a Store over two pools: connections of read can only read, those of
// write begin serializable transactions. fault tells the driver's errors apart.
// The Store closes both pools.
func New(read, write *sql.DB, fault func(error) Fault) *Store {
	return &Store{read: read, write: write, fault: fault}
}

// Read implements store.Store.
func (s *Store) Read(ctx context.Context, fn func(store.Tx) error) error {
	return s.transact(ctx, "store.Read", s.read, fn)
}

// Write implements store.Store. A Write inside a Write waits for itself.
func (s *Store) Write(ctx context.Context, fn func(store.Tx) error) error {
	return s.transact(ctx, "store.Write", s.write, fn)
}

// Close implements store.Store.
func (s *Store) Close() error {
	if err := errors.Join(s.read.Close(), s.write.Close()); err != nil {
		return writ.Wrap(writ.CodeInternal, "store.Close", err, "The metadata store was not closed cleanly.")
	}
	return nil
}

func (s *Store) transact(ctx context.Context, op string, pool *sql.DB, fn func(store.Tx) error) (err error) {
	sqlTx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(op, err)
	}
	done := false
	defer func() {
		if !done { // fn failed or panicked; its own error tells more than the rollback's
			_ = sqlTx.Rollback()
		}
	}()
	if err := fn(&tx{q: sqlTx, s: s}); err != nil {
		return err
	}
	done = true
	if err := sqlTx.Commit(); err != nil {
		if ctx.Err() != nil { // then Commit says only that the transaction is over
			err = ctx.Err()
		}
		return s.failed(op, err)
	}
	return nil
}

// failed turns an error of the driver into one for people.
func (s *Store) failed(op string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store took too long.")
	}
	if errors.Is(err, context.Canceled) {
		return writ.Wrap(writ.CodeCanceled, op, err, "The request was canceled.")
	}
	switch s.fault(err) {
	case FaultInterrupted:
		return writ.Wrap(writ.CodeCanceled, op, err, "The request was canceled.")
	case FaultUnique:
		return writ.Wrap(writ.CodeConflict, op, err, "There is one like it already.")
	case FaultReference:
		return writ.Wrap(writ.CodeConflict, op, err, "It refers to something that is not there, or something else still refers to it.")
	case FaultReadOnly:
		return writ.Wrap(writ.CodeInternal, op, err, "A read-only transaction tried to write.")
	case FaultBusy:
		return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store is held by another process.").
			WithHint("Try again; if it stays so, look for another process that uses the same data folder.")
	case FaultFull:
		return writ.Wrap(writ.CodeExhausted, op, err, "The disk of the metadata store is full.").
			WithHint("Free some space where the data folder lies.")
	}
	return writ.Wrap(writ.CodeInternal, op, err, "The metadata store failed.")
}

// tx is one transaction. Each noun's store is a view of it.
type tx struct {
	q *sql.Tx
	s *Store
}

func (t *tx) Members() store.Members         { return members{t} }
func (t *tx) Credentials() store.Credentials { return credentials{t} }
func (t *tx) Tokens() store.Tokens           { return tokens{t} }
func (t *tx) Sessions() store.Sessions       { return sessions{t} }
func (t *tx) Connections() store.Connections { return connections{t} }
func (t *tx) Objects() store.Objects         { return objects{t} }
func (t *tx) Uploads() store.Uploads         { return uploads{t} }
func (t *tx) Tables() store.Tables           { return tables{t} }
func (t *tx) Settings() store.Settings       { return settings{t} }

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, op, query string, args ...any) (int64, error) {
	r, err := t.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, t.s.failed(op, err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return 0, t.s.failed(op, err)
	}
	return n, nil
}

// count runs a query for one number.
func (t *tx) count(ctx context.Context, op, query string, args ...any) (n int, err error) {
	if err := t.q.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, t.s.failed(op, err)
	}
	return n, nil
}
