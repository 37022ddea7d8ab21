import type { Project } from 'hlsmith/cpp';
import type { LayerGraph } from 'hlsmith/hls';

/**
 * Instruments a kernel so that, run on the host, it records what every layer answers.
 *
 * before: `nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1`
 * after:  `nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1`
 *         `hlsmith::trace("layer3_out", layer3_out, 64);`
 *
 * `hlsmith_trace.h` must be on the include path. Not idempotent: it is for a copy that is compiled once. The
 * edits are pending until the project commits them.
 */
export function traceLayers(project: Project, graph: LayerGraph): void {
  const top = project.fn(graph.name);
  const written = new Map(graph.layers.map(({ output }) => [output.name, output]));
  for (const call of top.calls()) {
    const output = written.get(call.args[1]?.text ?? '');
    if (!output || call.templateArgs.length < 3) continue;
    const size = output.shape.reduce((product, length) => product * length, 1);
    call.after(`hlsmith::trace("${output.name}", ${output.name}, ${size});`);
  }
  top.file.insertAtStart('#include "hlsmith_trace.h"');
}
