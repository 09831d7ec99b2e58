import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface MotoServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** AWS as an emulator on a free port of this machine. Fails where moto_server is not installed. */
export async function startMotoServer(): Promise<MotoServer> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const failed = once(server, 'error').then(([cause]) => {
    throw new Error('moto_server cannot be started: pip install "moto[server]"', { cause });
  });
  await Promise.race([failed, answering(endpoint, server)]);
  return { endpoint, stop: () => stop(server) };
}

async function answering(endpoint: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with code ${server.exitCode}.`);
    const response = await fetch(`${endpoint}/moto-api/data.json`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  await stop(server);
  throw new Error('moto_server did not answer within 30 seconds.');
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || !server.kill()) return;
  await once(server, 'exit');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The machine has no free port.');
  return address.port;
}
