-- A restored database must not sign twice. Servers compare this row with what they keep outside the database.

CREATE FUNCTION database_timeline() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT ('x' || lpad(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), 16, '0'))::bit(64)::bigint
$$;

CREATE TABLE fence (
  only_row          boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
  -- Raised by the operator after a restore, never by a server.
  epoch             bigint      NOT NULL,
  -- Rises every second while a server runs: a copy of the data is behind what the servers remember.
  tick              bigint      NOT NULL DEFAULT 0,
  -- Cluster and timeline that the epoch is for: a dump in another cluster, and a recovery, have others.
  system_identifier text        NOT NULL,
  timeline          bigint      NOT NULL,
  raised_at         timestamptz
) WITH (fillfactor = 50);
INSERT INTO fence (epoch, system_identifier, timeline)
  SELECT 1, system_identifier::text, database_timeline() FROM pg_control_system();

-- Until settlement has read past this time of the chain, signatures that are lost with the old database may still be
-- valid there, and no operation is signed.
ALTER TABLE chains ADD COLUMN resume_time bigint;

-- Entry nonces that the chain has used for operations this database does not know: signed before a restore, or without
-- this service.
CREATE TABLE used_entry_nonces (
  account_id bytea    NOT NULL REFERENCES accounts ON DELETE CASCADE,
  chain_key  smallint NOT NULL REFERENCES chains,
  slot       bytea    NOT NULL CHECK (octet_length(slot) = 32),
  PRIMARY KEY (account_id, chain_key, slot)
);

-- A trigger, so that it holds whatever reserves.
CREATE FUNCTION refuse_used_entry_nonce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM used_entry_nonces u
    WHERE u.account_id = NEW.account_id AND u.chain_key = NEW.chain_key AND u.slot = NEW.slot
  ) THEN
    RAISE EXCEPTION 'the chain has used this entry nonce' USING ERRCODE = 'TD001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER used_entry_nonce BEFORE INSERT ON intents
  FOR EACH ROW WHEN (NEW.kind = 'userOperation') EXECUTE FUNCTION refuse_used_entry_nonce();

-- Declares that this database goes on after a restore, as of epoch `p_epoch`. Every limit counts as spent: what was
-- signed in the lost time cannot be signed again. Challenges that may have been answered in it are gone.
CREATE FUNCTION raise_fence(p_epoch bigint, p_resume_seconds bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE fence SET epoch = p_epoch, tick = tick + 1, raised_at = clock_timestamp(), timeline = database_timeline(),
    system_identifier = (SELECT c.system_identifier::text FROM pg_control_system() c);
  INSERT INTO spend AS s (account_id, asset, hour, amount)
    SELECT a.account_id, l ->> 'asset', date_trunc('hour', now(), 'UTC'), (l ->> 'amount')::numeric
    FROM accounts a, jsonb_array_elements(a.policy -> 'limits') AS l
    WHERE a.status = 'active'
    -- Added, not set: what a refund takes back later was counted before.
    ON CONFLICT (account_id, asset, hour) DO UPDATE SET amount = s.amount + excluded.amount;
  -- Chains the caller cannot ask are judged by the database's clock.
  UPDATE chains SET resume_time = greatest(coalesce(resume_time, 0), extract(epoch FROM now())::bigint + p_resume_seconds);
  DELETE FROM challenges;
  DELETE FROM dkg_sessions;
  UPDATE accounts SET version = version + 1 WHERE status = 'active';
END $$;
