package drivertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// promptly is how long the end of a call may take after it was asked for.
const promptly = 5 * time.Second

// examErrors demands that common refusals come out sorted, with words, and that
// the Conn lives on.
func examErrors(t *testing.T, e *exam) {
	c, d := e.open(t), e.NewDestination(t)
	e.numbers(t, c, d.Child("t"), 1)
	tests := []struct {
		name  string
		stmt  *sqltext.Builder
		class driver.Class
	}{
		{"absent table", e.q.Build().Raw("SELECT * FROM ").Path(d.Child("absent")), driver.ClassNotFound},
		{"absent schema", e.q.Build().Raw("SELECT * FROM ").Path(d.Parent().Child("no such schema").Child("t")), driver.ClassNotFound},
		{"table that exists", e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)"), driver.ClassExists},
		{"value of the wrong type", e.q.Build().Raw("INSERT INTO ").Path(d.Child("t")).Raw(" VALUES ('abc')"), driver.ClassValue},
		{"syntax", e.q.Build().Raw("SELEKT 1"), driver.ClassOther},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stmt := e.sql(t, tt.stmt)
			_, err := c.Exec(t.Context(), stmt)
			wantClass(t, err, tt.class)
			_, _, err = fetch(t.Context(), c, stmt)
			wantClass(t, err, tt.class)
			if got := e.count(t, c, d.Child("t")); got != "1" {
				t.Errorf("afterwards: %s rows, want 1", got)
			}
		})
	}
}

// examInterrupt stops running statements and wants them to end promptly, to say
// why, and to leave the Conn usable.
func examInterrupt(t *testing.T, e *exam) {
	calls := map[string]func(ctx context.Context, c platform) error{
		"query": func(ctx context.Context, c platform) error {
			_, _, err := fetch(ctx, c, e.Slow)
			return err
		},
		"exec": func(ctx context.Context, c platform) error {
			_, err := c.Exec(ctx, e.Slow)
			return err
		},
	}
	for name, call := range calls {
		t.Run("cancel "+name, func(t *testing.T) {
			t.Parallel()
			c := e.open(t)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(200*time.Millisecond, cancel)
			wantPrompt(t, driver.ClassCanceled, func() error { return call(ctx, c) })
			e.alive(t, c)
		})
		t.Run("deadline of "+name, func(t *testing.T) {
			t.Parallel()
			c := e.open(t)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			wantPrompt(t, driver.ClassTimeout, func() error { return call(ctx, c) })
			e.alive(t, c)
		})
	}
	t.Run("before it began", func(t *testing.T) {
		t.Parallel()
		c := e.open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for name, call := range calls {
			if err := call(ctx, c); err == nil {
				t.Errorf("%s: no error", name)
			} else {
				wantClass(t, err, driver.ClassCanceled)
			}
		}
		wantClass(t, c.Ping(ctx), driver.ClassCanceled)
		e.alive(t, c)
	})
	t.Run("in a transaction", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		tx := e.begin(t, c)
		e.exec(t, tx, e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)"))
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		wantPrompt(t, driver.ClassTimeout, func() error {
			_, err := tx.Exec(ctx, e.Slow)
			return err
		})
		if err := tx.Rollback(t.Context()); err != nil {
			t.Errorf("rollback: %v", err)
		}
		e.absent(t, c, d.Child("t"))
	})
}

// wantPrompt demands that call ends with class soon after it was stopped.
func wantPrompt(t *testing.T, class driver.Class, call func() error) {
	t.Helper()
	start := writ.SystemClock()
	wantClass(t, call(), class)
	if took := writ.SystemClock().Sub(start); took > promptly {
		t.Errorf("it took %v", took)
	}
}

// alive demands that c works.
func (e *exam) alive(t *testing.T, c driver.Conn) {
	t.Helper()
	if err := c.Ping(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("the Conn is not usable afterwards: %v", err)
	}
}

// examClose closes a Conn under its calls.
func examClose(t *testing.T, e *exam) {
	open := func(t *testing.T) platform {
		c, err := e.Driver.Open(t.Context(), driver.Config{Values: e.Owner, MaxConns: 4})
		if err != nil {
			t.Fatal(err)
		}
		return c.(platform)
	}
	t.Run("unused", func(t *testing.T) {
		t.Parallel()
		c := open(t)
		for range 2 {
			if err := c.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if err := c.Ping(t.Context()); err == nil {
			t.Error("a closed Conn answers")
		} else {
			wantClass(t, err, driver.ClassLost)
		}
	})
	t.Run("during calls", func(t *testing.T) {
		t.Parallel()
		c := open(t)
		var wg sync.WaitGroup
		errs := make(chan error, 3)
		for range 3 {
			wg.Go(func() {
				_, _, err := fetch(context.Background(), c, e.Slow)
				errs <- err
			})
		}
		time.Sleep(200 * time.Millisecond) // let them get going; the test is right without
		start := writ.SystemClock()
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		wg.Wait()
		if took := writ.SystemClock().Sub(start); took > promptly {
			t.Errorf("the calls ended %v after Close", took)
		}
		for range 3 {
			if err := <-errs; err == nil {
				t.Error("a call went on after Close")
			} else {
				wantClass(t, err, driver.ClassLost)
			}
		}
	})
	t.Run("with an open transaction and open rows", func(t *testing.T) {
		t.Parallel()
		e.transactional(t)
		c, other, d := open(t), e.open(t), e.NewDestination(t)
		e.numbers(t, other, d.Child("rows"), 10)
		rows, err := c.Query(t.Context(), e.sql(t, e.q.Build().Raw("SELECT i FROM ").Path(d.Child("rows"))))
		if err != nil {
			t.Fatal(err)
		}
		tx, err := c.(driver.Transactor).Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		e.exec(t, tx, e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)"))
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if _, err := tx.Exec(t.Context(), e.sql(t, e.q.Build().Raw("SELECT 1"))); err == nil {
			t.Error("the transaction goes on after Close")
		}
		_ = tx.Rollback(t.Context())
		_ = rows.Next(make([]writ.Value, 1)) // may say anything, must not crash or hang
		_ = rows.Close()
		e.absent(t, other, d.Child("t"))
		e.exec(t, other, e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)"))
	})
}
