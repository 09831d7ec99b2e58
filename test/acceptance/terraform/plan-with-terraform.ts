import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';
import { type BlockSchema, DATA_SOURCES, PROVIDER, RESOURCES } from './schemas.ts';

/** Stands for a value that is not known before apply, which the protocol sends as an extension of msgpack. */
class Unknown {}
const UNKNOWN = new Unknown();

const codec = new ExtensionCodec();
const encodeUnknown = (value: unknown) => (value instanceof Unknown ? new Uint8Array([0]) : null);
codec.register({ type: 0, encode: encodeUnknown, decode: () => UNKNOWN });
// One that is refined, such as "not null": here as unknown as any.
codec.register({ type: 12, encode: () => null, decode: () => UNKNOWN });

interface Sent {
  readonly msgpack: Uint8Array;
}
type Members = Record<string, unknown>;

const received = ({ msgpack }: Sent) => decode(msgpack, { extensionCodec: codec }) as Members | null;
const sent = (value: unknown) => ({ msgpack: encode(value, { extensionCodec: codec }) });

/** Blocks stand in lists (2), whichever way the real provider nests them: it makes no difference to a plan in JSON. */
const LIST_OF_BLOCKS = 2;

function blockMessage({ attributes, blocks }: BlockSchema): object {
  return {
    attributes: Object.entries(attributes).map(([name, { type, isRequired, isMade }]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required: isRequired,
      optional: !isRequired,
      computed: isMade,
    })),
    block_types: Object.entries(blocks).map(([type_name, inner]) => ({
      type_name,
      block: blockMessage(inner),
      nesting: LIST_OF_BLOCKS,
    })),
  };
}

const schemaMessage = (block: BlockSchema) => ({ version: 0, block: blockMessage(block) });
const schemaMessages = (schemas: Readonly<Record<string, BlockSchema>>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, block]) => [name, schemaMessage(block)]));

/** What AWS makes is unknown on a first plan, unless it is written. */
function withUnknowns({ attributes, blocks }: BlockSchema, proposed: Members): Members {
  const planned: Members = { ...proposed };
  for (const [name, { isMade }] of Object.entries(attributes))
    if (isMade && proposed[name] === null) planned[name] = UNKNOWN;
  for (const [name, { isMade }] of Object.entries(blocks)) {
    const those = proposed[name];
    if (isMade && Array.isArray(those) && those.length === 0) planned[name] = UNKNOWN;
  }
  return planned;
}

/** The text that `aws_iam_policy_document` makes, of documents whose parts are all known. */
function documentText(config: Members): string {
  const listed = (value: unknown): readonly Members[] => (Array.isArray(value) ? value : []);
  const statements = listed(config.statement).map(({ sid, effect, actions, resources, principals, condition }) => ({
    ...(sid === null ? {} : { Sid: sid }),
    Effect: effect ?? 'Allow',
    Action: actions,
    ...(resources === null ? {} : { Resource: resources }),
    ...(listed(principals).length === 0
      ? {}
      : { Principal: Object.fromEntries(listed(principals).map(({ type, identifiers }) => [type, identifiers])) }),
    ...(listed(condition).length === 0
      ? {}
      : {
          Condition: Object.fromEntries(
            listed(condition).map(({ test, variable, values }) => [test, { [String(variable)]: values }]),
          ),
        }),
  }));
  const sources = Array.isArray(config.source_policy_documents) ? config.source_policy_documents : [];
  const others = sources.flatMap((source) => JSON.parse(String(source)).Statement);
  return JSON.stringify({ Version: '2012-10-17', Statement: [...others, ...statements] });
}

/** A request of any call: values by name. */
type Request = Readonly<Record<string, Sent>> & { readonly type_name: string };

const CALLS: Readonly<Record<string, (request: Request) => object>> = {
  GetSchema: () => ({
    provider: schemaMessage(PROVIDER),
    resource_schemas: schemaMessages(RESOURCES),
    data_source_schemas: schemaMessages(DATA_SOURCES),
  }),
  PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
  ValidateResourceTypeConfig: () => ({}),
  ValidateDataSourceConfig: () => ({}),
  Configure: () => ({}),
  PlanResourceChange: ({ type_name, proposed_new_state }) => {
    const [schema, proposed] = [RESOURCES[type_name], proposed_new_state && received(proposed_new_state)];
    if (schema === undefined || !proposed) throw new Error(`nothing is planned for ${type_name}`);
    return { planned_state: sent(withUnknowns(schema, proposed)), legacy_type_system: true };
  },
  ReadDataSource: ({ config }) => {
    const read = config && received(config);
    return { state: sent(read && { ...read, id: 'document', json: documentText(read) }) };
  },
  Stop: () => ({}),
};

/**
 * Plans a directory with the Terraform that is installed and a provider that knows what this product reads and makes nothing.
 * The plan is the text that `terraform show -json` prints.
 */
export async function planWithTerraform(directory: string): Promise<string> {
  const server = new grpc.Server();
  const definition = loader.loadSync(join(import.meta.dirname, 'provider.proto'), { keepCase: true, longs: Number });
  const service = definition['tfplugin5.Provider'] as grpc.ServiceDefinition;
  const answer =
    (name: string): grpc.handleUnaryCall<Request, object> =>
    ({ request }, callback) => {
      try {
        callback(null, CALLS[name]?.(request) ?? {});
      } catch (error) {
        callback({ code: grpc.status.INTERNAL, message: String(error) });
      }
    };
  server.addService(service, Object.fromEntries(Object.keys(service).map((name) => [name, answer(name)])));
  const port = await promisify(server.bindAsync.bind(server))('127.0.0.1:0', grpc.ServerCredentials.createInsecure());
  const folder = await mkdtemp(join(tmpdir(), 'terraform-plan-'));
  try {
    await cp(directory, folder, { recursive: true });
    const reattach = {
      Protocol: 'grpc',
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
    };
    const terraform = (...words: readonly string[]) =>
      promisify(execFile)('terraform', words, {
        cwd: folder,
        maxBuffer: 100_000_000,
        env: {
          ...process.env,
          CHECKPOINT_DISABLE: '1',
          TF_IN_AUTOMATION: '1',
          TF_CLI_CONFIG_FILE: '/dev/null',
          TF_REATTACH_PROVIDERS: JSON.stringify({ 'registry.terraform.io/hashicorp/aws': reattach }),
        },
      });
    await terraform('init', '-backend=false', '-no-color');
    await terraform('plan', '-no-color', '-input=false', '-out=tfplan');
    const { stdout } = await terraform('show', '-json', 'tfplan');
    return stdout;
  } finally {
    server.forceShutdown();
    await rm(folder, { recursive: true, force: true });
  }
}
