-- A rule comes near an event by what it is about: that prices moved or that results came (signals) is true of half the news,
-- and made a rule on chips the nearest one to a print of inflation. The same question as readSide in src/analogues/reading.ts.
CREATE OR REPLACE VIEW analyst.unexplained_all (event_id, origin, headline, headline_zh, headline_en, state, last_seen, hype_score, fires, nearest_rule_id, gap, lacks) AS
WITH open AS (
  SELECT e.* FROM event e
  WHERE EXISTS (SELECT 1 FROM event_article ea WHERE ea.event_id = e.id)
    AND NOT EXISTS (SELECT 1 FROM analogue a WHERE a.event_id = e.id AND a.superseded_at IS NULL AND a.rule_id IS NOT NULL)
),
held AS (
  SELECT event_id, 'trait' AS subject, trait_id AS name, strength::double precision AS strength FROM event_trait
  UNION ALL SELECT event_id, 'theme', theme_id, weight::double precision FROM event_theme
),
term AS (
  SELECT o.id AS event_id, t.rule_id, t.role, CASE t.subject WHEN 'theme' THEN 'theme:' || t.name ELSE t.name END AS name, t.minimum::double precision AS minimum,
    coalesce(h.strength, 0) AS strength, coalesce(h.strength, 0) > 0 AND coalesce(h.strength, 0) >= t.minimum::double precision - 1e-6 AS is_held,
    t.subject = 'theme' OR EXISTS (SELECT 1 FROM trait x WHERE x.id = t.name AND x.axis <> 'signal') AS tells
  FROM open o JOIN rule r ON r.status = 'published' AND r.kind <> 'block' JOIN rule_term t ON t.rule_id = r.id AND t.side = 'event'
  LEFT JOIN held h ON h.event_id = o.id AND h.subject = t.subject AND h.name = t.name
),
reading AS (
  SELECT event_id, rule_id,
    coalesce(sum(1 - 0.5 * least(1, strength / greatest(minimum, 0.05))) FILTER (WHERE role = 'require' AND NOT is_held), 0)
      + count(*) FILTER (WHERE role = 'forbid' AND is_held)
      + CASE WHEN bool_or(role = 'any') AND NOT bool_or(role = 'any' AND is_held)
          THEN 1 - 0.5 * least(1, max(strength / greatest(minimum, 0.05)) FILTER (WHERE role = 'any')) ELSE 0 END AS gap,
    count(*) FILTER (WHERE role IN ('require', 'any') AND strength > 0 AND tells) AS touched,
    coalesce(array_agg(CASE role WHEN 'require' THEN 'needs ' || name || ' at ' || round(minimum::numeric, 2) || ', has ' || round(strength::numeric, 2) ELSE 'must not have ' || name END
      ORDER BY role DESC, name COLLATE "C") FILTER (WHERE role = 'require' AND NOT is_held OR role = 'forbid' AND is_held), '{}')
      || CASE WHEN bool_or(role = 'any') AND NOT bool_or(role = 'any' AND is_held)
          THEN ARRAY['needs one of ' || string_agg(name, ', ' ORDER BY name COLLATE "C") FILTER (WHERE role = 'any')] ELSE '{}' END AS lacks
  FROM term GROUP BY event_id, rule_id
)
SELECT o.id, o.origin, o.headline, o.headline_zh, o.headline_en, o.state, o.last_seen, h.score,
  coalesce((SELECT array_agg(f.rule_id ORDER BY f.rule_id COLLATE "C") FROM reading f WHERE f.event_id = o.id AND f.gap = 0), '{}'),
  n.rule_id, n.gap, n.lacks
FROM open o
LEFT JOIN (SELECT DISTINCT ON (event_id) event_id, rule_id, gap, lacks FROM reading WHERE gap > 0 AND touched > 0
  ORDER BY event_id, gap, touched DESC, rule_id COLLATE "C") n ON n.event_id = o.id
LEFT JOIN LATERAL (SELECT s.score FROM hype_score s WHERE s.event_id = o.id ORDER BY s.at DESC LIMIT 1) h ON true;
