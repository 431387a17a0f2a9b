package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// BootstrapOptions says what the first start gives a new installation.
// EmbeddedFile is the name of the embedded warehouse's file, Sample a CSV file
// named SampleName.
type BootstrapOptions struct {
	EmbeddedFile string
	Sample       []byte
	SampleName   string
}

// What the first start makes in the embedded warehouse: the schema that Writ
// writes to, and one for people to look at.
const (
	embeddedDestination = "writ_objects"
	sampleSchema        = "sample"
)

// bootstrapped is the setting that says that the first start went to its end.
const bootstrapped = "app.bootstrapped"

// Bootstrap makes what a new installation starts with: the connection to the
// embedded warehouse, with write access on, the sample as a table of the first
// Admin, uploaded as any file is, and once more as a plain table to explore. An
// interrupted first start is taken up where it ended; later starts only see to
// it that the embedded warehouse can be written to, also where a backup brought
// back the metadata without it.
func (a *App) Bootstrap(ctx context.Context, opt BootstrapOptions) error {
	var admin *writ.Member
	var conn *writ.Connection
	var done bool
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		if _, done, err = tx.Settings.Get(ctx, bootstrapped); err != nil {
			return err
		}
		if done {
			conn, err = a.embeddedIn(ctx, tx)
			return err
		}
		admin, err = firstAdmin(ctx, tx, func(*writ.Member) bool { return true })
		return err
	})
	if err != nil {
		return err
	}
	if done && conn == nil { // it was deleted
		return nil
	}
	if done {
		if err := a.store.Write(ctx, func(tx store.Tx) error { return a.shareEmbedded(ctx, tx, conn) }); err != nil {
			return err
		}
		if err := a.prepare(ctx, conn); err != nil { // the other warehouses are served all the same
			a.log.WarnContext(ctx, "the embedded warehouse is not usable", "error", err)
		}
		return nil
	}
	if admin == nil {
		return writ.Errorf(writ.CodeInternal, "app.Bootstrap", "There is no Admin to own the sample.")
	}
	actor := Actor{Member: admin, RequestID: "first-start"}
	if conn, err = a.embed(ctx, actor, opt.EmbeddedFile); err != nil {
		return err
	}
	table, err := a.uploadSample(ctx, actor, conn, opt)
	if err != nil {
		return err
	}
	if err := a.furnish(ctx, conn, table, opt.SampleName); err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx store.Tx) error { return tx.Settings.Set(ctx, bootstrapped, []byte("1")) })
}

// WithoutEmbedded says with a nil error that the installation works without its
// embedded warehouse, a file that one server alone can use.
func (a *App) WithoutEmbedded(ctx context.Context) error {
	return a.store.Read(ctx, func(tx store.Tx) error {
		conn, err := a.embeddedIn(ctx, tx)
		if err != nil || conn == nil {
			return err
		}
		tables, err := tx.Tables.ListByConnection(ctx, conn.ID)
		if err != nil {
			return err
		}
		return writ.Errorf(writ.CodeConflict, "app.WithoutEmbedded", "The connection %s is a file on one machine, which several nodes cannot share; it holds %s", conn.Name, countTables(len(tables))).
			WithHint("Start one server without --multi-node, upload what is still needed to another connection, and delete %s in Administration; then start the nodes.", conn.Name)
	})
}

func countTables(n int) string {
	if n == 1 {
		return "1 table"
	}
	return strconv.Itoa(n) + " tables"
}

// embed makes the connection to the embedded warehouse and its schemas, unless
// they are there.
func (a *App) embed(ctx context.Context, actor Actor, file string) (conn *writ.Connection, err error) {
	err = a.store.Write(ctx, func(tx store.Tx) (err error) {
		if conn, err = a.embeddedIn(ctx, tx); err != nil || conn != nil {
			return err
		}
		conn = a.embeddedConnection(actor, file)
		if err := tx.Connections.Insert(ctx, conn); err != nil {
			return err
		}
		if err := a.settle(ctx, tx, conn, writ.Path{embeddedDestination}); err != nil {
			return err
		}
		return a.shareEmbedded(ctx, tx, conn)
	})
	if err != nil {
		return nil, err
	}
	return conn, a.prepare(ctx, conn)
}

// embeddedShared is the setting that says that the embedded warehouse was once
// shared with all members; whoever takes that back afterwards is not overruled.
const embeddedShared = "app.embedded_shared"

// shareEmbedded gives all members Can use on the embedded connection, once: at
// the first start, and where an installation comes from a version in which it was
// everybody's without a grant.
func (a *App) shareEmbedded(ctx context.Context, tx store.Tx, conn *writ.Connection) error {
	_, done, err := tx.Settings.Get(ctx, embeddedShared)
	if err != nil || done || conn == nil {
		return err
	}
	err = tx.DataGrants.Insert(ctx, &writ.DataGrant{
		ID: writ.NewID[writ.DataGrantID](), Connection: conn.ID, Grantee: writ.AllMembers(), Level: writ.DataUse, CreatedAt: a.clock(),
	})
	if err != nil {
		return err
	}
	return tx.Settings.Set(ctx, embeddedShared, []byte("1"))
}

// embeddedIn returns the embedded connection, nil if there is none yet.
func (a *App) embeddedIn(ctx context.Context, tx store.Tx) (*writ.Connection, error) {
	list, err := tx.Connections.List(ctx, false)
	for _, c := range list {
		if a.embedded(c.Platform) {
			return c, nil
		}
	}
	return nil, err
}

// prepare makes the schemas of the embedded warehouse that are not there.
func (a *App) prepare(ctx context.Context, conn *writ.Connection) error {
	o, err := a.open(conn)
	if err != nil {
		return err
	}
	for _, schema := range []string{embeddedDestination, sampleSchema} {
		if err := o.w.Prepare(ctx, writ.ServiceAccount(), writ.Path{schema}); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) embeddedConnection(actor Actor, file string) *writ.Connection {
	now := a.clock()
	return &writ.Connection{
		ID: writ.NewID[writ.ConnectionID](), Name: "embedded",
		Description: "Runs inside Writ on a file of its own.",
		Platform:    writ.PlatformDuckDB, Details: map[string]string{"file": file}, WriteAccess: true, Version: 1,
		CreatedBy: actor.Member.ID, UpdatedBy: actor.Member.ID, CreatedAt: now, UpdatedAt: now,
	}
}

// uploadSample sends the sample through the same door as any file. What an
// interrupted first start left of it is canceled; a finished one is kept.
func (a *App) uploadSample(ctx context.Context, actor Actor, conn *writ.Connection, opt BootstrapOptions) (*TableView, error) {
	earlier, err := a.Uploads(ctx, actor, maxRows)
	if err != nil {
		return nil, err
	}
	for _, u := range earlier {
		switch {
		case u.FileName != opt.SampleName:
		case u.Result != nil:
			return a.Table(ctx, actor, u.Table)
		case !u.State.Ended():
			if _, err := a.CancelUpload(ctx, actor, u.ID); err != nil {
				return nil, err
			}
		}
	}
	u, err := a.CreateUpload(ctx, actor, opt.SampleName, int64(len(opt.Sample)))
	if err != nil {
		return nil, err
	}
	if _, err := a.AppendUpload(ctx, actor, u.ID, 0, bytes.NewReader(opt.Sample)); err != nil {
		return nil, err
	}
	if _, err := a.StartImport(ctx, actor, u.ID, ImportRequest{Connection: conn.ID, Name: sampleLabel(opt.SampleName)}); err != nil {
		return nil, err
	}
	if err := a.Await(ctx, u.ID); err != nil {
		return nil, err
	}
	if u, err = a.Upload(ctx, actor, u.ID); err != nil {
		return nil, err
	}
	if u.State != writ.UploadDone {
		return nil, writ.Errorf(writ.CodeInternal, "app.Bootstrap", "The import of %s is %s: %+v", u.FileName, u.State, u.Problem)
	}
	return a.Table(ctx, actor, u.Table)
}

// sampleLabel makes "Chemical elements" of "chemical_elements.csv".
func sampleLabel(fileName string) string {
	name := strings.ReplaceAll(strings.TrimSuffix(fileName, filepath.Ext(fileName)), "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// furnish copies the table that the sample became to a plain one, under a name
// that people can read.
func (a *App) furnish(ctx context.Context, conn *writ.Connection, table *TableView, fileName string) error {
	const op = "app.Bootstrap"
	o, err := a.open(conn)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(a.staging, "sample.csv"))
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, op, err, "the sample cannot be staged")
	}
	defer os.Remove(f.Name())
	columns := columnsOf(&table.Table)[1:]
	err = o.w.Export(ctx, writ.ServiceAccount(), table.Path, columns, writ.RowColumn, f)
	if cerr := f.Close(); err == nil && cerr != nil {
		err = writ.Wrap(writ.CodeUnavailable, op, cerr, "the sample cannot be staged")
	}
	if err != nil {
		return err
	}
	return o.w.Furnish(ctx, writ.ServiceAccount(), driver.Load{
		Path: writ.Path{sampleSchema, strings.TrimSuffix(fileName, filepath.Ext(fileName))}, Columns: columns, File: f.Name(),
	})
}
