package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ/notify"
)

func TestDelivery(t *testing.T) {
	t.Parallel()
	d := notify.Delivery{
		ID: "1@writ", To: notify.Address{Email: "to@example.org"}, At: time.Date(2027, 3, 1, 6, 0, 0, 0, time.UTC),
		Sender: "Ann", Table: "<b>Prices</b>", Rows: 1, Message: "Look:\n<script>", Link: "https://writ.example.org/t/1", Limit: 10 << 20,
		Attachment: &notify.Attachment{Name: "Prices.csv", Path: "there"},
	}
	m, err := d.Mail()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Subject, "<b>Prices</b>") || len(m.Attachments) != 1 || !strings.Contains(m.Text, "1 row, as of 1 March 2027 06:00 UTC") {
		t.Errorf("got %+v", m)
	}
	if strings.Contains(m.HTML, "<script>") || strings.Contains(m.HTML, "<b>Prices") {
		t.Errorf("what people wrote is markup: %s", m.HTML)
	}
	d.Attachment, d.Subject, d.Rows = nil, "Mine", 2
	if m, err = d.Mail(); err != nil || m.Subject != "Mine" || len(m.Attachments) != 0 || !strings.Contains(m.Text, "more than 10 MiB") || !strings.Contains(m.Text, "2 rows") {
		t.Errorf("%v: got %+v", err, m)
	}
}
