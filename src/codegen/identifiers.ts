/** Longer names gain nothing and meet the limits of tools on file and instance names. */
const longest = 48;

/**
 * Turns any text into a C++ identifier: every other character becomes an underscore, runs of underscores one
 * (two in a row are reserved), a leading digit gets `layer_` before it, what is too long is cut. Two texts may
 * give the same identifier: a {@link NameScope} keeps them apart.
 */
export function identifierOf(text: string): string {
  const words = text
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, longest)
    .replace(/_+$/, '');
  if (words === '') return 'layer';
  return /^[0-9]/.test(words) ? `layer_${words}` : words;
}

/**
 * The names that generated code has taken. Case does not keep names apart: include guards are upper case, and
 * some file systems do not tell `W2.h` from `w2.h`.
 */
export class NameScope {
  readonly #taken: Set<string>;

  /** @param taken names that are gone already. */
  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken.map((name) => name.toLowerCase()));
  }

  /** @returns the preferred name, or with the first free number after it. */
  claim(preferred: string): string {
    let name = preferred;
    for (let i = 2; this.#taken.has(name.toLowerCase()); i++) name = `${preferred}_${i}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

/** The names of layers in generated code, by their names in the model. */
export function identifiersOf(layers: readonly { readonly name: string }[]): Map<string, string> {
  const scope = new NameScope();
  return new Map(layers.map(({ name }) => [name, scope.claim(identifierOf(name))]));
}

/**
 * Whether the compiler or the headers own a word: C++ keywords, macros of the C library, and any word without
 * a small letter, since macros are spelled so.
 */
export function isReservedWord(word: string): boolean {
  return reserved.has(word) || !/[a-z]/.test(word);
}

const reserved = new Set(
  `alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case
  catch char char16_t char32_t char8_t class co_await co_return co_yield compl concept const const_cast
  consteval constexpr constinit continue decltype default delete do double dynamic_cast else enum explicit
  export extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq
  nullptr operator or or_eq private protected public reflexpr register reinterpret_cast requires return short
  signed sizeof static static_assert static_cast struct switch synchronized template this thread_local throw
  true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
  assert errno linux math_errhandling offsetof setjmp signal stderr stdin stdout typeof unix va_arg va_end
  va_start`.split(/\s+/),
);
