package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

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
	FaultConflict          // two transactions got into each other's way; again
	FaultLost              // the connection broke, or none can be had
	FaultText              // a text that the engine cannot keep
)

// Engine is what an opener brings.
type Engine struct {
	Dialect     Dialect
	Read, Write *sql.DB           // connections that can only read; those that begin serializable transactions
	Fault       func(error) Fault // tells the driver's errors apart
	// Channel is where PostgreSQL carries notices to every process that listens;
	// whoever listens hands them to Heard. Without one they stay in this process.
	Channel string
	// Guard runs first in every transaction that writes; its error ends it. nil lets
	// all pass.
	Guard func(context.Context, *sql.Tx) error
}

// Store keeps metadata in a database. It has all of store.Store but Backup,
// which is the engine's own.
type Store struct {
	engine      Engine
	subscribers subscribers
}

// New makes a Store, which closes the engine's two pools.
func New(e Engine) *Store { return &Store{engine: e} }

// Read implements store.Store.
func (s *Store) Read(ctx context.Context, fn func(store.Tx) error) error {
	return s.reading(ctx, func(t *tx) error { return fn(t.stores()) })
}

func (s *Store) reading(ctx context.Context, fn func(*tx) error) error {
	return s.transact(ctx, "store.Read", s.engine.Read, fn)
}

// How often a transaction that others got in the way of is run, and how long it
// waits at most before it is run again.
const (
	attempts     = 40
	longestPause = 50 * time.Millisecond
)

// Write implements store.Store. A Write inside a Write of the same Store waits
// for itself.
func (s *Store) Write(ctx context.Context, fn func(store.Tx) error) error {
	return s.writing(ctx, func(t *tx) error { return fn(t.stores()) })
}

func (s *Store) writing(ctx context.Context, fn func(*tx) error) error {
	const op = "store.Write"
	wait := time.Millisecond
	for attempt := 1; ; attempt++ {
		err := s.transact(ctx, op, s.engine.Write, func(t *tx) error {
			if err := s.guard(ctx, op, t.q); err != nil {
				return err
			}
			return fn(t)
		})
		if err == nil || s.engine.Fault(err) != FaultConflict || attempt == attempts {
			return err
		}
		select {
		case <-ctx.Done():
			return s.failed(op, ctx.Err())
		case <-time.After(wait):
			wait = min(2*wait, longestPause)
		}
	}
}

// guard asks the engine whether it may write now.
func (s *Store) guard(ctx context.Context, op string, q *sql.Tx) error {
	if s.engine.Guard == nil {
		return nil
	}
	err := s.engine.Guard(ctx, q)
	var own *writ.Error
	if err == nil || errors.As(err, &own) {
		return err
	}
	return s.failed(op, err)
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.subscribers.close()
	if err := errors.Join(s.closing(s.engine.Read), s.closing(s.engine.Write)); err != nil {
		return writ.Wrap(writ.CodeInternal, "store.Close", err, "The metadata store was not closed cleanly.")
	}
	return nil
}

// closing closes a pool. That a connection broke before is no failure to close.
func (s *Store) closing(pool *sql.DB) error {
	if err := pool.Close(); err != nil && s.engine.Fault(err) != FaultLost {
		return err
	}
	return nil
}

func (s *Store) transact(ctx context.Context, op string, pool *sql.DB, fn func(*tx) error) (err error) {
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
	t := &tx{q: sqlTx, s: s}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.report(ctx); err != nil {
		return err
	}
	if err := t.send(ctx); err != nil {
		return err
	}
	done = true
	if err := sqlTx.Commit(); err != nil {
		if ctx.Err() != nil { // then Commit says only that the transaction is over
			err = ctx.Err()
		}
		if s.engine.Fault(err) == FaultLost {
			return writ.Wrap(writ.CodeUncertain, op, err, "The connection to the metadata store was lost while it was saving; nobody can say yet whether it did.").
				WithHint("Look whether the change is there before you make it again.")
		}
		return s.failed(op, err)
	}
	s.subscribers.tell(t.notices...)
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
	switch s.engine.Fault(err) {
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
			WithHint("Free some space where the metadata lies.")
	case FaultConflict:
		return writ.Wrap(writ.CodeUnavailable, op, err, "Too many changes were made at the same time.").WithHint("Try again.")
	case FaultLost:
		return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store cannot be reached.").
			WithHint("Try again; if it stays so, look whether its server runs.")
	case FaultText:
		return writ.Wrap(writ.CodeInvalid, op, err, "A text holds a character that cannot be kept: a zero byte, or one that is not UTF-8.")
	}
	return writ.Wrap(writ.CodeInternal, op, err, "The metadata store failed.")
}

// tx is one transaction. Each noun's store is a view of it.
type tx struct {
	q       *sql.Tx
	s       *Store
	notices []store.Notice    // for subscribers in this process, once it has committed
	texts   []any             // and for those in every process, where the engine has a channel
	facts   []writ.FactChange // that permissions are decided by
}

func (t *tx) stores() store.Tx {
	return store.Tx{
		Members: members{t}, Credentials: credentials{t}, Tokens: tokens{t}, Sessions: sessions{t},
		Connections: connections{t}, DataGrants: dataGrants{t}, Objects: objects{t}, Scans: scans{t}, Uploads: uploads{t}, Tables: tables{t}, Versions: versions{t}, Choices: choices{t},
		Jobs: jobs{t}, Schedules: schedules{t}, Nodes: nodes{t}, Events: events{t}, Settings: settings{t}, Sealed: sealedValues{t},
		Files: files{t}, Grants: grants{t}, Drafts: drafts{t}, Publications: publications{t}, Visits: visits{t}, Requests: requests{t},
		Teams: teams{t}, AccountTypes: accountTypes{t}, Notifications: notifications{t}, AuditLog: auditLog{t}, Identities: identities{t},
		InputTables: inputTables{t}, InputHeads: inputHeads{t}, EditLogs: editLogs{t}, Leases: leases{t},
	}
}

// clock is the engine's time, the one that all nodes share, in Unix microseconds.
func (t *tx) clock() string {
	if t.s.engine.Dialect == DialectPostgres {
		return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
	}
	return "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"
}

// now tells the time by the engine's clock.
func (t *tx) now(ctx context.Context) (at int64, err error) {
	if err := t.q.QueryRowContext(ctx, "SELECT "+t.clock()).Scan(&at); err != nil {
		return 0, t.s.failed("store.now", err)
	}
	return at, nil
}

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
