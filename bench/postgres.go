package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// csvPostgres compares a whole import with psql's \copy into a table that is
// there already and whose types somebody else found out. The server waits for
// the disk as one in production does.
func csvPostgres(ctx context.Context, dir string, data dataset, rounds int) (raw, ours []float64, remark string, err error) {
	csv, err := data.file(dir)
	if err != nil {
		return nil, nil, "", err
	}
	staging := filepath.Join(dir, "staging")
	if err := os.MkdirAll(staging, 0o700); err != nil {
		return nil, nil, "", err
	}
	s, err := testpg.Start(ctx, "fsync=on", "synchronous_commit=on", "full_page_writes=on", "ssl=off")
	if err != nil {
		return nil, nil, "", err
	}
	defer func() { _ = s.Stop() }()
	drv := postgres.New()
	values := s.Values("postgres", s.Superuser)
	values["tlsMode"] = "disable"
	delete(values, "caCertificate")
	w := warehouse.New(drv, values, warehouse.Options{})
	defer w.Close()
	l := &loader{w: w, staging: staging}
	if err := schema(ctx, drv, values); err != nil {
		return nil, nil, "", err
	}
	p := psql{url: s.URL}
	raw, ours, err = pairs(ctx, rounds,
		func(ctx context.Context) error { return p.run(ctx, `\copy raw FROM '`+csv+`' CSV HEADER`) },
		func(ctx context.Context) error { return l.load(ctx, csv, data.rows) },
		func(ctx context.Context) error {
			return p.run(ctx, "DROP TABLE IF EXISTS raw; CREATE TABLE raw ("+data.postgres+")")
		},
	)
	return raw, ours, "fsync on; " + l.phases, err
}

// psql runs commands through PostgreSQL's own client.
type psql struct{ url string }

func (p psql) run(ctx context.Context, command string) error {
	out, err := exec.CommandContext(ctx, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", p.url, "-c", command).CombinedOutput()
	if err != nil {
		return fmt.Errorf("psql: %w: %s", err, out)
	}
	return nil
}
