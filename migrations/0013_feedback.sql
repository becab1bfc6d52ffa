-- What people say of lines: a log that only grows. A second statement by the same person about the same line is a change of mind,
-- and the newest one counts. The line is copied as it stood when it was judged, because lines are superseded.
CREATE TABLE analogue_feedback (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Without a foreign key, as in event_correction: what was said stays though events are merged.
  event_id text NOT NULL,
  ticker text NOT NULL REFERENCES company (ticker),
  analogue_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('soft', 'hard', 'trap', 'issuer')),
  score real NOT NULL,
  rank integer NOT NULL,
  -- null where the product or the name alone matched
  rule_id text,
  rule_version integer,
  verdict text NOT NULL CHECK (verdict IN ('accept', 'wrong_company', 'wrong_reason')),
  why text NOT NULL,
  author text NOT NULL CHECK (author <> ''),
  channel text NOT NULL CHECK (channel IN ('cli', 'console', 'mail')),
  at timestamptz NOT NULL,
  -- A form sent twice, or a link followed twice, is one statement.
  key text NOT NULL UNIQUE,
  CHECK (verdict = 'accept' OR why <> '')
);
CREATE INDEX analogue_feedback_line ON analogue_feedback (event_id, ticker, author, id DESC);
CREATE INDEX analogue_feedback_rule ON analogue_feedback (rule_id);
COMMENT ON TABLE analogue_feedback IS 'What people said of lines; only ever added to. The newest statement of an author about a company of an event counts.';

CREATE FUNCTION refuse_feedback_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'feedback is only ever added to: say the contrary in a new statement';
END $$;
CREATE TRIGGER analogue_feedback_append_only BEFORE UPDATE OR DELETE ON analogue_feedback FOR EACH ROW EXECUTE FUNCTION refuse_feedback_change();

CREATE VIEW analyst.feedback_all (feedback_id, event_id, origin, ticker, analogue_id, kind, score, rank, rule_id, rule_version, verdict, why, author, channel, at, counts) AS
SELECT f.id, f.event_id, e.origin, f.ticker, f.analogue_id, f.kind, f.score, f.rank, f.rule_id, f.rule_version, f.verdict, f.why, f.author, f.channel, f.at,
  NOT EXISTS (SELECT 1 FROM analogue_feedback later WHERE later.event_id = f.event_id AND later.ticker = f.ticker AND later.author = f.author AND later.id > f.id)
FROM analogue_feedback f JOIN event e ON e.id = f.event_id;
COMMENT ON VIEW analyst.feedback_all IS 'One row a statement of a person about a line: right, the wrong company, or the right company for the wrong reason. Recorded material included.';
COMMENT ON COLUMN analyst.feedback_all.feedback_id IS 'Stable id, rising with time.';
COMMENT ON COLUMN analyst.feedback_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.feedback_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.feedback_all.ticker IS 'Company that the line names.';
COMMENT ON COLUMN analyst.feedback_all.analogue_id IS 'The line as it stood then; join analogues on it.';
COMMENT ON COLUMN analyst.feedback_all.kind IS 'Of the line then: soft, hard, trap or issuer.';
COMMENT ON COLUMN analyst.feedback_all.score IS 'Of the line then, 0 to 100.';
COMMENT ON COLUMN analyst.feedback_all.rank IS 'Of the line then, from 1.';
COMMENT ON COLUMN analyst.feedback_all.rule_id IS 'Rule behind the line then; null where the product or the name alone matched.';
COMMENT ON COLUMN analyst.feedback_all.rule_version IS 'Its version then.';
COMMENT ON COLUMN analyst.feedback_all.verdict IS 'accept, wrong_company, or wrong_reason (the right company for the wrong reason).';
COMMENT ON COLUMN analyst.feedback_all.why IS 'In the person''s words; may be empty for accept.';
COMMENT ON COLUMN analyst.feedback_all.author IS 'Who said it.';
COMMENT ON COLUMN analyst.feedback_all.channel IS 'cli, console or mail.';
COMMENT ON COLUMN analyst.feedback_all.at IS 'When it was said, UTC.';
COMMENT ON COLUMN analyst.feedback_all.counts IS 'True for the newest statement of its author about this company and event.';
CREATE VIEW analyst.feedback AS SELECT * FROM analyst.feedback_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.feedback IS 'One row a statement of a person about a line: right, the wrong company, or the right company for the wrong reason. Live material only.';

-- The interval is Wilson's for a share of n at 95% (E. B. Wilson 1927): three of three is not "always".
CREATE VIEW analyst.rule_acceptance_all (rule_id, lines, judged, accepted, wrong_company, wrong_reason, rate, rate_low, rate_high, last_at) AS
SELECT r.id, coalesce(l.lines, 0)::int, coalesce(f.n, 0)::int, coalesce(f.accepted, 0)::int, coalesce(f.wrong_company, 0)::int, coalesce(f.wrong_reason, 0)::int,
  f.p, (f.p + 1.9208 / f.n - 1.96 * sqrt(f.p * (1 - f.p) / f.n + 0.9604 / (f.n * f.n))) / (1 + 3.8416 / f.n),
  (f.p + 1.9208 / f.n + 1.96 * sqrt(f.p * (1 - f.p) / f.n + 0.9604 / (f.n * f.n))) / (1 + 3.8416 / f.n), f.last_at
FROM rule r
LEFT JOIN (SELECT rule_id, count(*) AS lines FROM analogue WHERE superseded_at IS NULL GROUP BY rule_id) l ON l.rule_id = r.id
LEFT JOIN (
  SELECT rule_id, count(*)::double precision AS n, (count(*) FILTER (WHERE verdict = 'accept'))::double precision / count(*) AS p,
    count(*) FILTER (WHERE verdict = 'accept') AS accepted, count(*) FILTER (WHERE verdict = 'wrong_company') AS wrong_company,
    count(*) FILTER (WHERE verdict = 'wrong_reason') AS wrong_reason, max(at) AS last_at
  FROM analyst.feedback_all WHERE counts GROUP BY rule_id) f ON f.rule_id = r.id;
COMMENT ON VIEW analyst.rule_acceptance_all IS 'One row a rule: how many lines stand on it and what people said of them. Recorded material included.';
CREATE VIEW analyst.rule_acceptance (rule_id, lines, judged, accepted, wrong_company, wrong_reason, rate, rate_low, rate_high, last_at) AS
SELECT r.id, coalesce(l.lines, 0)::int, coalesce(f.n, 0)::int, coalesce(f.accepted, 0)::int, coalesce(f.wrong_company, 0)::int, coalesce(f.wrong_reason, 0)::int,
  f.p, (f.p + 1.9208 / f.n - 1.96 * sqrt(f.p * (1 - f.p) / f.n + 0.9604 / (f.n * f.n))) / (1 + 3.8416 / f.n),
  (f.p + 1.9208 / f.n + 1.96 * sqrt(f.p * (1 - f.p) / f.n + 0.9604 / (f.n * f.n))) / (1 + 3.8416 / f.n), f.last_at
FROM rule r
LEFT JOIN (SELECT a.rule_id, count(*) AS lines FROM analogue a JOIN event e ON e.id = a.event_id AND e.origin IN ('live', 'ingest') WHERE a.superseded_at IS NULL GROUP BY a.rule_id) l ON l.rule_id = r.id
LEFT JOIN (
  SELECT rule_id, count(*)::double precision AS n, (count(*) FILTER (WHERE verdict = 'accept'))::double precision / count(*) AS p,
    count(*) FILTER (WHERE verdict = 'accept') AS accepted, count(*) FILTER (WHERE verdict = 'wrong_company') AS wrong_company,
    count(*) FILTER (WHERE verdict = 'wrong_reason') AS wrong_reason, max(at) AS last_at
  FROM analyst.feedback WHERE counts GROUP BY rule_id) f ON f.rule_id = r.id;
COMMENT ON VIEW analyst.rule_acceptance IS 'One row a rule: how many lines stand on it and what people said of them. Live material only.';
DO $$
DECLARE c record;
BEGIN
  FOR c IN SELECT * FROM (VALUES
      ('rule_id', 'Rule; join rules on it.'),
      ('lines', 'Lines that stand on it now.'),
      ('judged', 'Statements that count: the newest of each author about each company and event.'),
      ('accepted', 'Of these: right.'),
      ('wrong_company', 'Of these: the wrong company.'),
      ('wrong_reason', 'Of these: the right company for the wrong reason.'),
      ('rate', 'accepted / judged, 0 to 1; null before the first statement.'),
      ('rate_low', 'Lower end of Wilson''s 95% interval of the rate.'),
      ('rate_high', 'Its upper end.'),
      ('last_at', 'When the newest counted statement was made, UTC.')) AS said (name, meaning)
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.rule_acceptance_all.%I IS %L', c.name, c.meaning);
    EXECUTE format('COMMENT ON COLUMN analyst.rule_acceptance.%I IS %L', c.name, c.meaning);
  END LOOP;
  FOR c IN SELECT a.attname AS name, col_description(a.attrelid, a.attnum) AS meaning
    FROM pg_attribute a WHERE a.attrelid = 'analyst.feedback_all'::regclass AND a.attnum > 0
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.feedback.%I IS %L', c.name, c.meaning);
  END LOOP;
END $$;
