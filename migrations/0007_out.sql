-- Out: subscribers and endpoints, and an outbox whose rows are written with the change they tell of.

CREATE TABLE subscriber (
  id text PRIMARY KEY,
  email text NOT NULL UNIQUE,
  language text NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'zh-Hant', 'en')),
  time_zone text NOT NULL DEFAULT 'Asia/Hong_Kong',
  hour integer NOT NULL DEFAULT 8 CHECK (hour BETWEEN 0 AND 23),
  minimum_hype real NOT NULL DEFAULT 0,
  token text NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'unsubscribed')),
  created_at timestamptz NOT NULL
);
CREATE TABLE subscriber_theme (
  subscriber_id text NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
  theme_id text NOT NULL,
  PRIMARY KEY (subscriber_id, theme_id)
);
CREATE TABLE endpoint (
  id text PRIMARY KEY,
  url text NOT NULL,
  kind text NOT NULL DEFAULT 'webhook',
  secret text NOT NULL,
  previous_secret text,
  previous_until timestamptz,
  types text[] NOT NULL DEFAULT '{}',
  themes text[] NOT NULL DEFAULT '{}',
  tickers text[] NOT NULL DEFAULT '{}',
  minimum_score real NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'disabled')),
  failures integer NOT NULL DEFAULT 0,
  open_until timestamptz,
  created_at timestamptz NOT NULL
);
CREATE TABLE delivery (
  id text PRIMARY KEY,
  target text NOT NULL CHECK (target IN ('endpoint', 'subscriber')),
  endpoint_id text REFERENCES endpoint (id) ON DELETE CASCADE,
  subscriber_id text REFERENCES subscriber (id) ON DELETE CASCADE,
  type text NOT NULL,
  event_id text,
  sequence integer,
  -- one message once: the same change for the same target has the same key
  key text NOT NULL UNIQUE,
  payload text NOT NULL,
  status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  locked_until timestamptz,
  created_at timestamptz NOT NULL,
  delivered_at timestamptz,
  last_error text,
  CHECK ((target = 'endpoint') = (endpoint_id IS NOT NULL) AND (target = 'subscriber') = (subscriber_id IS NOT NULL))
);
CREATE INDEX delivery_due ON delivery (next_attempt_at) WHERE status = 'waiting';
CREATE INDEX delivery_event ON delivery (event_id, sequence);
CREATE TABLE delivery_attempt (
  delivery_id text NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  at timestamptz NOT NULL,
  status integer,
  milliseconds integer NOT NULL,
  excerpt text,
  error text,
  PRIMARY KEY (delivery_id, attempt)
);
