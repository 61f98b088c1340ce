import fc from "fast-check";

/** What is used of JSON Schema 2020-12 as the co-signer's OpenAPI document has it. */
export type JsonSchema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

type Media = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export type Operation = {
  readonly summary: string;
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Media };
  readonly responses: Readonly<Record<string, { readonly content?: Media }>>;
};

export type OpenApiDocument = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** Values of the shape of a schema: what a client means to send, wrong only in what a schema cannot say. */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(arbitraryOf));
  switch (schema.type) {
    case "string":
      return arbitraryText(schema);
    case "integer":
    case "number":
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(arbitraryOf));
      return fc.array(arbitraryOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case "object": {
      const properties = Object.entries(schema.properties ?? {}).map(
        ([name, part]) => [name, arbitraryOf(part)] as const,
      );
      return fc.record(Object.fromEntries(properties), { requiredKeys: [...(schema.required ?? [])] });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function arbitraryText({ pattern, minLength = 0, maxLength = 200 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, 200) });
  try {
    return fc.stringMatching(new RegExp(pattern), { maxLength: 200 });
  } catch {
    return fc.string({ minLength, maxLength: Math.min(maxLength, 200) });
  }
}

/** The document as TypeScript: `type Api = { "POST /accounts": { request: …; response: … } }`. */
export function toTypeScript({ paths }: OpenApiDocument): string {
  const lines = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { requestBody, responses }]) => {
      const request = requestBody?.content["application/json"];
      const answer = responses["200"]?.content?.["application/json"];
      const parts = [
        `request: ${request ? toType(request.schema) : "undefined"}`,
        `response: ${answer ? toType(answer.schema) : responses["200"] ? "string" : "undefined"}`,
      ];
      return `  ${JSON.stringify(`${method.toUpperCase()} ${path}`)}: { ${parts.join("; ")} };`;
    }),
  );
  return `export type Api = {\n${lines.join("\n")}\n};\n`;
}

function toType(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return `(${choices.map(toType).join(" | ")})`;
  switch (schema.type) {
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "integer":
    case "number":
      return "number";
    case "array":
      if (schema.prefixItems) return `[${schema.prefixItems.map(toType).join(", ")}]`;
      return `(${toType(schema.items ?? {})})[]`;
    case "object": {
      const members = Object.entries(schema.properties ?? {}).map(
        ([name, part]) => `${JSON.stringify(name)}${schema.required?.includes(name) ? "" : "?"}: ${toType(part)}`,
      );
      const { additionalProperties } = schema;
      if (members.length === 0 && typeof additionalProperties === "object") {
        return `Record<string, ${toType(additionalProperties)}>`;
      }
      return members.length === 0 ? "Record<string, unknown>" : `{ ${members.join("; ")} }`;
    }
    default:
      return "unknown";
  }
}
