package jetstream

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// inside is the NATS server that runs in this process. It listens on a random port of the loopback, because a replay over TCP is twice
// as fast as over an in-process pipe, and knows one user, made at each start.
type inside struct {
	server *server.Server
	door   *door
}

const startTime = 30 * time.Second // recovering a large store takes its time

func startInside(dir, bucket string, log *slog.Logger) (*inside, error) {
	in := &inside{door: &door{secret: rand.Text(), permissions: permissions(bucket)}}
	o := &server.Options{
		ServerName: "sovang", Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true,
		JetStream: true, StoreDir: dir, SyncAlways: true,
		JetStreamMaxStore:          1 << 50, // the reserve of free space is looked after here, with a message that people can read
		CustomClientAuthentication: in.door,
	}
	var err error
	if in.server, err = server.NewServer(o); err != nil {
		return nil, fmt.Errorf("the NATS server inside: %w", err)
	}
	in.server.SetLoggerV2(serverLog{log}, false, false, false)
	in.server.Start()
	if !in.server.ReadyForConnections(startTime) || !in.server.JetStreamEnabled() {
		in.stop()
		return nil, fmt.Errorf("the NATS server inside does not start over %s; its log says why", dir)
	}
	return in, nil
}

// door lets in who knows the secret, with permissions that cannot take anything away.
type door struct {
	secret      string
	permissions *server.Permissions
}

// Check implements server.Authentication.
func (d *door) Check(c server.ClientAuthentication) bool {
	if subtle.ConstantTimeCompare([]byte(c.GetOpts().Token), []byte(d.secret)) != 1 {
		return false
	}
	c.RegisterUser(&server.User{Username: "ledger", Permissions: d.permissions})
	return true
}

// permissions leave out everything that could delete, purge or change a stream. Messages may be erased from the bucket of keys alone.
func permissions(bucket string) *server.Permissions {
	return &server.Permissions{Publish: &server.SubjectPermission{
		Allow: []string{
			"ledger.*", "$KV.>", "_INBOX.>", "$JS.ACK.>", "$JS.API.INFO",
			"$JS.API.STREAM.CREATE.*", "$JS.API.STREAM.INFO.*", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.LIST",
			"$JS.API.STREAM.MSG.GET.*", "$JS.API.DIRECT.GET.>", "$JS.API.STREAM.SNAPSHOT.*",
			"$JS.API.STREAM.MSG.DELETE." + bucket,
			"$JS.API.CONSUMER.>",
			"$JS.FC.>", "$JS.SNAPSHOT.ACK.>",
		},
	}}
}

func (in *inside) stop() {
	in.server.Shutdown()
	in.server.WaitForShutdown()
}

// serverLog passes on what NATS says that somebody should read.
type serverLog struct{ log *slog.Logger }

func (l serverLog) Noticef(string, ...any) {}
func (l serverLog) Debugf(string, ...any)  {}
func (l serverLog) Tracef(string, ...any)  {}

func (l serverLog) Warnf(format string, v ...any) { l.log.Warn("NATS: " + fmt.Sprintf(format, v...)) }

func (l serverLog) Errorf(format string, v ...any) { l.log.Error("NATS: " + fmt.Sprintf(format, v...)) }

func (l serverLog) Fatalf(format string, v ...any) { l.log.Error("NATS: " + fmt.Sprintf(format, v...)) }
