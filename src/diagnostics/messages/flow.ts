import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const flowMessages = {
  'flow.outside': entry<{ type: string }>(
    exitCode.badInput,
    (a) => `${a.type} is placed outside a flow`,
    "place tasks in the function given to dataflow('name', () => { ... })",
  ),
  'flow.mixed': entry<{ from: string; to: string }>(
    exitCode.badInput,
    (a) => `a path leads from ${a.from} to ${a.to}, which is a task of another flow`,
    'place both in the same flow',
  ),
  'flow.path-twice': entry<{ from: string; to: string }>(
    exitCode.badInput,
    (a) => `there are two paths from ${a.from} to ${a.to}`,
    'leave one out',
  ),
  'flow.name': entry<{ name: string; reason: string }>(
    exitCode.badInput,
    (a) => `a task's name ${JSON.stringify(a.name)} ${a.reason}`,
    'give it another one',
  ),
  'flow.empty': entry<{ flow: string }>(
    exitCode.badInput,
    (a) => `the flow ${a.flow} has no tasks`,
    'place some (docs/flow.md)',
  ),
  'flow.multiplicity': entry<{ name: string; type: string; what: string; wanted: string; found: number }>(
    exitCode.badInput,
    (a) =>
      `${a.name} (${a.type}) takes ${a.wanted} ${a.what}${a.wanted === '1' ? '' : 's'} and has ${a.found}`,
    (a) => {
      if (a.found === 0)
        return a.what === 'input' ? 'lead a path to it' : 'lead a path from it, at last to STOP';
      return a.what === 'input'
        ? 'lead paths together with JOIN or REDUCE'
        : 'part paths with FORK or BRANCH';
    },
  ),
  'flow.no-source': entry<{ flow: string }>(
    exitCode.badInput,
    (a) => `the flow ${a.flow} has no source: every task waits for another`,
    'begin with a task that takes no inputs',
  ),
  'flow.no-stop': entry<{ flow: string }>(
    exitCode.badInput,
    (a) => `the flow ${a.flow} has no STOP`,
    'end its paths with Stop()',
  ),
  'flow.unreachable': entry<{ names: readonly string[] }>(
    exitCode.badInput,
    (a) => `no path leads from a source to ${a.names.join(', ')}`,
    'connect them or leave them out',
  ),
  'flow.cycle': entry<{ names: readonly string[] }>(
    exitCode.badInput,
    (a) => `a cycle passes no BRANCH: ${a.names.join(', ')}`,
    'put a BRANCH into it that can end it',
  ),
  'flow.endless': entry<{ names: readonly string[] }>(
    exitCode.badInput,
    (a) => `nothing can leave the cycle of ${a.names.join(', ')}`,
    'let one output of a BRANCH in it lead out',
  ),
  'flow.file': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => a.reason,
    'correct the file (docs/flow.md)',
  ),
  'flow.unknown-type': entry<{ name: string; nearest: string | undefined; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `no task type ${a.name}`,
    (a) =>
      a.nearest === undefined
        ? `there are ${a.known.join(', ')}; those of your own stand in files under modules`
        : `did you mean ${a.nearest}?`,
  ),
  'flow.unknown': entry<{
    what: string;
    name: string;
    key: string;
    nearest: string | undefined;
    known: readonly string[];
  }>(
    exitCode.badInput,
    (a) => `configuration ${a.key}: this flow has no ${a.what} ${a.name}`,
    (a) =>
      a.nearest === undefined ? `it has ${a.known.join(', ') || 'none'}` : `did you mean ${a.nearest}?`,
  ),
  'flow.value': entry<{ key: string; name: string; value: string; reason: string }>(
    exitCode.badInput,
    (a) => `configuration ${a.key}: ${a.value} will not do for ${a.name} (${a.reason})`,
    'hlsmith flow tasks shows the types of parameters',
  ),
  'flow.no-data': entry<{ key: string; name: string }>(
    exitCode.badInput,
    (a) => `configuration ${a.key}: ${a.name} runs in a process of its own, where a function cannot go`,
    'give data',
  ),
  'flow.missing': entry<{ name: string; type: string; parameter: string }>(
    exitCode.badInput,
    (a) => `${a.name} needs the parameter ${a.parameter}`,
    (a) => `configure ${a.type}::${a.parameter} or ${a.name}@${a.parameter}`,
  ),
  'flow.invalid': entry<{ flow: string; faults: readonly string[] }>(
    exitCode.badInput,
    (a) =>
      `the flow ${a.flow} has ${a.faults.length} faults:${a.faults.map((fault) => `\n  ${fault}`).join('')}\n`,
    'nothing was run; correct them',
  ),
  'task.definition': entry<{ type: string; reason: string }>(
    exitCode.badInput,
    (a) => `task type ${a.type}: ${a.reason}`,
    'correct its definition (docs/flow.md)',
  ),
  'task.not-exported': entry<{ type: string; module: string }>(
    exitCode.badInput,
    (a) => `${a.module}: exports no task of type ${a.type}`,
    'export the task from the module that it names with import.meta.url',
  ),
  'task.outcome': entry<{ step: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.step}: ${a.reason}`,
    'correct what the task returns',
  ),
  'task.ended': entry<{ step: string; how: string; said: string }>(
    exitCode.badInput,
    (a) => `the process of ${a.step} ended without a result (${a.how})${a.said && `: ${a.said}`}`,
    'its folder in the run keeps stdout and stderr; hlsmith flow resume runs it again',
  ),
  'task.time': entry<{ step: string; seconds: number }>(
    exitCode.badInput,
    (a) => `${a.step} took more than ${a.seconds} s`,
    'it was stopped; give more time with its parameter timeout',
  ),
  'task.failed': entry<{ step: string; reason: string }>(
    exitCode.negative,
    (a) => `${a.step} failed: ${a.reason}`,
    'what was made before is kept; correct the cause, then hlsmith flow resume',
  ),
  'model.none': entry<{ level: string; step: string }>(
    exitCode.badInput,
    (a) => `${a.step} needs a model of ${a.level}, and there is none on its path`,
    'put a task that makes one before it',
  ),
  'model.missing': entry<{ id: string; run: string; nearest: string | undefined }>(
    exitCode.badInput,
    (a) => `run ${a.run} has no model ${a.id}`,
    (a) => (a.nearest === undefined ? `hlsmith runs show ${a.run} lists them` : `did you mean ${a.nearest}?`),
  ),
  'model.invalid': entry<{ step: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.step} adds a model that is none: ${a.reason}`,
    'correct the task',
  ),
  'model.no-file': entry<{ model: string; path: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `model ${a.model} has no file ${a.path}`,
    (a) => (a.known.length > 0 ? `it has ${a.known.slice(0, 20).join(', ')}` : 'it has no files'),
  ),
  'object.damaged': entry<{ path: string; how: string }>(
    exitCode.environment,
    (a) => `${a.path}: a stored file ${a.how}`,
    'restore it from a copy; hlsmith runs gc removes only what no run refers to',
  ),
  'journal.damaged': entry<{ line: number }>(
    exitCode.environment,
    (a) => `line ${a.line} is not what was written`,
    'nothing was changed; restore the file, or cut it before that line to go on from there',
  ),
  'branch.no-boolean': entry<{ name: string; found: string }>(
    exitCode.badInput,
    (a) => `the condition of ${a.name} gave ${a.found}`,
    'it must give true or false',
  ),
  'branch.no-metric': entry<{ metric: string }>(
    exitCode.badInput,
    (a) => `no model on this path has the metric ${a.metric}`,
    'put a task that measures it before the BRANCH',
  ),
  'branch.no-number': entry<{ name: string }>(
    exitCode.badInput,
    (a) => `${a.name} is no number of the configuration, so nothing can be added to it`,
    'configure it, so that it has a value to begin with',
  ),
  'reduce.sources': entry<{ metric: string; sources: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.metric} comes from ${a.sources.join(' and from ')}`,
    'numbers of two sources are not compared: measure all with the same tool',
  ),
  'reduce.nothing': entry<{ metrics: readonly string[] }>(
    exitCode.badInput,
    (a) => `no path has a model with ${a.metrics.join(', ') || 'any objective'}`,
    'put a task that measures it on each path',
  ),
  'run.held': entry<{ run: string; pid: number; host: string; path: string }>(
    exitCode.badInput,
    (a) => `process ${a.pid} on ${a.host} is working on run ${a.run}`,
    (a) => `wait for it or stop it; if it cannot be alive, remove ${a.path}`,
  ),
  'run.lost': entry<{ path: string }>(
    exitCode.environment,
    (a) => `${a.path}: another process has taken the run over`,
    'this one has stopped; what it recorded is kept',
  ),
  'run.unknown-format': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path}: not the journal of a run that this version of hlsmith can read`,
    'check the path',
  ),
  'run.missing': entry<{ run: string; store: string; nearest: string | undefined }>(
    exitCode.badInput,
    (a) => `no run ${a.run} in ${a.store}`,
    (a) => (a.nearest === undefined ? 'hlsmith runs list shows them' : `did you mean ${a.nearest}?`),
  ),
  'run.empty': entry<{ run: string }>(
    exitCode.badInput,
    (a) => `run ${a.run} was stopped before it began`,
    (a) => `nothing was done in it: hlsmith runs gc ${a.run} removes it`,
  ),
  'run.no-file': entry<{ run: string }>(
    exitCode.badInput,
    (a) => `run ${a.run} was begun by a program, not from a file`,
    'resume it in that program, or name its flow with --file',
  ),
  'run.other-flow': entry<{ run: string; how: string }>(
    exitCode.badInput,
    (a) => `run ${a.run} was begun with another flow: ${a.how}`,
    'resume it with the flow as it was, or begin a new run',
  ),
  'run.steps': entry<{ most: number }>(
    exitCode.negative,
    (a) => `the flow has run ${a.most} tasks and goes on`,
    'if it is to run so long, allow more with --max-steps; what was made is kept',
  ),
  'run.cancelled': entry<{ run: string }>(
    exitCode.interrupted,
    (a) => `run ${a.run} was stopped`,
    (a) => `hlsmith flow resume ${a.run} goes on with it`,
  ),
  'run.failed': entry<{ run: string; failures: readonly string[] }>(
    exitCode.negative,
    (a) => `run ${a.run}: ${a.failures.join('; ')}`,
    (a) => `correct the cause, then hlsmith flow resume ${a.run}`,
  ),
  'run.unwritable': entry<{ path: string; reason: string }>(
    exitCode.environment,
    (a) => `${a.path}: cannot be written (${a.reason})`,
    'what was recorded before is kept: make room, then hlsmith flow resume',
  ),
};
