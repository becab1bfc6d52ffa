-- Remarks on facts and relations in Chinese beside English. `note` is the English one, as it was; rows written before keep
-- theirs and have no Chinese.
ALTER TABLE company_trait ADD COLUMN note_zh text;
ALTER TABLE company_relation ADD COLUMN note_zh text;
ALTER TABLE analogue_evidence ADD COLUMN note_zh text;
-- Our own remark in place of a source's title, for who reads Chinese; null where the title is its author's.
ALTER TABLE sizing ADD COLUMN source_title_zh text;

CREATE OR REPLACE VIEW analyst.analogue_evidence_all (analogue_id, event_id, origin, position, against, side, trait_id, text, outlet, url, first_hand, field, start_at, end_at, source_title, source_date, note, note_zh) AS
SELECT v.analogue_id, a.event_id, e.origin, v.position, v.against, v.side, v.trait_id, left(v.text, 200), t.outlet, coalesce(t.url, v.source_url), t.first_hand,
  v.field, v.start_at, v.end_at, v.source_title, v.source_date, v.note, v.note_zh
FROM analogue_evidence v JOIN analogue a ON a.id = v.analogue_id JOIN event e ON e.id = a.event_id LEFT JOIN article t ON t.id = v.article_id;
CREATE OR REPLACE VIEW analyst.analogue_evidence AS SELECT * FROM analyst.analogue_evidence_all WHERE origin IN ('live', 'ingest');
CREATE OR REPLACE VIEW analyst.company_traits (ticker, trait_id, axis, trait_zh, trait_en, valid_from, valid_to, strength, revenue_share, share_of, source_title, source_url, source_date, note, recorded_at, note_zh) AS
SELECT c.ticker, c.trait_id, t.axis, t.name_zh, t.name_en, c.valid_from, c.valid_to, c.strength, c.revenue_share, c.share_of, c.source_title, c.source_url, c.source_date, c.note, c.recorded_at, c.note_zh
FROM company_trait c JOIN trait t ON t.id = c.trait_id;
COMMENT ON COLUMN analyst.analogue_evidence_all.note IS 'What a reader should know of it, in English.';
COMMENT ON COLUMN analyst.analogue_evidence.note IS 'What a reader should know of it, in English.';
COMMENT ON COLUMN analyst.company_traits.note IS 'What a reader should know of it, in English.';
COMMENT ON COLUMN analyst.analogue_evidence_all.note_zh IS 'The same in Chinese; null where it was not written in Chinese or was stored before both were.';
COMMENT ON COLUMN analyst.analogue_evidence.note_zh IS 'The same in Chinese; null where it was not written in Chinese or was stored before both were.';
COMMENT ON COLUMN analyst.company_traits.note_zh IS 'The same in Chinese; null where it was not written in Chinese.';
