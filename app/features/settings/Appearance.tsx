"use client";

import type { StoredAccount } from "@tandem/client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { Choice } from "@/components/ui/Choice";
import { useUpdateSynced } from "@/features/sync";
import { currentTheme, setTheme, type Theme } from "@/lib/preferences";

const icon = "size-4";

export function Appearance({ account }: { readonly account: StoredAccount }) {
  const update = useUpdateSynced(account);
  const [theme, choose] = useState<Theme>(currentTheme);
  return (
    <Choice
      legend="Appearance"
      value={theme}
      onChange={(next) => {
        setTheme(next);
        choose(next);
        update.mutate((data) => ({ ...data, settings: { ...data.settings, appearance: next } }));
      }}
      options={[
        { value: "system", label: "System", icon: <Monitor aria-hidden="true" className={icon} /> },
        { value: "light", label: "Light", icon: <Sun aria-hidden="true" className={icon} /> },
        { value: "dark", label: "Dark", icon: <Moon aria-hidden="true" className={icon} /> },
      ]}
    />
  );
}
