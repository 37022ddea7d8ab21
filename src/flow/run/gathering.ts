import { reachable, sourcesOf, type FlowGraph } from '../graph/graph.js';
import { takesAll, forks } from '../task/task.js';
import { byRank, liesIn, mainBranch, scopesOf, type Branch, type Scope, type Token } from './branches.js';

/** Meta-models that wait before a task that takes all. `scope` is null where no FORK is before the task. */
export interface Gathering {
  readonly at: string;
  readonly scope: Scope | null;
  readonly tokens: Token[];
}

/**
 * When does REDUCE run, and with what? It belongs to the innermost FORK that every way to it passes, and waits
 * for the paths of one run of that FORK until none of them can reach it any more: those that have ended at a STOP
 * or by a failure, or have turned elsewhere, are not waited for. So what it is given depends on what the paths
 * do, never on which was faster.
 */
export class Gatherings {
  private readonly waiting = new Map<string, Gathering>();
  private readonly forkOf = new Map<string, string | null>();
  private readonly closers = new Set<string>();
  private readonly ways = new Map<string, ReadonlySet<string>>();

  constructor(private readonly graph: FlowGraph) {
    const gatherers = [...graph.nodes.values()].filter(({ task }) => takesAll(task)).map(({ name }) => name);
    for (const name of gatherers) this.forkOf.set(name, this.innermostFork(name));
    for (const name of gatherers) if (this.closesFork(name)) this.closers.add(name);
  }

  add(token: Token): void {
    const fork = this.forkOf.get(token.at)!;
    const scope = scopesOf(token.branch).find((each) => each.fork === fork) ?? null;
    const key = `${token.at}\n${scope?.step ?? ''}`;
    const gathering = this.waiting.get(key) ?? { at: token.at, scope, tokens: [] };
    gathering.tokens.push(token);
    this.waiting.set(key, gathering);
  }

  /** Those that are complete, given all tokens that are on their way; they wait no longer. */
  takeComplete(moving: Iterable<Token>): Gathering[] {
    if (this.waiting.size === 0) return [];
    const all = [...moving];
    const complete = [...this.waiting].filter(([, gathering]) => this.isComplete(gathering, all));
    // REDUCEs in a circle wait for each other; where all else is over, the innermost and first one begins.
    if (complete.length === 0 && all.length === 0) {
      const depth = ({ scope }: Gathering): number => (scope ? scopesOf(scope.outer).length + 1 : 0);
      complete.push([...this.waiting].sort(([a, x], [b, y]) => depth(y) - depth(x) || (a < b ? -1 : 1))[0]!);
    }
    for (const [key, { tokens }] of complete) {
      this.waiting.delete(key);
      tokens.sort((a, b) => byRank(a.branch, b.branch));
    }
    return complete.map(([, gathering]) => gathering);
  }

  get size(): number {
    return this.waiting.size;
  }

  /** The branch on which a gathering's result goes on; `count` is how often this task ran in this scope. */
  branchAfter({ at, scope }: Gathering, count: number): Branch {
    if (scope && this.closers.has(at)) return scope.outer;
    const prefix = scope ? `${scope.step}:` : '';
    const rank = [...(scope?.outer.rank ?? []), Infinity, [...this.forkOf.keys()].indexOf(at), count];
    return { name: `${prefix}${at}#${count}`, scope, rank };
  }

  /** Whether a gathering waits, or would have waited, for a token. */
  waitsFor({ at, scope }: Gathering, token: Pick<Token, 'at' | 'branch'>): boolean {
    return this.waysTo(at, scope?.fork).has(token.at) && liesIn(token.branch, scope);
  }

  private isComplete(gathering: Gathering, moving: readonly Token[]): boolean {
    const { at, scope } = gathering;
    if (moving.some((token) => this.waitsFor(gathering, token))) return false;
    return ![...this.waiting.values()].some((other) => {
      if (other.at === at && other.scope?.step === scope?.step) return false;
      // What another one gathers stays in this scope only if that one's own scope is this or lies within.
      const stays =
        scope === null || (other.scope !== null && liesIn({ ...mainBranch, scope: other.scope }, scope));
      return stays && this.waysTo(at, scope?.fork).has(other.at);
    });
  }

  /** The tasks from which a task can be reached without a new run of the fork. */
  private waysTo(at: string, fork: string | undefined): ReadonlySet<string> {
    const key = `${at}\n${fork ?? ''}`;
    let ways = this.ways.get(key);
    if (!ways) {
      const found = reachable(this.graph, this.graph.nodes.get(at)!.inputs, 'inputs', fork);
      if (fork !== undefined) found.delete(fork);
      this.ways.set(key, (ways = found));
    }
    return ways;
  }

  /** The FORK nearest before a task among those that every way from a source to it passes. */
  private innermostFork(at: string): string | null {
    const sources = sourcesOf(this.graph).map(({ name }) => name);
    const before = reachable(this.graph, [at], 'inputs');
    const all = [...this.graph.nodes.values()]
      .filter(({ name, task }) => name !== at && forks(task) && before.has(name))
      .filter(({ name }) => !this.reachesWithout(sources, at, name))
      .map(({ name }) => name);
    // Of two that every way passes, the inner one is passed after the outer one.
    return (
      all.find((name) => all.every((other) => other === name || this.reachesWithout([name], at, other))) ??
      null
    );
  }

  private reachesWithout(from: readonly string[], to: string, without: string): boolean {
    const others = from.filter((name) => name !== without);
    return reachable(this.graph, others, 'outputs', without).has(to);
  }

  /** Whether a task ends its fork: it is the only one of that fork after which none of them comes. */
  private closesFork(at: string): boolean {
    const fork = this.forkOf.get(at)!;
    if (fork === null) return false;
    const rivals = [...this.forkOf].filter(([, other]) => other === fork).map(([name]) => name);
    const isLast = (name: string): boolean => {
      const after = reachable(this.graph, this.graph.nodes.get(name)!.outputs, 'outputs', fork);
      return !rivals.some((rival) => after.has(rival));
    };
    return isLast(at) && rivals.every((rival) => rival === at || !isLast(rival));
  }
}
