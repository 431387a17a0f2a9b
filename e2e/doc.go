// Package e2e holds journeys: what a person does at the command line, on the
// binary as it is built, against a server that it starts itself. The browser's
// journeys lie in the folder browser.
package e2e
