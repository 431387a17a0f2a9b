package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

const (
	fencePause = 20 * time.Millisecond // between two looks at a mark that somebody holds
	stoppedFor = 2 * time.Second       // after which whoever holds it without doing anything has stopped
)

// Fence implements driver.EditTables. An Apply holds the mark until it ends, so that
// after this none of a lower term is under way. One whose client has stopped in the
// middle, or vanished, would hold it for ever: its session is ended.
func (c *conn) Fence(ctx context.Context, d driver.Data, term int64) (m driver.Mark, err error) {
	raise, err := driver.RaiseMark(quoting, d.Mark, term)
	if err != nil {
		return m, err
	}
	for looks := 1; ; looks++ {
		err = c.with(ctx, func(ctx context.Context, s *session) error {
			return transaction(ctx, s, func() error {
				if m, err = s.holdMark(ctx, d.Mark, true); err != nil || m.Term >= term {
					return errors.Join(err, m.Fenced(term))
				}
				m.Term = term
				_, err := s.exec(ctx, raise)
				return err
			})
		})
		if number(err) != errLocked {
			return m, err
		}
		if looks%int(stoppedFor/fencePause) == 0 {
			if err := c.endStopped(ctx); err != nil {
				return m, err
			}
		}
		select {
		case <-ctx.Done():
			return m, c.classify(ctx, ctx.Err())
		case <-time.After(fencePause):
		}
	}
}

// holdMark reads a mark and holds it for the rest of the transaction. If somebody
// else does, it waits, or fails at once.
func (s *session) holdMark(ctx context.Context, at writ.Path, atOnce bool) (driver.Mark, error) {
	stmt, err := planHold(at, atOnce)
	if err != nil {
		return driver.Mark{}, err
	}
	rows, err := s.QueryContext(ctx, stmt.String(), nil)
	if err != nil {
		return driver.Mark{}, err
	}
	row := make([]sqldriver.Value, len(rows.Columns()))
	err = rows.Next(row)
	if err = errors.Join(err, rows.Close()); errors.Is(err, io.EOF) {
		return driver.Mark{}, &driver.Error{Class: driver.ClassNotFound, Message: "the table of the mark has no row"}
	} else if err != nil {
		return driver.Mark{}, err
	}
	cells := make([]writ.Value, len(row))
	for i, v := range row {
		cells[i] = canonical(writ.KindInteger, v)
	}
	return driver.MarkOf(cells)
}

func planHold(at writ.Path, atOnce bool) (sqltext.SQL, error) {
	stmt, err := driver.SelectMark(quoting, at)
	if err != nil {
		return stmt, err
	}
	b := quoting.Build().SQL(stmt).Raw(" FOR UPDATE")
	if atOnce {
		b.Raw(" NOWAIT")
	}
	return b.Done()
}

// endStopped ends the sessions of Writ's with the same user that have done nothing
// for a while. Whichever of them does not hold the mark is missed by nobody: the
// pools make a new one. Who holds it, only a user of higher rights could ask.
func (c *conn) endStopped(ctx context.Context) error {
	return c.with(ctx, func(ctx context.Context, s *session) error {
		stopped, err := s.stopped(ctx)
		if err != nil {
			return err
		}
		for _, id := range stopped {
			if err := end(ctx, s, &session{id: id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// stopped returns the ids of those sessions.
func (s *session) stopped(ctx context.Context) ([]int64, error) {
	rows, err := s.QueryContext(ctx, stoppedSQL, nil)
	if err != nil {
		return nil, err
	}
	var ids []int64
	row := make([]sqldriver.Value, 1)
	for err == nil {
		if err = rows.Next(row); err == nil {
			var id int64
			_, err = fmt.Sscan(canonical(writ.KindInteger, row[0]).Text, &id)
			ids = append(ids, id)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return ids, errors.Join(err, rows.Close())
}

const stoppedSQL = `SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND = 'Sleep' AND TIME >= 2 AND ID <> CONNECTION_ID() AND USER = SUBSTRING_INDEX(USER(), '@', 1) AND IS_USED_LOCK(CONCAT('writ ', ID)) = ID`
