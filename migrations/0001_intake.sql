-- What we watch, what we fetched, and the articles that came of it.
-- Ids are text derived from content, so that the same input gives the same rows on any database.

CREATE TABLE source (
  id text PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  kind text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  tier integer NOT NULL DEFAULT 3 CHECK (tier BETWEEN 1 AND 4),
  time_zone text NOT NULL DEFAULT 'UTC',
  first_hand boolean NOT NULL DEFAULT false,
  entity_id text,
  provenance text NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'gone', 'not_polled')),
  options jsonb NOT NULL DEFAULT '{}',
  -- health and schedule are state, not log lines
  cadence_seconds integer NOT NULL DEFAULT 3600 CHECK (cadence_seconds > 0),
  next_poll_at timestamptz,
  etag text,
  last_modified text,
  state jsonb NOT NULL DEFAULT '{}',
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  last_item_at timestamptz,
  failures integer NOT NULL DEFAULT 0,
  last_error text,
  items_per_day real
);
CREATE INDEX source_due ON source (next_poll_at) WHERE status = 'active';

-- One row a host: the spacing that all workers share.
CREATE TABLE fetch_host (
  host text PRIMARY KEY,
  next_request_at timestamptz NOT NULL,
  robots text,
  robots_fetched_at timestamptz
);

CREATE TABLE fetch_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id text REFERENCES source (id) ON DELETE CASCADE,
  url text NOT NULL,
  at timestamptz NOT NULL,
  status integer,
  conditional boolean NOT NULL DEFAULT false,
  bytes integer NOT NULL DEFAULT 0,
  milliseconds integer NOT NULL DEFAULT 0,
  items integer NOT NULL DEFAULT 0,
  error text
);
CREATE INDEX fetch_log_source ON fetch_log (source_id, at DESC);

CREATE TABLE document (
  id text PRIMARY KEY,
  source_id text REFERENCES source (id) ON DELETE SET NULL,
  url text NOT NULL,
  content_type text,
  content_hash text NOT NULL,
  bytes integer NOT NULL,
  charset text,
  kept_at text,
  fetched_at timestamptz NOT NULL
);

CREATE TABLE article (
  id text PRIMARY KEY,
  source_id text REFERENCES source (id) ON DELETE SET NULL,
  document_id text REFERENCES document (id) ON DELETE SET NULL,
  origin text NOT NULL CHECK (origin IN ('live', 'archive', 'replay', 'ingest')),
  url text NOT NULL,
  canonical_url text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  author text,
  language text NOT NULL,
  outlet text NOT NULL,
  tier integer NOT NULL DEFAULT 3,
  first_hand boolean NOT NULL DEFAULT false,
  published_at timestamptz NOT NULL,
  fetched_at timestamptz NOT NULL,
  detected_at timestamptz NOT NULL,
  simhash text NOT NULL,
  duplicate_of text REFERENCES article (id) ON DELETE SET NULL,
  revision integer NOT NULL DEFAULT 1,
  revised_at timestamptz,
  analysed_at timestamptz
);
CREATE INDEX article_canonical ON article (canonical_url);
CREATE INDEX article_published ON article (published_at, id);
CREATE INDEX article_waiting ON article (published_at, id) WHERE analysed_at IS NULL;

-- What a page said before it was edited: an edit is a revision, not news.
CREATE TABLE article_revision (
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  revision integer NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (article_id, revision)
);

-- Four 16-bit bands of the 64-bit simhash: two hashes within 3 bits of each other share at least one band.
CREATE TABLE article_simhash_band (
  band smallint NOT NULL,
  value integer NOT NULL,
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  PRIMARY KEY (band, value, article_id)
);
