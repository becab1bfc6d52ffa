-- Who carried which text, for analysts: reprints were found and stored, but no view showed them.
CREATE VIEW analyst.articles_all (article_id, origin, event_id, title, url, outlet, author, language, tier, first_hand, published_at,
  published_stated, detected_at, page_kind, pages, text_id, duplicate_of, outlets, first_outlet, minutes_after_first, supersedes, superseded_by,
  revision, revised_at) AS
SELECT a.id, a.origin, ea.event_id, a.title, a.url, a.outlet, a.author, a.language, a.tier, a.first_hand, a.published_at,
  a.published_stated, a.detected_at, a.page_kind, p.pages, f.id, a.duplicate_of, c.outlets, f.outlet,
  round(extract(epoch FROM a.published_at - f.published_at) / 60)::int, a.supersedes, s.id, a.revision, a.revised_at
FROM article a
JOIN article f ON f.id = coalesce(a.duplicate_of, a.id)
LEFT JOIN event_article ea ON ea.article_id = a.id
LEFT JOIN LATERAL (SELECT count(*)::int AS pages FROM article_page g WHERE g.article_id = a.id) p ON true
LEFT JOIN LATERAL (SELECT count(DISTINCT d.outlet)::int AS outlets FROM article d WHERE d.id = f.id OR d.duplicate_of = f.id) c ON true
LEFT JOIN LATERAL (SELECT n.id FROM article n WHERE n.supersedes = a.id ORDER BY n.published_at DESC, n.id COLLATE "C" DESC LIMIT 1) s ON true;
COMMENT ON VIEW analyst.articles_all IS 'One row an article, with its event, who printed its text first, how many outlets carried it, and what corrects it. Recorded material included.';
CREATE VIEW analyst.articles AS SELECT * FROM analyst.articles_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.articles IS 'One row an article, with its event, who printed its text first, how many outlets carried it, and what corrects it. Live material only.';

CREATE VIEW analyst.article_revisions_all (article_id, origin, revision, title, body, replaced_at, cause, url, outlet) AS
SELECT r.article_id, a.origin, r.revision, r.title, r.body, r.seen_at, r.cause, a.url, a.outlet
FROM article_revision r JOIN article a ON a.id = r.article_id;
COMMENT ON VIEW analyst.article_revisions_all IS 'One row a former text of a page: what it said before it was edited, or the summary before its page was read. Recorded material included.';
CREATE VIEW analyst.article_revisions AS SELECT * FROM analyst.article_revisions_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.article_revisions IS 'One row a former text of a page: what it said before it was edited, or the summary before its page was read. Live material only.';

DO $$
DECLARE c record;
BEGIN
  FOR c IN SELECT * FROM (VALUES
      ('articles', 'article_id', 'Stable id.'),
      ('articles', 'origin', 'live or ingest; archive or replay for recorded material.'),
      ('articles', 'event_id', 'Event it belongs to; join events on it. Null before it is analysed.'),
      ('articles', 'title', 'As printed.'),
      ('articles', 'url', 'As it was met.'),
      ('articles', 'outlet', 'Host of its address, without www or m.'),
      ('articles', 'author', 'As the page names it; null where it names none.'),
      ('articles', 'language', 'zh, en, ja, ko or other, by its text.'),
      ('articles', 'tier', '1 first-hand to 5: how far its source is believed.'),
      ('articles', 'first_hand', 'The issuer''s own document.'),
      ('articles', 'published_at', 'By the page or the feed, UTC; when it was seen where neither says.'),
      ('articles', 'published_stated', 'False where published_at is when it was seen.'),
      ('articles', 'detected_at', 'When it was stored, UTC.'),
      ('articles', 'page_kind', 'What stood behind the address: article, pdf, or index, paywall, error, consent, unread, where the text is the source''s summary; null where the source brought the whole text.'),
      ('articles', 'pages', 'Pages of a PDF; 0 for the web.'),
      ('articles', 'text_id', 'The first stored article with (nearly) this text: group by it to count a wire story once.'),
      ('articles', 'duplicate_of', 'That article, where this one reprints it; null for the first printing.'),
      ('articles', 'outlets', 'Outlets that carried this text, its own included.'),
      ('articles', 'first_outlet', 'Outlet of the first printing.'),
      ('articles', 'minutes_after_first', 'Minutes between the first printing and this one; negative where a later stored one is older.'),
      ('articles', 'supersedes', 'The earlier article of the same outlet that this one corrects or updates.'),
      ('articles', 'superseded_by', 'The newest article that corrects this one; it no longer speaks for its event.'),
      ('articles', 'revision', 'How often its own page was seen with another text, from 1; former texts are in article_revisions.'),
      ('articles', 'revised_at', 'When its page was last seen with another text, UTC.'),
      ('article_revisions', 'article_id', 'The article; join articles on it.'),
      ('article_revisions', 'origin', 'Of the article.'),
      ('article_revisions', 'revision', 'Number of the former text, from 1.'),
      ('article_revisions', 'title', 'As it was.'),
      ('article_revisions', 'body', 'As it was.'),
      ('article_revisions', 'replaced_at', 'When the next text was seen, UTC.'),
      ('article_revisions', 'cause', 'edited by the outlet; completed by us: first the summary, then the page.'),
      ('article_revisions', 'url', 'Of the page.'),
      ('article_revisions', 'outlet', 'Of the page.')) AS said (view, name, meaning)
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view || '_all', c.name, c.meaning);
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view, c.name, c.meaning);
  END LOOP;
END $$;
