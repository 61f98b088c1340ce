-- Co-signing asks who owns the account on a chain: whoever has the account in memory reads it again once that changed.
CREATE FUNCTION account_owner_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts SET version = version + 1 WHERE account_id = NEW.account_id;
  RETURN NULL;
END $$;
CREATE TRIGGER account_chains_owner AFTER INSERT OR UPDATE OF owner ON account_chains
  FOR EACH ROW EXECUTE FUNCTION account_owner_changed();
