-- Each network counts its own changes of guardians, so only time tells which list the owner means.
ALTER TABLE account_guardians ADD COLUMN applied_at timestamptz NOT NULL DEFAULT now();
