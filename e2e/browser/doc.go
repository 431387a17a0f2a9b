// Package browser holds the journeys that people take through the web app, in a
// real browser on the built binary. The journeys are the *.journey.ts files;
// the one Go test runs them under `make e2e`, with a PostgreSQL to connect to.
package browser
