-- An account has at most 32 devices and 16 passkeys, which is what the wire's lists hold. The service says so before; here
-- it is exact under the account's lock, where two come at once: the one too many is not written. A kit brings its device
-- and passkey back however full the lists are.
CREATE FUNCTION keep_devices_listable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = NEW.account_id FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM devices WHERE account_id = NEW.account_id AND revoked_at IS NULL) >= 32 THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER devices_full BEFORE INSERT ON devices FOR EACH ROW
  WHEN (NEW.door <> 'kit') EXECUTE FUNCTION keep_devices_listable();

-- As in 0015, within 16.
CREATE OR REPLACE FUNCTION add_passkey(
  p_account bytea, p_credential bytea, p_public_key bytea, p_counter bigint, p_transports text[], p_backed_up boolean,
  p_wrap jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM credentials WHERE credential_id = p_credential) THEN
    RETURN EXISTS (SELECT FROM credentials WHERE credential_id = p_credential AND account_id = p_account);
  END IF;
  IF (SELECT count(*) FROM credentials WHERE account_id = p_account) >= 16 THEN RETURN false; END IF;
  INSERT INTO credentials (credential_id, account_id, public_key, counter, transports, backed_up)
    VALUES (p_credential, p_account, p_public_key, p_counter, p_transports, p_backed_up) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_wrap IS NOT NULL THEN
    UPDATE vaults SET wraps = wraps || p_wrap, updated_at = now() WHERE account_id = p_account;
  END IF;
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  PERFORM raise_alarm(p_account, 'passkey-added', '{}');
  RETURN true;
END $$;
