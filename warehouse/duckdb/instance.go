package duckdb

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"runtime"
	"strconv"
	"sync"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/writ-dev/writ/warehouse/sqltext"
)

// instance is one database file. It is opened when it is first used, and again
// after an error that DuckDB calls fatal: a checkpoint on a full disk, for one,
// makes it refuse everything until the file has been closed and opened.
type instance struct {
	path  string
	opt   Options
	users int // Conns that share it; guarded by Driver.mu

	// writer is held by whoever writes, for a statement or a transaction.
	// DuckDB lets a DELETE and an UPDATE of one row both commit, so writers of
	// one table must not meet; one writer per file is the simplest rule that
	// makes sure, and a bulk load, which fills a table nobody else can see yet,
	// needs it for its commit alone. So whoever holds it keeps the file as it is.
	writer chan struct{}

	mu    sync.Mutex
	limit int     // connections that all Conns together may hold
	db    *sql.DB // nil while the file is closed
}

func newInstance(path string, opt Options) *instance {
	return &instance{path: path, opt: opt, writer: make(chan struct{}, 1)}
}

// allow lets the Conns of the instance hold n more connections, or fewer.
func (i *instance) allow(n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.limit += n
	if i.db != nil {
		i.db.SetMaxOpenConns(max(i.limit, 1))
	}
}

// pool returns the connections to the open file.
func (i *instance) pool(ctx context.Context) (*sql.DB, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.db == nil {
		connector, err := i.open(ctx)
		if err != nil {
			return nil, err
		}
		i.db = sql.OpenDB(connector)
		i.db.SetMaxOpenConns(max(i.limit, 1))
	}
	return i.db, nil
}

// close closes the file; the next call opens it again.
func (i *instance) close() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.db == nil {
		return nil
	}
	db := i.db
	i.db = nil
	return db.Close()
}

// failed sorts an error of a call that used db, nil if the file could not be
// opened. After a fatal one the file is closed, unless somebody did that already.
func (i *instance) failed(ctx context.Context, db *sql.DB, err error) error {
	var de *duckdb.Error
	if errors.As(err, &de) && de.Type == duckdb.ErrorTypeFatal {
		i.mu.Lock()
		if i.db != nil && i.db == db {
			i.db = nil
			err = errors.Join(err, db.Close())
		}
		i.mu.Unlock()
	}
	return sorted(ctx, err)
}

// open opens the file and locks the engine down before anybody else can use it.
func (i *instance) open(ctx context.Context) (*duckdb.Connector, error) {
	settings, err := lockdown(i.opt)
	if err != nil {
		return nil, err
	}
	connector, err := duckdb.NewConnector(i.path, nil)
	if err != nil {
		return nil, err
	}
	if err := configure(ctx, connector, settings); err != nil {
		_ = connector.Close()
		return nil, err
	}
	return connector, nil
}

func configure(ctx context.Context, connector *duckdb.Connector, settings []sqltext.SQL) error {
	c, err := connector.Connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, s := range settings {
		if _, err := c.(sqldriver.ExecerContext).ExecContext(ctx, s.String(), nil); err != nil {
			return err
		}
	}
	return nil
}

// lockdown lists the settings of an instance; the last one makes them final.
// https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
func lockdown(opt Options) ([]sqltext.SQL, error) {
	threads := opt.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	settings := []*sqltext.Builder{
		quoting.Build().Raw("SET GLOBAL TimeZone = 'UTC'"),
		quoting.Build().Raw("SET GLOBAL preserve_insertion_order = true"),
		quoting.Build().Raw("SET GLOBAL threads = ").Int(int64(threads)),
		quoting.Build().Raw("SET GLOBAL memory_limit = ").Text(megabytes(opt.MemoryLimitMB)),
		quoting.Build().Raw("SET GLOBAL allowed_directories = [").Text(opt.Staging).Raw("]"),
		quoting.Build().Raw("SET GLOBAL autoinstall_known_extensions = false"),
		quoting.Build().Raw("SET GLOBAL autoload_known_extensions = false"),
		quoting.Build().Raw("SET GLOBAL allow_community_extensions = false"),
		quoting.Build().Raw("SET GLOBAL enable_external_access = false"),
		quoting.Build().Raw("SET GLOBAL lock_configuration = true"),
	}
	out := make([]sqltext.SQL, len(settings))
	for n, b := range settings {
		s, err := b.Done()
		if err != nil {
			return nil, err
		}
		out[n] = s
	}
	return out, nil
}

// acquire waits for the right to write until ctx ends; release gives it back.
func (i *instance) acquire(ctx context.Context) error {
	select {
	case i.writer <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (i *instance) release() { <-i.writer }

func megabytes(n int) string { return strconv.Itoa(n) + "MB" }
