package main

import "slices"

// deliberate are the cases in which Writ does something else than the material
// expects, and why that is better or as good. docs/ingest.md explains them.
var deliberate = map[string]string{
	"csv-duckdb-blank_line.csv":              "a blank line in a file of one column is NULL: dropping it would lose a row",
	"csv-duckdb-test/many_empty_lines.csv":   "a blank line in a file of one column is NULL: dropping it would lose a row",
	"csv-duckdb-null_terminator.csv":         "a third of its characters are NUL",
	"csv-duckdb-nullbyte.csv":                "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-fuzzing/30.csv":              "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-fuzzing/10.csv":              "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-afl/23.csv":                  "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-afl/no_parameter/5.csv":      "a NUL character in the line that names the columns is refused",
	"csv-duckdb-afl/no_parameter/2.csv":      "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-fuzzing/27.csv":              "its bytes are no text in any encoding that could be told",
	"csv-duckdb-afl/2.csv":                   "its bytes are no text in any encoding that could be told",
	"csv-duckdb-encodings/only_latin1.csv":   "words of nothing but accented letters are no western text; the encoding is to be chosen",
	"csv-duckdb-test/invalid_utf_big.csv":    "broken UTF-8 is refused by line and byte, never taken for another encoding",
	"csv-duckdb-test/invalid_utf_quoted.csv": "broken UTF-8 is refused by line and byte, never taken for another encoding",
	"csv-duckdb-test/blob.csv":               "a single line in which semicolon and bar stand once each",
	"csv-messytables-characters.csv":         "it is Big5; read as Windows-1252, as expected, every word in it would be wrong",
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
