-- Delivery: order within an event where a desk asks for it, lists of companies a desk may not see, what replaces what; retractions;
-- the digest by market.

-- The next message of an event waits until the one before it has been delivered or given up.
ALTER TABLE endpoint ADD COLUMN ordered boolean NOT NULL DEFAULT false;
-- Tickers this endpoint must never be told of, whatever else it asks for.
ALTER TABLE endpoint ADD COLUMN restricted text[] NOT NULL DEFAULT '{}';

-- What a message speaks of within its event: 'event', 'ticker:6608.HK', 'release:a-…'. The newest of a chain replaces the ones before.
ALTER TABLE delivery ADD COLUMN chain text;
ALTER TABLE delivery ADD COLUMN message_id text;
UPDATE delivery SET message_id = split_part(key, ':', 1) WHERE target = 'endpoint';
CREATE INDEX delivery_told ON delivery (event_id, endpoint_id, chain, sequence) WHERE endpoint_id IS NOT NULL;
CREATE INDEX delivery_subscriber ON delivery (subscriber_id, created_at) WHERE subscriber_id IS NOT NULL;

-- A story that turned out to be wrong: by its publisher or by a person here. Its lines are withdrawn and nothing more is said of it.
CREATE TABLE event_retraction (
  event_id text PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
  author text NOT NULL,
  at timestamptz NOT NULL,
  why text NOT NULL
);
COMMENT ON TABLE event_retraction IS 'A story that turned out to be wrong: who says so, when, and why.';

-- Exchanges whose companies a reader wants named (XHKG, XSHG, XSHE); all where empty.
ALTER TABLE subscriber ADD COLUMN markets text[] NOT NULL DEFAULT '{}';

-- Who reads the tables sees what was taken back.
CREATE VIEW analyst.corrections (at, kind, event_id, into_event_id, author, why) AS
SELECT c.at, c.kind, c.event_id, c.into_event_id, c.author, c.why FROM event_correction c JOIN event e ON e.id = c.event_id WHERE e.origin IN ('live', 'ingest')
UNION ALL
SELECT r.at, 'retract', r.event_id, NULL, r.author, r.why FROM event_retraction r JOIN event e ON e.id = r.event_id WHERE e.origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.corrections IS 'One row a correction of what was told: events merged, split or retracted, by whom and why. Live material only.';
COMMENT ON COLUMN analyst.corrections.at IS 'When it was made, UTC.';
COMMENT ON COLUMN analyst.corrections.kind IS 'merge, split or retract.';
COMMENT ON COLUMN analyst.corrections.event_id IS 'Event corrected.';
COMMENT ON COLUMN analyst.corrections.into_event_id IS 'Event its articles went to; null for a retraction.';
COMMENT ON COLUMN analyst.corrections.author IS 'Who says so.';
COMMENT ON COLUMN analyst.corrections.why IS 'In their words.';
