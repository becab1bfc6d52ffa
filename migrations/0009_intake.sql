-- Intake: who holds a source, pages still to be read, alarms of silent sources, and the clocks of an article apart.

-- A claimed source is held until then; null when no worker has it. Counts against its host, whichever machine asks.
ALTER TABLE source ADD COLUMN leased_until timestamptz;

-- False where the source shows no date: `published_at` is then the moment of detection, and says so.
ALTER TABLE article ADD COLUMN published_stated boolean NOT NULL DEFAULT true;
-- `edited` by the publisher, or `completed` by us: the page behind a summary was read later.
ALTER TABLE article_revision ADD COLUMN cause text NOT NULL DEFAULT 'edited' CHECK (cause IN ('edited', 'completed'));

-- Pages that a round left for later ones: what the source itself said of them, until the page is read or given up.
CREATE TABLE page_wanted (
  id text PRIMARY KEY,
  source_id text NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  url text NOT NULL,
  host text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  author text,
  published_at timestamptz,
  -- true: no article yet, since its title stands only on the page
  held boolean NOT NULL,
  wanted_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz
);
CREATE INDEX page_wanted_due ON page_wanted (next_attempt_at, id);

-- One row an episode: raised when a source falls silent, cleared when it speaks again.
CREATE TABLE source_alarm (
  source_id text NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  raised_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('failing', 'empty', 'silent', 'gone')),
  since timestamptz,
  sentence text NOT NULL,
  sentence_zh text NOT NULL,
  -- messages written to the outbox for it
  told integer NOT NULL DEFAULT 0,
  cleared_at timestamptz,
  PRIMARY KEY (source_id, raised_at)
);
CREATE UNIQUE INDEX source_alarm_open ON source_alarm (source_id) WHERE cleared_at IS NULL;

CREATE VIEW analyst.sources (source_id, name, kind, language, tier, first_hand, entity_id, status, cadence_seconds, last_success_at, last_item_at, failures, items_per_day, next_poll_at, alarm, alarm_since, provenance) AS
SELECT s.id, s.name, s.kind, s.language, s.tier, s.first_hand, s.entity_id, s.status, s.cadence_seconds, s.last_success_at, s.last_item_at, s.failures, s.items_per_day, s.next_poll_at, a.kind, a.since, s.provenance
FROM source s LEFT JOIN source_alarm a ON a.source_id = s.id AND a.cleared_at IS NULL;
COMMENT ON VIEW analyst.sources IS 'One row a watched source, with its health; neither addresses nor credentials.';
COMMENT ON COLUMN analyst.sources.source_id IS 'Id in library/sources.yaml.';
COMMENT ON COLUMN analyst.sources.name IS 'Its name.';
COMMENT ON COLUMN analyst.sources.kind IS 'feed, listing, sitemap, edgar, announcements, flash, trending or folder.';
COMMENT ON COLUMN analyst.sources.language IS 'BCP 47.';
COMMENT ON COLUMN analyst.sources.tier IS '1 first-hand or wire, 2 established press, 3 trade press, 4 blogs and lists.';
COMMENT ON COLUMN analyst.sources.first_hand IS 'The own words of whom it speaks of.';
COMMENT ON COLUMN analyst.sources.entity_id IS 'Whose words, where first-hand.';
COMMENT ON COLUMN analyst.sources.status IS 'active, paused, gone (retired by its server) or not_polled.';
COMMENT ON COLUMN analyst.sources.cadence_seconds IS 'The fastest that it may be asked.';
COMMENT ON COLUMN analyst.sources.last_success_at IS 'Last round that was answered well.';
COMMENT ON COLUMN analyst.sources.last_item_at IS 'Newest item seen.';
COMMENT ON COLUMN analyst.sources.failures IS 'Rounds in a row that failed.';
COMMENT ON COLUMN analyst.sources.items_per_day IS 'Its usual pace, from its own dates.';
COMMENT ON COLUMN analyst.sources.next_poll_at IS 'When it is asked again.';
COMMENT ON COLUMN analyst.sources.alarm IS 'failing, empty, silent or gone; null while it does what it used to.';
COMMENT ON COLUMN analyst.sources.alarm_since IS 'Its last sign of life before the alarm.';
COMMENT ON COLUMN analyst.sources.provenance IS 'Where its address was seen, or that it is not polled.';

CREATE VIEW analyst.article_clocks (article_id, source_id, origin, outlet, title, url, published_at, published_stated, fetched_at, detected_at, analysed_at, first_sent_at, revision, revised_at) AS
SELECT a.id, a.source_id, a.origin, a.outlet, a.title, a.url, a.published_at, a.published_stated, a.fetched_at, a.detected_at, a.analysed_at,
  (SELECT min(d.delivered_at) FROM event_article ea JOIN delivery d ON d.event_id = ea.event_id
    WHERE ea.article_id = a.id AND d.status = 'delivered' AND d.created_at >= ea.joined_at),
  a.revision, a.revised_at
FROM article a WHERE a.origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.article_clocks IS 'One row an article with its clocks apart: published, fetched, detected, sent. Live material only.';
COMMENT ON COLUMN analyst.article_clocks.article_id IS 'Article.';
COMMENT ON COLUMN analyst.article_clocks.source_id IS 'Source that brought it; null when pushed.';
COMMENT ON COLUMN analyst.article_clocks.origin IS 'live or ingest.';
COMMENT ON COLUMN analyst.article_clocks.outlet IS 'Who published it.';
COMMENT ON COLUMN analyst.article_clocks.title IS 'Its title as last seen.';
COMMENT ON COLUMN analyst.article_clocks.url IS 'Its address.';
COMMENT ON COLUMN analyst.article_clocks.published_at IS 'When its publisher says it was published, UTC.';
COMMENT ON COLUMN analyst.article_clocks.published_stated IS 'False: no date was shown, and published_at is the moment of detection.';
COMMENT ON COLUMN analyst.article_clocks.fetched_at IS 'When the bytes that brought it came in.';
COMMENT ON COLUMN analyst.article_clocks.detected_at IS 'When it was first written down here.';
COMMENT ON COLUMN analyst.article_clocks.analysed_at IS 'When it was last read for themes, traits and events; null while it waits.';
COMMENT ON COLUMN analyst.article_clocks.first_sent_at IS 'First delivered message about its event after it joined; null when none was. Digest mails tell of many events and are not counted.';
COMMENT ON COLUMN analyst.article_clocks.revision IS '1, and one more with each edit.';
COMMENT ON COLUMN analyst.article_clocks.revised_at IS 'When the last edit was seen.';
