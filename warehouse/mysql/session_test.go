package mysql_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/mysql"
)

// TestCanceledCallEndsOnTheServer asks the server past Writ what it still does.
func TestCanceledCallEndsOnTheServer(t *testing.T) {
	s := testmysql.Get(t)
	u := s.NewUser(t)
	c, err := mysql.New().Open(t.Context(), driver.Config{Values: s.Values(u), MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := c.Exec(ctx, must(quoting.Build().Raw("SELECT SLEEP(600)"))); warehouse.ClassOf(err) != driver.ClassTimeout {
		t.Errorf("got %v", err)
	}
	var running int
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		err := s.Admin(t).QueryRowContext(t.Context(), "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = ? AND COMMAND = 'Query'", u.Name).Scan(&running)
		if err != nil {
			t.Fatal(err)
		}
		if running == 0 {
			return
		}
	}
	t.Errorf("%d statements go on", running)
}

// TestTooWide makes a table whose columns are few enough but too long.
func TestTooWide(t *testing.T) {
	s := testmysql.Get(t)
	u, place := owner(t, s), writ.Path{s.NewDatabase(t)}
	c, err := mysql.New().Open(t.Context(), driver.Config{Values: s.Values(u), MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for n, want := range map[int]driver.Class{197: "", 198: driver.ClassLimit} {
		columns := []driver.Column{{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}}
		for i := range n - 1 {
			columns = append(columns, driver.Column{Name: fmt.Sprintf("c%d", i), Type: writ.Type{Kind: writ.KindText}})
		}
		stmt, err := mysql.New().Dialect().CreateTable(place.Child(fmt.Sprint("t", n)), columns)
		if err == nil {
			_, err = c.Exec(t.Context(), stmt)
		}
		if warehouse.ClassOf(err) != want {
			t.Errorf("%d columns: %v", n, err)
		}
	}
}
