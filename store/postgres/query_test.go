package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// query runs statements in the schema of a place.
func query(t *testing.T, place, statements string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(place)
	if err != nil {
		t.Fatal(err)
	}
	cfg.RuntimeParams["search_path"] = pgx.Identifier{cfg.RuntimeParams["search_path"]}.Sanitize()
	c, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	if _, err := c.Exec(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}
