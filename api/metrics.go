package api

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
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

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
