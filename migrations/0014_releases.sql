-- Releases in full: what a figure is held against, mixes that shifted, news that a filing contradicts, dates on which
-- results are expected, and the rates with which amounts may be converted.

-- A headline may be the only place that states a figure.
ALTER TABLE release_figure ADD COLUMN field text NOT NULL DEFAULT 'body' CHECK (field IN ('title', 'body'));

-- A figure against what was expected, the issuer's guidance before, or the year before; stated in the text or stored here.
CREATE TABLE release_comparison (
  release_id text NOT NULL,
  position integer NOT NULL,
  basis text NOT NULL CHECK (basis IN ('expectation', 'guidance', 'yearBefore')),
  told text NOT NULL CHECK (told IN ('stated', 'stored')),
  low double precision,
  high double precision,
  point double precision,
  unit text NOT NULL,
  value double precision NOT NULL,
  measure text NOT NULL CHECK (measure IN ('percent', 'points')),
  grade smallint NOT NULL CHECK (grade BETWEEN -2 AND 2),
  against_release_id text REFERENCES release (id) ON DELETE CASCADE,
  against_position integer,
  field text CHECK (field IN ('title', 'body')),
  start_at integer,
  end_at integer,
  PRIMARY KEY (release_id, position, basis),
  FOREIGN KEY (release_id, position) REFERENCES release_figure (release_id, position) ON DELETE CASCADE,
  CHECK (CASE told WHEN 'stated' THEN field IS NOT NULL AND start_at IS NOT NULL AND end_at > start_at ELSE against_release_id IS NOT NULL END)
);
CREATE INDEX release_comparison_against ON release_comparison (against_release_id) WHERE against_release_id IS NOT NULL;
-- Earlier figures of an issuer: what later ones are held against.
CREATE INDEX release_issuer ON release (issuer_entity, published_at) WHERE issuer_entity IS NOT NULL;
CREATE INDEX release_event ON release (event_id) WHERE event_id IS NOT NULL;

CREATE TABLE release_mix (
  release_id text NOT NULL REFERENCES release (id) ON DELETE CASCADE,
  position integer NOT NULL,
  part text NOT NULL,
  whole text NOT NULL,
  share double precision NOT NULL,
  before double precision,
  points double precision,
  basis text CHECK (basis IN ('sequential', 'yearBefore')),
  field text NOT NULL CHECK (field IN ('title', 'body')),
  start_at integer NOT NULL,
  end_at integer NOT NULL,
  PRIMARY KEY (release_id, position),
  CHECK (end_at > start_at)
);

-- Retold figures that the issuer's own document does not bear out. The document wins.
CREATE TABLE figure_contradiction (
  release_id text NOT NULL,
  position integer NOT NULL,
  filing_release_id text NOT NULL,
  filing_position integer NOT NULL,
  difference double precision NOT NULL,
  measure text NOT NULL CHECK (measure IN ('percent', 'points')),
  known_at timestamptz NOT NULL,
  PRIMARY KEY (release_id, position),
  FOREIGN KEY (release_id, position) REFERENCES release_figure (release_id, position) ON DELETE CASCADE,
  FOREIGN KEY (filing_release_id, filing_position) REFERENCES release_figure (release_id, position) ON DELETE CASCADE
);
CREATE INDEX figure_contradiction_filing ON figure_contradiction (filing_release_id, filing_position);

-- When results are expected, and when they came. Rows are added, never changed: what was known at a moment can be read again.
CREATE TABLE earnings_date (
  id text PRIMARY KEY,
  issuer_entity text NOT NULL,
  issuer text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('results', 'board_meeting', 'briefing')),
  period text,
  date date NOT NULL,
  moment text CHECK (moment IN ('before_open', 'during', 'after_close')),
  at timestamptz,
  exchange text,
  time_zone text,
  source text NOT NULL CHECK (source IN ('announced', 'habit', 'reported')),
  confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  field text CHECK (field IN ('title', 'body')),
  start_at integer,
  end_at integer,
  known_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (source <> 'announced' OR (field IS NOT NULL AND end_at > start_at))
);
CREATE INDEX earnings_date_when ON earnings_date (date, issuer_entity);
CREATE INDEX earnings_date_issuer ON earnings_date (issuer_entity, period, known_at);
CREATE INDEX earnings_date_article ON earnings_date (article_id);

CREATE TABLE fx_rate (
  base text NOT NULL CHECK (base ~ '^[A-Z]{3}$'),
  quote text NOT NULL CHECK (quote ~ '^[A-Z]{3}$'),
  date date NOT NULL,
  rate double precision NOT NULL CHECK (rate > 0),
  source text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (base, quote, date),
  CHECK (base <> quote)
);

CREATE OR REPLACE VIEW analyst.guidance_all (release_id, event_id, origin, position, issuer, issuer_entity, published_at, first_hand, url, kind, metric, name, period, low, high, point, unit, direction, yoy_low, yoy_high, expected,
  surprise_expectation, grade_expectation, surprise_guidance, grade_guidance, surprise_year, grade_year, moved, stands, filing_low, filing_high, filing_point, filing_url, cny_low, cny_high, cny_point, fx_rate, fx_date, fx_source) AS
SELECT r.id, r.event_id, a.origin, f.position, r.issuer, r.issuer_entity, r.published_at, r.first_hand, a.url, f.kind, f.metric, f.name, f.period, f.low, f.high, f.point,
  f.unit, f.direction, f.yoy_low, f.yoy_high, f.expected,
  e.value, e.grade::integer, g.value, g.grade::integer, y.value, y.grade::integer,
  CASE WHEN f.kind <> 'guidance' OR g.value IS NULL THEN NULL WHEN g.value > 0 THEN 'raised' WHEN g.value < 0 THEN 'lowered' ELSE 'reaffirmed' END,
  c.release_id IS NULL, ff.low, ff.high, ff.point, fa.url,
  f.low * x.rate, f.high * x.rate, f.point * x.rate, x.rate, x.date, x.source
FROM release_figure f JOIN release r ON r.id = f.release_id JOIN article a ON a.id = r.article_id
LEFT JOIN release_comparison e ON e.release_id = f.release_id AND e.position = f.position AND e.basis = 'expectation'
LEFT JOIN release_comparison g ON g.release_id = f.release_id AND g.position = f.position AND g.basis = 'guidance'
LEFT JOIN release_comparison y ON y.release_id = f.release_id AND y.position = f.position AND y.basis = 'yearBefore'
LEFT JOIN figure_contradiction c ON c.release_id = f.release_id AND c.position = f.position
LEFT JOIN release_figure ff ON ff.release_id = c.filing_release_id AND ff.position = c.filing_position
LEFT JOIN release fr ON fr.id = c.filing_release_id LEFT JOIN article fa ON fa.id = fr.article_id
LEFT JOIN LATERAL (
  SELECT q.rate, q.date, q.source FROM (
    SELECT d.rate, d.date, d.source, 0 AS inverse FROM fx_rate d WHERE d.base = split_part(f.unit, '/', 1) AND d.quote = 'CNY'
    UNION ALL SELECT 1 / i.rate, i.date, i.source, 1 FROM fx_rate i WHERE i.base = 'CNY' AND i.quote = split_part(f.unit, '/', 1)) q
  WHERE q.date <= (r.published_at AT TIME ZONE 'UTC')::date AND q.date > (r.published_at AT TIME ZONE 'UTC')::date - 8
  ORDER BY q.date DESC, q.inverse LIMIT 1) x ON f.unit <> 'percent';
COMMENT ON COLUMN analyst.guidance_all.surprise_expectation IS 'Against what others expected, as told in the text: per cent of it, or points where the unit is per cent.';
COMMENT ON COLUMN analyst.guidance_all.grade_expectation IS '-2 far below, -1 below, 0 as expected, 1 above, 2 far above. Above is not always good: costs count upwards too.';
COMMENT ON COLUMN analyst.guidance_all.surprise_guidance IS 'Against the issuer''s guidance before, stated in the text or stored: per cent, or points where the unit is per cent.';
COMMENT ON COLUMN analyst.guidance_all.grade_guidance IS 'Its grade, -2 to 2.';
COMMENT ON COLUMN analyst.guidance_all.surprise_year IS 'Against the year before, stated or stored: per cent, or points where the unit is per cent.';
COMMENT ON COLUMN analyst.guidance_all.grade_year IS 'Its grade, -2 to 2.';
COMMENT ON COLUMN analyst.guidance_all.moved IS 'Guidance against the guidance before by its midpoint: raised, lowered or reaffirmed, also where the text does not say so; null without one.';
COMMENT ON COLUMN analyst.guidance_all.stands IS 'False for a retold figure that the issuer''s own document contradicts: the document wins.';
COMMENT ON COLUMN analyst.guidance_all.filing_low IS 'What the issuer''s document says instead, lower end.';
COMMENT ON COLUMN analyst.guidance_all.filing_high IS 'Upper end.';
COMMENT ON COLUMN analyst.guidance_all.filing_point IS 'Single value.';
COMMENT ON COLUMN analyst.guidance_all.filing_url IS 'Address of that document.';
COMMENT ON COLUMN analyst.guidance_all.cny_low IS 'Converted to yuan with fx_rate; null where no rate of the week before is stored, and where the unit is CNY.';
COMMENT ON COLUMN analyst.guidance_all.cny_high IS 'Converted, upper end.';
COMMENT ON COLUMN analyst.guidance_all.cny_point IS 'Converted, single value.';
COMMENT ON COLUMN analyst.guidance_all.fx_rate IS 'Yuan for one unit of the currency.';
COMMENT ON COLUMN analyst.guidance_all.fx_date IS 'Day of the rate.';
COMMENT ON COLUMN analyst.guidance_all.fx_source IS 'Where the rate is from.';
CREATE OR REPLACE VIEW analyst.guidance AS SELECT * FROM analyst.guidance_all WHERE origin IN ('live', 'ingest');

CREATE VIEW analyst.comparisons_all (release_id, position, event_id, origin, issuer, issuer_entity, published_at, kind, metric, name, period, unit, basis, told, against_low, against_high, against_point, value, measure, grade, against_published_at, against_url) AS
SELECT c.release_id, c.position, r.event_id, a.origin, r.issuer, r.issuer_entity, r.published_at, f.kind, f.metric, f.name, f.period, f.unit, c.basis, c.told, c.low, c.high, c.point, c.value, c.measure, c.grade::integer,
  coalesce(b.published_at, r.published_at), coalesce(ba.url, a.url)
FROM release_comparison c JOIN release_figure f USING (release_id, position) JOIN release r ON r.id = c.release_id JOIN article a ON a.id = r.article_id
LEFT JOIN release b ON b.id = c.against_release_id LEFT JOIN article ba ON ba.id = b.article_id;
COMMENT ON VIEW analyst.comparisons_all IS 'One row a figure and what it is held against: expectation, guidance before, year before. Recorded material included.';
COMMENT ON COLUMN analyst.comparisons_all.release_id IS 'Release; join guidance on it and position.';
COMMENT ON COLUMN analyst.comparisons_all.position IS 'Of the figure within the release.';
COMMENT ON COLUMN analyst.comparisons_all.event_id IS 'Event it belongs to, where there is one.';
COMMENT ON COLUMN analyst.comparisons_all.origin IS 'Of the article.';
COMMENT ON COLUMN analyst.comparisons_all.issuer IS 'As the release calls it.';
COMMENT ON COLUMN analyst.comparisons_all.issuer_entity IS 'Entity, where known.';
COMMENT ON COLUMN analyst.comparisons_all.published_at IS 'Of the release, UTC.';
COMMENT ON COLUMN analyst.comparisons_all.kind IS 'result or guidance.';
COMMENT ON COLUMN analyst.comparisons_all.metric IS 'revenue, eps, net_profit, … or other.';
COMMENT ON COLUMN analyst.comparisons_all.name IS 'Says which where the metric alone does not.';
COMMENT ON COLUMN analyst.comparisons_all.period IS 'Fiscal period.';
COMMENT ON COLUMN analyst.comparisons_all.unit IS 'USD, CNY, USD/share, percent, …; the same on both sides.';
COMMENT ON COLUMN analyst.comparisons_all.basis IS 'expectation, guidance (the issuer''s own before) or yearBefore.';
COMMENT ON COLUMN analyst.comparisons_all.told IS 'stated: in the same text; stored: a figure of an earlier release.';
COMMENT ON COLUMN analyst.comparisons_all.against_low IS 'What it is held against, lower end; all three null where the text gives the change only.';
COMMENT ON COLUMN analyst.comparisons_all.against_high IS 'Upper end.';
COMMENT ON COLUMN analyst.comparisons_all.against_point IS 'Single value.';
COMMENT ON COLUMN analyst.comparisons_all.value IS 'How far the figure lies above it (midpoints): per cent of its size, or percentage points.';
COMMENT ON COLUMN analyst.comparisons_all.measure IS 'percent or points.';
COMMENT ON COLUMN analyst.comparisons_all.grade IS '-2 far below, -1 below, 0 as expected, 1 above, 2 far above.';
COMMENT ON COLUMN analyst.comparisons_all.against_published_at IS 'When that was published, UTC.';
COMMENT ON COLUMN analyst.comparisons_all.against_url IS 'Where.';
CREATE VIEW analyst.comparisons AS SELECT * FROM analyst.comparisons_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.comparisons IS 'One row a figure and what it is held against: expectation, guidance before, year before. Live material only.';

CREATE VIEW analyst.mix_shifts_all (release_id, position, event_id, origin, issuer, issuer_entity, published_at, first_hand, url, part, whole, share, before, points, basis, field, start_at, end_at) AS
SELECT m.release_id, m.position, r.event_id, a.origin, r.issuer, r.issuer_entity, r.published_at, r.first_hand, a.url, m.part, m.whole, m.share, m.before, m.points, m.basis, m.field, m.start_at, m.end_at
FROM release_mix m JOIN release r ON r.id = m.release_id JOIN article a ON a.id = r.article_id;
COMMENT ON VIEW analyst.mix_shifts_all IS 'One row a share of a whole that an issuer states: "v9 was 15% of royalties, up from 10%". Recorded material included.';
COMMENT ON COLUMN analyst.mix_shifts_all.release_id IS 'The release.';
COMMENT ON COLUMN analyst.mix_shifts_all.position IS 'Order within the release.';
COMMENT ON COLUMN analyst.mix_shifts_all.event_id IS 'Event it belongs to, where there is one.';
COMMENT ON COLUMN analyst.mix_shifts_all.origin IS 'Of the article.';
COMMENT ON COLUMN analyst.mix_shifts_all.issuer IS 'As the release calls it.';
COMMENT ON COLUMN analyst.mix_shifts_all.issuer_entity IS 'Entity, where known.';
COMMENT ON COLUMN analyst.mix_shifts_all.published_at IS 'Of the release, UTC.';
COMMENT ON COLUMN analyst.mix_shifts_all.first_hand IS 'True where it is the issuer''s own document.';
COMMENT ON COLUMN analyst.mix_shifts_all.url IS 'Its address.';
COMMENT ON COLUMN analyst.mix_shifts_all.part IS 'What has the share, in the words of the text.';
COMMENT ON COLUMN analyst.mix_shifts_all.whole IS 'Of what.';
COMMENT ON COLUMN analyst.mix_shifts_all.share IS 'Per cent.';
COMMENT ON COLUMN analyst.mix_shifts_all.before IS 'What it was, per cent; null where the text does not say.';
COMMENT ON COLUMN analyst.mix_shifts_all.points IS 'Percentage points gained or lost; null without an earlier share.';
COMMENT ON COLUMN analyst.mix_shifts_all.basis IS 'What before speaks of: sequential (the quarter before) or yearBefore; null where not said.';
COMMENT ON COLUMN analyst.mix_shifts_all.field IS 'title or body of the article.';
COMMENT ON COLUMN analyst.mix_shifts_all.start_at IS 'First UTF-16 unit of the words within the field.';
COMMENT ON COLUMN analyst.mix_shifts_all.end_at IS 'One past the last unit.';
CREATE VIEW analyst.mix_shifts AS SELECT * FROM analyst.mix_shifts_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.mix_shifts IS 'One row a share of a whole that an issuer states: "v9 was 15% of royalties, up from 10%". Live material only.';

CREATE VIEW analyst.earnings_dates_all (issuer_entity, issuer, origin, kind, period, date, moment, at, exchange, time_zone, source, confidence, known_at, url) AS
SELECT d.issuer_entity, d.issuer, a.origin, d.kind, d.period, d.date, d.moment, d.at, d.exchange, d.time_zone, d.source, d.confidence, d.known_at, a.url
FROM earnings_date d JOIN article a ON a.id = d.article_id;
COMMENT ON VIEW analyst.earnings_dates_all IS 'One row a date on which results are expected or came, as each became known. Recorded material included.';
COMMENT ON COLUMN analyst.earnings_dates_all.issuer_entity IS 'Entity.';
COMMENT ON COLUMN analyst.earnings_dates_all.issuer IS 'Its name.';
COMMENT ON COLUMN analyst.earnings_dates_all.origin IS 'Of the article.';
COMMENT ON COLUMN analyst.earnings_dates_all.kind IS 'results; board_meeting: at which results are approved (董事會會議); briefing: at which they are explained (业绩说明会).';
COMMENT ON COLUMN analyst.earnings_dates_all.period IS 'Fiscal period; null where none is named.';
COMMENT ON COLUMN analyst.earnings_dates_all.date IS 'Day, in the exchange''s own time.';
COMMENT ON COLUMN analyst.earnings_dates_all.moment IS 'before_open, during or after_close of the exchange''s session; null where not said.';
COMMENT ON COLUMN analyst.earnings_dates_all.at IS 'The hour where one is given, UTC.';
COMMENT ON COLUMN analyst.earnings_dates_all.exchange IS 'MIC, where known.';
COMMENT ON COLUMN analyst.earnings_dates_all.time_zone IS 'IANA zone in which date is meant; null where not known.';
COMMENT ON COLUMN analyst.earnings_dates_all.source IS 'announced by the issuer; habit: the day of last year''s; reported: they came.';
COMMENT ON COLUMN analyst.earnings_dates_all.confidence IS '0 to 1: 1 reported, 0.95 announced, 0.4 to 0.7 habit.';
COMMENT ON COLUMN analyst.earnings_dates_all.known_at IS 'When it was public, UTC: a question as of an earlier moment does not see it.';
COMMENT ON COLUMN analyst.earnings_dates_all.url IS 'Announcement, or the release that the habit is taken from.';
CREATE VIEW analyst.earnings_dates AS SELECT * FROM analyst.earnings_dates_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.earnings_dates IS 'One row a date on which results are expected or came, as each became known. Live material only.';

CREATE VIEW analyst.fx_rates (base, quote, date, rate, source, recorded_at) AS SELECT base, quote, date, rate, source, recorded_at FROM fx_rate;
COMMENT ON VIEW analyst.fx_rates IS 'One row a stored exchange rate; nothing is converted without one.';
COMMENT ON COLUMN analyst.fx_rates.base IS 'Currency, ISO 4217.';
COMMENT ON COLUMN analyst.fx_rates.quote IS 'Currency it is priced in.';
COMMENT ON COLUMN analyst.fx_rates.date IS 'Day of the rate.';
COMMENT ON COLUMN analyst.fx_rates.rate IS 'Units of quote for one of base.';
COMMENT ON COLUMN analyst.fx_rates.source IS 'Where it is from.';
COMMENT ON COLUMN analyst.fx_rates.recorded_at IS 'When it was imported, UTC.';

-- The live views say of their columns what the full ones say.
DO $$
DECLARE c record;
BEGIN
  FOR c IN
    SELECT live.relname AS view, a.attname AS column, col_description(a.attrelid, a.attnum) AS said
    FROM pg_class live JOIN pg_namespace n ON n.oid = live.relnamespace AND n.nspname = 'analyst'
    JOIN pg_class full_view ON full_view.relnamespace = n.oid AND full_view.relname = live.relname || '_all'
    JOIN pg_attribute a ON a.attrelid = full_view.oid AND a.attnum > 0
    WHERE live.relname IN ('guidance', 'comparisons', 'mix_shifts', 'earnings_dates')
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view, c.column, c.said);
  END LOOP;
END $$;
