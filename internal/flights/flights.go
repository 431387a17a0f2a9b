// Package flights makes the large CSV file that benches and journeys load, so
// that they need no material from outside.
package flights

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

// Rows is the length of the full file, which comes to about 106 MB.
const Rows = 3_000_000

// Write writes a header and that many rows of flights to a new file, the same
// on every machine: a timestamp that often repeats, two integers, two short
// texts.
func Write(path string, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(1, 2))
	airports := make([]string, 300)
	for i := range airports {
		airports[i] = string([]byte{letter(r), letter(r), letter(r)})
	}
	at := time.Date(2001, 1, 1, 0, 1, 0, 0, time.UTC)
	fmt.Fprintln(w, "date,delay,distance,origin,destination")
	for range rows {
		at = at.Add(time.Duration(r.IntN(11)) * time.Second)
		fmt.Fprintf(w, "%s,%d,%d,%s,%s\n", at.Format(time.DateTime), r.IntN(200)-20, 100+r.IntN(2500), airports[r.IntN(300)], airports[r.IntN(300)])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func letter(r *rand.Rand) byte { return 'A' + byte(r.IntN(26)) }
