// Package inputtable is how input tables are edited: one writer for each edit log
// in the whole cluster, which checks what it is asked against the rules and against
// what others have logged, appends it to the log, and has it applied to the data
// tables.
//
// Writers holds the writers of this node. Submit is the way in: what it answers is
// in the edit log. Everything a writer keeps in memory can be had again from the
// log and the data tables, and is, whenever anything went wrong: opening a table is
// the only way to recover.
package inputtable
