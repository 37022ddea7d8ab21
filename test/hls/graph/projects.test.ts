import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { layerKindOfFunction, openHlsProject, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';

/** Generated projects beside this one: folders of `HLSMITH_PROJECTS`, separated by `:`. */
const folders = (process.env.HLSMITH_PROJECTS ?? '').split(':').filter((folder) => folder !== '');
const projects = folders.flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name)),
);

if (projects.length === 0) console.log('skipped: set HLSMITH_PROJECTS to folders of hls4ml projects');

/** Calls of the kernel library in the sources that compute no layer. */
const helpers = /^(load_weights_from_txt|clone_stream|save_layer_output)$/;

describe.skipIf(projects.length === 0)('the layer graphs of generated projects', () => {
  it.each(projects)('%s', async (directory) => {
    const project = await openHlsProject(directory);
    const graph = readLayerGraph(project);
    expectEveryCall(
      project.files
        .filter(({ path }) => /\.cpp$/.test(path))
        .map(({ text }) => text)
        .join('\n'),
      graph,
    );
    expectConnected(graph);
    for (const layer of graph.layers) {
      expect(layerKindOfFunction(layer.calls)?.name).toBe(layer.kind);
      for (const constants of Object.values(layer.constants)) {
        expect(constants.values()).toHaveLength(constants.length);
        expect(constants.slot.type.width).toBeGreaterThan(0);
      }
      for (const slot of Object.values(layer.types)) expect(slot.type.width).toBeGreaterThan(0);
    }
  });
});

/** As many layers as the text has calls (`nnet::f<...>(`) and tasks (`task_sequence<nnet::f_stream<...>>`). */
function expectEveryCall(text: string, { layers }: LayerGraph): void {
  const names = [...text.matchAll(/\bnnet::(\w+)</g)].map(([, name]) => name!);
  expect(layers).toHaveLength(names.filter((name) => name !== 'array' && !helpers.test(name)).length);
}

function expectConnected({ inputs, outputs, layers }: LayerGraph): void {
  expect(inputs.length).toBeGreaterThan(0);
  const readable = new Set(inputs);
  for (const { inputs: read, output } of layers) {
    for (const tensor of read) expect(readable).toContain(tensor);
    expect(readable).not.toContain(output);
    readable.add(output);
  }
  const readSomewhere = new Set(layers.flatMap((layer) => layer.inputs));
  for (const { output } of layers) expect(readSomewhere.has(output) || outputs.includes(output)).toBe(true);
}
