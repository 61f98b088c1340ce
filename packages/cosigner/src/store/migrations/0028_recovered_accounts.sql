-- An account that guardians have recovered lives on: which key they installed at which owner epoch, and the keys that
-- followed it. `rotations` stays what leads from the birth key, and deploys the account where it has no code.
ALTER TABLE accounts ADD COLUMN recovered jsonb;

-- How often the owner of an account has changed: what its next rotation is signed at.
CREATE FUNCTION owner_epoch_of(p_rotations jsonb, p_recovered jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_recovered IS NULL THEN jsonb_array_length(p_rotations)::bigint
    ELSE (p_recovered ->> 'ownerEpoch')::bigint + jsonb_array_length(p_recovered -> 'rotations') END
$$;

CREATE FUNCTION to_recovered(p_recovery recoveries, p_rotations jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'newOwner', '0x' || encode(p_recovery.new_owner, 'hex'), 'proof', '0x' || encode(p_recovery.proof, 'hex'),
    'ownerEpoch', p_recovery.owner_epoch + 1, 'rotations', p_rotations)
$$;

-- Accounts that were taken over before: what was added to their rotations since followed the guardians' key.
UPDATE accounts a SET
    recovered = to_recovered(r, coalesce((
      SELECT jsonb_agg(e.entry ORDER BY e.at) FROM jsonb_array_elements(a.rotations) WITH ORDINALITY AS e (entry, at)
      WHERE e.at > jsonb_array_length(r.origin -> 'rotations')), '[]')),
    rotations = r.origin -> 'rotations', version = a.version + 1
  FROM recoveries r WHERE r.account_id = a.account_id AND r.taken_over_at IS NOT NULL;

-- As in 0013; the owner epoch is the account's.
CREATE OR REPLACE FUNCTION begin_rotation(
  p_rotation bytea, p_account bytea, p_key_id bytea, p_by_kit boolean, p_subject bytea,
  OUT outcome text, OUT rotation_id bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account accounts;
  v_open rotations;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_open FROM rotations
    WHERE account_id = p_account AND status IN ('started', 'keyed', 'signed');
  IF FOUND THEN
    rotation_id := v_open.rotation_id;
    IF v_open.status = 'signed' THEN
      outcome := CASE WHEN v_open.key_id = p_key_id THEN 'ok' ELSE 'busy' END; RETURN;
    END IF;
    IF v_open.key_id = p_key_id AND v_open.by_kit = p_by_kit AND v_open.previous_key_epoch = v_account.key_epoch THEN
      outcome := 'ok'; RETURN;
    END IF;
  END IF;
  IF NOT p_by_kit AND NOT use_wait(p_account, 'rotation', p_subject) THEN
    outcome := 'wait'; rotation_id := NULL; RETURN;
  END IF;
  -- One that was begun elsewhere and never signed is given up: its new key owns nothing.
  DELETE FROM rotations WHERE account_id = p_account AND status IN ('started', 'keyed');
  INSERT INTO rotations (
      rotation_id, account_id, key_id, by_kit, owner_epoch, key_epoch,
      previous_key_epoch, previous_public_key, previous_key_package)
    VALUES (
      p_rotation, p_account, p_key_id, p_by_kit, owner_epoch_of(v_account.rotations, v_account.recovered),
      v_account.key_epoch + 1, v_account.key_epoch, v_account.public_key, v_account.public_key_package);
  outcome := 'ok'; rotation_id := p_rotation;
END $$;

-- As in 0013; after a recovery the new key follows the one that guardians installed.
CREATE OR REPLACE FUNCTION complete_rotation(p_rotation bytea, p_account bytea, p_owner_signature bytea)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_rotation rotations;
  v_entry jsonb;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_rotation FROM rotations WHERE rotation_id = p_rotation AND account_id = p_account;
  IF NOT FOUND OR v_rotation.status IN ('started', 'keyed') THEN RETURN false; END IF;
  IF v_rotation.status <> 'signed' THEN RETURN true; END IF;
  INSERT INTO server_shares (account_id, key_epoch, sealed, kek_version, wrapped_key)
    VALUES (p_account, v_rotation.key_epoch, v_rotation.sealed, v_rotation.kek_version, v_rotation.wrapped_key);
  v_entry := jsonb_build_object(
    'newOwner', '0x' || encode(v_rotation.public_key, 'hex'),
    'proof', '0x' || encode(v_rotation.proof, 'hex'),
    'ownerSignature', '0x' || encode(p_owner_signature, 'hex'));
  UPDATE accounts SET
      version = version + 1, key_epoch = v_rotation.key_epoch, public_key = v_rotation.public_key,
      public_key_package = v_rotation.public_key_package, transcript_hash = v_rotation.transcript_hash,
      has_vault = v_rotation.vault IS NOT NULL,
      rotations = CASE WHEN recovered IS NULL THEN rotations || v_entry ELSE rotations END,
      recovered = jsonb_set(recovered, '{rotations}', (recovered -> 'rotations') || v_entry)
    WHERE account_id = p_account;
  IF v_rotation.vault IS NULL THEN
    DELETE FROM vaults WHERE account_id = p_account;
  ELSE
    INSERT INTO vaults (account_id, key_epoch, sealed_share, wraps)
      VALUES (p_account, v_rotation.key_epoch,
        decode(substring(v_rotation.vault ->> 'sealedShare' FROM 3), 'hex'), v_rotation.vault -> 'wraps')
      ON CONFLICT (account_id) DO UPDATE SET
        key_epoch = excluded.key_epoch, sealed_share = excluded.sealed_share, wraps = excluded.wraps, updated_at = now();
  END IF;
  UPDATE rotations SET
      status = 'spreading', completed_at = now(), sealed = NULL, wrapped_key = NULL, kek_version = NULL, vault = NULL
    WHERE rotation_id = p_rotation;
  PERFORM raise_alarm(p_account, 'key-rotated', jsonb_build_object('ownerEpoch', v_rotation.owner_epoch + 1));
  RETURN true;
END $$;

-- As in 0017; and the account keeps which key it is and at which epoch.
CREATE OR REPLACE FUNCTION take_over_account(p_recovery bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_recovery recoveries;
  v_old bytea;
BEGIN
  SELECT * INTO v_recovery FROM recoveries WHERE recovery_id = p_recovery FOR UPDATE;
  IF NOT FOUND OR v_recovery.taken_over_at IS NOT NULL THEN RETURN false; END IF;
  SELECT account_id INTO v_old FROM accounts
    WHERE address = v_recovery.address AND account_id <> v_recovery.account_id FOR UPDATE;
  IF v_old IS NOT NULL THEN
    PERFORM raise_alarm(v_old, 'account-recovered', jsonb_build_object('requester', v_recovery.requester));
    UPDATE accounts SET status = 'ended', address = NULL, expires_at = 'infinity', version = version + 1
      WHERE account_id = v_old;
    UPDATE devices SET revoked_at = now() WHERE account_id = v_old AND revoked_at IS NULL;
    UPDATE waits SET cancelled_at = now() WHERE account_id = v_old AND cancelled_at IS NULL AND used_at IS NULL;
    DELETE FROM vaults WHERE account_id = v_old;
    DELETE FROM server_shares WHERE account_id = v_old;
    DELETE FROM dkg_sessions WHERE account_id = v_old;
    UPDATE movements SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_chains SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_guardians SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_events SET account_id = v_recovery.account_id WHERE account_id = v_old;
    IF to_regclass('first_guardians') IS NOT NULL THEN
      UPDATE first_guardians SET account_id = v_recovery.account_id WHERE account_id = v_old;
      UPDATE guardian_invites SET account_id = v_recovery.account_id WHERE account_id = v_old;
    END IF;
  END IF;
  UPDATE accounts SET
      status = 'active', expires_at = NULL, version = version + 1, address = v_recovery.address,
      birth_key = decode(substr(v_recovery.origin ->> 'birthKey', 3), 'hex'),
      config_hash = decode(substr(v_recovery.origin ->> 'configHash', 3), 'hex'),
      salt = decode(substr(v_recovery.origin ->> 'salt', 3), 'hex'),
      rotations = v_recovery.origin -> 'rotations',
      recovered = to_recovered(v_recovery, '[]')
    WHERE account_id = v_recovery.account_id;
  UPDATE recoveries SET taken_over_at = now() WHERE recovery_id = p_recovery;
  PERFORM raise_alarm(v_recovery.account_id, 'account-recovered',
    jsonb_build_object('requester', v_recovery.requester));
  RETURN true;
END $$;
