// Kernels of two dialects on the same random numbers; see translated.test.ts, which puts them in front of this.
#include <cstdio>

static unsigned state;
static double draw() {
    state = state * 1664525u + 1013904223u;
    return ((int)(state >> 12) % 4096) / 16.0 - 64;
}
template <class T> void put(T &to, double value) { to = T(value); }
template <int W, bool S> void put(ac_int<W, S> &to, double value) { to = ac_int<W, S>((int)value); }

template <class A, class B> bool same(const A &a, const B &b) {
    for (int i = 0; i < 4; i++)
        if (a[i].to_double() != b[i].to_double()) return false;
    return true;
}

template <class A0, class A1, class A2, class A3, class B0, class B1, class B2, class B3>
void check(int number, void (*before)(A0 *, A1 *, A2 *, A3 *), void (*after)(B0 *, B1 *, B2 *, B3 *)) {
    for (int round = 0; round < 8; round++) {
        A0 a[4];
        A1 b[4];
        A2 c[4];
        A3 d[4];
        B0 e[4];
        B1 f[4];
        B2 g[4];
        B3 h[4];
        state = 97 * number + round;
        for (int i = 0; i < 4; i++) {
            const double values[4] = {(double)(int)draw(), (double)(int)draw(), draw(), draw()};
            put(a[i], values[0]), put(e[i], values[0]);
            put(b[i], values[1]), put(f[i], values[1]);
            put(c[i], values[2]), put(g[i], values[2]);
            put(d[i], values[3]), put(h[i], values[3]);
        }
        const bool equal = same(a, e) && same(b, f) && same(c, g) && same(d, h);
        before(a, b, c, d);
        after(e, f, g, h);
        if (!equal || !same(a, e) || !same(b, f) || !same(c, g) || !same(d, h)) printf("%d %d\n", number, equal);
    }
}
