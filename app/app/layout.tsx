import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/app/Providers";
import { deviceCookie, parseTheme, themeCookie } from "@/lib/preferences";
import { trustedTypesScript } from "@/lib/trustedTypes";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Tandem", template: "%s · Tandem" },
  description: "A wallet whose key is in two parts: your device and a server sign together.",
  applicationName: "Tandem",
  icons: { icon: { url: "/icon.svg", type: "image/svg+xml" } },
  referrer: "no-referrer",
  formatDetection: { telephone: false, address: false, email: false },
};

const pageColors = { light: "#faf9f6", dark: "#0d0e0c" } as const;

/** The browser's own bars have the colour of the page: of the chosen appearance, or the system's. */
export async function generateViewport(): Promise<Viewport> {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const themeColor =
    theme === "system"
      ? [
          { media: "(prefers-color-scheme: light)", color: pageColors.light },
          { media: "(prefers-color-scheme: dark)", color: pageColors.dark },
        ]
      : pageColors[theme];
  return { width: "device-width", initialScale: 1, viewportFit: "cover", themeColor };
}

/** Rendered for each request: scripts carry the nonce of that request, and the appearance is right from the start. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [cookieStore, headerStore] = await Promise.all([cookies(), headers()]);
  const theme = parseTheme(cookieStore.get(themeCookie)?.value);
  const nonce = headerStore.get("x-nonce") ?? undefined;
  return (
    <html lang="en" dir="ltr" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <head>
        <script
          nonce={nonce}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours that has to run before every other script
          dangerouslySetInnerHTML={{ __html: trustedTypesScript }}
        />
      </head>
      <body>
        <Providers expectsAccount={cookieStore.get(deviceCookie)?.value === "1"}>{children}</Providers>
      </body>
    </html>
  );
}
