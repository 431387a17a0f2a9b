// Package export writes tables into files: CSV and JSON with every value as it is
// stored, workbooks for people and Parquet for programs. It is given the rows as a
// warehouse exports them (see driver.Load for that form) and holds one of them, or
// one row group, at a time.
//
// What a format cannot hold is never changed silently. A workbook keeps numbers as
// doubles, so that an integer of more than 15 digits, or a decimal that a double
// does not give back, is written as text; so are dates before March 1900, times
// finer than a millisecond, and points in time, which have a zone. What is too long
// or too much for a workbook at all is refused before its first byte.
package export
