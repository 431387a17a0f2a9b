package snowflake

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

const unreachable = "This version of Writ cannot connect to Snowflake yet; it can show the grants that a connection will need."

// Limits, after https://docs.snowflake.com/en/sql-reference/identifiers,
// .../data-types-numeric, .../data-types-text and .../data-types-datetime. The
// manual counts the 255 of a name in characters and gives no number of columns;
// 2,000 is what this package promises.
const (
	maxIdentifierBytes = 255
	maxColumns         = 2000
	maxPrecision       = 38
	maxTextBytes       = 16 << 20 // of a VARCHAR without a length
)

func spec() driver.Spec {
	return driver.Spec{
		Platform: writ.PlatformSnowflake,
		Name:     "Snowflake",
		Fields: []driver.Field{
			{Name: "account", Label: "Account", Type: driver.FieldText, Required: true, Help: "The account identifier, such as myorg-account123."},
			{Name: "host", Label: "Host", Type: driver.FieldText, Advanced: true, Help: "Only where the account is reached by another name, such as a private link."},
			{Name: "warehouse", Label: "Warehouse", Type: driver.FieldText, Required: true, Help: "The virtual warehouse that runs Writ's statements."},
			{Name: "role", Label: "Role", Type: driver.FieldText, Help: "The primary role of Writ's sessions: only that one may create. Empty: the user's default."},
			{Name: "authType", Label: "Sign-in", Type: driver.FieldChoice, Default: "key-pair", Required: true, Choices: []driver.Choice{
				{Value: "key-pair", Label: "User and private key"},
				{Value: "basic-auth", Label: "User and password (discouraged by Snowflake)"},
			}},
			{Name: "user", Label: "User", Type: driver.FieldText, Required: true},
			{Name: "privateKey", Label: "Private key", Type: driver.FieldSecretText, Help: "In PEM; its public half is set on the user."},
			{Name: "privateKeyPassphrase", Label: "Passphrase of the key", Type: driver.FieldSecret, Advanced: true},
			{Name: "password", Label: "Password", Type: driver.FieldSecret, Advanced: true},
		},
		Destination: []driver.Field{
			{Name: "writeDatabase", Label: "Write database", Type: driver.FieldText, Required: true, Help: "As Snowflake shows it, usually in capital letters."},
			{Name: "writeSchema", Label: "Write schema", Type: driver.FieldText, Required: true, Help: "A schema of its own, as Snowflake shows it, usually in capital letters."},
		},
		Capabilities: driver.Capabilities{
			Reachable:           false,
			Reason:              unreachable,
			Levels:              []string{"database", "schema", "table"},
			MaxIdentifierBytes:  maxIdentifierBytes,
			MaxColumns:          maxColumns,
			MaxDecimalPrecision: maxPrecision,
			MaxTextBytes:        maxTextBytes,
			SpecialFloats:       true,
			NullsOrder:          true,
			TimestampDigits:     9,
			MinYear:             1,
			MaxYear:             9999,
			Privileges:          true,
		},
	}
}
