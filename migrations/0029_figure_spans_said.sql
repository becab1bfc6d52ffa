-- What the columns of 0025 mean, on the live view too.
COMMENT ON COLUMN analyst.guidance.field IS 'Where its words stand: title or body.';
COMMENT ON COLUMN analyst.guidance.start_at IS 'First UTF-16 unit of its words in that field.';
COMMENT ON COLUMN analyst.guidance.end_at IS 'The unit after the last.';
COMMENT ON COLUMN analyst.guidance.page IS 'Page of the PDF on which they start, from 1; null where the article was no PDF.';
