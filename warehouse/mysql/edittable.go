package mysql

import (
	"context"
	"os"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// CreateData implements driver.EditTables.
func (c *conn) CreateData(ctx context.Context, d driver.Data, columns []driver.Column, file string, longest int64, m driver.Mark) (int64, error) {
	load := driver.Load{Path: d.Path, Columns: append(driver.SystemColumns(), columns...), File: file, Longest: longest}
	p, err := planData(d, load.Columns, m)
	if err != nil {
		return 0, err
	}
	if file == "" {
		return c.create(ctx, p.creation, func(ctx context.Context, s *session) (int64, error) { return 0, run(ctx, s, p.mark) })
	}
	from, err := planLoad(load)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, writ.Wrap(writ.CodeInternal, "mysql.CreateData", err, "the staged file cannot be read")
	}
	defer f.Close()
	in := newTransformer(f, load.Columns, nil)
	return c.create(ctx, p.creation, func(ctx context.Context, s *session) (int64, error) {
		if err := run(ctx, s, p.mark); err != nil {
			return 0, err
		}
		return from.fill(ctx, s, in)
	})
}

// CopyData implements driver.EditTables. Whoever applies has to wait until the rows
// are copied, so that they belong to the mark.
func (c *conn) CopyData(ctx context.Context, from, to driver.Data, columns []driver.Column, m driver.Mark) (int64, error) {
	all := append(driver.SystemColumns(), columns...)
	p, err := planData(to, all, m)
	if err != nil {
		return 0, err
	}
	fill, err := planCopy(from.Path, to.Path, all)
	if err != nil {
		return 0, err
	}
	return c.create(ctx, p.creation, func(ctx context.Context, s *session) (n int64, err error) {
		if err := run(ctx, s, p.mark); err != nil {
			return 0, err
		}
		err = transaction(ctx, s, func() error {
			is, err := s.holdMark(ctx, from.Mark, false)
			if err != nil {
				return err
			}
			if is.Num != m.Num {
				return &driver.Error{Class: driver.ClassConflict, Message: driver.OtherState}
			}
			n, err = s.exec(ctx, fill)
			return err
		})
		return n, err
	})
}

// dataPlan is how a data table is made. Its mark, too, is made under a loading name;
// both get their own in one step.
type dataPlan struct {
	creation
	mark []sqltext.SQL
}

func planData(d driver.Data, columns []driver.Column, m driver.Mark) (p dataPlan, err error) {
	data, mark := loadingPath(d.Path), loadingPath(d.Mark)
	if p.create, err = (dialect{}).CreateTable(data, columns); err != nil {
		return p, err
	}
	create, err := dialect{}.CreateTable(mark, driver.MarkColumns())
	if err != nil {
		return p, err
	}
	insert, err := driver.InsertMark(quoting, mark, m)
	if err != nil {
		return p, err
	}
	p.mark = []sqltext.SQL{create, insert}
	p.publish, err = quoting.Build().Raw("RENAME TABLE ").Path(data).Raw(" TO ").Path(d.Path).Raw(", ").Path(mark).Raw(" TO ").Path(d.Mark).Done()
	if err != nil {
		return p, err
	}
	p.discard, err = quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(data).Raw(", ").Path(mark).Done()
	return p, err
}

func planCopy(from, to writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	names := namesOf(columns)
	return quoting.Build().Raw("INSERT INTO ").Path(loadingPath(to)).Raw(" (").Idents(names...).Raw(") SELECT ").Idents(names...).Raw(" FROM ").Path(from).Done()
}

// DropData implements driver.EditTables.
func (c *conn) DropData(ctx context.Context, d driver.Data) error {
	stmt, err := planDrop(d)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, stmt)
	return err
}

func planDrop(d driver.Data) (sqltext.SQL, error) {
	b := quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(d.Path).Raw(", ").Path(d.Mark)
	return b.Raw(", ").Path(loadingPath(d.Path)).Raw(", ").Path(loadingPath(d.Mark)).Done()
}

// AddColumn implements driver.EditTables.
func (c *conn) AddColumn(ctx context.Context, d driver.Data, column driver.Column) error {
	stmt, err := planColumn(d, column)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, stmt)
	if number(err) != errColumnExists {
		return err
	}
	is, derr := c.Describe(ctx, d.Path)
	if derr == nil && slices.ContainsFunc(is, func(there driver.Column) bool { return there.Name == column.Name && there.Type == column.Type }) {
		return nil
	}
	return err
}

func planColumn(d driver.Data, column driver.Column) (sqltext.SQL, error) {
	b := quoting.Build().Raw("ALTER TABLE ").Path(d.Path).Raw(" ADD COLUMN ")
	if err := define(b, column); err != nil {
		return sqltext.SQL{}, err
	}
	return b.Done()
}
