import { createHash } from "node:crypto";

/** One change of one source. `start` and `length` are bytes. */
export type Mutant = {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly start: number;
  readonly length: number;
  readonly original: string;
  readonly replacement: string;
  /** The source line, trimmed: with original and replacement it names the mutant while lines move. */
  readonly text: string;
  /** Which of the line's places that hold `original`, counted from 0. */
  readonly occurrence: number;
};

/** What is read of the compiler's syntax tree. */
type Node = {
  readonly nodeType?: string;
  /** start:length:file, in bytes. */
  readonly src?: string;
  readonly kind?: string;
  readonly operator?: string;
  readonly value?: unknown;
  readonly typeDescriptions?: { readonly typeString?: string };
  readonly arguments?: readonly Node[];
  readonly functionName?: Node;
  readonly condition?: Node;
  readonly trueBody?: Node;
  readonly trueExpression?: Node;
  readonly falseExpression?: Node;
  readonly leftExpression?: Node;
  readonly rightExpression?: Node;
};
type Change = {
  readonly start: number;
  readonly length: number;
  readonly replacement: string;
  readonly operator: string;
};

const binary: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "<<": [">>"],
  ">>": ["<<"],
  "&": ["|"],
  "|": ["&"],
};

const yul: Readonly<Record<string, readonly string[]>> = {
  add: ["sub"],
  sub: ["add"],
  mulmod: ["addmod"],
  lt: ["gt"],
  gt: ["lt"],
  eq: ["lt", "gt"],
  and: ["or"],
  or: ["and"],
  shl: ["shr"],
  shr: ["shl"],
};

/** Every mutant of a source, in its order, found in the compiler's syntax tree. */
export function listMutants(file: string, content: string, ast: unknown): readonly Mutant[] {
  const source = Buffer.from(content);
  const changes: Change[] = [];
  walk(ast as Node, (node) => changes.push(...mutateNode(node, source)));
  const seen = new Set<string>();
  return changes
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, length, replacement, operator }) => {
      const original = source.subarray(start, start + length).toString();
      const key = `${file}:${start}:${length}:${replacement}`;
      if (original === replacement || seen.has(key)) return [];
      seen.add(key);
      const before = source.subarray(0, start).toString();
      const line = before.split("\n").length;
      const text = content.split("\n")[line - 1]?.trim() ?? "";
      const beforeOnLine = before.slice(before.lastIndexOf("\n") + 1);
      const occurrence = beforeOnLine.split(original).length - 1;
      const id = createHash("sha256").update(`${key}:${content}`).digest("hex").slice(0, 16);
      return [{ id, file, line, operator, start, length, original, replacement, text, occurrence }];
    });
}

/** The source with the mutant in it. */
export function applyMutant(content: string, { start, length, replacement }: Mutant): string {
  const source = Buffer.from(content);
  return Buffer.concat([
    source.subarray(0, start),
    Buffer.from(replacement),
    source.subarray(start + length),
  ]).toString();
}

function walk(node: Node, visit: (node: Node) => void): void {
  if (typeof node.nodeType === "string") visit(node);
  for (const [key, value] of Object.entries(node)) {
    // Types, imports and documentation change no behaviour.
    if (key === "typeDescriptions" || key === "documentation" || key === "typeName") continue;
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child === "object" && child !== null) walk(child as Node, visit);
  }
}

const place = (node: Node | undefined) => {
  const [start = 0, length = 0] = (node?.src ?? "").split(":").map(Number);
  return { start, length, end: start + length };
};

const textOf = (node: Node | undefined, source: Buffer) =>
  source.subarray(place(node).start, place(node).end).toString();

function mutateNode(node: Node, source: Buffer): readonly Change[] {
  switch (node.nodeType) {
    case "BinaryOperation":
      return mutateBinary(node, source);
    case "UnaryOperation":
      return node.operator === "!" ? [{ ...place(node), length: 1, replacement: "", operator: "negation" }] : [];
    case "Conditional":
      return swap(node.trueExpression, node.falseExpression, source, "branches");
    case "IfStatement":
      return mutateIf(node, source);
    case "ExpressionStatement":
    case "EmitStatement":
      return [{ ...withSemicolon(node, source), replacement: "", operator: "statement" }];
    case "ModifierInvocation":
      return node.kind === "modifierInvocation" ? [{ ...place(node), replacement: "", operator: "modifier" }] : [];
    case "Literal":
      return mutateLiteral(node, source);
    case "FunctionCall":
      return mutateArguments(node, source);
    case "YulFunctionCall":
      return mutateYulCall(node, source);
    case "YulLiteral":
      return node.kind === "number" ? mutateNumber(node, source) : [];
    case "YulExpressionStatement":
    case "YulAssignment":
      return [{ ...place(node), replacement: "", operator: "statement" }];
    default:
      return [];
  }
}

function mutateBinary(node: Node, source: Buffer): readonly Change[] {
  const { end } = place(node.leftExpression);
  const { start } = place(node.rightExpression);
  const operator = String(node.operator);
  const offset = source.subarray(end, start).toString().indexOf(operator);
  if (offset < 0) return [];
  const at = end + offset;
  return (binary[operator] ?? []).map((replacement) => ({
    start: at,
    length: operator.length,
    replacement,
    operator: "operator",
  }));
}

/** The whole of `if (…) revert …;`, and conditions that always or never hold. */
function mutateIf(node: Node, source: Buffer): readonly Change[] {
  const condition = place(node.condition);
  const text = textOf(node.trueBody, source);
  const never = { start: condition.start, length: condition.length, replacement: "false", operator: "condition" };
  if (/^\{?\s*revert\b/.test(text)) return [{ ...never, operator: "check" }];
  return [never, { ...never, replacement: "true" }];
}

function withSemicolon(node: Node, source: Buffer): { start: number; length: number } {
  const { start, end } = place(node);
  const hasOwn = source[end - 1] === 0x3b;
  return { start, length: (hasOwn ? end : end + 1) - start };
}

function mutateLiteral(node: Node, source: Buffer): readonly Change[] {
  if (node.kind === "bool") {
    const value = String(node.value);
    return [{ ...place(node), replacement: value === "true" ? "false" : "true", operator: "constant" }];
  }
  return node.kind === "number" ? mutateNumber(node, source) : [];
}

function mutateNumber(node: Node, source: Buffer): readonly Change[] {
  const [digits = "", ...unit] = textOf(node, source).split(/(?= )/);
  const plain = digits.replaceAll("_", "");
  if (!/^(0x[0-9a-fA-F]+|\d+)$/.test(plain) || plain.length > 12) return [];
  const value = BigInt(plain);
  return [value + 1n, value - 1n]
    .filter((changed) => changed >= 0n)
    .map((changed) => ({ ...place(node), replacement: [changed, ...unit].join(""), operator: "constant" }));
}

const typeOf = (node: Node) => node.typeDescriptions?.typeString ?? "";

/** Neighbouring arguments of one type change places. */
function mutateArguments(node: Node, source: Buffer): readonly Change[] {
  const list = node.arguments ?? [];
  return list.slice(1).flatMap((right, index) => {
    const left = list[index] as Node;
    const isSame = typeOf(left) === typeOf(right) && typeOf(left) !== "";
    return isSame ? swap(left, right, source, "arguments") : [];
  });
}

function swap(left: Node | undefined, right: Node | undefined, source: Buffer, operator: string): readonly Change[] {
  const between = source.subarray(place(left).end, place(right).start).toString();
  const replacement = `${textOf(right, source)}${between}${textOf(left, source)}`;
  return [{ start: place(left).start, length: place(right).end - place(left).start, replacement, operator }];
}

function mutateYulCall(node: Node, source: Buffer): readonly Change[] {
  const name = node.functionName;
  const text = textOf(name, source);
  return (yul[text] ?? []).map((replacement) => ({ ...place(name), replacement, operator: "operator" }));
}
