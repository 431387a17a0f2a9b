package warehouse

import (
	"context"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Survey lists what lies in a destination under names like Writ's own, with its
// size where the platform tells it. What checks are trying at this moment is left
// out; now says which of them are that young.
func (w *Warehouse) Survey(ctx context.Context, as writ.As, destination writ.Path, now time.Time) ([]driver.Size, error) {
	all, err := w.measure(ctx, as, destination)
	if err != nil {
		return nil, err
	}
	var ours []driver.Size
	for _, s := range all {
		name := s.Path.Name()
		if probe, made := probeOf(name); !w.isOurs(name) || probe != "" && now.Sub(made) <= probeGrace {
			continue
		}
		ours = append(ours, s)
	}
	return ours, nil
}

// measure lists a schema with sizes if the platform can tell them.
func (w *Warehouse) measure(ctx context.Context, as writ.As, schema writ.Path) ([]driver.Size, error) {
	return inspect(ctx, w, "warehouse.Survey", as, func(ctx context.Context, i driver.Inspector) ([]driver.Size, error) {
		if m, ok := i.(driver.Measurer); ok {
			return m.Measure(ctx, schema)
		}
		entries, err := i.List(ctx, schema)
		sizes := make([]driver.Size, len(entries))
		for n, e := range entries {
			sizes[n] = driver.Size{Entry: e, Bytes: -1, Rows: -1}
		}
		return sizes, err
	})
}

// isOurs tells whether a name begins like Writ's own, as the platform compares
// names.
func (w *Warehouse) isOurs(name string) bool {
	return len(name) >= len(writ.ObjectPrefix) && w.sameName(name[:len(writ.ObjectPrefix)], writ.ObjectPrefix)
}

// sameName compares two names as the platform does.
func (w *Warehouse) sameName(a, b string) bool {
	return a == b || w.Spec().Capabilities.FoldsNames && strings.EqualFold(a, b)
}
