-- A chat group reads one language, or both.
ALTER TABLE endpoint ADD COLUMN language text NOT NULL DEFAULT '' CHECK (language IN ('', 'zh', 'en', 'both'));
COMMENT ON COLUMN endpoint.language IS 'Language of messages to a chat group: zh, en, both; empty: as its platform is used. Webhooks always carry both.';
