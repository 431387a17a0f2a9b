package duckdb

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Options says where DuckDB keeps its files and how much it may use.
type Options struct {
	Dir           string // the data folder; every database file lies directly in it
	Staging       string // the one other directory DuckDB may read and write
	MemoryLimitMB int    // per file; 0 takes 512
	Threads       int    // per file; 0 takes one per CPU
}

// Driver is the embedded platform. Its Conns to one file share one instance of
// the engine, because a file can be opened only once.
type Driver struct {
	opt Options

	mu        sync.Mutex
	instances map[string]*instance
	conns     map[*conn]struct{}
	frozen    bool        // a snapshot begins: nothing is committed to any file
	held      []*instance // whose right to write the snapshot has
	closed    bool
}

// New makes the driver; it touches no file.
func New(opt Options) *Driver {
	if opt.MemoryLimitMB == 0 {
		opt.MemoryLimitMB = 512
	}
	return &Driver{opt: opt, instances: map[string]*instance{}, conns: map[*conn]struct{}{}}
}

// Spec implements driver.Driver.
func (d *Driver) Spec() driver.Spec { return spec() }

// Dialect implements driver.Driver.
func (d *Driver) Dialect() driver.Dialect { return dialect{} }

// fileName is what a database file may be called: nothing that leads out of the
// data folder or means something to DuckDB's connection string.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)

// Open implements driver.Driver.
func (d *Driver) Open(_ context.Context, cfg driver.Config) (driver.Conn, error) {
	const op = "duckdb.Open"
	file := cfg.Values["file"]
	if !fileName.MatchString(file) {
		return nil, writ.Invalid(op, "file", "%q is not the name of a file in the data folder", file).
			WithHint("Use letters, digits, dots, dashes and underscores, without a directory.")
	}
	path, err := filepath.Abs(filepath.Join(d.opt.Dir, file))
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "the data folder %s has no absolute path", d.opt.Dir)
	}
	if strings.ContainsAny(path+d.opt.Staging, "?#%*[") { // these mean something in connection strings and file patterns
		return nil, writ.Errorf(writ.CodeInvalid, op, "the data folder %s has one of the characters ? # %% * [ in its name", d.opt.Dir).
			WithHint("Choose a data folder without these characters.")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, &driver.Error{Class: driver.ClassLost, Message: errClosed.Error(), Err: errClosed}
	}
	i := d.instances[path]
	if i == nil {
		i = newInstance(path, d.opt)
		d.instances[path] = i
		if d.frozen {
			i.writer <- struct{}{} // nobody else knows of it yet
			d.held = append(d.held, i)
		}
	}
	i.users++
	i.allow(cfg.MaxConns)
	c := newConn(i, d.opt.Staging, func(c *conn) error { return d.release(c, cfg.MaxConns) })
	d.conns[c] = struct{}{}
	return c, nil
}

// release is how a closed Conn says that it no longer uses its instance. The
// last one closes the file.
func (d *Driver) release(c *conn, maxConns int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.conns, c)
	c.instance.users--
	c.instance.allow(-maxConns)
	if c.instance.users > 0 {
		return nil
	}
	delete(d.instances, c.instance.path)
	return c.instance.close()
}

// Close closes every Conn and with them every file. Safe to call twice.
func (d *Driver) Close() error {
	d.mu.Lock()
	d.closed = true
	conns := make([]*conn, 0, len(d.conns))
	for c := range d.conns {
		conns = append(conns, c)
	}
	d.mu.Unlock()
	var errs []error
	for _, c := range conns {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
