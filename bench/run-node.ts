import { spawn } from 'node:child_process';

const KIBIBYTES_PER_MEBIBYTE = 1024;

interface Run {
  readonly seconds: number;
  readonly peakMebibytes: number;
  readonly stderr: string;
}

/** Runs Node.js, its output thrown away, and reports wall time and peak memory. */
export function runNode(args: readonly string[]): Promise<Run> {
  // Printed by the child at its very end: the parent only learns about the largest of all its children.
  const footer = `process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)))`;
  const preload = `data:text/javascript,import { createRequire } from 'node:module'; const require = createRequire('file:///'); ${footer}`;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ['--import', preload, ...args], {
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
      resolve({ seconds, peakMebibytes: Number(peakKibibytes) / KIBIBYTES_PER_MEBIBYTE, stderr });
    });
  });
}
