package main

import (
	"os"
	"path/filepath"

	"github.com/writ-dev/writ/internal/flights"
	"github.com/writ-dev/writ/internal/lineitem"
)

// dataset is a file to be loaded, and the table that the raw side of each platform
// loads it into. loadData is how LOAD DATA has to read it.
type dataset struct {
	name                      string
	rows                      int
	write                     func(path string, rows int) error
	postgres, mysql, loadData string
}

func flightsFile() dataset {
	return dataset{
		name: "flights", rows: flights.Rows, write: flights.Write,
		postgres: "date timestamp, delay bigint, distance bigint, origin text, destination text",
		mysql:    "date datetime, delay bigint, distance bigint, origin text, destination text",
		loadData: "FIELDS TERMINATED BY ','",
	}
}

func lineitemFile() dataset {
	columns := "orderkey bigint, partkey bigint, suppkey bigint, linenumber bigint, quantity decimal(4,2), extendedprice decimal(8,2), " +
		"discount decimal(2,2), tax decimal(2,2), returnflag text, linestatus text, shipdate date, commitdate date, receiptdate date, " +
		"shipinstruct text, shipmode text, comment text"
	return dataset{
		name: "lineitem", rows: lineitem.Rows, write: lineitem.Write, postgres: columns, mysql: columns,
		loadData: `FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY ''`,
	}
}

// file makes the file once per run and returns its path.
func (d dataset) file(dir string) (string, error) {
	path := filepath.Join(dir, d.name+".csv")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, d.write(path, d.rows)
}

// times is a file of that many times the rows.
func (d dataset) times(n int) dataset {
	d.rows *= n
	return d
}
