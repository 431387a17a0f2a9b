package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/postgres"
)

// shareable says with a nil error that the flags leave nothing that several nodes
// could not share.
func (c serveCommand) shareable() error {
	switch {
	case !c.MultiNode:
		return nil
	case !postgres.IsURL(c.Store):
		return usageError{errors.New("--multi-node needs the PostgreSQL that keeps the metadata of all nodes: set WRIT_STORE")}
	case c.Blob == "":
		return usageError{errors.New("--multi-node needs a place for uploads that all nodes reach: name a shared folder or a bucket with --blob")}
	}
	return nil
}

// take takes the store for this server: alone, or together with the other nodes.
// A file is its data folder's already.
func (c serveCommand) take(ctx context.Context, st engine, holder string, h *house, log *slog.Logger) (err error) {
	p, ok := st.(*postgres.Store)
	switch {
	case !ok:
	case c.MultiNode:
		return p.Share(ctx, holder, func(err error) { h.missed(log, err) })
	default:
		h.lost, err = p.Hold(ctx, holder)
	}
	return err
}

// missed notes why the store is not this node's to write to at present, or with
// nil that it is again.
func (h *house) missed(log *slog.Logger, err error) {
	if err == nil {
		h.missing.Store(nil)
		log.Info("the metadata store is this node's to write to again")
		return
	}
	h.missing.Store(&err)
	log.Error("the metadata store cannot be written to; this node is not ready until it can", "error", err)
}

// sameKeys tells whoever starts one of several nodes where its keys are.
func (c serveCommand) sameKeys(err error) error {
	var e *writ.Error
	if !c.MultiNode || !errors.As(err, &e) || e.Code != writ.CodeInternal {
		return err
	}
	return e.WithHint("Every node has the same keys: copy %s from the data folder of a node that runs to %s, readable for its user alone.", keysFile, folder(c.Data).keys())
}
