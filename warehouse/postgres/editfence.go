package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Fence implements driver.EditTables. An Apply holds the mark until it ends, so that
// after this none of a lower term is under way. One whose client has stopped in the
// middle, or vanished, would hold it for ever: its session is ended.
func (c *conn) Fence(ctx context.Context, d driver.Data, term int64) (driver.Mark, error) {
	commands, err := planFence(d, term)
	if err != nil {
		return driver.Mark{}, err
	}
	rows, _, err := c.pipelined(ctx, commands)
	var sorted *driver.Error
	if errors.As(err, &sorted) && sorted.Native == lockNotAvailable {
		if err := c.endStopped(ctx, d.Mark); err != nil {
			return driver.Mark{}, err
		}
		rows, _, err = c.pipelined(ctx, commands[1:])
	}
	if err != nil {
		return driver.Mark{}, err
	}
	if len(rows) != 1 {
		return driver.Mark{}, &driver.Error{Class: driver.ClassNotFound, Message: "the table of the mark does not have one row"}
	}
	cells := make([]writ.Value, len(rows[0]))
	for i, cell := range rows[0] {
		cells[i] = writ.Text(string(cell))
	}
	m, err := driver.MarkOf(cells)
	if err != nil {
		return m, err
	}
	return m, m.Fenced(term)
}

func planFence(d driver.Data, term int64) ([]command, error) {
	return texts(quoting.Build().Raw("SELECT set_config('lock_timeout', '2s', true)"),
		quoting.Build().Raw("UPDATE ").Path(d.Mark).
			Raw(" SET ").Ident(driver.MarkTerm).Raw(" = greatest(").Ident(driver.MarkTerm).Raw(", ").Int(term).
			Raw(") RETURNING ").Idents(driver.MarkNum, driver.MarkTerm, driver.MarkGeneration))
}

// endStopped ends the sessions of stopped.
func (c *conn) endStopped(ctx context.Context, mark writ.Path) error {
	stmt, err := stopped(mark)
	if err != nil {
		return err
	}
	return c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		_, err := exec(ctx, pc, stmt.String())
		return err
	})
}

// stopped ends those sessions of the same user that have changed a mark and wait
// for their client, instead of letting it go.
// https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
func stopped(mark writ.Path) (sqltext.SQL, error) {
	name, err := quoting.Build().Path(mark).Done()
	if err != nil {
		return sqltext.SQL{}, err
	}
	return quoting.Build().Raw(`SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND a.usename = current_user
AND a.wait_event_type = 'Client' AND a.pid <> pg_backend_pid()
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.relation = to_regclass(`).Text(name.String()).Raw(")").Done()
}
