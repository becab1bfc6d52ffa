-- Who writes an article or a message wakes who reads or sends it, on commit and not before. What is woken is a duty by its name;
-- the ticks stay, for whoever was not listening.

-- The order in which an endpoint's messages are sent, whole: with a long queue, sorting it took most of the claim.
CREATE INDEX delivery_endpoint_next ON delivery (endpoint_id, next_attempt_at, sequence, id COLLATE "C") WHERE status = 'waiting' AND endpoint_id IS NOT NULL;
DROP INDEX delivery_endpoint_due;

CREATE FUNCTION wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('duibiao', TG_ARGV[0]);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION wake() IS 'Tells who listens on the channel duibiao that a duty has something to do.';

-- Recorded material is read by who replays it.
CREATE TRIGGER article_wakes AFTER INSERT OR UPDATE OF analysed_at ON article FOR EACH ROW
  WHEN (NEW.analysed_at IS NULL AND NEW.origin IN ('live', 'ingest')) EXECUTE FUNCTION wake('analyse');
CREATE TRIGGER delivery_wakes AFTER INSERT ON delivery FOR EACH STATEMENT EXECUTE FUNCTION wake('deliver');
