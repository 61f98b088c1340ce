-- Devices: doors, quarantine of new ones, confirming one from another, leaving.
ALTER TABLE devices DROP CONSTRAINT IF EXISTS devices_door_check;
ALTER TABLE devices ADD CONSTRAINT devices_door_check CHECK (door ~ '^[a-z][a-z0-9-]*$');
-- Another device said that this one is the owner's: its quarantine is over.
ALTER TABLE devices ADD COLUMN confirmed_at timestamptz;
-- Signature of the device that added this one over its request key and HPKE key, for a device added by QR.
ALTER TABLE devices ADD COLUMN added_by bytea;
ALTER TABLE devices ADD COLUMN added_signature bytea;
ALTER TABLE devices ADD COLUMN hpke_key bytea CHECK (octet_length(hpke_key) = 32);

ALTER TABLE challenges DROP CONSTRAINT IF EXISTS challenges_purpose_check;
ALTER TABLE challenges ADD CONSTRAINT challenges_purpose_check CHECK (purpose ~ '^[a-z][a-z0-9-]*$');

-- Another device says yes to what one has asked for: the wait is over at once.
CREATE FUNCTION confirm_wait(p_account bytea, p_wait bytea, p_key_id bytea, p_kinds text[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_kind text;
  v_facts jsonb;
BEGIN
  UPDATE waits SET ready_at = least(ready_at, now())
    WHERE account_id = p_account AND wait_id = p_wait AND kind = ANY (p_kinds) AND key_id IS DISTINCT FROM p_key_id
      AND cancelled_at IS NULL AND used_at IS NULL AND now() < expires_at
    RETURNING kind, facts INTO v_kind, v_facts;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM raise_alarm(p_account, v_kind || '-confirmed', v_facts);
  RETURN true;
END $$;

-- Takes a device out of the account: its request key is refused from now on, what it had asked for and had under way
-- ends, and everybody is told. False when it is out already.
CREATE FUNCTION revoke_device(p_account bytea, p_key_id bytea, p_kind text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_name text;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  UPDATE devices SET revoked_at = now() WHERE account_id = p_account AND key_id = p_key_id AND revoked_at IS NULL
    RETURNING name INTO v_name;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  UPDATE waits SET cancelled_at = now()
    WHERE account_id = p_account AND key_id = p_key_id AND cancelled_at IS NULL AND used_at IS NULL;
  DELETE FROM rotations WHERE account_id = p_account AND key_id = p_key_id AND status IN ('started', 'keyed');
  DELETE FROM challenges WHERE key_id = p_key_id;
  PERFORM raise_alarm(p_account, p_kind, jsonb_build_object('device', v_name));
  RETURN true;
END $$;

-- A further device, while its user carries a QR code from one screen to another. The sealed share is opaque here.
CREATE TABLE pairings (
  pairing_id   bytea       PRIMARY KEY CHECK (octet_length(pairing_id) = 16),
  -- The new device's request key, and what its QR code says beside it.
  key_id       bytea       NOT NULL CHECK (octet_length(key_id) = 33),
  hpke_key     bytea       NOT NULL CHECK (octet_length(hpke_key) = 32),
  device_name  text        NOT NULL,
  account_id   bytea       REFERENCES accounts ON DELETE CASCADE,
  sealed       bytea,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX pairings_key ON pairings (key_id);
CREATE INDEX pairings_expiry ON pairings (expires_at);
