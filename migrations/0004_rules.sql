-- Rules speak of traits and themes, never of tickers (save in their cases).

CREATE TABLE rule (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('analogue', 'trap', 'block')),
  status text NOT NULL DEFAULT 'published' CHECK (status IN ('draft', 'published', 'retired')),
  version integer NOT NULL DEFAULT 1,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  rationale_zh text NOT NULL,
  rationale_en text NOT NULL,
  author text NOT NULL,
  written_on date NOT NULL,
  weight real NOT NULL DEFAULT 1 CHECK (weight > 0 AND weight <= 2),
  recorded_at timestamptz NOT NULL
);
CREATE TABLE rule_term (
  rule_id text NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
  side text NOT NULL CHECK (side IN ('event', 'company')),
  subject text NOT NULL CHECK (subject IN ('trait', 'theme')),
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('require', 'any', 'prefer', 'forbid', 'against')),
  weight real NOT NULL DEFAULT 1 CHECK (weight > 0),
  minimum real NOT NULL DEFAULT 0 CHECK (minimum BETWEEN 0 AND 1),
  CHECK (side = 'event' OR subject = 'trait'),
  PRIMARY KEY (rule_id, side, subject, name, role)
);
CREATE TABLE rule_case (
  rule_id text NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
  name text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  as_of timestamptz NOT NULL,
  first_hand boolean NOT NULL DEFAULT true,
  ticker text NOT NULL,
  expect text NOT NULL CHECK (expect IN ('soft', 'hard', 'trap', 'issuer', 'none')),
  PRIMARY KEY (rule_id, name)
);
-- Which models speak against each other: an event of one does not carry over to a company of the other.
CREATE TABLE opposed_pair (
  event_trait text NOT NULL REFERENCES trait (id),
  company_trait text NOT NULL REFERENCES trait (id),
  reason_zh text NOT NULL,
  reason_en text NOT NULL,
  PRIMARY KEY (event_trait, company_trait)
);
