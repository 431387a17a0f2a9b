package bigquery

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

const unreachable = "This version of Writ cannot connect to BigQuery yet; it can show the grants that a connection will need."

// Limits, after https://cloud.google.com/bigquery/quotas and
// https://cloud.google.com/bigquery/docs/schemas#column_names. A name may have
// 300 characters. BIGNUMERIC takes 38 digits on either side of the point, so 38
// digits can be kept wherever the point is.
const (
	maxIdentifierBytes = 300
	maxColumns         = 10000
	maxPrecision       = 38
	maxTextBytes       = 10 << 20 // of a cell of a query's answer
)

func spec() driver.Spec {
	return driver.Spec{
		Platform: writ.PlatformBigQuery,
		Name:     "BigQuery",
		Fields: []driver.Field{
			{Name: "projectId", Label: "Billing project", Type: driver.FieldText, Required: true, Help: "The id of the project that pays for Writ's statements."},
			{Name: "additionalProjectIds", Label: "Additional projects", Type: driver.FieldText, Help: "Ids of further projects to read from, with commas between."},
			{Name: "serviceAccount", Label: "Service account key", Type: driver.FieldSecretText, Required: true, Help: "The whole JSON file of the key."},
		},
		Destination: []driver.Field{
			{Name: "writeProject", Label: "Write project", Type: driver.FieldText, Required: true},
			{Name: "writeDataset", Label: "Write dataset", Type: driver.FieldText, Required: true, Help: "A dataset of its own. Capital letters count."},
		},
		Capabilities: driver.Capabilities{
			Reachable:           false,
			Reason:              unreachable,
			Levels:              []string{"project", "dataset", "table"},
			FoldsNames:          true, // of columns; tables and datasets keep their case
			MaxIdentifierBytes:  maxIdentifierBytes,
			MaxColumns:          maxColumns,
			MaxDecimalPrecision: maxPrecision,
			MaxTextBytes:        maxTextBytes,
			SpecialFloats:       true,
			NullsOrder:          true,
			TimestampDigits:     6,
			MinYear:             1,
			MaxYear:             9999,
			Privileges:          true,
		},
	}
}
