package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/bundle"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlstore"
	"github.com/writ-dev/writ/warehouse/duckdb"
)

// backupSource is what a backup is made of: by the server that runs on the
// folder, or by writ backup where none does.
type backupSource struct {
	folder   folder
	store    store.Store
	embedded *duckdb.Driver
	now      writ.Clock
}

// The names within a backup; the files lie in a data folder by the same ones.
const (
	backupMetadata  = "writ.db"
	backupWarehouse = "warehouse"
)

// send writes a backup as a stream, at whose end stands why it is not whole.
func (s backupSource) send(ctx context.Context, w io.Writer) error {
	out := bundle.NewWriter(w)
	err := s.make(ctx, out)
	if err != nil {
		_ = out.Fail(problemOf(err)) // nobody may listen any more
	}
	return err
}

// make copies the metadata while nothing is committed to the embedded warehouse:
// so both are of one moment, and what the metadata knows of the warehouse is in
// its copy. What a moment of a running server leaves unfinished is what a crash
// would leave, which the next start puts right.
func (s backupSource) make(ctx context.Context, out *bundle.Writer) (err error) {
	dir, total, err := s.workplace()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := out.Progress(bundle.Progress{Phase: "metadata", Total: total}); err != nil {
		return err
	}
	moment, err := s.embedded.Snapshot(ctx, filepath.Join(dir, backupWarehouse))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, moment.Close()) }()
	m := bundle.Manifest{Writ: version(), Schema: sqlstore.Newest, CreatedAt: s.now(), EmbeddedWarehouse: len(moment.Names) > 0}
	if err := s.store.Backup(ctx, filepath.Join(dir, backupMetadata)); err != nil {
		return err
	}
	moment.Thaw()
	err = moment.Copy(ctx, func(done int64) {
		_ = out.Progress(bundle.Progress{Phase: backupWarehouse, Done: done, Total: total}) // the files that follow fail, too
	})
	if err != nil {
		return err
	}
	if err := out.File(backupMetadata, filepath.Join(dir, backupMetadata)); err != nil {
		return err
	}
	for _, name := range moment.Names {
		if err := out.File(backupWarehouse+"/"+name, filepath.Join(dir, backupWarehouse, name)); err != nil {
			return err
		}
	}
	return out.End(m)
}

// workplace makes a folder in the staging folder, where alone the embedded
// warehouse may write, and tells how much will lie in it, roughly.
func (s backupSource) workplace() (dir string, total int64, err error) {
	if err := s.folder.prepare(); err != nil {
		return "", 0, err
	}
	total, err = sizeOf(s.folder.warehouse())
	if err != nil {
		return "", 0, s.folder.unusable(err)
	}
	if info, err := os.Stat(s.folder.store()); err == nil { // in PostgreSQL, it is small beside the warehouse
		total += info.Size()
	}
	if err := fits(s.folder.staging(), total); err != nil {
		return "", 0, err
	}
	dir, err = os.MkdirTemp(s.folder.staging(), "backup-")
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, backupWarehouse), 0o700)
	}
	if err != nil {
		return "", 0, s.folder.unusable(err)
	}
	return dir, total, nil
}

// localBackup is a backup of a folder that no server runs on, as a stream.
type localBackup struct {
	*io.PipeReader
	cancel context.CancelFunc
	done   chan struct{}
	close  func() error
}

// startBackup begins to read a folder that is ours alone, with its metadata at a
// URL or in the folder.
func startBackup(ctx context.Context, f folder, url string) (*localBackup, error) {
	if err := f.exists(url); err != nil {
		return nil, err
	}
	st, err := openMetadata(ctx, f, url)
	if err != nil {
		return nil, err
	}
	embedded := duckdb.New(duckdb.Options{Dir: f.warehouse(), Staging: f.staging()})
	source := backupSource{folder: f, store: st, embedded: embedded, now: writ.SystemClock}
	ctx, cancel := context.WithCancel(ctx)
	reader, writer := io.Pipe()
	b := &localBackup{PipeReader: reader, cancel: cancel, done: make(chan struct{})}
	b.close = func() error { return errors.Join(embedded.Close(), st.Close()) }
	go func() {
		defer close(b.done)
		_ = writer.CloseWithError(source.send(ctx, writer)) // the stream itself says what failed
	}()
	return b, nil
}

// Close ends the backup, whole or not, and lets go of the folder.
func (b *localBackup) Close() error {
	b.cancel()
	_ = b.PipeReader.Close() // never fails
	<-b.done
	return b.close()
}

// momentOf renders the time of a backup for people.
func momentOf(m *bundle.Manifest) string { return m.CreatedAt.Local().Format(time.DateTime) }
