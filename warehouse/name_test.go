package warehouse_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

func TestPhysicalNames(t *testing.T) {
	t.Parallel()
	caps := driver.Capabilities{MaxIdentifierBytes: 63, SystemColumns: []string{"ctid", "tableoid"}}
	long := strings.Repeat("x", 70)
	for _, c := range []struct{ labels, want []string }{
		{[]string{"Order ID", "  Net amount (EUR) "}, []string{"order_id", "net_amount_eur"}},
		{[]string{"name", "Name", "NAME", "name_2"}, []string{"name", "name_2", "name_3", "name_2_2"}},
		{[]string{"", "日本語", "🙂"}, []string{"column_1", "column_2", "column_3"}},
		{[]string{"Café", "Zürich", "ｐｒｉｃｅ"}, []string{"cafe", "zurich", "price"}},
		{[]string{"2021", "1st"}, []string{"c_2021", "c_1st"}},
		{[]string{"ctid", "CTID", "DS_ROW", "ds_x"}, []string{"ctid_2", "ctid_3", "c_ds_row", "c_ds_x"}},
		{[]string{`id"; DROP TABLE users; --`}, []string{"id_drop_table_users"}},
		{[]string{long + "1", long + "2"}, []string{long[:50], long[:48] + "_2"}},
	} {
		if got := warehouse.PhysicalNames(c.labels, caps); !slices.Equal(got, c.want) {
			t.Errorf("PhysicalNames(%q) = %q, want %q", c.labels, got, c.want)
		}
	}
}

func TestPhysicalNamesAlwaysFit(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	rapid.Check(t, func(t *rapid.T) {
		labels := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a", "A", "a_2", "xmin", "DS_ROW", ""})), 1, 30).Draw(t, "labels")
		caps := driver.Capabilities{MaxIdentifierBytes: rapid.IntRange(12, 80).Draw(t, "limit"), SystemColumns: []string{"xmin"}}
		seen := map[string]bool{"xmin": true, "ds_row": true}
		for _, n := range warehouse.PhysicalNames(labels, caps) {
			if seen[n] || len(n) > caps.MaxIdentifierBytes || !form.MatchString(n) || strings.HasPrefix(n, "ds_") {
				t.Fatal(fmt.Sprintf("%q of %q", n, labels))
			}
			seen[n] = true
		}
	})
}
