package sqlstore

import "context"

// settings implements store.Settings.
type settings struct{ t *tx }

func (s settings) Get(ctx context.Context, key string) ([]byte, bool, error) {
	return s.t.blob(ctx, "store.settings.Get", "SELECT value FROM settings WHERE key = $1", key)
}

func (s settings) Set(ctx context.Context, key string, value []byte) error {
	_, err := s.t.exec(ctx, "store.settings.Set", `
		INSERT INTO settings (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, filled(value))
	return err
}

func (s settings) Delete(ctx context.Context, key string) error {
	_, err := s.t.exec(ctx, "store.settings.Delete", "DELETE FROM settings WHERE key = $1", key)
	return err
}
