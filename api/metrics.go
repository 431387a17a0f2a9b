package api

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/writ-dev/writ/live"
)

// metrics are the figures of one server, in a registry of its own.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.HistogramVec
	uploadBytes prometheus.Counter
	imports     prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "writ_http_request_duration_seconds", Help: "Time to answer, by route and status.",
			Buckets: []float64{.001, .005, .025, .1, .5, 2.5, 10, 60},
		}, []string{"route", "status"}),
		uploadBytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "writ_upload_bytes_total", Help: "Bytes of files received.",
		}),
		imports: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "writ_imports_started_total", Help: "Imports started.",
		}),
	}
	m.registry.MustRegister(m.requests, m.uploadBytes, m.imports,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watchLive adds the figures of the live channel.
func (m *metrics) watchLive(hub *live.Hub) {
	gauge := func(name, help string, value func(live.Stats) int) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help},
			func() float64 { return float64(value(hub.Stats())) }))
	}
	counter := func(name, help string, value func(live.Stats) int64) {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help},
			func() float64 { return float64(value(hub.Stats())) }))
	}
	gauge("writ_live_sockets", "Live channels open on this server.", func(s live.Stats) int { return s.Sockets })
	gauge("writ_live_topics", "Topics that are followed on this server.", func(s live.Stats) int { return s.Topics })
	counter("writ_live_messages_total", "Messages sent over live channels.", func(s live.Stats) int64 { return s.Sent })
	counter("writ_live_dropped_total", "Fleeting events left out because a client was slow.", func(s live.Stats) int64 { return s.Dropped })
	counter("writ_live_resets_total", "Times that a client was told to read a topic again.", func(s live.Stats) int64 { return s.Resets })
	counter("writ_live_refused_total", "Live channels refused because there were too many.", func(s live.Stats) int64 { return s.Refused })
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
