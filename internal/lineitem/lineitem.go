// Package lineitem makes a large CSV file of the shape of TPC-H's line items, wider
// and harder than internal/flights: sixteen columns, numbers with a scale, dates,
// NULL, text in quotes with line breaks in it and characters beyond ASCII.
package lineitem

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

// Rows is the length of the full file, which comes to about 400 MB.
const Rows = 3_000_000

var (
	instructions = []string{"DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"}
	modes        = []string{"AIR", "TRUCK", "MAIL", "RAIL", "REG AIR", "FOB", "SHIP"}
	manners      = []string{"carefully", "quickly", "furiously", "slyly"}
	states       = []string{"final", "regular", "pending", "express", "bold"}
	things       = []string{"accounts", "packages, ironic", "deposits; even", "theodolites"}
)

// Write writes a header and that many rows to a new file, the same on every
// machine.
func Write(path string, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "orderkey,partkey,suppkey,linenumber,quantity,extendedprice,discount,tax,returnflag,linestatus,"+
		"shipdate,commitdate,receiptdate,shipinstruct,shipmode,comment")
	r := rand.New(rand.NewPCG(3, 4))
	var line []byte
	for i := range rows {
		line = appendRow(line[:0], r, i)
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func appendRow(b []byte, r *rand.Rand, i int) []byte {
	shipped := time.Date(1992, 1, 2+r.IntN(2526), 0, 0, 0, 0, time.UTC)
	b = appendInts(b, i/4+1, 1+r.IntN(200_000), 1+r.IntN(10_000), i%4+1)
	b = appendCents(b, 100*(1+r.IntN(50)), 90_000+r.IntN(10_494_950), r.IntN(11), r.IntN(9))
	b = append(b, "ANR"[r.IntN(3)], ',', "OF"[r.IntN(2)], ',')
	b = append(shipped.AppendFormat(b, time.DateOnly), ',')
	b = append(shipped.AddDate(0, 0, r.IntN(120)-60).AppendFormat(b, time.DateOnly), ',')
	if r.IntN(37) > 0 {
		b = shipped.AddDate(0, 0, 1+r.IntN(30)).AppendFormat(b, time.DateOnly)
	}
	b = append(append(b, ','), instructions[r.IntN(len(instructions))]...)
	b = append(append(b, ','), modes[r.IntN(len(modes))]...)
	return append(appendComment(append(b, ','), r, i), '\n')
}

func appendInts(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = append(strconv.AppendInt(b, int64(n), 10), ',')
	}
	return b
}

func appendCents(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = strconv.AppendInt(b, int64(n/100), 10)
		b = append(b, '.', byte('0'+n/10%10), byte('0'+n%10), ',')
	}
	return b
}

func appendComment(b []byte, r *rand.Rand, i int) []byte {
	switch {
	case i%997 == 996:
		return append(b, "\"quoted \"\"deposits\"\", wake\nblithely\""...)
	case i%1009 == 1008:
		return append(b, "façade – 東京 🙂"...)
	case i%53 == 52:
		return b
	}
	thing := things[r.IntN(len(things))]
	text := fmt.Sprintf("%s %s %s %d", manners[r.IntN(len(manners))], states[r.IntN(len(states))], thing, r.IntN(1000))
	if thing == "packages, ironic" {
		return append(append(append(b, '"'), text...), '"')
	}
	return append(b, text...)
}
