-- Names, themes and traits, and where in an article each was found (UTF-16 offsets into the field).

CREATE TABLE entity (
  id text PRIMARY KEY,
  kind text NOT NULL DEFAULT 'company',
  name_zh text NOT NULL,
  name_en text NOT NULL
);
CREATE TABLE entity_alias (
  entity_id text NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
  alias text NOT NULL,
  script text NOT NULL CHECK (script IN ('zh', 'en', 'ticker')),
  PRIMARY KEY (entity_id, alias)
);
CREATE TABLE article_entity (
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  entity_id text NOT NULL,
  field text NOT NULL CHECK (field IN ('title', 'body')),
  start_at integer NOT NULL,
  end_at integer NOT NULL CHECK (end_at > start_at),
  PRIMARY KEY (article_id, entity_id, field, start_at)
);

CREATE TABLE theme (
  id text PRIMARY KEY,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  parent_id text REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE theme_pattern (
  theme_id text NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
  position integer NOT NULL,
  pattern text NOT NULL,
  weight real NOT NULL DEFAULT 1 CHECK (weight > 0 AND weight <= 1),
  near text[] NOT NULL DEFAULT '{}',
  unless text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (theme_id, position)
);
CREATE TABLE article_theme (
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  theme_id text NOT NULL REFERENCES theme (id) ON DELETE CASCADE,
  field text NOT NULL CHECK (field IN ('title', 'body')),
  start_at integer NOT NULL,
  end_at integer NOT NULL CHECK (end_at > start_at),
  weight real NOT NULL,
  PRIMARY KEY (article_id, theme_id, field, start_at)
);

CREATE TABLE trait (
  id text PRIMARY KEY,
  axis text NOT NULL CHECK (axis IN ('model', 'delivery', 'customer', 'economics', 'product', 'signal')),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  meaning text NOT NULL
);
CREATE TABLE trait_pattern (
  trait_id text NOT NULL REFERENCES trait (id) ON DELETE CASCADE,
  position integer NOT NULL,
  pattern text NOT NULL,
  weight real NOT NULL DEFAULT 1 CHECK (weight > 0 AND weight <= 1),
  near text[] NOT NULL DEFAULT '{}',
  unless text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (trait_id, position)
);
CREATE TABLE article_trait (
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  trait_id text NOT NULL REFERENCES trait (id) ON DELETE CASCADE,
  field text NOT NULL CHECK (field IN ('title', 'body')),
  start_at integer NOT NULL,
  end_at integer NOT NULL CHECK (end_at > start_at),
  strength real NOT NULL,
  first_hand boolean NOT NULL,
  PRIMARY KEY (article_id, trait_id, field, start_at)
);

-- The texts as they stand in library/, and when each version was loaded.
CREATE TABLE library_version (
  version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest text NOT NULL UNIQUE,
  recorded_at timestamptz NOT NULL
);
