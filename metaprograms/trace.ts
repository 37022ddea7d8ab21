import type { CallNode, FunctionNode, VarDeclNode } from 'hlsmith/cpp';

/**
 * Instruments a kernel so that, run on the host, it records what is in each local array and stream of its top
 * function once the first call that it is given to has returned: what every layer answers.
 *
 * before: `nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1`
 * after:  `nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1`
 *         `hlsmith::trace("layer3_out", layer3_out);`
 *
 * `hlsmith_trace.h` must be on the include path. Not idempotent: it is for a copy that is compiled once. The
 * edits are pending until the project commits them.
 *
 * @returns the names of what is recorded, in the order of the calls.
 */
export function traceLayers(top: FunctionNode): string[] {
  const locals = new Set(
    top
      .declarations()
      .filter(isRecordable)
      .map(({ name }) => name),
  );
  const recorded: string[] = [];
  for (const call of top.calls()) {
    for (const { text: name } of call.args) {
      if (!locals.delete(name) || !isStatement(call) || isPartOfLoop(call)) continue;
      call.after(`hlsmith::trace("${name}", ${name});`);
      recorded.push(name);
    }
  }
  top.file.insertAtStart('#include "hlsmith_trace.h"');
  return recorded;
}

/** An array, or a stream by whichever name; a reference only renames what another declaration made. */
function isRecordable(variable: VarDeclNode): boolean {
  const { isArray, isReference, type } = variable;
  return !isReference && !variable.isConst && (isArray || /\b(stream|ac_channel)\s*</.test(type.canonical));
}

/** What a loop writes step by step is whole only behind it; the layer that reads it shows it. */
const isPartOfLoop = (call: CallNode): boolean => /^write_time_step_/.test(call.name);

const isStatement = (call: CallNode): boolean => call.parent?.syntax === 'expression_statement';
