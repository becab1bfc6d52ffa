-- Reprints are found by samples of a text's passages (docs/decisions/0006), not by a simhash: that missed copies which were cut,
-- reordered or followed by notices. Articles stored before have no sample; they fall out of the window of 14 days by themselves.
DROP TABLE article_simhash_band;
ALTER TABLE article DROP COLUMN simhash;

CREATE TABLE article_sketch (
  value integer NOT NULL,
  published_at timestamptz NOT NULL,
  article_id text COLLATE "C" NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  PRIMARY KEY (value, published_at, article_id)
);
CREATE INDEX article_sketch_article ON article_sketch (article_id);
COMMENT ON TABLE article_sketch IS 'Up to 16 passages of each article, those with the smallest hashes: two texts that share passages share some of these.';
COMMENT ON COLUMN article_sketch.value IS 'Hash of eight Han characters or four words, folded to one script, 32 bits.';
COMMENT ON COLUMN article_sketch.published_at IS 'Of the article, so that one index finds the passages of a fortnight.';
COMMENT ON COLUMN article_sketch.article_id IS 'The article that holds the passage.';

-- A correction on a page of its own; an edit of the same page is a revision.
ALTER TABLE article ADD COLUMN supersedes text REFERENCES article (id) ON DELETE SET NULL;
CREATE INDEX article_duplicate ON article (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX article_supersedes ON article (supersedes) WHERE supersedes IS NOT NULL;
COMMENT ON COLUMN article.duplicate_of IS 'The first stored article with (nearly) this text, where this one is a reprint of it.';
COMMENT ON COLUMN article.supersedes IS 'The earlier article of the same outlet that this one corrects or updates; it no longer speaks for its event.';
COMMENT ON COLUMN article.revision IS 'How often its own page was seen with another text, from 1; former texts are in article_revision.';

-- What stood behind the address when its page was read; null where the source itself brought the whole text.
ALTER TABLE article ADD COLUMN page_kind text CHECK (page_kind IN ('article', 'index', 'paywall', 'error', 'consent', 'pdf', 'unread'));
COMMENT ON COLUMN article.page_kind IS 'What its page was: article, pdf, or index, paywall, error, consent, unread, where the text is the summary of the source.';

-- Addresses that turned out to be no article at all: counted, not stored as news.
CREATE TABLE skipped_page (
  url text PRIMARY KEY,
  source_id text REFERENCES source (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('index', 'paywall', 'error', 'consent')),
  title text NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1
);
CREATE INDEX skipped_page_source ON skipped_page (source_id, kind);
COMMENT ON TABLE skipped_page IS 'Addresses a source named whose page is no article and of which the source itself told no more than a title.';
COMMENT ON COLUMN skipped_page.kind IS 'index, paywall, error or consent.';
COMMENT ON COLUMN skipped_page.times IS 'How often it was met.';

-- Where the pages of a PDF start in the stored text, so that a span can name its page.
CREATE TABLE article_page (
  article_id text NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  page integer NOT NULL CHECK (page > 0),
  start_at integer NOT NULL CHECK (start_at >= 0),
  PRIMARY KEY (article_id, page)
);
COMMENT ON TABLE article_page IS 'Pages of an article that was read from a PDF.';
COMMENT ON COLUMN article_page.page IS 'From 1.';
COMMENT ON COLUMN article_page.start_at IS 'UTF-16 unit of article.body at which the page starts.';
