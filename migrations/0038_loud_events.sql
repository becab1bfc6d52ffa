-- What novelty asks (which events of this theme were loud, in the sixty days before?) is answered by one index that carries
-- the date: without it every event that the theme ever had is looked at, which is as many as the archive is old.
ALTER TABLE event ADD COLUMN loud_at timestamptz;
COMMENT ON COLUMN event.loud_at IS 'When it first became emerging or hype; null where it never did.';
UPDATE event e SET loud_at = s.at
FROM (SELECT event_id, min(at) AS at FROM event_state WHERE to_state IN ('emerging', 'hype') GROUP BY event_id) s WHERE s.event_id = e.id;

ALTER TABLE event_theme ADD COLUMN first_seen timestamptz, ADD COLUMN loud_at timestamptz;
UPDATE event_theme t SET first_seen = e.first_seen, loud_at = e.loud_at FROM event e WHERE e.id = t.event_id;
ALTER TABLE event_theme ALTER COLUMN first_seen SET NOT NULL;
COMMENT ON COLUMN event_theme.first_seen IS 'Of the event, for the index event_theme_loud.';
COMMENT ON COLUMN event_theme.loud_at IS 'Of the event, likewise.';
CREATE INDEX event_theme_loud ON event_theme (theme_id, first_seen DESC, event_id COLLATE "C") WHERE loud_at IS NOT NULL AND weight >= 0.4;
-- It was there for the same question.
DROP INDEX event_state_loud;
