// Reads the JSON Schema of the values: what a key means, which values it takes.

/** The part of JSON Schema that the values' schema uses. */
export interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly deprecated?: boolean;
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** A schema whose references lead to its own definitions. */
const roots = new WeakMap<JsonSchema, JsonSchema>();

/** Makes the references of a whole schema known; gives the schema back. */
export function rootSchema(schema: JsonSchema): JsonSchema {
  roots.set(schema, schema);
  return schema;
}

/** What stands behind a reference; a description beside the reference wins. */
function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema;
  // References of the values' schema are one step; a stranger's may run in circles.
  for (let steps = 0; current.$ref !== undefined && steps < 8; steps += 1) {
    const name = current.$ref.replace(/^#\/definitions\//, "");
    const target: JsonSchema | undefined = Object.hasOwn(root.definitions ?? {}, name)
      ? root.definitions?.[name]
      : undefined;
    if (target === undefined) break;
    current = { ...target, ...current, $ref: target.$ref };
  }
  if (current !== root) roots.set(current, root);
  return current;
}

/** The schema of a key below a schema. */
export function propertyOf(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (schema === undefined) return undefined;
  const root = roots.get(schema) ?? schema;
  const properties = schema.properties ?? {};
  if (Object.hasOwn(properties, key)) {
    const found = properties[key];
    return found === undefined ? undefined : resolved(found, root);
  }
  const rest = schema.additionalProperties;
  return typeof rest === "object" ? resolved(rest, root) : undefined;
}

/** The schema of the items of a list. */
export function itemOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.items === undefined) return undefined;
  return resolved(schema.items, roots.get(schema) ?? schema);
}

/** The schema at a path; numbers stand for items. */
export function schemaAt(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (below, step) => (typeof step === "number" ? itemOf(below) : propertyOf(below, step)),
    schema,
  );
}
