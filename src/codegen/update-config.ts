import { parseDocument } from 'yaml';
import { formatFixedType, layerKind, type LayerGraph, type PrecisionAssignment } from '../hls/index.js';

/**
 * The text of a project's `hlsmith_config.yml` after its precisions have changed. Only entries that the file
 * has are set; comments and everything else stay. A file that is no YAML map is returned as it is.
 */
export function configWithPrecisions(
  text: string,
  graph: LayerGraph,
  assignment: PrecisionAssignment,
): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  const set = (layer: string, key: string, typedef: string): void => {
    const type = assignment.get(typedef);
    const path = ['HLSConfig', 'LayerName', layer, 'Precision', key];
    if (type && document.hasIn(path)) document.setIn(path, formatFixedType(type));
  };
  for (const { name, kind, types, output } of graph.layers) {
    // The file's words are those of the config structs: `scale` for `scale_t`.
    for (const [member, role] of Object.entries(layerKind(kind).typeMembers)) {
      const slot = types[role];
      if (slot) set(name, member.replace(/_t$/, ''), slot.typedef);
    }
    set(name, 'result', output.slot.typedef);
  }
  return document.toString({ lineWidth: 0 });
}
