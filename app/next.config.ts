import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** Headers that are the same for every answer; the Content-Security-Policy carries a nonce and comes from `proxy.ts`. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value:
      "publickey-credentials-create=(self), publickey-credentials-get=(self), clipboard-write=(self), accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
  },
];

const config: NextConfig = {
  transpilePackages: ["@tandem/account", "@tandem/client", "@tandem/frost", "@tandem/protocol"],
  turbopack: { root: repository },
  outputFileTracingRoot: repository,
  // `npm run types` checks the whole repository once; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  poweredByHeader: false,
  agentRules: false,
  experimental: { optimizePackageImports: ["lucide-react"] },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    // Two years. Not where nothing says that the browser came by TLS: localhost stays open to http.
    {
      source: "/:path*",
      has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
      headers: [{ key: "Strict-Transport-Security", value: "max-age=63072000" }],
    },
    // A name that is not there is answered by a page, which runs nothing.
    { source: "/_next/static/:path*", headers: [{ key: "Content-Security-Policy", value: "default-src 'none'" }] },
    // Never an old one from a cache in between.
    { source: "/(exit.html|sw.js)", headers: [{ key: "Cache-Control", value: "no-cache" }] },
  ],
};

export default config;
