package ingest

import "strings"

// maxPreamble is how many records may stand above the table.
const maxPreamble = 100

// locate finds where the table begins and how wide it is: with the first record,
// unless the table clearly begins later.
func (a *attempt) locate(opt Options) {
	a.width, a.share = mode(a.counts)
	if opt.SkipLines != nil || len(a.counts) < 2 {
		return
	}
	most := a.width
	latter, _ := mode(a.counts[len(a.counts)/2:])
	for _, width := range []int{most, latter} {
		first := a.begin(width)
		if width < 2 || first == 0 || first > maxPreamble || len(a.counts)-first < 2 {
			continue
		}
		if share := shareOf(a.counts[first:], width); share >= 0.8 && a.below(first, opt) {
			a.first, a.width, a.share = first, width, share
			return
		}
	}
}

// begin returns the index of the first record with that number of cells of which
// more than one is filled; 0 if there is none among the first.
func (a *attempt) begin(width int) int {
	for i, r := range a.records[:min(len(a.records), maxPreamble+1)] {
		if a.counts[i] == width && (width == 2 || filledCells(r) > 1) {
			return i
		}
	}
	return 0
}

// below tells whether the table clearly begins with the record at first: it
// names columns of narrower types than text, or what stands above is prose in
// front of a blank line or of much that is consistent.
func (a *attempt) below(first int, opt Options) bool {
	prose := true
	for i, r := range a.records[:first] {
		split := len(r) > 1 && filledCells(r) > 1
		if split && i > 0 && len(r) == len(a.records[i-1]) && filledCells(a.records[i-1]) > 1 {
			return false // a table of its own
		}
		prose = prose && !split
	}
	gap := a.begins[first] > a.ends[first-1] || filledCells(a.records[first-1]) == 0
	if opt.Header != nil && !*opt.Header {
		return prose && gap
	}
	named, data := a.evidence(first)
	if !a.headed(first) || 2*named < data {
		return false
	}
	rows := len(a.counts) - first
	return named > 0 || prose && (gap || rows >= 5 && first*3 <= rows)
}

// headed tells whether a record has the form of column names: different ones, at
// most one is missing, and most are no values of a narrower type.
func (a *attempt) headed(i int) bool {
	var s scratch
	seen := map[string]bool{}
	blank, words := 0, 0
	for _, v := range a.records[i] {
		switch v = strings.TrimSpace(v); {
		case v == "":
			blank++
			continue
		case seen[v]:
			return false
		}
		seen[v] = true
		if recognise([]byte(v), &s).form == text {
			words++
		}
	}
	return blank <= 1 && words*2 > len(a.records[i])
}

// evidence counts the columns in which the record at first is a name above values
// of a narrower type than its own, and those in which it is a value like those
// below it.
func (a *attempt) evidence(first int) (named, data int) {
	var s scratch
	for i, name := range a.records[first] {
		below := unknown
		for _, r := range a.records[first+1:] {
			if i < len(r) && r[i] != "" && below != text {
				below = join(below, recognise([]byte(r[i]), &s).form)
			}
		}
		own := recognise([]byte(name), &s).form
		switch {
		case name == "":
		case below == text || below == unknown:
			if own != text {
				data++
			}
		case own == text:
			named++
		default:
			data++
		}
	}
	return named, data
}

// hasHeader tells whether the first record of the table names the columns: some
// name stands above values of a narrower type than its own, or nothing speaks
// against it. A record that is typed as what follows is data.
func (a *attempt) hasHeader() bool {
	named, data := a.evidence(a.first)
	return 2*named >= data
}

// filledCells counts the cells of a record that are not blank.
func filledCells(r []string) int {
	n := 0
	for _, v := range r {
		if strings.TrimSpace(v) != "" {
			n++
		}
	}
	return n
}

// shareOf is the share of the counts that are n.
func shareOf(counts []int, n int) float64 {
	equal := 0
	for _, c := range counts {
		if c == n {
			equal++
		}
	}
	return float64(equal) / float64(max(len(counts), 1))
}
