-- A change of the owner key. Until `signed` it can be given up; from there on the old share signs nothing else.
CREATE TABLE rotations (
  rotation_id          bytea       PRIMARY KEY CHECK (octet_length(rotation_id) = 16),
  account_id           bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  -- The device that rotates, and whether the backup kit signs in the place of the old device share.
  key_id               bytea       NOT NULL,
  by_kit               boolean     NOT NULL DEFAULT false,
  status               text        NOT NULL DEFAULT 'started'
    CHECK (status IN ('started', 'keyed', 'signed', 'spreading', 'finished')),
  owner_epoch          bigint      NOT NULL,
  key_epoch            integer     NOT NULL,
  sessions             integer     NOT NULL DEFAULT 0,
  -- The new key, from `keyed` on; its sealed share moves to server_shares when the service changes to it.
  public_key           bytea       CHECK (octet_length(public_key) = 32),
  public_key_package   bytea,
  transcript_hash      bytea       CHECK (octet_length(transcript_hash) = 32),
  sealed               bytea,
  kek_version          integer,
  wrapped_key          bytea,
  -- From `signed` on: InstallOwner signed by the new key, and the new sealed device share.
  proof                bytea       CHECK (octet_length(proof) = 52),
  vault                jsonb,
  -- What the old share signs with until it is destroyed.
  previous_key_epoch   integer     NOT NULL,
  previous_public_key  bytea       NOT NULL CHECK (octet_length(previous_public_key) = 32),
  previous_key_package bytea       NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now(),
  signed_at            timestamptz,
  completed_at         timestamptz,
  finished_at          timestamptz,
  CHECK (status = 'started' OR (public_key IS NOT NULL AND public_key_package IS NOT NULL AND transcript_hash IS NOT NULL)),
  CHECK (status IN ('started', 'keyed') OR proof IS NOT NULL)
);
CREATE UNIQUE INDEX rotations_open ON rotations (account_id) WHERE status IN ('started', 'keyed', 'signed');
CREATE INDEX rotations_account ON rotations (account_id, owner_epoch);
CREATE INDEX rotations_spreading ON rotations (account_id) WHERE status = 'spreading';

-- Where a rotation stands on each chain, as last read there at settlement depth.
CREATE TABLE rotation_chains (
  rotation_id bytea    NOT NULL REFERENCES rotations ON DELETE CASCADE,
  chain_key   smallint NOT NULL REFERENCES chains,
  state       text     NOT NULL CHECK (state IN ('undeployed', 'pending', 'done')),
  PRIMARY KEY (rotation_id, chain_key)
);

ALTER TABLE dkg_sessions ADD COLUMN rotation_id bytea REFERENCES rotations ON DELETE CASCADE;

-- Begins a rotation, or gives the one that this device may go on with.
--   ok
--   busy     another device's rotation is signed and must be completed first: it is given, for any device to do so
--   wait     nothing allows it yet: no wait for `p_subject` is over
CREATE FUNCTION begin_rotation(
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
      p_rotation, p_account, p_key_id, p_by_kit, jsonb_array_length(v_account.rotations), v_account.key_epoch + 1,
      v_account.key_epoch, v_account.public_key, v_account.public_key_package);
  outcome := 'ok'; rotation_id := p_rotation;
END $$;

-- The last moment to turn back: from here on the old share signs this rotation and nothing else. Co-signatures that are
-- under way lose their lock, and servers read the account anew.
CREATE FUNCTION sign_rotation(
  p_rotation bytea, p_account bytea, p_new_owner bytea, p_proof bytea, p_vault jsonb, p_salt bytea, p_entry jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_epoch integer;
BEGIN
  SELECT key_epoch INTO v_epoch FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  UPDATE rotations SET status = 'signed', proof = p_proof, vault = p_vault, signed_at = now()
    WHERE rotation_id = p_rotation AND account_id = p_account AND status = 'keyed' AND public_key = p_new_owner
      AND previous_key_epoch = v_epoch;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  UPDATE intents SET lock_token = substring(sha256(p_salt || lock_token) FOR 16)
    WHERE account_id = p_account AND status = 'reserved';
  PERFORM append_decision(p_account, 'allow', p_salt, p_entry);
  RETURN true;
END $$;

-- The service changes to the new key. Asked again it answers the same.
CREATE FUNCTION complete_rotation(p_rotation bytea, p_account bytea, p_owner_signature bytea)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_rotation rotations;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_rotation FROM rotations WHERE rotation_id = p_rotation AND account_id = p_account;
  IF NOT FOUND OR v_rotation.status IN ('started', 'keyed') THEN RETURN false; END IF;
  IF v_rotation.status <> 'signed' THEN RETURN true; END IF;
  INSERT INTO server_shares (account_id, key_epoch, sealed, kek_version, wrapped_key)
    VALUES (p_account, v_rotation.key_epoch, v_rotation.sealed, v_rotation.kek_version, v_rotation.wrapped_key);
  UPDATE accounts SET
      version = version + 1, key_epoch = v_rotation.key_epoch, public_key = v_rotation.public_key,
      public_key_package = v_rotation.public_key_package, transcript_hash = v_rotation.transcript_hash,
      has_vault = v_rotation.vault IS NOT NULL,
      rotations = rotations || jsonb_build_object(
        'newOwner', '0x' || encode(v_rotation.public_key, 'hex'),
        'proof', '0x' || encode(v_rotation.proof, 'hex'),
        'ownerSignature', '0x' || encode(p_owner_signature, 'hex'))
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

-- Every chain where the account has code has the new key: the old share has nothing left to sign and is destroyed. Not
-- while an operation of the old key may still be executed, and so deploy the account with it.
CREATE FUNCTION finish_rotation(p_rotation bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_rotation rotations;
BEGIN
  UPDATE rotations SET status = 'finished', finished_at = now()
    WHERE rotation_id = p_rotation AND status = 'spreading' AND NOT EXISTS (
      SELECT FROM intents i
      WHERE i.account_id = rotations.account_id AND i.key_epoch <= rotations.previous_key_epoch
        AND i.kind = 'userOperation' AND i.open)
    RETURNING * INTO v_rotation;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM server_shares
    WHERE account_id = v_rotation.account_id AND key_epoch <= v_rotation.previous_key_epoch;
  RETURN true;
END $$;
