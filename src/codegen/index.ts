/** Networks to HLS C++ projects. */
export { convertModel, type GeneratedProject, type LayerAdders } from './convert.js';
export type { Configuration, LayerConfiguration } from './configuration.js';
export { strategyNames, type ConvertOptions, type Strategy } from './options.js';
export { identifiersOf } from './identifiers.js';
export { readConfiguration } from './read-configuration.js';
export type { ConversionWarning } from './warnings.js';
export { targetNames, type TargetName } from './target.js';
export { writeProject } from './write.js';
export { configFileName } from './files.js';
export { configWithPrecisions } from './update-config.js';
