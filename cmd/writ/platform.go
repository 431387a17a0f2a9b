package main

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/bigquery"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/mysql"
	"github.com/writ-dev/writ/warehouse/postgres"
	"github.com/writ-dev/writ/warehouse/snowflake"
)

// platforms is the one map of the platforms this binary has. The embedded one is
// given by its caller, who closes it.
func platforms(embedded *duckdb.Driver) map[writ.Platform]driver.Driver {
	return map[writ.Platform]driver.Driver{
		writ.PlatformDuckDB:    embedded,
		writ.PlatformPostgres:  postgres.New(),
		writ.PlatformMySQL:     mysql.New(),
		writ.PlatformSnowflake: snowflake.New(),
		writ.PlatformBigQuery:  bigquery.New(),
	}
}

// specs lists the descriptions of drivers.
func specs(drivers map[writ.Platform]driver.Driver) []driver.Spec {
	list := make([]driver.Spec, 0, len(drivers))
	for _, d := range drivers {
		list = append(list, d.Spec())
	}
	return list
}
