package ingest

import (
	"slices"
	"strings"
)

const (
	mostRecords = 1000 // at the beginning of a text, that an attempt counts
	keptRecords = 200  // of those, whose values it keeps
)

// attempt is what the beginning of a file looks like in one dialect.
type attempt struct {
	dialect  Dialect
	size     int        // of the text
	records  [][]string // the first of them
	counts   []int      // cells of each record
	faults   []fault    // of each record
	begins   []int      // where each begins in the text
	ends     []int      // where each ends
	quoted   int        // cells in quotes
	escaped  int        // cells that hold escapes
	comments []comment
	first    int     // index of the record with which the table begins
	width    int     // the most frequent number of cells from there on
	share    float64 // of the records from there on that have it
	score    float64
}

// comment is a line that begins as comments do.
type comment struct {
	begin int  // in the text
	cells int  // if it is read as a record; 0 if it cannot be
	open  bool // read as a record, it goes on after its line
}

// opensQuote tells whether a line that begins as comments do, read as a record, has
// a quote after a delimiter that only a later line can close: that is what records
// with line breaks look like, and splitting it in two would make up records.
func opensQuote(cells []cell, bad fault) bool { return bad == faultUnclosed && len(cells) > 1 }

// try scans text in one dialect. A last record that may go on is left out,
// unless it is the only one.
func try(d Dialect, text []byte, complete bool) *attempt {
	a := &attempt{dialect: d, size: len(text)}
	g := newGrammar(d)
	var cells []cell
	var scratch []byte
	for pos := 0; pos < len(text) && len(a.counts) < mostRecords; {
		begin := pos
		var bad fault
		if next := g.comment(text, pos); next > pos {
			c := comment{begin: pos}
			if cells, _, bad = g.record(text[:next], pos, cells); bad == faultNone {
				c.cells = len(cells)
			}
			c.open = opensQuote(cells, bad)
			a.comments = append(a.comments, c)
			pos = next
			continue
		}
		cells, pos, bad = g.record(text, pos, cells)
		if pos == len(text) && !complete && len(a.counts) > 0 {
			break
		}
		if len(cells) == 1 && !cells[0].quoted && cells[0].start == cells[0].end && bad == faultNone {
			continue
		}
		a.counts, a.faults = append(a.counts, len(cells)), append(a.faults, bad)
		a.begins, a.ends = append(a.begins, begin), append(a.ends, pos)
		a.keep(g, text, cells, &scratch)
	}
	return a
}

// keep counts the quotes of a record and keeps its values if it is one of the
// first.
func (a *attempt) keep(g *grammar, text []byte, cells []cell, scratch *[]byte) {
	for _, c := range cells {
		if c.quoted {
			a.quoted++
		}
		if c.escaped {
			a.escaped++
		}
	}
	if len(a.records) == keptRecords {
		return
	}
	*scratch = (*scratch)[:0]
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = string(g.text(text, c, scratch))
	}
	a.records = append(a.records, row)
}

// whole tells whether the first record of the table ends before the text does,
// which may go on.
func (a *attempt) whole() bool { return len(a.ends) > 0 && a.ends[a.first] < a.size }

// mode returns the most frequent count and its share; of two equally frequent
// ones that which comes first.
func mode(counts []int) (count int, share float64) {
	often := map[int]int{}
	for _, n := range counts {
		often[n]++
	}
	for _, n := range counts {
		if often[n] > often[count] {
			count = n
		}
	}
	return count, float64(often[count]) / float64(max(len(counts), 1))
}

// split is the share of the records that have a delimiter at all.
func (a *attempt) split() float64 {
	n := 0
	for _, c := range a.counts {
		if c > 1 {
			n++
		}
	}
	return float64(n) / float64(max(len(a.counts), 1))
}

// rate computes the score: consistency first, then form, then how much the
// dialect explains. A single column explains nothing if some delimiter splits
// most records, as the share crowded says.
func (a *attempt) rate(crowded float64, opt Options) {
	a.score = 0
	if a.disproved(opt) {
		return
	}
	explains := float64(a.width) / float64(a.width+1)
	if a.width <= 1 {
		explains = 0.5 * (1 - crowded)
	}
	faults := 0
	for _, f := range a.faults[a.first:] {
		if f != faultNone {
			faults++
		}
	}
	sound := 1 - float64(faults)/float64(max(len(a.faults)-a.first, 1))
	a.score = a.share * a.share * sound * sound * explains * (0.9 + 0.1*a.typed()) * a.rarity()
}

// rarity is below 1 for what is rare: there must be a reason.
func (a *attempt) rarity() float64 {
	rarity := 1.0
	d := a.dialect
	if d.Quote != defaultQuote || d.Escape != d.Quote || d.SkipSpaces {
		rarity *= 0.9
	}
	if a.first > 0 {
		rarity *= 0.9
	}
	switch {
	case loose(d.Delimiter):
		rarity *= 0.8
	case !slices.Contains(commonDelimiters, d.Delimiter):
		rarity *= 0.9
	}
	return rarity
}

// disproved tells whether something that was not chosen cannot be: comments that
// have the form of records or are too few to be sure, and delimiters of prose and
// times that do not split a line of names and all below it alike.
func (a *attempt) disproved(opt Options) bool {
	if opt.Comment == "" && a.dialect.Comment != "" && !a.commented() {
		return true
	}
	if opt.Delimiter != "" || !loose(a.dialect.Delimiter) {
		return false
	}
	least := 2
	if a.dialect.Delimiter == " " {
		least = 3
	}
	if a.width < least || a.share < 1 || a.first > 0 || len(a.counts) < 3 {
		return true
	}
	named, _ := a.evidence(0)
	return named == 0 || !a.headed(0)
}

// commented tells whether the lines that begin as comments do are no records:
// most of them have another form, and they stand above all records or there are at
// least three of them.
func (a *attempt) commented() bool {
	if a.width < 2 || len(a.comments) == 0 || a.share < 0.5 {
		return false
	}
	alike := 0
	for _, c := range a.comments {
		if a.alike(c) {
			alike++
		}
	}
	above := len(a.begins) > 0 && a.comments[0].begin < a.begins[0] && !a.alike(a.comments[0])
	return alike*2 < len(a.comments) && (above || len(a.comments) >= 3 && a.dialect.Comment == "#")
}

// alike tells whether what begins as a comment has the form of a record.
func (a *attempt) alike(c comment) bool { return c.cells == a.width || c.open }

// typed is the share of cells that look like something narrower than text.
func (a *attempt) typed() float64 {
	typed, all := 0, 0
	var s scratch
	for _, r := range a.records[min(a.first, len(a.records)):] {
		for _, v := range r {
			all++
			if f := recognise([]byte(strings.Replace(v, ",", ".", 1)), &s); f.form != text {
				typed++
			}
		}
	}
	return float64(typed) / float64(max(all, 1))
}
