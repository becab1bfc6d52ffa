-- What the rules say of an event, line by line, with evidence for and against; and the figures of releases.

CREATE TABLE analogue (
  id text PRIMARY KEY,
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  ticker text NOT NULL REFERENCES company (ticker),
  kind text NOT NULL CHECK (kind IN ('soft', 'hard', 'trap', 'issuer')),
  same_product boolean NOT NULL,
  score real NOT NULL CHECK (score BETWEEN 0 AND 100),
  rank integer NOT NULL CHECK (rank > 0),
  rule_id text,
  rule_version integer,
  why_zh text NOT NULL,
  why_en text NOT NULL,
  as_of timestamptz NOT NULL,
  computed_at timestamptz NOT NULL,
  superseded_at timestamptz
);
CREATE UNIQUE INDEX analogue_current ON analogue (event_id, ticker) WHERE superseded_at IS NULL;
CREATE TABLE analogue_component (
  analogue_id text NOT NULL REFERENCES analogue (id) ON DELETE CASCADE,
  name text NOT NULL,
  value real NOT NULL,
  note text,
  PRIMARY KEY (analogue_id, name)
);
CREATE TABLE analogue_evidence (
  analogue_id text NOT NULL REFERENCES analogue (id) ON DELETE CASCADE,
  position integer NOT NULL,
  against boolean NOT NULL,
  side text NOT NULL CHECK (side IN ('event', 'company')),
  trait_id text,
  article_id text REFERENCES article (id) ON DELETE CASCADE,
  field text,
  start_at integer,
  end_at integer,
  text text,
  source_title text,
  source_url text,
  source_date date,
  note text,
  PRIMARY KEY (analogue_id, position),
  CHECK (CASE side WHEN 'event' THEN article_id IS NOT NULL AND start_at IS NOT NULL AND end_at > start_at AND text IS NOT NULL
                   ELSE source_title IS NOT NULL AND source_date IS NOT NULL END)
);

CREATE TABLE release (
  id text PRIMARY KEY,
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  event_id text REFERENCES event (id) ON DELETE SET NULL,
  issuer_entity text,
  issuer text NOT NULL,
  published_at timestamptz NOT NULL,
  first_hand boolean NOT NULL
);
CREATE UNIQUE INDEX release_article ON release (article_id);
CREATE TABLE release_figure (
  release_id text NOT NULL REFERENCES release (id) ON DELETE CASCADE,
  position integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('result', 'guidance')),
  metric text NOT NULL,
  name text,
  period text,
  low double precision,
  high double precision,
  point double precision,
  unit text NOT NULL,
  direction text,
  yoy_low double precision,
  yoy_high double precision,
  expected double precision,
  surprise real,
  start_at integer NOT NULL,
  end_at integer NOT NULL,
  PRIMARY KEY (release_id, position)
);
