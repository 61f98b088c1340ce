-- A refresh of the shares between its trips, and until both sides have tried the new ones. One at a time an account.
CREATE TABLE refreshes (
  account_id         bytea       PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  session_id         bytea       NOT NULL CHECK (octet_length(session_id) = 16),
  key_id             bytea       NOT NULL,
  -- Epoch before the refresh.
  key_epoch          integer     NOT NULL,
  package_hash       bytea       NOT NULL CHECK (octet_length(package_hash) = 32),
  device_hpke        bytea       NOT NULL CHECK (octet_length(device_hpke) = 32),
  hpke_version       integer     NOT NULL,
  kit_key_id         bytea,
  kit_hpke           bytea,
  -- Everything the service's side follows from; gone after round trip 2.
  sealed_seed        bytea,
  seed_kek_version   integer,
  seed_wrapped       bytea,
  -- From round trip 2 on: the next share, sealed, and what belongs to it.
  sealed             bytea,
  kek_version        integer,
  wrapped_key        bytea,
  public_key_package bytea,
  transcript_hash    bytea       CHECK (octet_length(transcript_hash) = 32),
  kit_update         jsonb,
  started_at         timestamptz NOT NULL DEFAULT now()
);

-- What brings a kit from the epoch before to `key_epoch`. Sealed to the kit; nobody else opens it.
CREATE TABLE kit_updates (
  account_id bytea   NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kit_key_id bytea   NOT NULL,
  key_epoch  integer NOT NULL,
  kit_update jsonb   NOT NULL,
  PRIMARY KEY (account_id, kit_key_id, key_epoch)
);

-- The service changes to the new shares: the old one is erased, the vault replaced, and what was co-signed with the old one
-- and not released loses its lock. All of it or nothing. False when there is no such refresh any more.
CREATE FUNCTION commit_refresh(p_account bytea, p_session bytea, p_vault jsonb, p_salt bytea, p_entry jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_account accounts;
  v_refresh refreshes;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_refresh FROM refreshes WHERE account_id = p_account AND session_id = p_session;
  IF NOT FOUND OR v_refresh.sealed IS NULL OR v_refresh.key_epoch <> v_account.key_epoch
    OR v_account.frozen_at IS NOT NULL THEN RETURN false;
  END IF;
  IF EXISTS (SELECT FROM rotations WHERE account_id = p_account AND status IN ('signed', 'spreading')) THEN
    RETURN false;
  END IF;
  INSERT INTO server_shares (account_id, key_epoch, sealed, kek_version, wrapped_key)
    VALUES (p_account, v_refresh.key_epoch + 1, v_refresh.sealed, v_refresh.kek_version, v_refresh.wrapped_key);
  DELETE FROM server_shares WHERE account_id = p_account AND key_epoch <= v_refresh.key_epoch;
  UPDATE accounts SET
      version = version + 1, key_epoch = v_refresh.key_epoch + 1, public_key_package = v_refresh.public_key_package,
      transcript_hash = v_refresh.transcript_hash
    WHERE account_id = p_account;
  IF v_account.has_vault AND p_vault IS NOT NULL THEN
    UPDATE vaults SET key_epoch = v_refresh.key_epoch + 1,
        sealed_share = decode(substring(p_vault ->> 'sealedShare' FROM 3), 'hex'), wraps = p_vault -> 'wraps',
        updated_at = now()
      WHERE account_id = p_account;
  END IF;
  IF v_refresh.kit_update IS NOT NULL THEN
    INSERT INTO kit_updates (account_id, kit_key_id, key_epoch, kit_update)
      VALUES (p_account, v_refresh.kit_key_id, v_refresh.key_epoch + 1, v_refresh.kit_update);
  END IF;
  UPDATE intents SET lock_token = substring(sha256(p_salt || lock_token) FOR 16)
    WHERE account_id = p_account AND status = 'reserved';
  DELETE FROM refreshes WHERE account_id = p_account;
  PERFORM append_decision(p_account, 'allow', p_salt, p_entry);
  PERFORM raise_alarm(p_account, 'shares-refreshed', '{}');
  RETURN true;
END $$;
