package sqlstore

import (
	"context"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// sealedColumns are all columns whose values the vault seals, each with the key
// of its table and the rows that count.
var sealedColumns = []struct{ table, key, column, where string }{
	{"connections", "id", "secrets", "secrets IS NOT NULL"},
	{"settings", "key", "value", "key LIKE 'vault.%'"},
}

// sealedValues implements store.SealedValues.
type sealedValues struct{ t *tx }

func (s sealedValues) List(ctx context.Context) (list []store.SealedValue, err error) {
	for _, c := range sealedColumns {
		query := fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s ORDER BY 1", c.key, c.column, c.table, c.where)
		if list, err = s.read(ctx, c.table, query, list); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// read adds the rows of a query to list.
func (s sealedValues) read(ctx context.Context, table, query string, list []store.SealedValue) ([]store.SealedValue, error) {
	const op = "store.sealed.List"
	rows, err := s.t.q.QueryContext(ctx, query)
	if err != nil {
		return nil, s.t.s.failed(op, err)
	}
	defer rows.Close() // its error is rows.Err's
	for rows.Next() {
		v := store.SealedValue{Table: table}
		if err := rows.Scan(&v.Row, &v.Bytes); err != nil {
			return nil, s.t.s.failed(op, err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		return nil, s.t.s.failed(op, err)
	}
	return list, nil
}

func (s sealedValues) Replace(ctx context.Context, v store.SealedValue, fresh []byte) error {
	const op = "store.sealed.Replace"
	for _, c := range sealedColumns {
		if c.table != v.Table {
			continue
		}
		query := fmt.Sprintf("UPDATE %s SET %s = $3 WHERE %s = $1 AND %s = $2", c.table, c.column, c.key, c.column)
		n, err := s.t.exec(ctx, op, query, v.Row, v.Bytes, filled(fresh))
		if err == nil && n == 0 {
			err = writ.Errorf(writ.CodeStale, op, "The sealed value of %s was changed meanwhile.", v.Row)
		}
		return err
	}
	return writ.Errorf(writ.CodeInternal, op, "The table %s has no sealed values.", v.Table)
}
