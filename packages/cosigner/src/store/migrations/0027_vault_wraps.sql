-- A new share in the vault is sealed under the data key of the one before it. The device that made it knows its own wraps;
-- those of the account's other passkeys stay beside them, so that every device can follow.
CREATE FUNCTION keep_vault_wraps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.wraps := NEW.wraps || coalesce((
    SELECT jsonb_agg(w.wrap) FROM jsonb_array_elements(OLD.wraps) AS w (wrap)
    WHERE NOT EXISTS (
        SELECT FROM jsonb_array_elements(NEW.wraps) AS n (wrap) WHERE n.wrap ->> 'credentialId' = w.wrap ->> 'credentialId')
      AND EXISTS (
        SELECT FROM credentials c WHERE c.account_id = NEW.account_id
          AND rtrim(translate(encode(c.credential_id, 'base64'), E'+/\n', '-_'), '=') = w.wrap ->> 'credentialId')
  ), '[]');
  RETURN NEW;
END $$;

CREATE TRIGGER keep_vault_wraps BEFORE UPDATE ON vaults FOR EACH ROW
  WHEN (NEW.key_epoch > OLD.key_epoch) EXECUTE FUNCTION keep_vault_wraps();
