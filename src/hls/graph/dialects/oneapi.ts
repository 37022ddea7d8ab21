import type { CallNode, FunctionNode, Project, TypeRef, VarDeclNode } from '../../../cpp/index.js';
import type { LayerCall, ProjectDialect, Variable } from './dialect.js';
import { aliasesOf, layerCall, libraryCalls, variablesOf } from './variables.js';

/**
 * oneAPI: the call operator of a struct. What comes and goes is read from a pipe and written to one; layers pass
 * on `nnet::array`s, or are tasks between pipes: `task_sequence<nnet::f_stream<InPipe, OutPipe, config>> fc;`, run
 * by `fc.async(w, b)`. Only the resource strategy exists.
 */
export const oneApi: ProjectDialect = {
  name: 'oneAPI',
  owns: (fn) => fn.name === 'operator()',
  read: (project, node) => {
    const locals = node.declarations();
    const pipes = pipesOf(project);
    const received = locals.flatMap((local) => {
      const pipe = pipes.get(/^(\w+)::read\(\)$/.exec(local.initializer?.text ?? '')?.[1] ?? '');
      return pipe ? [{ name: local.name, type: pipe.type, extents: [], at: local.at }] : [];
    });
    const sent = node.calls().filter(({ qualifiedName }) => /^\w+::write$/.test(qualifiedName));
    const outside = [...pipes.values()].filter(({ at }) => at.file !== node.file.path);
    return {
      name: node.qualifiedName.replace(/::operator\(\)$/, ''),
      node,
      calls: callsOf(node, locals),
      variables: new Map<string, Variable>([
        ...pipes,
        ...variablesOf(project, locals),
        ...received.map((variable) => [variable.name, variable] as const),
      ]),
      aliases: aliasesOf(locals),
      ends: [
        ...received.map(({ name }) => name),
        ...sent.map(({ args }) => args[0]?.text ?? ''),
        ...outside.map(({ name }) => name),
      ],
      defaultStrategy: 'resource',
    };
  },
};

/** `using InPipe = sycl::ext::intel::experimental::pipe<InPipeID, input_t, 0>;`, by name. */
function pipesOf(project: Project): Map<string, Variable> {
  return new Map(
    project.typedefs().flatMap(({ name, type, at }) => {
      const carried = /(^|::)pipe$/.test(type.name) ? type.args[1] : undefined;
      return carried ? [[name, { name, type: carried, extents: null, at }] as const] : [];
    }),
  );
}

function callsOf(node: FunctionNode, locals: readonly VarDeclNode[]): LayerCall[] {
  const tasks = new Map<string, TypeRef>();
  for (const { name, type } of locals) {
    const [task] = /(^|::)task_sequence$/.test(type.name) ? type.args : [];
    if (task) tasks.set(name, task);
  }
  // `task_sequence<...>(pool);` declares a variable too, which no grammar can tell from a call.
  for (const { name, args, templateArgs } of node.calls()) {
    const [task] = name === 'task_sequence' ? templateArgs : [];
    if (task && args[0]) tasks.set(args[0].text, task);
  }
  const direct = new Set<CallNode>(libraryCalls(node));
  return node.calls().flatMap((call) => {
    if (direct.has(call)) return [layerCall(call)];
    const label = /^(\w+)\.async$/.exec(call.qualifiedName)?.[1] ?? '';
    const task = tasks.get(label);
    if (!task) return [];
    const given = call.args.map((argument) => argument.text);
    const { name: calls, args: templates } = task;
    return [{ node: call, calls, label, templates, arguments: given, throughPipes: true }];
  });
}
