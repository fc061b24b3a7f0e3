package vault

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// Keys is where wrapped keys lie: a store apart from the log, because it must be able to forget. What a value says is the vault's
// business; Keys keeps bytes. It is safe for concurrent use.
type Keys interface {
	// Get gives what is kept under each id, nil where nothing is. Every id is looked up or the call fails.
	Get(ctx context.Context, ids []uuid.UUID) ([][]byte, error)
	// Create keeps values[i] under ids[i] wherever nothing is kept yet, and gives what is kept under each id then: its own value, or
	// the one that was there first. It returns once everything is durable; thousands are one pipelined batch. After an error any of
	// them may have been kept, and the call may be repeated. No id occurs twice in a call.
	Create(ctx context.Context, ids []uuid.UUID, values [][]byte) (kept [][]byte, err error)
	// Replace keeps value under id whatever was there, and returns once it is durable and the old bytes can be read by nobody: not
	// from an earlier revision and not from the disk. It may be repeated; where value is kept already it makes sure of the latter.
	Replace(ctx context.Context, id uuid.UUID, value []byte) error
}

// Memory is Keys for tests and for previews: it forgets everything with the process.
type Memory struct {
	mu   sync.Mutex
	kept map[uuid.UUID][]byte
}

// NewMemory makes an empty Memory.
func NewMemory() *Memory { return &Memory{kept: map[uuid.UUID][]byte{}} }

// Get implements Keys.
func (m *Memory) Get(_ context.Context, ids []uuid.UUID) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	values := make([][]byte, len(ids))
	for i, id := range ids {
		values[i] = bytes.Clone(m.kept[id])
	}
	return values, nil
}

// Create implements Keys.
func (m *Memory) Create(_ context.Context, ids []uuid.UUID, values [][]byte) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept := make([][]byte, len(ids))
	for i, id := range ids {
		if m.kept[id] == nil {
			m.kept[id] = bytes.Clone(values[i])
		}
		kept[i] = bytes.Clone(m.kept[id])
	}
	return kept, nil
}

// Replace implements Keys.
func (m *Memory) Replace(_ context.Context, id uuid.UUID, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.kept[id])
	m.kept[id] = bytes.Clone(value)
	return nil
}

// IDs gives every id under which something is kept, in no order.
func (m *Memory) IDs(context.Context) ([]uuid.UUID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Keys(m.kept)), nil
}
