// Package document is the content of workbooks, data models and datasets: pages
// with elements, and where each element takes its rows from. Drafts and published
// versions hold it as JSON of one schema, which docs/content.md describes.
//
// The package is pure. It reads what it is given strictly: what a schema does not
// know, and what a newer one wrote, is refused with the place where it stands and
// never dropped, so that whatever was read can be written again without loss.
package document
