// Package snowflake describes Snowflake: its form, its limits and its SQL, after
// the vendor's manual. This version cannot connect to it; Spec says so, and Open
// refuses. Nothing here has met a real Snowflake yet.
//
// It differs from PostgreSQL where a careless contract would show: a path has
// three parts, a new name needs all of them, DDL commits by itself, compute has a
// privilege of its own, and backslashes escape inside text.
package snowflake
