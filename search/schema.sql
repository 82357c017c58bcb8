-- The search index: everything in it can be made again from the documents.
-- Keys are never used twice (AUTOINCREMENT), so a stale key elsewhere finds nothing, not another row.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Raised by every write, so that readers in other threads and processes know to look again.
INSERT INTO settings VALUES ('revision', '0');

CREATE TABLE documents (
  key     INTEGER PRIMARY KEY AUTOINCREMENT,
  id      TEXT NOT NULL UNIQUE,
  version TEXT NOT NULL,
  encoder TEXT               -- who made the vectors of its passages; NULL: nobody yet
);

-- The sum of a checksum of each row of a document: see search/soundness.py.
CREATE TABLE seals (
  document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  seal     INTEGER NOT NULL
);

CREATE TABLE practices (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  id         TEXT NOT NULL,
  iri        TEXT NOT NULL,
  title      TEXT NOT NULL,
  sort_title TEXT NOT NULL,  -- folded: browsing is alphabetical for people
  title_key  TEXT NOT NULL,  -- its words alone, folded: what two ways to type it share
  status     TEXT NOT NULL,
  card       TEXT NOT NULL,  -- JSON: summary, facets as stated
  UNIQUE (document, id)
);
CREATE INDEX practices_by_title ON practices (title_key);

CREATE TABLE facets (        -- broader concepts included; "place": territories as stated
  facet    TEXT NOT NULL,
  value    TEXT NOT NULL,
  practice INTEGER NOT NULL REFERENCES practices ON DELETE CASCADE,
  PRIMARY KEY (facet, value, practice)
) WITHOUT ROWID;
CREATE INDEX facets_by_practice ON facets (practice);

CREATE TABLE periods (
  practice INTEGER NOT NULL REFERENCES practices ON DELETE CASCADE,
  first    INTEGER NOT NULL, -- year
  last     INTEGER NOT NULL,
  PRIMARY KEY (practice, first, last)
) WITHOUT ROWID;

CREATE TABLE organisations (
  practice INTEGER NOT NULL REFERENCES practices ON DELETE CASCADE,
  id       TEXT NOT NULL,
  name     TEXT NOT NULL,
  name_key TEXT NOT NULL,
  PRIMARY KEY (practice, id)
) WITHOUT ROWID;
CREATE INDEX organisations_by_name ON organisations (name_key);

CREATE TABLE passages (
  key      INTEGER PRIMARY KEY AUTOINCREMENT,
  practice INTEGER NOT NULL REFERENCES practices ON DELETE CASCADE,
  id       TEXT NOT NULL,
  start    INTEGER NOT NULL,
  "end"    INTEGER NOT NULL, -- equal to start: the practice's card alone, no words of a document
  text     TEXT NOT NULL,
  length   INTEGER NOT NULL, -- in indexed words
  vector   BLOB              -- half precision
);
CREATE INDEX passages_by_practice ON passages (practice);

-- Rows are those of passages, columns hold stems; `word_places` lists where each stem stands.
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE word_places USING fts5vocab (words, instance);

-- Words as written, with their accents, and in how many titles and passages: what spelling knows.
CREATE TABLE forms (
  form  TEXT PRIMARY KEY,
  texts INTEGER NOT NULL
) WITHOUT ROWID;

CREATE VIEW entries AS
SELECT passages.key, passages.id, documents.id AS document, practices.id AS practice_id,
       start, "end", text, title, vector, encoder
FROM passages
JOIN practices ON practices.key = passages.practice
JOIN documents ON documents.key = practices.document;
