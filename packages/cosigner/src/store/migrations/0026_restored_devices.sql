-- A device that came by the kit has no quarantine: it has waited, or a passkey of the account stood beside the kit, and the
-- other devices that could confirm it may be gone.
CREATE OR REPLACE FUNCTION admit_restore(p_account bytea, p_key_id bytea, p_kit bytea, p_subject bytea)
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
  INSERT INTO devices (account_id, key_id, name, door, credential_id, confirmed_at)
    VALUES (p_account, p_key_id, v_restore.device_name, 'kit', v_restore.credential_id, now())
    ON CONFLICT DO NOTHING;
  UPDATE kit_restores SET admitted_at = now() WHERE account_id = p_account AND key_id = p_key_id;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  PERFORM raise_alarm(p_account, 'kit-restored', jsonb_build_object('device', v_restore.device_name));
  RETURN 'ok';
END $$;
