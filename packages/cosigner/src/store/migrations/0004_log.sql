-- The append-only log: an RFC 6962 tree over the leaves of `decisions`, in the tiles of https://c2sp.org/tlog-tiles.

-- Decisions without a place in the log. Written with the decision, emptied by the one sequencer, so a decision is in here
-- or in log_entries, whatever crashes. Without an index: it is short, and read whole.
CREATE TABLE log_queue (
  decision_id bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE log_entries (
  log_index   bigint PRIMARY KEY,
  -- Null for a restore record.
  decision_id bigint UNIQUE,
  -- What the tree hashes: the leaf of the decision, or the text of the record.
  entry       bytea  NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535)
);
CREATE INDEX log_restores ON log_entries (log_index) WHERE decision_id IS NULL;

-- The last tile of a level grows until it has 256 hashes. Its beginning is the tile of every smaller tree.
CREATE TABLE log_tiles (
  level      smallint NOT NULL,
  tile_index bigint   NOT NULL,
  hashes     bytea    NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
  PRIMARY KEY (level, tile_index)
);
-- Hashes do not compress, and uncompressed their beginning can be read alone.
ALTER TABLE log_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- One row: the tree after the last batch, with its signed checkpoint.
CREATE TABLE log_state (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  origin     text    NOT NULL,
  size       bigint  NOT NULL,
  root       bytea   NOT NULL CHECK (octet_length(root) = 32),
  checkpoint text    NOT NULL
);

CREATE OR REPLACE FUNCTION append_decision(
  p_account bytea, p_kind text, p_salt bytea, p_entry jsonb,
  OUT decision_id bigint, OUT leaf bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_text text := p_entry::text;
  v_salt bytea := p_salt;
BEGIN
  leaf := sha256(convert_to('tandem/decision/v1', 'UTF8') || v_salt || convert_to(v_text, 'UTF8'));
  INSERT INTO decisions (account_id, kind, leaf, salt, entry)
    VALUES (p_account, p_kind, leaf, v_salt, v_text)
    RETURNING decisions.decision_id INTO decision_id;
  INSERT INTO log_queue VALUES (decision_id);
END $$;

INSERT INTO log_queue SELECT decision_id FROM decisions ORDER BY decision_id;

-- When a decision was made. Volatile, to see one that the calling statement has waited for.
CREATE FUNCTION decided_at(p_decision bigint) RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT created_at FROM decisions WHERE decision_id = p_decision
$$;
