package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/mysql"

	vendor "github.com/go-sql-driver/mysql"
)

// csvMySQL compares a whole import with a bare LOAD DATA LOCAL into a table that
// is there already and whose types somebody else found out. The server waits for
// the disk as one in production does.
func csvMySQL(ctx context.Context, dir string, data dataset, rounds int) (raw, ours []float64, remark string, err error) {
	csv, err := data.file(dir)
	if err != nil {
		return nil, nil, "", err
	}
	staging := filepath.Join(dir, "staging")
	if err := os.MkdirAll(staging, 0o700); err != nil {
		return nil, nil, "", err
	}
	s, err := testmysql.Start(ctx, "--innodb-flush-log-at-trx-commit=1", "--innodb-flush-method=O_DIRECT", "--innodb-doublewrite=1")
	if err != nil {
		return nil, nil, "", err
	}
	defer func() { _ = s.Stop() }()
	drv, values := mysql.New(), s.Values(s.Superuser)
	values["tlsMode"] = "disable"
	delete(values, "caCertificate")
	w := warehouse.New(drv, values, warehouse.Options{})
	defer w.Close()
	l := &loader{w: w, staging: staging}
	if err := schema(ctx, drv, values); err != nil {
		return nil, nil, "", err
	}
	db, err := s.Open()
	if err != nil {
		return nil, nil, "", err
	}
	defer db.Close()
	vendor.RegisterLocalFile(csv)
	defer vendor.DeregisterLocalFile(csv)
	raw, ours, err = pairs(ctx, rounds,
		func(ctx context.Context) error {
			_, err := db.ExecContext(ctx, "LOAD DATA LOCAL INFILE '"+csv+"' INTO TABLE bench.raw CHARACTER SET utf8mb4 "+data.loadData+" IGNORE 1 LINES")
			return err
		},
		func(ctx context.Context) error { return l.load(ctx, csv, data.rows) },
		func(ctx context.Context) error { return rawTable(ctx, db, data.mysql) },
	)
	return raw, ours, "fsync on; " + l.phases, err
}

// rawTable makes the table of the raw side anew.
func rawTable(ctx context.Context, db *sql.DB, columns string) error {
	_, err1 := db.ExecContext(ctx, "DROP TABLE IF EXISTS bench.raw")
	_, err2 := db.ExecContext(ctx, "CREATE TABLE bench.raw ("+columns+")")
	return errors.Join(err1, err2)
}
