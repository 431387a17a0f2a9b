package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/writ-dev/writ"
)

// control lets the commands that work on a data folder ask the server that runs
// on it: HTTP over a socket in the folder, so whoever may use the folder may use
// this, and nobody else.
type control struct {
	backup backupSource
	keys   keyring
	log    *slog.Logger
}

// What can be asked.
const controlBackup = "/backup"

// longestSocket is how long a socket's path may be on every system; Linux takes
// 107 bytes, others a few less.
const longestSocket = 100

// routes says who answers what.
func (c *control) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+controlBackup, c.sendBackup)
	c.keys.routes(mux, c.log)
	return mux
}

// sendBackup answers with a backup as a stream; it ends when nobody reads it.
func (c *control) sendBackup(w http.ResponseWriter, r *http.Request) {
	started := c.backup.now()
	err := c.backup.send(r.Context(), flushing{w, http.NewResponseController(w)})
	switch {
	case r.Context().Err() != nil:
		c.log.Info("a backup was canceled")
	case err != nil:
		c.log.Error("a backup failed", "error", err)
	default:
		c.log.Info("backed up", "took", c.backup.now().Sub(started))
	}
}

// flushing sends everything at once, so that progress is seen when it is made.
type flushing struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

// Write implements io.Writer.
func (f flushing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	return n, errors.Join(err, f.rc.Flush())
}

// startControl answers on the folder's socket until stop, which does not wait for
// a backup: whoever asked for it sees that it broke off. Where no socket can be
// made, the server serves all the same.
func startControl(f folder, c *control) (stop func(context.Context) error) {
	log := c.log
	listener, forget, err := f.listen()
	if err != nil {
		log.Warn("commands of writ cannot ask this server: writ backup and writ keys refuse while it runs", "error", err)
		return func(context.Context) error { return nil }
	}
	life, end := context.WithCancel(context.Background())
	server := &http.Server{
		Handler: c.routes(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return life },
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the control socket ended", "error", err)
		}
	}()
	return func(ctx context.Context) error {
		end()
		err := server.Shutdown(ctx)
		<-done
		return errors.Join(err, forget())
	}
}

// listen makes the folder's socket; the folder must be locked, so that what is
// there is a dead server's. Where its path is too long for a socket, it is a link
// to one in a new folder for temporary files.
func (f folder) listen() (l net.Listener, forget func() error, err error) {
	if err := f.removeSocket(); err != nil {
		return nil, nil, err
	}
	path, forget := f.control(), f.removeSocket
	if len(path) > longestSocket {
		dir, err := os.MkdirTemp("", "writ-") // 0700
		if err != nil {
			return nil, nil, f.unusable(err)
		}
		path = filepath.Join(dir, "control.sock")
		forget = func() error { return errors.Join(f.removeSocket(), os.RemoveAll(dir)) }
		if err := os.Symlink(path, f.control()); err != nil {
			return nil, nil, errors.Join(f.unusable(err), forget())
		}
	}
	l, err = net.Listen("unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		return nil, nil, errors.Join(f.unusable(err), forget())
	}
	return l, forget, nil
}

func (f folder) removeSocket() error {
	err := os.Remove(f.control())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// answer writes v, or why there is none.
func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		v = problemOf(err)
	}
	_ = json.NewEncoder(w).Encode(v) // whoever asked is gone if this fails
}

// refusal is the problem that a server answered with.
func refusal(op string, p writ.Problem) error {
	return writ.Errorf(p.Code, op, "%s", p.Message).WithHint("%s", p.Hint)
}
