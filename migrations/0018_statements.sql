-- What companies say against a link, who is held back and why, and drafts that a model proposed.

-- First-hand: an announcement of the company itself. Read clause by clause (src/analogues/statement.ts).
CREATE TABLE company_statement (
  id text PRIMARY KEY,
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  issuer text NOT NULL,
  form text NOT NULL CHECK (form IN ('clarification', 'unusual_trading', 'inquiry', 'investor_answer')),
  stance text NOT NULL CHECK (stance IN ('denies', 'shrinks', 'questioned')),
  share real CHECK (share BETWEEN 0 AND 1),
  field text NOT NULL CHECK (field IN ('title', 'body')),
  start_at integer NOT NULL,
  end_at integer NOT NULL,
  text text NOT NULL,
  CHECK (end_at > start_at)
);
CREATE INDEX company_statement_article ON company_statement (article_id);
CREATE INDEX company_statement_issuer ON company_statement (issuer);
CREATE TABLE company_statement_subject (
  statement_id text NOT NULL REFERENCES company_statement (id) ON DELETE CASCADE,
  subject text NOT NULL,
  PRIMARY KEY (statement_id, subject)
);
CREATE INDEX company_statement_subject_subject ON company_statement_subject (subject);
COMMENT ON TABLE company_statement IS 'A sentence in which a listed company denies or shrinks its part in something, or tells that the exchange asks about it.';
COMMENT ON TABLE company_statement_subject IS 'What the sentence is about: trait:ID, theme:ID or entity:ID.';

-- A company that the rules would name and that is not named; superseded like a line.
CREATE TABLE analogue_held_back (
  id text PRIMARY KEY,
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  ticker text NOT NULL REFERENCES company (ticker),
  kind text NOT NULL CHECK (kind IN ('soft', 'hard')),
  reason text NOT NULL CHECK (reason IN ('too_small', 'denied')),
  rule_id text,
  rule_version integer,
  -- what it would have had, 0 to 100
  score real NOT NULL,
  trait_id text,
  share real,
  floor real NOT NULL,
  source_title text,
  source_url text,
  source_date date,
  -- the company's own words, where they are the reason
  article_id text REFERENCES article (id) ON DELETE CASCADE,
  field text,
  start_at integer,
  end_at integer,
  text text,
  as_of timestamptz NOT NULL,
  computed_at timestamptz NOT NULL,
  superseded_at timestamptz
);
CREATE UNIQUE INDEX analogue_held_back_current ON analogue_held_back (event_id, ticker) WHERE superseded_at IS NULL;
COMMENT ON TABLE analogue_held_back IS 'A company that a rule or a product would name and that is held back, with the reason.';

-- Proposals of a language model: drafts until a person accepts them under their own name. Nothing reads them but their list.
CREATE TABLE proposal (
  id text PRIMARY KEY,
  event_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rule', 'trait')),
  name text NOT NULL,
  entry text NOT NULL,
  model text NOT NULL,
  proposed_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'accepted', 'rejected')),
  decided_by text,
  decided_at timestamptz,
  why text,
  CHECK ((status = 'draft') = (decided_by IS NULL))
);
CREATE TABLE proposal_span (
  proposal_id text NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  position integer NOT NULL,
  article_id text NOT NULL,
  field text NOT NULL CHECK (field IN ('title', 'body')),
  start_at integer NOT NULL,
  end_at integer NOT NULL,
  text text NOT NULL,
  says text NOT NULL,
  PRIMARY KEY (proposal_id, position),
  CHECK (end_at > start_at)
);
COMMENT ON TABLE proposal IS 'A rule or trait that a language model proposed for an event. It is never matched; accepting writes a draft entry for the library under the author''s name.';
COMMENT ON TABLE proposal_span IS 'Words of the event''s articles on which the proposal rests, found again in the text.';

CREATE VIEW analyst.held_back_all (event_id, origin, ticker, company_zh, company_en, kind, reason, rule_id, rule_version, score, trait_id, share, floor, source_title, source_url, source_date, said, said_url, as_of, computed_at, superseded_at, stands) AS
SELECT h.event_id, e.origin, h.ticker, c.name_zh_hans, c.name_en, h.kind, h.reason, h.rule_id, h.rule_version, h.score, h.trait_id, h.share, h.floor,
  h.source_title, h.source_url, h.source_date, left(h.text, 200), a.url, h.as_of, h.computed_at, h.superseded_at, h.superseded_at IS NULL
FROM analogue_held_back h JOIN event e ON e.id = h.event_id JOIN company c ON c.ticker = h.ticker LEFT JOIN article a ON a.id = h.article_id;
COMMENT ON VIEW analyst.held_back_all IS 'One row a company that would be named for an event and is not: its share of revenue is too small, or it denies its part. Recorded material included.';
CREATE VIEW analyst.held_back AS SELECT * FROM analyst.held_back_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.held_back IS 'One row a company that would be named for an event and is not: its share of revenue is too small, or it denies its part. Live material only.';

CREATE VIEW analyst.statements_all (statement_id, article_id, origin, issuer, form, stance, share, subjects, said, url, outlet, published_at) AS
SELECT s.id, s.article_id, a.origin, s.issuer, s.form, s.stance, s.share,
  (SELECT array_agg(x.subject ORDER BY x.subject COLLATE "C") FROM company_statement_subject x WHERE x.statement_id = s.id), left(s.text, 200), a.url, a.outlet, a.published_at
FROM company_statement s JOIN article a ON a.id = s.article_id;
COMMENT ON VIEW analyst.statements_all IS 'One row a sentence in which a listed company denies or shrinks its part in something, or tells that the exchange asks. Recorded material included.';
CREATE VIEW analyst.statements AS SELECT * FROM analyst.statements_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.statements IS 'One row a sentence in which a listed company denies or shrinks its part in something, or tells that the exchange asks. Live material only.';

-- The same question as `events --unexplained`; the formula of the gap is that of src/analogues/reading.ts.
CREATE VIEW analyst.unexplained_all (event_id, origin, headline, headline_zh, headline_en, state, last_seen, hype_score, fires, nearest_rule_id, gap, lacks) AS
WITH open AS (
  SELECT e.* FROM event e
  WHERE EXISTS (SELECT 1 FROM event_article ea WHERE ea.event_id = e.id)
    AND NOT EXISTS (SELECT 1 FROM analogue a WHERE a.event_id = e.id AND a.superseded_at IS NULL AND a.rule_id IS NOT NULL)
),
held AS (
  SELECT event_id, 'trait' AS subject, trait_id AS name, strength::double precision AS strength FROM event_trait
  UNION ALL SELECT event_id, 'theme', theme_id, weight::double precision FROM event_theme
),
term AS (
  SELECT o.id AS event_id, t.rule_id, t.role, CASE t.subject WHEN 'theme' THEN 'theme:' || t.name ELSE t.name END AS name, t.minimum::double precision AS minimum,
    coalesce(h.strength, 0) AS strength, coalesce(h.strength, 0) > 0 AND coalesce(h.strength, 0) >= t.minimum::double precision - 1e-6 AS is_held
  FROM open o JOIN rule r ON r.status = 'published' AND r.kind <> 'block' JOIN rule_term t ON t.rule_id = r.id AND t.side = 'event'
  LEFT JOIN held h ON h.event_id = o.id AND h.subject = t.subject AND h.name = t.name
),
reading AS (
  SELECT event_id, rule_id,
    coalesce(sum(1 - 0.5 * least(1, strength / greatest(minimum, 0.05))) FILTER (WHERE role = 'require' AND NOT is_held), 0)
      + count(*) FILTER (WHERE role = 'forbid' AND is_held)
      + CASE WHEN bool_or(role = 'any') AND NOT bool_or(role = 'any' AND is_held)
          THEN 1 - 0.5 * least(1, max(strength / greatest(minimum, 0.05)) FILTER (WHERE role = 'any')) ELSE 0 END AS gap,
    count(*) FILTER (WHERE role IN ('require', 'any') AND strength > 0) AS touched,
    coalesce(array_agg(CASE role WHEN 'require' THEN 'needs ' || name || ' at ' || round(minimum::numeric, 2) || ', has ' || round(strength::numeric, 2) ELSE 'must not have ' || name END
      ORDER BY role DESC, name COLLATE "C") FILTER (WHERE role = 'require' AND NOT is_held OR role = 'forbid' AND is_held), '{}')
      || CASE WHEN bool_or(role = 'any') AND NOT bool_or(role = 'any' AND is_held)
          THEN ARRAY['needs one of ' || string_agg(name, ', ' ORDER BY name COLLATE "C") FILTER (WHERE role = 'any')] ELSE '{}' END AS lacks
  FROM term GROUP BY event_id, rule_id
)
SELECT o.id, o.origin, o.headline, o.headline_zh, o.headline_en, o.state, o.last_seen, h.score,
  coalesce((SELECT array_agg(f.rule_id ORDER BY f.rule_id COLLATE "C") FROM reading f WHERE f.event_id = o.id AND f.gap = 0), '{}'),
  n.rule_id, n.gap, n.lacks
FROM open o
LEFT JOIN (SELECT DISTINCT ON (event_id) event_id, rule_id, gap, lacks FROM reading WHERE gap > 0 AND touched > 0
  ORDER BY event_id, gap, touched DESC, rule_id COLLATE "C") n ON n.event_id = o.id
LEFT JOIN LATERAL (SELECT s.score FROM hype_score s WHERE s.event_id = o.id ORDER BY s.at DESC LIMIT 1) h ON true;
COMMENT ON VIEW analyst.unexplained_all IS 'One row an event that no analogue and no trap rule explains, with the nearest rule and what the event lacks for it: the queue of who writes rules. Recorded material included.';
CREATE VIEW analyst.unexplained AS SELECT * FROM analyst.unexplained_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.unexplained IS 'One row an event that no analogue and no trap rule explains, with the nearest rule and what the event lacks for it: the queue of who writes rules. Live material only.';

DO $$
DECLARE c record;
BEGIN
  FOR c IN SELECT * FROM (VALUES
      ('held_back', 'event_id', 'Event; join events on it.'),
      ('held_back', 'origin', 'Of the event.'),
      ('held_back', 'ticker', 'Company; join companies on it.'),
      ('held_back', 'company_zh', 'Name in simplified Chinese.'),
      ('held_back', 'company_en', 'Name in English.'),
      ('held_back', 'kind', 'What it would be: soft or hard.'),
      ('held_back', 'reason', 'too_small: its share of revenue is below the floor; denied: its own announcement denies the link.'),
      ('held_back', 'rule_id', 'Rule that would name it; null where the product alone matched.'),
      ('held_back', 'rule_version', 'Its version then.'),
      ('held_back', 'score', 'What it would have, 0 to 100.'),
      ('held_back', 'trait_id', 'Trait or product of which the share is.'),
      ('held_back', 'share', 'Share of revenue that the event can touch, 0 to 1; null where not published.'),
      ('held_back', 'floor', 'The least share that is named.'),
      ('held_back', 'source_title', 'Source of the share; null where it is the company''s own announcement.'),
      ('held_back', 'source_url', 'Its address.'),
      ('held_back', 'source_date', 'When it was public.'),
      ('held_back', 'said', 'The company''s own words where they are the reason, at most 200 characters.'),
      ('held_back', 'said_url', 'Address of that announcement.'),
      ('held_back', 'as_of', 'What was public at this instant was used, UTC.'),
      ('held_back', 'computed_at', 'When it was computed, UTC.'),
      ('held_back', 'superseded_at', 'When it no longer held, UTC; null while it does.'),
      ('held_back', 'stands', 'True while not superseded.'),
      ('statements', 'statement_id', 'Stable id.'),
      ('statements', 'article_id', 'The announcement.'),
      ('statements', 'origin', 'Of the announcement.'),
      ('statements', 'issuer', 'Who says it; join companies on issuer.'),
      ('statements', 'form', 'clarification, unusual_trading, inquiry or investor_answer.'),
      ('statements', 'stance', 'denies, shrinks, or questioned (the exchange asks; no answer yet).'),
      ('statements', 'share', 'The most of revenue that it says the subject is, 0 to 1; null where it gives no number.'),
      ('statements', 'subjects', 'What it is about: trait:ID, theme:ID or entity:ID.'),
      ('statements', 'said', 'The sentence, at most 200 characters.'),
      ('statements', 'url', 'Address of the announcement.'),
      ('statements', 'outlet', 'Where it was published.'),
      ('statements', 'published_at', 'When, UTC.'),
      ('unexplained', 'event_id', 'Event; join events on it.'),
      ('unexplained', 'origin', 'Of the event.'),
      ('unexplained', 'headline', 'As first told.'),
      ('unexplained', 'headline_zh', 'In Chinese where an article had one.'),
      ('unexplained', 'headline_en', 'In English where an article had one.'),
      ('unexplained', 'state', 'emerging, hype, fading, closed or quiet.'),
      ('unexplained', 'last_seen', 'When its newest article was published, UTC.'),
      ('unexplained', 'hype_score', 'Newest score, 0 to 100: the loudest first.'),
      ('unexplained', 'fires', 'Rules that fire on the event though no company has their other side.'),
      ('unexplained', 'nearest_rule_id', 'The rule nearest to firing; null where none has anything in common with the event.'),
      ('unexplained', 'gap', 'How far it is from firing: a missing term is 0.5 to 1, one that must not be there 1.'),
      ('unexplained', 'lacks', 'What the event lacks for it, a clause each.')) AS said (view, name, meaning)
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view || '_all', c.name, c.meaning);
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view, c.name, c.meaning);
  END LOOP;
END $$;
