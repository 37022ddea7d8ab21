import type { FunctionNode, Node, VarDeclNode } from '../../../cpp/index.js';
import type { ProjectDialect } from './dialect.js';
import { aliasesOf, layerCall, libraryCalls, variablesOf } from './variables.js';

/**
 * Quartus (Intel HLS): one header for the compiler of the host and one for that of the device, before one body.
 * Arrays come and go as members of structs (`inputs.x`); streams between layers are global, and the ones that
 * the function is given are copied into them and out of them word by word. Only the resource strategy exists.
 */
export const quartus: ProjectDialect = {
  name: 'Quartus',
  owns: (fn) => /\b__INTELFPGA_COMPILER__\b/.test(fn.file.text),
  read: (project, node) => {
    const locals = node.declarations();
    const globals = node.file
      .query('v:VarDecl')
      .map(({ v }) => v)
      .filter((variable) => !variable.isLocal);
    const holders = [...node.params, ...locals].filter((variable) => variable.type.struct);
    const members = holders.flatMap((holder) =>
      holder.type.struct!.members.map((member) => ({ member, path: `${holder.name}.${member.name}` })),
    );
    const plain = [...node.params, ...locals, ...globals].filter((variable) => !holders.includes(variable));
    const held = members.map(({ member }) => member);
    return {
      name: node.name,
      node,
      calls: libraryCalls(node).map(layerCall),
      variables: new Map([...variablesOf(project, plain), ...variablesOf(project, held)]),
      aliases: new Map([
        ...aliasesOf([...globals, ...locals]),
        ...members.map(({ member, path }) => [path, member.name] as const),
        ...copies(node, locals),
      ]),
      ends: [...held, ...node.params].map(({ name }) => name),
      defaultStrategy: 'resource',
    };
  },
};

/** `T word = from.read(); to.write(word);` in one block: what is written is what was read. */
function copies(node: FunctionNode, locals: readonly VarDeclNode[]): [string, string][] {
  return node.calls().flatMap((call) => {
    const target = /^(\w+)\.write$/.exec(call.qualifiedName)?.[1];
    const word = locals.find(
      (local) => local.name === call.args[0]?.text && blockOf(local) === blockOf(call),
    );
    const source = /^(\w+)\.read\(\)$/.exec(word?.initializer?.text ?? '')?.[1];
    return target !== undefined && source !== undefined ? [[target, source]] : [];
  });
}

function blockOf(node: Node): Node | undefined {
  return [...node.ancestors()].find(({ syntax }) => syntax === 'compound_statement');
}
