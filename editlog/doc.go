// Package editlog is the meaning and the form of edit logs: the tables of a
// warehouse that hold every change of every input table of a connection, in order,
// for ever.
//
// An Entry is one row of the log. Accept tells which of the rows count, State.Step
// is what one of them does to a table, and Fold what all of them do: the reference
// that every data table has to agree with. Each entry is bound to the one before it
// by hashes, so that Verify finds a changed byte and a cut tail.
//
// Log reads and appends. Who may append, and in which order, is decided above.
package editlog
