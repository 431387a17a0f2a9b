package drivertest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// breaks are the ways in which a connection breaks. One that is half-open ends
// with the caller's deadline, because nobody says that it broke.
var breaks = []struct {
	name  string
	how   testproxy.Break
	class driver.Class // of a call that changes nothing, or nothing yet
}{
	{"cut", testproxy.Cut, driver.ClassLost},
	{"reset", testproxy.Reset, driver.ClassLost},
	{"half-open", testproxy.HalfOpen, driver.ClassTimeout},
}

// answerTime is what a call gets where no answer will come, from the break on.
const answerTime = 2 * time.Second

// impatient is a context whose deadline comes answerTime after a break: what
// precedes the break takes as long as it takes.
type impatient struct {
	context.Context
	done chan struct{}
}

// impatience returns such a context, which ends with the test.
func impatience(t *testing.T, broken <-chan struct{}) context.Context {
	c := impatient{t.Context(), make(chan struct{})}
	go func() {
		defer close(c.done)
		select {
		case <-broken:
		case <-t.Context().Done():
			return
		}
		select {
		case <-time.After(answerTime):
		case <-t.Context().Done():
		}
	}()
	return c
}

// Done implements context.Context.
func (c impatient) Done() <-chan struct{} { return c.done }

// Err implements context.Context.
func (c impatient) Err() error {
	select {
	case <-c.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// faultRows make a table that neither goes nor comes in one piece.
const faultRows = 50_000

// examFaults breaks a connection in the middle of everything that takes long, and
// delays it. A call that fails says what is so, in time, leaves nothing half done
// and the Conn usable.
func examFaults(t *testing.T, e *exam) {
	for _, b := range breaks {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			e.examBreak(t, b.how, b.class)
		})
	}
	t.Run("delay", func(t *testing.T) {
		t.Parallel()
		e.examDelay(t)
	})
}

// examBreak breaks connections in one way at five moments.
func (e *exam) examBreak(t *testing.T, how testproxy.Break, class driver.Class) {
	direct, d := e.open(t), e.NewDestination(t)
	full := e.faultLoad(t, d.Child("full"))
	if _, err := direct.LoadTable(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	t.Run("load", func(t *testing.T) {
		t.Parallel()
		load := e.faultLoad(t, d.Child("half"))
		e.broken(t, class, func(ctx context.Context, c platform, p *testproxy.Proxy) error {
			p.AfterSent(1<<20, how)
			_, err := c.LoadTable(ctx, load)
			return err
		})
		e.absent(t, direct, load.Path)
	})
	t.Run("export", func(t *testing.T) {
		t.Parallel()
		e.broken(t, class, func(ctx context.Context, c platform, p *testproxy.Proxy) error {
			p.AfterReceived(1<<20, how)
			return c.Export(ctx, full.Path, full.Columns, writ.RowColumn, &bytes.Buffer{})
		})
	})
	t.Run("catalog", func(t *testing.T) {
		t.Parallel()
		e.broken(t, class, func(ctx context.Context, c platform, p *testproxy.Proxy) error {
			p.AfterReceived(1, how)
			_, err := c.Describe(ctx, full.Path)
			return err
		})
	})
	t.Run("merge", func(t *testing.T) {
		t.Parallel()
		e.examMergeBreak(t, how, class)
	})
	t.Run("commit", func(t *testing.T) {
		t.Parallel()
		load := e.faultLoad(t, d.Child("whole"))
		e.broken(t, driver.ClassUncertain, func(ctx context.Context, c platform, p *testproxy.Proxy) error {
			p.After(e.Network.Commit, how)
			_, err := c.LoadTable(ctx, load)
			return err
		})
		e.wholeOrAbsent(t, direct, load.Path)
	})
}

// wholeOrAbsent demands that a table has all faultRows rows, if it is there. After
// an uncertain commit it may be either: a reset may overtake what was sent before
// it, and a busy server may learn that its client has gone, or be told to stop,
// before it gets to the commit.
func (e *exam) wholeOrAbsent(t *testing.T, c platform, path writ.Path) {
	t.Helper()
	if _, err := c.Describe(t.Context(), path); warehouse.ClassOf(err) == driver.ClassNotFound {
		return
	}
	if got := e.count(t, c, path); got != integer(faultRows).Text {
		t.Errorf("%s has %s rows, want %d", path, got, faultRows)
	}
}

// broken makes a call over a connection that breaks. It has to end in time with
// an error of class, and the Conn has to work afterwards.
func (e *exam) broken(t *testing.T, class driver.Class, call func(context.Context, platform, *testproxy.Proxy) error) {
	t.Helper()
	c, p := e.proxied(t)
	err := call(impatience(t, p.Broken()), c, p)
	switch {
	case p.Armed():
		t.Fatalf("nothing broke (%v)", err)
	case err == nil:
		t.Error("no error over a broken connection")
	default:
		wantClass(t, err, class)
	}
	e.alive(t, c)
	if _, err := c.List(t.Context(), nil); err != nil {
		t.Errorf("the catalog afterwards: %v", err)
	}
}

// examDelay does everything over a slow connection: what has time enough is
// whole, and what has not fails with the deadline and leaves nothing.
func (e *exam) examDelay(t *testing.T) {
	direct, d := e.open(t), e.NewDestination(t)
	c, p := e.proxied(t)
	p.Delay(10 * time.Millisecond)
	load := e.faultLoad(t, d.Child("t"))
	if n, err := c.LoadTable(t.Context(), load); err != nil || n != faultRows {
		t.Fatalf("loaded %d rows, %v", n, err)
	}
	var out bytes.Buffer
	if err := c.Export(t.Context(), d.Child("t"), load.Columns, writ.RowColumn, &out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), manyRows(faultRows)) {
		t.Error("the export is not the file")
	}
	if columns, err := c.Describe(t.Context(), d.Child("t")); err != nil || len(columns) != len(load.Columns) {
		t.Errorf("described %v, %v", columns, err)
	}
	p.Delay(100 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	late := e.faultLoad(t, d.Child("late"))
	wantPrompt(t, driver.ClassTimeout, func() error {
		_, err := c.LoadTable(ctx, late)
		return err
	})
	e.absent(t, direct, late.Path)
	p.Heal()
	e.alive(t, c)
}

// faultLoad is a load of faultRows rows.
func (e *exam) faultLoad(t *testing.T, path writ.Path) driver.Load {
	t.Helper()
	return driver.Load{Path: path, File: e.stageBytes(t, manyRows(faultRows)), Columns: []driver.Column{
		{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}, {Name: "name", Type: writ.Type{Kind: writ.KindText}},
		{Name: "amount", Type: writ.Type{Kind: writ.KindDecimal, Precision: 12, Scale: 2}}, {Name: "at", Type: writ.Type{Kind: writ.KindTimestamp}},
	}}
}
