/** What was computed lately, by what determines it; beyond a number, what was not asked for longest is forgotten. */
export class Remembered<T> {
  private readonly values = new Map<string, { readonly value: T }>();

  constructor(private readonly most: number) {}

  get(key: string, compute: () => T): T {
    const found = this.values.get(key) ?? { value: compute() };
    // Maps keep the order in which keys were set.
    this.values.delete(key);
    this.values.set(key, found);
    const [oldest] = this.values.keys();
    if (this.values.size > this.most) this.values.delete(oldest!);
    return found.value;
  }
}
