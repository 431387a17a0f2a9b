// Package ingest turns a CSV file into a table in a warehouse so that nothing is
// lost and nothing is silently changed.
//
// A file is read once, in parallel: blocks of whole records are parsed, their
// values recognised, counted and hashed, and a canonical file is written whose
// first column numbers the rows (Stage). The type of a column is decided by all
// of its values, never by a sample. The warehouse loads the canonical file; what
// it stored is streamed back through the same reader, and only if the number of
// rows and the checksum of every column are equal is the table kept (Import).
// The certificate says what was compared.
//
// MakePreview shows, from the beginning of a file, what the reader would decide,
// and takes the same options that override it.
//
// # What is NULL
//
// An empty cell without quotes is NULL; an empty cell in quotes is the empty
// text. No word means NULL: NA is also the code of Namibia.
//
// # Which type a column gets
//
// The narrowest that gives back every value:
//
//   - integer: digits with an optional minus, no leading zero, within 64 bits
//   - decimal: as integer but longer, or with a point and digits on both sides;
//     up to the digits the warehouse keeps. Numbers of different scales are
//     decimals only if none ends in a zero after the point: then trimming what
//     the warehouse pads gives each back as it was
//   - float: only if a value has an exponent, and that with a point or a sign
//     (1.5e3, 1e-05; 12E03 is a code), and only if a double keeps every digit
//   - boolean: exactly true and false, in lower case: TRUE would come back as
//     true
//   - date 2026-01-31, time 13:05:00, timestamp 2026-01-31 13:05:00 (or T), with
//     up to six digits of a second; timestamptz the same with Z, +hh, +hhmm or
//     +hh:mm, stored as that instant
//   - text: everything else, among it anything with a plus, leading zeros,
//     grouping marks, a decimal comma, a negative zero, or an empty value in
//     quotes
//
// A kind the user chooses is read more generously, or exactly in a format of
// numbers, dates, times or words (see ColumnChoice): a converter is compiled for
// the column and writes canonical text. What does not convert is rejected with
// line, column, value and reason; nothing is ever rounded. Words are NULL only
// where they were chosen. The preview offers the kinds and formats that fit, and
// says where two of them fit and differ.
package ingest
