package mysql

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// MySQL's limits. Identifiers: https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html.
// Columns: https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html; of these
// InnoDB keeps three for itself. A row of all columns must also fit into half a
// page, in which a text takes 40 bytes: see errRowTooLarge.
// Decimals: https://dev.mysql.com/doc/refman/8.4/en/precision-math-decimal-characteristics.html.
// Text: a row travels in one packet, of 64 MiB on a server as it comes:
// https://dev.mysql.com/doc/refman/8.4/en/packet-too-large.html.
const (
	maxIdentifierChars = 64
	maxColumns         = 1017
	maxPrecision       = 65
	maxScale           = 30
	maxTextBytes       = 32 << 20
)

func spec() driver.Spec {
	tlsMode, certificate := driver.TLSFields()
	return driver.Spec{
		Platform: writ.PlatformMySQL,
		Name:     "MySQL",
		Fields: []driver.Field{
			{Name: "host", Label: "Host", Type: driver.FieldText, Required: true, Help: "Name or address of the server, as seen from the machine Writ runs on.", Address: true, Host: true},
			{Name: "port", Label: "Port", Type: driver.FieldNumber, Default: "3306", Required: true, Address: true},
			{Name: "user", Label: "User", Type: driver.FieldText, Required: true},
			{Name: "password", Label: "Password", Type: driver.FieldSecret},
			tlsMode,
			certificate,
		},
		Destination: []driver.Field{
			{Name: "writeSchema", Label: "Write schema", Type: driver.FieldText, Required: true, Help: "A schema (MySQL also says database) of its own in which Writ creates its tables. It is not shown in the explorer."},
		},
		Capabilities: driver.Capabilities{
			Reachable:           true,
			Levels:              []string{"schema", "table"},
			FoldsNames:          true,
			MaxIdentifierBytes:  maxIdentifierChars,
			MaxColumns:          maxColumns,
			MaxDecimalPrecision: maxPrecision,
			MaxTextBytes:        maxTextBytes,
			NULInText:           true,
			InputTables:         true,
			TimestampDigits:     6,
			MinYear:             1,
			MaxYear:             9999,
			Lacks:               []writ.Kind{writ.KindTimestampTZ}, // its TIMESTAMP ends in 2038
			Privileges:          true,
		},
	}
}
