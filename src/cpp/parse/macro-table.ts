import type { Macro } from './directives.js';

/** What the shadow does about a word: see `makeShadow`. */
export type MacroRole = 'none' | 'qualifier' | 'qualifier call' | 'statement call' | 'template';

/**
 * Words of vendors' headers that stand where C++ has no word: qualifiers of Intel HLS, OpenCL and CUDA.
 * Without include paths their definitions are never seen.
 */
const knownQualifiers = [
  ...['hls_register', 'hls_memory', 'hls_singlepump', 'hls_doublepump', 'hls_simple_dual_port_memory'],
  ...['hls_always_run_component', 'hls_stall_free_return', 'hls_avalon_streaming_component'],
  ...['hls_avalon_slave_component', 'hls_avalon_slave_register_argument', 'component', 'hls_thread_local'],
  ...['__kernel', '__global', '__local', '__constant', '__private', '__restrict', '__restrict__'],
  ...['__inline', '__inline__', '__forceinline', '__extension__', '__host__', '__device__', '__volatile__'],
];
const knownQualifierCalls = [
  ...['_Pragma', '__attribute__', '__declspec', 'hls_max_replicates', 'hls_bankwidth', 'hls_numbanks'],
  ...['hls_bankbits', 'hls_merge', 'hls_init_on_reset', 'hls_max_concurrency', 'hls_component_ii'],
];

const qualifierWord =
  /^(?:\s|inline|static|extern|const|volatile|constexpr|noexcept|__\w+(?:\(\(.*?\)\))?|\[\[.*?\]\])*$/;

/** Which words of a project's text the parser must not see, by what the project's `#define`s say. */
export class MacroTable {
  private readonly roles = new Map<string, MacroRole>();
  private readonly firstCodes = new Uint8Array(128);

  constructor(macros: Iterable<Macro> = []) {
    for (const word of knownQualifiers) this.set(word, 'qualifier');
    for (const word of knownQualifierCalls) this.set(word, 'qualifier call');
    this.set('template', 'template');
    const conflicting = new Set<string>();
    for (const { name, parameters, body } of macros) {
      // `#define GUARD_H` is an empty macro too, but no text uses it.
      const role: MacroRole =
        parameters === null
          ? qualifierWord.test(body)
            ? 'qualifier'
            : 'none'
          : isPragma(body)
            ? 'qualifier call'
            : 'statement call';
      const earlier = this.roles.get(name);
      // A macro that is a value in one configuration is a value.
      if (earlier !== undefined && earlier !== role) conflicting.add(name);
      this.set(name, role);
    }
    for (const name of conflicting) this.roles.set(name, 'none');
  }

  /** False when no word that begins with this character has a role. */
  mayMask(code: number): boolean {
    return code < 128 && this.firstCodes[code] === 1;
  }

  role(word: string): MacroRole {
    return this.roles.get(word) ?? 'none';
  }

  /** Equal tables make equal shadows. */
  get key(): string {
    return [...this.roles].map(([word, role]) => `${word}=${role}`).join();
  }

  private set(word: string, role: MacroRole): void {
    this.roles.set(word, role);
    this.firstCodes[word.charCodeAt(0)] = 1;
  }
}

const isPragma = (body: string): boolean => /^(?:_Pragma\s*\(.*\)\s*;?)?$/.test(body);
