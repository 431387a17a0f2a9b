// Package web carries the built web app inside the binary, so that one file
// is all there is to install. The sources are in src; dist is their committed
// build, which is why `go build` needs no Node.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS returns the built app: index.html, app.js, app.css and the lazily loaded
// scripts, at the root of the file system. index.html holds two placeholders
// the server fills per response: __HASH__ (the folder the assets are served
// under, /assets/<hash>/) and __NONCE__ (the nonce of the content security
// policy).
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: the embedded app is missing: " + err.Error()) // fs.Sub fails for an invalid name only
	}
	return sub
}
