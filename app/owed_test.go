package app_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestPartThatCouldNotBeCounted loses the store at the end of a part: once it is
// back, another node takes the next part, although the first one lives.
func TestPartThatCouldNotBeCounted(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ctx := t.Context()
	cut := &cutStore{Store: w.store}
	a := &world{t: t, dir: w.dir, node: "-a", store: cut, members: w.members}
	a.start()
	const file = "a\n1\n2\n"
	u := must[*app.UploadView](t)(a.CreateUpload(ctx, a.admin(), "a.csv", int64(len(file))))
	_, err := a.AppendUpload(ctx, a.admin(), u.ID, 0, &hook{Reader: strings.NewReader(file[:2]), before: func() { cut.away.Store(true) }})
	refused(t, err, writ.CodeUnavailable)
	cut.away.Store(false)
	w.eventually(func() error {
		got, err := w.AppendUpload(ctx, w.admin(), u.ID, 2, strings.NewReader(file[2:]))
		if err == nil && got.State != writ.UploadReady {
			t.Errorf("the whole upload: %+v", got)
		}
		return err
	})
}
