import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One API call as it came in: the action as IAM names it, and its input. */
interface ApiRequest {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Answers one operation; throws a `Fault` to refuse. */
type Operation = (input: Readonly<Record<string, unknown>>) => object;

export type Operations = Readonly<Record<string, Operation>>;

/** An error as the AWS service would send it. */
export class Fault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface AwsEndpoint {
  readonly url: string;
  readonly requests: readonly ApiRequest[];
  /** The inputs of the calls of one operation, in order. */
  inputs(action: string): readonly Readonly<Record<string, unknown>>[];
  /** How often each operation was called. */
  calls(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** A local AWS: Lambda and X-Ray (REST JSON), IAM (Query/XML), AWS Config and Resource Groups Tagging (JSON 1.1), CloudWatch (JSON 1.0) on one port. */
export async function startAwsEndpoint(operations: Operations, latencyMs = 0): Promise<AwsEndpoint> {
  const requests: ApiRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request, response);
  });
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { action, input } = parseRequest(request, await bodyOf(request));
    requests.push({ action, input });
    if (latencyMs > 0) await sleep(latencyMs);
    try {
      const operation = operations[action];
      if (operation === undefined) throw new Fault(400, 'UnknownOperation', `no answer prepared for ${action}`);
      send(response, action, 200, operation(input));
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault(418, 'EndpointFailure', String(error));
      send(response, action, fault.status, fault);
    }
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    inputs: (action) => requests.filter((request) => request.action === action).map(({ input }) => input),
    calls() {
      const calls: Record<string, number> = {};
      for (const { action } of requests) calls[action] = (calls[action] ?? 0) + 1;
      return calls;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const TARGETS: Readonly<Record<string, string>> = {
  StarlingDoveService: 'config',
  ResourceGroupsTaggingAPI_20170126: 'tag',
  AWSOrganizationsV20161128: 'organizations',
  GraniteServiceVersion20100801: 'cloudwatch',
};
const PATHS: Readonly<Record<string, string>> = {
  'GET /2015-03-31/functions': 'lambda:ListFunctions',
  'PATCH /findings/batchupdate': 'securityhub:BatchUpdateFindings',
  'PATCH /findingsv2/batchupdatev2': 'securityhub:BatchUpdateFindingsV2',
  'GET /2015-03-31/event-source-mappings': 'lambda:ListEventSourceMappings',
  'POST /ServiceGraph': 'xray:GetServiceGraph',
  'POST /GetTraceSegmentDestination': 'xray:GetTraceSegmentDestination',
  'POST /GetIndexingRules': 'xray:GetIndexingRules',
};

function parseRequest(request: IncomingMessage, body: string): ApiRequest {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [service = '', operation] = target.split('.');
    return { action: `${TARGETS[service]}:${operation}`, input: JSON.parse(body) };
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const lambda = PATHS[`${request.method} ${url.pathname.replace(/\/$/, '')}`];
  if (lambda !== undefined)
    return { action: lambda, input: body === '' ? Object.fromEntries(url.searchParams) : JSON.parse(body) };
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(url.pathname) ?? [];
  if (name !== undefined)
    return { action: 'lambda:GetFunctionConfiguration', input: { FunctionName: decodeURIComponent(name) } };
  const form = new URLSearchParams(body);
  return { action: `iam:${form.get('Action')}`, input: unflatten(form) };
}

/** `Filter.member.1=Role` is how the Query protocol writes `{ Filter: ['Role'] }`. */
function unflatten(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of form) {
    const keys = path.split('.').filter((key) => key !== 'member');
    let holder: Record<string, unknown> = root;
    for (const [index, key] of keys.entries()) {
      if (index === keys.length - 1) holder[key] = value;
      else {
        holder[key] ??= {};
        holder = holder[key] as Record<string, unknown>;
      }
    }
  }
  return asLists(root) as Record<string, unknown>;
}

function asLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, asLists(child)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

function send(response: ServerResponse, action: string, status: number, answer: object): void {
  const [service, operation] = action.split(':');
  const fault = answer instanceof Fault ? answer : undefined;
  if (service === 'iam') {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(
      fault
        ? xml('ErrorResponse', { Error: { Type: 'Sender', Code: fault.code, Message: fault.message } })
        : xml(`${operation}Response`, { [`${operation}Result`]: answer }),
    );
    return;
  }
  const type = CONTENT_TYPES[service ?? ''] ?? 'application/x-amz-json-1.1';
  response.writeHead(status, { 'content-type': type, ...(fault && { 'x-amzn-errortype': fault.code }) });
  response.end(JSON.stringify(fault ? { __type: fault.code, message: fault.message } : answer));
}

/** REST services, and those of another version of the JSON protocol. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  lambda: 'application/json',
  securityhub: 'application/json',
  xray: 'application/json',
  cloudwatch: 'application/x-amz-json-1.0',
};

function xml(name: string, value: unknown): string {
  if (value === undefined) return '';
  const content = Array.isArray(value)
    ? value.map((member) => xml('member', member)).join('')
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([key, child]) => xml(key, child))
          .join('')
      : String(value).replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<${name}>${content}</${name}>`;
}
