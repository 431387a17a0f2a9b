// Package editlogtest draws random histories of an input table, and says by a model
// of its own, written without the code of package editlog that it examines, what
// they have to lead to. Every platform is examined with them.
package editlogtest
