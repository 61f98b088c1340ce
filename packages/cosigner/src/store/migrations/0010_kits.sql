-- Backup kits. The service never has share 2; it knows the keys a kit signs and is sealed to with, and which key it is of.

CREATE TABLE kits (
  account_id bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  -- Its P-256 request key: the kit's door.
  key_id     bytea       NOT NULL CHECK (octet_length(key_id) = 33),
  -- X25519: updates of its share are sealed to it.
  hpke_key   bytea       NOT NULL CHECK (octet_length(hpke_key) = 32),
  -- The group key and epoch of the share inside. A kit of a key that was replaced is worth nothing.
  public_key bytea       NOT NULL CHECK (octet_length(public_key) = 32),
  key_epoch  integer     NOT NULL,
  -- Device that made it.
  made_by    bytea       NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  -- When it last proved that its code opens it; null until the person has kept it.
  checked_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (account_id, key_id)
);
-- One request key speaks for one account.
CREATE UNIQUE INDEX kits_key ON kits (key_id);

-- Whether a kit may be made now: `made`, or why not. Within 24 h of creation the passkey alone is enough; later the wait
-- of kind `kit` for this subject must be over.
CREATE FUNCTION kit_allowed(p_account accounts, p_epoch integer, p_subject bytea, p_max_tries integer)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF p_account.status IS DISTINCT FROM 'active' THEN RETURN 'unknown'; END IF;
  IF p_account.frozen_at IS NOT NULL THEN RETURN 'frozen'; END IF;
  IF p_account.key_epoch <> p_epoch THEN RETURN 'stale'; END IF;
  IF (SELECT count(*) FROM kits WHERE account_id = p_account.account_id AND made_at > now() - interval '24 hours')
    >= p_max_tries THEN RETURN 'tries';
  END IF;
  IF p_account.created_at > now() - interval '24 hours' THEN RETURN 'made'; END IF;
  PERFORM FROM waits WHERE account_id = p_account.account_id AND kind = 'kit' AND subject = p_subject
    AND cancelled_at IS NULL AND used_at IS NULL AND ready_at <= now() AND now() < expires_at;
  IF FOUND THEN RETURN 'made'; END IF;
  RETURN 'wait';
END $$;

-- Writes a new kit down, before anything that makes its share leaves the service. The wait stays until the kit has proved
-- itself: an answer that is lost costs no second day.
CREATE FUNCTION make_kit(
  p_account bytea, p_device bytea, p_kit bytea, p_hpke bytea, p_epoch integer, p_subject bytea, p_max_tries integer,
  p_salt bytea, p_entry jsonb,
  OUT outcome text, OUT made_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account accounts;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  outcome := kit_allowed(v_account, p_epoch, p_subject, p_max_tries);
  IF outcome <> 'made' THEN RETURN; END IF;
  IF NOT EXISTS (SELECT FROM devices WHERE account_id = p_account AND key_id = p_device AND revoked_at IS NULL) THEN
    outcome := 'unknown';
    RETURN;
  END IF;
  INSERT INTO kits (account_id, key_id, hpke_key, public_key, key_epoch, made_by)
    VALUES (p_account, p_kit, p_hpke, v_account.public_key, p_epoch, p_device)
    ON CONFLICT DO NOTHING
    RETURNING kits.made_at INTO made_at;
  IF NOT FOUND THEN outcome := 'taken'; RETURN; END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  PERFORM append_decision(p_account, 'allow', p_salt, p_entry);
  PERFORM raise_alarm(p_account, 'kit-made', jsonb_build_object('device', '0x' || encode(p_device, 'hex')));
END $$;

-- A kit has signed: it opens and is the account's. The first time every other kit ends and the wait is used up.
CREATE FUNCTION check_kit(p_account bytea, p_kit bytea, OUT outcome text, OUT checked_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account accounts;
  v_kit kits;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_kit FROM kits WHERE account_id = p_account AND key_id = p_kit;
  IF v_kit.account_id IS NULL OR v_account.status IS DISTINCT FROM 'active' THEN outcome := 'unknown'; RETURN; END IF;
  IF v_kit.revoked_at IS NOT NULL OR v_kit.public_key <> v_account.public_key THEN outcome := 'replaced'; RETURN; END IF;
  outcome := 'checked';
  UPDATE kits SET checked_at = now() WHERE account_id = p_account AND key_id = p_kit RETURNING kits.checked_at INTO checked_at;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  IF v_kit.checked_at IS NOT NULL THEN RETURN; END IF;
  UPDATE kits SET revoked_at = now() WHERE account_id = p_account AND key_id <> p_kit AND revoked_at IS NULL;
  UPDATE waits SET used_at = now() WHERE account_id = p_account AND kind = 'kit'
    AND cancelled_at IS NULL AND used_at IS NULL AND ready_at <= now() AND now() < expires_at;
END $$;
