package main

import "slices"

// The rules by which Writ does something else than some of the material expects.
// docs/ingest.md says of each why that is better or as good.
const (
	blankRow    = "a blank line in a file of one column is a row whose value is NULL"
	brokenUTF8  = "broken UTF-8 is refused by line and byte, never taken for another encoding"
	noEncoding  = "bytes that fit no encoding for certain are refused until one is chosen"
	control     = "a file with many control characters is no text, and a name may hold no NUL"
	longFirst   = "the first record has to fit into the first megabyte, by which the rest is decided"
	singleLine  = "the only line of a file names the columns, and one delimiter of each kind tells nothing"
	innerQuote  = "a quote within a cell that does not begin with one is text"
	emptyFile   = "a file without a record is refused"
	oddWidth    = "a row of another width is rejected, never padded, and lines above the names are skipped only if they are told apart"
	afterQuote  = "text after a closing quote, be it blanks, is rejected"
	wholeLine   = "a comment is a whole line"
	plainDate   = "a date in an order that has to be guessed stays text"
	stated      = "a delimiter or a comment of several characters, or a line end as delimiter, is refused, not replaced"
	emptyRecord = "a record of empty cells is a row"
	comments    = "lines that begin with # are comments where that makes the rest even, and no table of their own"
	doubt       = "a line that may be a comment or a record is rejected, and the member is asked"
	secondNames = "a second line of names, or a second table of the same width, is data: nothing tells it from data"
)

// deliberate are the cases that those rules decide otherwise.
var deliberate = map[string]string{
	"csv-duckdb-blank_line.csv":              blankRow,
	"csv-duckdb-test/many_empty_lines.csv":   blankRow,
	"csv-duckdb-test/invalid_utf_big.csv":    brokenUTF8,
	"csv-duckdb-test/invalid_utf_quoted.csv": brokenUTF8,
	"csv-duckdb-fuzzing/10.csv":              brokenUTF8,
	"csv-duckdb-fuzzing/27.csv":              noEncoding,
	"csv-duckdb-afl/2.csv":                   noEncoding,
	"csv-duckdb-encodings/only_latin1.csv":   noEncoding,
	"csv-messytables-characters.csv":         noEncoding,
	"csv-duckdb-null_terminator.csv":         control,
	"csv-duckdb-afl/no_parameter/5.csv":      control,
	"csv-duckdb-line_too_long.csv.gz":        longFirst,
	"csv-duckdb-issue_8320_3.csv.gz":         longFirst,
	"csv-duckdb-test/blob.csv":               singleLine,
	"csv-duckdb-comments/simple.csv":         comments,
	"csv-duckdb-comments/invalid_rows.csv":   comments,
	"csv-duckdb-comments/big.csv":            doubt,
	"csv-duckdb-afl/23.csv":                  doubt,

	"pollock-row_less_sep_row30_col5.csv": innerQuote,
	"pollock-file_header_multirow_2.csv":  secondNames,
	"pollock-file_header_multirow_3.csv":  secondNames,
	"pollock-file_multitable_same.csv":    secondNames,
	"papa-core_parser-56":                 stated,
	"papa-parse-24":                       stated,
	"papa-parse-89":                       emptyRecord,

	"duck-up-025": control,
	"duck-up-077": singleLine,
	"duck-up-176": singleLine,
	"duck-up-177": singleLine,
	"duck-up-122": oddWidth,
	"duck-up-157": oddWidth,
	"duck-up-160": oddWidth,
	"duck-up-352": oddWidth,
	"duck-up-203": oddWidth,
	"duck-up-204": oddWidth,
	"duck-up-205": oddWidth,
	"duck-up-413": oddWidth,
	"duck-up-414": oddWidth,
	"duck-up-433": doubt,
	"duck-up-435": doubt,
	"duck-up-139": afterQuote,
	"duck-up-341": afterQuote,
	"duck-up-194": plainDate,
	"duck-up-309": emptyFile,
	"duck-up-319": emptyFile,
	"duck-up-382": wholeLine,
	"duck-up-383": wholeLine,
	"duck-up-384": wholeLine,
	"duck-up-393": wholeLine,
}

// acceptable are the cases for which the material, in a remark, allows another
// outcome than the one it expects.
var acceptable = map[string]func(*outcome) bool{
	// A NUL may be kept where the warehouse can store it.
	"csv-des-nul-a": func(o *outcome) bool {
		return slices.EqualFunc(o.rows, [][]string{{"1", "a\x00b", "x"}}, slices.Equal)
	},
	// A delimiter at the end of every line may make a last column, which is empty.
	"csv-des-rag-trail-a": func(o *outcome) bool {
		return slices.EqualFunc(o.rows, [][]string{{"1", "2", "3", ""}, {"4", "5", "6", ""}}, slices.Equal)
	},
}
