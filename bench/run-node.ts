import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BYTES_PER_KIBIBYTE = 1024;
const BYTES_PER_MEGABYTE = 1_000_000;

const PEAK_MEMORY = fileURLToPath(new URL('./peak-memory.cjs', import.meta.url));

interface Run {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly stderr: string;
}

/** Runs Node.js, its output thrown away, and reports wall time and peak memory. */
export function runNode(args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ['--require', PEAK_MEMORY, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    let peakKibibytes = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdio[3]?.on('data', (chunk) => {
      peakKibibytes += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0 && code !== 1) reject(new Error(`exit code ${code}: ${stderr}`));
      const seconds = (performance.now() - start) / 1000;
      resolve({ seconds, peakMegabytes: (Number(peakKibibytes) * BYTES_PER_KIBIBYTE) / BYTES_PER_MEGABYTE, stderr });
    });
  });
}

/** Runs any command, its output thrown away. @returns seconds of wall time. */
export function secondsOf(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`${command}: exit code ${code}`));
      resolve((performance.now() - start) / 1000);
    });
  });
}
