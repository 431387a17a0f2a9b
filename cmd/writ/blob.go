package main

import (
	"context"
	"os"
	"strings"

	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/blob/s3"
)

// files says where uploads lie until they are tables. The keys of an object store
// come from the environment alone: other users of the machine can see flags.
type files struct {
	Blob string `placeholder:"PLACE" env:"WRIT_BLOB" help:"Keep uploads in this folder, which the nodes of a cluster share, or in a bucket: s3://bucket/prefix?endpoint=https://host:9000&region=name, with WRIT_S3_ACCESS_KEY and WRIT_S3_SECRET_KEY in the environment. Default: in the data folder."`
}

// open opens the place, the data folder's own if none is named.
func (b files) open(ctx context.Context, f folder) (blob.Store, error) {
	if strings.HasPrefix(b.Blob, "s3:") {
		st, err := s3.Open(ctx, b.Blob, s3.Keys{Access: os.Getenv("WRIT_S3_ACCESS_KEY"), Secret: os.Getenv("WRIT_S3_SECRET_KEY")})
		if err != nil {
			return nil, err
		}
		return st, nil
	}
	path := b.Blob
	if path == "" {
		path = f.uploads()
	}
	d, err := blob.OpenDir(path)
	if err != nil {
		return nil, err
	}
	return d, nil
}
