package writ

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestCodeOf(t *testing.T) {
	t.Parallel()
	inner := Errorf(CodeNotFound, "store.Get", "no such table")
	for _, c := range []struct {
		err  error
		want Code
	}{
		{nil, ""},
		{errors.New("plain"), CodeInternal},
		{inner, CodeNotFound},
		{fmt.Errorf("more: %w", inner), CodeNotFound},
		{Wrap(CodeUnavailable, "app.Table", inner, "try later"), CodeUnavailable},
	} {
		if got := CodeOf(c.err); got != c.want {
			t.Errorf("CodeOf(%v) = %q, want %q", c.err, got, c.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	err := Wrap(CodeInternal, "vault.Open", errors.New("short key"), "The key file is damaged.")
	if got, want := err.Error(), "vault.Open: The key file is damaged.: short key"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if hinted := err.WithHint("Restore %s.", "keys.json"); hinted.Hint != "Restore keys.json." || err.Hint != "" {
		t.Errorf("WithHint changed the original or lost the hint: %+v, %+v", hinted, err)
	}
	if got := (&Error{Code: CodeStale}).Error(); got != "stale" {
		t.Errorf("an error without a message reads %q, want its code", got)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	ids := make([]TableID, 100)
	for i := range ids {
		ids[i] = NewID[TableID]()
	}
	if !slices.IsSorted(ids) {
		t.Error("ids made one after the other are not in order")
	}
	if _, err := ParseID[TableID]("tableId", string(ids[0])); err != nil {
		t.Errorf("a fresh id does not parse: %v", err)
	}
	for _, bad := range []string{"", "1", "{0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d}", "0190f5c47d2a7b3c80003d1f2a4b5c6d", "../../etc"} {
		if _, err := ParseID[TableID]("tableId", bad); CodeOf(err) != CodeInvalid {
			t.Errorf("ParseID(%q) = %v, want invalid", bad, err)
		}
	}
	if a, b := NewSecret(24), NewSecret(24); a == b || len(a) != 32 {
		t.Errorf("secrets %q and %q: want two different ones of 32 characters", a, b)
	}
}

func TestValueKeepsNullApartFromEmpty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    Value
		json string
	}{
		{Null(), `null`},
		{Text(""), `""`},
		{Text("12345678901234567890.10"), `"12345678901234567890.10"`},
		{Text("a\"b\n🙂"), `"a\"b\n🙂"`},
	} {
		b, err := json.Marshal(c.v)
		if err != nil || string(b) != c.json {
			t.Errorf("%+v renders as %s (%v), want %s", c.v, b, err, c.json)
		}
		var back Value
		if err := json.Unmarshal(b, &back); err != nil || back != c.v {
			t.Errorf("%s reads back as %+v (%v), want %+v", b, back, err, c.v)
		}
	}
	var v Value
	if err := json.Unmarshal([]byte(`1.10`), &v); err == nil {
		t.Error("a JSON number was taken as a cell: its digits could already be lost")
	}
}

func TestAs(t *testing.T) {
	t.Parallel()
	if (As{}).Valid() {
		t.Error("the zero As names somebody; there must be no default")
	}
	m := NewID[MemberID]()
	for _, as := range []As{ServiceAccount(), AsMember(m, ""), AsMember(m, "FINANCE:RW")} {
		back, err := ParseAs(as.String())
		if err != nil || back != as || !back.Valid() {
			t.Errorf("%q reads back as %v (%v)", as, back, err)
		}
	}
	for _, bad := range []string{"", "nobody", "member:", "root"} {
		if as, err := ParseAs(bad); err == nil {
			t.Errorf("ParseAs(%q) = %v, want an error", bad, as)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	p := Path{"db", "public"}
	child := p.Child("t")
	other := p.Child("u")
	if child.String() != "db.public.t" || other.Name() != "u" || child.Name() != "t" {
		t.Errorf("children share memory: %v, %v", child, other)
	}
	if got := child.Parent().String(); got != "db.public" {
		t.Errorf("parent of %v is %v", child, got)
	}
	if Path(nil).Parent() != nil || Path(nil).Name() != "" {
		t.Error("the empty path has a parent or a name")
	}
}

func TestNormalizeEmail(t *testing.T) {
	t.Parallel()
	if got, err := NormalizeEmail("  Ann@Example.COM "); err != nil || got != "ann@example.com" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", "ann", "@x", "ann@", "a b@x", "a\x00@x"} {
		if _, err := NormalizeEmail(bad); CodeOf(err) != CodeInvalid {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestRenderGivesDecimalsBackAsTheFileWroteThem(t *testing.T) {
	t.Parallel()
	trimmed := TableColumn{Type: Type{Kind: KindDecimal, Precision: 5, Scale: 3}, Trimmed: true}
	for stored, want := range map[string]string{"1.500": "1.5", "2.000": "2", "-0.125": "-0.125", "100.000": "100", "100": "100"} {
		if got := trimmed.Render(Text(stored)); got != Text(want) {
			t.Errorf("%s renders as %+v, want %s", stored, got, want)
		}
		if got := (TableColumn{}).Render(Text(stored)); got != Text(stored) {
			t.Errorf("%s of a column that is not trimmed became %+v", stored, got)
		}
	}
	if got := trimmed.Render(Null()); got != Null() {
		t.Errorf("NULL became %+v", got)
	}
}

func TestTypeText(t *testing.T) {
	t.Parallel()
	if got := (Type{Kind: KindDecimal, Precision: 10, Scale: 2}).String(); got != "decimal(10,2)" {
		t.Error(got)
	}
	if got := (Type{Kind: KindText}).String(); got != "text" {
		t.Error(got)
	}
}
