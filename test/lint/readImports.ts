const comments = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*/g;
const patterns = [
  /\b(?:import|export)\b(?:\s+type)?[\s\w{},*$]*?\bfrom\s*["']([^"'\n]+)["']/g,
  /\bimport\s*["']([^"'\n]+)["']/g,
  /\bimport\s*\(\s*["']([^"'\n]+)["']/g,
];

/** What a TypeScript source imports, types and re-exports too, as written. Comments do not count. */
export function readImports(source: string): readonly string[] {
  const code = source.replace(comments, " ");
  const found = patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = ""]) => name));
  return [...new Set(found)];
}
