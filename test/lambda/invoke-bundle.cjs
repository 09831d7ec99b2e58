// Plays the Lambda runtime: one process, one import of the bundle, the events one after another.
const { handler } = require(process.argv[2]);

async function main() {
  const events = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const outcomes = [];
  const log = console.log;
  for (const event of events) {
    const lines = [];
    console.log = (line) => lines.push(JSON.parse(line));
    const end = Date.now() + Number(process.env.REMAINING_MS ?? 900_000);
    const context = { getRemainingTimeInMillis: () => end - Date.now() };
    const error = await handler(event, context).then(
      () => undefined,
      (failure) => ({
        message: failure.message,
        cause: failure.cause === undefined ? undefined : String(failure.cause),
      }),
    );
    outcomes.push({ error, lines });
  }
  log(JSON.stringify(outcomes));
}

void main();
