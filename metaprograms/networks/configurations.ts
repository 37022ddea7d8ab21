import type { Project, StructNode } from 'hlsmith/cpp';

/** The option that says which config structs are meant. */
export const structs = {
  type: 'string',
  default: null,
  description: 'only config structs whose name holds this; default: all',
} as const;

/** The structs of a generated network that have a constant or member type of a name (`struct config2 : nnet::...`). */
export const configurationsWith = (project: Project, member: string, name: string | null): StructNode[] =>
  project
    .structs()
    .filter((struct) => name === null || struct.name.includes(name))
    .filter((struct) => member in struct.constants || member in struct.typedefs);
