package duckdb

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Limits of a table. DuckDB documents none; these are what its tests and ours
// have tried, and far beyond what a person can handle.
const (
	maxIdentifierBytes = 255
	maxColumns         = 5000
	maxPrecision       = 38 // https://duckdb.org/docs/stable/sql/data_types/numeric
)

func spec() driver.Spec {
	return driver.Spec{
		Platform: writ.PlatformDuckDB,
		Name:     "DuckDB",
		Fields: []driver.Field{{
			Name: "file", Label: "File", Type: driver.FieldText, Required: true,
			Help: "Name of the database file in Writ's data folder, without a directory.",
		}},
		Destination: []driver.Field{{
			Name: "schema", Label: "Write schema", Type: driver.FieldText, Required: true,
			Help: "Writ creates its tables here and nowhere else. Use a schema of its own.",
		}},
		Capabilities: driver.Capabilities{
			Reachable:           true,
			Embedded:            true,
			Levels:              []string{"schema", "table"},
			FoldsNames:          true,
			TransactionalDDL:    true,
			MaxIdentifierBytes:  maxIdentifierBytes,
			MaxColumns:          maxColumns,
			MaxDecimalPrecision: maxPrecision,
			NULInText:           true,
			SpecialFloats:       true,
			NullsOrder:          true,
			InputTables:         true,
			TimestampDigits:     6,
			MinYear:             1,
			MaxYear:             9999,
		},
	}
}
