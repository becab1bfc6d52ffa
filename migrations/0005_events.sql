-- One story, two languages, and the numbers by which it is called hype.

CREATE TABLE event (
  id text PRIMARY KEY,
  origin text NOT NULL CHECK (origin IN ('live', 'archive', 'replay', 'ingest')),
  headline text NOT NULL,
  headline_zh text,
  headline_en text,
  state text NOT NULL DEFAULT 'emerging' CHECK (state IN ('emerging', 'hype', 'fading', 'closed', 'quiet')),
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  first_article_id text NOT NULL REFERENCES article (id),
  issuer_entity text,
  parent_event_id text REFERENCES event (id) ON DELETE SET NULL,
  unread boolean NOT NULL DEFAULT true,
  sequence integer NOT NULL DEFAULT 0,
  recorded_at timestamptz NOT NULL,
  linked_at timestamptz
);
CREATE INDEX event_seen ON event (last_seen DESC, id);
CREATE TABLE event_article (
  article_id text PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  joined_at timestamptz NOT NULL,
  score real NOT NULL,
  why text NOT NULL
);
CREATE INDEX event_article_event ON event_article (event_id, article_id);
CREATE TABLE event_theme (
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  theme_id text NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
  weight real NOT NULL,
  articles integer NOT NULL,
  PRIMARY KEY (event_id, theme_id)
);
CREATE TABLE event_trait (
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  trait_id text NOT NULL REFERENCES trait (id) ON DELETE CASCADE,
  strength real NOT NULL,
  first_hand boolean NOT NULL,
  articles integer NOT NULL,
  PRIMARY KEY (event_id, trait_id)
);
CREATE TABLE event_state (
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  from_state text,
  to_state text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (event_id, at, to_state)
);
-- A person's correction of the clustering; replays keep it.
CREATE TABLE event_correction (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('merge', 'split')),
  event_id text NOT NULL,
  into_event_id text,
  article_id text,
  author text NOT NULL,
  at timestamptz NOT NULL,
  why text NOT NULL
);
CREATE TABLE hype_weight (
  version integer NOT NULL,
  component text NOT NULL,
  weight real NOT NULL CHECK (weight >= 0),
  PRIMARY KEY (version, component)
);
CREATE TABLE hype_score (
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  score real NOT NULL,
  burst real NOT NULL,
  spread real NOT NULL,
  reach real NOT NULL,
  language real NOT NULL,
  novelty real NOT NULL,
  first_hand real NOT NULL,
  surprise real,
  price real,
  weights_version integer NOT NULL,
  PRIMARY KEY (event_id, at)
);
