import { globSync } from "node:fs";
import { matchesGlob } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/root.ts";
import config from "../vitest.config.ts";
import { tasks } from "./tasks.ts";

type Project = { readonly test: { readonly name: string; readonly include: string[]; readonly exclude?: string[] } };
const projects = (config.test?.projects ?? []) as Project[];

describe("the projects of vitest.config.ts", () => {
  test("behavior: every test file belongs to exactly one of them", () => {
    const files = globSync("{app,contracts,packages,test}/**/*.test.{ts,tsx}", {
      cwd: root,
      exclude: (name) => /(^|\/)(node_modules|\.next|artifacts|cache)$/.test(name),
    });
    expect(files.length).toBeGreaterThan(50);
    const misplaced = files.filter((file) => {
      const owners = projects.filter(
        ({ test: { include, exclude = [] } }) =>
          include.some((glob) => matchesGlob(file, glob)) && !exclude.some((glob) => matchesGlob(file, glob)),
      );
      return owners.length !== 1;
    });
    expect(misplaced).toEqual([]);
  });

  test("behavior: npm test runs every one of them", () => {
    const run = tasks.filter(({ count }) => count === "vitest").map(({ args }) => args.at(-1));
    expect(run.sort()).toEqual(projects.map(({ test: { name } }) => name).sort());
  });
});
