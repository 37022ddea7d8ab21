import { Command } from 'commander';
import { openHlsProject, readLayerGraph } from '../hls/index.js';
import { layersJson, layersReport } from '../report/index.js';
import { groupVirtualLayers } from '../../metaprograms/virtual-layers.js';
import { jsonOption, somePath, topOption } from './options.js';
import { print, printJson } from './output.js';

export function layersCommand(): Command {
  return new Command('layers')
    .description('Show the layers of a generated project, grouped into virtual layers, with shapes and types')
    .argument('<project>', 'a project folder that hlsmith convert or hls4ml wrote', somePath)
    .addOption(topOption())
    .addOption(jsonOption())
    .action(async (directory: string, options: { top?: string; json?: boolean }) => {
      const graph = readLayerGraph(await openHlsProject(directory), { top: options.top });
      const virtualLayers = groupVirtualLayers(graph);
      if (options.json) printJson(layersJson(graph, virtualLayers));
      else print(layersReport(graph, virtualLayers));
    });
}
