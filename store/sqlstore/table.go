package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// table says how the values of T lie in a table: its columns and, in the same
// order, what each of them is scanned into and bound from. The first column is
// the key.
type table[T any] struct {
	name    string
	noun    string // for messages
	taken   string // what is wrong when it collides with another, for messages
	columns []string
	fixed   int // how many columns, from the key on, stay as they were inserted; 0 is the key alone
	fields  func(*T) []any
}

// first returns the table with nothing but its first n columns, to read what
// there is much of.
func (b table[T]) first(n int) table[T] {
	whole := b.fields
	b.columns, b.fields = b.columns[:n], func(v *T) []any { return whole(v)[:n] }
	return b
}

// insert adds v.
func (b table[T]) insert(ctx context.Context, t *tx, v *T) error {
	query := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", b.name, strings.Join(b.columns, ", "), placeholders(1, len(b.columns)))
	_, err := t.exec(ctx, b.op("Insert"), query, b.fields(v)...)
	return b.conflict(t, err)
}

// update replaces the row of v, but for what is fixed, if it still has v's
// version, and raises that. version points at v's own, which is one of its fields.
func (b table[T]) update(ctx context.Context, t *tx, v *T, version *int64) error {
	fixed := max(b.fixed, 1)
	key, fields, columns := b.columns[0], b.fields(v), b.columns[fixed:]
	read := *version
	*version = read + 1
	query := fmt.Sprintf("UPDATE %s SET (%s) = (%s) WHERE %s = $1 AND version = $%d", b.name,
		strings.Join(columns, ", "), placeholders(2, len(columns)+1), key, len(columns)+2)
	n, err := t.exec(ctx, b.op("Update"), query, slices.Concat(fields[:1], fields[fixed:], []any{read})...)
	if err == nil && n == 0 {
		err = b.missed(ctx, t, fields[0])
	}
	if err != nil {
		*version = read
		return b.conflict(t, err)
	}
	return nil
}

// missed says why an update found nothing.
func (b table[T]) missed(ctx context.Context, t *tx, key any) error {
	n, err := t.count(ctx, b.op("Update"), fmt.Sprintf("SELECT count(*) FROM %s WHERE %s = $1", b.name, b.columns[0]), key)
	if err != nil {
		return err
	}
	if n == 0 {
		return b.notFound("Update")
	}
	return writ.Errorf(writ.CodeStale, b.op("Update"), "Somebody else has changed the %s meanwhile.", b.noun).
		WithHint("Load it again and repeat the change.")
}

// set changes some columns of one row; assignment has the condition that names
// it, too. CodeNotFound if there is none.
func (b table[T]) set(ctx context.Context, t *tx, method, assignment string, args ...any) error {
	n, err := t.exec(ctx, b.op(method), "UPDATE "+b.name+" SET "+assignment, args...)
	if err == nil && n == 0 {
		err = b.notFound(method)
	}
	return b.conflict(t, err)
}

// delete removes a row by its key; CodeNotFound if it is not there.
func (b table[T]) delete(ctx context.Context, t *tx, key any) error {
	n, err := t.exec(ctx, b.op("Delete"), fmt.Sprintf("DELETE FROM %s WHERE %s = $1", b.name, b.columns[0]), key)
	if err == nil && n == 0 {
		return b.notFound("Delete")
	}
	return err
}

// one returns the first row of a query's tail (WHERE …), CodeNotFound if there
// is none.
func (b table[T]) one(ctx context.Context, t *tx, method, tail string, args ...any) (*T, error) {
	list, err := b.all(ctx, t, method, tail, args...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, b.notFound(method)
	}
	return list[0], nil
}

// all returns every row of a query's tail (WHERE … ORDER BY … LIMIT …).
func (b table[T]) all(ctx context.Context, t *tx, method, tail string, args ...any) ([]*T, error) {
	var list []*T
	err := b.walk(ctx, t, method, tail, args, func(rows *sql.Rows) error {
		v := new(T)
		list = append(list, v)
		return b.scan(t, method, rows, b.fields(v))
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// each calls fn for every row, in no order and with one and the same value: to
// load a million rows, nothing is made anew for each of them but its texts.
func (b table[T]) each(ctx context.Context, t *tx, fn func(*T) error) error {
	const method = "Each"
	v := new(T)
	fields := b.fields(v)
	return b.walk(ctx, t, method, "", nil, func(rows *sql.Rows) error {
		if err := b.scan(t, method, rows, fields); err != nil {
			return err
		}
		return fn(v)
	})
}

// walk calls row at every row of a query's tail.
func (b table[T]) walk(ctx context.Context, t *tx, method, tail string, args []any, row func(*sql.Rows) error) error {
	rows, err := t.q.QueryContext(ctx, "SELECT "+strings.Join(b.columns, ", ")+" FROM "+b.name+" "+tail, args...)
	if err != nil {
		return t.s.failed(b.op(method), err)
	}
	defer rows.Close() // its error is rows.Err's
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return t.s.failed(b.op(method), err)
	}
	return nil
}

// scan reads the row that rows is at into fields.
func (b table[T]) scan(t *tx, method string, rows *sql.Rows, fields []any) error {
	if err := rows.Scan(fields...); err != nil {
		return t.s.failed(b.op(method), err)
	}
	return nil
}

func (b table[T]) op(method string) string { return "store." + b.name + "." + method }

func (b table[T]) notFound(method string) error {
	return writ.Errorf(writ.CodeNotFound, b.op(method), "There is no %s like that.", b.noun)
}

// conflict says what collides, which the driver does only in its own words.
func (b table[T]) conflict(t *tx, err error) error {
	var e *writ.Error
	if b.taken == "" || !errors.As(err, &e) || t.s.engine.Fault(e.Err) != FaultUnique {
		return err
	}
	return writ.Wrap(e.Code, e.Op, e.Err, "%s", b.taken)
}

// placeholders lists $from … $to.
func placeholders(from, to int) string {
	list := make([]string, 0, to-from+1)
	for i := from; i <= to; i++ {
		list = append(list, fmt.Sprintf("$%d", i))
	}
	return strings.Join(list, ", ")
}

// in returns "column IN ($from, …)" and its arguments, or a condition that is
// always true for no values.
func in[T ~string](column string, from int, values []T) (string, []any) {
	if len(values) == 0 {
		return "1 = 1", nil
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	return fmt.Sprintf("%s IN (%s)", column, placeholders(from, from+len(values)-1)), args
}
