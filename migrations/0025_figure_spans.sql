-- A figure's words: where they stand in the article, and on which page of a PDF.

CREATE OR REPLACE VIEW analyst.guidance_all (release_id, event_id, origin, position, issuer, issuer_entity, published_at, first_hand, url, kind, metric, name, period, low, high, point, unit, direction, yoy_low, yoy_high, expected,
  surprise_expectation, grade_expectation, surprise_guidance, grade_guidance, surprise_year, grade_year, moved, stands, filing_low, filing_high, filing_point, filing_url, cny_low, cny_high, cny_point, fx_rate, fx_date, fx_source,
  field, start_at, end_at, page) AS
SELECT r.id, r.event_id, a.origin, f.position, r.issuer, r.issuer_entity, r.published_at, r.first_hand, a.url, f.kind, f.metric, f.name, f.period, f.low, f.high, f.point,
  f.unit, f.direction, f.yoy_low, f.yoy_high, f.expected,
  e.value, e.grade::integer, g.value, g.grade::integer, y.value, y.grade::integer,
  CASE WHEN f.kind <> 'guidance' OR g.value IS NULL THEN NULL WHEN g.value > 0 THEN 'raised' WHEN g.value < 0 THEN 'lowered' ELSE 'reaffirmed' END,
  c.release_id IS NULL, ff.low, ff.high, ff.point, fa.url,
  f.low * x.rate, f.high * x.rate, f.point * x.rate, x.rate, x.date, x.source,
  f.field, f.start_at, f.end_at,
  CASE WHEN f.field = 'body' THEN (SELECT max(p.page) FROM article_page p WHERE p.article_id = a.id AND p.start_at <= f.start_at) END
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
COMMENT ON COLUMN analyst.guidance_all.field IS 'Where its words stand: title or body.';
COMMENT ON COLUMN analyst.guidance_all.start_at IS 'First UTF-16 unit of its words in that field.';
COMMENT ON COLUMN analyst.guidance_all.end_at IS 'The unit after the last.';
COMMENT ON COLUMN analyst.guidance_all.page IS 'Page of the PDF on which they start, from 1; null where the article was no PDF.';
CREATE OR REPLACE VIEW analyst.guidance AS SELECT * FROM analyst.guidance_all WHERE origin IN ('live', 'ingest');
