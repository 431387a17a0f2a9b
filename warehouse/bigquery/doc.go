// Package bigquery describes BigQuery: its form, its limits and its SQL, after
// the vendor's manual. This version cannot connect to it; Spec says so, and Open
// refuses. Nothing here has met a real BigQuery yet.
//
// It differs from PostgreSQL where a careless contract would show: names stand
// in backticks and escape as in C, column names fold and allow few characters,
// there are roles instead of privileges, and the right to run anything at all is
// not given in SQL.
package bigquery
