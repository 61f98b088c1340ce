-- The second factor: RFC 6238. The secret is sealed like a share, under the KEK.
CREATE TABLE second_factors (
  account_id   bytea       PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  sealed       bytea       NOT NULL,
  kek_version  integer     NOT NULL,
  wrapped_key  bytea       NOT NULL,
  -- Null until a code was given.
  confirmed_at timestamptz,
  -- Time step of the last code taken: none counts twice.
  last_step    bigint      NOT NULL DEFAULT 0,
  failures     integer     NOT NULL DEFAULT 0,
  locked_until timestamptz NOT NULL DEFAULT '-infinity'
);

-- Adds a device that another one has vouched for, and tells everybody. False when its key was part of the account before.
CREATE FUNCTION add_paired_device(
  p_account bytea, p_pairing bytea, p_sealed bytea, p_added_by bytea, p_signature bytea, p_confirmed boolean
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_pairing pairings;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  UPDATE pairings SET account_id = p_account, sealed = p_sealed
    WHERE pairing_id = p_pairing AND account_id IS NULL AND expires_at > now() RETURNING * INTO v_pairing;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO devices (account_id, key_id, name, door, added_by, added_signature, hpke_key, confirmed_at)
    VALUES (p_account, v_pairing.key_id, v_pairing.device_name, 'qr', p_added_by, p_signature, v_pairing.hpke_key,
      CASE WHEN p_confirmed THEN now() END)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  PERFORM raise_alarm(p_account, 'device-added', jsonb_build_object('device', v_pairing.device_name));
  RETURN true;
END $$;

-- Ends the quarantine of a device. False when it has none.
CREATE FUNCTION confirm_device(p_account bytea, p_key_id bytea) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  UPDATE devices SET confirmed_at = now()
    WHERE account_id = p_account AND key_id = p_key_id AND revoked_at IS NULL AND confirmed_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  RETURN true;
END $$;

-- One more passkey, with its wrap of the vault's data key where it has one.
CREATE FUNCTION add_passkey(
  p_account bytea, p_credential bytea, p_public_key bytea, p_counter bigint, p_transports text[], p_backed_up boolean,
  p_wrap jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  INSERT INTO credentials (credential_id, account_id, public_key, counter, transports, backed_up)
    VALUES (p_credential, p_account, p_public_key, p_counter, p_transports, p_backed_up) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN EXISTS (SELECT FROM credentials WHERE credential_id = p_credential AND account_id = p_account);
  END IF;
  IF p_wrap IS NOT NULL THEN
    UPDATE vaults SET wraps = wraps || p_wrap, updated_at = now() WHERE account_id = p_account;
  END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  PERFORM raise_alarm(p_account, 'passkey-added', '{}');
  RETURN true;
END $$;

-- Takes a passkey out, with its wrap. False for the last one, or one that is not there.
CREATE FUNCTION remove_passkey(p_account bytea, p_credential bytea, p_name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM credentials WHERE account_id = p_account) < 2 THEN RETURN false; END IF;
  DELETE FROM credentials WHERE account_id = p_account AND credential_id = p_credential;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE vaults SET updated_at = now(), wraps = coalesce(
      (SELECT jsonb_agg(w) FROM jsonb_array_elements(wraps) w WHERE w ->> 'credentialId' <> p_name), '[]')
    WHERE account_id = p_account;
  -- A copy that no passkey opens is none.
  DELETE FROM vaults WHERE account_id = p_account AND jsonb_array_length(wraps) = 0;
  UPDATE accounts SET version = version + 1,
      has_vault = has_vault AND EXISTS (SELECT FROM vaults v WHERE v.account_id = p_account)
    WHERE account_id = p_account;
  PERFORM raise_alarm(p_account, 'passkey-removed', '{}');
  RETURN true;
END $$;

-- Deletes what the service keeps of an account whose wait for it is over. Its leaves stay in the log as salted hashes
-- that nobody can open any more; the account itself is on the chains and stays there.
CREATE FUNCTION delete_account_data(p_account bytea, p_subject bytea) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND OR NOT use_wait(p_account, 'delete-data', p_subject) THEN RETURN false; END IF;
  DELETE FROM answers WHERE account_id = p_account;
  DELETE FROM intents WHERE account_id = p_account;
  DELETE FROM spend WHERE account_id = p_account;
  DELETE FROM movements WHERE account_id = p_account;
  UPDATE relay_jobs SET account_id = NULL WHERE account_id = p_account;
  UPDATE decisions SET account_id = ''::bytea, salt = decode(repeat('00', 32), 'hex'), entry = '{}'
    WHERE account_id = p_account;
  DELETE FROM accounts WHERE account_id = p_account;
  RETURN true;
END $$;
