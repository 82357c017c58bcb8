-- The search index: everything in it can be made again from the documents.
-- Keys are never used twice (sequences do not go back), so a stale key elsewhere finds nothing.
-- What is compared or put in order is so byte by byte (COLLATE "C"), as in SQLite, on every server.

CREATE TABLE prassi.settings (
  name  text PRIMARY KEY,
  value text NOT NULL
);

CREATE TABLE prassi.documents (
  key     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id      text COLLATE "C" NOT NULL UNIQUE,
  version text NOT NULL,
  encoder text                -- who made the vectors of its passages; NULL: nobody yet
);

CREATE TABLE prassi.practices (
  key        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document   bigint NOT NULL REFERENCES prassi.documents ON DELETE CASCADE,
  id         text COLLATE "C" NOT NULL,
  iri        text NOT NULL,
  title      text COLLATE "C" NOT NULL,
  sort_title text COLLATE "C" NOT NULL,  -- folded: browsing is alphabetical for people
  title_key  text COLLATE "C" NOT NULL,  -- its words alone, folded
  status     text NOT NULL,
  summary    text NOT NULL,
  facets     json NOT NULL,              -- as stated
  UNIQUE (document, id)
);
CREATE INDEX ON prassi.practices (title_key);

CREATE TABLE prassi.facets (             -- broader concepts included; "place": as stated
  facet    text COLLATE "C" NOT NULL,
  value    text COLLATE "C" NOT NULL,
  practice bigint NOT NULL REFERENCES prassi.practices ON DELETE CASCADE,
  PRIMARY KEY (facet, value, practice)
);
CREATE INDEX ON prassi.facets (practice);
CREATE INDEX ON prassi.facets (value);

CREATE TABLE prassi.periods (
  practice bigint NOT NULL REFERENCES prassi.practices ON DELETE CASCADE,
  first    integer NOT NULL,             -- year
  last     integer NOT NULL,
  PRIMARY KEY (practice, first, last)
);

CREATE TABLE prassi.organisations (
  practice bigint NOT NULL REFERENCES prassi.practices ON DELETE CASCADE,
  id       text COLLATE "C" NOT NULL,
  name     text COLLATE "C" NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  PRIMARY KEY (practice, id)
);
CREATE INDEX ON prassi.organisations (name_key);

CREATE TABLE prassi.passages (
  key      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice bigint NOT NULL REFERENCES prassi.practices ON DELETE CASCADE,
  id       text NOT NULL,
  start    integer NOT NULL,
  "end"    integer NOT NULL, -- equal to start: the practice's card alone, no words of a document
  text     text NOT NULL,
  length   integer NOT NULL, -- in indexed words
  words    tsvector NOT NULL -- stems of title and text: phrases are looked up here
);
CREATE INDEX ON prassi.passages (practice);
-- Without a list of what is still to be sorted in: a search right after an ingest is as fast.
CREATE INDEX ON prassi.passages USING gin (words) WITH (fastupdate = off);

-- How often a stem stands in a passage and in the title of its practice: a tsvector knows, but
-- telling takes it apart, a row at a time; here the answer is one stretch of an index.
CREATE TABLE prassi.postings (
  stem     text COLLATE "C" NOT NULL,
  passage  bigint NOT NULL REFERENCES prassi.passages ON DELETE CASCADE,
  in_title integer NOT NULL,
  in_text  integer NOT NULL,
  PRIMARY KEY (stem, passage) INCLUDE (in_title, in_text)
);
CREATE INDEX ON prassi.postings (passage);

-- Beside the passages, not among them: comparing reads all of them and nothing else.
CREATE TABLE prassi.vectors (
  passage bigint PRIMARY KEY REFERENCES prassi.passages ON DELETE CASCADE,
  vector  halfvec NOT NULL
);
ALTER TABLE prassi.vectors ALTER COLUMN vector SET STORAGE MAIN;

-- Words as written, with their accents, and in how many titles and passages: what spelling knows.
CREATE TABLE prassi.forms (
  form  text COLLATE "C" PRIMARY KEY,
  texts integer NOT NULL
);

CREATE VIEW prassi.entries AS
SELECT passages.key, passages.id, documents.id AS document, practices.id AS practice_id,
       start, "end", text, title, vector, encoder
FROM prassi.passages
JOIN prassi.practices ON practices.key = passages.practice
JOIN prassi.documents ON documents.key = practices.document
LEFT JOIN prassi.vectors ON vectors.passage = passages.key;
