-- A job that met a used-up budget waits for the next day; those that were given up for it before are asked for again.
UPDATE relay_jobs SET status = 'queued', retry_at = now(), lease = NULL, lease_until = NULL
  WHERE status = 'refused' AND reason IN ('relay-account-budget', 'relay-address-budget', 'relay-budget')
    AND kind <> 'checkpoint';
