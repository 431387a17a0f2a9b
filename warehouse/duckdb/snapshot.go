package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Snapshot is every database file of a Driver as it was at one moment. Nothing is
// committed to any of them until Thaw, so that whatever else is copied in
// between is of that same moment; from then on others write, and Copy still
// copies what was there.
type Snapshot struct {
	Names []string // of the files

	dir   string
	thaw  func()
	views []*view
}

// view is a transaction that sees one file as it was, and the new file beside it
// that it is copied to.
type view struct {
	conn   *conn
	source string // path of the file
	target string // path of its copy
	alias  string // by which the engine knows the copy
	sc     *sql.Conn
	tx     *sql.Tx // nil once the copy is whole
}

// Snapshot waits until nobody writes, keeps everybody from it, and looks at every
// file in the data folder. dir, an empty folder in the staging directory, takes
// the copies: so the engine needs no other place than it has anyway. Whatever
// else lies among the files is CodeInvalid: a backup must not leave out a file
// because it is damaged.
func (d *Driver) Snapshot(ctx context.Context, dir string) (*Snapshot, error) {
	thaw, err := d.freeze(ctx)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{dir: dir, thaw: thaw}
	if err := s.lookAll(ctx, d); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// lookAll lists the files once nobody can add to them any more.
func (s *Snapshot) lookAll(ctx context.Context, d *Driver) (err error) {
	if s.Names, err = d.files(); err != nil {
		return err
	}
	for _, name := range s.Names {
		err := s.look(ctx, d, name)
		if ctx.Err() != nil {
			return sorted(ctx, ctx.Err())
		}
		if err != nil {
			return writ.Wrap(writ.CodeInvalid, "duckdb.Snapshot", err, "%s in the warehouse folder cannot be read as a DuckDB database: %v", name, err).
				WithHint("Put it back from a backup; if it is none of Writ's, take it to another place.")
		}
	}
	return nil
}

// freeze takes the right to write to every file, to those that are opened
// meanwhile too, until thaw.
func (d *Driver) freeze(ctx context.Context) (thaw func(), err error) {
	d.mu.Lock()
	if d.frozen {
		d.mu.Unlock()
		return nil, writ.Errorf(writ.CodeConflict, "duckdb.Snapshot", "Another backup is just beginning").WithHint("Try again in a minute.")
	}
	d.frozen = true
	open := make([]*instance, 0, len(d.instances))
	for _, i := range d.instances {
		open = append(open, i)
	}
	d.mu.Unlock()
	thaw = sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.frozen = false
		for _, i := range d.held {
			i.release()
		}
		d.held = nil
	})
	for _, i := range open {
		if err := i.acquire(ctx); err != nil {
			thaw()
			return nil, sorted(ctx, err)
		}
		d.mu.Lock()
		d.held = append(d.held, i)
		d.mu.Unlock()
	}
	return thaw, nil
}

// files lists the database files in the data folder, without the logs beside
// them.
func (d *Driver) files() ([]string, error) {
	list, err := os.ReadDir(d.opt.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, writ.Wrap(writ.CodeUnavailable, "duckdb.Snapshot", err, "The warehouse folder %s cannot be read: %v", d.opt.Dir, err)
	}
	var names []string
	for _, e := range list {
		if e.Type().IsRegular() && filepath.Ext(e.Name()) != ".wal" {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// look opens a file, gives it a new one for its copy, and begins the transaction
// that sees it as it is now.
func (s *Snapshot) look(ctx context.Context, d *Driver, name string) error {
	opened, err := d.Open(ctx, driver.Config{Values: map[string]string{"file": name}, MaxConns: 1})
	if err != nil {
		return err
	}
	c := opened.(*conn)
	v := &view{conn: c, source: c.instance.path, target: filepath.Join(s.dir, name), alias: "copy_" + writ.NewID[string]()}
	s.views = append(s.views, v)
	db, err := c.instance.pool(ctx)
	if err != nil {
		return err
	}
	if v.sc, err = db.Conn(ctx); err != nil {
		return c.instance.failed(ctx, db, err)
	}
	if err := v.exec(ctx, v.sc, quoting.Build().Raw("ATTACH ").Text(v.target).Raw(" AS ").Ident(v.alias)); err != nil {
		return err
	}
	if v.tx, err = v.sc.BeginTx(c.life, nil); err != nil {
		return c.instance.failed(ctx, db, err)
	}
	// DuckDB's transaction sees the file as it is when it first looks.
	var tables int64
	return v.tx.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()").Scan(&tables)
}

// Thaw lets others write again. Safe to call twice.
func (s *Snapshot) Thaw() { s.thaw() }

// Copy fills the copies, whole and on the disk when it returns; progress, in
// bytes, is a guess by their size.
func (s *Snapshot) Copy(ctx context.Context, progress func(done int64)) error {
	var before int64
	for _, v := range s.views {
		stop := watchSize(v.target, func(size int64) { progress(before + size) })
		err := v.copy(ctx)
		before += stop()
		if err != nil {
			return sorted(ctx, err)
		}
	}
	return nil
}

// copy takes the structure first and then the rows, as the two statements in one
// transaction: the one that does both changes a setting on its way, which the
// lockdown forbids.
// https://duckdb.org/docs/stable/sql/statements/copy#copy-from-database--to
func (v *view) copy(ctx context.Context) error {
	ctx, done := v.conn.call(ctx)
	defer done()
	var name string
	if err := v.tx.QueryRowContext(ctx, "SELECT current_database()").Scan(&name); err != nil {
		return err
	}
	from := func() *sqltext.Builder {
		return quoting.Build().Raw("COPY FROM DATABASE ").Ident(name).Raw(" TO ").Ident(v.alias)
	}
	if err := v.exec(ctx, v.tx, from().Raw(" (SCHEMA)")); err != nil {
		return err
	}
	if err := v.exec(ctx, v.tx, from().Raw(" (DATA)")); err != nil {
		return err
	}
	if err := v.tx.Commit(); err != nil {
		return err
	}
	v.tx = nil
	return v.end()
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (v *view) exec(ctx context.Context, by execer, b *sqltext.Builder) error {
	stmt, err := b.Done()
	if err == nil {
		_, err = by.ExecContext(ctx, stmt.String())
	}
	return err
}

// end lets go of the file and of its copy, which DuckDB closes then. Safe to call
// twice.
func (v *view) end() error {
	var errs []error
	if v.tx != nil {
		errs = append(errs, v.tx.Rollback())
		v.tx = nil
	}
	if v.sc != nil {
		// Whatever ended the backup, the copy must not stay attached.
		errs = append(errs, v.exec(context.Background(), v.sc, quoting.Build().Raw("DETACH DATABASE IF EXISTS ").Ident(v.alias)), v.sc.Close())
		v.sc = nil
	}
	return errors.Join(append(errs, v.conn.Close())...)
}

// Close lets go of everything; copies that are not whole are left to whoever owns
// the folder. Safe to call twice.
func (s *Snapshot) Close() error {
	s.thaw()
	var errs []error
	for _, v := range s.views {
		errs = append(errs, v.end())
	}
	return errors.Join(errs...)
}

// watchSize reports now and then how large a file is, until stop, which returns
// its last size.
func watchSize(path string, report func(int64)) (stop func() int64) {
	const every = 250 * time.Millisecond
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			return 0 // not there yet
		}
		return info.Size()
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
				report(size())
			}
		}
	}()
	return func() int64 {
		close(quit)
		<-done
		return size()
	}
}
