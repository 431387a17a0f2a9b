package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// scanLimit is how many strangers a scan keeps; more are the sign of something
// that a list does not help with.
const scanLimit = 1000

// Scan returns what the last scan of a connection found; CodeNotFound if there
// was none.
func (a *App) Scan(ctx context.Context, actor Actor, id writ.ConnectionID) (s *writ.Scan, err error) {
	const op = "app.Scan"
	if err := a.ask(ctx, op, actor, access.SeeManagedObjects); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		s, err = tx.Scans.Get(ctx, id)
		return sameAbsence(op, "scan", err)
	})
	return s, err
}

// StartScan looks into the warehouse of a connection and compares it with the
// ledger. What kept it from looking everywhere is in the result, not an error.
func (a *App) StartScan(ctx context.Context, actor Actor, id writ.ConnectionID) (*writ.Scan, error) {
	const op = "app.StartScan"
	if err := a.ask(ctx, op, actor, access.SeeManagedObjects); err != nil {
		return nil, err
	}
	conn, err := a.stored(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	if conn.Archived {
		return nil, notFound(op, "connection")
	}
	if err := a.scan(tagged(ctx, actor), id); err != nil {
		a.log.WarnContext(ctx, "a scan could not look everywhere", "connection", id, "error", err)
	}
	return a.Scan(ctx, actor, id)
}

// scan compares the ledger with the warehouse of a connection, after ending what
// was interrupted and dropping what has been in quarantine for long enough. What
// kept it from looking everywhere is its Problem and the error.
func (a *App) scan(ctx context.Context, id writ.ConnectionID) error {
	s, err := a.newScan(ctx, id)
	if err != nil {
		return err
	}
	o, err := a.open(s.conn)
	if err == nil {
		if s.conn.WriteAccess {
			s.trouble(a.tend(ctx, s, o.w))
		}
		err = s.survey(ctx, o.w)
	}
	s.trouble(err)
	if ctx.Err() != nil {
		return errors.Join(s.troubles...)
	}
	return errors.Join(append(s.troubles, a.saveScan(ctx, s))...)
}

// scanning is a scan under way.
type scanning struct {
	conn         *writ.Connection
	destinations []*writ.Destination
	before       map[writ.ObjectID]*writ.ManagedObject // the ledger before anything was looked at
	live         map[string]bool                       // keys of the paths where the ledger then had something
	at           time.Time
	folds        bool // the platform does not tell case apart

	there    map[string]driver.Size      // what was seen, by key of its path
	surveyed map[writ.DestinationID]bool // where everything was seen
	troubles []error
}

// newScan reads what the ledger says of a connection.
func (a *App) newScan(ctx context.Context, id writ.ConnectionID) (*scanning, error) {
	s := &scanning{at: a.clock(), live: map[string]bool{}, there: map[string]driver.Size{}, surveyed: map[writ.DestinationID]bool{}}
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		if s.conn, err = tx.Connections.Get(ctx, id); err != nil {
			return err
		}
		if s.destinations, err = tx.Connections.Destinations(ctx, id); err != nil {
			return err
		}
		list, err := tx.Objects.List(ctx, id)
		s.before = make(map[writ.ObjectID]*writ.ManagedObject, len(list))
		for _, o := range list {
			s.before[o.ID] = o
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if drv, ok := a.drivers[s.conn.Platform]; ok {
		s.folds = drv.Spec().Capabilities.FoldsNames
	}
	for _, o := range s.before {
		if o.State != writ.ObjectDropped {
			s.live[s.key(o.Path)] = true
		}
	}
	return s, nil
}

// tend ends renames that were interrupted, drops what was put aside long enough
// ago, and removes what checks that were killed have left. It goes on after what
// it cannot do.
func (a *App) tend(ctx context.Context, s *scanning, w *warehouse.Warehouse) error {
	settings, err := a.settings(ctx)
	if err != nil {
		return err
	}
	writer := w.Objects(store.Ledger(a.store, a.clock), s.destinations)
	var failed []error
	for _, o := range s.before {
		switch {
		case o.Moving():
			failed = append(failed, writer.Resume(ctx, o, a.dropAt(settings)))
		case o.State == writ.ObjectQuarantined && !o.DropAt.After(s.at):
			a.log.InfoContext(ctx, "dropping after its time in quarantine", "connection", s.conn.ID, "object", o.ID, "path", o.Path)
			failed = append(failed, writer.Drop(ctx, o))
		}
	}
	for _, d := range s.destinations {
		failed = append(failed, w.SweepProbes(ctx, writ.ServiceAccount(), d.Path, warehouse.NewProbe()))
	}
	return errors.Join(failed...)
}

// survey looks into every destination.
func (s *scanning) survey(ctx context.Context, w *warehouse.Warehouse) error {
	var failed []error
	for _, d := range s.destinations {
		found, err := w.Survey(ctx, writ.ServiceAccount(), d.Path, s.at)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		s.surveyed[d.ID] = true
		for _, size := range found {
			s.there[s.key(size.Path)] = size
		}
	}
	return errors.Join(failed...)
}

// trouble notes what kept the scan from looking everywhere.
func (s *scanning) trouble(err error) {
	if err != nil {
		s.troubles = append(s.troubles, err)
	}
}

// key is what a path is compared by.
func (s *scanning) key(p writ.Path) string {
	k := strings.Join(p, "\x00")
	if s.folds {
		return strings.ToLower(k)
	}
	return k
}

// saveAtOnce is how many objects are written in one transaction: a large ledger in
// one would hold up imports, and each of them would have it begin anew.
const saveAtOnce = 200

// saveScan compares what was seen with the ledger as it was before and is now:
// what was recorded meanwhile is neither missing nor a stranger.
func (a *App) saveScan(ctx context.Context, s *scanning) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(s.before)), saveAtOnce) {
		if err := a.store.Write(ctx, func(tx store.Tx) error { return s.judgeAll(ctx, tx, part) }); err != nil {
			return err
		}
	}
	return a.store.Write(ctx, func(tx store.Tx) error { return s.conclude(ctx, tx) })
}

// judgeAll notes what was seen of some objects.
func (s *scanning) judgeAll(ctx context.Context, tx store.Tx, ids []writ.ObjectID) error {
	for _, id := range ids {
		o, err := tx.Objects.Get(ctx, id)
		if err != nil {
			return err
		}
		if !s.judge(o) {
			continue
		}
		if err := tx.Objects.Measured(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// conclude keeps what the scan found besides.
func (s *scanning) conclude(ctx context.Context, tx store.Tx) error {
	now, err := tx.Objects.List(ctx, s.conn.ID)
	if err != nil {
		return err
	}
	scan, err := s.result(ctx, tx, now)
	if err != nil {
		return err
	}
	if err := tx.Scans.Put(ctx, scan); err != nil {
		return err
	}
	return store.TellObjects(ctx, tx, s.conn.ID)
}

// judge notes in o what was seen of it, and tells whether that is news.
func (s *scanning) judge(o *writ.ManagedObject) bool {
	was := s.before[o.ID]
	if !s.surveyed[o.Destination] || was == nil || was.State != o.State || !slices.Equal(was.Path, o.Path) {
		return false // nobody has looked since it became what it is
	}
	size, seen := s.there[s.key(o.Path)]
	finding := writ.FindingNone
	switch {
	case o.State == writ.ObjectDropped && seen && !s.live[s.key(o.Path)]: // an edit log is made again under its name
		finding = writ.FindingReturned
	case !seen && (o.State == writ.ObjectExists || o.State == writ.ObjectQuarantined && !o.Moving()):
		finding = writ.FindingMissing
	}
	news := seen || finding != o.Finding
	o.Finding = finding
	if seen {
		o.Bytes, o.MeasuredAt = size.Bytes, s.at
	}
	return news
}

// result is what is kept of the scan besides the records: the strangers, and what
// kept it from looking. As long as it could look nowhere, the one before counts.
func (s *scanning) result(ctx context.Context, tx store.Tx, now []*writ.ManagedObject) (*writ.Scan, error) {
	scan := &writ.Scan{Connection: s.conn.ID, At: s.at, Objects: len(s.there)}
	if len(s.troubles) > 0 {
		scan.Problem = writ.ProblemOf(s.troubles[0])
	}
	if len(s.surveyed) == 0 && len(s.destinations) > 0 {
		old, err := present(tx.Scans.Get(ctx, s.conn.ID))
		if old == nil || err != nil {
			scan.At = time.Time{} // nobody has looked yet
			return scan, err
		}
		old.Problem = scan.Problem
		return old, nil
	}
	known, err := s.known(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	for key, size := range s.there {
		if !known[key] {
			scan.Strangers = append(scan.Strangers, writ.Stranger{Path: size.Path, Kind: string(size.Kind), Bytes: size.Bytes, Rows: size.Rows})
		}
	}
	slices.SortFunc(scan.Strangers, func(x, y writ.Stranger) int { return slices.Compare(x.Path, y.Path) })
	scan.Strangers = scan.Strangers[:min(len(scan.Strangers), scanLimit)]
	return scan, nil
}

// known has the key of every path that Writ's ledger accounts for: those of the
// connection's own objects, of those that other connections have in the same
// warehouse, and of tables that are being filled.
func (s *scanning) known(ctx context.Context, tx store.Tx, own []*writ.ManagedObject) (map[string]bool, error) {
	others, err := neighbours(ctx, tx, s.conn)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(own)
	for _, c := range others {
		list, err := tx.Objects.List(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	known := make(map[string]bool, 2*len(all))
	for _, o := range all {
		known[s.key(o.Path)] = true
		if o.Moving() {
			known[s.key(o.FormerPath)] = true
		}
		if o.State == writ.ObjectIntended {
			known[s.key(o.Path.Parent().Child(driver.LoadingName(o.Path.Name())))] = true
		}
	}
	return known, nil
}
