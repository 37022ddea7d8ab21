import { CommanderError } from 'commander';
import { exitCode, HlsmithError } from '../diagnostics/index.js';
import { program } from './program.js';

// A reader that closes the pipe early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.ok);
  throw error;
});

// `exit` handlers remove temporary folders; a signal alone would skip them.
process.once('SIGINT', () => process.exit(exitCode.interrupted));
for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.once(signal, () => process.exit(code));

try {
  await (await program(process.argv.slice(2))).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed the help, the version or the mistake already.
    process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.badInput;
  } else if (error instanceof HlsmithError) {
    process.stderr.write(`hlsmith: ${error.line}\n`);
    process.exitCode = error.exit;
  } else {
    process.stderr.write(
      `hlsmith: internal error: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = exitCode.internal;
  }
}
