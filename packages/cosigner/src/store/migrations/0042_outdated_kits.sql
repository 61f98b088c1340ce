-- As before, but a kit that missed a renewal of the shares signs nothing: it is `outdated`, and takes no other kit's place.
-- And a renewal under way brings the kit of before along: with the first check of another one it ends, and is begun again.
CREATE OR REPLACE FUNCTION check_kit(p_account bytea, p_kit bytea, OUT outcome text, OUT checked_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account accounts;
  v_kit kits;
  v_updates bigint;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_kit FROM kits WHERE account_id = p_account AND key_id = p_kit;
  IF v_kit.account_id IS NULL OR v_account.status IS DISTINCT FROM 'active' THEN outcome := 'unknown'; RETURN; END IF;
  IF v_kit.revoked_at IS NOT NULL OR v_kit.public_key <> v_account.public_key THEN outcome := 'replaced'; RETURN; END IF;
  SELECT count(*) INTO v_updates FROM kit_updates WHERE account_id = p_account AND kit_key_id = p_kit;
  IF v_kit.key_epoch + v_updates <> v_account.key_epoch THEN outcome := 'outdated'; RETURN; END IF;
  outcome := 'checked';
  UPDATE kits SET checked_at = now() WHERE account_id = p_account AND key_id = p_kit RETURNING kits.checked_at INTO checked_at;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  IF v_kit.checked_at IS NOT NULL THEN RETURN; END IF;
  DELETE FROM refreshes WHERE account_id = p_account;
  UPDATE kits SET revoked_at = now() WHERE account_id = p_account AND key_id <> p_kit AND revoked_at IS NULL;
  UPDATE waits SET used_at = now() WHERE account_id = p_account AND kind = 'kit'
    AND cancelled_at IS NULL AND used_at IS NULL AND ready_at <= now() AND now() < expires_at;
END $$;
