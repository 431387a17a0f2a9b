// Package inputtable is how input tables are edited: one writer for each edit log
// in the whole cluster, which checks what it is asked against the rules and against
// what others have logged, appends it to the log, and has it applied to the data
// tables.
//
// Writers holds the writers of this node. Submit is the way in: what it answers is
// in the edit log. Everything a writer keeps in memory can be had again from the
// log and the data tables, and is, whenever anything went wrong: opening a table is
// the only way to recover.
//
// # Who owns what
//
// Each writer is one goroutine, run, which owns everything the writer knows and
// never waits. What takes time (the store, the log, the data tables) is done by
// goroutines that own nothing: they return a function, which run calls. So there
// are no locks below Writers, and the order of things is the order in which run
// learns of them.
//
// # What always holds
//
//   - At most one append is under way for each log. What it took was made into
//     entries before; what waits meanwhile is made into the next one.
//   - Nobody is told of an entry before its append has committed inside the trust
//     window of the lease. An append of unknown outcome is followed by a new term,
//     and its tables are opened again before anything else is logged there.
//   - A table in memory is ahead of its log by what is in the two batches, of its
//     data tables by what is pending. If a batch fails, the table is thrown away.
//   - A row of which something is pending is in memory. So a row that is not lies
//     in its data table as it is logged.
//   - The mark of a data table passes an entry that changes columns or refused
//     values only after the store knows what they are then. So between the newest
//     structure that is not after a mark, and that mark, there are only rows.
//   - A draft's mark passes a publish only when the published data table is there.
package inputtable
