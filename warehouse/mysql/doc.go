// Package mysql reaches MySQL 8.0 and later. MariaDB is another engine.
//
// It speaks the text protocol, one statement at a time, so that a value of any
// type can be read, and makes every session say what it means: strict values,
// UTC, UTF-8 to the last plane. A call whose context ends is ended on the server
// too, which would otherwise go on for as long as it likes.
//
// MySQL commits at every CREATE, ALTER, DROP and RENAME. So a table is filled
// under a name of its own (see loadingPath) and appears under the name that was
// asked for in one RENAME; DropTable takes both away, so that what a killed Writ
// left behind goes with the object it belonged to.
package mysql
