import { Project } from 'hlsmith/cpp';
import { readLayerGraph, type LayerGraph } from 'hlsmith/hls';

/** A kernel in pieces, in hls4ml's conventions; types that are used and not given are `ap_fixed<16,6>`. */
export interface NetworkText {
  /** `hls::stream<input_t> &x, hls::stream<result_t> &y`. */
  readonly ends: string;
  readonly body: string;
  readonly configs?: string;
  readonly types?: string;
  /** By array name: the type's name and the numbers. */
  readonly weights?: Readonly<Record<string, readonly [type: string, values: readonly number[]]>>;
}

export function networkFiles({
  ends,
  body,
  configs = '',
  types = '',
  weights = {},
}: NetworkText): Record<string, string> {
  const all = [ends, body, configs, ...Object.values(weights).map(([type]) => type)].join(' ');
  const declared = new Set([...types.matchAll(/(\w+);/g)].map(([, name]) => name));
  const members = new Set([...configs.matchAll(/typedef [^;]*?(\w+);/g)].map(([, name]) => name));
  const used = new Set([...all.matchAll(/\b\w+_t\b/g)].map(([name]) => name));
  const missing = [...used].filter((name) => !declared.has(name) && !members.has(name));
  return {
    'firmware/net.cpp': `#include "parameters.h"\nvoid net(${ends}) {\n${body}\n}\n`,
    'firmware/defines.h': [types, ...missing.map((name) => `typedef ap_fixed<16,6> ${name};`)].join('\n'),
    'firmware/parameters.h': `#include "defines.h"\n${configs}\n`,
    ...Object.fromEntries(
      Object.entries(weights).map(([name, [type, values]]) => [
        `firmware/weights/${name}.h`,
        `${type} ${name}[${values.length}] = {${values.join(', ')}};\n`,
      ]),
    ),
  };
}

export function networkGraph(text: NetworkText): LayerGraph {
  return readLayerGraph(Project.fromFiles('/p', networkFiles(text)));
}

/** 1, 2, 3, ... */
export const counting = (length: number): number[] => Array.from({ length }, (_, at) => at + 1);

/** A config struct: `struct NAME : BASE { static const unsigned KEY = VALUE; ... typedef T M; ... };`. */
export function config(
  name: string,
  base: string,
  numbers: Readonly<Record<string, number | string>>,
  types: Readonly<Record<string, string>> = {},
  more = '',
): string {
  return [
    `struct ${name} : nnet::${base} {`,
    ...Object.entries(numbers).map(([key, value]) => `  static const unsigned ${key} = ${value};`),
    ...Object.entries(types).map(([member, type]) => `  typedef ${type} ${member};`),
    more,
    '};\n',
  ].join('\n');
}
