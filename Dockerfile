# The program is one static binary; the image holds it and nothing that could be run besides.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /sovang ./cmd/sovang && mkdir /data /empty

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /data /data
# SQLite sorts what is too large for memory there.
COPY --from=build --chown=65532:65532 /empty /tmp
COPY --from=build /sovang /sovang
USER 65532:65532
ENV SOVANG_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/sovang"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
