import { batchMessages } from './messages/batch.js';
import { cppMessages } from './messages/cpp.js';
import { codegenMessages } from './messages/codegen.js';
import { commandMessages } from './messages/command.js';
import { flowMessages } from './messages/flow.js';
import { hlsMessages } from './messages/hls.js';
import { nnMessages } from './messages/nn.js';
import { simulateMessages } from './messages/simulate.js';
import { slurmMessages } from './messages/slurm.js';
import { textMessages } from './messages/text.js';

/** Every message that hlsmith can end with, by code. One file per room of the house. */
export const catalogue = {
  ...textMessages,
  ...cppMessages,
  ...hlsMessages,
  ...nnMessages,
  ...codegenMessages,
  ...simulateMessages,
  ...commandMessages,
  ...batchMessages,
  ...flowMessages,
  ...slurmMessages,
};

export type DiagnosticCode = keyof typeof catalogue;
export type DiagnosticArguments<C extends DiagnosticCode> = Parameters<(typeof catalogue)[C]['message']>[0];
