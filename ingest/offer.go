package ingest

import "cmp"

// offer is a kind and a format that are tried on the values of a column.
type offer struct {
	form    form
	format  string
	label   string
	convert converter
}

// offers are what may be offered for a column: of two that read all values alike,
// the first is.
type offers []offer

// newOffers compiles everything that may be offered.
func newOffers() offers {
	var list offers
	add := func(f form, format, detail string) {
		c, _ := newConverter(f, format) // they are formats of this package, as its tests know
		label := titled(f) + detail + ": " + cmp.Or(exampleOf(f, format), plainExamples[f])
		list = append(list, offer{form: f, format: format, label: label, convert: c})
	}
	for _, format := range booleanFormats {
		add(boolean, format, "")
	}
	add(boolean, "", "")
	for _, n := range append([]numberFormat{plainNumbers}, numberFormats[:]...) {
		for f := integer; f <= float; f++ {
			add(f, n.name, "")
		}
	}
	days := offeredDates()
	add(date, "", "")
	for _, d := range days {
		add(date, d.pattern, d.order)
	}
	add(timestamp, "", "")
	for _, d := range days {
		add(timestamp, d.pattern+" "+clock24, d.order)
		add(timestamp, d.pattern+" "+clock12, d.order)
	}
	add(instant, "", "")
	for _, format := range []string{"", clock24, clock12} {
		add(clock, format, "")
	}
	return list
}

// plainExamples show the plain way of each form.
var plainExamples = map[form]string{
	integer:   "1234",
	decimal:   "1234.5",
	float:     "1.5e3",
	boolean:   "true/false",
	date:      "2026-12-31",
	timestamp: "2026-12-31 13:05",
	instant:   "2026-12-31 13:05+01:00",
	clock:     "13:05",
}

// offeredDate is a way in which days are often written.
type offeredDate struct{ pattern, order string }

// offeredDates lists them, those that say more about a value first.
func offeredDates() []offeredDate {
	const day, month, year = ", day first", ", month first", ", year first"
	var list []offeredDate
	for _, mark := range []string{"/", ".", "-"} {
		for _, y := range []string{"yyyy", "yy"} {
			list = append(list,
				offeredDate{"dd" + mark + "MM" + mark + y, day}, offeredDate{"d" + mark + "M" + mark + y, day},
				offeredDate{"MM" + mark + "dd" + mark + y, month}, offeredDate{"M" + mark + "d" + mark + y, month},
				offeredDate{y + mark + "MM" + mark + "dd", year}, offeredDate{y + mark + "M" + mark + "d", year},
			)
		}
	}
	for _, y := range []string{"yyyy", "yy"} {
		for _, pattern := range []string{"d MMM ", "d-MMM-", "d/MMM/", "d. MMM ", "d.MMM.", "dMMM"} {
			list = append(list, offeredDate{pattern + y, day})
		}
		for _, pattern := range []string{"MMM d, ", "MMM d ", "MMM-d-"} {
			list = append(list, offeredDate{pattern + y, month})
		}
	}
	return append(list,
		offeredDate{"yyyy-MMM-d", year}, offeredDate{"yyyy MMM d", year},
		offeredDate{"yyyyMMdd", year}, offeredDate{"ddMMyyyy", day}, offeredDate{"MMddyyyy", month},
	)
}
