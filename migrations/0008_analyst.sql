-- Tables for analysts: documented views, stable names. Without a suffix they hold live material only; `_all` adds what is recorded
-- (the bundled archive, replays), told apart by `origin`. Names and meanings of columns stay; new columns come last.

CREATE SCHEMA analyst;
COMMENT ON SCHEMA analyst IS 'Views for analysts, version 1. Live material only; views ending in _all add recorded material, told apart by origin.';

CREATE VIEW analyst.events_all (event_id, origin, headline, headline_zh, headline_en, state, unread, first_seen, last_seen, articles, outlets, languages, hype_score, hype_at, peak_score, first_hand_url, issuer_entity, recorded_at) AS
SELECT e.id, e.origin, e.headline, e.headline_zh, e.headline_en, e.state, e.unread, e.first_seen, e.last_seen,
  n.articles, n.outlets, n.languages, h.score, h.at, p.peak, f.url, e.issuer_entity, e.recorded_at
FROM event e
LEFT JOIN LATERAL (SELECT count(*)::int AS articles, count(DISTINCT a.outlet)::int AS outlets, count(DISTINCT a.language)::int AS languages
  FROM event_article ea JOIN article a ON a.id = ea.article_id WHERE ea.event_id = e.id) n ON true
LEFT JOIN LATERAL (SELECT s.score, s.at FROM hype_score s WHERE s.event_id = e.id ORDER BY s.at DESC LIMIT 1) h ON true
LEFT JOIN LATERAL (SELECT max(s.score) AS peak FROM hype_score s WHERE s.event_id = e.id) p ON true
LEFT JOIN LATERAL (SELECT a.url FROM event_article ea JOIN article a ON a.id = ea.article_id
  WHERE ea.event_id = e.id AND a.first_hand ORDER BY a.published_at, a.id COLLATE "C" LIMIT 1) f ON true;
COMMENT ON VIEW analyst.events_all IS 'One row an event: a story, however many outlets and languages tell it. Recorded material included.';
COMMENT ON COLUMN analyst.events_all.event_id IS 'Stable id.';
COMMENT ON COLUMN analyst.events_all.origin IS 'live or ingest; archive and replay are recorded material.';
COMMENT ON COLUMN analyst.events_all.headline IS 'As first told.';
COMMENT ON COLUMN analyst.events_all.headline_zh IS 'In Chinese where an article had one.';
COMMENT ON COLUMN analyst.events_all.headline_en IS 'In English where an article had one.';
COMMENT ON COLUMN analyst.events_all.state IS 'emerging, hype, fading, closed or quiet, as of now.';
COMMENT ON COLUMN analyst.events_all.unread IS 'True while no first-hand document has been seen (未见原文).';
COMMENT ON COLUMN analyst.events_all.first_seen IS 'When its first article was published, UTC.';
COMMENT ON COLUMN analyst.events_all.last_seen IS 'When its newest article was published, UTC.';
COMMENT ON COLUMN analyst.events_all.articles IS 'Articles that belong to it.';
COMMENT ON COLUMN analyst.events_all.outlets IS 'Distinct outlets among them.';
COMMENT ON COLUMN analyst.events_all.languages IS 'Distinct languages among them.';
COMMENT ON COLUMN analyst.events_all.hype_score IS 'Newest score, 0 to 100; null before the first evaluation.';
COMMENT ON COLUMN analyst.events_all.hype_at IS 'When that score was computed, UTC.';
COMMENT ON COLUMN analyst.events_all.peak_score IS 'Highest score so far, 0 to 100.';
COMMENT ON COLUMN analyst.events_all.first_hand_url IS 'Address of the earliest first-hand document; null while unread.';
COMMENT ON COLUMN analyst.events_all.issuer_entity IS 'Entity whose results or product the event is, where one is named.';
COMMENT ON COLUMN analyst.events_all.recorded_at IS 'When the event was written here, UTC.';
CREATE VIEW analyst.events AS SELECT * FROM analyst.events_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.events IS 'One row an event: a story, however many outlets and languages tell it. Live material only.';

CREATE VIEW analyst.hype_all (event_id, origin, at, score, burst, spread, reach, language, novelty, first_hand, surprise, price, weights_version) AS
SELECT h.event_id, e.origin, h.at, h.score, h.burst, h.spread, h.reach, h.language, h.novelty, h.first_hand, h.surprise, h.price, h.weights_version
FROM hype_score h JOIN event e ON e.id = h.event_id;
COMMENT ON VIEW analyst.hype_all IS 'One row an evaluation of an event''s hype: the score and what it is made of. Recorded material included.';
COMMENT ON COLUMN analyst.hype_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.hype_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.hype_all.at IS 'When it was computed, UTC.';
COMMENT ON COLUMN analyst.hype_all.score IS '0 to 100.';
COMMENT ON COLUMN analyst.hype_all.burst IS 'Component: arrivals of a day above the theme''s usual.';
COMMENT ON COLUMN analyst.hype_all.spread IS 'Component: distinct outlets.';
COMMENT ON COLUMN analyst.hype_all.reach IS 'Component: weight of the outlets.';
COMMENT ON COLUMN analyst.hype_all.language IS 'Component: share of articles in the words of hype.';
COMMENT ON COLUMN analyst.hype_all.novelty IS 'Component: unlike what was told before.';
COMMENT ON COLUMN analyst.hype_all.first_hand IS 'Component: a first-hand document exists.';
COMMENT ON COLUMN analyst.hype_all.surprise IS 'Component: figures against expectations; null without figures.';
COMMENT ON COLUMN analyst.hype_all.price IS 'Component: move of the issuer''s share; null without prices.';
COMMENT ON COLUMN analyst.hype_all.weights_version IS 'Version of the weights the score was summed with.';
CREATE VIEW analyst.hype AS SELECT * FROM analyst.hype_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.hype IS 'One row an evaluation of an event''s hype: the score and what it is made of. Live material only.';

CREATE VIEW analyst.analogues_all (analogue_id, event_id, origin, ticker, exchange, company_zh, company_en, kind, same_product, score, rank, rule_id, rule_version, why_zh, why_en, as_of, computed_at, superseded_at, stands) AS
SELECT a.id, a.event_id, e.origin, a.ticker, c.exchange, c.name_zh_hans, c.name_en, a.kind, a.same_product, a.score, a.rank, a.rule_id, a.rule_version,
  a.why_zh, a.why_en, a.as_of, a.computed_at, a.superseded_at, a.superseded_at IS NULL
FROM analogue a JOIN event e ON e.id = a.event_id JOIN company c ON c.ticker = a.ticker;
COMMENT ON VIEW analyst.analogues_all IS 'One row a statement that a company is an analogue (or a trap) for an event, superseded ones included. Recorded material included.';
COMMENT ON COLUMN analyst.analogues_all.analogue_id IS 'Stable id; join analogue_evidence on it.';
COMMENT ON COLUMN analyst.analogues_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.analogues_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.analogues_all.ticker IS 'With its exchange: 6608.HK, 688521.SH, 300308.SZ.';
COMMENT ON COLUMN analyst.analogues_all.exchange IS 'MIC: XHKG, XSHG, XSHE.';
COMMENT ON COLUMN analyst.analogues_all.company_zh IS 'Name in simplified Chinese.';
COMMENT ON COLUMN analyst.analogues_all.company_en IS 'Name in English.';
COMMENT ON COLUMN analyst.analogues_all.kind IS 'soft: shares the business model; hard: shares the product only; trap: a wrong reason to buy, not a price forecast; issuer: the event is its own.';
COMMENT ON COLUMN analyst.analogues_all.same_product IS 'True where the product is shared too.';
COMMENT ON COLUMN analyst.analogues_all.score IS '0 to 100.';
COMMENT ON COLUMN analyst.analogues_all.rank IS 'From 1 over all lines of the event: soft, hard, trap, issuer.';
COMMENT ON COLUMN analyst.analogues_all.rule_id IS 'Rule that fired; null where the product or the name alone matched.';
COMMENT ON COLUMN analyst.analogues_all.rule_version IS 'Its version then.';
COMMENT ON COLUMN analyst.analogues_all.why_zh IS 'Reason in one Chinese sentence.';
COMMENT ON COLUMN analyst.analogues_all.why_en IS 'Reason in one English sentence.';
COMMENT ON COLUMN analyst.analogues_all.as_of IS 'What was public at this instant was used, UTC.';
COMMENT ON COLUMN analyst.analogues_all.computed_at IS 'When it was computed, UTC.';
COMMENT ON COLUMN analyst.analogues_all.superseded_at IS 'When a newer statement replaced it, UTC; null while it stands.';
COMMENT ON COLUMN analyst.analogues_all.stands IS 'True while not superseded.';
CREATE VIEW analyst.analogues AS SELECT * FROM analyst.analogues_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.analogues IS 'One row a statement that a company is an analogue (or a trap) for an event, superseded ones included. Live material only.';

CREATE VIEW analyst.analogue_evidence_all (analogue_id, event_id, origin, position, against, side, trait_id, text, outlet, url, first_hand, field, start_at, end_at, source_title, source_date, note) AS
SELECT v.analogue_id, a.event_id, e.origin, v.position, v.against, v.side, v.trait_id, left(v.text, 200), t.outlet, coalesce(t.url, v.source_url), t.first_hand,
  v.field, v.start_at, v.end_at, v.source_title, v.source_date, v.note
FROM analogue_evidence v JOIN analogue a ON a.id = v.analogue_id JOIN event e ON e.id = a.event_id LEFT JOIN article t ON t.id = v.article_id;
COMMENT ON VIEW analyst.analogue_evidence_all IS 'One row a piece of evidence for or against an analogue: words of an article, or a dated source about the company. Recorded material included.';
COMMENT ON COLUMN analyst.analogue_evidence_all.analogue_id IS 'Analogue; join analogues on it.';
COMMENT ON COLUMN analyst.analogue_evidence_all.event_id IS 'Its event.';
COMMENT ON COLUMN analyst.analogue_evidence_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.analogue_evidence_all.position IS 'Order within the analogue.';
COMMENT ON COLUMN analyst.analogue_evidence_all.against IS 'True for evidence against.';
COMMENT ON COLUMN analyst.analogue_evidence_all.side IS 'event: words of an article; company: a dated source.';
COMMENT ON COLUMN analyst.analogue_evidence_all.trait_id IS 'Trait it speaks for; null where a theme or a name matched.';
COMMENT ON COLUMN analyst.analogue_evidence_all.text IS 'Words of the article, at most 200 characters; null on the company side.';
COMMENT ON COLUMN analyst.analogue_evidence_all.outlet IS 'Who published the article.';
COMMENT ON COLUMN analyst.analogue_evidence_all.url IS 'Address of the article or of the source.';
COMMENT ON COLUMN analyst.analogue_evidence_all.first_hand IS 'True where the article is a first-hand document.';
COMMENT ON COLUMN analyst.analogue_evidence_all.field IS 'title or body of the article.';
COMMENT ON COLUMN analyst.analogue_evidence_all.start_at IS 'First UTF-16 unit of the words within the field.';
COMMENT ON COLUMN analyst.analogue_evidence_all.end_at IS 'One past the last unit.';
COMMENT ON COLUMN analyst.analogue_evidence_all.source_title IS 'Title of the company source.';
COMMENT ON COLUMN analyst.analogue_evidence_all.source_date IS 'Its date.';
COMMENT ON COLUMN analyst.analogue_evidence_all.note IS 'What a reader should know of it.';
CREATE VIEW analyst.analogue_evidence AS SELECT * FROM analyst.analogue_evidence_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.analogue_evidence IS 'One row a piece of evidence for or against an analogue: words of an article, or a dated source about the company. Live material only.';

CREATE VIEW analyst.guidance_all (release_id, event_id, origin, position, issuer, issuer_entity, published_at, first_hand, url, kind, metric, name, period, low, high, point, unit, direction, yoy_low, yoy_high, expected) AS
SELECT r.id, r.event_id, a.origin, f.position, r.issuer, r.issuer_entity, r.published_at, r.first_hand, a.url, f.kind, f.metric, f.name, f.period, f.low, f.high, f.point,
  f.unit, f.direction, f.yoy_low, f.yoy_high, f.expected
FROM release_figure f JOIN release r ON r.id = f.release_id JOIN article a ON a.id = r.article_id;
COMMENT ON VIEW analyst.guidance_all IS 'One row a figure read from a release: results and forward guidance. Recorded material included.';
COMMENT ON COLUMN analyst.guidance_all.release_id IS 'The release.';
COMMENT ON COLUMN analyst.guidance_all.event_id IS 'Event it belongs to, where there is one.';
COMMENT ON COLUMN analyst.guidance_all.origin IS 'Of the article.';
COMMENT ON COLUMN analyst.guidance_all.position IS 'Order within the release.';
COMMENT ON COLUMN analyst.guidance_all.issuer IS 'As the release calls it.';
COMMENT ON COLUMN analyst.guidance_all.issuer_entity IS 'Entity, where known.';
COMMENT ON COLUMN analyst.guidance_all.published_at IS 'Of the release, UTC.';
COMMENT ON COLUMN analyst.guidance_all.first_hand IS 'True where it is the issuer''s own document.';
COMMENT ON COLUMN analyst.guidance_all.url IS 'Its address.';
COMMENT ON COLUMN analyst.guidance_all.kind IS 'result: reported; guidance: still to be reported.';
COMMENT ON COLUMN analyst.guidance_all.metric IS 'revenue, eps, net_profit, gross_margin, … or other.';
COMMENT ON COLUMN analyst.guidance_all.name IS 'Says which where the metric alone does not.';
COMMENT ON COLUMN analyst.guidance_all.period IS 'Fiscal period: FY2024, FY2024Q4, FY2024H1; null where none is named.';
COMMENT ON COLUMN analyst.guidance_all.low IS 'Lower end, base units (or per cent).';
COMMENT ON COLUMN analyst.guidance_all.high IS 'Upper end.';
COMMENT ON COLUMN analyst.guidance_all.point IS 'Single value; null where a range is given.';
COMMENT ON COLUMN analyst.guidance_all.unit IS 'USD, CNY, HKD, USD/share, percent, …';
COMMENT ON COLUMN analyst.guidance_all.direction IS 'guidance: raised, lowered, reaffirmed, initiated; result: beat, missed, inline; null where not said.';
COMMENT ON COLUMN analyst.guidance_all.yoy_low IS 'Change on the year in per cent, lower end.';
COMMENT ON COLUMN analyst.guidance_all.yoy_high IS 'Upper end.';
COMMENT ON COLUMN analyst.guidance_all.expected IS 'What analysts had expected, as told in the text; null where not told.';
CREATE VIEW analyst.guidance AS SELECT * FROM analyst.guidance_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.guidance IS 'One row a figure read from a release: results and forward guidance. Live material only.';

CREATE VIEW analyst.themes_daily_all (date, theme_id, origin, name_zh, name_en, articles, outlets, events) AS
SELECT (a.published_at AT TIME ZONE 'UTC')::date, t.id, a.origin, t.name_zh, t.name_en, count(DISTINCT a.id)::int, count(DISTINCT a.outlet)::int, count(DISTINCT ea.event_id)::int
FROM article_theme x JOIN article a ON a.id = x.article_id JOIN theme t ON t.id = x.theme_id LEFT JOIN event_article ea ON ea.article_id = a.id
GROUP BY 1, 2, 3, 4, 5;
COMMENT ON VIEW analyst.themes_daily_all IS 'One row a theme, day and origin: how much was written of it. Recorded material included.';
COMMENT ON COLUMN analyst.themes_daily_all.date IS 'Day of publication, UTC.';
COMMENT ON COLUMN analyst.themes_daily_all.theme_id IS 'Theme.';
COMMENT ON COLUMN analyst.themes_daily_all.origin IS 'Of the articles.';
COMMENT ON COLUMN analyst.themes_daily_all.name_zh IS 'Name in Chinese.';
COMMENT ON COLUMN analyst.themes_daily_all.name_en IS 'Name in English.';
COMMENT ON COLUMN analyst.themes_daily_all.articles IS 'Articles of that day in which it was found.';
COMMENT ON COLUMN analyst.themes_daily_all.outlets IS 'Distinct outlets among them.';
COMMENT ON COLUMN analyst.themes_daily_all.events IS 'Distinct events they belong to.';
CREATE VIEW analyst.themes_daily AS SELECT * FROM analyst.themes_daily_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.themes_daily IS 'One row a theme, day and origin: how much was written of it. Live material only.';

CREATE VIEW analyst.rules (rule_id, kind, status, version, title_zh, title_en, rationale_zh, rationale_en, author, written_on, weight, event_terms, company_terms, standing_analogues) AS
SELECT r.id, r.kind, r.status, r.version, r.title_zh, r.title_en, r.rationale_zh, r.rationale_en, r.author, r.written_on, r.weight,
  ARRAY(SELECT t.role || ':' || t.name FROM rule_term t WHERE t.rule_id = r.id AND t.side = 'event' ORDER BY t.role COLLATE "C", t.name COLLATE "C"),
  ARRAY(SELECT t.role || ':' || t.name FROM rule_term t WHERE t.rule_id = r.id AND t.side = 'company' ORDER BY t.role COLLATE "C", t.name COLLATE "C"),
  (SELECT count(*)::int FROM analogue a JOIN event e ON e.id = a.event_id WHERE a.rule_id = r.id AND a.superseded_at IS NULL AND e.origin IN ('live', 'ingest'))
FROM rule r;
COMMENT ON VIEW analyst.rules IS 'One row a rule: which events it reads, in whose words.';
COMMENT ON COLUMN analyst.rules.rule_id IS 'Stable id.';
COMMENT ON COLUMN analyst.rules.kind IS 'analogue, trap or block.';
COMMENT ON COLUMN analyst.rules.status IS 'draft, published or retired.';
COMMENT ON COLUMN analyst.rules.version IS 'Rises with each change.';
COMMENT ON COLUMN analyst.rules.title_zh IS 'Title in Chinese.';
COMMENT ON COLUMN analyst.rules.title_en IS 'Title in English.';
COMMENT ON COLUMN analyst.rules.rationale_zh IS 'Why it holds, in Chinese.';
COMMENT ON COLUMN analyst.rules.rationale_en IS 'Why it holds, in English.';
COMMENT ON COLUMN analyst.rules.author IS 'Who wrote it.';
COMMENT ON COLUMN analyst.rules.written_on IS 'When.';
COMMENT ON COLUMN analyst.rules.weight IS 'Factor of the score.';
COMMENT ON COLUMN analyst.rules.event_terms IS 'Traits and themes it asks of an event: role:name, sorted.';
COMMENT ON COLUMN analyst.rules.company_terms IS 'Traits it asks of a company: role:name, sorted.';
COMMENT ON COLUMN analyst.rules.standing_analogues IS 'Statements of live events that stand on it now.';

CREATE VIEW analyst.companies (ticker, exchange, issuer, name_zh_hans, name_zh_hant, name_en, listed_on, delisted_on, summary_zh, summary_en, traits, last_bar) AS
SELECT c.ticker, c.exchange, c.issuer, c.name_zh_hans, c.name_zh_hant, c.name_en, c.listed_on, c.delisted_on, c.summary_zh, c.summary_en,
  ARRAY(SELECT DISTINCT t.trait_id COLLATE "C" FROM company_trait t WHERE t.ticker = c.ticker AND t.valid_to IS NULL ORDER BY 1),
  (SELECT max(b.date) FROM daily_bar b WHERE b.ticker = c.ticker)
FROM company c;
COMMENT ON VIEW analyst.companies IS 'One row a listed company.';
COMMENT ON COLUMN analyst.companies.ticker IS 'With its exchange: 6608.HK.';
COMMENT ON COLUMN analyst.companies.exchange IS 'MIC: XHKG, XSHG, XSHE.';
COMMENT ON COLUMN analyst.companies.issuer IS 'The same for all listings of one company.';
COMMENT ON COLUMN analyst.companies.name_zh_hans IS 'Name in simplified Chinese.';
COMMENT ON COLUMN analyst.companies.name_zh_hant IS 'Name in traditional Chinese.';
COMMENT ON COLUMN analyst.companies.name_en IS 'Name in English.';
COMMENT ON COLUMN analyst.companies.listed_on IS 'First day of trading.';
COMMENT ON COLUMN analyst.companies.delisted_on IS 'Last day of trading; null while listed.';
COMMENT ON COLUMN analyst.companies.summary_zh IS 'What it does, in Chinese.';
COMMENT ON COLUMN analyst.companies.summary_en IS 'What it does, in English.';
COMMENT ON COLUMN analyst.companies.traits IS 'Traits that hold today, sorted.';
COMMENT ON COLUMN analyst.companies.last_bar IS 'Day of its newest price; null without prices.';

CREATE VIEW analyst.company_traits (ticker, trait_id, axis, trait_zh, trait_en, valid_from, valid_to, strength, revenue_share, share_of, source_title, source_url, source_date, note, recorded_at) AS
SELECT c.ticker, c.trait_id, t.axis, t.name_zh, t.name_en, c.valid_from, c.valid_to, c.strength, c.revenue_share, c.share_of, c.source_title, c.source_url, c.source_date, c.note, c.recorded_at
FROM company_trait c JOIN trait t ON t.id = c.trait_id;
COMMENT ON VIEW analyst.company_traits IS 'One row a fact about how a company earns, with its dated source.';
COMMENT ON COLUMN analyst.company_traits.ticker IS 'Company; join companies on it.';
COMMENT ON COLUMN analyst.company_traits.trait_id IS 'Trait.';
COMMENT ON COLUMN analyst.company_traits.axis IS 'model, delivery, customer, economics or product.';
COMMENT ON COLUMN analyst.company_traits.trait_zh IS 'Name in Chinese.';
COMMENT ON COLUMN analyst.company_traits.trait_en IS 'Name in English.';
COMMENT ON COLUMN analyst.company_traits.valid_from IS 'First day it held.';
COMMENT ON COLUMN analyst.company_traits.valid_to IS 'First day it no longer held; null while it does.';
COMMENT ON COLUMN analyst.company_traits.strength IS '0 to 1.';
COMMENT ON COLUMN analyst.company_traits.revenue_share IS 'Share of revenue, 0 to 1; null where not published.';
COMMENT ON COLUMN analyst.company_traits.share_of IS 'Of which period or line the share is.';
COMMENT ON COLUMN analyst.company_traits.source_title IS 'Source.';
COMMENT ON COLUMN analyst.company_traits.source_url IS 'Its address.';
COMMENT ON COLUMN analyst.company_traits.source_date IS 'When it was public.';
COMMENT ON COLUMN analyst.company_traits.note IS 'What a reader should know of it.';
COMMENT ON COLUMN analyst.company_traits.recorded_at IS 'When it was written down here, UTC.';

CREATE VIEW analyst.deliveries (delivery_id, target, endpoint_id, subscriber_id, type, event_id, sequence, status, attempts, created_at, next_attempt_at, delivered_at, seconds, last_status, last_error) AS
SELECT d.id, d.target, d.endpoint_id, d.subscriber_id, d.type, d.event_id, d.sequence, d.status, d.attempts, d.created_at, d.next_attempt_at, d.delivered_at,
  extract(epoch FROM d.delivered_at - d.created_at)::double precision,
  (SELECT t.status FROM delivery_attempt t WHERE t.delivery_id = d.id ORDER BY t.attempt DESC LIMIT 1), d.last_error
FROM delivery d;
COMMENT ON VIEW analyst.deliveries IS 'One row a message to one receiver; neither addresses nor contents.';
COMMENT ON COLUMN analyst.deliveries.delivery_id IS 'Stable id.';
COMMENT ON COLUMN analyst.deliveries.target IS 'endpoint or subscriber.';
COMMENT ON COLUMN analyst.deliveries.endpoint_id IS 'Endpoint; null for mails.';
COMMENT ON COLUMN analyst.deliveries.subscriber_id IS 'Subscriber; null for webhooks.';
COMMENT ON COLUMN analyst.deliveries.type IS 'Message type, or digest.';
COMMENT ON COLUMN analyst.deliveries.event_id IS 'Event it tells of, where it tells of one.';
COMMENT ON COLUMN analyst.deliveries.sequence IS 'Number within the event.';
COMMENT ON COLUMN analyst.deliveries.status IS 'waiting, delivered or dead.';
COMMENT ON COLUMN analyst.deliveries.attempts IS 'Attempts so far.';
COMMENT ON COLUMN analyst.deliveries.created_at IS 'When it was written, with its change, UTC.';
COMMENT ON COLUMN analyst.deliveries.next_attempt_at IS 'When it is due, UTC.';
COMMENT ON COLUMN analyst.deliveries.delivered_at IS 'When the receiver took it, UTC.';
COMMENT ON COLUMN analyst.deliveries.seconds IS 'From created_at to delivered_at.';
COMMENT ON COLUMN analyst.deliveries.last_status IS 'Status of the last attempt: HTTP or SMTP; null without an answer.';
COMMENT ON COLUMN analyst.deliveries.last_error IS 'Why the last attempt failed.';

-- The live views say of their columns what the full ones say.
DO $$
DECLARE c record;
BEGIN
  FOR c IN
    SELECT live.relname AS view, a.attname AS column, col_description(a.attrelid, a.attnum) AS said
    FROM pg_class live JOIN pg_namespace n ON n.oid = live.relnamespace AND n.nspname = 'analyst'
    JOIN pg_class full_view ON full_view.relnamespace = n.oid AND full_view.relname = live.relname || '_all'
    JOIN pg_attribute a ON a.attrelid = full_view.oid AND a.attnum > 0
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view, c.column, c.said);
  END LOOP;
END $$;

-- Recorded material never reaches a receiver: the program refuses it, and so does the database.
CREATE FUNCTION refuse_recorded_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.event_id IS NOT NULL AND EXISTS (SELECT 1 FROM event e WHERE e.id = NEW.event_id AND e.origin NOT IN ('live', 'ingest')) THEN
    RAISE EXCEPTION 'event % is recorded material (archive or replay) and is never delivered', NEW.event_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER delivery_live_only BEFORE INSERT OR UPDATE OF event_id ON delivery FOR EACH ROW EXECUTE FUNCTION refuse_recorded_delivery();

-- What is due, an endpoint at a time, and the mails.
CREATE INDEX delivery_endpoint_due ON delivery (endpoint_id, next_attempt_at) WHERE status = 'waiting' AND endpoint_id IS NOT NULL;
CREATE INDEX delivery_subscriber_due ON delivery (next_attempt_at) WHERE status = 'waiting' AND target = 'subscriber';
