# Builds writ from this folder and runs it as a user who may do nothing else.
#   docker build -t writ .
#   docker run -p 7480:7480 -v writ-data:/data writ
# golang's image has the C compiler that DuckDB's driver is linked with; the
# result needs glibc and libstdc++ at run time, of the same Debian.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -trimpath -ldflags="-s -w" -o /out/writ ./cmd/writ

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 7480 --home-dir /data --shell /usr/sbin/nologin writ \
 && install -d -o writ -g writ -m 700 /data
COPY --from=build /out/writ /usr/local/bin/writ
USER writ
VOLUME /data
ENV WRIT_DATA=/data WRIT_ADDR=0.0.0.0:7480
EXPOSE 7480
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s CMD ["writ", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["writ"]
CMD ["serve"]
