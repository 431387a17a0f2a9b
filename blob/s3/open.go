package s3

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/writ-dev/writ"
)

// openTimeout is how long Open tries to reach the object store.
const openTimeout = 15 * time.Second

// amazon is the endpoint where the address names none.
const amazon = "https://s3.amazonaws.com"

// Keys sign requests to an object store.
type Keys struct{ Access, Secret string }

// Open opens the store at an address like
//
//	s3://bucket/prefix?endpoint=https://minio.example.com:9000&region=eu-central-1
//
// where prefix, endpoint (Amazon's) and region may be missing. It is CodeInvalid
// if the address or the keys cannot be right, CodeUnavailable if the bucket cannot
// be reached, read and written, and CodeUnsupported if the object store writes
// over objects although it was asked not to.
func Open(ctx context.Context, address string, keys Keys) (*Store, error) {
	const op = "s3.Open"
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil {
		return nil, writ.Invalid(op, "blob", "The address of the object store is not like s3://bucket/prefix?endpoint=https://host:9000&region=name.")
	}
	if keys.Access == "" || keys.Secret == "" {
		return nil, writ.Invalid(op, "blob", "The object store needs an access key and a secret key.").
			WithHint("Set WRIT_S3_ACCESS_KEY and WRIT_S3_SECRET_KEY in the environment of the server.")
	}
	query := u.Query()
	endpoint, err := parseEndpoint(query)
	if err != nil {
		return nil, err
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(keys.Access, keys.Secret, ""),
		Secure: endpoint.Scheme == "https", Region: query.Get("region"),
	})
	if err != nil {
		return nil, writ.Invalid(op, "blob", "The address of the object store cannot be used: its endpoint or region is wrong.")
	}
	s := &Store{core: minio.Core{Client: client}, bucket: u.Host, place: "The bucket " + u.Host + " at " + endpoint.String()}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		s.prefix = prefix + "/"
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	return s, s.prove(ctx)
}

// parseEndpoint reads where the object store is, and refuses what Open does not
// know.
func parseEndpoint(query url.Values) (*url.URL, error) {
	const op = "s3.Open"
	for name := range query {
		if name != "endpoint" && name != "region" {
			return nil, writ.Invalid(op, "blob", "The address of the object store has an unknown setting %q; it can have endpoint and region.", name)
		}
	}
	text := query.Get("endpoint")
	if text == "" {
		text = amazon
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return nil, writ.Invalid(op, "blob", "The endpoint of the object store is not like https://host:9000.")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// prove does what the store will do: list, write, refuse to write over, remove.
func (s *Store) prove(ctx context.Context) error {
	const op = "s3.Open"
	if _, err := s.List(ctx); err != nil {
		return err
	}
	key := s.prefix + "probe-" + writ.NewID[string]()
	if err := s.putKey(ctx, key, []byte("writ")); err != nil {
		return s.fault(op, err)
	}
	again := s.putKey(ctx, key, []byte("over"))
	if err := s.core.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}); err != nil {
		return s.fault(op, err)
	}
	switch {
	case again == nil:
		return writ.Errorf(writ.CodeUnsupported, op, "%s writes over objects although it is asked not to (If-None-Match).", s.place).
			WithHint("Use an object store with conditional writes: Amazon S3, MinIO, Ceph, Garage and others have them.")
	case minio.ToErrorResponse(again).Code != minio.PreconditionFailed:
		return s.fault(op, again)
	}
	return nil
}

// fault says what a failure of the object store means; nil stays nil.
func (s *Store) fault(op string, err error) error {
	var told *writ.Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return writ.Wrap(writ.CodeCanceled, op, err, "The request was canceled.")
	}
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchBucket:
		return writ.Wrap(writ.CodeUnavailable, op, err, "%s does not exist.", s.place).
			WithHint("Make the bucket, or correct --blob.")
	case minio.NoSuchKey:
		return writ.Wrap(writ.CodeNotFound, op, err, "The file is no longer there.")
	case minio.AccessDenied, minio.InvalidAccessKeyID, minio.SignatureDoesNotMatch:
		return writ.Wrap(writ.CodeUnavailable, op, err, "%s refuses these keys.", s.place).
			WithHint("Check WRIT_S3_ACCESS_KEY and WRIT_S3_SECRET_KEY; they must be allowed to list, read, write and delete objects there.")
	case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded":
		return writ.Wrap(writ.CodeExhausted, op, err, "%s has no room left for uploads.", s.place).
			WithHint("An administrator must make room; then go on where the upload stopped.")
	}
	return writ.Wrap(writ.CodeUnavailable, op, err, "%s cannot be reached.", s.place).
		WithHint("Try again; if it stays so, look whether the object store runs and can be reached from this server.")
}
