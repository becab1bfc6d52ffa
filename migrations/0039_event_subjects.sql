-- Whom an event's headlines name, with its date: a suit, a fine or a recall comes weeks after what it follows, when that has
-- long closed and left the clusterer's memory. Found from here, newest first, never by reading the archive through.
CREATE TABLE event_subject (
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  entity_id text NOT NULL,
  first_seen timestamptz NOT NULL,
  PRIMARY KEY (event_id, entity_id)
);
CREATE INDEX event_subject_entity ON event_subject (entity_id, first_seen DESC, event_id COLLATE "C");
COMMENT ON TABLE event_subject IS 'Who and what at least a quarter of an event''s headlines name, and the companies behind these.';
COMMENT ON COLUMN event_subject.entity_id IS 'Company, product, person or institution of the library.';
COMMENT ON COLUMN event_subject.first_seen IS 'Of the event.';

INSERT INTO event_subject (event_id, entity_id, first_seen)
WITH told AS (SELECT event_id, count(*) AS articles FROM event_article GROUP BY event_id)
SELECT ea.event_id, n.entity_id, e.first_seen
FROM event_article ea JOIN article_entity n ON n.article_id = ea.article_id AND n.field = 'title'
JOIN event e ON e.id = ea.event_id JOIN told t ON t.event_id = ea.event_id
GROUP BY ea.event_id, n.entity_id, e.first_seen, t.articles HAVING 4 * count(DISTINCT ea.article_id) >= t.articles
UNION SELECT e.id, e.issuer_entity, e.first_seen FROM event e WHERE e.issuer_entity IS NOT NULL;
