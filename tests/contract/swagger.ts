/**
 * Checks requests and responses against Constant Contact's own description of its V3 API
 * (Swagger 2.0). The description is not ours to ship: tests that need it are skipped where the
 * file is absent.
 *
 * ```ts
 * const swagger = loadSwagger();
 * describe.skipIf(!swagger)('... (skipped: the API description file is not there)', () => ...)
 * ```
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export interface SwaggerRequest {
  method: string;
  /** With or without the `/v3` base path; may carry the query string. */
  path: string;
  query?: URLSearchParams | Record<string, string> | undefined;
  /** When given, the bearer token and the content type are checked too. */
  headers?: Headers | Record<string, string> | undefined;
  /** Parsed JSON; undefined when there is no body. */
  body?: unknown;
}

export interface SwaggerResponse {
  method: string;
  path: string;
  status: number;
  /** Parsed JSON; undefined or '' when there is no body. */
  body?: unknown;
}

export interface SwaggerValidator {
  /** @returns one line per violation; empty when the request conforms */
  request(request: SwaggerRequest): string[];
  /** @returns one line per violation; empty when the response conforms */
  response(response: SwaggerResponse): string[];
  /** Operations as "GET /contact_lists/{list_id}". */
  operations: string[];
  /** @returns "GET /contact_lists/{list_id}" for a concrete request, or null when there is none */
  operation(method: string, path: string): string | null;
}

type Json = Record<string, unknown>;
interface Parameter extends Json {
  in: 'query' | 'path' | 'body' | 'formData';
  name: string;
  required?: boolean;
  type?: string;
  maximum?: number;
  schema?: Json;
}
interface Operation {
  consumes?: string[];
  parameters?: Parameter[];
  responses: Record<string, { schema?: Json }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  definitions: Record<string, Json>;
}

/**
 * What the service is known to do although its description does not say so. Sections are those of
 * the constant-contact-v3 facts. Keep it short: whatever stands here is no longer checked.
 */
const allowances = {
  /**
   * Sections 2 and 3: the rate limits (429) hold everywhere, an unknown token answers 401, and
   * 500/503 may come from anything; the description declares them for some operations only.
   */
  statusesAnywhere: new Set([401, 429, 500, 503]),
  /** Section 3: paging links carry an opaque `cursor`, which no operation declares. */
  queryAnywhere: new Set(['cursor']),
  /** Section 3 and operations: 415 answers a body of the wrong type; some operations omit it. */
  statusesWithBody: new Set([415]),
  /**
   * Section 7: `scheduled_date` is declared as a date-time, while its description gives "0" (now)
   * and a date alone as values.
   */
  scheduledDate: /^(0|\d{4}-\d{2}-\d{2})$/,
  /** Section 14: a live `POST schedules` answered a bare timestamp instead of an array. */
  scheduling: 'POST /emails/activities/{campaign_activity_id}/schedules',
} as const;

/** @returns null when the description file is not there (env RULEPOST_SWAGGER names another place) */
export function loadSwagger(): SwaggerValidator | null {
  const file =
    process.env.RULEPOST_SWAGGER ??
    resolve(import.meta.dirname, '../../../shared/reference/constant-contact-v3-openapi.yml');
  if (!existsSync(file)) return null;
  return createValidator(parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as Description);
}

function createValidator(description: Description): SwaggerValidator {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv, ['uuid', 'date-time', 'date', 'email']);
  for (const format of ['int32', 'int64', 'float', 'double', 'csv']) ajv.addFormat(format, true);
  ajv.addSchema({ $id: 'cc', definitions: toJsonSchema(description.definitions) as Json });

  const operations = listOperations(description);
  const compiled = new Map<object, ValidateFunction>();
  const check = (schema: Json, value: unknown, where: string): string[] => {
    let validate = compiled.get(schema);
    if (!validate) {
      validate = ajv.compile(toJsonSchema(schema) as Json);
      compiled.set(schema, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (e) => `${where}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`,
    );
  };
  const checkParameter = (parameter: Parameter, text: string): string[] =>
    check(parameterSchema(parameter), parameterValue(parameter, text), parameter.name);
  const find = (method: string, path: string) => {
    const segments = pathOf(path).split('/');
    return operations.find((o) => o.method === method.toUpperCase() && matches(o, segments));
  };

  return {
    operations: operations.map((o) => o.name),
    operation: (method, path) => find(method, path)?.name ?? null,

    request({ method, path, query, headers, body }) {
      const found = find(method, path);
      if (!found) return [`no such operation: ${method} ${pathOf(path)}`];
      const violations: string[] = [];
      const parameters = found.operation.parameters ?? [];
      const given = new URLSearchParams(query);
      for (const [name, value] of new URLSearchParams(path.split('?')[1]))
        given.append(name, value);

      for (const [name, value] of given) {
        const parameter = parameters.find((p) => p.in === 'query' && p.name === name);
        if (parameter) violations.push(...checkParameter(parameter, value));
        else if (!allowances.queryAnywhere.has(name))
          violations.push(`query ${name}: not declared`);
      }
      const segments = pathOf(path).split('/');
      for (const parameter of parameters) {
        if (parameter.in === 'query' && parameter.required && !given.has(parameter.name)) {
          violations.push(`query ${parameter.name}: missing`);
        }
        if (parameter.in === 'path') {
          const at = found.segments.indexOf(`{${parameter.name}}`);
          violations.push(...checkParameter(parameter, decodeURIComponent(segments[at] ?? '')));
        }
      }

      const declared = parameters.find((p) => p.in === 'body');
      if (body === undefined) {
        if (declared?.required) violations.push('body: missing');
      } else if (declared?.schema) {
        const date = (body as { scheduled_date?: unknown } | null)?.scheduled_date;
        const allowed =
          found.name === allowances.scheduling &&
          typeof date === 'string' &&
          allowances.scheduledDate.test(date);
        if (!allowed) violations.push(...check(declared.schema, body, 'body'));
      } else {
        violations.push('body: not declared');
      }
      if (headers) violations.push(...headerViolations(new Headers(headers), body !== undefined));
      return violations.map((v) => `${found.name}: ${v}`);
    },

    response({ method, path, status, body }) {
      const found = find(method, path);
      if (!found) return [`no such operation: ${method} ${pathOf(path)}`];
      const empty = body === undefined || body === '';
      const declared = found.operation.responses[String(status)];
      const hasBody = found.operation.parameters?.some((p) => p.in === 'body') ?? false;
      if (!declared) {
        const allowed =
          allowances.statusesAnywhere.has(status) ||
          (hasBody && allowances.statusesWithBody.has(status));
        return allowed ? [] : [`${found.name}: status ${status} is not declared`];
      }
      if (status === 204) return empty ? [] : [`${found.name}: 204 with a body`];
      if (!declared.schema) return [];
      if (empty) return [`${found.name} ${status}: body missing`];
      if (found.name === allowances.scheduling && isTimestamp(body)) return [];
      return check(declared.schema, body, 'body').map((v) => `${found.name} ${status}: ${v}`);
    },
  };
}

interface FoundOperation {
  name: string;
  method: string;
  segments: string[];
  operation: Operation;
}

/** Literal paths before templates, so that `/contacts/counts` is not taken for a contact's id. */
function listOperations(description: Description): FoundOperation[] {
  const found = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      segments: path.split('/'),
      operation,
    })),
  );
  const blanks = (o: FoundOperation) => o.segments.filter((s) => s.startsWith('{')).length;
  return found.sort((a, b) => blanks(a) - blanks(b));
}

function matches(operation: FoundOperation, segments: string[]): boolean {
  return (
    operation.segments.length === segments.length &&
    operation.segments.every((s, i) => (s.startsWith('{') ? segments[i] !== '' : s === segments[i]))
  );
}

function pathOf(path: string): string {
  return (path.split('?')[0] ?? '').replace(/^\/v3(?=\/)/, '');
}

function headerViolations(headers: Headers, hasBody: boolean): string[] {
  const violations: string[] = [];
  if (!/^Bearer .+/.test(headers.get('authorization') ?? '')) {
    violations.push('header authorization: no bearer token');
  }
  if (hasBody && !/^application\/json\b/.test(headers.get('content-type') ?? '')) {
    violations.push('header content-type: not application/json');
  }
  return violations;
}

/**
 * Some query parameters are declared oddly: `limit` as a string with numeric bounds, comma lists as
 * a string whose `maximum` counts the items, or with `format: csv`.
 */
function isNumber(p: Parameter): boolean {
  return p.type === 'integer' || p.type === 'number' || p.name === 'limit';
}

function isList(p: Parameter): boolean {
  return (
    p.type === 'array' || p.format === 'csv' || (p.type === 'string' && p.maximum !== undefined)
  );
}

const parameterSchemas = new WeakMap<Parameter, Json>();

function parameterSchema(p: Parameter): Json {
  const known = parameterSchemas.get(p);
  if (known) return known;
  let schema: Json;
  if (isNumber(p)) {
    schema = { type: 'integer' };
    if (p.minimum !== undefined) schema.minimum = p.minimum;
    if (p.maximum !== undefined) schema.maximum = p.maximum;
  } else if (isList(p)) {
    const item: Json = { ...((p.items as Json | undefined) ?? { type: 'string' }) };
    if (p.format && p.format !== 'csv') item.format = p.format;
    if (p.enum) item.enum = p.enum;
    schema = { type: 'array', minItems: 1, items: item };
    if (p.maximum !== undefined) schema.maxItems = p.maximum;
  } else {
    schema = { type: p.type ?? 'string' };
    for (const key of ['format', 'enum', 'pattern'] as const) if (p[key]) schema[key] = p[key];
  }
  parameterSchemas.set(p, schema);
  return schema;
}

function parameterValue(p: Parameter, text: string): unknown {
  if (isNumber(p)) return /^-?\d+$/.test(text) ? Number(text) : text;
  if (isList(p)) return text.split(',');
  if (p.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** Swagger 2.0 schema to JSON Schema; objects allow only the properties they list. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const result: Json = {};
  for (const [key, value] of Object.entries(schema)) {
    // The description says "up to 50" and sets maxItems 0 beside it: a slip, which would refuse all.
    if (key === 'maxItems' && value === 0) continue;
    result[key] =
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/definitions/', 'cc#/definitions/')
        : toJsonSchema(value);
  }
  const properties = result.properties as Json | undefined;
  if (result.type === 'object' && properties && result.additionalProperties === undefined) {
    // Custom-field values travel under a name that is different in every account.
    const custom = properties['cf:custom_field_name'];
    if (custom) result.patternProperties = { '^cf:': custom };
    result.additionalProperties = false;
  }
  return result;
}

function isTimestamp(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
