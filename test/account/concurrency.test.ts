import { describe, expect, it } from 'vitest';
import { atMost, sideBySide } from '../../rule/account/concurrency.ts';

const tick = () => new Promise<void>((done) => setImmediate(done));

describe('work side by side', () => {
  it('ends when all of it has ended, also what was started on the way', async () => {
    const ended: string[] = [];
    const work = sideBySide();
    void work.start(async () => {
      await tick();
      void work.start(async () => {
        await tick();
        ended.push('inner');
      });
      ended.push('outer');
    });
    await work.end();
    expect(ended).toEqual(['outer', 'inner']);
  });

  it('throws the first failure once the rest has ended', async () => {
    const work = sideBySide();
    let isRestEnded = false;
    void work.start(async () => {
      throw new Error('first');
    });
    void work.start(async () => {
      await tick();
      isRestEnded = true;
      throw new Error('second');
    });
    await expect(work.end()).rejects.toThrow('first');
    expect(isRestEnded).toBe(true);
  });

  it('tells the rest to stop at the first failure', async () => {
    const work = sideBySide();
    void work.start(async () => {
      throw new Error('first');
    });
    expect(work.signal.aborted).toBe(false);
    await expect(work.end()).rejects.toThrow('first');
    expect(work.signal.aborted).toBe(true);
  });
});

describe('at most so many at a time', () => {
  it('never more, in order, and a failed job gives its place to the next', async () => {
    const inTurn = atMost(2);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const job = (id: number) => async () => {
      started.push(id);
      most = Math.max(most, ++running);
      await tick();
      running--;
      if (id === 1) throw new Error('failed');
      return id;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map((id) => inTurn(job(id))));
    expect(most).toBe(2);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });
});
