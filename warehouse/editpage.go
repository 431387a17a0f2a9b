package warehouse

import (
	"context"

	"github.com/writ-dev/writ"
)

// RowsAfter reads columns of a data table, some rows at a time: those whose ids come
// after one, in the order of their ids. Each row begins with its id.
func (w *Warehouse) RowsAfter(ctx context.Context, as writ.As, path writ.Path, columns []string, after string, limit int) ([][]writ.Value, error) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	b := w.Dialect().Quoting().Build().Raw("SELECT ").Idents(writ.RowIDColumn)
	if len(columns) > 0 {
		b.Raw(", ").Idents(columns...)
	}
	b.Raw(" FROM ").Path(path).Raw(" WHERE ").Ident(writ.RowIDColumn).Raw(" > ").Text(after).
		Raw(" ORDER BY ").Ident(writ.RowIDColumn).Raw(" LIMIT ").Int(int64(limit))
	stmt, err := b.Done()
	if err != nil {
		return nil, err
	}
	return w.readAll(ctx, "warehouse.RowsAfter", as, stmt)
}
