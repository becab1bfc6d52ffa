-- Listed companies and what is known of how they earn, each fact with a dated source.
-- Three times: valid_from/valid_to (held), source_date (could be known), recorded_at (written down here).

CREATE TABLE company (
  ticker text PRIMARY KEY,
  exchange text NOT NULL CHECK (exchange IN ('XHKG', 'XSHG', 'XSHE')),
  issuer text NOT NULL,
  name_zh_hans text NOT NULL,
  name_zh_hant text NOT NULL,
  name_en text NOT NULL,
  listed_on date NOT NULL,
  delisted_on date,
  summary_zh text NOT NULL,
  summary_en text NOT NULL
);
CREATE INDEX company_issuer ON company (issuer);
CREATE TABLE company_alias (
  ticker text NOT NULL REFERENCES company (ticker) ON DELETE CASCADE,
  alias text NOT NULL,
  lookalike boolean NOT NULL DEFAULT false,
  PRIMARY KEY (ticker, alias)
);
CREATE TABLE company_product (
  ticker text NOT NULL REFERENCES company (ticker) ON DELETE CASCADE,
  product text NOT NULL,
  PRIMARY KEY (ticker, product)
);
CREATE TABLE company_trait (
  ticker text NOT NULL REFERENCES company (ticker) ON DELETE CASCADE,
  trait_id text NOT NULL REFERENCES trait (id),
  valid_from date NOT NULL,
  valid_to date,
  strength real NOT NULL CHECK (strength > 0 AND strength <= 1),
  revenue_share real CHECK (revenue_share BETWEEN 0 AND 1),
  share_of text,
  source_title text NOT NULL,
  source_url text NOT NULL,
  source_date date NOT NULL,
  note text,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (ticker, trait_id, valid_from, source_url)
);
CREATE INDEX company_trait_trait ON company_trait (trait_id, ticker);
CREATE TABLE company_relation (
  ticker text NOT NULL REFERENCES company (ticker) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('supplier_of', 'customer_of', 'licensee_of', 'subsidiary_of', 'shareholder_of')),
  entity_id text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source_title text NOT NULL,
  source_url text NOT NULL,
  source_date date NOT NULL,
  note text,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (ticker, kind, entity_id, valid_from)
);
-- Is the home product on one level with the foreign one? (AI chips: not.)
CREATE TABLE product_parity (
  trait_id text NOT NULL REFERENCES trait (id),
  verdict text NOT NULL CHECK (verdict IN ('behind', 'level', 'ahead')),
  reason_zh text NOT NULL,
  reason_en text NOT NULL,
  source_title text NOT NULL,
  source_url text NOT NULL,
  source_date date NOT NULL,
  PRIMARY KEY (trait_id, source_date)
);

CREATE TABLE daily_bar (
  ticker text NOT NULL,
  date date NOT NULL,
  open double precision NOT NULL,
  high double precision NOT NULL,
  low double precision NOT NULL,
  close double precision NOT NULL,
  volume double precision,
  turnover double precision,
  factor double precision NOT NULL DEFAULT 1,
  origin text NOT NULL CHECK (origin IN ('imported', 'generated')),
  PRIMARY KEY (ticker, date)
);
CREATE TABLE trading_session (
  exchange text NOT NULL,
  date date NOT NULL,
  open_at timestamptz NOT NULL,
  close_at timestamptz NOT NULL,
  break_start timestamptz,
  break_end timestamptz,
  provisional boolean NOT NULL DEFAULT false,
  note text,
  PRIMARY KEY (exchange, date)
);
CREATE TABLE sizing (
  id text PRIMARY KEY,
  trait_id text REFERENCES trait (id),
  theme_id text REFERENCES theme (id),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  market_size double precision NOT NULL,
  unit text NOT NULL,
  fee_low double precision NOT NULL,
  fee_high double precision NOT NULL,
  share double precision,
  source_title text NOT NULL,
  source_url text NOT NULL,
  source_date date NOT NULL,
  CHECK (fee_low <= fee_high)
);
