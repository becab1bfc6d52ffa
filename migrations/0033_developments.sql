-- A sequel is a development of its parent: which act it tells, and why it was put there.
ALTER TABLE event
  ADD COLUMN parent_act text,
  ADD COLUMN parent_reason text,
  ADD COLUMN parent_reason_zh text;
COMMENT ON COLUMN event.parent_event_id IS 'The event this one grew out of; null where none was found among the live ones when it began.';
COMMENT ON COLUMN event.parent_act IS 'The new act that it tells: lawsuit, denial, settlement …; null for older rows and for what a person split out.';
COMMENT ON COLUMN event.parent_reason IS 'Why it is a development of that event, in English.';
COMMENT ON COLUMN event.parent_reason_zh IS 'The same in Chinese.';
CREATE INDEX event_parent ON event (parent_event_id) WHERE parent_event_id IS NOT NULL;

CREATE VIEW analyst.developments_all (event_id, origin, parent_event_id, act, reason_en, reason_zh, first_seen) AS
SELECT e.id, e.origin, e.parent_event_id, e.parent_act, e.parent_reason, e.parent_reason_zh, e.first_seen FROM event e WHERE e.parent_event_id IS NOT NULL;
CREATE VIEW analyst.developments AS SELECT * FROM analyst.developments_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.developments_all IS 'One row a sequel: the event it grew out of and why. Recorded material included.';
COMMENT ON VIEW analyst.developments IS 'One row a sequel: the event it grew out of and why. Live material only.';
COMMENT ON COLUMN analyst.developments_all.event_id IS 'The sequel; join events on it.';
COMMENT ON COLUMN analyst.developments_all.origin IS 'Of the sequel.';
COMMENT ON COLUMN analyst.developments_all.parent_event_id IS 'The event it grew out of.';
COMMENT ON COLUMN analyst.developments_all.act IS 'The new act that it tells: lawsuit, denial, settlement …; null where a person split it out.';
COMMENT ON COLUMN analyst.developments_all.reason_en IS 'Why, in English.';
COMMENT ON COLUMN analyst.developments_all.reason_zh IS 'Why, in Chinese.';
COMMENT ON COLUMN analyst.developments_all.first_seen IS 'When the sequel was first told, UTC.';
COMMENT ON COLUMN analyst.developments.event_id IS 'The sequel; join events on it.';
COMMENT ON COLUMN analyst.developments.origin IS 'Of the sequel.';
COMMENT ON COLUMN analyst.developments.parent_event_id IS 'The event it grew out of.';
COMMENT ON COLUMN analyst.developments.act IS 'The new act that it tells: lawsuit, denial, settlement …; null where a person split it out.';
COMMENT ON COLUMN analyst.developments.reason_en IS 'Why, in English.';
COMMENT ON COLUMN analyst.developments.reason_zh IS 'Why, in Chinese.';
COMMENT ON COLUMN analyst.developments.first_seen IS 'When the sequel was first told, UTC.';
