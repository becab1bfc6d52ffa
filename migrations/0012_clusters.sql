-- What the clusterer remembers: its live events, written with each decision, so that a restart decides as if there had been none.

CREATE TABLE cluster_event (
  stream text NOT NULL CHECK (stream IN ('live', 'archive', 'replay')),
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  serial integer NOT NULL,
  revision bigint NOT NULL,
  state text NOT NULL,
  PRIMARY KEY (stream, event_id)
);
CREATE INDEX cluster_event_revision ON cluster_event (stream, revision);
CREATE INDEX cluster_event_of ON cluster_event (event_id);
COMMENT ON TABLE cluster_event IS 'The live events as the clusterer compares articles with them; a row goes when its event has been quiet for ten days. No part of an event: it can be computed again from the articles.';
COMMENT ON COLUMN cluster_event.stream IS 'Recorded streams have a clusterer each, apart from the live one.';
COMMENT ON COLUMN cluster_event.serial IS 'Counts up in order of beginning, within a stream.';
COMMENT ON COLUMN cluster_event.revision IS 'Of the stream, at the last change of this row: a process that remembers a lower highest one has to read again.';
COMMENT ON COLUMN cluster_event.state IS 'Weights, names, amounts and shingles summed over the articles: JSON, numbers exact to the last bit.';
