package postgres

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// PostgreSQL's limits, https://www.postgresql.org/docs/current/limits.html.
const (
	maxIdentifierBytes = 63
	maxColumns         = 1600
	maxPrecision       = 1000
	maxYear            = 294276 // of a timestamp; dates reach further
)

// systemColumns are names that every table has already:
// https://www.postgresql.org/docs/current/ddl-system-columns.html.
var systemColumns = []string{"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"}

func spec() driver.Spec {
	tlsMode, certificate := driver.TLSFields()
	return driver.Spec{
		Platform: writ.PlatformPostgres,
		Name:     "PostgreSQL",
		Fields: []driver.Field{
			{Name: "host", Label: "Host", Type: driver.FieldText, Required: true, Help: "Name or address of the server, as seen from the machine Writ runs on, or from the SSH server if a tunnel is used.", Address: true, Host: true, Behind: "sshHost"},
			{Name: "port", Label: "Port", Type: driver.FieldNumber, Default: "5432", Required: true, Address: true},
			{Name: "database", Label: "Database", Type: driver.FieldText, Required: true},
			{Name: "user", Label: "User", Type: driver.FieldText, Required: true},
			{Name: "password", Label: "Password", Type: driver.FieldSecret},
			tlsMode,
			certificate,
			{Name: "sshHost", Label: "SSH host", Type: driver.FieldText, Advanced: true, Help: "Reach the server through an SSH tunnel from this host. Empty: no tunnel.", Host: true},
			{Name: "sshPort", Label: "SSH port", Type: driver.FieldNumber, Default: "22", Advanced: true},
			{Name: "sshUser", Label: "SSH user", Type: driver.FieldText, Advanced: true},
			{Name: "sshPrivateKey", Label: "SSH private key", Type: driver.FieldSecretText, Advanced: true, Help: "In PEM or OpenSSH form, without a passphrase."},
			{Name: "sshHostKey", Label: "SSH host key", Type: driver.FieldText, Advanced: true, Help: "The public key of the SSH host, one line as ssh-keyscan prints it. No other host is trusted."},
		},
		Destination: []driver.Field{
			{Name: "writeSchema", Label: "Write schema", Type: driver.FieldText, Required: true, Help: "A schema of its own in which Writ creates its tables. It is not shown in the explorer."},
		},
		Capabilities: driver.Capabilities{
			Reachable:           true,
			Levels:              []string{"schema", "table"},
			TransactionalDDL:    true,
			Savepoints:          true,
			MaxIdentifierBytes:  maxIdentifierBytes,
			MaxColumns:          maxColumns,
			MaxDecimalPrecision: maxPrecision,
			MaxTextBytes:        0,
			SpecialFloats:       true,
			NullsOrder:          true,
			TimestampDigits:     6,
			MinYear:             1,
			MaxYear:             maxYear,
			Privileges:          true,
			InputTables:         true,
			SystemColumns:       systemColumns,
		},
	}
}
