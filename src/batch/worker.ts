/**
 * The child process of a batch. It runs users' code, so it may hang, crash or be killed; it never writes a
 * file: results go back to the parent, which does.
 */
import './jit.js';
import { HlsmithError } from '../diagnostics/index.js';
import {
  completeOptions,
  type Metaprogram,
  type OptionDeclarations,
  type OptionValues,
} from '../cpp/index.js';
import { loadMetaprogram } from './load-metaprogram.js';
import { optionsFromWords } from './option-words.js';
import type { BatchRequest, FromWorker, ToWorker } from './protocol.js';
import { failureOf, runUnit } from './run-unit.js';

interface Opened {
  readonly request: BatchRequest;
  readonly program: Metaprogram;
  readonly options: OptionValues<OptionDeclarations>;
}

let opened: Opened | null = null;
let queue: Promise<void> = Promise.resolve();

const send = (message: FromWorker): void => void process.send!(message);

process.on('message', (message: ToWorker) => {
  queue = queue.then(() => answer(message));
});
process.on('disconnect', () => process.exit());

async function answer(message: ToWorker): Promise<void> {
  if ('open' in message) return open(message.open);
  const { program, options, request } = opened!;
  send({ result: await runUnit(program, options, message.unit, request) });
}

async function open(request: BatchRequest): Promise<void> {
  try {
    const program = await loadMetaprogram(request.metaprogram);
    const given = Array.isArray(request.options)
      ? optionsFromWords(program, request.options)
      : (request.options as Readonly<Record<string, unknown>>);
    opened = { request, program, options: completeOptions(program, given) };
    send({ opened: { name: program.name, scope: program.scope } });
  } catch (error) {
    const exit = error instanceof HlsmithError ? error.exit : 70;
    send({ refused: { ...failureOf(error, request.metaprogram), exit } });
  }
}
