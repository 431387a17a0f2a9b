package drivertest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examNetwork breaks connections at the worst moments and demands that what is
// said is true: lost means that nothing happened, uncertain that it may have.
func examNetwork(t *testing.T, e *exam) {
	if e.Network == nil {
		if !e.caps.Embedded {
			t.Fatal("the platform is not embedded, but the harness brings no network")
		}
		t.Skip("no network lies between Writ and this platform")
	}
	t.Run("lost while it waits", func(t *testing.T) {
		t.Parallel()
		for name, fault := range map[string]func(*testproxy.Proxy){"cut": (*testproxy.Proxy).Cut, "reset": (*testproxy.Proxy).Reset} {
			c, p := e.proxied(t)
			time.AfterFunc(200*time.Millisecond, func() { fault(p) })
			_, _, err := fetch(t.Context(), c, e.Slow)
			if err == nil {
				t.Errorf("%s: no error", name)
			}
			wantClass(t, err, driver.ClassLost)
			e.alive(t, c)
		}
	})
	t.Run("idle connections that broke", func(t *testing.T) {
		t.Parallel()
		values, p := e.Network.Proxied(t)
		w := e.warehouse(t, values)
		if err := w.Ping(t.Context(), writ.ServiceAccount()); err != nil {
			t.Fatal(err)
		}
		p.Reset()
		if _, err := w.List(t.Context(), writ.ServiceAccount(), nil); err != nil {
			t.Errorf("the portable warehouse does not get over it: %v", err)
		}
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		c, p := e.proxied(t)
		p.Refuse()
		wantClass(t, c.Ping(t.Context()), driver.ClassTCP, driver.ClassLost)
		p.Heal()
		e.alive(t, c)
	})
	t.Run("half-open", func(t *testing.T) {
		t.Parallel()
		c, p := e.proxied(t)
		p.Stall()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		wantPrompt(t, driver.ClassTimeout, func() error { return c.Ping(ctx) })
		p.Heal()
		p.Cut()
		e.alive(t, c)
	})
	t.Run("commit", func(t *testing.T) {
		t.Parallel()
		e.examLostCommit(t)
	})
	t.Run("lost during a load", func(t *testing.T) {
		t.Parallel()
		e.examLostLoad(t)
	})
	t.Run("faults", func(t *testing.T) {
		t.Parallel()
		examFaults(t, e)
	})
}

// examLostCommit breaks the connection before a commit reaches the server and
// after.
func (e *exam) examLostCommit(t *testing.T) {
	t.Run("lost in a transaction", func(t *testing.T) {
		t.Parallel()
		e.transactional(t)
		direct, d := e.open(t), e.NewDestination(t)
		c, p := e.proxied(t)
		tx := e.begin(t, c)
		e.exec(t, tx, e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)"))
		p.Cut()
		if err := tx.Commit(t.Context()); err == nil {
			t.Error("the commit worked over a cut connection")
		} else {
			wantClass(t, err, driver.ClassLost, driver.ClassUncertain)
		}
		e.absent(t, direct, d.Child("t"))
	})
	t.Run("lost after the commit was sent", func(t *testing.T) {
		t.Parallel()
		e.transactional(t)
		direct, d := e.open(t), e.NewDestination(t)
		c, p := e.proxied(t)
		tx := e.begin(t, c)
		e.exec(t, tx, e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)"))
		p.CutAfter(e.Network.Commit)
		wantClass(t, tx.Commit(t.Context()), driver.ClassUncertain)
		e.appears(t, direct, d.Child("t"))
	})
	t.Run("lost after the commit of a load", func(t *testing.T) {
		t.Parallel()
		direct, d := e.open(t), e.NewDestination(t)
		c, p := e.proxied(t)
		p.CutAfter(e.Network.Commit)
		_, err := c.LoadTable(t.Context(), e.smallLoad(t, d.Child("t")))
		wantClass(t, err, driver.ClassUncertain)
		e.appears(t, direct, d.Child("t"))
	})
}

// proxied returns a Conn through a proxy, connected.
func (e *exam) proxied(t *testing.T) (platform, *testproxy.Proxy) {
	t.Helper()
	values, p := e.Network.Proxied(t)
	c := e.openAs(t, values)
	if err := c.Ping(t.Context()); err != nil {
		t.Fatalf("ping through the proxy: %v", err)
	}
	return c, p
}

func (e *exam) smallLoad(t *testing.T, path writ.Path) driver.Load {
	t.Helper()
	return driver.Load{Path: path, Columns: []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}}, File: e.stage(t, [][]writ.Value{{integer(1)}})}
}

// appears waits until the server has acted on a commit whose answer was lost.
func (e *exam) appears(t *testing.T, c platform, path writ.Path) {
	t.Helper()
	deadline := writ.SystemClock().Add(promptly)
	for {
		_, err := c.Describe(t.Context(), path)
		if err == nil {
			return
		}
		if warehouse.ClassOf(err) != driver.ClassNotFound || writ.SystemClock().After(deadline) {
			t.Errorf("the commit reached the server, but %s does not appear: %v", path, err)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// examLostLoad cuts loads after ever more bytes. Whatever the error says must
// be so: after any but uncertain there is no table, and no half one ever.
func (e *exam) examLostLoad(t *testing.T) {
	direct, d := e.open(t), e.NewDestination(t)
	columns := []driver.Column{
		{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "name", Type: writ.Type{Kind: writ.KindText}},
		{Name: "amount", Type: writ.Type{Kind: writ.KindDecimal, Precision: 12, Scale: 2}}, {Name: "at", Type: writ.Type{Kind: writ.KindTimestamp}},
	}
	data := manyRows(50000)
	file := e.stageBytes(t, data)
	for i, n := range []int64{1, 100, 10_000, int64(len(data)) / 2, int64(len(data)) - 10} {
		table := d.Child("t" + integer(i).Text)
		c, p := e.proxied(t)
		p.CutAfterBytes(n)
		_, err := c.LoadTable(t.Context(), driver.Load{Path: table, Columns: columns, File: file})
		if err == nil {
			t.Errorf("cut after %d bytes: no error", n)
			continue
		}
		wantClass(t, err, driver.ClassLost)
		e.absent(t, direct, table)
	}
}
