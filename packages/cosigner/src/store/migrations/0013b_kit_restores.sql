-- The kit's door: a device that comes back by a kit, until it is one of the account's.
CREATE TABLE kit_restores (
  account_id    bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  -- Request key of the new device.
  key_id        bytea       NOT NULL CHECK (octet_length(key_id) = 33),
  kit_key_id    bytea       NOT NULL,
  device_name   text        NOT NULL,
  -- The passkey it will have; `by_passkey` where it was one of the account's already, which needs no wait.
  credential_id bytea,
  by_passkey    boolean     NOT NULL DEFAULT false,
  public_key    bytea,
  counter       bigint      NOT NULL DEFAULT 0,
  transports    text[]      NOT NULL DEFAULT '{}',
  backed_up     boolean     NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL DEFAULT now(),
  admitted_at   timestamptz,
  PRIMARY KEY (account_id, key_id)
);

-- The new device becomes one of the account's: at once with a passkey the account had, else when the wait is over.
--   ok, wait, unknown (no such restore, or no passkey yet), replaced (the kit), taken (the passkey is another account's)
CREATE FUNCTION admit_restore(p_account bytea, p_key_id bytea, p_kit bytea, p_subject bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_restore kit_restores;
  v_account accounts;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_restore FROM kit_restores
    WHERE account_id = p_account AND key_id = p_key_id AND kit_key_id = p_kit;
  IF NOT FOUND OR v_restore.credential_id IS NULL THEN RETURN 'unknown'; END IF;
  IF v_restore.admitted_at IS NOT NULL THEN RETURN 'ok'; END IF;
  IF NOT EXISTS (
    SELECT FROM kits WHERE account_id = p_account AND key_id = p_kit AND revoked_at IS NULL
      AND public_key = v_account.public_key
  ) THEN RETURN 'replaced'; END IF;
  IF NOT v_restore.by_passkey THEN
    IF NOT use_wait(p_account, 'kit-rotation', p_subject) THEN RETURN 'wait'; END IF;
    INSERT INTO credentials (credential_id, account_id, public_key, counter, transports, backed_up)
      VALUES (v_restore.credential_id, p_account, v_restore.public_key, v_restore.counter, v_restore.transports,
        v_restore.backed_up)
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN 'taken'; END IF;
  END IF;
  INSERT INTO devices (account_id, key_id, name, door, credential_id)
    VALUES (p_account, p_key_id, v_restore.device_name, 'kit', v_restore.credential_id)
    ON CONFLICT DO NOTHING;
  UPDATE kit_restores SET admitted_at = now() WHERE account_id = p_account AND key_id = p_key_id;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  PERFORM raise_alarm(p_account, 'kit-restored', jsonb_build_object('device', v_restore.device_name));
  RETURN 'ok';
END $$;

-- With the new key that a kit has signed for, the lost devices and passkeys are out. Where the person had a passkey of the
-- account in hand, the other devices stay: they follow by it.
CREATE FUNCTION end_kit_restore() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_restore kit_restores;
BEGIN
  SELECT * INTO v_restore FROM kit_restores WHERE account_id = NEW.account_id AND key_id = NEW.key_id;
  IF FOUND AND NOT v_restore.by_passkey THEN
    UPDATE devices SET revoked_at = now()
      WHERE account_id = NEW.account_id AND key_id <> NEW.key_id AND revoked_at IS NULL;
    DELETE FROM credentials WHERE account_id = NEW.account_id AND credential_id <> v_restore.credential_id;
    UPDATE waits SET cancelled_at = now()
      WHERE account_id = NEW.account_id AND key_id IS DISTINCT FROM NEW.key_id
        AND cancelled_at IS NULL AND used_at IS NULL;
  END IF;
  UPDATE kits SET revoked_at = now() WHERE account_id = NEW.account_id AND revoked_at IS NULL;
  DELETE FROM kit_restores WHERE account_id = NEW.account_id;
  RETURN NEW;
END $$;
CREATE TRIGGER kit_restored AFTER UPDATE OF status ON rotations FOR EACH ROW
  WHEN (NEW.by_kit AND OLD.status = 'signed' AND NEW.status = 'spreading') EXECUTE FUNCTION end_kit_restore();
