// Package storetest is the exam that every engine of the metadata store must
// pass. An engine's own test opens an empty store and calls Run; what only that
// engine has, such as opening a backup, it tests itself.
package storetest
