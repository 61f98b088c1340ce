// node exit/build.ts: the page for the day the server is gone, as one file without any request of its own.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const app = fileURLToPath(new URL("..", import.meta.url));

const { outputFiles } = await build({
  entryPoints: { main: `${app}exit/main.tsx`, exit: `${app}exit/exit.css` },
  outdir: `${app}exit/out`,
  write: false,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  jsx: "automatic",
  alias: { "@": app.slice(0, -1) },
  define: { "process.env.NODE_ENV": '"production"' },
  // zod must not probe for `eval`, which the page's policy reports.
  banner: { js: "globalThis.__zod_globalConfig={jitless:true};" },
  legalComments: "none",
});

const read = (ending: string) => {
  const file = outputFiles.find(({ path }) => path.endsWith(ending));
  if (!file) throw new Error(`esbuild made no ${ending}`);
  return file.text.trim();
};
// A closing tag inside the script would end it.
const script = read(".js").replaceAll("</script", "<\\/script");
const style = read(".css");
const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// Nothing loads but what is in the file; it may ask any network that the person names, on this machine too.
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

writeFileSync(
  `${app}public/exit.html`,
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Tandem without its server</title>
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript.</noscript>
<div id="root"></div>
<script>${script}</script>
</body>
</html>
`,
);
