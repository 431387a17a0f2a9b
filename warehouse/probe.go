package warehouse

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// probeGrace is how much younger a check must be than a probe's for the probe to
// be swept: the probes of a check that runs at the same moment are let be.
const probeGrace = 10 * time.Minute

// NewProbe returns a free name for the objects of one check. It carries its time,
// so that a later check knows how old what it finds is.
func NewProbe() string {
	return writ.ProbePrefix + strings.ReplaceAll(writ.NewID[string](), "-", "")
}

// SweepProbes removes from destination what the checks of a Writ that was killed
// have left there: objects named as NewProbe names them and what a check makes of
// such a name, older than the present check's probe by more than the grace. It
// does nothing where DDL rolls back.
func (w *Warehouse) SweepProbes(ctx context.Context, as writ.As, destination writ.Path, probe string) error {
	const op = "warehouse.SweepProbes"
	if w.Spec().Capabilities.TransactionalDDL {
		return nil
	}
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	entries, err := w.List(ctx, as, destination)
	if err != nil {
		return err
	}
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return err
	}
	defer done()
	_, now := probeOf(probe)
	swept := map[string]bool{}
	for _, e := range entries {
		old, made := probeOf(e.Path.Name())
		if old == "" || swept[old] || now.Sub(made) <= probeGrace {
			continue
		}
		swept[old] = true
		checks, err := w.Dialect().Checks(destination, old)
		if err != nil {
			return err
		}
		all := make([]Outcome, len(checks))
		for i := range all {
			all[i].Tried = true // nobody knows how far it came
		}
		if err := undo(ctx, c, checks, all); err != nil {
			return wrap(op, err)
		}
	}
	return nil
}

// probeOf returns the probe that an object's name begins with and when it was
// made; "" if it is no probe's.
func probeOf(name string) (probe string, made time.Time) {
	const digits = 32
	rest, ok := strings.CutPrefix(name, writ.ProbePrefix)
	if !ok || len(rest) < digits || len(rest) > digits && rest[digits] != '_' {
		return "", time.Time{}
	}
	b, err := hex.DecodeString(rest[:digits])
	if err != nil {
		return "", time.Time{}
	}
	id := hex.EncodeToString(b)
	made = writ.MadeAt(id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:])
	if made.IsZero() {
		return "", time.Time{}
	}
	return writ.ProbePrefix + rest[:digits], made
}
