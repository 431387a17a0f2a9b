// Package arrows holds no code, only the test that keeps the dependency rule
// true: which room may import which, who may touch vendors, the network, the
// clock and the environment. docs/adr/0002 argues the rule; the tables in the
// test are the rule.
package arrows
