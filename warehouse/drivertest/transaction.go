package drivertest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// examTransaction demands that transactions cover DDL: nothing is seen before
// the commit and nothing stays after a rollback.
func examTransaction(t *testing.T, e *exam) {
	e.transactional(t)
	create := func(d writ.Path) *sqltext.Builder {
		return e.q.Build().Raw("CREATE TABLE ").Path(d.Child("t")).Raw(" (i INTEGER)")
	}
	t.Run("commit", func(t *testing.T) {
		t.Parallel()
		c, other, d := e.open(t), e.open(t), e.NewDestination(t)
		tx := e.begin(t, c)
		e.exec(t, tx, create(d))
		e.absent(t, other, d.Child("t"))
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := e.count(t, other, d.Child("t")); got != "0" {
			t.Errorf("got %s rows", got)
		}
		if err := tx.Commit(t.Context()); err == nil {
			t.Error("a spent transaction commits again")
		}
		if _, err := tx.Exec(t.Context(), e.sql(t, e.q.Build().Raw("SELECT 1"))); err == nil {
			t.Error("a spent transaction goes on")
		}
	})
	t.Run("rollback", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		tx := e.begin(t, c)
		e.exec(t, tx, create(d))
		for range 2 { // the second is harmless
			if err := tx.Rollback(t.Context()); err != nil {
				t.Errorf("rollback: %v", err)
			}
		}
		e.empty(t, c, d)
	})
	t.Run("savepoints", func(t *testing.T) {
		t.Parallel()
		if !e.caps.Savepoints {
			t.Skip("this platform has no savepoints")
		}
		c, d := e.open(t), e.NewDestination(t)
		tx := e.begin(t, c)
		e.exec(t, tx, create(d))
		e.exec(t, tx, e.q.Build().Raw("SAVEPOINT mark"))
		_, err := tx.Exec(t.Context(), e.sql(t, create(d)))
		wantClass(t, err, driver.ClassExists)
		e.exec(t, tx, e.q.Build().Raw("ROLLBACK TO SAVEPOINT mark"))
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		e.count(t, c, d.Child("t"))
	})
	t.Run("swap", func(t *testing.T) {
		t.Parallel()
		examSwap(t, e)
	})
}

// examSwap puts a new table in the place of an old one while readers read: each
// of them sees the one or the other, never none and never a mixture.
func examSwap(t *testing.T, e *exam) {
	const swaps = 10
	c, d := e.open(t), e.NewDestination(t)
	e.numbers(t, c, d.Child("live"), 1)
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	defer readers.Wait()
	defer stop()
	for range 2 {
		readers.Go(func() {
			s, _ := e.q.Build().Raw("SELECT count(*), max(i) FROM ").Path(d.Child("live")).Done()
			for ctx.Err() == nil {
				_, rows, err := fetch(context.WithoutCancel(ctx), c, s)
				if err != nil || rows[0][0] != rows[0][1] {
					t.Errorf("a reader saw %v, %v", rows, err)
					return
				}
			}
		})
	}
	rename := func(tx driver.Tx, from, to string) {
		t.Helper()
		s, err := e.Driver.Dialect().RenameTable(d.Child(from), to)
		if err == nil {
			_, err = tx.Exec(t.Context(), s)
		}
		if err != nil {
			t.Fatalf("rename %s to %s: %v", from, to, err)
		}
	}
	for i := range swaps {
		next, old := fmt.Sprintf("next %d", i), fmt.Sprintf("old %d", i)
		e.numbers(t, c, d.Child(next), i+2)
		tx := e.begin(t, c)
		rename(tx, "live", old)
		rename(tx, next, "live")
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatalf("swap %d: %v", i, err)
		}
	}
	if got := e.count(t, c, d.Child("live")); got != integer(swaps+1).Text {
		t.Errorf("the last table has %s rows, want %d", got, swaps+1)
	}
}

// examConcurrency lets writers meet: nothing is lost, and whoever loses is told.
func examConcurrency(t *testing.T, e *exam) {
	const writers, each = 8, 20
	t.Run("inserts", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		e.numbers(t, c, d.Child("t"), 0)
		together(writers, func(w int) {
			for i := range each {
				s, _ := e.q.Build().Raw("INSERT INTO ").Path(d.Child("t")).Raw(" VALUES (").Int(int64(w*each + i)).Raw(")").Done()
				if _, err := c.Exec(t.Context(), s); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
		if got := e.one(t, c, e.q.Build().Raw("SELECT count(DISTINCT i) FROM ").Path(d.Child("t"))); got != integer(writers*each).Text {
			t.Errorf("%s of %d rows arrived", got, writers*each)
		}
	})
	t.Run("counters", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		e.numbers(t, c, d.Child("t"), 1)
		add := e.sql(t, e.q.Build().Raw("UPDATE ").Path(d.Child("t")).Raw(" SET i = i + 1"))
		together(writers, func(w int) {
			for range each {
				if err := retried(func() error { _, err := c.Exec(t.Context(), add); return err }); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
		if got := e.one(t, c, e.q.Build().Raw("SELECT i FROM ").Path(d.Child("t"))); got != integer(writers*each+1).Text {
			t.Errorf("the counter is at %s, want %d", got, writers*each+1)
		}
	})
	t.Run("one name", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		columns := []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}}
		file := e.stage(t, [][]writ.Value{{integer(1)}})
		errs := make([]error, writers)
		together(writers, func(w int) {
			_, errs[w] = c.LoadTable(t.Context(), driver.Load{Path: d.Child("t"), Columns: columns, File: file})
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				wantClass(t, err, driver.ClassExists, driver.ClassConflict)
			}
		}
		if got := e.count(t, c, d.Child("t")); won != 1 || got != "1" {
			t.Errorf("%d loads won, the table has %s rows; want 1 and 1", won, got)
		}
	})
	t.Run("more callers than connections", func(t *testing.T) {
		t.Parallel()
		e.examPool(t)
	})
	t.Run("different tables", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		columns := []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}}
		file := e.stage(t, [][]writ.Value{{integer(1)}, {integer(2)}})
		together(writers, func(w int) {
			if _, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child(integer(w).Text), Columns: columns, File: file}); err != nil {
				t.Errorf("load %d: %v", w, err)
			}
		})
		if entries, err := c.List(t.Context(), d); err != nil || len(entries) != writers {
			t.Errorf("got %d tables, %v, want %d", len(entries), err, writers)
		}
	})
}

// examPool makes more callers than there are connections: they take turns, and
// one who waits in vain is told when its time is up.
func (e *exam) examPool(t *testing.T) {
	c, err := e.Driver.Open(t.Context(), driver.Config{Values: e.Owner, MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	one := e.sql(t, e.q.Build().Raw("SELECT 1"))
	together(16, func(i int) {
		if _, _, err := fetch(t.Context(), c, one); err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	})
	tx := e.begin(t, c)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	wantPrompt(t, driver.ClassTimeout, func() error {
		_, err := c.(driver.Transactor).Begin(ctx)
		return err
	})
	if err := tx.Rollback(t.Context()); err != nil {
		t.Error(err)
	}
	e.alive(t, c)
}

// together runs n goroutines and waits for them.
func together(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// retried repeats a call that lost against a concurrent transaction.
func retried(call func() error) error {
	for {
		err := call()
		if warehouse.ClassOf(err) != driver.ClassConflict {
			return err
		}
	}
}
