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
	// plus or an exponent; booleans as yes/no, y/n, t/f, 1/0 in any case;
	// timestamps without seconds or without time of day.
	Kind writ.Kind `json:"kind,omitempty"`
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
}
