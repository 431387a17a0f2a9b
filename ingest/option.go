package ingest

import (
	"github.com/writ-dev/writ"
)

// Options overrides what the reader would find out by itself. The zero value
// overrides nothing.
type Options struct {
	// Encoding is a name such as "utf-8", "utf-16le" or "windows-1252"; see
	// Encodings for what is found by itself.
	Encoding string `json:"encoding,omitempty"`
	// Delimiter is one ASCII character between cells.
	Delimiter string `json:"delimiter,omitempty"`
	// Quote is one ASCII character around cells, or "none".
	Quote string `json:"quote,omitempty"`
	// Escape is the ASCII character before a quote inside quotes. The quote
	// itself means that quotes are doubled.
	Escape string `json:"escape,omitempty"`
	// Sheet is the sheet of a workbook, by its name; "" is the first.
	Sheet string `json:"sheet,omitempty"`
	// Header says whether the first record names the columns.
	Header *bool `json:"header,omitempty"`
	// SkipLines is how many lines at the top belong to nothing: what follows them
	// names the columns or is the first record. A line "sep=;" is not counted.
	// nil finds out.
	SkipLines *int `json:"skipLines,omitempty"`
	// Comment is one ASCII character: lines that begin with it are no records.
	// "none" says that no line is a comment.
	Comment string `json:"comment,omitempty"`
	// NullTokens are NULL where a cell without quotes is exactly one of them.
	NullTokens []string `json:"nullTokens,omitempty"`
	// Columns are the choices about single columns; a column without one is
	// loaded under its own name with the type its values have.
	Columns []ColumnChoice `json:"columns,omitempty"`
}

// ColumnChoice is what the user decided about one column. Index counts the
// columns of the file from 0.
type ColumnChoice struct {
	Index int `json:"index"`
	// Label is what the file calls the column. Where it is given it counts instead
	// of Index, and a choice whose label is not in the file is no choice: that is how
	// choices are kept for the next file of a source, whose columns may have moved.
	Label   string `json:"label,omitempty"`
	Include bool   `json:"include"`
	Name    string `json:"name,omitempty"` // "" keeps the file's
	// Kind makes every value that kind; "" lets the values decide. Text is always
	// possible. For other kinds an empty cell in quotes is NULL, surrounding
	// spaces do not count, and these are read too: numbers with leading zeros, a
	// plus or an exponent; booleans as yes/no, y/n, t/f, 1/0, on/off in any case;
	// times of day without seconds; timestamps without them or without time of day.
	Kind writ.Kind `json:"kind,omitempty"`
	// Format is how the values of that kind are written; "" is the plain way.
	//
	//   - integer, decimal, float: 1,234.5  1.234,5  1 234,5  1'234.5  1,23,456.7
	//   - boolean: yes/no, y/n, t/f, 1/0 or on/off, in any case
	//   - date: y, yyyy or yy, M, MM or MMM, and d or dd in any order with one mark
	//     between them, such as dd/MM/yyyy; MMM is the name of a month. yy and a y of
	//     two digits are 1970 to 2069
	//   - time: HH:mm:ss or h:mm:ss a; seconds and their fraction may be absent
	//   - timestamp, timestamptz: a date, a blank and a time; the zone follows as
	//     in the plain way
	Format string `json:"format,omitempty"`
	// NullTokens are NULL in this column, besides those of Options.
	NullTokens []string `json:"nullTokens,omitempty"`
}

// Dialect is how a file is written, as found or as chosen.
type Dialect struct {
	Encoding  string `json:"encoding"`
	BOM       bool   `json:"bom"`
	Delimiter string `json:"delimiter"`
	Quote     string `json:"quote"`   // "none" if quotes mean nothing
	Escape    string `json:"escape"`  // equal to Quote where quotes are doubled
	LineEnd   string `json:"lineEnd"` // "LF", "CRLF" or "CR"; a file of LF may hold CRLF too
	Header    bool   `json:"header"`
	SkipLines int    `json:"skipLines"` // at the top, that belong to nothing
	Comment   string `json:"comment"`   // lines that begin with it are no records; "" if none are
	// SkipSpaces says that spaces after a delimiter are layout: they belong to no
	// cell.
	SkipSpaces bool `json:"skipSpaces,omitempty"`
	// SepLine says that the first line was a hint like "sep=;", not data.
	SepLine bool `json:"sepLine,omitempty"`
	// Container says how the file was packed: "gzip", "zip" or "xlsx"; "" if it was
	// not. Everything else is said of Entry, the file inside, and in a workbook of
	// Sheet, which is not written with delimiters.
	Container string `json:"container,omitempty"`
	Entry     string `json:"entry,omitempty"`
	Sheet     string `json:"sheet,omitempty"`
	// NullTokens are the words that were chosen to mean NULL in every column.
	NullTokens []string `json:"nullTokens,omitempty"`
}

// What can be chosen as NULL: more is no list of words any more.
const (
	maxNullTokens = 100
	maxNullToken  = 200 // bytes
)

// checkColumns returns an error that names a choice about columns which cannot be
// right.
func (o Options) checkColumns() error {
	if err := checkTokens("options.nullTokens", o.NullTokens); err != nil {
		return err
	}
	seen := map[int]bool{}
	for _, c := range o.Columns {
		if c.Label == "" && seen[c.Index] {
			return writ.Invalid(op, "options.columns", "There are two choices about column %d.", c.Index+1)
		}
		seen[c.Index] = seen[c.Index] || c.Label == ""
		if err := c.check(); err != nil {
			return err
		}
	}
	return nil
}

func (c ColumnChoice) check() error {
	if err := checkTokens("options.columns", c.NullTokens); err != nil {
		return err
	}
	f, ok := formOf(c.Kind)
	if c.Kind != "" && !ok {
		return writ.Invalid(op, "options.columns", "Column %d cannot be read as %q.", c.Index+1, c.Kind).
			WithHint("Choose text, integer, decimal, float, boolean, date, time, timestamp or timestamptz.")
	}
	if c.Format == "" {
		return nil
	}
	if _, ok := newConverter(f, c.Format); ok {
		return nil
	}
	possible := formatsOf(f)
	if possible == "" {
		return writ.Invalid(op, "options.columns", "Column %d has the format %q, but not a kind that is written in formats.", c.Index+1, c.Format).
			WithHint("Choose the kind together with its format, or leave the format out.")
	}
	return writ.Invalid(op, "options.columns", "Column %d has the format %q. A column of the kind %s can have: %s.", c.Index+1, c.Format, c.Kind, possible).
		WithHint("Choose one of these, or none for the plain way.")
}

func checkTokens(field string, tokens []string) error {
	if len(tokens) > maxNullTokens {
		return writ.Invalid(op, field, "%d words are to mean NULL; there can be %d.", len(tokens), maxNullTokens)
	}
	for _, t := range tokens {
		if t == "" || len(t) > maxNullToken {
			return writ.Invalid(op, field, "A word that means NULL has 1 to %d bytes; %q has %d.", maxNullToken, clip(t, maxWitness), len(t)).
				WithHint("An empty cell without quotes is NULL anyway.")
		}
	}
	return nil
}
