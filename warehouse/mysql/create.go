package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// creation is the statements around the filling of a new table. It is made and
// filled under its loading name, and gets its own in one step when it is whole.
type creation struct{ create, publish, discard sqltext.SQL }

// planCreation writes the statements around the filling of a new table.
func planCreation(path writ.Path, columns []driver.Column) (p creation, err error) {
	at := loadingPath(path)
	if p.create, err = (dialect{}).CreateTable(at, columns); err != nil {
		return p, err
	}
	if p.publish, err = renameTo(at, path); err != nil {
		return p, err
	}
	p.discard, err = quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(at).Done()
	return p, err
}

// filling puts the rows into a table under its loading name and returns their
// number.
type filling func(ctx context.Context, s *session) (int64, error)

// create makes and fills a table. After a failure the loading name is freed; if
// even that fails, the error is ClassUncertain, so that the caller keeps knowing
// of the table, and DropTable will remove it.
func (c *conn) create(ctx context.Context, p creation, fill filling) (n int64, err error) {
	var lost *session // whose connection broke under it; the server may not know yet
	made := false
	err = c.with(ctx, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, p.create)
		made = number(err) == 0 // unless the server itself refused, it may be there
		if err == nil {
			n, err = p.run(ctx, s, fill)
		}
		if !s.IsValid() {
			lost = s
		}
		return err
	})
	if err == nil || !made {
		return n, err
	}
	if sorted := (*driver.Error)(nil); errors.As(err, &sorted) && sorted.Class == driver.ClassUncertain {
		if lost != nil {
			c.kill(ctx, lost) // nothing of it arrives once the caller has looked
		}
		return n, err
	}
	if cleaning := c.discard(ctx, lost, p.discard); cleaning != nil {
		return 0, &driver.Error{Class: driver.ClassUncertain, Message: "the load failed and what it left could not be removed: " + err.Error(), Err: errors.Join(err, cleaning)}
	}
	return 0, err
}

// run fills the table and publishes it.
func (p creation) run(ctx context.Context, s *session, fill filling) (int64, error) {
	n, err := fill(ctx, s)
	if err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return n, final(ctx, s, p.publish)
}

// final runs a statement that takes effect at once. When it is sent, the end of the
// caller's context leaves it a little time for the answer: unless the server itself
// answers, nobody knows whether it happened.
func final(ctx context.Context, s *session, stmt sqltext.SQL) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), finalTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(cancelTimeout, cancel) })()
	_, err := s.exec(last, stmt)
	if err == nil || number(err) != 0 || errors.Is(err, sqldriver.ErrBadConn) { // the last: nothing was sent
		return err
	}
	return &driver.Error{Class: driver.ClassUncertain, Message: lastWords(err), Err: err}
}

// discard drops the table of a failed creation over a connection of its own. A
// lost session is ended first, so that it holds the table no longer.
func (c *conn) discard(ctx context.Context, lost *session, drop sqltext.SQL) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout)
	defer cancel()
	return c.aside(ctx, func(helper *session) error {
		if lost != nil {
			if err := end(ctx, helper, lost); err != nil {
				return err
			}
		}
		_, err := helper.exec(ctx, drop)
		return err
	})
}

// DeriveTable implements driver.Deriver.
func (c *conn) DeriveTable(ctx context.Context, d driver.Derivation) (int64, error) {
	p, err := planCreation(d.Path, d.Columns)
	if err != nil {
		return 0, err
	}
	return c.create(ctx, p, func(ctx context.Context, s *session) (int64, error) {
		return d.Fill(quoting, loadingPath(d.Path), func(stmt sqltext.SQL) (int64, error) { return s.exec(ctx, stmt) })
	})
}
