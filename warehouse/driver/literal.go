package driver

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// CastLiteral writes a constant as text that is cast to d's type for t, for the
// platforms that read canonical text so.
func CastLiteral(d Dialect, t writ.Type, text string) (sqltext.SQL, error) {
	native, err := d.NativeType(t)
	if err != nil {
		return sqltext.SQL{}, err
	}
	return d.Quoting().Build().Raw("CAST(").Text(text).Raw(" AS ").Type(native).Raw(")").Done()
}
